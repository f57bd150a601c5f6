"""What the gate has to say about answers that want nothing more: what they rest on, and what they silence.

A control is closed by `yes`, by `not-applicable`, and by an answer above it that keeps it from being asked. Each of the
three needs the evidence that the policy asks for its severity, or a word would be the cheapest way past the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.checklist import Item
from mlthreat.domain.policy import Policy, Proof, proof_of
from mlthreat.domain.prose import amount, flat
from mlthreat.domain.question import Asks, Verdict
from mlthreat.domain.reason import Kind, Reason, owner_of, severity_in
from mlthreat.domain.review import trait_value
from mlthreat.domain.value import Severity

_WANTED = {
    Proof.ASSERTED: "a note that says what is in place",
    Proof.LINKED: "a linked address or ticket, or a pinned file",
    Proof.PINNED: "a file, pinned by its SHA-256",
}
_WANTED_OF_ABSENCE = {**_WANTED, Proof.ASSERTED: "a note that says why"}


def reasons_of_proof(assessment: Assessment, policy: Policy) -> Iterator[Reason]:
    """Every answer that lacks proof, and what the others keep from being asked."""
    silenced = _silenced(assessment)
    for item in assessment.checklist.applicable:
        if lack := _lack(assessment, policy, item, silenced):
            yield lack
        elif item.id in silenced:
            yield _told(assessment, policy, item, silenced[item.id])


def lack_of_proof(assessment: Assessment, policy: Policy, question: str) -> Reason | None:
    """Why the answer to one question does not count as proven; None where it does, or where none is asked for."""
    item = assessment.checklist.items[question]
    return _lack(assessment, policy, item, _silenced(assessment)) if item.applies else None


def _silenced(assessment: Assessment) -> Mapping[str, tuple[str, ...]]:
    """The controls that are not asked because of an answer, by the question that was answered."""
    found: dict[str, tuple[str, ...]] = {}
    for item in assessment.checklist.items.values():
        if item.silenced_by and item.asked.question.asks is Asks.CONTROL:
            found[item.silenced_by] = (*found.get(item.silenced_by, ()), item.id)
    return found


def _lack(assessment: Assessment, policy: Policy, item: Item, silenced: Mapping[str, tuple[str, ...]]) -> Reason | None:
    in_place, given = item.verdict is Verdict.YES, _given(assessment, item)
    severities = [severity_in(assessment, policy, q) for q in _closed(assessment, item, silenced)]
    lacking = [s for s in severities if given.rank < policy.demands(s, in_place=in_place).rank]
    if not lacking:
        return None
    severity = max(lacking, key=lambda s: s.rank)
    needs = (_WANTED if in_place else _WANTED_OF_ABSENCE)[policy.demands(severity, in_place=in_place)]
    rests = "with nothing but the word" if given is Proof.NOTHING else f"with evidence that is only {given}"
    said = "by a fact of the profile alone" if item.from_profile else rests
    if item.asked.question.asks is Asks.CONTROL:
        kind, what = Kind.UNPROVEN, f"a control rated {severity}"
        advice = _advice(item, needs, in_place=in_place)
    else:
        below = silenced[item.id]
        kind = Kind.UNPROVEN_EXPOSURE
        what = f"it keeps {amount(len(below), 'control')} rated {severity} from being asked, which"
        first = "answer the question itself, and attach" if item.from_profile else "attach"
        advice = f"{first} {needs}; it silences {', '.join(below)}"
    message = f"answered {item.verdict} {said}; {what} needs {needs}"
    fails, owner = policy.fails_at(severity), owner_of(assessment, item.id)
    return Reason(
        kind=kind,
        severity=severity,
        fails=fails,
        about=item.id,
        owner=owner,
        message=message,
        advice=advice,
        anchor=("answers", item.id),
    )


def _closed(assessment: Assessment, item: Item, silenced: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The controls that an answer closes: the one it is about, and those that it silences. Without a reason it closes none."""
    answer, question = assessment.review.answers.get(item.id), item.asked.question
    no_reason = answer is not None and answer.verdict is Verdict.NOT_APPLICABLE and not answer.note
    if item.verdict not in question.closed_by or no_reason:
        return ()
    own = (item.id,) if question.asks is Asks.CONTROL else ()
    return (*own, *silenced.get(item.id, ()))


def _advice(item: Item, needs: str, *, in_place: bool) -> str:
    evidence = item.asked.question.evidence
    return f"attach it: {flat(evidence)}" if in_place and evidence else f"attach {needs}"


def _given(assessment: Assessment, item: Item) -> Proof:
    """What the answer in force rests on; evidence of an answer that the profile contradicts supports nothing."""
    answer = assessment.review.answers.get(item.id)
    agrees = answer and item.verdict and trait_value(answer.verdict) is trait_value(item.verdict)
    return proof_of(answer) if agrees else Proof.NOTHING


def _told(assessment: Assessment, policy: Policy, item: Item, below: tuple[str, ...]) -> Reason:
    """What an answer that is proven, or open in itself, keeps from being asked."""
    worst = max((severity_in(assessment, policy, q) for q in below), key=lambda s: s.rank)
    message = f"answered {item.verdict}, which silences {amount(len(below), 'control')} rated up to {worst}: {', '.join(below)}"
    advice = "if the answer is not right, give it again with `mlthreat review`; they are asked then"
    owner = owner_of(assessment, item.id)
    return Reason(
        kind=Kind.SILENCED,
        severity=Severity.LOW,
        fails=False,
        about=item.id,
        owner=owner,
        message=message,
        advice=advice,
        anchor=("answers", item.id),
    )
