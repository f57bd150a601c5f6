"""After an issue: which questions of a review should have caught it, and their answers taken back with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mlthreat.domain.checklist import Item, build_checklist
from mlthreat.domain.filling import Author
from mlthreat.domain.library import Library
from mlthreat.domain.question import Status, Verdict
from mlthreat.domain.review import Answer, Evidence, Review
from mlthreat.domain.value import LONGEST_TEXT, utc_text


@dataclass(frozen=True, slots=True)
class Missed:
    """A question about what came to light, as it stands in the review."""

    item: Item
    answer: Answer | None
    in_doubt: bool
    """Whether its answer says that all is well, in whole or in part, so that it ought to be given again."""
    meant: bool
    """Whether it asks about the very threat or failure mode that came to light, and not about one that holds it, or is in it."""

    @property
    def id(self) -> str:
        """The question's full id."""
        return self.item.id


def missed(library: Library, review: Review, about: Iterable[str]) -> tuple[Missed, ...]:
    """The questions about failure modes or threats, in the order of the meeting; those that do not apply included."""
    named = tuple(about)
    items = build_checklist(library, review).items.values()
    return tuple(
        Missed(
            item, review.answers.get(item.id), _in_doubt(library, item), bool({*item.asked.question.about} & {*named})
        )
        for item in items
        if any(_concerns(a, n) for a in item.asked.question.about for n in named)
    )


def contradicted(found: Iterable[Missed]) -> tuple[Missed, ...]:
    """The questions whose answers are in doubt, those that the issue contradicts most plainly first.

    That is: asked about the very thing, answered that all is well and not only in part, and asked about little else.
    """

    def plainly(missed: Missed) -> tuple[bool, bool, int]:
        return not missed.meant, missed.item.verdict is Verdict.PARTLY, len(missed.item.asked.question.about)

    return tuple(sorted((m for m in found if m.in_doubt), key=plainly))


def _concerns(question_about: str, named: str) -> bool:
    """Whether the two are the same, or one is the failure mode of the other."""
    return question_about == named or f"{named}/" in f"{question_about}/" or question_about == named.partition("/")[0]


def _in_doubt(library: Library, item: Item) -> bool:
    question = item.asked.question
    gone = question.status is Status.RETIRED or ("question", item.id) in library.disabled
    return not gone and item.verdict in {*question.closed_by, Verdict.PARTLY}


def reopened(library: Library, review: Review, question: str, reason: str, author: Author) -> Review:
    """The review with one answer taken back. What it said, who gave it and when is kept in the note, with the reason.

    The trait that the answer had set goes with it. A question without an answer is left as it is. Raises KeyError for a
    question that no catalog has.
    """
    trait = library.questions[question].question.trait
    old, profile = review.answers.get(question), review.traits.get(trait or "")
    if old is None and profile is None:
        return review
    before = review.details(question)
    said = _was(old) if old else f"answered before: {profile}, from the profile"
    evidence = before.evidence
    note = f"{_told(reason, author)}\n{said}" + (f"\n\n{before.note}" if before.note else "")
    if before.note and len(note) > LONGEST_TEXT:
        note = f"{_told(reason, author)}\n{said}"
        evidence = (*evidence, Evidence(statement=before.note))
    traits = {t: v for t, v in review.traits.items() if t != trait}
    taken_back = review.without_answer(question).model_copy(update={"traits": traits})
    return taken_back.with_details(question, note=note, evidence=evidence, action=before.action)


def _told(reason: str, author: Author) -> str:
    by = f" by {author.name}" if author.name else ""
    return f"reopened {utc_text(author.at)}{by}: {reason.strip()}"


def _was(answer: Answer) -> str:
    by = f", by {answer.by}" if answer.by else ""
    at = f", {utc_text(answer.at)}" if answer.at else ""
    return f"answered before: {answer.verdict}{by}{at}"
