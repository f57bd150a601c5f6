"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

_LONGEST: Final = 200
_MANY: Final = 300
_MOST_COMPARED: Final = 100


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The known words most like `word`, best first; empty where none is near.

    Where `word` is all of an id but its section, the ids that end in it are meant and nothing else.
    """
    from difflib import get_close_matches  # takes a millisecond to import, which only mistakes should pay

    wanted, words = word.lower()[:_LONGEST], list(known)
    if tails := [w for w in words if w.lower().endswith(f".{wanted}")]:
        return tails[:most]
    by_lower: dict[str, str] = {}
    for candidate in _worth_comparing(wanted, words):
        by_lower.setdefault(candidate.lower(), candidate)
    return [by_lower[m] for m in get_close_matches(wanted, list(by_lower), n=most, cutoff=0.6)]


def _worth_comparing(word: str, candidates: list[str]) -> Iterable[str]:
    """All candidates; of very many, which would take long, the first that begin alike and are about as long."""
    if len(candidates) <= _MANY:
        return candidates
    alike = (c for c in candidates if abs(len(c) - len(word)) < 3 and c[:2].lower() == word[:2])
    return islice(alike, _MOST_COMPARED)


def did_you_mean(word: str, known: Iterable[str], most: int = 1) -> str:
    """`did you mean …?`, or an empty text."""
    found = nearest(word, known, most)
    return f"did you mean {' or '.join(f'`{m}`' for m in found)}?" if found else ""
