"""Turn a review into a report for people, or data for programs.

Markdown goes to standard output; with --output the format follows the file's suffix.

For example:
    mlthreat report payments.review.yaml --output report.html
    mlthreat report --output report.pdf   # to be signed and filed
    mlthreat report --output risks.csv    # or .xlsx: a spreadsheet, or Jira
    mlthreat report --format tickets      # GitHub, GitLab and other trackers
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mlthreat.cli.option import At, Catalogs, one_of
from mlthreat.views.exports.formats import FORMS


def command(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The review; by default the one *.review.yaml here.")
    ] = None,
    catalog: Annotated[list[Path] | None, Catalogs] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMS), help="What to make; Markdown by default.", callback=one_of(FORMS)
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where to put it.")] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="DIR", help="Templates of your own, for md, html and pdf.")
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="A short summary in Markdown, for a pull request.")
    ] = False,
    at: Annotated[date | None, At("See acceptances as of this day (UTC).")] = None,
) -> None:
    """Turn a review into a report for people, or data for programs."""
    from mlthreat.cli.output import deliver
    from mlthreat.cli.reporting import files_of, form_wanted, look_of, made, tell
    from mlthreat.domain.assessment import assess
    from mlthreat.files.composition import must_read
    from mlthreat.files.evidence import all_changed
    from mlthreat.files.review_file import locate, must_read_review

    wanted = form_wanted(form, output, summary=summary)
    library = must_read(catalog or [])
    path = locate(file)
    review = must_read_review(path, library)
    assessment = assess(library, review, at, all_changed(path, review))
    look = look_of(path, wanted, template)
    report = made(assessment, wanted, look, output)
    deliver(report, output, [path, *files_of(look)])
    tell(assessment, look, wanted, report)
