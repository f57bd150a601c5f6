"""Recompute what a review claims: its digest, what each sign-off is worth, evidence hashes, SSH signatures.

Also takes a report in HTML, and tells whether the page is what its own data make.

For example:
    mlthreat verify payments.review.yaml
    mlthreat verify report.html
    mlthreat verify payments.review.yaml --allowed-signers allowed_signers
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.moments import now
from mlthreat.cli.option import At, Catalogs, Format, Signers


def command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The review or report; by default the one *.review.yaml here."),
    ] = None,
    signers: Annotated[Path | None, Signers] = None,
    at: Annotated[date | None, At("Look at it as of this day (UTC).")] = None,
    form: Annotated[str, Format(("text", "json"))] = "text",
    template: Annotated[
        Path | None, typer.Option("--template", metavar="DIR", help="The templates a report was made with.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Recompute what a review claims."""
    from mlthreat.cli.terminal import fitted
    from mlthreat.cli.verifying import Verification
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_file import locate
    from mlthreat.views.verification import as_json, as_text

    verification = Verification(
        must_read(catalog or []), day=at or now().date(), allowed_signers=signers, templates=template
    )
    found = verification.look_at(locate(file))
    typer.echo(as_json(found) if form == "json" else fitted(as_text(found)), nl=False)
    if not found.holds:
        raise typer.Exit(Exit.ANSWER_IS_NO)
