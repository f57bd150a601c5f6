"""Where knowledge comes from: documents, places in them, and the literature."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mlthreat.domain.value import Line, Slug, Text, Url, Value


class Source(Value):
    """Where in a document something comes from."""

    document: Slug
    """The id of a document that the catalog lists."""
    ref: Line | None = None
    """The place in it: a section, a number, a row."""
    note: Text | None = None
    """What the document says differently, where it disagrees with itself or with another."""


class Document(Value):
    """A document that a catalog is drawn from."""

    id: Slug
    title: Line
    publisher: Line
    url: Url | None = None
    license: Line
    edition: Line | None = None
    """Which state of it was read: a date, a version, a commit."""


class Reference(Value):
    """A paper, an article or an incident report that an entry rests on."""

    id: Slug
    title: Line
    authors: Line | None = None
    year: Annotated[int, Field(ge=1950, le=2100)] | None = None
    url: Url | None = None
    seen_in: Line | None = None
    """Where this reference was read: nothing is cited from memory."""
