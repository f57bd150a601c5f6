"""List what the catalogs hold.

For example:
    mlthreat list questions --of poisoning
    mlthreat list failure-modes --format json
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlthreat.cli.option import Catalogs, Format, one_of

if TYPE_CHECKING:
    from mlthreat.domain.library import Library

KINDS = (
    "failure-modes",
    "threats",
    "questions",
    "mitigations",
    "traits",
    "terms",
    "frameworks",
    "catalogs",
    "crosswalk",
)


def command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of: {', '.join(KINDS)}.", callback=one_of(KINDS))],
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="ID", help="Only what belongs to a catalog, a framework or a failure mode."),
    ] = None,
    form: Annotated[str, Format(("text", "json", "csv"))] = "text",
) -> None:
    """List what the catalogs hold."""
    from mlthreat.cli.terminal import printed_width, wants_color
    from mlthreat.files.composition import must_read
    from mlthreat.views import listing_formats
    from mlthreat.views.exports.json_text import json_text
    from mlthreat.views.listing import ROWS

    library = must_read(catalog or [])
    every = ROWS[kind](library)
    rows = [row for row in every if of is None or of in owners(row)]
    if of is not None and not rows:
        must_be_known(of, library, every)
    if form == "json":
        typer.echo(json_text(rows), nl=False)
    elif form == "csv":
        typer.echo(listing_formats.as_csv(rows), nl=False)
    else:
        width = printed_width(otherwise=100)
        typer.echo(listing_formats.as_table(kind, rows, width, color=wants_color()))


def owners(row: Mapping[str, object]) -> set[str]:
    """The ids of all that a row belongs to: a catalog, a framework, a section, failure modes; and its own."""
    about = row.get("about")
    modes = [str(a).partition("/")[0] for a in about] if isinstance(about, list) else []
    named = (row.get(key) for key in ("catalog", "framework", "failure_mode", "checklist", "ours", "id"))
    return {*(str(name) for name in named if name is not None), *modes}


def must_be_known(wanted: str, library: Library, rows: Iterable[Mapping[str, object]]) -> None:
    """Raise UserError for an id that nothing bears: an empty list would read as if there were nothing of it."""
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.domain.nearest import did_you_mean

    known = {*library.failure_modes, *library.frameworks, *(c.id for c in library.catalogs)}
    known |= {section.id for _, section in library.sections} | {owner for row in rows for owner in owners(row)}
    if wanted not in known:
        hint = did_you_mean(wanted, sorted(known)) or "`mlthreat explain` looks words up"
        raise UserError(f"nothing here has the id `{wanted}`", hint)
