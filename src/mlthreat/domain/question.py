"""What a reviewer is asked: questions in checklist sections."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from mlthreat.domain.citation import Source
from mlthreat.domain.profile import ALWAYS, Applicability
from mlthreat.domain.value import Line, QuestionId, Slug, Text, Value

AboutId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=161)
]
"""A failure mode, or one of its threats: `poisoning` or `poisoning/2a`."""


class Asks(StrEnum):
    """What a question asks for: a control (yes is the safe answer) or an exposure (yes means exposed)."""

    CONTROL = "control"
    EXPOSURE = "exposure"


class Verdict(StrEnum):
    """The answer to a question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class Status(StrEnum):
    """Whether a question is still asked."""

    ACTIVE = "active"
    RETIRED = "retired"


class Question(Value):
    """One question of a checklist."""

    id: Slug
    asks: Asks
    text: Text
    why: Text | None = None
    """Why it matters, for someone who is not a specialist."""
    good_answer: Text | None = None
    """What a safe answer looks like, concretely."""
    evidence: Text | None = None
    """What to attach."""
    about: tuple[AboutId, ...] = ()
    """The failure modes or threats it is about."""
    trait: Slug | None = None
    """For an exposure: the trait whose value is the answer."""
    applies: Applicability = ALWAYS
    asked_when: tuple[Verdict, ...] = ()
    """For a follow-up: the answers to its parent that make it matter, if not the usual ones."""
    follow_ups: tuple[Question, ...] = ()
    status: Status = Status.ACTIVE
    replaced_by: QuestionId | None = None
    references: tuple[Slug, ...] = ()
    source: Source | None = None

    @property
    def closed_by(self) -> tuple[Verdict, ...]:
        """The answers after which nothing more is wanted: it is in place, or nobody is exposed; or it does not apply."""
        return (Verdict.YES if self.asks is Asks.CONTROL else Verdict.NO, Verdict.NOT_APPLICABLE)


class ChecklistSection(Value):
    """Questions on one subject, in the order in which a meeting takes them."""

    id: Slug
    title: Line
    order: Annotated[int, Field(ge=0, le=9999)] = 1000
    """Where the section comes among all sections; ties go by id."""
    intro: Text | None = None
    """What the section is about, read out before its first question."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    source: Source | None = None
