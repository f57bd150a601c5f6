"""When a finding may be taken on: the rules that the interview, the command and the gate share."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mlthreat.domain.assessment import Assessment, Finding
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.names import may_be_one_person, same_name
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.policy import AcceptanceDemand
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Acceptance, Answer, Review
from mlthreat.domain.value import dated_ahead, utc_text

_WORSE = (Verdict.PARTLY, Verdict.UNKNOWN, Verdict.NO)


def accepted(assessment: Assessment, wanted: Acceptance, demand: AcceptanceDemand, now: datetime) -> Review:
    """The review with a finding accepted as it stands now. Raises UserError where that must not be."""
    finding = finding_named(assessment, wanted.finding)
    today = now.astimezone(UTC).date()
    if wanted.until < today:
        raise UserError(f"{wanted.until} is over: today is {today} (UTC)", "name a day to come, such as 2027-01-31")
    acceptance = wanted.model_copy(update={"at": now, "verdict": finding.item.verdict, "severity": finding.severity})
    if flaw := flaw_in(acceptance, finding, demand, today):
        raise UserError(*flaw)
    return assessment.review.with_acceptance(acceptance)


def withdrawn(review: Review, finding: str) -> Review:
    """The review without the acceptances of a finding. Raises UserError where there is none."""
    left = tuple(a for a in review.acceptances if a.finding != finding)
    if left == review.acceptances:
        known = dict.fromkeys(a.finding for a in left)
        hint = did_you_mean(finding, known) or f"accepted are: {', '.join(known) or 'none'}"
        raise UserError(f"`{finding}` is not accepted", hint)
    return review.model_copy(update={"acceptances": left})


def finding_named(assessment: Assessment, id_: str) -> Finding:
    """The finding with an id. Raises UserError, saying why there is none."""
    found = next((f for f in assessment.findings if f.id == id_), None)
    if found is not None:
        return found
    item = assessment.checklist.items.get(id_)
    if item is None:
        hint = did_you_mean(id_, (f.id for f in assessment.findings)) or "`mlthreat report` shows the findings"
        raise UserError(f"there is no finding `{id_}`", hint)
    if not item.applies:
        raise UserError(f"`{id_}` does not apply: {item.why}", "there is nothing to accept")
    if item.verdict is None:
        raise UserError(f"`{id_}` has no answer yet", "answer it first; what nobody looked at cannot be accepted")
    raise UserError(f"`{id_}` is not a finding: it was answered {item.verdict}", "there is nothing to accept")


def flaw_in(acceptance: Acceptance, finding: Finding, demand: AcceptanceDemand, day: date) -> tuple[str, str] | None:
    """Why an acceptance does not count, and what to do; None where it does."""
    return (
        _own(acceptance, finding.answer)
        or _wrong_role(acceptance, demand)
        or _ahead(acceptance, day)
        or _too_long(acceptance, demand, day)
        or _outgrown(acceptance, finding)
    )


def _own(acceptance: Acceptance, answer: Answer | None) -> tuple[str, str] | None:
    if answer is None or answer.by is None:
        message = f"nobody is named who answered {acceptance.finding}, so {acceptance.by} may be the same person"
        return message, "answer it again with `mlthreat review --reviewer NAME`"
    # after a merge an answer may be several people's: `Ada, Bob`
    if any(same_name(acceptance.by, name) for name in (answer.by, *answer.by.split(", "))):
        return f"{acceptance.by} answered {acceptance.finding} and may not accept it too", "let somebody else accept it"
    if may_be_one_person(acceptance.by, answer.by):
        message = f"{acceptance.by} may be {answer.by}, who answered {acceptance.finding} and may not accept it too"
        return message, "let somebody else accept it; if they are two people, write both names in full"
    return None


def _wrong_role(acceptance: Acceptance, demand: AcceptanceDemand) -> tuple[str, str] | None:
    if not demand.roles or any(same_name(acceptance.role, role) for role in demand.roles):
        return None
    return f"the policy lets no {acceptance.role} accept findings", f"these may: {', '.join(demand.roles)}"


def _too_long(acceptance: Acceptance, demand: AcceptanceDemand, day: date) -> tuple[str, str] | None:
    # a moment of acceptance that lies ahead would make the time look shorter than it is
    since = min(acceptance.at.astimezone(UTC).date(), day) if acceptance.at else day
    days = (acceptance.until - since).days
    if days <= demand.longest_days:
        return None
    message = f"accepted for {days} days, until {acceptance.until}; the policy allows {demand.longest_days}"
    return message, "name an earlier day, and accept again when it comes"


def _ahead(acceptance: Acceptance, day: date) -> tuple[str, str] | None:
    if acceptance.at is None or not dated_ahead(acceptance.at, day):
        return None
    message = f"it is dated {utc_text(acceptance.at)}, and today is {day} (UTC)"
    return message, "set the clock of this machine right, or accept it again on one whose clock is"


def _outgrown(acceptance: Acceptance, finding: Finding) -> tuple[str, str] | None:
    verdict, severity = finding.item.verdict, finding.severity
    if acceptance.severity is not None and severity.rank > acceptance.severity.rank:
        return (
            f"it was accepted as {acceptance.severity} and is {severity} now",
            "look at it again, then accept it anew",
        )
    before = acceptance.verdict
    if before in _WORSE and verdict in _WORSE and _WORSE.index(verdict) > _WORSE.index(before):
        return (
            f"it was accepted when the answer was {before}, which is {verdict} now",
            "look at it again, then accept it anew",
        )
    return None
