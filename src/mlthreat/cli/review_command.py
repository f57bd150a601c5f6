"""Start a review of one system, or continue it at the first open question.

Every answer is on disk before the next question is asked; leave whenever you like.

Example: mlthreat review payments.review.yaml
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.option import Catalogs


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Fill in system, traits and answers from a file.")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    plain: Annotated[bool | None, typer.Option("--plain/--no-plain", help="Ask on plain lines.")] = None,
    reviewer: Annotated[
        str | None, typer.Option("--reviewer", metavar="NAME", help="Who answers.", envvar="MLTHREAT_REVIEWER")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="SECTION", help="Ask the questions of one section.")
    ] = None,
    redo: Annotated[bool, typer.Option("--redo", help="Ask again what is answered.")] = False,
    unproven: Annotated[
        bool, typer.Option("--unproven", help="Ask again where the evidence is not what the policy asks for.")
    ] = False,
    from_report: Annotated[
        Path | None, typer.Option("--from-report", metavar="HTML", help="Recover the review that a report carries.")
    ] = None,
    even_if_altered: Annotated[
        bool, typer.Option("--even-if-altered", help="Recover it from a report that does not verify.")
    ] = False,
) -> None:
    """Start a review of one system, or continue it."""
    if from_report is not None:
        from mlthreat.cli.recovering import recover
        from mlthreat.files.composition import must_read

        if answers or only or redo or unproven:
            raise typer.BadParameter(
                "--from-report only recovers; give the other options to `mlthreat review` afterwards"
            )
        raise typer.Exit(recover(from_report, file, must_read(catalog or []), even_if_altered=even_if_altered))
    from mlthreat.cli.sitting import Sitting

    sitting = Sitting(catalog or [], reviewer, plain, only, redo, unproven)
    raise typer.Exit(sitting.hold(file, answers, no_input=no_input))
