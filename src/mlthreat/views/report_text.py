"""Small changes to text on its way into a report; none of them makes markup."""

from __future__ import annotations

import re
from typing import Final

from mlthreat.views.visible import visible

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`\\^{}|]+")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
QUESTION_ID: Final = re.compile(r"(?<![\w.-])[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-])")


def is_address(text: str) -> bool:
    """Whether a text is a web address that may become a link: http or https, nothing invisible in it."""
    return _ADDRESS.fullmatch(text) is not None and visible(text) == text


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was broken into lines to fit a file: each on one line."""
    return [flat(p) for p in _BLANK_LINES.split(text.strip())]


def moment(text: str) -> str:
    """`2026-11-23T18:00:00Z` as people read it."""
    return text.replace("T", " ").removesuffix(":00Z").removesuffix("Z") + " UTC"


def spaced(text: str) -> str:
    """A word with hyphens as words."""
    return text.replace("-", " ")


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    line = flat(text)
    if not line:
        return ""
    return line[0].upper() + line[1:] + ("" if line[-1] in ".!?" else ".")


def short(text: str, most: int = 100) -> str:
    """A text on one line, cut at a blank where it is longer than `most` characters."""
    line = flat(text)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"
