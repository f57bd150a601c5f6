"""What the gate has to say about findings, the acceptances of them, and the actions that were agreed."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.acceptance import flaw_in
from mlthreat.domain.assessment import Assessment, Finding, State
from mlthreat.domain.checklist import Item
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.policy import Policy, Reaction
from mlthreat.domain.prose import flat
from mlthreat.domain.question import Asks
from mlthreat.domain.reason import Anchor, Facts, Kind, Reason, owner_of, pending_action, severity_in
from mlthreat.domain.review import Acceptance
from mlthreat.domain.settling import is_finding
from mlthreat.domain.value import Severity


def reasons_of_findings(assessment: Assessment, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """Findings that nobody has validly accepted, acceptances without effect, and overdue actions."""
    for finding in assessment.findings:
        reason = _finding(assessment, policy, facts, finding)
        if reason:
            yield reason
    yield from _bare_exposures(assessment)
    for item in assessment.checklist.applicable:
        yield from _overdue(assessment, policy, facts, item)
    findings = {f.id for f in assessment.findings}
    for index, acceptance in enumerate(assessment.review.acceptances):
        if acceptance.finding not in findings:
            yield _idle(index, acceptance)


def _finding(assessment: Assessment, policy: Policy, facts: Facts, finding: Finding) -> Reason | None:
    """Why a finding counts; None where it is accepted as it should be."""
    acceptance, severity = finding.acceptance, severity_in(assessment, policy, finding.id)
    anchor: Anchor = ("answers", finding.id)
    if acceptance is None:
        kind, owner = Kind.FINDING, owner_of(assessment, finding.id)
        message = f"answered {finding.item.verdict}: {flat(finding.item.asked.question.text)}"
        advice = "put it in place and answer anew, or let somebody else accept it with `mlthreat accept`"
        return Reason(
            kind=kind,
            severity=severity,
            fails=policy.fails_at(severity),
            about=finding.id,
            owner=owner,
            message=message,
            advice=advice,
            anchor=anchor,
        )
    anchor = ("acceptances", assessment.review.acceptances.index(acceptance))
    flaw = flaw_in(acceptance, finding, policy.acceptances, facts.day)
    if finding.state is State.LAPSED:
        kind, message = Kind.LAPSED, f"accepted by {acceptance.by} until {acceptance.until} (UTC), which is over"
        advice = "put it in place and answer anew, or accept it again with `mlthreat accept`"
    elif flaw is not None:
        kind, (message, advice) = Kind.FLAWED_ACCEPTANCE, flaw
    else:
        return None
    return Reason(
        kind=kind,
        severity=severity,
        fails=policy.fails_at(severity),
        about=finding.id,
        owner=acceptance.by,
        message=message,
        advice=advice,
        anchor=anchor,
    )


def _bare_exposures(assessment: Assessment) -> Iterator[Reason]:
    """The failure modes that are open with no finding to show for it: nobody could answer otherwise, so nothing fails."""
    items = assessment.checklist.items
    for result in assessment.modes:
        if result.disposition is not Disposition.OPEN or any(is_finding(items[q]) for q in result.questions):
            continue
        exposure = next(q for q in result.questions if items[q].asked.question.asks is Asks.EXPOSURE)
        message, owner = f"{result.mode.title}: {result.why}", owner_of(assessment, exposure)
        advice, anchor = "let a catalog of your own ask for the control that you rely on", ("answers", exposure)
        yield Reason(
            kind=Kind.BARE,
            severity=result.rated.severity,
            fails=False,
            about=result.mode.id,
            owner=owner,
            message=message,
            advice=advice,
            anchor=anchor,
        )


def _overdue(assessment: Assessment, policy: Policy, facts: Facts, item: Item) -> Iterator[Reason]:
    action = pending_action(assessment, item)
    if action is None or action.due is None or action.due >= facts.day:
        return
    room = "answers" if item.id in assessment.review.answers else "drafts"
    ticket = f" ({action.ticket})" if action.ticket else ""
    message = f"the action{ticket} was due on {action.due} (UTC)"
    advice = "answer the question anew when it is done, or agree on another day"
    severity, owner = severity_in(assessment, policy, item.id), owner_of(assessment, item.id)
    fails, anchor = policy.overdue is Reaction.FAIL, (room, item.id, "action")
    yield Reason(
        kind=Kind.OVERDUE,
        severity=severity,
        fails=fails,
        about=item.id,
        owner=owner,
        message=message,
        advice=advice,
        anchor=anchor,
    )


def _idle(index: int, acceptance: Acceptance) -> Reason:
    message, advice = (
        f"accepted by {acceptance.by}, but it is no longer a finding",
        "take it back with `mlthreat accept --withdraw`",
    )
    anchor = ("acceptances", index)
    return Reason(
        kind=Kind.IDLE_ACCEPTANCE,
        severity=Severity.LOW,
        fails=False,
        about=acceptance.finding,
        owner=acceptance.by,
        message=message,
        advice=advice,
        anchor=anchor,
    )
