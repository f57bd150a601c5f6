"""The state of a review as a digest, item by item, so that a sign-off is bound to exactly what it approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from mlthreat.domain.assessment import Assessment, State, severity_of
from mlthreat.domain.canonical import canonical, digest
from mlthreat.domain.checklist import Item, fingerprint
from mlthreat.domain.names import same_name
from mlthreat.domain.review import Answer, Review, SignOff
from mlthreat.domain.value import Severity, utc_text
from mlthreat.domain.void import cause, named

NOTHING_WRONG: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})


class Standing(StrEnum):
    """What a sign-off is worth now."""

    CURRENT = "current"
    VOID = "void"
    """Something material has changed since."""
    LAPSED = "lapsed"
    """It rested on an acceptance whose last day is over."""
    SUPERSEDED = "superseded"
    """A later sign-off took its place."""


@dataclass(frozen=True, slots=True)
class SignOffState:
    """A sign-off, what it is worth now, and why: one line for each cause, the root ones first."""

    sign_off: SignOff
    standing: Standing
    why: tuple[str, ...] = ()


def review_digest(assessment: Assessment) -> str:
    """`sha256:…` over everything material: profile, traits, questions as they stand now, answers, acceptances.

    Neither byte layout nor blank space nor the order of keys counts; who answered what does, when does not.
    """
    return digest(item_digests(assessment))


def item_digests(assessment: Assessment) -> dict[str, str]:
    """The digest of each material item, by its name: `system`, `trait …`, `question …`, `acceptance …`, `disagreement …`."""
    review = assessment.review
    severity = cache(lambda about: severity_of(assessment.library, about, assessment.checklist.traits).severity)
    items: dict[str, Any] = {"system": review.system.model_dump(mode="json")}
    items |= {f"trait {trait}": str(value) for trait, value in assessment.checklist.traits.items()}
    for item in assessment.checklist.items.values():
        if item.applies or item.id in review.answers:
            items[f"question {item.id}"] = _question(assessment, item, severity)
    items |= {f"answer {orphan}": _answer(review.answers[orphan]) for orphan in assessment.orphans}
    items |= {f"disagreement {t}": sorted(values) for t, values in review.trait_disagreements.items()}
    items |= {f"disagreement {q}": [_answer(a) for a in answers] for q, answers in review.disagreements.items()}
    for finding in dict.fromkeys(a.finding for a in review.acceptances):
        mine = [a.model_dump(mode="json", exclude={"at"}) for a in review.acceptances if a.finding == finding]
        items[f"acceptance {finding}"] = sorted(mine, key=canonical)
    return {name: digest({name: value}) for name, value in items.items()}


def covers(assessment: Assessment) -> dict[str, str]:
    """What a sign-off keeps of each item: enough to notice and to name a later change."""
    return {name: value.removeprefix("sha256:")[:12] for name, value in item_digests(assessment).items()}


def changed_items(assessment: Assessment, covered: Mapping[str, str]) -> list[str]:
    """The items that are new, gone or different since a sign-off was made, by name."""
    now = covers(assessment)
    return [name for name in dict.fromkeys([*now, *covered]) if now.get(name) != covered.get(name)]


def signed_record(sign_off: SignOff) -> bytes:
    """The canonical bytes of a sign-off that an SSH signature is made over: who decided what on which state, and when."""
    return canonical(
        {
            "record": "mlthreat sign-off",
            "format": 1,
            "by": sign_off.by,
            "role": sign_off.role,
            "decision": str(sign_off.decision),
            "at": utc_text(sign_off.at),
            "digest": sign_off.digest,
            "comment": sign_off.comment,
            "conditions": list(sign_off.conditions),
        }
    )


def sign_off_states(
    assessment: Assessment, evidence: Mapping[str, Sequence[str]] = NOTHING_WRONG
) -> tuple[SignOffState, ...]:
    """What each sign-off of the review is worth, in the review's order.

    `evidence` says, by question, what is wrong with the pinned files; whoever can read files hands it in.
    """
    now = review_digest(assessment)
    states = [_state(assessment, s, now, evidence) for s in assessment.review.sign_offs]
    return tuple(_superseded(state, index, states) or state for index, state in enumerate(states))


def _state(assessment: Assessment, sign_off: SignOff, now: str, evidence: Mapping[str, Sequence[str]]) -> SignOffState:
    causes = [
        f"{problem}, evidence of {named(assessment.library, question)}"
        for question, found in evidence.items()
        for problem in found
    ]
    if sign_off.digest != now:
        causes = [*causes_of_void(assessment, sign_off), *causes]
    if causes:
        return SignOffState(sign_off, Standing.VOID, tuple(causes))
    lapsed = _lapsed_since(assessment, sign_off)
    return SignOffState(sign_off, Standing.LAPSED if lapsed else Standing.CURRENT, tuple(lapsed))


def causes_of_void(assessment: Assessment, sign_off: SignOff) -> list[str]:
    """What is not as it was signed off, in words: one line for each item, the root ones first."""
    if not sign_off.covers:
        return ["the review is not the one that was signed off; the record does not keep what it was made of"]
    now = covers(assessment)
    causes = [cause(assessment, sign_off, item, now) for item in changed_items(assessment, sign_off.covers)]
    return causes or ["its digest is of another review than its list of items: the record was altered"]


def _lapsed_since(assessment: Assessment, sign_off: SignOff) -> list[str]:
    signed = sign_off.at.astimezone(UTC).date()
    return [
        f"the acceptance of {named(assessment.library, f.id)} ended with {f.acceptance.until} (UTC)"
        for f in assessment.findings
        if f.state is State.LAPSED and f.acceptance is not None and f.acceptance.until >= signed
    ]


def _superseded(state: SignOffState, index: int, states: Sequence[SignOffState]) -> SignOffState | None:
    """The state as superseded, or None: by a later one of the same person and role, or by whoever later upholds the role."""
    mine = state.sign_off
    for place, other in enumerate(states):
        if not same_name(mine.role, other.sign_off.role) or (other.sign_off.at, place) <= (mine.at, index):
            continue
        holds = other.standing is Standing.CURRENT and state.standing is not Standing.CURRENT
        if same_name(mine.by, other.sign_off.by) or holds:
            later = f"{other.sign_off.by} decided later, {utc_text(other.sign_off.at)}: {other.sign_off.decision}"
            return SignOffState(mine, Standing.SUPERSEDED, (later,))
    return None


def _question(assessment: Assessment, item: Item, severity: Callable[[tuple[str, ...]], Severity]) -> dict[str, Any]:
    review: Review = assessment.review
    answer = review.answers.get(item.id)
    data = {
        "applies": item.applies,
        "asked": fingerprint(item.asked.question),
        "severity": severity(item.asked.question.about),
        "answer": _answer(answer) if answer else str(item.verdict),
    }
    draft = None if answer else review.drafts.get(item.id)
    return {**data, "draft": draft.model_dump(mode="json")} if draft else data


def _answer(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"at"})
