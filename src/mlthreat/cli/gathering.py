"""One run of `portfolio`: each review read and judged; those that cannot be, kept in view."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import typer

from mlthreat.cli.checking import Gate
from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.domain.gate import forecast, gate
from mlthreat.domain.portfolio import Portfolio, Row, Unread, portfolio, row
from mlthreat.domain.subject import Subject
from mlthreat.files.review_search import Found
from mlthreat.views.messages import safe

_LONG: Final = 25
"""From how many reviews on it takes long enough to show how far it has got."""


def gather(judge: Gate, found: Found, subject: Subject | None, ahead: int) -> Portfolio:
    """Judge every review that was found. One that cannot be used is no error here, but part of the result."""
    rows: list[Row] = []
    unread = [*found.unread]
    for file in _with_progress(found.reviews):
        try:
            rows.append(_row(judge, file, subject, ahead))
        except UserError as error:
            unread.append(_unread(file, error))
    return portfolio(rows, unread, judge.day, ahead, subject)


def _row(judge: Gate, file: Path, subject: Subject | None, ahead: int) -> Row:
    seen = judge.look_at(file)
    reasons = gate(seen.assessment, seen.policy, seen.facts)
    upcoming = forecast(seen.assessment, seen.policy, seen.facts, ahead)
    return row(str(file), seen.assessment, seen.facts, reasons, upcoming, ahead, subject)


def _unread(file: Path, error: UserError) -> Unread:
    if not isinstance(error, Refused) or not error.diagnostics:
        return Unread(str(file), error.message, error.hint)
    first, others = error.diagnostics[0], len(error.diagnostics) - 1
    span, other = first.place.span, f"{first.place.file} " if first.place.file != str(file) else ""
    where = f"{other}line {span.line}, column {span.column}"
    more = f", and {others} more problem{'s' if others != 1 else ''}" if others else ""
    return Unread(str(file), f"{where}: {first.message}{more}", f"`mlthreat validate {file}` shows what is wrong")


def _with_progress(files: Sequence[Path]) -> Iterator[Path]:
    if len(files) < _LONG or not sys.stderr.isatty():
        yield from files
        return
    with typer.progressbar(files, label="reading reviews", file=sys.stderr) as bar:
        yield from bar


def tell_of(gathered: Portfolio, found: Found) -> None:
    """Say on standard error what the table does not show, or shows at its end."""
    for link in found.not_followed:
        sys.stderr.write(f"note: {safe(str(link))} is a link to a folder elsewhere; it was not followed\n")
    if gathered.unread:
        number = len(gathered.unread)
        sys.stderr.write(
            f"error: {number} path{'s' if number != 1 else ''} could not be read; see the end of the list\n"
        )
