"""What became of a failure mode, in one word."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """What became of a failure mode, the worst first; every one of every catalog in force ends in exactly one."""

    OPEN = "open"
    UNANSWERED = "unanswered"
    PARTLY_COVERED = "partly covered"
    ACCEPTED = "accepted"
    COVERED = "covered"
    NOT_APPLICABLE = "not applicable"
