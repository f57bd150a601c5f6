"""How ML systems go wrong: failure modes, their threats, how severe they are and what can be done.

The vocabulary is that of Microsoft's *Failure Modes in Machine Learning* and
*Threat Modeling AI/ML Systems and Dependencies*.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from mlthreat.domain.citation import Source
from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.profile import ALWAYS, Applicability
from mlthreat.domain.value import Line, Severity, Slug, Text, Value


class Property(StrEnum):
    """What a failure mode can compromise: the three properties of security, and safety."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"
    SAFETY = "safety"


class Kind(StrEnum):
    """Whether somebody makes the failure happen on purpose."""

    INTENTIONAL = "intentional"
    UNINTENTIONAL = "unintentional"


class Does(StrEnum):
    """What a mitigation does: notice the failure, keep it from happening, or limit and repair it."""

    DETECT = "detect"
    PROTECT = "protect"
    RESPOND = "respond"


class Knowledge(StrEnum):
    """What the attacker knows of the model, in NIST's words."""

    WHITE_BOX = "white-box"
    GRAY_BOX = "gray-box"
    BLACK_BOX = "black-box"


class Compromise(Value):
    """One property that a failure mode compromises."""

    property: Property
    why: Text
    """Why this property, and why not its neighbour."""
    source: Source | None = None
    """The document that says so; without one it is this catalog's own judgement."""


class Attacker(Value):
    """What the attacker needs."""

    knowledge: tuple[Knowledge, ...] = ()
    """What the literature shows to be enough; empty where the sources do not say."""
    violates_authorization: bool | None = None
    """Whether the attack breaks access control in the traditional sense."""
    note: Text | None = None


class Alias(Value):
    """Another name for the same thing."""

    name: Line
    where: Line | None = None
    """Who calls it that."""


class RelationKind(StrEnum):
    """How one failure mode stands to another."""

    OVERLAPS = "overlaps"
    NARROWER_THAN = "narrower-than"
    BROADER_THAN = "broader-than"
    ENABLES = "enables"
    DISPUTED = "disputed"


class Relation(Value):
    """A relation to another failure mode."""

    id: Slug
    relation: RelationKind
    note: Text | None = None


class Rating(Value):
    """A severity that holds under a condition."""

    condition: Annotated[Applicability, Field(alias="if")]
    severity: Annotated[Severity, Field(alias="is")]
    because: Text
    source: Source | None = None


class RecordedRating(Value):
    """What another document, or another edition, says of the severity."""

    source: Source
    low: Severity
    high: Severity
    note: Text | None = None


class SeverityRule(Value):
    """How severe something is: a default, conditions that change it, and what others say."""

    default: Severity | None = None
    up_to: Severity | None = None
    """The upper end, where the source prints a range without a condition."""
    because: Text | None = None
    """Why this default, or why there is none."""
    when: tuple[Rating, ...] = Field(default=(), max_length=10)
    """The first condition that holds, or cannot be ruled out and is more severe, decides."""
    recorded: tuple[RecordedRating, ...] = ()
    """Values that other documents give; they decide nothing unless there is no default."""


class Mitigation(Value):
    """Something that can be done."""

    id: Slug
    does: Does
    text: Text
    classified_by: Line | None = None
    """Who says that it detects, protects or responds: a document's id, or empty for this catalog's own judgement."""
    references: tuple[Slug, ...] = ()
    source: Source | None = None


class Example(Value):
    """Something that really happened, or was shown to work."""

    text: Text
    references: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Threat(Value):
    """One concrete form of an intentional failure mode."""

    id: Slug
    title: Line
    summary: Text
    also_called: tuple[Alias, ...] = ()
    severity: SeverityRule
    parallels: tuple[Line, ...] = ()
    """What it resembles in traditional security."""
    mitigations: tuple[Mitigation, ...] = ()
    mitigations_of: tuple[Slug, ...] = ()
    """Threats of the same failure mode whose mitigations also help here."""
    applies: Applicability = ALWAYS
    crosswalk: tuple[Crosswalk, ...] = ()
    references: tuple[Slug, ...] = ()
    source: Source | None = None


class FailureMode(Value):
    """One way an ML system goes wrong."""

    id: Slug
    number: Annotated[int, Field(ge=1, le=9999)] | None = None
    title: Line
    kind: Kind
    summary: Text
    compromises: Annotated[tuple[Compromise, ...], Field(min_length=1)]
    attacker: Attacker | None = None
    also_called: tuple[Alias, ...] = ()
    related: tuple[Relation, ...] = ()
    severity: SeverityRule | None = None
    """For a failure mode without threats; otherwise its threats decide."""
    threats: tuple[Threat, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    examples: tuple[Example, ...] = ()
    applies: Applicability = ALWAYS
    crosswalk: tuple[Crosswalk, ...] = ()
    references: tuple[Slug, ...] = ()
    source: Source | None = None
