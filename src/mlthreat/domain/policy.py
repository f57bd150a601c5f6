"""What the gate demands. It lives outside the review, so that no review can waive itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mlthreat.domain.review import Answer, Digest, FilePath
from mlthreat.domain.value import Line, Severity, Slug, Value

Days = Annotated[int, Field(ge=1, le=3650)]


class Reaction(StrEnum):
    """What the gate does about something that is not as it should be. It is always told."""

    FAIL = "fail"
    WARN = "warn"


class Proof(StrEnum):
    """What an answer must rest on, least first; beside nothing, the words are those of `Grade`."""

    NOTHING = "nothing"
    ASSERTED = "asserted"
    """A note or a statement: somebody says in words what is in place."""
    LINKED = "linked"
    """An address or a ticket."""
    PINNED = "pinned"
    """A file with its SHA-256."""

    @property
    def rank(self) -> int:
        """0 for nothing."""
        return list(Proof).index(self)


class AcceptanceDemand(Value):
    """When a finding may be taken on. That the accepter is not the answerer is always demanded."""

    longest_days: Days = 365
    """The longest time for which a finding may be accepted."""
    roles: tuple[Line, ...] = ()
    """The roles that may accept; any role where none is named."""


class SignOffDemand(Value):
    """Who must have signed off the present state."""

    roles: tuple[Line, ...] = ()
    """Each of these roles must have approved exactly the present state."""
    held_by: dict[Line, tuple[Line, ...]] = {}
    """Who holds a role, by name or, where signatures are demanded, by the name in the allowed-signers file."""
    signed: bool = False
    """Whether a sign-off counts only with an SSH signature that verifies."""
    allowed_signers: Line | None = None
    """The allowed-signers file for those signatures, relative to the policy file."""
    void: Reaction = Reaction.FAIL
    """What to do about a sign-off of a state that is not the present one any more."""


class CatalogDemand(Value):
    """A catalog that must be in force."""

    id: Slug
    version: Line | None = None
    """The versions that will do: `>=1.0,<2`."""
    digest: Digest | None = None
    """Exactly the content that will do, as `mlthreat list catalogs --format json` shows it."""


_PROOF = {
    Severity.CRITICAL: Proof.LINKED,
    Severity.IMPORTANT: Proof.ASSERTED,
    Severity.MODERATE: Proof.ASSERTED,
    Severity.LOW: Proof.ASSERTED,
}


class Policy(Value):
    """What a review must fulfil. Without a policy file every value is the default, which is strict."""

    format: Literal[1] = 1
    fail_on: Severity = Severity.IMPORTANT
    """The least severity at which a finding, or a control that is not proven, fails the gate."""
    unanswered: Reaction = Reaction.FAIL
    """Questions that apply and have no answer, a disputed one, or `not-applicable` without a reason."""
    stale: Reaction = Reaction.FAIL
    """Answers that were given to other words than the question's present ones."""
    overdue: Reaction = Reaction.FAIL
    """Actions whose day is over."""
    unrated: Severity = Severity.IMPORTANT
    """What a finding counts as that no source rates."""
    evidence: dict[Severity, Proof] = {}
    """What a `yes` to a control must rest on, by the control's severity."""
    not_applicable: dict[Severity, Proof] = {}
    """What `not-applicable` to a control must rest on, and the answer to an exposure that keeps controls from being
    asked, by the severity of the control; where it says nothing, what `evidence` says."""
    acceptances: AcceptanceDemand = AcceptanceDemand()
    sign_offs: SignOffDemand = SignOffDemand()
    catalogs: tuple[CatalogDemand, ...] = ()
    """Catalogs that must be in force."""
    reviews: tuple[FilePath, ...] = ()
    """Reviews that must be there, as paths from the policy file: a deleted one cannot fail by itself."""
    may_change: tuple[Slug, ...] = ()
    """The catalogs, besides those that come with mlthreat, that may switch off what others hold, change what is asked,
    when, or how severe it is, or stand in for one that comes with mlthreat."""

    @model_validator(mode="after")
    def _roles_with_holders_are_demanded(self) -> Self:
        strange = [role for role in self.sign_offs.held_by if role not in self.sign_offs.roles]
        if strange:
            raise ValueError(f"`held_by` names `{strange[0]}`, which is not among `roles`")
        return self

    def demands(self, severity: Severity, *, in_place: bool = True) -> Proof:
        """What the answer that closes a control must rest on: that it is in place, or that it is not wanted.

        A severity that the file does not speak of keeps its default.
        """
        wanted = self.evidence.get(severity, _PROOF[severity])
        return wanted if in_place else self.not_applicable.get(severity, wanted)

    def fails_at(self, severity: Severity) -> bool:
        """Whether a finding of this severity fails the gate."""
        return severity.rank >= self.fail_on.rank


def proof_of(answer: Answer | None) -> Proof:
    """What an answer rests on. A bare verdict rests on nothing."""
    if answer is None or not (answer.evidence or answer.note):
        return Proof.NOTHING
    return Proof(answer.grade.value)
