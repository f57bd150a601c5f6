"""The review that an HTML report carries inside, so that the page can be checked against its own data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Review
from mlthreat.files.raw_text import read_bytes

SUFFIXES: Final = (".html", ".htm")
_IDS: Final = ("mlthreat-review", "review")


@dataclass(frozen=True, slots=True)
class Page:
    """A report as it lies on disk."""

    text: str
    shown: str
    """The text that a reader sees, and what it is styled with; not the data."""
    review: Review
    day: date | None
    """The day (UTC) on which the review was looked at, as the page says."""


def is_report(path: Path) -> bool:
    """Whether a file is a report by its name."""
    return path.suffix.lower() in SUFFIXES


def read_page(path: Path) -> Page:
    """Read a report. Raises UserError where it carries no review, several, or one that cannot be used."""
    text = read_bytes(path).decode("utf-8", "replace")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if len(reader.found) != 1:
        what = "no review" if not reader.found else f"{len(reader.found)} reviews"
        raise UserError(f"{path} carries {what} inside", "only reports made by `mlthreat report` can be verified")
    day, data = reader.found[0]
    try:
        review = Review.model_validate(json.loads(data), strict=False)
        return Page(text, "".join(reader.shown), review, date.fromisoformat(day) if day else None)
    except (ValidationError, ValueError, RecursionError):
        raise UserError(
            f"the review inside {path} cannot be read", "ask for the report, or the review, again"
        ) from None


class _Reader(HTMLParser):
    """Collects the data elements of a page, and everything else that it says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.shown: list[str] = []
        self._day: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect where the element is the review's."""
        given = dict(attrs)
        if tag == "script" and given.get("id") in _IDS:
            self._day = given.get("data-day") or ""

    def handle_data(self, data: str) -> None:
        """Keep the text: as data in the review's element, as said elsewhere."""
        if self._day is None:
            self.shown.append(data)
        else:
            self.found.append((self._day, data))
            self._day = None
