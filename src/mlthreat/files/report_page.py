"""What an HTML report carries inside, so that the page can be checked against its own data and made again."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from mlthreat.domain.assessment import Problems
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.look import House, HouseStyle
from mlthreat.domain.review import Review
from mlthreat.files.logo import NotALogo, logo_of
from mlthreat.files.raw_text import MAX_BYTES, read_bytes

SUFFIXES: Final = (".html", ".htm")
_IDS: Final = ("mlthreat-review", "review")
_LOGO: Final = "house-logo"
_PROBLEMS: Final = TypeAdapter(dict[str, tuple[str, ...]])

Attributes = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Page:
    """A report as it lies on disk."""

    text: str
    """With line feeds at the ends of its lines, as every reader of HTML sees it."""
    shown: str
    """The text that a reader sees, and what it is styled with; not the data."""
    review: Review
    day: date | None
    """The day (UTC) on which the review was looked at, as the page says."""
    house: House | None
    """The house style that it was made in."""
    templates: str | None
    """The digest of the templates that it was made with, where they were somebody's own."""
    evidence: Problems
    """What was wrong with the pinned files when it was made."""


def is_report(path: Path) -> bool:
    """Whether a file is a report by its name."""
    return path.suffix.lower() in SUFFIXES


def read_page(path: Path) -> Page:
    """Read a report. Raises UserError where it carries no review, several, or one that cannot be used."""
    raw = read_bytes(path)
    if len(raw) > MAX_BYTES:
        raise UserError(f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB", "no report is")
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    reader = _Reader()
    try:
        # what has no end is left: `close` would look for the end again from every character after it
        reader.feed(text)
    except AssertionError:  # that is how the parser says that it cannot go on
        raise UserError(f"{path} is not HTML that can be read", "ask for the report again") from None
    if len(reader.found) != 1:
        what = "no review" if not reader.found else f"{len(reader.found)} reviews"
        raise UserError(f"{path} carries {what} inside", "only reports made by `mlthreat report` can be verified")
    said, data = reader.found[0]
    try:
        review = Review.model_validate(json.loads("".join(data)), strict=False)
        day = date.fromisoformat(said["data-day"] or "") if said.get("data-day") else None
        house = _house(said.get("data-house"), reader.logo)
        evidence = _PROBLEMS.validate_json(said.get("data-evidence") or "{}")
    except (ValidationError, ValueError, TypeError, RecursionError, NotALogo):
        raise UserError(
            f"the review inside {path} cannot be read", "ask for the report, or the review, again"
        ) from None
    return Page(text, "".join(reader.shown), review, day, house, said.get("data-templates"), evidence)


def _house(said: str | None, logo: str | None) -> House | None:
    """The house style that a page says, with the logo that it shows. Raises ValueError or NotALogo for one that is none."""
    if said is None:
        return None
    given = json.loads(said)
    style = HouseStyle.model_validate({key: given[key] for key in given if key != "logo"})
    return House(style, logo_of(base64.b64decode(logo.partition(",")[2], validate=True)) if logo is not None else None)


class _Reader(HTMLParser):
    """Collects the data elements of a page, the logo, and everything else that it says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[Attributes, list[str]]] = []
        self.shown: list[str] = []
        self.logo: str | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect where the element is the review's; keep the logo."""
        given = dict(attrs)
        if tag == "script" and given.get("id") in _IDS:
            self.found.append((given, []))
            self._inside = True
        elif tag == "img" and given.get("id") == _LOGO:
            self.logo = given.get("src")

    def handle_endtag(self, tag: str) -> None:
        """Stop collecting."""
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        """Keep the text: as data in the review's element, as said elsewhere."""
        (self.found[-1][1] if self._inside else self.shown).append(data)
