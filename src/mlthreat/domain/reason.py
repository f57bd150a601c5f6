"""Why the gate says no: one reason for each thing that is not as the policy demands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from mlthreat.domain.assessment import Assessment, severity_of
from mlthreat.domain.checklist import Item
from mlthreat.domain.policy import Policy
from mlthreat.domain.review import Action
from mlthreat.domain.value import Severity

Anchor = tuple[str | int, ...]
"""Where in the review file, as a path of keys and positions."""


class Kind(StrEnum):
    """What is not as it should be. Kinds are never renamed and never reused."""

    FINDING = "open-finding"
    UNPROVEN = "unproven-control"
    UNPROVEN_EXPOSURE = "unproven-exposure"
    SILENCED = "silenced-controls"
    BARE = "bare-exposure"
    UNANSWERED = "unanswered-question"
    UNFINISHED = "unfinished-answer"
    DISAGREEMENT = "disagreement"
    NO_REASON = "no-reason-given"
    FACT = "missing-fact"
    STALE = "stale-answer"
    UNDATED_WORDING = "wording-not-recorded"
    EVIDENCE = "changed-evidence"
    LAPSED = "lapsed-acceptance"
    FLAWED_ACCEPTANCE = "flawed-acceptance"
    IDLE_ACCEPTANCE = "idle-acceptance"
    OVERDUE = "overdue-action"
    SIGN_OFF_MISSING = "missing-sign-off"
    SIGN_OFF_VOID = "void-sign-off"
    SIGN_OFF_LAPSED = "lapsed-sign-off"
    REJECTED = "rejected"
    CONDITIONS = "conditions"
    AHEAD = "dated-ahead"
    SIGNATURE = "unverified-signature"
    REVIEW_MISSING = "missing-review"
    CATALOG = "catalog-not-in-force"
    CATALOG_CHANGES = "changed-by-catalog"
    STAND_IN = "stand-in-catalog"
    CATALOG_MOVED = "moved-catalog"
    ORPHAN = "answer-without-question"


NEED_EVIDENCE: Final = (Kind.UNPROVEN, Kind.UNPROVEN_EXPOSURE, Kind.NO_REASON, Kind.EVIDENCE)
"""What `mlthreat review --unproven` goes through: answers that stand, and lack what supports them."""
MEANINGS = {
    Kind.FINDING: "A control that is not fully in place, or of which nobody knows",
    Kind.UNPROVEN: "A control answered yes or not-applicable without the evidence that the policy asks for",
    Kind.UNPROVEN_EXPOSURE: "An exposure denied without the evidence that the policy asks for the controls it silences",
    Kind.SILENCED: "Controls that are not asked because of an answer",
    Kind.BARE: "A failure mode to which the system is exposed, and against which no control is asked or in place",
    Kind.UNANSWERED: "A question that applies and has no answer",
    Kind.UNFINISHED: "A question on which something was noted, but no answer given",
    Kind.DISAGREEMENT: "A question to which two people gave different answers",
    Kind.NO_REASON: "A question answered not-applicable without a reason",
    Kind.FACT: "A fact about the system that nobody gave",
    Kind.STALE: "An answer that was given to other words than the question's present ones",
    Kind.UNDATED_WORDING: "An answer that does not record which words it was given to",
    Kind.EVIDENCE: "A pinned file that has changed, is missing or cannot be read",
    Kind.LAPSED: "A finding whose acceptance is over",
    Kind.FLAWED_ACCEPTANCE: "An acceptance that does not count",
    Kind.IDLE_ACCEPTANCE: "An acceptance of something that is no longer a finding",
    Kind.OVERDUE: "An action whose day is over",
    Kind.SIGN_OFF_MISSING: "A role that has not signed off the present state",
    Kind.SIGN_OFF_VOID: "A sign-off of a state that is not the present one any more",
    Kind.SIGN_OFF_LAPSED: "A sign-off that rested on an acceptance that is over",
    Kind.REJECTED: "A rejection of the present state",
    Kind.CONDITIONS: "An approval with conditions",
    Kind.AHEAD: "A sign-off that is dated after the day on which the gate looks",
    Kind.SIGNATURE: "A sign-off without a signature that verifies",
    Kind.REVIEW_MISSING: "A review that the policy names and that is not there",
    Kind.CATALOG: "A catalog that the policy demands and that is not in force as demanded",
    Kind.CATALOG_CHANGES: "What a catalog changes in another, or switches off",
    Kind.STAND_IN: "A catalog that bears the id of one that comes with mlthreat, and holds something else",
    Kind.CATALOG_MOVED: "A catalog that is not as it was when the review was made or last carried over",
    Kind.ORPHAN: "An answer to a question that no catalog in force has",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is not as the policy demands."""

    kind: Kind
    severity: Severity
    fails: bool
    """Whether the gate says no because of it; otherwise it is only told."""
    about: str
    """The question, fact, role or catalog that it concerns, by id."""
    owner: str | None
    """Whose it is."""
    message: str
    advice: str
    anchor: Anchor = ()
    detail: str = ""
    """What tells it from another reason of the same kind about the same thing."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same from run to run while the matter does."""
        return (self.kind, self.about, self.detail)


class Trust(StrEnum):
    """What is known of a sign-off's signature."""

    NOT_SIGNED = "not signed"
    NOT_CHECKED = "not checked"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Signature:
    """What checking a sign-off's signature gave."""

    trust: Trust
    who: str | None = None
    """For a good one: whom the allowed-signers file names. For an unchecked one: the key."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate cannot know by itself: the day, and what those found who may read files."""

    day: date
    """The calendar day in UTC."""
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By question: what is wrong with its pinned files."""
    catalogs: Mapping[str, str] = field(default_factory=dict)
    """By id: why a catalog that the policy demands is not in force."""
    missing_reviews: Collection[str] = ()
    """The reviews that the policy names and that are not there, as it names them."""
    signatures: Mapping[int, Signature] = field(default_factory=dict)
    """By position among the sign-offs."""


def severity_in(assessment: Assessment, policy: Policy, question: str) -> Severity:
    """How severe a question's finding is, or would be; what nobody rates counts as the policy says."""
    about = assessment.checklist.items[question].asked.question.about
    rated = severity_of(assessment.library, about, assessment.checklist.traits)
    return rated.severity if rated.rated else policy.unrated


def pending_action(assessment: Assessment, item: Item) -> Action | None:
    """The action on a question that is not yet answered as it would be if the action were done."""
    return None if item.verdict in item.asked.question.closed_by else assessment.review.details(item.id).action


def owner_of(assessment: Assessment, question: str) -> str | None:
    """Who sees to a question: the owner of its action, or of the system."""
    action = assessment.review.details(question).action
    return (action.owner if action else None) or assessment.review.system.owner
