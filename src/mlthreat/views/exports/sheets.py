"""What the sheets of a workbook show: for each a name, its columns and its rows. Values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from mlthreat.domain.prose import flat
from mlthreat.domain.taxonomy import Property
from mlthreat.views.exports.answering_shape import DraftData
from mlthreat.views.exports.index import index
from mlthreat.views.exports.knowledge_shape import CatalogData, ModeData
from mlthreat.views.exports.register import COLUMNS, Column, action_of, evidence_lines, risks
from mlthreat.views.exports.review_shape import AcceptanceData, Complete, QuestionData, SignOffData
from mlthreat.views.first_page import DECISIONS, first_page
from mlthreat.views.report_text import moment

Fact = tuple[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; every row is given to the columns."""

    name: str
    columns: tuple[Column[Any], ...]
    rows: tuple[Any, ...]
    tallest: int = 4
    """How many lines of a row are in view, so that many rows can be scanned; a cell may hold more."""
    filtered: bool = True


def sheets(data: Complete) -> tuple[Sheet, ...]:
    """The sheets of a workbook, in their order."""
    accepted = sorted(data["acceptances"], key=lambda a: (a["until"], a["finding"]))
    return (
        Sheet(
            "Summary", _FACTS, tuple(f for f in _summary(data) if f[1] not in {None, ""}), tallest=24, filtered=False
        ),
        Sheet("Risk register", COLUMNS, tuple(risks(data))),
        Sheet("Failure modes", _MODES, tuple(data["failure_modes"])),
        Sheet("Answers", _answer_columns(data), tuple(data["questions"])),
        Sheet("Accepted risks", _acceptance_columns(data), tuple(accepted)),
        Sheet("Catalogs", _CATALOGS, tuple(data["catalogs"]), tallest=24),
    )


def _summary(data: Complete) -> Iterator[Fact]:
    system, coverage, front = data["system"], data["coverage"], first_page(data)
    yield ("System", system["name"])
    yield ("Version", system["version"])
    yield ("Owner", system["owner"] or "nobody is named")
    yield ("State", front.state)
    yield ("Decision", "\n".join(_decision(d) for d in front.decisions) or _UNDECIDED[bool(front.earlier)])
    for count in front.counts:
        yield (count.word[0].upper() + count.word[1:], count.number)
    yield ("Questions that apply", coverage["applicable"])
    yield ("Questions answered", coverage["answered"])
    yield ("Still lacking", "\n".join(front.gaps))
    yield ("Description", system["description"])
    yield ("Repository", system["repository"])
    yield ("This state", data["digest"])
    yield ("About this file", _ABOUT)


def _decision(decision: SignOffData) -> str:
    who = f"{decision['by']} ({decision['role']})"
    return f"{DECISIONS[decision['decision']]}, declared by {who}, {moment(decision['at'])}{'; lapsed' if decision['lapsed'] else ''}"


def _answer_columns(data: Complete) -> tuple[Column[QuestionData], ...]:
    sections = {s["id"]: s["title"] for s in data["sections"]}
    return (
        Column("Question", 34, lambda q: q["id"]),
        Column("Section", 28, lambda q: sections[q["section"]]),
        Column("Text", 48, lambda q: flat(q["text"])),
        Column("Asks for", 10, lambda q: q["asks"]),
        Column("Applies", 9, lambda q: _yes(q["applies"])),
        Column("Because", 36, lambda q: q["why"]),
        Column("Answer", 14, lambda q: q["verdict"]),
        Column("Still open", 10, lambda q: _yes(q["open"])),
        Column("Wording changed since", 16, lambda q: _yes(q["stale"])),
        Column("Note", 60, lambda q: _details(q)["note"]),
        Column("Evidence", 40, lambda q: evidence_lines(_details(q)["evidence"], q["evidence_changed"])),
        Column("Best evidence", 12, lambda q: q["grade"]),
        Column("Owner", 22, lambda q: action_of(q)["owner"]),
        Column("Due", 12, lambda q: action_of(q)["due"], "day"),
        Column("Ticket", 18, lambda q: action_of(q)["ticket"]),
        Column("Answered by", 20, lambda q: q["by"]),
        Column("Answered at (UTC)", 17, lambda q: q["at"], "moment"),
        Column("Catalog", 14, lambda q: q["catalog"]),
    )


def _details(question: QuestionData) -> QuestionData | DraftData:
    """What goes with an answer, or what was noted so far where there is none."""
    return question["draft"] if question["draft"] and not question["answered"] else question


def _acceptance_columns(data: Complete) -> tuple[Column[AcceptanceData], ...]:
    known = index(data)
    texts = {i: flat(q["text"]) for i, q in known.questions.items()}
    severities = {i: f["severity"] for i, f in known.findings.items()}
    return (
        Column("Finding", 34, lambda a: a["finding"]),
        Column("Question", 48, lambda a: texts.get(a["finding"])),
        Column("Severity", 11, lambda a: severities.get(a["finding"]), "severity"),
        Column("State", 12, lambda a: a["state"]),
        Column("Until", 12, lambda a: a["until"], "day"),
        Column("By", 24, lambda a: a["by"]),
        Column("As", 24, lambda a: a["role"]),
        Column("Reason", 50, lambda a: a["reason"]),
        Column("Compensating control", 50, lambda a: a["compensating"]),
        Column("Accepted at (UTC)", 17, lambda a: a["at"], "moment"),
    )


def _compromised(name: str) -> Callable[[ModeData], str]:
    return lambda mode: "\n".join(c["why"] for c in mode["compromises"] if c["property"] == name)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


_UNDECIDED: Final = {False: "none yet", True: "none that holds; something was changed since it was signed off"}
_ABOUT: Final = (
    "A projection of the review's complete data, made by mlthreat. The JSON report holds all of it, and every text as it "
    "was written; here control characters are written out and a text that does not fit a cell is cut, with a note. Rows "
    "show four lines at most: a double click on the lower edge of a row's number shows all of it."
)
_FACTS: Final[tuple[Column[Fact], ...]] = (
    Column("What", 26, lambda fact: fact[0]),
    Column("Value", 100, lambda fact: fact[1]),
)
_MODES: Final[tuple[Column[ModeData], ...]] = (
    Column("Failure mode", 30, lambda m: m["id"]),
    Column("Number", 9, lambda m: m["number"]),
    Column("Title", 30, lambda m: m["title"]),
    Column("Kind", 14, lambda m: m["kind"]),
    Column("Became", 15, lambda m: m["disposition"]),
    Column("Because", 48, lambda m: m["why"]),
    Column("Severity", 11, lambda m: m["severity"], "severity"),
    Column("Why this severity", 44, lambda m: m["severity_because"]),
    *(Column(name.capitalize(), 36, _compromised(name)) for name in Property),
    Column("Findings", 34, lambda m: "\n".join(m["findings"])),
    Column("Questions that apply", 34, lambda m: "\n".join(m["questions"])),
    Column("Summary", 60, lambda m: flat(m["summary"])),
    Column("Catalog", 14, lambda m: m["catalog"]),
)
_CATALOGS: Final[tuple[Column[CatalogData], ...]] = (
    Column("Catalog", 16, lambda c: c["id"]),
    Column("Version", 10, lambda c: c["version"]),
    Column("Title", 40, lambda c: c["title"]),
    Column("Version reviewed", 10, lambda c: c["reviewed"]),
    Column("Changed since", 10, lambda c: _yes(c["changed"])),
    Column("Licence", 14, lambda c: c["license"]),
    Column("Attribution", 80, lambda c: flat(c["attribution"] or "")),
    Column("Digest", 74, lambda c: c["digest"]),
)
