"""Rows of a list as CSV for spreadsheets, and as a table for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from mlthreat.views.exports.cell import inert
from mlthreat.views.listing import Row
from mlthreat.views.visible import one_line

_COLUMNS = {
    "failure-modes": ("number", "id", "title", "kind", "compromises", "catalog"),
    "threats": ("failure_mode", "id", "title", "severity"),
    "questions": ("id", "asks", "text"),
    "mitigations": ("failure_mode", "threat", "does", "text"),
    "traits": ("id", "question"),
    "terms": ("name", "root", "text"),
    "frameworks": ("id", "title", "edition", "entries"),
    "catalogs": ("id", "version", "title", "failure_modes", "questions", "terms"),
    "crosswalk": ("ours", "framework", "id", "title", "relation"),
}

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
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    columns = (_COLUMNS if width >= 100 else _NARROW)[kind]
    shown = [[_shown(row[c]) for c in columns] for row in rows]
    for index, column in enumerate(columns):
        longest = max((len(cells[index]) for cells in shown), default=0)
        table.add_column(
            column.replace("_", " "),
            overflow="fold",
            no_wrap=column in _WHOLE and 2 * longest <= width,
            ratio=4 if column == "text" else None,
        )
    for cells in shown:
        table.add_row(*map(Text, cells))
    console = Console(
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().split("\n")).rstrip("\n")


def _shown(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if isinstance(value, list):
        return one_line(", ".join(str(v) for v in value))
    return one_line(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value))
