"""Problems as sentences, for those who listen: no drawing, no symbols that a screen reader spells out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.views.visible import one_line


def narrated(diagnostics: Sequence[Diagnostic]) -> str:
    """One paragraph a problem, numbered; the place comes first, then what is wrong, then what to do."""
    count = len(diagnostics)
    return "\n\n".join(" ".join(_sentences(d, n, count)) for n, d in enumerate(diagnostics, 1))


def _sentences(d: Diagnostic, number: int, count: int) -> Iterator[str]:
    yield f"{str(d.level).capitalize()} {number} of {count}, code {d.code}."
    yield f"In {_where(d.place)}: {_spoken(d.message)}."
    if marked := _marked(d.place):
        yield f"The text there is: {marked}."
    if d.hint:
        hint = _spoken(d.hint).rstrip(".")
        yield f"{hint[:1].upper()}{hint[1:]}{'' if hint.endswith('?') else '.'}"
    for place, text in d.notes:
        yield f"See also {_where(place)}: {_spoken(text)}."


def _where(place: Place) -> str:
    return f"{one_line(place.file)}, line {place.span.line}, column {place.span.column}"


def _marked(place: Place) -> str:
    """The text that a caret would stand below, where it is on one line and short enough to be heard."""
    begin, end = place.marked
    found = one_line(place.excerpt[begin:end])
    return found if len(found) <= 80 else ""


def _spoken(text: str) -> str:
    return one_line(text).replace("`", "").replace("→", "to").replace("…", "and so on")
