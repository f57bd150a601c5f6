"""The sides of a merge on disk, and where their join goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Review
from mlthreat.files.raw_text import read_bytes, real
from mlthreat.files.review_file import must_check
from mlthreat.files.review_store import ReviewStore

NONE: Final = Path("-")
"""What stands for a base that is not known."""


def read_side(path: Path) -> Review:
    """One side. Raises Refused where it cannot be used, UserError where it cannot be read."""
    return _usable(path, read_bytes(path))


def read_base(path: Path) -> Review | None:
    """The base, or None where there is none: `-`, a file that is missing, or one with nothing in it, as git hands over."""
    if path == NONE or not os.path.lexists(path):
        return None
    raw = read_bytes(path)
    return _usable(path, raw) if raw.strip() else None


@contextmanager
def held(output: Path, sides: tuple[Path, Path]) -> Iterator[ReviewStore]:
    """Where the join goes, while nobody else can write it: a new file, or one of the sides.

    Raises UserError where the output is something else that exists, or is being edited.
    """
    side = next((s for s in sides if os.path.lexists(output) and real(s) == real(output)), None)
    if side is None and os.path.lexists(output):
        raise UserError(f"{output} exists already and is neither side", "name a new file, or one of the two sides")
    with ReviewStore(output) as store:
        if side is not None:
            store.load()
        yield store


def _usable(path: Path, raw: bytes) -> Review:
    return must_check(str(path), raw, hint="mend what is told above; nothing was written")[0]
