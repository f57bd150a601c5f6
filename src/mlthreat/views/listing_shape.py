"""The shape of the rows of `list`, as its JSON has them."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from mlthreat.views.exports.words import (
    AsksWord,
    CrosswalkWord,
    DigestText,
    DoesWord,
    KindWord,
    PropertyWord,
    SeverityWord,
    StatusWord,
    one_of,
)

RuleData = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "description": "A severity with its conditions, as a catalog's file has it."}),
]


class PlaceRow(TypedDict):
    """A place in a document; what is not told is left out."""

    document: str
    ref: NotRequired[str]
    note: NotRequired[str]


class FailureModeRow(TypedDict):
    """A failure mode."""

    id: str
    number: int | None
    title: str
    kind: KindWord
    compromises: list[PropertyWord]
    catalog: str
    compromises_because: dict[str, str]
    """The reason for each property."""
    summary: str
    threats: list[str]
    questions: list[str]


class ThreatRow(TypedDict):
    """A threat."""

    id: str
    failure_mode: str
    title: str
    severity: SeverityWord | None
    """The default; null where the source gives none."""
    catalog: str
    severity_rule: RuleData
    summary: str
    parallels: list[str]
    mitigations: list[str]


class QuestionRow(TypedDict):
    """A question, in the order of the meeting."""

    id: str
    checklist: str
    parent: str | None
    asks: AsksWord
    text: str
    about: list[str]
    source: PlaceRow | None
    catalog: str
    trait: str | None
    status: StatusWord
    replaced_by: str | None


class MitigationRow(TypedDict):
    """A mitigation, with where it belongs; one that helps in two places stands twice."""

    id: str
    does: DoesWord
    failure_mode: str
    threat: str | None
    text: str
    source: PlaceRow | None
    references: list[str]
    catalog: str


class TraitRow(TypedDict):
    """A trait, in the order in which they are asked."""

    id: str
    question: str
    help: str | None
    question_id: str | None
    """The question whose answer sets it."""
    catalog: str


class TermRow(TypedDict):
    """A term, with its root concept."""

    id: str
    name: str
    synonyms: list[str]
    text: str
    root: str
    parents: list[str]
    related: list[str]
    failure_modes: list[str]
    source: PlaceRow
    catalog: str


class FrameworkRow(TypedDict):
    """Another publisher's list."""

    id: str
    title: str
    publisher: str
    edition: str
    entries: int
    complete: bool
    untouched: int
    """How many of its entries no question touches."""
    url: str | None


class CatalogRow(TypedDict):
    """A catalog in force."""

    id: str
    version: str
    title: str
    license: str
    failure_modes: int
    questions: int
    terms: int
    digest: DigestText


class CrosswalkRow(TypedDict):
    """A link to a framework, or an entry that no question touches: then `ours`, `catalog` and `relation` are empty."""

    ours: str
    catalog: str
    framework: str
    id: str
    title: str
    relation: CrosswalkWord | Annotated[str, one_of(("",))]
    questions: int
    note: str | None
