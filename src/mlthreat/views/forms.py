"""A report of one assessment in any form. What makes pages is brought in for pages only: data are ready before it would be."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.look import PLAIN, Look
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.formats import MODULES, export

TEMPLATED: Final = {"md": "report.md.j2", "html": "report.html.j2", "summary": "summary.md.j2"}
"""The forms that are made from templates, and where each begins; a summary is short, and goes into a pull request."""


def render(
    assessment: Assessment,
    form: str,
    templates: Path,
    cache: Path | None = None,
    look: Look = PLAIN,
    *,
    width: int = 80,
    color: bool = False,
    attached: str = "",
) -> str | bytes:
    """The report in one of FORMS, or the `summary` of it; a text ends in a line feed.

    `templates` is the folder that the shipped templates lie in; `cache` one for their compiled form, which takes longer to
    make than a report does; `look` what an organization puts on its reports; `width` and `color` are what a terminal has for
    a text; `attached` is the review as the text of its file, for a PDF to carry. Raises UserError where templates of one's own
    fail, or do not show which state of the review they report on.
    """
    data = complete(assessment)
    if form in MODULES:
        return export(data, form)
    if form == "text":
        from mlthreat.views.terminal_summary import summary

        return summary(data, width=width, color=color)
    from mlthreat.views.report import environment, written

    if form != "pdf":
        return written(assessment, data, form, templates, cache, look)
    from mlthreat.views import html
    from mlthreat.views.paper import pdf

    page = written(assessment, data, "html", templates, cache, look)
    return pdf(page, environment(templates, html, cache), attached)
