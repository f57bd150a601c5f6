"""Explain anything that has a name or an id here.

A failure mode, a threat, a question, a mitigation, a trait, a word of the field, an id of another framework, or a code
such as MLT302.

For example:
    mlthreat explain "data poisoning"
    mlthreat explain AML.T0020
    mlthreat explain data-trust.notice-tampering
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.option import Catalogs, Format

if TYPE_CHECKING:
    from mlthreat.views.explaining import Explanation


def command(
    thing: Annotated[str, typer.Argument(metavar="THING", help="What to explain.")],
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[str, Format(("text", "json"))] = "text",
) -> None:
    """Explain anything that has a name or an id here."""
    from mlthreat.cli.terminal import printed_width
    from mlthreat.views.code_text import explained_code
    from mlthreat.views.explaining import as_json, as_text

    found = explained_code(thing) or _in_catalogs(thing, catalog or [])
    typer.echo(as_json(found) if form == "json" else as_text(found, printed_width(otherwise=100, most=100)))
    if not found.things:
        raise typer.Exit(Exit.ANSWER_IS_NO)


def _in_catalogs(thing: str, extensions: list[Path]) -> Explanation:
    from mlthreat.files.composition import must_read
    from mlthreat.views.explain_catalog import explanations

    return explanations(must_read(extensions), thing)
