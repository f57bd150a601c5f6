"""What is known about the system under review, and conditions over it that may come out undecided."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from mlthreat.domain.declaration import Hint
from mlthreat.domain.value import Line, Slug, Text, Value


class TraitValue(StrEnum):
    """What the team says of one trait. Not having been asked is not a value: the trait is absent."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class SystemProfile(Value):
    """The system under review, as its owner describes it."""

    name: Line
    """What the system is called."""
    owner: Line | None = None
    """The person or team that answers for it."""
    description: Text | None = None
    """What it does and for whom, in a few sentences."""
    version: Line | None = None
    """The release or design version that is reviewed."""
    repository: Line | None = None
    """Where its code lives."""


class Applicability(Value):
    """A condition over traits. Every part that is given must hold."""

    all: tuple[Slug, ...] = Field(default=(), max_length=20)
    """Traits that must all be true."""
    any: tuple[Slug, ...] = Field(default=(), max_length=20)
    """Traits of which at least one must be true."""
    none: tuple[Slug, ...] = Field(default=(), max_length=20)
    """Traits that must all be false."""

    @property
    def traits(self) -> tuple[Slug, ...]:
        """Every trait the condition looks at, in order."""
        return self.all + self.any + self.none

    def holds(self, traits: Mapping[str, TraitValue]) -> bool | None:
        """Decide the condition in Kleene's three-valued logic: true, false, or None where it hangs on an unknown."""
        if not (self.all or self.any or self.none):
            return True
        if any(traits.get(t) is TraitValue.NO for t in self.all) or any(
            traits.get(t) is TraitValue.YES for t in self.none
        ):
            return False
        if self.any and all(traits.get(t) is TraitValue.NO for t in self.any):
            return False
        certain_any = not self.any or any(traits.get(t) is TraitValue.YES for t in self.any)
        certain_all = all(traits.get(t) is TraitValue.YES for t in self.all)
        certain_none = all(traits.get(t) is TraitValue.NO for t in self.none)
        return True if certain_any and certain_all and certain_none else None

    def deciding(self, traits: Mapping[str, TraitValue]) -> tuple[tuple[Slug, TraitValue], ...]:
        """The traits, with their values, that make the condition false; empty where it is not false."""
        if self.holds(traits) is not False:
            return ()
        against = [(t, TraitValue.NO) for t in self.all if traits.get(t) is TraitValue.NO]
        against += [(t, TraitValue.YES) for t in self.none if traits.get(t) is TraitValue.YES]
        if self.any and all(traits.get(t) is TraitValue.NO for t in self.any):
            against += [(t, TraitValue.NO) for t in self.any]
        return tuple(against)

    def in_favor(self, traits: Mapping[str, TraitValue]) -> tuple[Slug, ...]:
        """The traits that make the condition true, or may; a false one of `any` says nothing for it."""
        return self.all + tuple(t for t in self.any if traits.get(t) is not TraitValue.NO) + self.none


ALWAYS = Applicability.model_construct()
"""The condition that always holds; made without checking what was given, as nothing was."""


class Trait(Value):
    """A yes, no or unknown fact about the system under review."""

    id: Slug
    question: Line
    """The fact as a question that a product owner can answer."""
    help: Text | None = None
    """What counts as yes, with an example."""
    applies: Applicability = ALWAYS
    """When the question makes sense; where it does not, the trait is false."""
    declared_by: tuple[Hint, ...] = ()
    """What a model card or a bill of materials may declare that speaks for yes; `review --from` proposes it then."""
