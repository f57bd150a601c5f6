"""How an answer comes about: with its fingerprint, its author, its moment, and whatever was noted before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.library import Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Answer, Review, trait_value


@dataclass(frozen=True, slots=True)
class Author:
    """Who answers, and when."""

    name: str | None
    at: datetime


def answered(library: Library, review: Review, question: str, verdict: Verdict, author: Author) -> Review:
    """The review with a verdict given now; note, evidence and action of before are kept."""
    asked = library.questions[question].question
    before = review.details(question)
    answer = Answer(
        verdict=verdict,
        note=before.note,
        evidence=before.evidence,
        action=before.action,
        by=author.name,
        at=author.at,
        asked=fingerprint(asked),
    )
    return review.with_answer(question, answer, asked.trait)


def filled_in(library: Library, review: Review, question: str, given: Answer, author: Author) -> Review:
    """The review with an answer that was written elsewhere; what it leaves out is completed, never overwritten."""
    asked = library.questions[question].question
    before = review.details(question)
    answer = Answer(
        verdict=given.verdict,
        note=given.note or before.note,
        evidence=given.evidence or before.evidence,
        action=given.action or before.action,
        by=given.by or author.name,
        at=given.at or author.at,
        asked=given.asked or fingerprint(asked),
    )
    same = review.answers.get(question)
    if same is not None and same.model_copy(update={"at": None, "by": None}) == answer.model_copy(
        update={"at": None, "by": None}
    ):
        return review
    return review.with_answer(question, answer, asked.trait)


def with_trait(library: Library, review: Review, trait: str, value: TraitValue, source: str | None = None) -> Review:
    """The review with a trait set; an answer that says otherwise, to the question that sets it, is dropped for it.

    `source` is where the value was declared, if it was taken from there.
    """
    question = library.bound_traits.get(trait)
    answer = review.answers.get(question or "")
    if question and answer and trait_value(answer.verdict) is not value:
        details = {"note": answer.note, "evidence": answer.evidence, "action": answer.action}
        review = review.without_answer(question).with_details(question, **details)
    return review.with_trait(trait, value, source)


def reconciled(library: Library, review: Review) -> Review:
    """The review without contradictions between a trait and the answer to the question that sets it.

    Where the two differ the answer stays, and the trait is left open with both values told as a disagreement.
    """
    for trait, question in library.bound_traits.items():
        answer, value = review.answers.get(question), review.traits.get(trait)
        if answer is None or value is None or trait_value(answer.verdict) is value:
            continue
        disputed = {**review.trait_disagreements, trait: tuple(sorted((value, trait_value(answer.verdict))))}
        left = {t: v for t, v in review.traits.items() if t != trait}
        review = review.model_copy(update={"traits": left, "trait_disagreements": disputed})
    return review
