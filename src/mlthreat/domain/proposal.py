"""What declarations propose for the profile of a system. A proposal only ever says yes: it can add questions, and remove none.

Nothing is taken from it unless a person says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mlthreat.domain.declaration import Declarations, Said
from mlthreat.domain.library import Library
from mlthreat.domain.value import LONGEST_LINE

_SHOWN: Final = 3
"""How many places are named for one trait."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed, each with what it rests on."""

    system: Mapping[str, Said] = field(default_factory=dict)
    """By field of the system's profile."""
    traits: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    """The traits of which `yes` is proposed, in the order in which they are asked."""

    def source(self, trait: str) -> str | None:
        """Where it is declared that a trait holds, in words; None where nothing declares it."""
        said = self.traits.get(trait)
        return told(said) if said else None


def propose(library: Library, declared: Sequence[Declarations]) -> Proposals:
    """What several files propose together. Of the system as a whole, the first that says something is heard."""
    system = {name: said for one in reversed(declared) for name, said in one.system.items()}
    facts = [pair for one in declared for pair in one.facts]
    traits = {
        trait.id: tuple(
            dict.fromkeys(s for fact, s in facts for h in trait.declared_by if h.fact is fact and h.fits(s.value))
        )
        for trait in library.traits.values()
    }
    return Proposals(system, {trait: said for trait, said in traits.items() if said})


def told(said: Sequence[Said]) -> str:
    """Where something is declared, on one line: `README.md line 7 (base_model: acme/base)`."""
    places = [f"{s.where} ({s.key}: {s.value})" for s in said[:_SHOWN]]
    more = f", and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    line = f"declared in {', '.join(places)}{more}"
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
