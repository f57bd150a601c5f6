"""The first screen of a page: which systems are worst, what lapses next, who has not approved, what is unanswered."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mlthreat.domain.disposition import Disposition
from mlthreat.domain.portfolio import Portfolio, Row
from mlthreat.domain.prose import amount
from mlthreat.domain.value import Severity
from mlthreat.views.first_page import Count
from mlthreat.views.portfolio.told import (
    Section,
    findings_in_words,
    left_open,
    signed_in_words,
    stance_in_words,
    stances_in_words,
)
from mlthreat.views.report_text import sentence

SHOWN: Final = 3
"""How many entries of a list are shown, so that all lists fit a screen; the rest are counted."""
_QUIET: Final = {"settled", "covered", "not-applicable"}


@dataclass(frozen=True, slots=True)
class Pointer:
    """One entry of a list: a word or a number, a system, and what is said of it."""

    mark: str
    name: str
    words: str
    anchor: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Pointers:
    """A list on the first screen: what is shown of it, how much more there is, and where that stands."""

    shown: tuple[Pointer, ...]
    more: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Front:
    """The values of the first screen."""

    state: str
    tone: str
    counts: tuple[Count, ...]
    worst: Pointers
    ending: Pointers
    due: Pointers
    unapproved: Pointers
    unanswered: Pointers


def front(portfolio: Portfolio, found: Sequence[Section], anchors: dict[str, str]) -> Front:
    """The first screen. `found` are the sections of the page, `anchors` where each review stands, by its file."""
    lists = {section.key: section for section in found}
    return Front(
        state=sentence("; ".join(_state(portfolio))),
        tone=_tone(portfolio),
        counts=tuple(_stances(portfolio) if portfolio.subject else _counts(portfolio, lists)),
        worst=_first([_pointer(row, anchors) for row in portfolio.rows if tone_of(row) not in _QUIET], "systems"),
        ending=_dated(lists.get("ending"), anchors),
        due=_dated(lists.get("due"), anchors),
        unapproved=_first(
            [Pointer("", r.system.name, _decided(r), anchors[r.file]) for r in portfolio.rows if not approved(r)],
            "systems",
        ),
        unanswered=_first(
            [
                Pointer(str(row.coverage.open), row.system.name, row.system.owner or "", anchors[row.file])
                for row in sorted(portfolio.rows, key=lambda row: -row.coverage.open)
                if row.coverage.open
            ],
            "systems",
        ),
    )


def tone_of(row: Row) -> str:
    """The worst thing about a system: where it stands on the subject, a severity, `unanswered` or `settled`."""
    if row.stance:
        return row.stance.disposition.replace(" ", "-")
    worst = next((str(s) for s in Severity if row.open[s]), "")
    return worst or ("unanswered" if row.coverage.open else "settled")


def approved(row: Row) -> bool:
    """Whether the state that a system is in was approved, by everyone whom its policy names."""
    return row.standing.startswith("approved") and not row.missing_roles


def _decided(row: Row) -> str:
    said = signed_in_words(row)
    return said if row.standing != "none" else f"no decision{said.removeprefix(row.standing)}"


def _first(found: Sequence[Pointer], anchor: str) -> Pointers:
    return Pointers(tuple(found[:SHOWN]), max(len(found) - SHOWN, 0), anchor)


def _pointer(row: Row, anchors: dict[str, str]) -> Pointer:
    tone = tone_of(row)
    if row.stance:
        said = f"{stance_in_words(row.stance)}; {left_open(row.stance)}"
        return Pointer(str(row.stance.disposition), row.system.name, said, anchors[row.file], tone)
    said = f"{findings_in_words(row)}; {row.system.owner or 'no owner is named'}"
    return Pointer(tone, row.system.name, said, anchors[row.file], tone)


def _dated(section: Section | None, anchors: dict[str, str]) -> Pointers:
    if section is None:
        return Pointers((), 0, "")
    found = [Pointer(e.mark, e.title, e.words, anchors[e.file]) for e in section.entries]
    return _first(found, section.key)


def _tone(portfolio: Portfolio) -> str:
    return tone_of(portfolio.rows[0]) if portfolio.rows else "unanswered"


def _state(portfolio: Portfolio) -> Iterator[str]:
    rows = portfolio.rows
    if portfolio.subject and rows:
        yield stances_in_words(portfolio)
    elif rows:
        yield from _found(rows)
        refused, waiting = sum(not r.passed for r in rows), sum(not approved(r) for r in rows)
        yield f"the gate says no to {refused} of {amount(len(rows), 'system')}"
        yield f"{waiting} not approved" if waiting else "all approved"
        still_open = sum(r.coverage.open for r in rows)
        yield (
            f"{amount(still_open, 'question')} unanswered" if still_open else "every question that applies is answered"
        )
    else:
        yield "no review was judged"
    if portfolio.unread:
        yield f"{amount(len(portfolio.unread), 'path')} could not be read"


def _found(rows: Sequence[Row]) -> Iterator[str]:
    """How many findings of the worst severity are open, and in how many systems."""
    worst = next((s for s in Severity if any(r.open[s] for r in rows)), None)
    if worst is None:
        yield "no finding open"
        return
    number, systems = sum(r.open[worst] for r in rows), sum(r.open[worst] > 0 for r in rows)
    less = sum(sum(r.open.values()) for r in rows) - number
    yield f"{amount(number, f'{worst} finding')} open in {amount(systems, 'system')}{f', {less} less severe' if less else ''}"


def _counts(portfolio: Portfolio, lists: Container[str]) -> Iterator[Count]:
    def place(key: str) -> str:
        return key if key in lists else "systems"

    rows = portfolio.rows
    for severity in Severity:
        yield Count(sum(r.open[severity] for r in rows), f"{severity}, open", place("worst"), str(severity))
    over = sum(a.until < portfolio.day for r in rows for a in r.ending)
    overdue = sum(d.day < portfolio.day for r in rows for d in r.due)
    yield Count(over, f"{'acceptance' if over == 1 else 'acceptances'} over", place("ending"), "lapsed")
    yield Count(overdue, f"{'action' if overdue == 1 else 'actions'} overdue", place("due"), "lapsed")
    yield Count(sum(not approved(r) for r in rows), "not approved", "systems", "accepted")
    yield Count(sum(r.coverage.open for r in rows), "unanswered", "systems", "unanswered")


def _stances(portfolio: Portfolio) -> Iterator[Count]:
    words = [str(r.stance.disposition) for r in portfolio.rows if r.stance]
    for word in map(str, Disposition):
        yield Count(words.count(word), word, "systems", word.replace(" ", "-"))
