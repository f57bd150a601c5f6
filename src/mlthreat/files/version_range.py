"""Ranges of versions such as `>=1.0,<2`, as catalogs and policies name them; in the syntax of Python's packages."""

from __future__ import annotations

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place

# packaging is imported where a range is looked at: most starts find the library kept, and look at none


def is_range(text: str) -> bool:
    """Whether a text is a range of versions."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def no_range(place: Place, text: str) -> Diagnostic:
    """The problem of a text that is not a range of versions."""
    return Diagnostic(place, Code.BAD_VALUE, f"`{text}` is not a range of versions", "write for instance `>=1.0,<2`")


def fits(wanted: str, version: str) -> bool:
    """Whether a version lies in a range, which must be one."""
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion

    try:
        return SpecifierSet(wanted).contains(version, prereleases=True)
    except InvalidVersion:  # a pre-release in words that ranges cannot order, such as 1.0.0-draft
        return False
