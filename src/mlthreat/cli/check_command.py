"""The gate: do reviews fulfil the policy? Exits with 0 for yes, 1 for no, 2 where anything cannot be read.

The policy is the file given, or the nearest mlthreat-policy.yaml above each review, or a strict default.

For example:
    mlthreat check payments.review.yaml
    mlthreat check payments.review.yaml --forecast 90
    mlthreat check payments.review.yaml --format sarif --output gate.sarif
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.moments import now
from mlthreat.cli.option import At, Catalogs, Format, Signers, one_of
from mlthreat.domain.value import Severity
from mlthreat.views.gate.formats import FORMATS, render


def command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="The reviews; by default the one *.review.yaml here."),
    ] = None,
    policy: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy.")] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="|".join(Severity),
            help="The lowest severity that fails.",
            callback=one_of(tuple(Severity)),
        ),
    ] = None,
    at: Annotated[date | None, At("Judge as of this day (UTC).")] = None,
    ahead: Annotated[
        int | None,
        typer.Option("--forecast", metavar="DAYS", min=1, max=3650, help="Also tell what turns red in the next DAYS."),
    ] = None,
    form: Annotated[str, Format(FORMATS)] = "text",
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write to this file.")] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    signers: Annotated[Path | None, Signers] = None,
) -> None:
    """Tell whether reviews fulfil the policy."""
    from mlthreat.cli.checking import Gate, add_step_summary
    from mlthreat.cli.output import deliver
    from mlthreat.cli.terminal import fitted
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_file import locate

    named, library = [*(files or [locate(None)])], must_read(catalog or [])
    severity = Severity(fail_on) if fail_on else None
    gate = Gate(library, day=at or now().date(), policy=policy, fail_on=severity, allowed_signers=signers, ahead=ahead)
    judged = gate.judge_all(named, form)
    said = render(judged, form)
    deliver(
        fitted(said) if form == "text" and output is None else said,
        output,
        [*named, *(Path(j.policy_file) for j in judged if j.policy_file)],
    )
    if form == "github":
        add_step_summary(judged)
    if not all(j.passed for j in judged):
        raise typer.Exit(Exit.ANSWER_IS_NO)
