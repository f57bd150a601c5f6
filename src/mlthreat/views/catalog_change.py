"""The difference between two versions of a catalog, with the version step that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from mlthreat.domain.catalog import Manifest
from mlthreat.domain.catalog_change import CatalogChange, Step, goes_back, needed, next_version, step_between
from mlthreat.domain.change import How
from mlthreat.domain.prose import amount
from mlthreat.views.change import MARKS, FieldData, clipped, field_data, field_lines
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.words import one_of
from mlthreat.views.markdown import code, escaped
from mlthreat.views.visible import one_line

StepWord = Annotated[str, one_of(step.name.lower() for step in Step)]
_TITLES = {
    Step.MAJOR: "Changed in meaning, or removed (major)",
    Step.MINOR: "New (minor)",
    Step.PATCH: "Worded anew (patch)",
}


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of one catalog with what changed between them."""

    old: Manifest
    new: Manifest
    changes: Sequence[CatalogChange]

    @property
    def needed(self) -> Step:
        """The step that the changes need."""
        return needed(tuple(self.changes))

    @property
    def taken(self) -> Step:
        """The step that was taken."""
        return step_between(self.old.version, self.new.version)


class EntryChangeData(TypedDict):
    """One entry that is not as it was, and the version step that this needs."""

    kind: str
    id: str
    how: Annotated[str, one_of(How)]
    step: StepWord
    fields: list[FieldData]


class VersionsData(TypedDict):
    """What changed between two versions of a catalog, with the version step that it needs."""

    format: Literal[1]
    catalog: str
    old: str
    new: str
    needed: StepWord
    taken: StepWord
    enough: bool
    changes: list[EntryChangeData]


def render(versions: Versions, form: str) -> str:
    """Every change, in one of the formats of `views.change`, without a final line feed."""
    if form == "json":
        return json_text(_as_data(versions)).rstrip()
    return "\n".join(_markdown(versions) if form == "markdown" else _text(versions))


def _as_data(versions: Versions) -> VersionsData:
    return {
        "format": 1,
        "catalog": versions.new.id,
        "old": versions.old.version,
        "new": versions.new.version,
        "needed": versions.needed.name.lower(),
        "taken": versions.taken.name.lower(),
        "enough": versions.taken >= versions.needed,
        "changes": [
            {"kind": c.kind, "id": c.id, "how": str(c.how), "step": c.step.name.lower(), "fields": [field_data(f) for f in c.fields]}
            for c in versions.changes
        ],
    }  # fmt: skip


def _text(versions: Versions) -> Iterator[str]:
    for step, title in _TITLES.items():
        found = [c for c in versions.changes if c.step is step]
        if found:
            yield f"{title}: {len(found)}"
        for change in found:
            yield f"  {MARKS[change.how]} {change.kind} {one_line(change.id)}: {change.how}"
            yield from (f"      {one_line(line)}" for field in change.fields for line in field_lines(field))
    yield verdict(versions)


def _markdown(versions: Versions) -> Iterator[str]:
    yield f"# What changed in {code(versions.new.id)} from {versions.old.version} to {versions.new.version}\n"
    yield str(escaped(verdict(versions)))
    for step, title in _TITLES.items():
        found = [c for c in versions.changes if c.step is step]
        if found:
            yield f"\n## {title}\n"
        for change in found:
            yield f"- {change.kind} {code(change.id)}: {change.how}"
            yield from (f"  - {escaped(clipped(line))}" for field in change.fields for line in field_lines(field))


def verdict(versions: Versions) -> str:
    """Which step is needed, and whether it was taken."""
    old, new, step = versions.old.version, versions.new.version, versions.needed
    if step is Step.NONE:
        back = ", but the version went back" if goes_back(old, new) else ""
        return f"no difference between {old} and {new}{back}" if old != new else "no difference"
    said = f"{amount(len(versions.changes), 'change')}: {step.name.lower()} step needed"
    if versions.taken >= step:
        return f"{said}, and taken ({old} → {new})"
    went = f"is still {old}" if old == new else f"went {'back ' if goes_back(old, new) else ''}from {old} to {new}"
    return f"{said}, but the version {went}; it should be at least {next_version(old, step)}"
