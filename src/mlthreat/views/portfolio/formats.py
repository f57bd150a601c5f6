"""The formats of a portfolio."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from mlthreat.domain.portfolio import Portfolio

FORMATS: Final = ("text", "json", "csv", "markdown")
SUFFIXES: Final = {".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown", ".txt": "text"}
"""How a file's name ends, and which format is meant; any other is for text."""


def render(portfolio: Portfolio, form: str, *, width: int = 100, color: bool = False) -> str:
    """The portfolio in one of FORMATS, ending in a line feed. Width and colour are for text."""
    if form == "text":
        from mlthreat.views.portfolio.text import text

        return text(portfolio, width, color=color)
    name = {"json": "data", "csv": "sheet"}.get(form, form)
    made: str = getattr(import_module(f"mlthreat.views.portfolio.{name}"), name)(portfolio)
    return made
