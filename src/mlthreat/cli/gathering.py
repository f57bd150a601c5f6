"""One run of `portfolio`: each review read and judged; those that cannot be, kept in view."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import typer

from mlthreat.cli.checking import Gate
from mlthreat.cli.terminal import printed_width, wants_color
from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.domain.gate import forecast, gate
from mlthreat.domain.portfolio import Portfolio, Row, Unread, portfolio, row
from mlthreat.domain.prose import amount
from mlthreat.domain.subject import Subject, subject_named
from mlthreat.files.bundled import template_folder
from mlthreat.files.composition import must_read
from mlthreat.files.house_style import house_at
from mlthreat.files.library_cache import template_cache
from mlthreat.files.project_search import read_project
from mlthreat.files.raw_text import real
from mlthreat.files.review_search import Found
from mlthreat.views.messages import safe
from mlthreat.views.portfolio.formats import render

_LONG: Final = 25
"""From how many reviews on it takes long enough to show how far it has got."""


def gather(judge: Gate, extensions: Sequence[Path], found: Found, about: str | None, ahead: int) -> Portfolio:
    """Judge every review that was found, under `extensions` and the catalogs of its own project.

    A review that cannot be used is no error, but part of the result. Raises UserError for an `about` that comes to nothing.
    """
    subject = subject_named(judge.library, about) if about is not None else None
    desk_for = _desks(judge, extensions, about, subject)
    rows: list[Row] = []
    unread = [*found.unread]
    for file in _with_progress(found.reviews):
        try:
            rows.append(_row(*desk_for(file), file, ahead))
        except UserError as error:
            unread.append(_unread(file, error))
    return portfolio(rows, unread, judge.day, ahead, subject)


Desk = tuple[Gate, Subject | None]
"""What a review is judged by: the gate with the catalogs in force for it, and the subject as these know it."""


def _desks(
    judge: Gate, extensions: Sequence[Path], about: str | None, subject: Subject | None
) -> Callable[[Path], Desk]:
    """Finds the desk for a review, reading the catalogs of each project once."""
    known: dict[tuple[Path, ...], Desk] = {(): (judge, subject)}
    here = {real(path) for path in extensions}

    def desk_for(review: Path) -> Desk:
        project = read_project(real(review).parent)
        own = tuple(c for c in (project.catalogs if project else ()) if real(c) not in here)
        if own not in known:
            every = [*extensions, *own]
            library = must_read(every)
            gate = replace(judge, library=library)
            known[own] = (gate, subject_named(library, about) if about is not None else None)
        return known[own]

    return desk_for


def _row(judge: Gate, subject: Subject | None, file: Path, ahead: int) -> Row:
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
    more = f", and {amount(others, 'more problem')}" if others else ""
    return Unread(str(file), f"{where}: {first.message}{more}", f"`mlthreat validate {file}` shows what is wrong")


def _with_progress(files: Sequence[Path]) -> Iterator[Path]:
    if len(files) < _LONG or not sys.stderr.isatty():
        yield from files
        return
    with typer.progressbar(files, label="reading reviews", file=sys.stderr) as bar:
        yield from bar


def shown(gathered: Portfolio, form: str, output: Path | None) -> str:
    """The portfolio in one of FORMATS; a page in the house style that is in force here.

    Raises UserError, Refused among them, where that style cannot be used.
    """
    house = house_at(Path()) if form == "html" else None
    color, width = output is None and wants_color(), printed_width() if output is None else 100
    return render(gathered, form, template_folder(), template_cache(), house, width=width, color=color)


def tell_of(gathered: Portfolio, found: Found) -> None:
    """Say on standard error what the table does not show, or shows at its end."""
    for link in found.not_followed:
        sys.stderr.write(f"note: {safe(str(link))} is a link to a folder elsewhere; it was not followed\n")
    for name, rows in gathered.namesakes.items():
        sys.stderr.write(f"note: {len(rows)} reviews are of a system named {safe(name)}; nobody can tell them apart\n")
    if gathered.unread:
        sys.stderr.write(f"error: {amount(len(gathered.unread), 'path')} could not be read; see the end of the list\n")
