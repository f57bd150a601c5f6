"""Check catalogs, reviews, policies and project files; show every problem at its place.

A folder without a catalog.yaml is searched for all of them; without a path that is done here.

For example:
    mlthreat validate
    mlthreat validate catalog/microsoft payments.review.yaml
"""

from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.option import Catalogs, Format
from mlthreat.domain.diagnostic import has_errors
from mlthreat.views.diagnostics.formats import EVEN_WHERE_EMPTY, FORMATS, FROM_THE_ROOT, rendered
from mlthreat.views.messages import counted, summary


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Catalogs, files, or folders that hold some.")
    ] = None,
    form: Annotated[str, Format(FORMATS)] = "text",
    older: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="OLD",
            help="An older version of the catalog: fail on changes that the version number does not show.",
        ),
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
) -> None:
    """Check catalogs, reviews, policies and project files."""
    from mlthreat.files.checkable import gathered
    from mlthreat.files.repository import named_from_root
    from mlthreat.files.validation import validate

    things = gathered(paths or [Path()])
    problems = validate(things, catalog or [], older)
    if problems or form in EVEN_WHERE_EMPTY:
        typer.echo(rendered(named_from_root(problems) if form in FROM_THE_ROOT else problems, form))
    typer.echo(f"{summary(problems)} in {counted(things.counts)}", err=True)
    if has_errors(problems) or (strict and problems):
        raise typer.Exit(Exit.ANSWER_IS_NO)
