"""Names of people and roles: when two are the same, and when they may be one person's."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category, normalize

from mlthreat.domain.canonical import same_text

_LATIN: Final = str.maketrans(
    "АВЕЅZІЈКМНОРСТУХЬаеѕіјкмнорстухѵьԁԛԝһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχıł",  # noqa: RUF001 - that they are ambiguous is the point
    "ABESZIJKMHOPCTYXbaesijkmhopctyxvbdqwhlABEZHIKMNOPTYXaeikvoptuxil",
)
"""Cyrillic and Greek letters, and a few others, that are drawn like Latin ones."""


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are the same person's or role's, however they are spaced and cased. Nobody is like nobody."""
    if one is None or other is None:
        return False
    return known_as(one) == known_as(other)


def known_as(name: str) -> str:
    """A name without what makes no difference between the names of people and roles."""
    return same_text(normalize("NFKC", name)).casefold()


def may_be_one_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: alike to the eye, or the one whole within the other.

    That is how a name is spelled anew: with a letter of another alphabet, `Ada Lovelace` for `Ada`, one of `Ada and Bob`.
    """
    shorter, longer = sorted((_looks(one), _looks(other)), key=len)
    return not shorter or any(longer[n : n + len(shorter)] == shorter for n in range(len(longer)))


def _looks(name: str) -> list[str]:
    """The words of a name as the eye takes them: no case, no accents, nothing invisible, no look-alike of another alphabet."""
    seen = "".join(c for c in normalize("NFKD", name) if category(c) not in {"Mn", "Me", "Cf"})
    return re.findall(r"\w+", seen.translate(_LATIN).casefold().translate(_LATIN))
