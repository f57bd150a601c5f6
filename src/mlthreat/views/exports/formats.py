"""The formats for programs, each in a module of its own that is imported only when that format is wanted.

Such a module has one function, `export`, from the complete data to a text, or to bytes where the format is a binary one.
It knows nothing but the complete data: whatever it tells stands in the JSON too.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlthreat.views.exports.review_shape import Complete

MODULES: Final = {
    "json": "json_text",
    "csv": "risk_csv",
    "xlsx": "workbook",
    "tickets": "tickets",
    "atlas": "atlas",
    "cyclonedx": "cyclonedx",
    "oscal": "oscal",
}
"""The name of each format, and the module beside this one that makes it."""
FORMS: Final = ("md", "html", "pdf", "text", *MODULES)
"""Every format of a report; those for people first."""
SUFFIXES: Final = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".txt": "text",
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "tickets",
    ".atlas.json": "atlas",
    ".cdx.json": "cyclonedx",
    ".oscal.json": "oscal",
}
"""How a file's name ends, and which format is meant; the longest ending that fits counts."""


def export(data: Complete, form: str) -> str | bytes:
    """The complete data in one of the formats of MODULES.

    Raises UserError where the format needs a package that is not installed.
    """
    made: str | bytes = import_module(f"mlthreat.views.exports.{MODULES[form]}").export(data)
    return made
