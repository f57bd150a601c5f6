"""The steps of an interview: first what the system is, then every question that applies; and which come next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mlthreat.domain.assessment import Assessment, assess
from mlthreat.domain.library import Library
from mlthreat.domain.review import Review


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask: a trait or a question, by id."""

    id: str
    is_trait: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps under the answers so far, and which of them are open."""

    all: tuple[Step, ...]
    open: frozenset[Step]
    assessment: Assessment

    def after(self, here: Step | None, passed: Collection[Step]) -> Step | None:
        """The next open step behind `here`, then from the start; steps in `passed` are left alone. None when done."""
        start = self.all.index(here) + 1 if here in self.all else 0
        order = (*self.all[start:], *self.all[:start])
        return next((s for s in order if s in self.open and s not in passed), None)

    def find(self, id_: str) -> Step | None:
        """The step with an id; else with the only id that begins or ends with it, or the only one that holds it."""
        exact = next((s for s in self.all if s.id == id_), None)
        like = [s for s in self.all if s.id.startswith(id_) or s.id.endswith(f".{id_}")]
        like = like or [s for s in self.all if id_ in s.id]
        return exact or (like[0] if len(like) == 1 else None)

    def counted(self, step: Step) -> tuple[int, int, int]:
        """The step's number among those of its kind, how many there are, and how many of them are open."""
        kind = [s for s in self.all if s.is_trait == step.is_trait]
        number = kind.index(step) + 1 if step in kind else 1
        return number, len(kind), sum(s in self.open for s in kind)


def steps_of(library: Library, review: Review, only: str | None, redo: Collection[str]) -> Steps:
    """The steps of a review. `only` limits the questions to one section; those in `redo` count as open."""
    assessment = assess(library, review)
    # a dispute is put before the team even where the fact does not matter at present
    traits = [
        Step(t.id, True)
        for t in library.traits.values()
        if t.applies.holds(assessment.checklist.traits) is not False or t.id in review.trait_disagreements
    ]
    items = [i for i in assessment.checklist.applicable if only is None or i.asked.section.id == only]
    questions = [Step(i.id, False) for i in items]
    unasked = {s for s in traits if (s.id not in review.traits or s.id in review.unconfirmed) and only is None}
    # what two people said of a trait is settled where its question is asked, if it has one
    unasked -= {
        s for s in unasked if s.id in review.trait_disagreements and library.bound_traits.get(s.id) in assessment.open
    }
    return Steps(
        all=(*traits, *questions),
        open=frozenset({*unasked, *(s for s in questions if s.id in assessment.open or s.id in redo)}),
        assessment=assessment,
    )
