"""Check catalogs and review files; show every problem at its place.

Example: mlthreat validate catalog/microsoft payments.review.yaml
"""

from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.option import Catalogs, Format
from mlthreat.domain.diagnostic import has_errors
from mlthreat.views.diagnostics.formats import EVEN_WHERE_EMPTY, FORMATS, rendered
from mlthreat.views.messages import summary


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Catalog folders and review files.")],
    form: Annotated[str, Format(FORMATS)] = "text",
    older: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="OLD", help="An older version of the catalog: refuse what its version hides."
        ),
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
) -> None:
    """Check catalogs and review files."""
    from mlthreat.files.validation import validate

    problems = validate(paths, catalog or [], older)
    if problems or form in EVEN_WHERE_EMPTY:
        typer.echo(rendered(problems, form))
    typer.echo(f"{summary(problems)} in {len(paths)} path{'s' if len(paths) != 1 else ''}", err=True)
    if has_errors(problems) or (strict and problems):
        raise typer.Exit(Exit.ANSWER_IS_NO)
