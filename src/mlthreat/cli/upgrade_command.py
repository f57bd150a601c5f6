"""Carry a review over to the catalogs at hand; only what changed is asked again.

Answers stand where the question's words are the same. Where they changed the answer is kept, and asked again. Nothing
is deleted.

For example:
    mlthreat upgrade payments.review.yaml --dry-run
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from mlthreat.cli.option import Catalogs, Format

if TYPE_CHECKING:
    from mlthreat.domain.carrying import Carried
    from mlthreat.domain.library import Library
    from mlthreat.domain.review import Review


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ID", help="Let go of a catalog; its answers stay in the file."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen; write nothing.")] = False,
    form: Annotated[str, Format(("text", "json"))] = "text",
) -> None:
    """Carry a review over to the catalogs at hand."""
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.files.composition import must_read
    from mlthreat.files.review_file import locate
    from mlthreat.files.review_store import ReviewStore, pinned
    from mlthreat.files.revision import read_version
    from mlthreat.views.messages import safe

    library, path = must_read(catalog or []), locate(file)
    if not path.exists():
        raise UserError(f"no such file: {path}", "check the path")
    if dry_run:
        _carried(library, read_version(str(path)), without or [], form)
        sys.stderr.write("nothing was written\n")
        return
    with ReviewStore(path) as store:
        review, _ = store.load()
        assert review is not None
        carried = _carried(library, review, without or [], form)
        after = pinned(library, carried.review)
        if after == review:
            sys.stderr.write("nothing to do; the file was not touched\n")
            return
        store.save(after)
        following = f"; what is open: mlthreat review {safe(quote(str(path)))}" if carried.assessment.open else ""
        sys.stderr.write(f"saved in {safe(str(path))}{following}\n")


def _carried(library: Library, review: Review, released: list[str], form: str) -> Carried:
    """Carry a review over and tell what that does. Raises UserError where one of its catalogs is not at hand."""
    from mlthreat.cli.terminal import fitted
    from mlthreat.domain.carrying import carry
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.domain.nearest import did_you_mean
    from mlthreat.domain.pins import missing_catalogs
    from mlthreat.views.carrying import summary, summary_data

    for id_ in released:
        if id_ not in {pin.id for pin in review.catalogs}:
            hint = did_you_mean(id_, (pin.id for pin in review.catalogs)) or "leave it out of --without"
            raise UserError(f"the review was not made with `{id_}`", hint)
    if missing := missing_catalogs(library, review, released):
        message = f"the review was made with {', '.join(f'`{m}`' for m in missing)}, which is not at hand"
        raise UserError(message, f"give its folder with --catalog; to let go of it: --without {missing[0]}")
    carried = carry(library, review)
    typer.echo(summary_data(carried) if form == "json" else fitted(summary(carried)))
    return carried
