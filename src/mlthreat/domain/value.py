"""What every model is made of: frozen, strict about keys, and strings with a shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

LONGEST_LINE = 500
LONGEST_TEXT = 20_000
ADDRESS: Final = r"https?://[^\s<>\"'`\\^{}|]+"
"""The form of an absolute web address: what could end it in Markdown, HTML or a shell is not in it."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


class Value(BaseModel):
    """A frozen model that refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        defer_build=True,
    )


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("must be a single line")
    return _some_text(text)


def _some_text(text: str) -> str:
    if not text or text.isspace():
        raise ValueError("must not be empty")
    return text


def _a_day(given: Any) -> Any:
    # pydantic would read a number, also in quotes, as seconds since 1970, and take a midnight for its day
    if isinstance(given, int | float) or (isinstance(given, str) and not _DAY.fullmatch(given)):
        raise ValueError("must be a date such as 2027-01-31")
    return given


def _a_moment(given: Any) -> Any:
    if isinstance(given, int | float) or (isinstance(given, str) and not _MOMENT.fullmatch(given)):
        raise ValueError("must be a moment with its time zone, such as 2026-11-23T18:00:00Z")
    return given


def _to_the_second(moment: datetime) -> datetime:
    """The moment as a file keeps it. Raises ValueError where it has no four-digit year in UTC."""
    try:
        if moment.astimezone(UTC).year < 1000:
            raise OverflowError
    except OverflowError:
        raise ValueError("must be a moment in the years 1000 to 9999, by UTC") from None
    return moment.replace(microsecond=0)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
"""A lower-case id: letters, digits and single hyphens."""
QuestionId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$", max_length=161)
]
"""The full id of a question: `<checklist>.<question>`."""
Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(_one_line)]
"""One line of text."""
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_some_text)]
"""Text of any number of lines, kept exactly as it was written."""
Url = Annotated[str, StringConstraints(pattern=f"^{ADDRESS}$", max_length=2000)]
"""An absolute web address; nothing else is ever made a link."""
Version = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(-[0-9A-Za-z.-]+)?$")
]
"""A semantic version: major.minor.patch."""
Day = Annotated[date, BeforeValidator(_a_day)]
"""A calendar day, as 2027-01-31."""
Moment = Annotated[AwareDatetime, BeforeValidator(_a_moment), AfterValidator(_to_the_second)]
"""A moment with its time zone, to the second, as 2026-11-23T18:00:00Z."""


class Severity(StrEnum):
    """Microsoft's scale of the Security Development Lifecycle bug bar, most severe first."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    MODERATE = "moderate"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the least severe; grows with severity."""
        return _RANKS[self]


_RANKS: Final = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def of_each(severities: Sequence[Severity]) -> str:
    """How many there are of each severity, the most severe first, as in `2 critical, 1 low`; empty where there are none."""
    return ", ".join(f"{severities.count(s)} {s}" for s in Severity if s in severities)


def misfit(error: ValidationError) -> tuple[str, str]:
    """The field that did not fit what somebody typed, and why, as words that follow its name; of several the first."""
    first = error.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "it"
    if first["type"] == "string_too_long":
        return field, f"is longer than {first['ctx']['max_length']:,} characters"
    if first["type"] == "string_pattern_mismatch":
        return field, "does not have the form that is wanted"
    return field, str(first["msg"]).removeprefix("Value error, ").replace("Input should", "must")


def utc_text(moment: datetime) -> str:
    """Write a moment in UTC with a Z, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dated_ahead(at: datetime, day: date) -> bool:
    """Whether something is dated after a day (UTC): by more than the hours by which two clocks may differ."""
    return at.astimezone(UTC).date() - day > timedelta(days=1)


def slug_of(text: str) -> str:
    """The nearest id to a text: lower-case ASCII letters and digits with single hyphens; may come out empty."""
    from unicodedata import normalize

    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
