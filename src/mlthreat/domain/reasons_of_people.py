"""What the gate has to say about sign-offs."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.names import same_name
from mlthreat.domain.policy import Policy, Reaction, SignOffDemand
from mlthreat.domain.prose import flat
from mlthreat.domain.reason import Facts, Kind, Reason, Signature, Trust
from mlthreat.domain.review import Decision, SignOff
from mlthreat.domain.signoff import SignOffState, Standing, sign_off_states
from mlthreat.domain.value import Severity, dated_ahead, utc_text

_AGAIN = "let them look at what changed, then sign off again with `mlthreat signoff`"


def reasons_of_sign_offs(assessment: Assessment, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """Rejections, sign-offs that no longer hold, and demanded roles that have not approved the present state."""
    states = sign_off_states(assessment, facts.evidence)
    for index, state in enumerate(states):
        yield from _standing(policy, index, state)
        if dated_ahead(state.sign_off.at, facts.day):
            yield _ahead(index, state.sign_off, facts)
        if facts.signatures.get(index, Signature(Trust.NOT_SIGNED)).trust is Trust.BAD:
            yield _bad_signature(index, state.sign_off, facts.signatures[index])
    for role in policy.sign_offs.roles:
        yield from _role(policy.sign_offs, facts, role, states)


def _standing(policy: Policy, index: int, state: SignOffState) -> Iterator[Reason]:
    sign_off = state.sign_off
    who = f"{sign_off.by} ({sign_off.role})"
    more = f", and {len(state.why) - 1} more" if len(state.why) > 1 else ""
    cause = f"{state.why[0]}{more}" if state.why else ""
    fails = policy.sign_offs.void is Reaction.FAIL
    if state.standing is Standing.VOID:
        message = f"the sign-off by {who} is void: {cause}"
        yield _reason(Kind.SIGN_OFF_VOID, policy.fail_on, fails, index, sign_off, message, _AGAIN)
    elif state.standing is Standing.LAPSED:
        message = f"the sign-off by {who} has lapsed: {cause}"
        yield _reason(Kind.SIGN_OFF_LAPSED, policy.fail_on, fails, index, sign_off, message, _AGAIN)
    elif state.standing is Standing.CURRENT and sign_off.decision is Decision.REJECT:
        message = f"rejected by {who}" + (f": {flat(sign_off.comment)}" if sign_off.comment else "")
        advice = "mend what they object to; then let them sign off the new state"
        yield _reason(Kind.REJECTED, policy.fail_on, True, index, sign_off, message, advice)
    elif state.standing is Standing.CURRENT and sign_off.conditions:
        message = f"approved by {who} on condition: {'; '.join(sign_off.conditions)}"
        yield _reason(Kind.CONDITIONS, Severity.LOW, False, index, sign_off, message, "see to the conditions")


def _ahead(index: int, sign_off: SignOff, facts: Facts) -> Reason:
    """It would take the place of every decision until its day, and a clock that is behind would keep what is over."""
    when = utc_text(sign_off.at)
    message = f"the sign-off by {sign_off.by} ({sign_off.role}) is dated {when}, and today is {facts.day} (UTC)"
    advice = "set the clock of this machine right, or let them sign off again on one whose clock is"
    return _reason(Kind.AHEAD, Severity.CRITICAL, True, index, sign_off, message, advice)


def _bad_signature(index: int, sign_off: SignOff, found: Signature) -> Reason:
    message = f"the signature under the sign-off by {sign_off.by} ({sign_off.role}) is bad: {found.why}"
    advice = "delete the record, or let them sign off again with `mlthreat signoff --ssh-key`"
    return _reason(Kind.SIGNATURE, Severity.CRITICAL, True, index, sign_off, message, advice)


def _reason(
    kind: Kind, severity: Severity, fails: bool, index: int, sign_off: SignOff, message: str, advice: str
) -> Reason:
    """A reason about one record: it is its maker's, and known by maker and moment wherever it stands."""
    identity = f"{sign_off.by} {sign_off.at.isoformat()}"
    return Reason(
        kind=kind,
        severity=severity,
        fails=fails,
        about=sign_off.role,
        owner=sign_off.by,
        message=message,
        advice=advice,
        anchor=("sign_offs", index),
        detail=identity,
    )


def _role(demand: SignOffDemand, facts: Facts, role: str, states: tuple[SignOffState, ...]) -> Iterator[Reason]:
    """Why a demanded role has not approved the present state; nothing where it has."""
    mine = [(i, s.sign_off) for i, s in enumerate(states) if same_name(s.sign_off.role, role)]
    holding = [(i, s) for i, s in mine if states[i].standing is Standing.CURRENT and s.decision is not Decision.REJECT]
    lacking = [(i, s, _lacks(demand, role, s, facts.signatures.get(i))) for i, s in holding]
    if any(not lack for _, _, lack in lacking):
        return
    holders = demand.held_by.get(role, ())
    owner = ", ".join(holders) or role
    advice = f"let {owner} decide: mlthreat signoff --by NAME --role {role!r} --decision approve" + (
        " --ssh-key FILE" if demand.signed else ""
    )
    if not lacking:
        message = f"no {role} has approved the present state"
        anchor: tuple[str | int, ...] = ("sign_offs", mine[-1][0]) if mine else ("sign_offs",)
        yield Reason(
            kind=Kind.SIGN_OFF_MISSING,
            severity=Severity.CRITICAL,
            fails=True,
            about=role,
            owner=owner,
            message=message,
            advice=advice,
            anchor=anchor,
        )
    for index, _, lack in lacking:
        yield Reason(
            kind=Kind.SIGNATURE,
            severity=Severity.CRITICAL,
            fails=True,
            about=role,
            owner=owner,
            message=lack,
            advice=advice,
            anchor=("sign_offs", index),
            detail=lack,
        )


def _lacks(demand: SignOffDemand, role: str, sign_off: SignOff, signature: Signature | None) -> str:
    """What keeps an approval from counting; empty where it counts."""
    found = signature or Signature(Trust.NOT_SIGNED)
    if demand.signed and found.trust is not Trust.GOOD:
        why = f": {found.why}" if found.why else ""
        return (
            f"the sign-off declared by {sign_off.by} ({role}) has no signature that verifies; it is {found.trust}{why}"
        )
    # one line of an allowed-signers file may give a key several names
    who = found.who if demand.signed else sign_off.by
    names = (who or "").split(", ") if demand.signed else [who]
    holders = demand.held_by.get(role)
    if holders is not None and not any(same_name(name, h) for name in names for h in holders):
        return f"{who} signed off as {role}, a role that the policy gives to {', '.join(holders)}"
    return ""
