"""What the gate said of one review, with everything that the formats show of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mlthreat.domain.assessment import Assessment, State
from mlthreat.domain.diagnostic import Place, Span
from mlthreat.domain.gate import Upcoming, passes
from mlthreat.domain.policy import Policy
from mlthreat.domain.prose import amount
from mlthreat.domain.question import Verdict
from mlthreat.domain.reason import Anchor, Reason
from mlthreat.domain.value import of_each

MANY: Final = 10
"""More reasons than a reader sees at once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One review before the gate."""

    file: str
    """The review file, as it was named."""
    path: str
    """The same from the root of its repository, with forward slashes."""
    assessment: Assessment
    policy: Policy
    policy_file: str | None
    """Where the policy was read; None for the default."""
    reasons: tuple[Reason, ...]
    places: Mapping[Anchor, Place]
    upcoming: tuple[Upcoming, ...] | None = None
    """What is to come; None where nobody asked."""

    @property
    def passed(self) -> bool:
        """Whether the gate lets it through."""
        return passes(self.reasons)

    @property
    def failing(self) -> tuple[Reason, ...]:
        """The reasons for which the gate says no."""
        return tuple(r for r in self.reasons if r.fails)

    @property
    def told(self) -> tuple[Reason, ...]:
        """The reasons that are only told."""
        return tuple(r for r in self.reasons if not r.fails)

    @property
    def day(self) -> date:
        """The day on which it was judged, in UTC."""
        assert self.assessment.day is not None
        return self.assessment.day

    def place(self, reason: Reason) -> Place:
        """Where in the review file a reason stands; at the first line where it has no place of its own."""
        return self.places.get(reason.anchor) or Place(self.file, Span(1, 1, 1, 1))

    def fingerprint(self, reason: Reason) -> str:
        """What stays the same for a reason from run to run, wherever in the file its line moves."""
        parts = (self.path, self.assessment.review.system.name, *reason.key)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def counted(judged: Judged) -> str:
    """The numbers behind the verdict, in words."""
    found, counts = judged.assessment, judged.assessment.coverage
    accepted = [f.severity for f in found.findings if f.state is State.ACCEPTED]
    not_applicable = sum(i.verdict is Verdict.NOT_APPLICABLE for i in found.checklist.applicable)
    return (
        f"{amount(counts.applicable, 'question')} of {counts.total} apply, {counts.answered} answered "
        f"({not_applicable} of them not-applicable), {counts.open} open; "
        f"{amount(len(found.findings), 'finding')}, {len(accepted)} accepted"
        + (f" ({of_each(accepted)})" if accepted else "")
    )


def verdict(reviews: Sequence[Judged]) -> str:
    """The last word on all reviews together, on one line."""
    failing = sum(len(j.failing) for j in reviews)
    closed = sum(not j.passed for j in reviews)
    if not failing:
        return f"the gate says yes to {amount(len(reviews), 'review')}"
    return f"the gate says no to {closed} of {amount(len(reviews), 'review')}, for {amount(failing, 'reason')}"


def breakdown(reviews: Sequence[Judged]) -> list[str]:
    """The failing reasons counted by kind and severity, a line each; empty where they are few enough to be seen at once."""
    failing = [r for j in reviews for r in j.failing]
    if len(failing) <= MANY:
        return []
    lines = []
    for kind in dict.fromkeys(r.kind for r in failing):
        found = [r.severity for r in failing if r.kind is kind]
        lines.append(f"{len(found)} {kind}: {of_each(found)}")
    return lines


def policy_name(judged: Judged) -> str:
    """Which policy was in force."""
    return f"policy {judged.policy_file}" if judged.policy_file else "the default policy"
