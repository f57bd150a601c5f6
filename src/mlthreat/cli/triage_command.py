"""Rate a reported issue: a few plain questions lead to failure mode, severity, owner and what can be done.

What flags answer is not asked; with --no-input nothing is, and what is not given is unknown: the more severe case is
then assumed, and the result says so. With a review, its traits are used, the questions that should have caught the
issue are listed, and their answers can be reopened.

For example:
    mlthreat triage
    mlthreat triage payments.review.yaml
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mlthreat.cli.option import Catalogs, Format, NoInput, Plain, Reviewer

_KNOWN = "NAME=yes|no|unknown"
_File: Any = typer.Argument(metavar="FILE", help="The review of the system concerned.")
_Fact: Any = typer.Option("--fact", metavar=_KNOWN, help="A fact about the issue; can be repeated.")
_Trait: Any = typer.Option("--trait", metavar=_KNOWN, help="A trait of the system; can be repeated.")
_Threat: Any = typer.Option("--threat", metavar="ID", help="Start from a threat: rate it by its own rule.")
_Bar: Any = typer.Option("--bar", metavar="ID", help="Only this bug bar; can be repeated.")
_Reopen: Any = typer.Option(
    "--reopen", metavar="REASON", help="Take back the answers in doubt; they are kept in the notes."
)


def command(
    file: Annotated[Path | None, _File] = None,
    fact: Annotated[list[str] | None, _Fact] = None,
    trait: Annotated[list[str] | None, _Trait] = None,
    threat: Annotated[str | None, _Threat] = None,
    bar: Annotated[list[str] | None, _Bar] = None,
    reopen: Annotated[str | None, _Reopen] = None,
    no_input: Annotated[bool, NoInput] = False,
    plain: Annotated[bool | None, Plain] = None,
    reviewer: Annotated[str | None, Reviewer("Who reopens.")] = None,
    form: Annotated[str, Format(("text", "json"))] = "text",
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Rate a reported issue."""
    from mlthreat.cli import triage_given as given
    from mlthreat.cli.triage_desk import Desk
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_file import must_read_review

    facts, traits = given.values("--fact", fact or []), given.values("--trait", trait or [])
    if reopen is not None and file is None:
        raise typer.BadParameter("there is no review to reopen anything in; name its file", param_hint="'--reopen'")
    library = must_read(catalog or [])
    bars = given.bars_meant(library, bar or [], threat)
    desk = Desk(
        library=library,
        bars=bars,
        facts=given.checked_facts(bars, library, facts),
        traits=given.checked_traits(library, traits),
        file=file,
        review=must_read_review(file, library) if file else None,
        asks=not no_input,
        form=form,
        plain=plain,
        reviewer=reviewer,
    )
    raise typer.Exit(desk.sit(reopen))
