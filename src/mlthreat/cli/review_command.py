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
    cards: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="CARD",
            help="Propose what a model card or CycloneDX ML-BOM declares; each is asked. May be given again.",
        ),
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
    take: Annotated[
        bool,
        typer.Option("--take-proposals", help="With --no-input: take over what --from proposes, confirmed by nobody."),
    ] = False,
) -> None:
    """Start a review of one system, or continue it."""
    from mlthreat.cli.sitting import Sitting

    if take and not (no_input and cards):
        raise typer.BadParameter("--take-proposals is for --no-input with --from; in a sitting each is asked")
    sitting = Sitting(catalog or [], reviewer, plain, only, redo, unproven, tuple(cards or ()), take)
    raise typer.Exit(sitting.hold(file, answers, no_input=no_input))
