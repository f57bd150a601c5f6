"""List what the catalogs hold.

For example:
    mlthreat list questions --of poisoning
    mlthreat list failure-modes --format json
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.option import Catalogs, Format, one_of

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

    rows = [row for row in ROWS[kind](must_read(catalog or [])) if of is None or belongs(row, of)]
    if form == "json":
        typer.echo(json_text(rows), nl=False)
    elif form == "csv":
        typer.echo(listing_formats.as_csv(rows), nl=False)
    else:
        width = printed_width(otherwise=100)
        typer.echo(listing_formats.as_table(kind, rows, width, color=wants_color()))


def belongs(row: Mapping[str, object], wanted: str) -> bool:
    """Whether a row is of a catalog, a framework or a failure mode."""
    about = row.get("about")
    modes = [str(a).partition("/")[0] for a in about] if isinstance(about, list) else []
    return wanted in {
        row.get("catalog"),
        row.get("framework"),
        row.get("failure_mode"),
        row.get("checklist"),
        row.get("ours"),
        row.get("id"),
        *modes,
    }
