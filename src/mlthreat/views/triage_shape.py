"""The shape of `triage --format json`. Format 1; keys are only ever added."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import TypedDict

from mlthreat.views.exports.words import DoesWord, MomentText, SeverityWord, TraitWord, VerdictWord, one_of


class PlaceData(TypedDict):
    """A place in a document."""

    document: str
    title: str
    ref: str | None
    url: str | None
    note: str | None


class NamedAnswer(TypedDict):
    """A fact or trait with the answer that was given."""

    id: str
    answer: TraitWord


class RecordedData(TypedDict):
    """What another document says of the severity."""

    low: SeverityWord
    high: SeverityWord
    source: PlaceData
    note: str | None


class RowData(TypedDict):
    """A row of a bug bar that the answers leave."""

    id: str
    title: str
    text: str
    certain: bool
    """Whether it fits whatever is not known."""
    severity: SeverityWord | None
    up_to: SeverityWord | None
    """The upper end, where the source prints a range."""
    because: str
    condition: str | None
    not_known: list[str]
    rests_on: PlaceData
    source: PlaceData
    recorded: list[RecordedData]
    owner: str
    about: list[str]
    settled_by: dict[str, TraitWord]


class BarData(TypedDict):
    """One bug bar under the answers."""

    id: str
    title: str
    complete: bool
    source: PlaceData
    rows: list[RowData]
    contradiction: list[NamedAnswer]
    ruled_out_by: list[NamedAnswer]
    no_row_about_it: bool


class TriagedThreat(TypedDict):
    """A threat that the issue is."""

    id: str
    title: str
    failure_mode: str
    severity_rule: list[str]
    source: str | None


class MeasureData(TypedDict):
    """Something that can be done."""

    id: str
    text: str


class MissedData(TypedDict):
    """A question of the review that should have caught the issue."""

    id: str
    text: str
    applies: bool
    why: str
    verdict: VerdictWord | None
    from_profile: bool
    by: str | None
    at: MomentText | None
    note: str | None
    in_doubt: bool
    reopened: bool


class TriageData(TypedDict):
    """What a reported issue came to."""

    format: Literal[1]
    outcome: Annotated[str, one_of(("decided", "undecided", "no-row", "contradiction"))]
    bar: str | None
    """The bar of the row that speaks for all."""
    row: str | None
    severity: SeverityWord | None
    up_to: SeverityWord | None
    owner: str | None
    failure_modes: list[str]
    threats: list[TriagedThreat]
    facts: dict[str, TraitWord]
    traits: dict[str, TraitWord]
    bars: list[BarData]
    mitigations: dict[DoesWord, list[MeasureData]]
    review: str | None
    questions: list[MissedData]
    reopened: list[str]
