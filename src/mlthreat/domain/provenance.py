"""What is in force, and for each entry and each field of it the catalog that set it, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from mlthreat.domain.library import Change, Library, as_written
from mlthreat.domain.prose import flat
from mlthreat.domain.value import Value


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """One field of an entry: its value in force, the catalog that set it, and every change to it."""

    field: str
    value: Any
    catalog: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class EntryOrigin:
    """One entry: the catalog that it comes from, who switched it off, and where each of its fields comes from."""

    kind: str
    id: str
    title: str
    catalog: str
    disabled: tuple[Change, ...]
    """By whom it was switched off; several may have done it."""
    fields: tuple[FieldOrigin, ...]

    @property
    def changed(self) -> tuple[Change, ...]:
        """Every change to any of its fields."""
        return tuple(change for field in self.fields for change in field.changes)


def entries(library: Library) -> Iterator[EntryOrigin]:
    """Every entry of every catalog in force, kind by kind."""
    for mode in library.failure_modes.values():
        yield _entry(library, "failure-mode", mode.id, mode.title, library.catalog_of[mode.id], mode)
    for id_, (mode, threat) in library.threats.items():
        yield _entry(library, "threat", id_, threat.title, library.catalog_of[mode.id], threat)
    for asked in library.questions.values():
        yield _entry(library, "question", asked.id, asked.question.text, asked.catalog, asked.question)
    for catalog in library.catalogs:
        kinds: tuple[tuple[str, str, Sequence[Any]], ...] = (
            ("section", "title", catalog.sections),
            ("trait", "question", catalog.manifest.traits),
            ("term", "name", catalog.terms),
            ("framework", "title", catalog.frameworks),
            ("reference", "title", catalog.references),
            ("document", "title", catalog.manifest.documents),
            ("bug-bar", "title", catalog.bug_bars),
        )
        for kind, title, values in kinds:
            yield from (_entry(library, kind, v.id, getattr(v, title), catalog.id, v) for v in values)


def origins_of(library: Library, id_: str) -> list[EntryOrigin]:
    """Every entry that bears an id, whatever its kind."""
    return [entry for entry in entries(library) if entry.id == id_]


@dataclass(frozen=True, slots=True)
class Intervention:
    """What one catalog did to one entry for one reason, however many fields it was."""

    kind: str
    id: str
    catalog: str
    did: str
    """In words, such as `evidence set and mitigations extended`."""
    because: str
    owner: str | None

    @property
    def said(self) -> str:
        """What was done, by whom and why."""
        owner = f" ({self.owner} answers for it)" if self.owner else ""
        return f"{self.did} by {self.catalog}{owner}: {self.because}"


def interventions(changes: Iterable[Change]) -> Iterator[Intervention]:
    """Changes that stand together and have one reason, joined; in their order."""
    for _, same in groupby(changes, key=lambda c: (c.kind, c.id, c.catalog, c.because, c.owner)):
        group = list(same)
        first = group[0]
        yield Intervention(first.kind, first.id, first.catalog, _did(group), flat(first.because), first.owner)


def interventions_in(library: Library, kind: str, id_: str) -> list[Intervention]:
    """What catalogs did to one entry."""
    return list(interventions(c for c in library.changes if (c.kind, c.id) == (kind, id_)))


def _did(group: Sequence[Change]) -> str:
    if group[0].disabled:
        return "switched off"
    replaced = [str(c.field) for c in group if not c.added]
    extended = [str(c.field) for c in group if c.added]
    parts = [f"{_listed(replaced)} set"] if replaced else []
    parts += [f"{_listed(extended)} extended"] if extended else []
    return " and ".join(parts)


def _listed(fields: Sequence[str]) -> str:
    names = [f.replace("_", " ") for f in fields]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


_PARTS = {"threats", "questions", "follow_ups", "entries", "rows"}
"""Fields that hold entries, or long lists, of their own: shown by their ids."""


def _entry(library: Library, kind: str, id_: str, title: str, catalog: str, value: Value) -> EntryOrigin:
    mine = [c for c in library.changes if (c.kind, c.id) == (kind, id_) and not c.disabled]
    off = tuple(c for c in library.changes if (c.kind, c.id) == (kind, id_) and c.disabled)
    fields = tuple(
        FieldOrigin(name, _shown(name, data), _setter(mine, name, catalog), tuple(c for c in mine if c.field == name))
        for name, data in as_written(value).items()
    )
    return EntryOrigin(kind, id_, title, catalog, off, fields)


def _setter(changes: Sequence[Change], field: str, catalog: str) -> str:
    """The catalog that set a field last; the entry's own where nobody else did."""
    return next((c.catalog for c in reversed(changes) if c.field == field and not c.added), catalog)


def _shown(name: str, data: Any) -> Any:
    return [item["id"] for item in data] if name in _PARTS and isinstance(data, list) else data
