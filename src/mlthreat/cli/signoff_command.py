r"""Record a named person's decision on exactly the present state of a review.

Any material change voids it, and everything that shows it says which. The name is declared, not proven, unless the
record is signed with --ssh-key and `mlthreat verify` finds the signature good.

For example:
    mlthreat signoff payments.review.yaml --by "Dana Smith" \
        --role "head of security" --decision approve
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.moments import a_moment, now
from mlthreat.cli.option import Catalogs, one_of
from mlthreat.domain.review import Decision


def command(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="In which role.")],
    decision: Annotated[
        str,
        typer.Option(
            "--decision", metavar="|".join(Decision), help="What they decide.", callback=one_of(tuple(Decision))
        ),
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
    ] = None,
    comment: Annotated[str | None, typer.Option("--comment", metavar="TEXT", help="What they say about it.")] = None,
    condition: Annotated[
        list[str] | None, typer.Option("--condition", metavar="TEXT", help="A condition; can be repeated.")
    ] = None,
    ssh_key: Annotated[
        Path | None, typer.Option("--ssh-key", metavar="FILE", help="Sign the record with this SSH key.")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option("--at", metavar="MOMENT", help="When they decided (UTC), if not now.", parser=a_moment),
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Record a decision on the present state."""
    from mlthreat.cli.signing import Signing
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_file import locate

    signing = Signing(
        library=must_read(catalog or []),
        by=by,
        role=role,
        decision=Decision(decision),
        comment=comment,
        conditions=tuple(condition or ()),
        key=ssh_key,
    )
    for line in signing.sign(locate(file), at or now(), now()):
        typer.echo(line)
