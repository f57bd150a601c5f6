"""Rows of a list as CSV for spreadsheets, and as a table for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from mlthreat.views.exports.cell import inert
from mlthreat.views.listing import Row
from mlthreat.views.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console

_COLUMNS = {
    "failure-modes": ("number", "id", "title", "kind", "compromises", "catalog"),
    "threats": ("failure_mode", "id", "title", "severity"),
    "questions": ("id", "asks", "text"),
    "mitigations": ("failure_mode", "does", "threat, text"),
    "traits": ("id", "question"),
    "terms": ("name", "root", "text"),
    "frameworks": ("id", "title", "edition", "entries"),
    "catalogs": ("id", "version", "title", "failure_modes", "questions", "terms"),
    "crosswalk": ("ours", "framework", "relation", "id, title"),
}
_GROUPED = {"mitigations": "", "crosswalk": "touched by no question"}
"""Lists in which the first column stands once above its rows, and what stands there where it is empty."""

_NARROW = {**_COLUMNS, "failure-modes": ("number", "id", "kind", "compromises")}
"""What is shown below 100 columns."""
_WHOLE = {"id", "framework"}
"""Never broken, so that they can be copied, while they leave half of the width to the others."""


def as_csv(rows: Sequence[Row]) -> str:
    """Rows as CSV, in which no cell is ever a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(rows[0] if rows else [])
    writer.writerows([inert(_shown(value)) for value in row.values()] for row in rows)
    return out.getvalue()


def as_table(kind: str, rows: Sequence[Row], width: int, *, color: bool = False) -> str:
    """Rows as a table for people, no wider than `width`."""
    from mlthreat.views.paper_console import PaperConsole

    console = PaperConsole(width, color=color)
    if kind in _GROUPED:
        _print_groups(console, kind, rows)
    else:
        _print_table(console, (_COLUMNS if width >= 100 else _NARROW)[kind], rows, width)
    return console.written().removesuffix("\n")


def _print_table(console: Console, columns: Sequence[str], rows: Sequence[Row], width: int) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    shown = [[_shown(row[c]) for c in columns] for row in rows]
    for index, column in enumerate(columns):
        longest = max((len(cells[index]) for cells in shown), default=0)
        table.add_column(
            _heading(column),
            overflow="fold",
            no_wrap=column in _WHOLE and 2 * longest <= width,
            ratio=4 if column == "text" else None,
        )
    for cells in shown:
        table.add_row(*map(Text, cells))
    console.print(table)


def _print_groups(console: Console, kind: str, rows: Sequence[Row]) -> None:
    """What rows have in common stands once above them, so that their text has room; all have the same columns."""
    from rich.table import Table
    from rich.text import Text

    group, *columns = _COLUMNS[kind]
    headings = [_heading(c) for c in columns]
    groups: dict[str, list[list[str]]] = {}
    for row in rows:
        groups.setdefault(_shown(row[group]) or _GROUPED[kind], []).append([_cell(row, c) for c in columns])
    widths = [max(map(len, cells)) for cells in zip(headings, *chain(*groups.values()), strict=True)]
    for name, members, style in [(_heading(group), [headings], "bold"), *((n, m, "") for n, m in groups.items())]:
        table = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
        table.add_column(width=0)
        for wide in widths[:-1]:
            table.add_column(width=wide, overflow="fold")
        table.add_column(overflow="fold")
        for cells in members:
            table.add_row("", *(Text(cell, style=style) for cell in cells))
        console.print(Text(name, style="bold"), table, sep="\n")


def _heading(column: str) -> str:
    return column.replace("_", " ")


def _cell(row: Row, columns: str) -> str:
    """What a row has in a column, or in several that are named together."""
    return ": ".join(filter(None, (_shown(row[column]) for column in columns.split(", "))))


def _shown(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if isinstance(value, list):
        return one_line(", ".join(str(v) for v in value))
    return one_line(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value))
