"""The gate: does a review fulfil a policy on a day, and when will it no longer. Nothing in a review weakens a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mlthreat.domain.assessment import Assessment, assess
from mlthreat.domain.policy import Policy
from mlthreat.domain.reason import Facts, Reason
from mlthreat.domain.reasons_of_answers import reasons_of_answers
from mlthreat.domain.reasons_of_catalogs import reasons_of_catalogs
from mlthreat.domain.reasons_of_findings import reasons_of_findings
from mlthreat.domain.reasons_of_people import reasons_of_sign_offs
from mlthreat.domain.reasons_of_proof import reasons_of_proof
from mlthreat.domain.reasons_of_reviews import reasons_of_reviews


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A day on which the gate gets new reasons to say no, if nobody does anything."""

    day: date
    reasons: tuple[Reason, ...]


def gate(assessment: Assessment, policy: Policy, facts: Facts) -> tuple[Reason, ...]:
    """Everything that is not as the policy demands: what fails first, then by severity.

    The assessment must be of the day that the facts name. A sign-off, whatever it approves, waives nothing.
    """
    found = [
        *reasons_of_reviews(policy, facts),
        *reasons_of_catalogs(assessment, policy, facts),
        *reasons_of_sign_offs(assessment, policy, facts),
        *reasons_of_answers(assessment, policy, facts),
        *reasons_of_proof(assessment, policy),
        *reasons_of_findings(assessment, policy, facts),
    ]
    return tuple(sorted(found, key=lambda r: (not r.fails, -r.severity.rank)))


def passes(reasons: Sequence[Reason]) -> bool:
    """Whether the gate lets a review through."""
    return not any(r.fails for r in reasons)


def forecast(assessment: Assessment, policy: Policy, facts: Facts, days: int) -> tuple[Upcoming, ...]:
    """The days among the next `days` on which the gate gets new reasons to say no, and which."""
    library, review = assessment.library, assessment.review
    known = {r.key for r in gate(assessment, policy, facts) if r.fails}
    upcoming = []
    for day in _turning_days(assessment, facts.day, days):
        reasons = gate(assess(library, review, day), policy, replace(facts, day=day))
        fresh = tuple(r for r in reasons if r.fails and r.key not in known)
        known |= {r.key for r in fresh}
        if fresh:
            upcoming.append(Upcoming(day, fresh))
    return tuple(upcoming)


def _turning_days(assessment: Assessment, today: date, days: int) -> list[date]:
    """The days to come on which time alone changes something: each the one after somebody's last day."""
    review = assessment.review
    last_days = {a.until for a in review.acceptances}
    actions = [review.details(question).action for question in (*review.answers, *review.drafts)]
    last_days |= {a.due for a in actions if a and a.due}
    end = date.max if (date.max - today).days <= days else today + timedelta(days=days)
    return sorted({d + timedelta(days=1) for d in last_days if d < date.max and today <= d < end})
