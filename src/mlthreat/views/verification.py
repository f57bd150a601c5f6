"""What `verify` found, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from mlthreat.domain.reason import Signature, Trust
from mlthreat.domain.signoff import SignOffState, Standing
from mlthreat.domain.value import utc_text
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.words import DayText, DecisionWord, DigestText, MomentText, one_of
from mlthreat.views.visible import one_line

_BROKEN = (Standing.VOID, Standing.LAPSED)


@dataclass(frozen=True, slots=True)
class Verified:
    """One review, or the one inside a report, recomputed."""

    file: str
    day: str
    digest: str
    states: tuple[SignOffState, ...]
    signatures: Mapping[int, Signature]
    pinned: int
    """How many pinned files were looked at."""
    evidence: Mapping[str, Sequence[str]]
    """By question: what is wrong with its files."""
    page: tuple[str, ...] | None = None
    """For a report: in what the page is not what its own data make. None for a review."""

    @property
    def holds(self) -> bool:
        """Whether everything that is said is still so; what a later sign-off replaced does not matter."""
        bad = any(s.trust is Trust.BAD for s in self.signatures.values())
        return not (self.evidence or self.page or bad or any(s.standing in _BROKEN for s in self.states))


class SignOffData(TypedDict):
    """One sign-off: what it is worth now, why, and what is known of its signature."""

    by: str
    role: str
    decision: DecisionWord
    at: MomentText
    standing: Annotated[str, one_of(Standing)]
    why: list[str]
    signature: Annotated[str, one_of(Trust)]
    signed_by: str | None


class VerificationData(TypedDict):
    """The answer of `mlthreat verify`, format 1. `day` is in UTC; `evidence` holds, by question, what is wrong."""

    format: Literal[1]
    file: str
    day: DayText
    digest: DigestText
    holds: bool
    sign_offs: list[SignOffData]
    pinned_files: int
    evidence: dict[str, list[str]]
    page: list[str] | None
    """For a report in HTML: in what the page is not what its own data make."""


def as_json(found: Verified) -> str:
    """What was found, as JSON text."""
    data: VerificationData = {
        "format": 1,
        "file": found.file,
        "day": found.day,
        "digest": found.digest,
        "holds": found.holds,
        "sign_offs": [_sign_off(s, _signature(found, i)) for i, s in enumerate(found.states)],
        "pinned_files": found.pinned,
        "evidence": {question: list(problems) for question, problems in found.evidence.items()},
        "page": None if found.page is None else list(found.page),
    }
    return json_text(data)


def as_text(found: Verified) -> str:
    """What was found, in lines."""
    return "\n".join(one_line(line) if line.strip() == line else f"  {one_line(line)}" for line in _lines(found)) + "\n"


def _lines(found: Verified) -> Iterator[str]:
    yield f"{found.file}, on {found.day} (UTC)"
    yield f"state {found.digest}"
    if found.page is not None:
        yield from found.page or ("the page is what its own data make",)
        yield "evidence is not checked: its files are with the review, not with the report"
        yield from (f"  when the page was made: {q}: {p}" for q, told in found.evidence.items() for p in told)
    else:
        problems = [f"{question}: {problem}" for question, told in found.evidence.items() for problem in told]
        yield f"pinned evidence: {found.pinned} looked at, {len(problems)} not as it was"
        yield from (f"  {problem}" for problem in problems)
    if not found.states:
        yield "nobody has signed off"
    for index, state in enumerate(found.states):
        yield from _told(state, _signature(found, index))


def _told(state: SignOffState, signature: Signature) -> Iterator[str]:
    sign_off = state.sign_off
    who = f"{sign_off.by} ({sign_off.role})"
    said = f"signed by {signature.who}, declared as {who}" if signature.trust is Trust.GOOD else f"declared by {who}"
    yield f"{state.standing}: {sign_off.decision}, {said}, {utc_text(sign_off.at)}"
    yield from (f"  {cause}" for cause in state.why[:20])
    if len(state.why) > 20:
        yield f"  and {len(state.why) - 20} more"
    yield from (f"  condition: {condition}" for condition in sign_off.conditions)
    key = f" {signature.who}" if signature.who and signature.trust is Trust.NOT_CHECKED else ""
    why = f": {signature.why}" if signature.why else ""
    yield f"  signature {signature.trust}{key}{why}" if signature.trust is not Trust.NOT_SIGNED else "  not signed"


def _signature(found: Verified, index: int) -> Signature:
    return found.signatures.get(index, Signature(Trust.NOT_SIGNED))


def _sign_off(state: SignOffState, signature: Signature) -> SignOffData:
    sign_off = state.sign_off
    return {
        "by": sign_off.by,
        "role": sign_off.role,
        "decision": str(sign_off.decision),
        "at": utc_text(sign_off.at),
        "standing": str(state.standing),
        "why": list(state.why),
        "signature": str(signature.trust),
        "signed_by": signature.who if signature.trust is Trust.GOOD else None,
    }
