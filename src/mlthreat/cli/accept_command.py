r"""Take on a finding deliberately: somebody other than who answered, for a reason, with a limit, until a day.

From the day after, by UTC, it counts as open again by itself.

For example:
    mlthreat accept payments.review.yaml data-trust.notice-tampering \
        --by Dana --role "head of risk" --reason "pilot with 20 users" \
        --compensating "outputs are read by hand" --until 2027-03-01
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.moments import a_day, now
from mlthreat.cli.option import Catalogs


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The review.")],
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="The finding: the id of its question.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who accepts it; not who answered.")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="In which role.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it may be.")],
    compensating: Annotated[
        str, typer.Option("--compensating", metavar="TEXT", help="What limits the damage meanwhile.")
    ],
    until: Annotated[date, typer.Option("--until", metavar="DATE", help="The last day (UTC).", parser=a_day)],
    policy: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy.")] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Take on a finding."""
    from mlthreat.cli.deciding import change_once, made
    from mlthreat.domain.acceptance import accepted
    from mlthreat.domain.assessment import assess
    from mlthreat.domain.review import Acceptance, Review
    from mlthreat.files.composition import must_read
    from mlthreat.files.policy_file import policy_for
    from mlthreat.views.messages import safe

    library, demand = must_read(catalog or []), policy_for(file, policy).policy.acceptances
    told = made(Acceptance, finding=finding, by=by, role=role, reason=reason, compensating=compensating, until=until)

    def change(review: Review) -> Review:
        return accepted(assess(library, review, now().date()), told, demand, now())

    change_once(file, library, change)
    typer.echo(safe(f"{finding}: accepted by {told.by} ({told.role}) until {told.until} (UTC); saved in {file}"))
