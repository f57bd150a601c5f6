"""Turn a review into a report for people, or data for programs.

Markdown goes to standard output; with --output the format follows the file's suffix.

Example: mlthreat report payments.review.yaml --output report.html

For a spreadsheet or Jira: mlthreat report --output risks.csv (or risks.xlsx)

For GitHub, GitLab and other trackers: mlthreat report --format tickets
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from mlthreat.cli.moments import a_day
from mlthreat.cli.option import Catalogs, one_of
from mlthreat.views.exports.formats import FORMS, SUFFIXES

_At: Any = typer.Option(
    "--at", metavar="DATE", help="See acceptances as on this day (UTC).", callback=a_day, parser=str
)


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="|".join(FORMS), help="What to make.", callback=one_of(FORMS))
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where to put it.")] = None,
    at: Annotated[str | None, _At] = None,
) -> None:
    """Turn a review into a report for people, or data for programs."""
    from mlthreat.cli.output import deliver
    from mlthreat.domain.assessment import assess
    from mlthreat.files.bundled import template_folder
    from mlthreat.files.composition import must_read
    from mlthreat.files.library_cache import cache_home
    from mlthreat.files.review_file import locate, must_read_review
    from mlthreat.views.report import render

    library = must_read(catalog or [])
    path = locate(file)
    day = at if isinstance(at, date) else None
    assessment = assess(library, must_read_review(path, library), day)
    home = cache_home()
    wanted = form or form_of(output)
    width, color = paper(wanted, output)
    kept = home / "templates" if home else None
    text = render(assessment, wanted, template_folder(), kept, width=width, color=color)
    deliver(text, output, [path])


def paper(form: str, output: Path | None) -> tuple[int, bool]:
    """How wide a report may be and whether it may have colour: a text for a terminal suits that terminal."""
    if form != "text" or output is not None:
        return 80, False
    from mlthreat.cli.terminal import screen

    return screen()


def form_of(output: Path | None) -> str:
    """The format that a file's suffix asks for; Markdown for standard output. Raises UserError for an unknown suffix."""
    from mlthreat.domain.diagnostic import UserError

    if output is None:
        return "md"
    endings = [ending for ending in SUFFIXES if output.name.lower().endswith(ending)]
    if not endings:
        raise UserError(
            f"{output.name} does not say which format is wanted",
            f"end it with one of {', '.join(SUFFIXES)}, or give --format",
        )
    return SUFFIXES[max(endings, key=len)]
