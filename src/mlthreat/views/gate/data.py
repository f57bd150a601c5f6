"""For programs: JSON, format 1. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from typing_extensions import TypedDict

from mlthreat.domain.reason import Kind, Reason
from mlthreat.domain.signoff import review_digest
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.words import DayText, DigestText, SeverityWord, one_of
from mlthreat.views.gate.judged import Judged


class ReasonData(TypedDict):
    """One thing that is not as the policy demands; `fails` says whether the gate says no because of it."""

    kind: Annotated[str, one_of(Kind)]
    severity: SeverityWord
    fails: bool
    about: str
    owner: str | None
    message: str
    advice: str
    file: str
    line: int
    column: int
    fingerprint: str
    """Stays while the matter does, wherever its line moves."""


class UpcomingData(TypedDict):
    """A day (UTC) on which time alone gives the gate new reasons."""

    day: DayText
    reasons: list[ReasonData]


class ReviewGateData(TypedDict):
    """What the gate said of one review. `policy` is a file, or null for the default; `upcoming` null if not asked for."""

    file: str
    path: str
    system: str
    digest: DigestText
    policy: str | None
    fail_on: SeverityWord
    passed: bool
    reasons: list[ReasonData]
    upcoming: list[UpcomingData] | None


class GateData(TypedDict):
    """The answer of `mlthreat check`. `day` is the calendar day in UTC on which the reviews were looked at."""

    format: Literal[1]
    day: DayText
    time_zone: Literal["UTC"]
    passed: bool
    reviews: list[ReviewGateData]


def data(reviews: Sequence[Judged]) -> str:
    """Everything that the gate said, as JSON text."""
    return json_text(gate_data(reviews))


def gate_data(reviews: Sequence[Judged]) -> GateData:
    """Everything that the gate said, as plain data."""
    return {
        "format": 1,
        "day": str(reviews[0].day),
        "time_zone": "UTC",
        "passed": all(j.passed for j in reviews),
        "reviews": [_review(j) for j in reviews],
    }


def _review(judged: Judged) -> ReviewGateData:
    upcoming = judged.upcoming
    return {
        "file": judged.file,
        "path": judged.path,
        "system": judged.assessment.review.system.name,
        "digest": review_digest(judged.assessment),
        "policy": judged.policy_file,
        "fail_on": str(judged.policy.fail_on),
        "passed": judged.passed,
        "reasons": [_reason(judged, r) for r in judged.reasons],
        "upcoming": None
        if upcoming is None
        else [{"day": str(u.day), "reasons": [_reason(judged, r) for r in u.reasons]} for u in upcoming],
    }


def _reason(judged: Judged, reason: Reason) -> ReasonData:
    span = judged.place(reason).span
    return {
        "kind": str(reason.kind),
        "severity": str(reason.severity),
        "fails": reason.fails,
        "about": reason.about,
        "owner": reason.owner,
        "message": reason.message,
        "advice": reason.advice,
        "file": judged.path,
        "line": span.line,
        "column": span.column,
        "fingerprint": judged.fingerprint(reason),
    }
