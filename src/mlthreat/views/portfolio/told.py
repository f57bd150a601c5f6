"""What a portfolio has to say, in words, for every format that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten
from typing import Final

from mlthreat.domain.assessment import Finding
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.portfolio import Due, Portfolio, Row
from mlthreat.domain.prose import amount, flat
from mlthreat.domain.reason import Trust
from mlthreat.domain.stance import Stance
from mlthreat.domain.value import Severity

SHOWN: Final = 5
"""How many entries of a section are shown; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section."""

    mark: str
    """A severity, a day, or how many reviews."""
    title: str
    """A system, or a question."""
    words: str
    id: str = ""
    """The id of the question."""
    file: str = ""
    """The review, where it is about a single one."""


@dataclass(frozen=True, slots=True)
class Section:
    """A list below the table."""

    key: str
    heading: str
    entries: tuple[Entry, ...]


def headline(portfolio: Portfolio) -> str:
    """What was looked at and what the gate says, on one line."""
    passed = sum(row.passed for row in portfolio.rows)
    said = (
        f"the gate says no to {len(portfolio.rows) - passed}, yes to {passed}" if portfolio.rows else "none was judged"
    )
    unread = f"; {amount(len(portfolio.unread), 'path')} could not be read" if portfolio.unread else ""
    return f"{amount(len(portfolio.rows), 'review')} on {portfolio.day} (UTC): {said}{unread}"


def sections(portfolio: Portfolio) -> list[Section]:
    """What is worst, what ends, what is due, what cannot be told apart, what turns red; without those that are empty."""
    end = until(portfolio)
    found = [
        Section("worst", "Worst open risks", tuple(_worst(portfolio))),
        Section("ending", f"Acceptances that are over, or end by {end}", tuple(_ending(portfolio))),
        Section("due", f"Actions that are overdue, or due by {end}", tuple(_due(portfolio))),
        Section("namesakes", "Systems of the same name", tuple(_namesakes(portfolio))),
        Section("turning", f"New reasons of the gate until {end}, if nobody does anything", tuple(_turning(portfolio))),
    ]
    return [section for section in found if section.entries]


def until(portfolio: Portfolio) -> str:
    """The last day that is looked ahead to."""
    try:
        return str(portfolio.day + timedelta(days=portfolio.ahead))
    except OverflowError:
        return "the end of the calendar"


def _namesakes(portfolio: Portfolio) -> Iterator[Entry]:
    for name, rows in portfolio.namesakes.items():
        words = f"{_few([row.file for row in rows])}; give each its own name, or keep one review of the system"
        yield Entry(amount(len(rows), "review"), name, words)


def _worst(portfolio: Portfolio) -> Iterator[Entry]:
    """Each open finding once, with the systems that have it: what is most severe first, then what most have."""
    found: dict[str, list[tuple[Row, Finding]]] = {}
    for row in portfolio.rows:
        for finding in row.findings:
            found.setdefault(finding.id, []).append((row, finding))
    for pairs in sorted(found.values(), key=_gravity):
        finding = max((f for _, f in pairs), key=lambda f: f.severity.rank)
        words = f"open in {amount(len(pairs), 'system')}: {_few([row.system.name for row, _ in pairs])}"
        yield Entry(str(finding.severity), flat(finding.item.asked.question.text), words, finding.id)


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _gravity(pairs: list[tuple[Row, Finding]]) -> tuple[int, int, int]:
    worst = max(f.severity.rank for _, f in pairs)
    return -worst, -sum(f.severity.rank == worst for _, f in pairs), -len(pairs)


def _ending(portfolio: Portfolio) -> Iterator[Entry]:
    pairs = [(row, a) for row in portfolio.rows for a in row.ending]
    for row, acceptance in sorted(pairs, key=lambda pair: pair[1].until):
        over = "it is over" if acceptance.until < portfolio.day else "it ends"
        words = f"{over}; accepted by {acceptance.by}, {acceptance.role}"
        yield Entry(str(acceptance.until), row.system.name, words, acceptance.finding, row.file)


def _due(portfolio: Portfolio) -> Iterator[Entry]:
    """Each day on which a system has actions due, with whose they are."""
    found: dict[tuple[date, str], list[Due]] = {}
    names = {row.file: row.system.name for row in portfolio.rows}
    for row in portfolio.rows:
        for due in row.due:
            found.setdefault((due.day, row.file), []).append(due)
    for (day, file), actions in sorted(found.items(), key=lambda pair: pair[0][0]):
        owners = _few(list(dict.fromkeys(a.owner or "nobody" for a in actions)))
        number = amount(len(actions), "overdue action" if day < portfolio.day else "action")
        worst = max(actions, key=lambda a: a.severity.rank if a.severity else -1)
        yield Entry(str(day), names[file], f"{number} of {owners}; the gravest: {worst.question}", file=file)


def _turning(portfolio: Portfolio) -> Iterator[Entry]:
    pairs = [(row, upcoming) for row in portfolio.rows for upcoming in row.upcoming]
    for row, upcoming in sorted(pairs, key=lambda pair: pair[1].day):
        kinds = [r.kind for r in upcoming.reasons]
        counted = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        turns = "turns red" if row.passed and upcoming is row.upcoming[0] else "is red by then"
        yield Entry(str(upcoming.day), row.system.name, f"{turns}; new: {counted}", file=row.file)


def findings_in_words(row: Row) -> str:
    """How many findings are open at each severity, and how many are accepted."""
    parts = [f"{number} {severity}" for severity, number in row.open.items() if number]
    accepted = f"{row.accepted} accepted" if row.accepted else ""
    none = "none so far" if row.coverage.open else "none open"
    return ", ".join([*(parts or [none]), *([accepted] if accepted else [])])


def answered_in_words(row: Row) -> str:
    """How many of the questions that apply are answered. A count, not a grade."""
    return f"{row.coverage.answered} of {row.coverage.applicable}"


def signed_in_words(row: Row) -> str:
    """What the sign-offs come to, whether a signature was verified, and who is missing."""
    held = [s for s in row.sign_offs if s.state.standing == "current"]
    verified = all(s.trust is Trust.GOOD for s in held)
    how = ("signed" if verified else "declared") if held else ""
    missing = f"missing: {', '.join(row.missing_roles)}" if row.missing_roles else ""
    return ", ".join(part for part in (row.standing, how, missing) if part)


def gate_in_words(row: Row) -> str:
    """Whether the gate says yes, and until when, or no, and for how many reasons."""
    if not row.passed:
        return f"no, {amount(len(row.reasons), 'reason')}"
    return f"yes, until {row.upcoming[0].day - timedelta(days=1)}" if row.upcoming else "yes"


def stances_in_words(portfolio: Portfolio) -> str:
    """In how many systems the subject is open, unanswered and so on, the worst word first."""
    words = [row.stance.disposition for row in portfolio.rows if row.stance]
    counted = [f"{d} in {words.count(d)}" for d in Disposition if d in words]
    doubted = sum(bool(row.stance and row.stance.doubted) for row in portfolio.rows)
    more = f"; what was answered is in doubt in {doubted}" if doubted else ""
    return f"{', '.join(counted)} of {amount(len(portfolio.rows), 'system')}{more}"


def subject_in_words(portfolio: Portfolio) -> str:
    """What was asked about, what that is here, and how many questions are asked about it."""
    subject = portfolio.subject
    assert subject is not None
    named = ", ".join(f"{t.kind.replace('-', ' ')} {t.id}" for t in subject.things)
    ids = [t.id for t in subject.things]
    about = f", here {', '.join(subject.about)}" if subject.about and list(subject.about) != ids else ""
    return f"{named}{about}: {amount(len(subject.questions), 'question')}"


def stance_in_words(stance: Stance) -> str:
    """How many of the questions leave a subject open in one system."""
    if not stance.asked:
        return "no question"
    return f"{len(stance.open)} of {amount(stance.asked, 'question')}"


def left_open(stance: Stance) -> str:
    """The questions that leave it open, the most severe first; or why it is not."""
    if stance.open:
        return _few([f"{question}: {answer}" for question, answer in stance.open])
    return shorten(stance.why, _LONGEST_WHY, placeholder=" …")


def severity_in_words(severity: Severity | None) -> str:
    """A severity, or nothing."""
    return str(severity) if severity else ""


_LONGEST_WHY: Final = 240
