"""Tell what changed in meaning between two states of a review, or two versions of a catalog.

A state is a file, the review that a report in HTML carries, or REV:path in git. Two folders are compared as catalogs, with the
version step that the change needs.

For example:
    mlthreat diff HEAD~1:payments.review.yaml payments.review.yaml
    mlthreat diff last-quarter.html report.html
    mlthreat diff published/acme-privacy acme-privacy
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.option import Catalogs, Format


def command(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A review, a report in HTML, REV:path in git, or a catalog folder.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, later.")],
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[str, Format(("text", "markdown", "json"))] = "text",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything changed.")] = False,
) -> None:
    """Tell what changed in meaning."""
    from mlthreat.cli.terminal import fitted

    folders = [Path(p).is_dir() for p in (old, new)]
    if any(folders):
        text, changed = _catalogs(Path(old), Path(new), form)
    else:
        text, changed = _reviews(old, new, catalog or [], form)
    typer.echo(fitted(text) if form == "text" else text)
    if exit_code and changed:
        raise typer.Exit(Exit.ANSWER_IS_NO)


def _catalogs(old: Path, new: Path, form: str) -> tuple[str, bool]:
    from mlthreat.domain.catalog_change import compare_catalogs
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.files.catalog_versions import read_catalog
    from mlthreat.views.catalog_change import Versions, render

    before, after = read_catalog(old), read_catalog(new)
    if before.id != after.id:
        raise UserError(f"`{before.id}` and `{after.id}` are two catalogs", "name two versions of one catalog")
    changes = compare_catalogs(before, after)
    return render(Versions(before.manifest, after.manifest, changes), form), bool(changes)


def _reviews(old: str, new: str, extensions: list[Path], form: str) -> tuple[str, bool]:
    from mlthreat.domain.assessment import assess
    from mlthreat.domain.change import compare
    from mlthreat.domain.pins import missing_catalogs
    from mlthreat.files.composition import must_read
    from mlthreat.files.revision import read_version
    from mlthreat.views.change import render
    from mlthreat.views.messages import safe

    library = must_read(extensions)
    before, after = read_version(old), read_version(new)
    for missing in dict.fromkeys([*missing_catalogs(library, before), *missing_catalogs(library, after)]):
        hint = "its questions are compared by their answers alone; give its folder with --catalog"
        sys.stderr.write(f"the catalog {safe(missing)} is not at hand; {hint}\n")
    differences = compare(assess(library, before), assess(library, after))
    return render(differences, old, new, form), bool(differences)
