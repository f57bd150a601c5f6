"""Text from files made visible: nothing in it can steer a terminal."""

from __future__ import annotations

import re
import textwrap
from typing import Final

STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

_CODE: Final = re.compile("`[^`]+`")
_BLANK: Final = "\x00"
"""Stands for a blank at which no line is broken; no visible text holds it."""


def visible(text: str) -> str:
    """The text with every control, bidirectional and invisible character written out; line feeds and tabs stay."""
    return STEERING.sub(_written_out, text) if STEERING.search(text) else text


def one_line(text: str) -> str:
    """The text visible and on one line."""
    return " ".join(visible(text).split())


def wrapped(line: str, width: int, hang: int = 0, *, fit: bool = False) -> list[str]:
    """A visible line as lines no wider than `width`, broken at blanks; one that is empty stays one line.

    Its indentation is kept, and grows by `hang` after the first line. What stands between backticks is there to be copied
    and stays whole. So does a word that is wider than a line, unless it must `fit` because nothing shows what runs over.
    """
    indent = " " * (len(line) - len(line.lstrip()) + hang)
    kept = _CODE.sub(lambda code: code[0].replace(" ", _BLANK), line)
    parts = textwrap.wrap(kept, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=fit)
    return [part.replace(_BLANK, " ") for part in parts] or [""]


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == 0x200D:
        return found[0]  # joins emoji; harmless by itself
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
