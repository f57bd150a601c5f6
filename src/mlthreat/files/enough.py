"""When enough problems have been told: a thousand of a kind have one cause, and finding all of them may take hours."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, Place

MOST_PROBLEMS: Final = 1_000


def at_most(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The first thousand problems and, where there are more, a word about it; the others are not even looked for."""
    rest = iter(problems)
    found = list(islice(rest, MOST_PROBLEMS))
    if next(rest, None) is not None:
        found.append(too_many(found[-1].place, found[-1].level))
    return found


def too_many(place: Place, level: Level = Level.ERROR) -> Diagnostic:
    """The word about it, at the place after which nothing is told any more."""
    message = f"more than {MOST_PROBLEMS:,} problems of this kind; no more of them are shown"
    return Diagnostic(place, Code.TOO_MANY_PROBLEMS, message, "mend these, then check again", level)
