"""The formats of a portfolio."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from mlthreat.domain.look import House
from mlthreat.domain.portfolio import Portfolio

FORMATS: Final = ("text", "html", "json", "csv", "markdown")
SUFFIXES: Final = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
}
"""How a file's name ends, and which format is meant; any other is for text."""


def render(
    portfolio: Portfolio,
    form: str,
    templates: Path,
    cache: Path | None = None,
    house: House | None = None,
    *,
    width: int = 100,
    color: bool = False,
) -> str:
    """The portfolio in one of FORMATS, ending in a line feed.

    `templates`, `cache` and `house` are for a page, as for a report; `width` and `color` for a text.
    """
    if form == "html":
        from mlthreat.views.portfolio.page import page

        return page(portfolio, templates, cache, house)
    if form == "text":
        from mlthreat.views.portfolio.text import text

        return text(portfolio, width, color=color)
    name = {"json": "data", "csv": "sheet"}.get(form, form)
    made: str = getattr(import_module(f"mlthreat.views.portfolio.{name}"), name)(portfolio)
    return made
