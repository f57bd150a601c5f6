"""The state of a review as a digest, item by item, so that a sign-off is bound to exactly what it approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from functools import cache
from typing import Any

from mlthreat.domain.assessment import NOTHING_WRONG, Assessment, Problems, State, severity_of
from mlthreat.domain.canonical import canonical, digest
from mlthreat.domain.checklist import Item, fingerprint
from mlthreat.domain.library import Library
from mlthreat.domain.names import known_as
from mlthreat.domain.review import Answer, Review, SignOff
from mlthreat.domain.value import Severity, utc_text
from mlthreat.domain.void import cause, named


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
    accepted: dict[str, list[Any]] = {}
    for a in review.acceptances:
        accepted.setdefault(f"acceptance {a.finding}", []).append(a.model_dump(mode="json", exclude={"at"}))
    items |= {name: sorted(mine, key=canonical) for name, mine in accepted.items()}
    return {name: digest({name: value}) for name, value in items.items()}


def covers(assessment: Assessment) -> dict[str, str]:
    """What a sign-off keeps of each item: enough to notice and to name a later change."""
    return _kept(item_digests(assessment))


def _kept(items: Mapping[str, str]) -> dict[str, str]:
    return {name: value.removeprefix("sha256:")[:12] for name, value in items.items()}


def changed_items(now: Mapping[str, str], covered: Mapping[str, str]) -> list[str]:
    """The items that are new, gone or different since a sign-off was made, by name; `now` is what one would cover now."""
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


def sign_off_states(assessment: Assessment, evidence: Problems = NOTHING_WRONG) -> tuple[SignOffState, ...]:
    """What each sign-off of the review is worth, in the review's order.

    `evidence` says, by question, what is wrong with the pinned files; whoever can read files hands it in.
    """
    items = item_digests(assessment)
    now, kept = digest(items), _kept(items)
    broken = broken_evidence(assessment.library, evidence)
    return _settled([_state(assessment, s, now, kept, broken) for s in assessment.review.sign_offs])


def broken_evidence(library: Library, evidence: Problems) -> list[str]:
    """What is wrong with pinned files, each with its question: every one voids whatever was decided on them."""
    return [
        f"the evidence of {named(library, question)}: {problem}"
        for question, found in evidence.items()
        for problem in found
    ]


def _state(
    assessment: Assessment, sign_off: SignOff, now: str, kept: Mapping[str, str], broken: Sequence[str]
) -> SignOffState:
    causes = [*([] if sign_off.digest == now else causes_of_void(assessment, sign_off, kept)), *broken]
    if causes:
        return SignOffState(sign_off, Standing.VOID, tuple(causes))
    lapsed = lapsed_since(assessment, sign_off)
    return SignOffState(sign_off, Standing.LAPSED if lapsed else Standing.CURRENT, tuple(lapsed))


def causes_of_void(assessment: Assessment, sign_off: SignOff, now: Mapping[str, str]) -> list[str]:
    """What is not as it was signed off, in words, the root ones first; `now` is what a sign-off would cover now."""
    if not sign_off.covers:
        return ["the review is not the one that was signed off; the record does not keep what it was made of"]
    causes = [cause(assessment, sign_off, item, now) for item in changed_items(now, sign_off.covers)]
    return causes or ["its digest is of another review than its list of items: the record was altered"]


def lapsed_since(assessment: Assessment, sign_off: SignOff) -> list[str]:
    """The acceptances that a sign-off of the present state rested on and that are over, in words."""
    signed = sign_off.at.astimezone(UTC).date()
    return [
        f"the acceptance of {named(assessment.library, f.id)} ended with {f.acceptance.until} (UTC)"
        for f in assessment.findings
        if f.state is State.LAPSED and f.acceptance is not None and f.acceptance.until >= signed
    ]


def _settled(states: Sequence[SignOffState]) -> tuple[SignOffState, ...]:
    """The states, with those superseded that a later one replaces: of the same person and role, or of whoever upholds the role."""
    settled = list(states)
    later: dict[tuple[str, ...], int] = {}
    for index in sorted(range(len(states)), key=lambda i: (states[i].sign_off.at, i), reverse=True):
        mine, current = states[index].sign_off, states[index].standing is Standing.CURRENT
        role = (known_as(mine.role),)
        person = (*role, known_as(mine.by))
        replaced = [later[key] for key in (person, *(() if current else (role,))) if key in later]
        if replaced:
            other = states[min(replaced)].sign_off
            why = f"{other.by} decided later, {utc_text(other.at)}: {other.decision}"
            settled[index] = SignOffState(mine, Standing.SUPERSEDED, (why,))
        later[person] = index
        if current:
            later[role] = index
    return tuple(settled)


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
