"""A portfolio as a table for a terminal: in words, and the same without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mlthreat.domain.portfolio import Portfolio, Row
from mlthreat.views.paper_console import PaperConsole
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
from mlthreat.views.visible import one_line

_STYLES: Final = {
    "critical": "bold red",
    "important": "bold yellow",
    "moderate": "yellow",
    "low": "dim",
    "open": "bold",
}


def text(portfolio: Portfolio, width: int, *, color: bool) -> str:
    """The table, then what is worst, what ends, and what could not be read; with `color` it holds escape sequences."""
    console = PaperConsole(max(width, 40), color=color)
    console.print(Text(headline(portfolio), style="bold"))
    if portfolio.subject:
        console.print(Text(one_line(subject_in_words(portfolio))))
        console.print(Text(stances_in_words(portfolio)))
    console.print()
    if portfolio.rows:
        for part in _stances(portfolio, console.width) if portfolio.subject else _table(portfolio, console.width):
            console.print(part)
        console.print()
    for section in [] if portfolio.subject else sections(portfolio):
        _section(console, section)
    _unread(console, portfolio)
    return console.written()


def _table(portfolio: Portfolio, width: int) -> Iterator[RenderableType]:
    widths = _widths(width, 12, 12, 7, 9, 8)
    yield _line(
        widths, [Text(head, style="bold") for head in ("System", "Open findings", "Answered", "Sign-off", "Gate")]
    )
    for row in portfolio.rows:
        cells = [findings_in_words(row), answered_in_words(row), signed_in_words(row), gate_in_words(row)]
        yield _line(widths, [Text(one_line(cell)) for cell in (row.system.name, *cells)])
        yield _file(row)


def _stances(portfolio: Portfolio, width: int) -> Iterator[RenderableType]:
    widths = _widths(width, 6, 4, 3, 4)
    yield _line(widths, [Text(head, style="bold") for head in ("System", "Stands", "Severity", "Left open by")])
    for row in portfolio.rows:
        if row.stance is None:
            continue
        severity = severity_in_words(row.stance.severity)
        word = Text(str(row.stance.disposition), style=_STYLES.get(row.stance.disposition, ""))
        name, severe = Text(one_line(row.system.name)), Text(severity, style=_STYLES.get(severity, ""))
        yield _line(widths, [name, word, severe, Text(stance_in_words(row.stance))])
        yield _file(row)
        yield Padding(Text(one_line(left_open(row.stance))), (0, 0, 0, 4))
        if row.stance.doubted:
            yield Padding(Text(f"in doubt: {', '.join(row.stance.doubted)}"), (0, 0, 0, 4))


def _widths(width: int, *shares: int) -> list[int]:
    """The width of each column, where two blanks stand between columns."""
    left = width - 2 * (len(shares) - 1)
    return [max(left * share // sum(shares), 4) for share in shares]


def _line(widths: Sequence[int], cells: Sequence[Text]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        table.add_column(width=width, overflow="fold")
    table.add_row(*cells)
    return table


def _file(row: Row) -> Text:
    return Text(f"  {one_line(row.file)}", style="dim")


def _section(console: Console, section: Section) -> None:
    console.print(Text(f"{section.heading} ({len(section.entries)})", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for entry in section.entries[:SHOWN]:
        words = f"{entry.id}: {entry.words}" if entry.id else entry.words
        body = Text.assemble(one_line(entry.title), "\n", (one_line(words), "dim"))
        table.add_row(Text(entry.mark, style=_STYLES.get(entry.mark, "")), body)
    console.print(Padding(table, (0, 0, 0, 2)))
    if len(section.entries) > SHOWN:
        console.print(Text(f"  and {len(section.entries) - SHOWN} more; --format json has them all", style="dim"))
    console.print()


def _unread(console: Console, portfolio: Portfolio) -> None:
    if not portfolio.unread:
        return
    console.print(Text(f"NOT READ ({len(portfolio.unread)}): nothing above covers these", style="bold red"))
    for unread in portfolio.unread:
        console.print(Padding(Text(f"{one_line(unread.file)}: {one_line(unread.message)}"), (0, 0, 0, 2)))
        console.print(Padding(Text(f"→ {one_line(unread.hint)}", style="dim"), (0, 0, 0, 4)))
