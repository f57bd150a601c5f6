"""The words of the field, from an unfamiliar one up to its root concept."""

from __future__ import annotations

from mlthreat.domain.citation import Source
from mlthreat.domain.value import Line, Slug, Text, Value


class Term(Value):
    """A word of the field."""

    id: Slug
    name: Line
    synonyms: tuple[Line, ...] = ()
    text: Text
    """What it means, in one or two sentences."""
    parents: tuple[Slug, ...] = ()
    """The wider concepts; a term without one is a root concept."""
    related: tuple[Slug, ...] = ()
    failure_modes: tuple[Slug, ...] = ()
    source: Source
    """Where the word was seen."""
