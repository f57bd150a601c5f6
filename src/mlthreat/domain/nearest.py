"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The known words most like `word`, best first; empty where none is near."""
    by_lower: dict[str, str] = {}
    for candidate in known:
        by_lower.setdefault(candidate.lower(), candidate)
    return [by_lower[m] for m in get_close_matches(word.lower()[:200], list(by_lower), n=most, cutoff=0.6)]


def did_you_mean(word: str, known: Iterable[str], most: int = 1) -> str:
    """`did you mean …?`, or an empty text."""
    found = nearest(word, known, most)
    return f"did you mean {' or '.join(f'`{m}`' for m in found)}?" if found else ""
