"""The shape of the complete data: what every key means. Format 1; keys are only ever added."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from mlthreat.views.exports.answering_shape import (
    ActionData,
    AnswerData,
    CoverageData,
    DraftData,
    EvidenceData,
    FactData,
    SaidData,
)
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
from mlthreat.views.exports.words import (
    AsksWord,
    DayText,
    DecisionWord,
    DigestText,
    GradeWord,
    MomentText,
    SeverityWord,
    StandingWord,
    StateWord,
    StatusWord,
    TraitWord,
    VerdictWord,
)


class QuestionData(TypedDict):
    """A question of a catalog under the profile."""

    id: str
    catalog: str
    section: str
    parent: str | None
    asks: AsksWord
    """A control: yes is the safe answer. An exposure: yes means exposed."""
    text: str
    status: StatusWord
    why_it_matters: str | None
    good_answer: str | None
    evidence_wanted: str | None
    about: list[str]
    """Failure modes, and threats as `poisoning/2a`."""
    trait: str | None
    """The trait that its answer sets."""
    references: list[str]
    source: SourceData | None
    fingerprint: str
    """Of its words as they are now."""
    applies: bool
    why: str
    """Why it applies, or does not."""
    verdict: VerdictWord | None
    """The answer in force, given or following from the profile."""
    from_profile: bool
    answered: VerdictWord | None
    """The answer that was given."""
    note: str | None
    evidence: list[EvidenceData]
    evidence_changed: list[str]
    """What is wrong with its pinned files, in words: the answer counts, but what it rests on is not what it was."""
    grade: GradeWord | None
    """The best grade among its evidence."""
    action: ActionData | None
    by: str | None
    at: MomentText | None
    asked: str | None
    """The fingerprint of the words that were answered."""
    stale: bool
    """Whether the answer was given to other words."""
    open: bool
    """Whether it still wants an answer."""
    draft: DraftData | None
    disagreement: list[AnswerData]
    """Different answers that people gave, until the team settles them."""


class AcceptanceData(TypedDict):
    """A finding taken on."""

    finding: str
    by: str
    role: str
    reason: str
    compensating: str
    """What limits the damage meanwhile."""
    until: DayText
    """The last day on which it holds, in UTC."""
    at: MomentText | None
    verdict: VerdictWord | None
    """The answer that was accepted; a worse one was not."""
    severity: SeverityWord | None
    """How severe the finding was that was accepted; a more severe one was not."""
    state: StandingWord
    """Superseded by one with a later end; unused where there is no such finding."""


class FindingData(TypedDict):
    """A control that is not fully in place, or of which nobody knows. Its id is its question's."""

    id: str
    question: str
    severity: SeverityWord
    severity_because: str
    rated: bool
    """Whether a catalog rates it; otherwise the severity is an assumption."""
    state: StateWord
    verdict: VerdictWord
    about: list[str]
    """The failure modes and threats that apply, among those that its question is about."""
    mitigations: list[str]
    acceptance: AcceptanceData | None


class SignOffData(TypedDict):
    """A decision, as declared."""

    by: str
    role: str
    decision: DecisionWord
    at: MomentText
    digest: DigestText
    """The state that was decided on."""
    current: bool
    """Whether that is exactly the present state, and its pinned files are as they were."""
    comment: str | None
    conditions: list[str]
    changed: list[str]
    """What is new, gone or different since, by its name among the items that it covers."""
    why: list[str]
    """Why it is not of the present state: a sentence for each cause, the root ones first."""
    lapsed: list[str]
    """Why it holds no more although it is of the present state: the acceptances that it rested on and that are over."""
    covers: dict[str, str]
    """The beginning of the digest of each item at that time."""
    signature: str | None
    """An SSH signature in armor; whether it verifies is not known here."""


class OrphanData(AnswerData):
    """An answer to a question that no catalog in force has."""

    id: str
    disputed: bool
    """Whether it is one of several that people disagree about."""


class OrphanDraftData(DraftData):
    """What was noted on a question that no catalog in force has."""

    id: str


class PinData(TypedDict):
    """A catalog as it was when the review was last saved."""

    id: str
    version: str
    digest: DigestText | None


class SystemData(TypedDict):
    """The system under review."""

    name: str
    owner: str | None
    description: str | None
    version: str | None
    repository: str | None


class Complete(TypedDict):
    """Everything that is known of one review at one moment. Every other export is a projection of it."""

    format: Literal[1]
    system: SystemData
    digest: DigestText
    """Of everything material: what a sign-off is bound to."""
    coverage: CoverageData
    traits: dict[str, TraitWord]
    profile: list[FactData]
    unknown_traits: list[SaidData]
    """What the review says of traits that no catalog in force has."""
    former_traits: dict[str, TraitWord]
    """What was said of traits that no catalog had any more when the review was carried over; they count again if they return."""
    catalogs: list[CatalogData]
    pins: list[PinData]
    """Every catalog that the review was last saved with, in force or not."""
    changes: list[ChangeData]
    """What catalogs changed in one another."""
    failure_modes: list[ModeData]
    mitigations: list[MitigationData]
    sections: list[SectionData]
    questions: list[QuestionData]
    """Every one of every catalog in force, whether it applies or not."""
    findings: list[FindingData]
    """Most severe first."""
    acceptances: list[AcceptanceData]
    sign_offs: list[SignOffData]
    orphans: list[OrphanData]
    """Answers to questions that no catalog in force has."""
    orphan_drafts: list[OrphanDraftData]
    terms: list[TermData]
    frameworks: list[FrameworkData]
    references: list[ReferenceData]
