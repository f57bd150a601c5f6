"""What a report is made of: the complete data, joined and in reading order. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlthreat.domain.provenance import Intervention
from mlthreat.views.exports.answering_shape import FactData
from mlthreat.views.exports.knowledge_shape import MitigationData, ModeData, TermData
from mlthreat.views.exports.review_shape import AcceptanceData, Complete, FindingData, QuestionData
from mlthreat.views.first_page import FirstPage


@dataclass(frozen=True, slots=True)
class Aim:
    """A failure mode or threat that a finding is about: where it is told, and how many measures against it are told there."""

    anchor: str
    """Empty where no catalog in force has it."""
    name: str
    word: str
    """Which threat it is."""
    measures: int


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with everything that is needed to act on it."""

    finding: FindingData
    question: QuestionData
    parent: QuestionData | None
    aims: tuple[Aim, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """An acceptance with what it is about."""

    acceptance: AcceptanceData
    question: QuestionData | None
    severity: str
    """Of the finding as it is now; empty where there is none."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things that belong under one heading."""

    key: str
    title: str
    members: tuple[Any, ...]
    number: int
    """How many there are, those of groups in it counted one by one."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one section: those that are findings by their ids, since findings tell them; the others in full."""

    key: str
    title: str
    found: tuple[tuple[str, tuple[str, ...]], ...]
    """Each verdict with the findings that it made."""
    others: tuple[QuestionData, ...]
    number: int
    """How many answers there are."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Questions that were left out for one reason, with the facts that the reason names."""

    reason: str
    facts: tuple[FactData, ...]
    questions: tuple[QuestionData, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation of a failure mode, with the threats that it helps against where that is not all of them."""

    mitigation: MitigationData
    threats: str


@dataclass(frozen=True, slots=True)
class Remedies:
    """What can be done, of one kind: to detect, to protect or to respond."""

    does: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """A failure mode with what can be done about it."""

    mode: ModeData
    anchor: str
    compromised: tuple[bool, ...]
    """Whether it compromises each property, in the order of the matrix."""
    because: str
    """Why it is so severe, as it follows the word for it."""
    elsewhere: tuple[tuple[str, str], ...]
    """The ids under which each framework has exactly the same."""
    remedies: tuple[Remedies, ...]
    """What can be done about it; told here and nowhere else."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A trait of the system and how its value is known, in words; those are empty where somebody simply said it."""

    fact: FactData
    known_by: str


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
    front: FirstPage
    sizes: dict[str, int]
    """How much is told in each chapter that tells things one by one, by its anchor."""
    filters: dict[str, tuple[Choice, ...]]
    """What the filters of `modes`, `findings` and `answers` offer."""
    questions: dict[str, QuestionData]
    """Every question by its id, which is an anchor."""
    verdicts: dict[str, str]
    """The answer in force to each question, in words."""
    waits: dict[str, str]
    """Why each unanswered question wants an answer, in words."""
    found: frozenset[str]
    """The ids of the findings."""
    answered: frozenset[str]
    """The ids of the questions that stand among the answers."""
    matrix: tuple[Group, ...]
    """The failure modes, apart by whether somebody brings them about on purpose."""
    findings: tuple[Group, ...]
    accepted: tuple[Accepted, ...]
    unanswered: tuple[Group, ...]
    modes: tuple[Mode, ...]
    answers: tuple[Answered, ...]
    left_out: tuple[LeftOut, ...]
    facts: tuple[Fact, ...]
    former_facts: tuple[tuple[str, str], ...]
    """The traits that no catalog in force has, each with what was said of it."""
    changes: tuple[Intervention, ...]
    terms: tuple[tuple[TermData, tuple[str, ...]], ...]
    """Each term with the titles of the failure modes that it belongs to."""
