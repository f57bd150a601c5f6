"""Show many reviews as one table, the worst first: open risks, lapsing acceptances, overdue actions, sign-offs, the gate.

Folders are searched for *.review.yaml. What cannot be read is listed, and the exit code is then 2.

For example:
    mlthreat portfolio services/
    mlthreat portfolio services/ --about prompt-injection
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.moments import now
from mlthreat.cli.option import At, Catalogs, Signers, one_of
from mlthreat.views.portfolio.formats import FORMATS, SUFFIXES

_About: Any = typer.Option(
    "--about",
    metavar="THING",
    help="Which systems leave this open: a failure mode, threat, question, term or id such as AML.T0051.",
)


def command(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR", help="Folders, or reviews; by default this folder.")
    ] = None,
    about: Annotated[str | None, _About] = None,
    ahead: Annotated[
        int, typer.Option("--forecast", metavar="DAYS", min=1, max=3650, help="How far to look ahead.")
    ] = 90,
    at: Annotated[date | None, At("Judge as of this day (UTC).")] = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="One policy for all, instead of each one's own.")
    ] = None,
    signers: Annotated[Path | None, Signers] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(FORMATS), help="How to print.", callback=one_of(FORMATS)),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")] = None,
) -> None:
    """Show many reviews as one table."""
    from mlthreat.cli.checking import Gate
    from mlthreat.cli.gathering import gather, shown, tell_of
    from mlthreat.cli.output import deliver
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_search import reviews_below

    extensions, day = catalog or [], at or now().date()
    library, found = must_read(extensions), reviews_below(folders or [Path()])
    gate = Gate(library, day=day, policy=policy, fail_on=None, allowed_signers=signers, ahead=ahead)
    gathered = gather(gate, extensions, found, about, ahead)
    form = form or (SUFFIXES.get(output.suffix.lower(), "text") if output else "text")
    deliver(shown(gathered, form, output), output, found.reviews)
    tell_of(gathered, found)
    if gathered.unread:
        raise typer.Exit(Exit.CANNOT)
