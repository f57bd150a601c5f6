"""Plain text inside Markdown: it can become nothing but text, on GitHub, on GitLab and in CommonMark.

A backslash is not enough. The hosts look for mentions, issues and addresses in the text that is left *after* Markdown,
so what would be found there is broken up with a zero-width space, as Renovate and Dependabot do.
"""

from __future__ import annotations

import re
from typing import Any, Final

from jinja2 import FileSystemLoader
from markupsafe import Markup

from mlthreat.domain.prose import flat
from mlthreat.views.report_text import QUESTION_ID, is_address, paragraphs
from mlthreat.views.visible import visible

Templates: Final = FileSystemLoader
BREAK: Final = "&#8203;"
_AT_START: Final = re.compile(r"[-+=/:]|\d+(?=[.)])")
_ANYWHERE: Final = re.compile(
    r"""
      (?P<entity> [<>&] )
    | (?P<reference> (?:[!%^~] (?=[\w"]) | \[ (?=[\w\s!~\[]) | \* (?=iteration:) | (?<=&) (?=\d)) )
    | (?P<markup> [\\`*_\[\]{}|~] )
    | (?P<hash> \# )
    | (?P<dollar> \$ )
    | (?P<broken> @ | :(?=//) | :(?=(?!\d+:)[\w+-]+:) | www(?=\.) | \bgh-(?=\d) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ANCHOR: Final = re.compile(r"[A-Za-z0-9./-]*")
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def escaped(text: str) -> Markup:
    """A text on one line; line breaks in it become `<br>`."""
    lines = visible(text).strip().replace("\t", " ").split("\n")
    return Markup("<br>".join(_line(line.strip()) for line in lines))  # noqa: S704 - everything in it was escaped just now


def quoted(text: str) -> Markup:
    """A text of several lines as a block quote that it cannot leave."""
    lines = visible(text).replace("\t", "    ").strip("\n").split("\n")
    shown = [("> " + _indented(line)).rstrip() for line in lines]
    pairs = zip(shown, [*shown[1:], ">"], strict=True)
    return Markup("\n".join(a if ">" in {a, b} else a + "\\" for a, b in pairs))  # noqa: S704 - escaped line by line


def prose(text: str) -> Markup:
    """A text that was broken into lines to fit a file, as paragraphs."""
    return Markup("\n\n").join(escaped(p) for p in paragraphs(text))


def code(text: str) -> Markup:
    """An id, a digest or a path in a code span; plain text where it holds what would end the span or a table cell."""
    line = flat(visible(text))
    return escaped(line) if not line or set(line) & set("`|") else Markup(f"`{line}`")  # noqa: S704 - nothing in it ends the span


def anchor(text: str) -> Markup:
    """An id as the name or the target of an anchor."""
    return Markup(text) if _ANCHOR.fullmatch(text) else escaped(text)  # noqa: S704 - letters, digits, dots, hyphens, slashes


def link(text: str) -> Markup:
    """A web address as a link that shows where it leads; anything else as text."""
    return Markup(f"<{text}>") if is_address(text) else escaped(text)  # noqa: S704 - no space, no bracket, no control


def linked(text: str, known: frozenset[str]) -> Markup:
    """A text in which the ids of known questions are links to them."""
    line, parts, end = flat(visible(text)), [], 0
    for found in QUESTION_ID.finditer(line):
        if found[0] in known:
            parts += [_line(line[end : found.start()]), f"[`{found[0]}`](#{found[0]})"]
            end = found.end()
    return Markup("".join([*parts, _line(line[end:])]))  # noqa: S704 - escaped piece by piece; ids hold no markup


def finalize(value: Any) -> Any:
    """What a template is about to show: whatever is not known to be Markdown already is escaped.

    One blank at either end stays: it parts a word of the template from the next.
    """
    if hasattr(value, "__html__") or not isinstance(value, str):
        return "" if value is None else value
    before, after = " " * value.startswith(" "), " " * (value.endswith(" ") and not value.isspace())
    return Markup(before) + escaped(value) + Markup(after)  # noqa: S704 - blanks


def _line(line: str) -> str:
    text = _ANYWHERE.sub(_harmless, line)
    return _AT_START.sub(lambda found: _start(found[0]), text, count=1) if _AT_START.match(text) else text


def _start(mark: str) -> str:
    return f"{mark}\\" if mark[0].isdigit() else f"\\{mark}"


def _harmless(found: re.Match[str]) -> str:
    kind, text = found.lastgroup, found[0]
    if kind == "entity":
        return _ENTITIES[text]
    if kind == "dollar":
        # GitHub's own advice for a dollar sign that begins no formula
        return "<span>$</span>"
    mark = f"\\{text}" if kind in {"markup", "hash"} or text in {"[", "~", "*"} else text
    return mark if kind == "markup" else mark + BREAK


def _indented(line: str) -> str:
    text = line.lstrip(" ")
    return "&nbsp;" * min(len(line) - len(text), 16) + _line(text.rstrip())
