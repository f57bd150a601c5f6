"""The shape of an explanation of a code."""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """A code explained: a title, what it means, what to do, and an example before and after.

    The first line of an example is a comment that names the file; what stands below it is a part of that file.
    """

    title: str
    means: str
    do: str
    bad: str
    mended: str
