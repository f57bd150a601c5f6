"""Conditions that can never hold, or never decide, because of others that stand before or around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mlthreat.domain.profile import Applicability, Trait
from mlthreat.domain.taxonomy import FailureMode, SeverityRule
from mlthreat.files.yaml_source import KeyPath


class Reachability:
    """What the traits and failure modes in force say about conditions."""

    def __init__(self, traits: Mapping[str, Trait], modes: Mapping[str, FailureMode]) -> None:
        self._traits = traits
        self._modes = modes
        self._never_true: dict[str, str] = {}
        self._bits: dict[str, int] = {}
        """A bit for each trait: a set of traits is a number, and joining thousands of sets takes no time."""
        self._implied: dict[str, tuple[int, int]] = {}
        self._forced: dict[tuple[object, ...], tuple[int, int]] = {}
        self._told: dict[tuple[object, ...], str] = {}
        """Which trait clashes in which conditions: thousands of questions have the same few."""

    def clash(self, conditions: Iterable[Applicability]) -> str:
        """The trait that some conditions together want both true and false; empty where they can all hold.

        What a trait that can never be true keeps from holding is told at that trait, and once.
        """
        given = list(conditions)
        shapes = tuple([(c.all, c.any, c.none) for c in given])
        if shapes not in self._told:
            self._told[shapes] = self._clash_to_tell(given)
        return self._told[shapes]

    def _clash_to_tell(self, given: Sequence[Applicability]) -> str:
        if any({*c.all} & {*c.none} for c in given if c.all and c.none):
            return ""  # told as an error of its own
        found = self._clash(given)
        return "" if found and any(self.never_true(t) for t in _wanted(given)) else found

    def never_true(self, trait: str) -> str:
        """The trait, itself or another, that keeps a trait from ever being true; empty where none does."""
        if trait not in self._never_true:
            self._never_true[trait] = self._clash([Applicability(all=(trait,))])
        return self._never_true[trait]

    def _clash(self, given: Sequence[Applicability]) -> str:
        true = false = 0
        for condition in given:
            forced = self._forces(condition)
            true |= forced[0]
            false |= forced[1]
        shut = [c.any[0] for c in given if c.any and not self._all(c.any) & ~false]
        return min([*self._names(true & false), *shut]) if true & false or shut else ""

    def _forces(self, condition: Applicability) -> tuple[int, int]:
        """The traits that are true, and those that are false, wherever a condition holds."""
        shape = (condition.all, condition.any, condition.none)
        if shape not in self._forced:
            true, false = 0, self._all(condition.none)
            for trait in _wanted([condition]):
                implied = self._with_implied(trait)
                true |= implied[0]
                false |= implied[1]
            self._forced[shape] = true, false
        return self._forced[shape]

    def _with_implied(self, trait: str) -> tuple[int, int]:
        """The traits that are true, and those that are false, wherever a trait is true: its condition holds there."""
        if trait not in self._implied:
            true = false = 0
            queue = [trait]
            while queue:
                name = queue.pop()
                if name not in self._traits or true & self._all((name,)):
                    continue
                known = self._implied.get(name)
                true |= known[0] if known else self._all((name,))
                false |= known[1] if known else self._all(self._traits[name].applies.none)
                queue += () if known else self._traits[name].applies.all
            self._implied[trait] = true, false
        return self._implied[trait]

    def _all(self, traits: Iterable[str]) -> int:
        found = 0
        for trait in traits:
            found |= self._bits.setdefault(trait, 1 << len(self._bits))
        return found

    def _names(self, traits: int) -> list[str]:
        return [name for name, bit in self._bits.items() if bit & traits] if traits else []

    def never_about(self, own: Sequence[Applicability], about: Sequence[str]) -> str:
        """The trait that keeps a question from ever being about something that applies; empty where none does."""
        around = [list(self._around(a)) for a in about]
        if not all(around) or any(self.clash(conditions) for conditions in around):
            return ""  # told at what never applies by itself, or does not exist
        found = [self.clash([*own, *conditions]) for conditions in around]
        return found[0] if found and all(found) else ""

    def _around(self, about: str) -> Iterator[Applicability]:
        mode_id, _, threat_id = about.partition("/")
        mode = self._modes.get(mode_id)
        if mode is not None:
            yield mode.applies
            yield from (t.applies for t in mode.threats if t.id == threat_id)

    def never_decides(
        self, rule: SeverityRule | None, around: Sequence[Applicability]
    ) -> Iterator[tuple[KeyPath, str]]:
        """The positions in a severity's `when` that never decide, each with the reason."""
        conditions = [r.condition for r in rule.when] if rule else []
        for index, condition in enumerate(conditions):
            if trait := self.clash([*around, condition]):
                yield (
                    ("when", index),
                    f"this never holds where the entry applies: `{trait}` would be both true and false",
                )
            elif any(implies(condition, earlier) for earlier in conditions[:index]):
                yield ("when", index), "an earlier condition holds whenever this one does, so this one never decides"


def _wanted(conditions: Sequence[Applicability]) -> list[str]:
    """The traits that conditions want true."""
    return [t for c in conditions for t in (*c.all, *(c.any if len(c.any) == 1 else ()))]


def implies(narrow: Applicability, wide: Applicability) -> bool:
    """Whether one condition holds wherever another does, as far as their shapes tell."""
    true = {*narrow.all, *(narrow.any if len(narrow.any) == 1 else ())}
    any_holds = bool(true & set(wide.any)) or (bool(narrow.any) and set(narrow.any) <= set(wide.any))
    return set(wide.all) <= true and set(wide.none) <= set(narrow.none) and (not wide.any or any_holds)
