"""The shape of an explanation of a code."""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """A code explained: a title, what it means, what to do, and an example before and after."""

    title: str
    means: str
    do: str
    bad: str
    mended: str
