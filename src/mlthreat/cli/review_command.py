"""Start a review of one system, or continue it at the first open question.

Every answer is on disk before the next question is asked; leave whenever you like.

For example:
    mlthreat review payments.review.yaml --reviewer Ada
    mlthreat review payments.review.yaml --only data-trust
    mlthreat review payments.review.yaml --answers answers.yaml --no-input
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mlthreat.cli.option import Catalogs, NoInput, Plain, Reviewer

_File: Any = typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
_Answers: Any = typer.Option("--answers", metavar="FILE", help="Fill in system, traits and answers from a file.")
_Cards: Any = typer.Option(
    "--from",
    metavar="CARD",
    help="Propose what a model card or CycloneDX ML-BOM declares; each is asked. Can be repeated.",
)
_Only: Any = typer.Option("--only", metavar="SECTION", help="Ask the questions of one section.")
_Redo: Any = typer.Option("--redo", help="Ask answered questions again.")
_Unproven: Any = typer.Option("--unproven", help="Ask again where the evidence is not what the policy asks for.")
_Take: Any = typer.Option("--take-proposals", help="With --no-input: take over what --from proposes, unconfirmed.")
_FromReport: Any = typer.Option("--from-report", metavar="HTML", help="Recover the review that a report carries.")
_EvenIfAltered: Any = typer.Option("--even-if-altered", help="Recover it from a report that does not verify.")


def command(
    file: Annotated[Path | None, _File] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    answers: Annotated[Path | None, _Answers] = None,
    cards: Annotated[list[Path] | None, _Cards] = None,
    no_input: Annotated[bool, NoInput] = False,
    plain: Annotated[bool | None, Plain] = None,
    reviewer: Annotated[str | None, Reviewer("Who answers.")] = None,
    only: Annotated[str | None, _Only] = None,
    redo: Annotated[bool, _Redo] = False,
    unproven: Annotated[bool, _Unproven] = False,
    take: Annotated[bool, _Take] = False,
    from_report: Annotated[Path | None, _FromReport] = None,
    even_if_altered: Annotated[bool, _EvenIfAltered] = False,
) -> None:
    """Start a review of one system, or continue it."""
    if from_report is not None:
        from mlthreat.cli.recovering import recover
        from mlthreat.files.composition import must_read

        if answers or cards or only or redo or unproven:
            only_recovers = "--from-report only recovers; give the other options to `mlthreat review` afterwards"
            raise typer.BadParameter(only_recovers)
        raise typer.Exit(recover(from_report, file, must_read(catalog or []), even_if_altered=even_if_altered))
    from mlthreat.cli.sitting import Sitting

    if take and not (no_input and cards):
        raise typer.BadParameter("--take-proposals is for --no-input with --from; in a sitting each is asked")
    sitting = Sitting(
        extensions=catalog or [],
        reviewer=reviewer,
        plain=plain,
        only=only,
        redo=redo,
        unproven=unproven,
        cards=tuple(cards or ()),
        take=take,
    )
    raise typer.Exit(sitting.hold(file, answers, no_input=no_input))
