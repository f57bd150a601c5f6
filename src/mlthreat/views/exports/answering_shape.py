"""The shape of what people said: of a trait, and to a question."""

from __future__ import annotations

from typing_extensions import TypedDict

from mlthreat.views.exports.words import (
    DayText,
    EvidenceWord,
    GradeWord,
    KnownByWord,
    MomentText,
    TraitWord,
    VerdictWord,
)


class SaidData(TypedDict):
    """What a review says of one trait, whether or not it counts."""

    trait: str
    said: TraitWord | None
    disagreement: list[TraitWord]
    """What different people said, until the team settles it."""
    source: str | None
    """Where what is said was declared, if it comes from there."""
    unconfirmed: bool
    """Whether it was taken over and nobody confirmed it."""


class FactData(SaidData):
    """One trait of a catalog in force."""

    question: str
    help: str | None
    value: TraitWord
    """The value in force: it decides what is asked and how severe it is."""
    known_by: KnownByWord
    """`follows`: its question makes no sense here, and its value follows from other facts; `taken over`: nobody confirmed it."""


class EvidenceData(TypedDict):
    """What supports an answer."""

    kind: EvidenceWord
    shown: str
    """The file's path from the review's folder, the address, the ticket or the statement."""
    sha256: str | None
    """Of the file's bytes when it was attached."""
    grade: GradeWord


class ActionData(TypedDict):
    """Who does what is missing, and until when."""

    owner: str | None
    due: DayText | None
    ticket: str | None
    overdue: bool


class AnswerData(TypedDict):
    """One answer as it was given."""

    verdict: VerdictWord
    note: str | None
    evidence: list[EvidenceData]
    action: ActionData | None
    by: str | None
    at: MomentText | None
    asked: str | None
    """The fingerprint of the words that were answered."""


class DraftData(TypedDict):
    """What was noted on a question that has no answer yet."""

    note: str | None
    evidence: list[EvidenceData]
    action: ActionData | None


class CoverageData(TypedDict):
    """Counts of questions; nothing is said about safety."""

    total: int
    applicable: int
    answered: int
    open: int
    stale: int
