"""For a wiki, an issue or a pull request: Markdown. No text from a file can become anything but text."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.portfolio import Portfolio, Row
from mlthreat.views.markdown import code, escaped
from mlthreat.views.portfolio.told import (
    SHOWN,
    Section,
    answered_in_words,
    findings_in_words,
    gate_in_words,
    headline,
    left_open,
    sections,
    severity_in_words,
    signed_in_words,
    stance_in_words,
    stances_in_words,
    subject_in_words,
)


def markdown(portfolio: Portfolio) -> str:
    """The table, then what is worst, what ends, and what could not be read."""
    return "\n".join(_lines(portfolio)).rstrip("\n") + "\n"


def _lines(portfolio: Portfolio) -> Iterator[str]:
    yield "## Machine-learning threat-model reviews"
    yield ""
    yield escaped(headline(portfolio))
    yield ""
    if portfolio.subject:
        yield f"{escaped(subject_in_words(portfolio))}. {escaped(stances_in_words(portfolio))}."
        yield ""
    if portfolio.rows:
        yield from _stances(portfolio) if portfolio.subject else _table(portfolio)
        yield ""
    for section in [] if portfolio.subject else sections(portfolio):
        yield from _section(section)
    if portfolio.unread:
        yield f"### Not read ({len(portfolio.unread)})"
        yield ""
        yield from (f"- {code(u.file)}: {escaped(u.message)} ({escaped(u.hint)})" for u in portfolio.unread)


def _table(portfolio: Portfolio) -> Iterator[str]:
    yield "| System | Open findings | Answered | Sign-off | Gate |"
    yield "|---|---|---|---|---|"
    for row in portfolio.rows:
        cells = [findings_in_words(row), answered_in_words(row), signed_in_words(row), gate_in_words(row)]
        yield f"| {_system(row)} | {' | '.join(escaped(cell) for cell in cells)} |"


def _stances(portfolio: Portfolio) -> Iterator[str]:
    yield "| System | Stands | Severity | Left open by | Because | In doubt |"
    yield "|---|---|---|---|---|---|"
    for row in portfolio.rows:
        if row.stance:
            doubted = ", ".join(code(q) for q in row.stance.doubted)
            severity = severity_in_words(row.stance.severity)
            words = [str(row.stance.disposition), severity, stance_in_words(row.stance), left_open(row.stance)]
            yield f"| {_system(row)} | {' | '.join(escaped(word) for word in words)} | {doubted} |"


def _system(row: Row) -> str:
    return f"{escaped(row.system.name)}<br>{code(row.file)}"


def _section(section: Section) -> Iterator[str]:
    yield f"### {escaped(section.heading)} ({len(section.entries)})"
    yield ""
    for entry in section.entries[:SHOWN]:
        about = f" ({code(entry.id)})" if entry.id else ""
        yield f"- {entry.mark}: {escaped(entry.title)}{about}: {escaped(entry.words)}"
    if len(section.entries) > SHOWN:
        yield f"- and {len(section.entries) - SHOWN} more"
    yield ""
