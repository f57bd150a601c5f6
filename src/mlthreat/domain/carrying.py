"""A review carried over to the catalogs at hand: what stands, what is asked again, and what has no question any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mlthreat.domain.assessment import Assessment, assess
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.filling import reconciled
from mlthreat.domain.library import Library
from mlthreat.domain.pins import Moved, moved_catalogs
from mlthreat.domain.question import Status
from mlthreat.domain.review import Answer, Review

UNKNOWN_WORDING: Final = "0" * 16
"""The fingerprint of no question: nobody recorded to which words an answer was given."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The review under the catalogs at hand, and what became of each answer."""

    review: Review
    assessment: Assessment
    moved: tuple[Moved, ...]
    kept: tuple[str, ...]
    """Answers that stand as they are."""
    reworded: tuple[str, ...]
    """Asked again, because the question's words changed."""
    doubted: tuple[str, ...]
    """Asked again, because nobody recorded to which words the answer was given."""
    replaced: tuple[tuple[str, str], ...]
    """Retired questions with those that took their place, to which the old answer is proposed."""
    retired: tuple[str, ...]
    """Answered questions that are retired, with nothing new to carry the answer to; the answer is kept."""
    vanished: tuple[str, ...]
    """Answers whose question no catalog in force has; they are kept."""
    disputed: tuple[str, ...]
    """Traits that contradict the answer to the question that sets them now."""

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Questions that apply and that nobody has answered yet."""
        review = self.review
        return tuple(q for q in self.assessment.open if q not in review.answers and q not in review.disagreements)


def carry(library: Library, review: Review) -> Carried:
    """Carry a review over to the catalogs at hand. Its pins are left as they are: whoever saves it sets them."""
    moved = moved_catalogs(library, review)
    answered = set(review.answers)
    undated = [q for q, a in review.answers.items() if a.asked is None] if moved else []
    review = _doubting(review, undated)
    review, replaced = _replacing(library, review)
    before = set(review.trait_disagreements)
    review = reconciled(library, _former_traits(library, review))
    assessment = assess(library, review)
    active = {q for q, asked in library.questions.items() if asked.question.status is Status.ACTIVE}
    stale = set(assessment.stale) & answered & active
    given = [q for q in review.answers if q in answered]
    return Carried(
        review=review,
        assessment=assessment,
        moved=moved,
        kept=tuple(q for q in given if q in active and q not in stale),
        reworded=tuple(q for q in given if q in stale and q not in undated),
        doubted=tuple(q for q in given if q in stale and q in undated),
        replaced=replaced,
        retired=tuple(q for q in given if q in library.questions and q not in active and q not in dict(replaced)),
        vanished=assessment.orphans,
        disputed=tuple(t for t in review.trait_disagreements if t not in before),
    )


def _doubting(review: Review, undated: list[str]) -> Review:
    doubted = {q: review.answers[q].model_copy(update={"asked": UNKNOWN_WORDING}) for q in undated}
    return review.model_copy(update={"answers": {**review.answers, **doubted}}) if doubted else review


def _replacing(library: Library, review: Review) -> tuple[Review, tuple[tuple[str, str], ...]]:
    """Whatever was said on retired questions, said on what took their place too, where nothing was said there yet."""
    answers, drafts, disagreements = dict(review.answers), dict(review.drafts), dict(review.disagreements)
    taken = {*answers, *drafts, *disagreements}
    replaced = []
    for old in [q for q in library.questions if q in taken]:
        new = successor(library, old)
        if new is None or new in taken:
            continue
        taken.add(new)
        replaced.append((old, new))
        if old in answers:
            answers[new] = _proposed(library, old, answers[old])
        if old in disagreements:
            disagreements[new] = tuple(_proposed(library, old, a) for a in disagreements[old])
        if old in drafts:
            drafts[new] = drafts[old]
    if not replaced:
        return review, ()
    update = {"answers": answers, "drafts": drafts, "disagreements": disagreements}
    return review.model_copy(update=update), tuple(replaced)


def successor(library: Library, question: str) -> str | None:
    """The active question that took a retired one's place, at any distance; None where there is none."""
    seen: list[str] = []
    here: str | None = question
    while here is not None and here in library.questions and here not in seen:
        seen.append(here)
        asked = library.questions[here].question
        if asked.status is Status.ACTIVE:
            return here if here != question else None
        here = asked.replaced_by
    return None


def _proposed(library: Library, old: str, answer: Answer) -> Answer:
    """The answer as it is shown under a new id: given to the words of the old one, so stale unless they are the same."""
    return answer.model_copy(update={"asked": answer.asked or fingerprint(library.questions[old].question)})


def _former_traits(library: Library, review: Review) -> Review:
    """The review with the traits that no catalog has set aside, and those that are back taken up again."""
    former = {t: v for t, v in {**review.former_traits, **review.traits}.items() if t not in library.traits}
    traits = {t: v for t, v in {**review.former_traits, **review.traits}.items() if t in library.traits}
    if traits == review.traits and former == review.former_traits:
        return review
    return review.model_copy(update={"traits": traits, "former_traits": former})
