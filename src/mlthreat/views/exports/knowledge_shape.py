"""The shape of what catalogs say, in the complete data: failure modes, mitigations, terms, sources."""

from __future__ import annotations

from typing_extensions import TypedDict


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
    relation: str
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
    """A catalog in force; `reviewed` is the version that the review was last saved with."""

    id: str
    version: str
    shipped: bool
    """Whether it comes with mlthreat."""
    digest: str
    title: str
    summary: str | None
    license: str
    attribution: str | None
    extends: list[str]
    documents: list[DocumentData]
    reviewed: str | None
    changed: bool


class MitigationData(TypedDict):
    """Something that can be done: `does` is detect, protect or respond."""

    id: str
    does: str
    text: str
    classified_by: str | None
    references: list[str]
    source: SourceData | None


class AliasData(TypedDict):
    """Another name for the same thing."""

    name: str
    where: str | None


class CompromiseData(TypedDict):
    """A property that a failure mode compromises."""

    property: str
    why: str
    source: SourceData | None


class RelationData(TypedDict):
    """How one failure mode stands to another."""

    id: str
    relation: str
    note: str | None


class AttackerData(TypedDict):
    """What an attacker needs."""

    knowledge: list[str]
    violates_authorization: bool | None
    note: str | None


class ExampleData(TypedDict):
    """Something that happened, or was shown to work."""

    text: str
    references: list[str]


class ThreatData(TypedDict):
    """One form of an intentional failure mode, rated under the profile."""

    id: str
    full_id: str
    title: str
    summary: str
    applies: bool
    why: str
    severity: str
    severity_because: str
    also_called: list[AliasData]
    parallels: list[str]
    mitigations: list[str]
    crosswalk: list[CrosswalkData]
    references: list[str]
    source: SourceData | None


class ModeData(TypedDict):
    """One failure mode and what became of it."""

    id: str
    number: int | None
    title: str
    kind: str
    catalog: str
    summary: str
    disposition: str
    why: str
    severity: str
    severity_because: str
    rated: bool
    compromises: list[CompromiseData]
    attacker: AttackerData | None
    also_called: list[AliasData]
    related: list[RelationData]
    threats: list[ThreatData]
    mitigations: list[str]
    questions: list[str]
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
    """What a catalog changed in another; `field` is null where the entry was switched off."""

    kind: str
    id: str
    field: str | None
    added: bool
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
