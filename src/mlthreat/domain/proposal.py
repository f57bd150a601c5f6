"""What declarations propose for the profile of a system. A proposal only ever says yes: it can add questions, and remove none.

Nothing is taken from it unless a person says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mlthreat.domain.checklist import traits_to_ask
from mlthreat.domain.declaration import Declarations, Said
from mlthreat.domain.filling import with_trait
from mlthreat.domain.library import Library
from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.review import Review
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
    facts = [pair for one in declared for pair in sorted(one.facts, key=lambda f: f[1].place)]
    traits = {
        trait.id: tuple(
            dict.fromkeys(s for fact, s in facts for h in trait.declared_by if h.fact is fact and h.fits(s.value))
        )
        for trait in library.traits.values()
    }
    return Proposals(system, {trait: said for trait, said in traits.items() if said})


def told(said: Sequence[Said]) -> str:
    """Where something is declared, on one line: `README.md line 7 (base_model: acme/base)`."""
    shown, left = said[:_SHOWN], len(said) - _SHOWN
    places = [f"{s.key}: {s.value}" for s in shown]
    lines = [
        s.where if n == 0 or s.place.file != shown[n - 1].place.file else f"line {s.place.span.line}"
        for n, s in enumerate(shown)
    ]
    named = [f"{line} ({place})" for line, place in zip(lines, places, strict=True)]
    line = f"declared in {', '.join([*named, *([f'and {left} more'] if left > 0 else [])])}"
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def system_of(proposals: Proposals) -> SystemProfile | None:
    """The system as it is proposed; None where no name is."""
    if "name" not in proposals.system:
        return None
    return SystemProfile.model_validate({name: said.value for name, said in proposals.system.items()})


def take_all(library: Library, review: Review, proposals: Proposals) -> Review:
    """The review with everything taken over that is proposed and that nobody has said yet; the facts as unconfirmed."""
    lacking = {n: said.value for n, said in proposals.system.items() if getattr(review.system, n) is None}
    review = review.model_copy(update={"system": review.system.model_copy(update=lacking)})
    taken = []
    for trait in proposals.traits:
        if trait in traits_to_ask(library, review.traits) and trait not in review.trait_disagreements:
            review = with_trait(library, review, trait, TraitValue.YES, proposals.source(trait))
            taken.append(trait)
    return review.model_copy(update={"unconfirmed": (*review.unconfirmed, *taken)})
