"""A review that is open for writing: locked, saved whole after every answer, never over somebody else's change."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import Self

from mlthreat.domain.diagnostic import Diagnostic, UserError
from mlthreat.domain.library import Library
from mlthreat.domain.review import CatalogPin, Review
from mlthreat.files.atomic import clear_up, replace
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.raw_text import MAX_BYTES, is_there, read_bytes, real
from mlthreat.files.review_file import must_check
from mlthreat.files.review_lock import ReviewLock
from mlthreat.files.review_yaml import ReviewText


class ReviewStore:
    """One review file, held by this process between `with` and its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._text = ReviewText()
        self._last: bytes | None = None
        self._lock: ReviewLock | None = None

    def __enter__(self) -> Self:
        """Take the lock. Raises UserError where the folder is missing, not writable, or the file is held already."""
        self._lock = ReviewLock(real(self.path))
        clear_up(real(self.path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.release()

    def load(self, library: Library | None = None) -> tuple[Review | None, tuple[Diagnostic, ...]]:
        """The review on disk, or None where there is no file yet, with warnings.

        Raises Refused where the file cannot be used, UserError where it cannot be read.
        """
        if not os.path.lexists(self.path):
            return None, ()
        raw = read_bytes(self.path)
        review, warnings = must_check(str(self.path), raw, library)
        if not os.access(self.path, os.W_OK):
            raise UserError(f"{self.path} is read-only", "make it writable first")
        self._last = raw
        return review, warnings

    def save(self, review: Review) -> None:
        """Put a review on disk; when this returns it survives a power cut.

        Raises UserError where that fails, or where the file was changed by somebody else since it was last read or
        written: then this version goes into a file of its own beside it, and nothing is overwritten.
        """
        content = self._text.dump(review).encode()
        if content == self._last:
            return
        if len(content) > MAX_BYTES:
            raise UserError("the review has grown too large to be read again", "shorten its notes")
        if self._changed_underneath():
            rescued = self._rescue(content)
            message = f"{self.path} was changed by somebody else meanwhile; your version is in {rescued}"
            mine, theirs = quote(str(rescued)), quote(str(self.path))
            raise UserError(message, f"join them: mlthreat merge - {theirs} {mine} --output {theirs}")
        try:
            replace(self.path, content)
        except UserError:
            self._note_what_is_there(content)
            raise
        self._last = content

    def _changed_underneath(self) -> bool:
        try:
            return read_bytes(self.path) != self._last
        except UserError:
            return self._last is not None or os.path.lexists(self.path)

    def _note_what_is_there(self, content: bytes) -> None:
        """After a failed save: the new version may be in place, though nobody can say that it would survive a power cut."""
        with contextlib.suppress(UserError):
            if read_bytes(self.path) == content:
                self._last = content

    def _rescue(self, content: bytes) -> Path:
        stem = self.path.name.removesuffix(REVIEW_SUFFIX).removesuffix(".yaml")
        number = 1
        while is_there(rescued := self.path.with_name(f"{stem}.mine-{number}{REVIEW_SUFFIX}")):
            if read_bytes(rescued) == content:
                return rescued  # whoever tries again is not given the same version again
            number += 1
        replace(rescued, content)
        return rescued


def pinned(library: Library, review: Review) -> Review:
    """The review with the catalogs in force written into it; those of a finished answer's time are told by the answers."""
    pins = tuple(CatalogPin(id=c.id, version=c.manifest.version, digest=c.digest) for c in library.catalogs)
    return review if review.catalogs == pins else review.model_copy(update={"catalogs": pins})
