"""The shape of the complete data: what every key means. Format 1; keys are only ever added."""

from __future__ import annotations

from typing_extensions import TypedDict

from mlthreat.views.exports.knowledge_shape import (
    CatalogData,
    ChangeData,
    FrameworkData,
    MitigationData,
    ModeData,
    ReferenceData,
    SectionData,
    SourceData,
    TermData,
)


class FactData(TypedDict):
    """One trait; `known_by` is `said`, `follows` (its question makes no sense here), `nobody said`, or `taken over`.

    `source` is where its value was declared, if it comes from there; `taken over` means that nobody confirmed it.
    """

    trait: str
    question: str
    help: str | None
    value: str
    known_by: str
    source: str | None


class EvidenceData(TypedDict):
    """What supports an answer. `kind` is file, url, ticket or statement; `grade` asserted, linked or pinned."""

    kind: str
    shown: str
    sha256: str | None
    grade: str


class ActionData(TypedDict):
    """Who does what is missing, and until when."""

    owner: str | None
    due: str | None
    ticket: str | None
    overdue: bool


class AnswerData(TypedDict):
    """One answer as it was given."""

    verdict: str
    note: str | None
    evidence: list[EvidenceData]
    action: ActionData | None
    by: str | None
    at: str | None


class QuestionData(TypedDict):
    """A question of a catalog under the profile. `verdict` is the answer in force; `open` says that it still wants one."""

    id: str
    catalog: str
    section: str
    parent: str | None
    asks: str
    text: str
    status: str
    why_it_matters: str | None
    good_answer: str | None
    evidence_wanted: str | None
    about: list[str]
    trait: str | None
    references: list[str]
    source: SourceData | None
    fingerprint: str
    applies: bool
    why: str
    verdict: str | None
    from_profile: bool
    answered: str | None
    note: str | None
    evidence: list[EvidenceData]
    grade: str | None
    action: ActionData | None
    by: str | None
    at: str | None
    asked: str | None
    stale: bool
    open: bool
    disagreement: list[AnswerData]


class AcceptanceData(TypedDict):
    """A finding taken on. `state` is in force, lapsed, superseded (by a later end) or unused (there is no such finding)."""

    finding: str
    by: str
    role: str
    reason: str
    compensating: str
    until: str
    at: str | None
    state: str


class FindingData(TypedDict):
    """A control that is not fully in place, or of which nobody knows. Its id is its question's."""

    id: str
    question: str
    severity: str
    severity_because: str
    rated: bool
    state: str
    verdict: str
    about: list[str]
    mitigations: list[str]
    acceptance: AcceptanceData | None


class SignOffData(TypedDict):
    """A decision, as declared. `current` says whether it was made on exactly this state; `changed` names what is new since."""

    by: str
    role: str
    decision: str
    at: str
    digest: str
    current: bool
    comment: str | None
    conditions: list[str]
    changed: list[str]
    covers: dict[str, str]
    signature: str | None


class OrphanData(AnswerData):
    """An answer to a question that no catalog in force has."""

    id: str


class SystemData(TypedDict):
    """The system under review."""

    name: str
    owner: str | None
    description: str | None
    version: str | None
    repository: str | None


class CoverageData(TypedDict):
    """Counts of questions; nothing is said about safety."""

    total: int
    applicable: int
    answered: int
    open: int
    stale: int


class Complete(TypedDict):
    """Everything that is known of one review at one moment. Every other export is a projection of it."""

    format: int
    system: SystemData
    digest: str
    coverage: CoverageData
    traits: dict[str, str]
    profile: list[FactData]
    catalogs: list[CatalogData]
    changes: list[ChangeData]
    failure_modes: list[ModeData]
    mitigations: list[MitigationData]
    sections: list[SectionData]
    questions: list[QuestionData]
    findings: list[FindingData]
    acceptances: list[AcceptanceData]
    sign_offs: list[SignOffData]
    orphans: list[OrphanData]
    terms: list[TermData]
    frameworks: list[FrameworkData]
    references: list[ReferenceData]
