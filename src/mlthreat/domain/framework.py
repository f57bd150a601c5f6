"""Other publishers' lists, and the links to them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from mlthreat.domain.value import Line, Url, Value

FrameworkId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=80)]
"""An id of a framework, with its edition in it: `mitre-atlas-5.6.0`."""


class FrameworkEntry(Value):
    """One id of another publisher's list."""

    id: Line
    title: Line
    parent: Line | None = None
    url: Url | None = None
    retired: bool = False
    successor: Line | None = None
    """The id that took its place, in this or a later release."""
    note: Line | None = None


class Framework(Value):
    """Another publisher's list, pinned to a release."""

    id: FrameworkId
    title: Line
    publisher: Line
    edition: Line
    url: Url | None = None
    license: Line
    source: Line
    """Where the ids and titles were read."""
    complete: bool = True
    """Whether every id of the release is listed."""
    entries: tuple[FrameworkEntry, ...] = ()


class CrosswalkRelation(StrEnum):
    """What the other publisher's entry is, compared with ours."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"


class Crosswalk(Value):
    """The same or a neighbouring thing under its id in a framework."""

    framework: FrameworkId
    id: Line
    title: Line
    """The framework's own title of that id, so that a wrong id is noticed."""
    relation: CrosswalkRelation
    note: Line | None = None
