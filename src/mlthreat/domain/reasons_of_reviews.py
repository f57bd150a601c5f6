"""What the gate has to say about the reviews that the policy wants to see."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.policy import Policy
from mlthreat.domain.reason import Facts, Kind, Reason
from mlthreat.domain.value import Severity


def reasons_of_reviews(policy: Policy, facts: Facts) -> Iterator[Reason]:
    """The reviews that the policy names and that are not there. What is gone cannot say so; the ones beside it do."""
    for named in (r for r in policy.reviews if r in facts.missing_reviews):
        message = f"the policy wants a review at {named}, and there is none"
        advice = "bring it back, or let the policy's owners say where it is now"
        yield Reason(
            kind=Kind.REVIEW_MISSING,
            severity=Severity.CRITICAL,
            fails=True,
            about=named,
            owner=None,
            message=message,
            advice=advice,
            anchor=("system",),
        )
