"""Diagnostics and errors, as people and programs read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mlthreat.domain.diagnostic import Diagnostic, Level, Place
from mlthreat.domain.prose import amount
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.visible import one_line, visible

if TYPE_CHECKING:
    from mlthreat.views.problem_shape import PlaceData, ProblemData

FORMATS = ("text", "short", "json")


def safe(text: str, *, lines: bool = False) -> str:
    """Text for a terminal, on one line unless `lines`."""
    return visible(text) if lines else one_line(text)


def render(diagnostics: Sequence[Diagnostic], form: str) -> str:
    """All problems in one of FORMATS, without a final line feed; empty for none (an empty list in JSON)."""
    if form == "json":
        return json_text([as_data(d) for d in diagnostics]).rstrip()
    if form == "short":
        return "\n".join(_short(d) for d in diagnostics)
    return "\n\n".join(_excerpt(d) for d in diagnostics)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many errors and warnings there are, in words."""
    errors = sum(d.level is Level.ERROR for d in diagnostics)
    warnings = len(diagnostics) - errors
    return counted({"error": errors, "warning": warnings}) if diagnostics else "no problems"


def counted(numbers: Mapping[str, int]) -> str:
    """Numbers of things in words, such as `1 catalog and 2 reviews`; what there is none of is left out."""
    parts = [amount(n, word, _PLURALS.get(word, "")) for word, n in numbers.items() if n]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nothing"


_PLURALS = {"policy": "policies"}


def as_data(d: Diagnostic) -> ProblemData:
    """A problem as plain data."""
    return {
        "code": str(d.code),
        "severity": str(d.level),
        "message": d.message,
        "hint": d.hint,
        **_place_data(d.place),
        "notes": [{**_place_data(place), "message": text} for place, text in d.notes],
    }


def _place_data(place: Place) -> PlaceData:
    span = place.span
    return {
        "file": place.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _where(place: Place) -> str:
    return f"{one_line(place.file)}:{place.span.line}:{place.span.column}"


def _short(d: Diagnostic) -> str:
    hint = f" ({one_line(d.hint)})" if d.hint else ""
    return f"{_where(d.place)}: {d.level}[{d.code}] {one_line(d.message)}{hint}"


def _excerpt(d: Diagnostic) -> str:
    """The line in question with a caret below what is wrong, in the manner of rustc."""
    width = max(len(str(p.span.line)) for p in (d.place, *(place for place, _ in d.notes)))
    rows = [f"{d.level}[{d.code}]: {one_line(d.message)}", f"{' ' * width}--> {_where(d.place)}"]
    rows += _marked(d.place, width, "^", "")
    for place, text in d.notes:
        rows += [f"{' ' * width}::: {_where(place)}", *_marked(place, width, "-", text)]
    if d.hint:
        rows.append(f"{' ' * width} = help: {one_line(d.hint)}")
    return "\n".join(rows)


def _marked(place: Place, width: int, mark: str, text: str) -> list[str]:
    if not place.excerpt:
        return [f"{' ' * width} = {text}"] if text else []
    from wcwidth import wcswidth

    line = place.excerpt.expandtabs(4)
    start, end = (len(place.excerpt[:position].expandtabs(4)) for position in place.marked)
    left, shown, right = (visible(part) for part in (line[:start], line[start:end], line[end:]))
    if len(left) + len(shown) > 160:
        left, shown, right = f"…{left[-40:]}" if len(left) > 40 else left, shown[:100], ""
    carets = mark * max(wcswidth(shown), 1)
    gutter = " " * width
    below = f"{gutter} | {' ' * max(wcswidth(left), 0)}{carets} {text}".rstrip()
    return [f"{gutter} |", f"{place.span.line:>{width}} | {left}{shown}{right[:120]}", below]
