"""Text inside the cell of a spreadsheet: nothing in it acts, and it is no longer than a cell may be."""

from __future__ import annotations

import re
from typing import Final

from mlthreat.views.visible import visible

LONGEST: Final = 32_767
"""What Excel, and a description in Jira, can hold: counted in UTF-16 code units."""
_CUT: Final = "\n[cut here to fit a cell; the whole text stands in the JSON report]"
_CELL_START: Final = re.compile(
    r"""(?:^|[\n;])[\s"';]*(?P<acts>[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])?"""
)


def cell_text(text: str) -> str:
    """The text with its control characters written out, and cut with a note where it is too long for a cell."""
    shown = visible(text)
    units = shown.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return shown
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def inert(text: str) -> str:
    """The text of a cell in a file without types: no part of it can be taken for a formula.

    An apostrophe stands before = + - @ (and their full-width forms) wherever a cell could begin: at the start of the text
    and, because a spreadsheet may take a semicolon for the separator and then see no quotes, after every semicolon and
    line break. Tabs, which others take for the separator, become spaces.
    """
    return cell_text(_CELL_START.sub(_harmless, text.replace("\t", "    ")))


def _harmless(found: re.Match[str]) -> str:
    acts = found["acts"] or ""
    return f"{found[0].removesuffix(acts)}'{acts}" if acts else found[0]
