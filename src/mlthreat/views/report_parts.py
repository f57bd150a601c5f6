"""What a report is made of: the complete data, joined and in reading order. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlthreat.views.exports.knowledge_shape import MitigationData, ModeData, TermData
from mlthreat.views.exports.review_shape import AcceptanceData, Complete, FactData, FindingData, QuestionData
from mlthreat.views.first_page import FirstPage
from mlthreat.views.matrix import Drawing


@dataclass(frozen=True, slots=True)
class Named:
    """A link to something in the report: where it is, what it is called, and a word about it."""

    anchor: str
    name: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Remedies:
    """What can be done, of one kind: to detect, to protect or to respond."""

    does: str
    mitigations: tuple[MitigationData, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding with everything that is needed to act on it."""

    finding: FindingData
    question: QuestionData
    parent: QuestionData | None
    about: tuple[Named, ...]
    remedies: tuple[Remedies, ...]
    same_as: str
    """An earlier finding with the same remedies, where they are told already."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An acceptance with what it is about."""

    acceptance: AcceptanceData
    question: QuestionData | None
    severity: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things that belong under one heading."""

    key: str
    title: str
    members: tuple[Any, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Questions that were left out for one reason, with the facts that the reason names."""

    reason: str
    facts: tuple[FactData, ...]
    questions: tuple[QuestionData, ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """A failure mode with the questions it rests on and what can be done about it."""

    mode: ModeData
    anchor: str
    compromised: tuple[bool, ...]
    """Whether it compromises each property, in the order of the matrix."""
    questions: tuple[tuple[str, str], ...]
    """The questions about it that its disposition does not name, by what was answered."""
    elsewhere: tuple[tuple[str, str], ...]
    """The ids under which each framework has exactly the same."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: the class that its members bear, the word for it, how many there are."""

    key: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the templates show, in order."""

    data: Complete
    questions: dict[str, QuestionData]
    known: frozenset[str]
    """The ids of all questions: each is an anchor."""
    answered: frozenset[str]
    """The ids of the questions that stand among the answers."""
    found: frozenset[str]
    """The ids of the findings."""
    front: FirstPage
    drawings: tuple[Drawing, ...]
    modes: tuple[Mode, ...]
    mode_choices: tuple[Choice, ...]
    findings: tuple[Group, ...]
    finding_choices: tuple[Choice, ...]
    accepted: tuple[Taken, ...]
    unanswered: tuple[Group, ...]
    answers: tuple[Group, ...]
    answer_choices: tuple[Choice, ...]
    left_out: tuple[LeftOut, ...]
    terms: tuple[tuple[TermData, tuple[Named, ...]], ...]
