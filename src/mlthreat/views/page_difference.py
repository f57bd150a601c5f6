"""Where a page is not what its own data make, as a line that can be shown anywhere."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from mlthreat.views.visible import one_line

_BEFORE: Final = 30
_LONGEST: Final = 70


def first_difference(page: str, made: str) -> str:
    """The first line in which a page is not what was made of its data, with both; empty where there is none."""
    pairs = zip_longest(page.split("\n"), made.split("\n"))
    found = next(((n, a, b) for n, (a, b) in enumerate(pairs, 1) if a != b), None)
    if found is None:
        return ""
    number, theirs, ours = found
    if theirs is None or ours is None:
        return f"line {number}: the page {'ends too early' if theirs is None else 'goes on after its end'}"
    at = next((i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), min(len(theirs), len(ours)))
    return f"line {number}, column {at + 1}: the page has «{_around(theirs, at)}», its data make «{_around(ours, at)}»"


def _around(line: str, at: int) -> str:
    start = max(at - _BEFORE, 0)
    piece = line[start : start + _LONGEST]
    return ("…" if start else "") + one_line(piece) + ("…" if start + _LONGEST < len(line) else "")
