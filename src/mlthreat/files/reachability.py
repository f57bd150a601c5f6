"""Conditions that can never hold, or never decide, because of others that stand before or around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mlthreat.domain.profile import Applicability, Trait
from mlthreat.domain.taxonomy import FailureMode, SeverityRule
from mlthreat.files.links import Path


class Reachability:
    """What the traits and failure modes in force say about conditions."""

    def __init__(self, traits: Mapping[str, Trait], modes: Mapping[str, FailureMode]) -> None:
        self._traits = traits
        self._modes = modes
        self._never_true: dict[str, str] = {}

    def clash(self, conditions: Iterable[Applicability]) -> str:
        """The trait that some conditions together want both true and false; empty where they can all hold.

        What a trait that can never be true keeps from holding is told at that trait, and once.
        """
        given = list(conditions)
        if any({*c.all} & {*c.none} for c in given):
            return ""  # told as an error of its own
        return "" if any(self.never_true(t) for t in _wanted(given)) else self._clash(given)

    def never_true(self, trait: str) -> str:
        """The trait, itself or another, that keeps a trait from ever being true; empty where none does."""
        if trait not in self._never_true:
            self._never_true[trait] = self._clash([Applicability(all=(trait,))])
        return self._never_true[trait]

    def _clash(self, given: Sequence[Applicability]) -> str:
        false = {t for c in given for t in c.none}
        true: set[str] = set()
        queue = _wanted(given)
        while queue:
            trait = queue.pop()
            if trait not in true and trait in self._traits:
                true.add(trait)
                queue += self._traits[trait].applies.all
                false.update(self._traits[trait].applies.none)
        shut = [c.any[0] for c in given if c.any and false.issuperset(c.any)]
        return min([*(true & false), *shut], default="")

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

    def never_decides(self, rule: SeverityRule | None, around: Sequence[Applicability]) -> Iterator[tuple[Path, str]]:
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
