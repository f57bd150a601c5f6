"""A report of one assessment, for people and for programs. Same assessment, same bytes."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from markupsafe import Markup

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.library import as_written
from mlthreat.views import html, markdown
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.formats import MODULES, export
from mlthreat.views.first_page import DECISIONS, amount
from mlthreat.views.report_model import build_report
from mlthreat.views.report_text import flat, moment, sentence, spaced


def render(
    assessment: Assessment,
    form: str,
    templates: Path,
    cache: Path | None = None,
    *,
    width: int = 80,
    color: bool = False,
) -> str | bytes:
    """The report in one of FORMS; a text ends in a line feed.

    `templates` is the folder that the templates lie in; `cache` one for their compiled form, which takes longer to make
    than a report does; `width` and `color` are what a terminal has for a text.
    """
    if form == "html":
        return _html(assessment, templates, cache)
    data = complete(assessment)
    if form in MODULES:
        return export(data, form)
    if form == "text":
        from mlthreat.views.terminal_summary import summary

        return summary(data, width=width, color=color)
    return environment(templates, markdown, cache).get_template("report.md.j2").render(report=build_report(data))


class _World(Environment):
    """Templates over plain data: what is asked of a dictionary by a dot is one of its keys, never one of its methods."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a key, or of an attribute where the thing is no dictionary."""
        if type(obj) is not dict:
            return super().getattr(obj, attribute)
        return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)


def environment(templates: Path, language: ModuleType, cache: Path | None = None) -> Environment:
    """The templates' world. Whatever they show is escaped, in Markdown as in HTML, unless it is markup already."""
    made = _World(
        loader=language.Templates(templates),
        autoescape=True,
        finalize=language.finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_kept_in(cache),
    )
    made.filters |= {
        "prose": language.prose,
        "quoted": language.quoted,
        "code": language.code,
        "anchor": language.anchor,
        "link": language.link,
        "linked": language.linked,
        "flat": flat,
        "sentence": sentence,
        "moment": moment,
        "spaced": spaced,
    }
    made.globals |= {"amount": amount, "DECISIONS": DECISIONS}
    return made


def _kept_in(cache: Path | None) -> FileSystemBytecodeCache | None:
    """The cache in a folder of the user's own; none where the folder cannot be made."""
    if cache is None:
        return None
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(cache)) if os.access(cache, os.W_OK) else None


def _html(assessment: Assessment, templates: Path, cache: Path | None) -> str:
    data = complete(assessment)
    made = environment(templates, html, cache)
    style = html.style_sheet(made.get_template("style.css").render(), data["digest"])
    return made.get_template("report.html.j2").render(
        report=build_report(data),
        style=Markup(style),  # noqa: S704 - the shipped style sheet and a rule made of hexadecimal digits
        policy=html.policy(style),
        review=html.data_block(as_written(assessment.review)),
        day=str(assessment.day) if assessment.day else "",
    )
