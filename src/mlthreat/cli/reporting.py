"""What the options of `report` ask for: which form, in whose look."""

from __future__ import annotations

import sys
from pathlib import Path

from mlthreat.domain.assessment import Assessment, State
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.look import PLAIN, Look
from mlthreat.files.bundled import template_folder
from mlthreat.files.house_style import house_of
from mlthreat.files.library_cache import template_cache
from mlthreat.files.review_yaml import ReviewText
from mlthreat.files.template_folder import read_templates
from mlthreat.views.exports.formats import SUFFIXES
from mlthreat.views.forms import TEMPLATED, render


def form_wanted(given: str | None, output: Path | None, *, summary: bool) -> str:
    """The form of the report. Raises UserError where the options contradict each other, or the suffix says nothing."""
    if not summary:
        return given or form_of(output)
    if (given or "md") != "md" or (output is not None and form_of(output) != "md"):
        raise UserError("a summary is Markdown", "leave out --format; `--format text` is a summary for a terminal")
    return "summary"


def form_of(output: Path | None) -> str:
    """The format that a file's suffix asks for; Markdown for standard output. Raises UserError for an unknown suffix."""
    if output is None:
        return "md"
    endings = [ending for ending in SUFFIXES if output.name.lower().endswith(ending)]
    if not endings:
        raise UserError(
            f"{output.name} does not say which format is wanted",
            f"end it with one of {', '.join(SUFFIXES)}, or give --format",
        )
    return SUFFIXES[max(endings, key=len)]


def look_of(review: Path, form: str, templates: Path | None) -> Look:
    """The look of a report: the project's house style, and the templates given.

    Raises UserError, Refused among them, where either cannot be used, or the form takes no templates.
    """
    if templates is not None and form not in {"md", "html", "pdf"}:
        raise UserError(f"there are no templates for {form}", "--template goes with --format md, html and pdf")
    if form not in {*TEMPLATED, "pdf"}:
        return PLAIN
    return Look(house_of(review), read_templates(templates) if templates else None)


def files_of(look: Look) -> list[Path]:
    """The files that a look was read from: a report must not overwrite them."""
    own = look.templates
    return [Path(own.folder, name) for name in own.files] if own else []


def tell(assessment: Assessment, look: Look, form: str, report: str | bytes) -> None:
    """Say on standard error what a report does not: why it holds no ticket, what became of an unreadable colour."""
    if form == "tickets" and not report:
        some = any(f.state is not State.ACCEPTED for f in assessment.findings)
        sys.stderr.write(f"no ticket to file: {'every open finding has one' if some else 'no finding is open'}\n")
    if form not in {"html", "pdf"} or look.house is None:
        return
    from mlthreat.views.report import adjusted

    if said := adjusted(look.house, template_folder()):
        sys.stderr.write(f"{said}\n")


def made(assessment: Assessment, form: str, look: Look, output: Path | None) -> str | bytes:
    """The report. Raises what `render` of the views raises."""
    width, color = paper(form, output)
    attached = ReviewText().dump(assessment.review) if form == "pdf" else ""
    return render(
        assessment, form, template_folder(), template_cache(), look, width=width, color=color, attached=attached
    )


def paper(form: str, output: Path | None) -> tuple[int, bool]:
    """How wide a report may be and whether it may have colour: a text for a terminal suits that terminal."""
    if form != "text" or output is not None:
        return 80, False
    from mlthreat.cli.terminal import screen

    return screen()
