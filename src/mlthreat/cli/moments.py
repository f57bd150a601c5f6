"""Days and moments as they are typed, and the clock. Everything is in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import typer


def now() -> datetime:
    """The present moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def a_day(text: str) -> date:
    """A calendar day such as 2027-01-31. Raises a usage error for anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day of the calendar") from None
    raise typer.BadParameter(f"{text!r} is not a day; write it as 2027-01-31 (UTC)")


def a_moment(text: str) -> datetime:
    """A moment such as 2026-11-23T18:00:00Z, or a day, whose beginning in UTC is meant. Raises a usage error otherwise."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        day = a_day(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text!r} is not a moment; write it as 2026-11-23T18:00:00Z") from None
    raise typer.BadParameter(f"{text!r} has no time zone; end it with Z for UTC")
