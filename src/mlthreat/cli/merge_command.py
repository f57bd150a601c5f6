r"""Join two people's work on one review, question by question; nothing that either said is lost.

Two different answers to one question are both kept as a disagreement, which the next review puts before the team. BASE
is what both began with; - where nobody knows.

As a git merge driver, with `*.review.yaml merge=mlthreat` in .gitattributes, see the second example.

For example:
    mlthreat merge base.review.yaml ours.review.yaml theirs.review.yaml \
        --output ours.review.yaml
    git config merge.mlthreat.driver "mlthreat merge %O %A %B --output %A"
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from mlthreat.cli.option import Catalogs

if TYPE_CHECKING:
    from mlthreat.domain.joining import Joined
    from mlthreat.domain.library import Library


def command(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="What both sides began with; - for nothing.")],
    ours: Annotated[Path, typer.Argument(metavar="OURS", help="One side.")],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="The other side.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="PATH", help="A new file, or one of the sides; without it, the join is printed."
        ),
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
) -> None:
    """Join two people's work on one review."""
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_sides import held
    from mlthreat.files.review_yaml import ReviewText

    library = must_read(catalog or [])
    if output is None:
        joined = _joined(library, base, ours, theirs)
        typer.echo(ReviewText().dump(joined.review), nl=False)
        _tell(library, joined, None)
        return
    with held(output, (ours, theirs)) as store:
        joined = _joined(library, base, ours, theirs)
        store.save(joined.review)
    _tell(library, joined, output)


def _joined(library: Library, base: Path, ours: Path, theirs: Path) -> Joined:
    from mlthreat.domain.filling import reconciled
    from mlthreat.domain.joining import join, told
    from mlthreat.files.review_sides import read_base, read_side

    joined = join(read_base(base), read_side(ours), read_side(theirs))
    return told(reconciled(library, joined.review), joined.mixed)


def _tell(library: Library, joined: Joined, output: Path | None) -> None:
    from mlthreat.domain.pins import missing_catalogs
    from mlthreat.views.carrying import joined_lines
    from mlthreat.views.messages import safe

    # git calls the file that it joins by a name of its own
    file = "" if output is None or output.name.startswith(".merge_file_") else quote(str(output))
    for line in joined_lines(joined, missing_catalogs(library, joined.review), safe(file)):
        sys.stderr.write(f"mlthreat: {line}\n")
