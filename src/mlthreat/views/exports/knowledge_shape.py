"""The shape of what catalogs say, in the complete data: failure modes, mitigations, terms, sources."""

from __future__ import annotations

from typing_extensions import TypedDict

from mlthreat.views.exports.words import (
    CrosswalkWord,
    DispositionWord,
    DoesWord,
    KindWord,
    KnowledgeWord,
    PropertyWord,
    RelationWord,
    SeverityWord,
)


class SourceData(TypedDict):
    """A place in a document."""

    document: str
    ref: str | None
    note: str | None


class CrosswalkData(TypedDict):
    """The same or a neighbouring thing in another publisher's list."""

    framework: str
    id: str
    title: str
    relation: CrosswalkWord
    """What the other publisher's entry is, compared with ours."""
    note: str | None


class DocumentData(TypedDict):
    """A document that a catalog is drawn from."""

    id: str
    title: str
    publisher: str
    url: str | None
    license: str
    edition: str | None


class ReferenceData(TypedDict):
    """A paper, an article or a report of an incident."""

    id: str
    title: str
    authors: str | None
    year: int | None
    url: str | None


class FrameworkData(TypedDict):
    """Another publisher's list, pinned to a release."""

    id: str
    title: str
    publisher: str
    edition: str
    url: str | None
    license: str


class CatalogData(TypedDict):
    """A catalog in force."""

    id: str
    version: str
    shipped: bool
    """Whether it comes with mlthreat."""
    digest: str
    """Over the meaning of its files."""
    title: str
    summary: str | None
    license: str
    attribution: str | None
    extends: list[str]
    documents: list[DocumentData]
    reviewed: str | None
    """The version that the review was last saved with."""
    changed: bool
    """Whether it is another state of the catalog than the review was last saved with."""


class MitigationData(TypedDict):
    """Something that can be done."""

    id: str
    does: DoesWord
    text: str
    classified_by: str | None
    """The document that says so; null for the catalog's own judgement."""
    references: list[str]
    source: SourceData | None


class AliasData(TypedDict):
    """Another name for the same thing."""

    name: str
    where: str | None


class CompromiseData(TypedDict):
    """A property that a failure mode compromises."""

    property: PropertyWord
    why: str
    source: SourceData | None


class RelationData(TypedDict):
    """How one failure mode stands to another."""

    id: str
    relation: RelationWord
    note: str | None


class AttackerData(TypedDict):
    """What an attacker needs."""

    knowledge: list[KnowledgeWord]
    violates_authorization: bool | None
    """Whether it breaks access control in the traditional sense."""
    note: str | None


class ExampleData(TypedDict):
    """Something that happened, or was shown to work."""

    text: str
    references: list[str]


class ThreatData(TypedDict):
    """One form of an intentional failure mode, rated under the profile."""

    id: str
    full_id: str
    """With the failure mode before it: `poisoning/2a`."""
    title: str
    summary: str
    applies: bool
    why: str
    """Why it does not apply; empty where it does."""
    severity: SeverityWord
    severity_because: str
    also_called: list[AliasData]
    parallels: list[str]
    """What it resembles in traditional security."""
    mitigations: list[str]
    crosswalk: list[CrosswalkData]
    references: list[str]
    source: SourceData | None


class ModeData(TypedDict):
    """One failure mode and what became of it."""

    id: str
    number: int | None
    title: str
    kind: KindWord
    catalog: str
    summary: str
    disposition: DispositionWord
    """What became of it; `why` says from which facts that follows."""
    why: str
    severity: SeverityWord
    severity_because: str
    rated: bool
    """Whether a catalog rates it; otherwise the severity is an assumption."""
    compromises: list[CompromiseData]
    attacker: AttackerData | None
    also_called: list[AliasData]
    related: list[RelationData]
    threats: list[ThreatData]
    mitigations: list[str]
    questions: list[str]
    """The questions about it that apply."""
    findings: list[str]
    examples: list[ExampleData]
    crosswalk: list[CrosswalkData]
    references: list[str]
    source: SourceData | None


class SectionData(TypedDict):
    """A section of the checklist."""

    id: str
    title: str
    intro: str | None


class ChangeData(TypedDict):
    """What a catalog changed in another."""

    kind: str
    id: str
    field: str | None
    """Null where the entry was switched off."""
    added: bool
    """Whether items joined the field, rather than replacing it."""
    disabled: bool
    catalog: str
    because: str
    owner: str | None


class TermData(TypedDict):
    """A word of the field that names a failure mode in force."""

    id: str
    name: str
    synonyms: list[str]
    text: str
    parents: list[str]
    related: list[str]
    failure_modes: list[str]
    source: SourceData | None
