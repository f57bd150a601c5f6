"""The risk register: every finding joined with what it refers to, and the columns that tables of risks share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from mlthreat.domain.prose import flat
from mlthreat.domain.taxonomy import Does
from mlthreat.views.exports.answering_shape import ActionData, EvidenceData
from mlthreat.views.exports.index import Index, index
from mlthreat.views.exports.knowledge_shape import CrosswalkData, MitigationData
from mlthreat.views.exports.review_shape import Complete, FindingData, QuestionData
from mlthreat.views.visible import one_line

Row = TypeVar("Row")
Kind = Literal["text", "severity", "day", "moment"]

LONGEST_TITLE: Final = 250
"""Jira and GitLab take 255 characters, GitHub takes 256."""
_LONGEST_NAME: Final = 40
_ACTS: Final = tuple(Does)
_ANSWERS: Final = {"no": "Answered no", "partly": "Answered partly", "unknown": "Not known"}
_UMBRELLAS: Final = frozenset({"exact", "broader"})
"""How an entry of another list stands to a failure mode that may be filed under it."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a table: its heading, how wide it is in characters, what it shows of a row, and as what."""

    name: str
    width: int
    value: Callable[[Row], str | int | None]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Risk:
    """A finding with everything that is needed to act on it."""

    key: str
    """The same whenever the review is exported, and another for every finding of every system."""
    title: str
    system: str
    section: str
    finding: FindingData
    question: QuestionData
    about: tuple[tuple[str, str], ...]
    """The id and title of each failure mode or threat it is about."""
    mitigations: tuple[MitigationData, ...]
    """What can be done: to detect, to protect, to respond."""
    elsewhere: dict[str, str]
    """For each other publisher's list, under which of its entries this falls, and whether those are the same or broader."""

    @property
    def action(self) -> ActionData:
        """Who does what is missing, until when, and where that is tracked."""
        return action_of(self.question)


def risks(data: Complete) -> list[Risk]:
    """Every finding of the complete data, most severe first."""
    known, name = index(data), data["system"]["name"]
    return [_risk(known, f, name) for f in data["findings"]]


def _risk(known: Index, finding: FindingData, system: str) -> Risk:
    question = known.questions[finding["id"]]
    aims = [(a, known.aimed_at(a)) for a in finding["about"]]
    todo = [known.mitigations[m] for m in finding["mitigations"]]
    return Risk(
        key=f"mlthreat/{_slug(system)}/{finding['id']}",
        title=_title(finding["verdict"], question["text"], system),
        system=system,
        section=known.sections[question["section"]]["title"],
        finding=finding,
        question=question,
        about=tuple((a, aim["title"] if aim else a) for a, aim in aims),
        mitigations=tuple(sorted(todo, key=lambda m: _ACTS.index(m["does"]))),
        elsewhere=_elsewhere(c for _, aim in aims if aim for c in aim["crosswalk"]),
    )


def action_of(question: QuestionData) -> ActionData:
    """What is to be done about a question; nothing by nobody where nothing was said."""
    return question["action"] or {"owner": None, "due": None, "ticket": None, "overdue": False}


def cut(text: str, longest: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def evidence_lines(evidence: Iterable[EvidenceData], changed: Iterable[str]) -> str:
    """Each piece of evidence on a line: how much it proves, and what it is; then what is not as it was pinned."""
    lines = [f"{e['grade']}: {flat(e['shown'])}" for e in evidence]
    return "\n".join([*lines, *(f"not as it was: {flat(c)}" for c in changed)])


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower())[:_LONGEST_NAME].strip("-") or "system"


def _title(verdict: str, text: str, name: str) -> str:
    end = f" [{cut(one_line(name), _LONGEST_NAME)}]"
    return cut(f"{_ANSWERS.get(verdict, verdict)}: {one_line(text)}", LONGEST_TITLE - len(end)) + end


def _elsewhere(crosswalk: Iterable[CrosswalkData]) -> dict[str, str]:
    found: dict[str, dict[str, str]] = {}
    for entry in crosswalk:
        if entry["relation"] in _UMBRELLAS:
            found.setdefault(entry["framework"], {}).setdefault(entry["id"], entry["relation"])
    return {name: ", ".join(f"{i} ({r})" for i, r in ids.items()) for name, ids in found.items()}


def _accepted(key: Literal["by", "role", "until", "reason", "compensating"]) -> Callable[[Risk], str | None]:
    return lambda risk: risk.finding["acceptance"][key] if risk.finding["acceptance"] else None


OWNER: Final[Column[Risk]] = Column("Owner", 22, lambda r: r.action["owner"])
DUE: Final[Column[Risk]] = Column("Due", 12, lambda r: r.action["due"], "day")
COLUMNS: Final[tuple[Column[Risk], ...]] = (
    Column("Finding", 30, lambda r: r.finding["id"]),
    Column("Severity", 11, lambda r: r.finding["severity"], "severity"),
    Column("State", 10, lambda r: r.finding["state"]),
    Column("Answer", 10, lambda r: r.finding["verdict"]),
    Column("Question", 48, lambda r: flat(r.question["text"])),
    OWNER,
    DUE,
    Column("Ticket", 18, lambda r: r.action["ticket"]),
    Column("Failure modes", 32, lambda r: "\n".join(f"{i}: {title}" for i, title in r.about)),
    Column("Why this severity", 48, lambda r: r.finding["severity_because"]),
    Column("Note", 48, lambda r: r.question["note"]),
    Column("Evidence", 36, lambda r: evidence_lines(r.question["evidence"], r.question["evidence_changed"])),
    Column("What can be done", 70, lambda r: "\n".join(f"{m['does']}: {flat(m['text'])}" for m in r.mitigations)),
    Column("Accepted by", 20, _accepted("by")),
    Column("Accepted as", 18, _accepted("role")),
    Column("Accepted until", 15, _accepted("until"), "day"),
    Column("Reason for accepting", 40, _accepted("reason")),
    Column("Compensating control", 40, _accepted("compensating")),
    Column("Other lists", 36, lambda r: "\n".join(f"{name}: {ids}" for name, ids in r.elsewhere.items())),
    Column("Section", 30, lambda r: r.section),
    Column("Catalog", 14, lambda r: r.question["catalog"]),
    Column("Answered by", 20, lambda r: r.question["by"]),
    Column("Answered at (UTC)", 17, lambda r: r.question["at"], "moment"),
)
"""The columns of a risk register."""
