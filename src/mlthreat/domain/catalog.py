"""A catalog: one folder of knowledge, its manifest, and what it changes in the catalogs it extends."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from mlthreat.domain.citation import Document, Reference, Source
from mlthreat.domain.framework import Framework
from mlthreat.domain.profile import ALWAYS, Applicability, Trait
from mlthreat.domain.question import AboutId, ChecklistSection
from mlthreat.domain.taxonomy import FailureMode, SeverityRule
from mlthreat.domain.term import Term
from mlthreat.domain.value import Line, QuestionId, Slug, Text, Value, Version

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]


class BugBarRow(Value):
    """One row of a bug bar: what was seen, what it is, and how severe."""

    id: Slug
    title: Line
    text: Text
    about: tuple[AboutId, ...] = ()
    applies: Applicability = ALWAYS
    """When a reported issue belongs in this row; a condition over facts of the bar and traits."""
    severity: SeverityRule
    owner: Line
    """Who should take the issue: security, privacy, abuse."""
    source: Source


class BugBar(Value):
    """How a reported issue is rated."""

    id: Slug
    title: Line
    summary: Text | None = None
    facts: tuple[Trait, ...] = ()
    """What to ask about a reported issue."""
    rows: Annotated[tuple[BugBarRow, ...], Field(min_length=1)]
    complete: bool = True
    """Whether every row of the published bar could be read."""
    source: Source

    @model_validator(mode="after")
    def _issues_come_without_papers(self) -> Self:
        if declared := [f.id for f in self.facts if f.declared_by]:
            raise ValueError(f"no model card declares anything about an issue: delete `declared_by` of `{declared[0]}`")
        return self


class Requirement(Value):
    """A catalog that this one builds on."""

    id: Slug
    version: Line
    """The versions that will do: `>=1.0,<2`."""


class Override(Value):
    """A change to an entry of another catalog. Exactly one of the first five names it."""

    failure_mode: Slug | None = None
    threat: AboutId | None = None
    question: QuestionId | None = None
    trait: Slug | None = None
    term: Slug | None = None
    set: dict[FieldName, object] = Field(default_factory=dict)
    """Fields that get another value."""
    add: dict[FieldName, object] = Field(default_factory=dict)
    """Items that join a field that holds a list."""
    because: Text

    @property
    def target(self) -> tuple[str, str] | None:
        """The kind and id of what is changed; None unless exactly one is named."""
        return _only_one(self, ("failure_mode", "threat", "question", "trait", "term"))


class Disable(Value):
    """An entry of another catalog that is switched off. Exactly one of the first two names it."""

    failure_mode: Slug | None = None
    question: QuestionId | None = None
    because: Text
    owner: Line
    """Who answers for leaving it out."""

    @property
    def target(self) -> tuple[str, str] | None:
        """The kind and id of what is switched off; None unless exactly one is named."""
        return _only_one(self, ("failure_mode", "question"))


def _only_one(value: Value, fields: tuple[str, ...]) -> tuple[str, str] | None:
    named = [(field.replace("_", "-"), given) for field in fields if (given := getattr(value, field)) is not None]
    return named[0] if len(named) == 1 else None


class Manifest(Value):
    """What `catalog.yaml` holds."""

    schema_version: Annotated[int, Field(ge=1, le=1)]
    id: Slug
    version: Version
    title: Line
    summary: Text | None = None
    license: Line
    attribution: Text | None = None
    """What the licences of its sources ask to be said; printed in every report."""
    extends: tuple[Requirement, ...] = Field(default=(), max_length=100)
    documents: tuple[Document, ...] = ()
    traits: tuple[Trait, ...] = Field(default=(), max_length=1000)
    override: tuple[Override, ...] = ()
    disable: tuple[Disable, ...] = ()


class Catalog(Value):
    """One folder: its manifest and everything in it. `digest` is taken over the meaning of its files."""

    manifest: Manifest
    failure_modes: tuple[FailureMode, ...] = ()
    sections: tuple[ChecklistSection, ...] = ()
    references: tuple[Reference, ...] = ()
    terms: tuple[Term, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    bug_bars: tuple[BugBar, ...] = ()
    digest: str = ""

    @property
    def id(self) -> str:
        """The catalog's id."""
        return self.manifest.id
