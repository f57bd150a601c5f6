r"""Take on a finding deliberately: somebody other than who answered, for a reason, with a limit, until a day.

From the day after, by UTC, it counts as open again by itself; --withdraw takes an acceptance back before.

For example:
    mlthreat accept data-trust.notice-tampering \
        --by Dana --role "head of risk" --reason "pilot with 20 users" \
        --compensating "outputs are read by hand" --until 2027-03-01
    mlthreat accept data-trust.notice-tampering --withdraw
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.moments import a_day
from mlthreat.cli.option import Catalogs

_NAMES = "The review, by default the one *.review.yaml here; then the finding: the id of its question."


def command(
    names: Annotated[list[str], typer.Argument(metavar="[FILE] FINDING", help=_NAMES)],
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who accepts it; not the person who answered.")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="In which role.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why that is acceptable.")] = None,
    compensating: Annotated[
        str | None, typer.Option("--compensating", metavar="TEXT", help="What limits the damage meanwhile.")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", metavar="DATE", help="The last day (UTC).", parser=a_day)
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back the acceptance of the finding.")] = False,
    policy: Annotated[Path | None, typer.Option("--policy", metavar="FILE", help="The policy.")] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Take on a finding."""
    from mlthreat.cli.accepting import accept, meant, take_back
    from mlthreat.files.composition import must_read

    told = {"by": by, "role": role, "reason": reason, "compensating": compensating, "until": until}
    file, finding = meant(names, told, withdraw=withdraw)
    library = must_read(catalog or [])
    said = take_back(file, library, finding) if withdraw else accept(file, library, finding, told, policy)
    typer.echo(f"{said}; saved in {file}")
