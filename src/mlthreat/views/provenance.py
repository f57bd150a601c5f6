"""What is in force and who said so, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any, NotRequired

from typing_extensions import TypedDict

from mlthreat.domain.library import Change, Library
from mlthreat.domain.provenance import EntryOrigin
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.visible import one_line, wrapped


class ChangedByData(TypedDict):
    """A catalog that changed something, and why."""

    catalog: str
    added: bool
    because: str
    owner: str | None


class FieldOriginData(TypedDict):
    """A field: its value in force, the catalog that set it, and every change to it."""

    field: str
    value: Any
    catalog: str
    changes: list[ChangedByData]


class EntryData(TypedDict):
    """An entry: where it comes from, and who switched it off or changed it."""

    kind: str
    id: str
    title: str
    catalog: str
    disabled: ChangedByData | None
    """The last who switched it off."""
    disabled_by: list[ChangedByData]
    changed_by: NotRequired[list[str]]
    """The catalogs that changed it; in the list of all entries."""
    fields: NotRequired[list[FieldOriginData]]
    """With --provenance, or for one entry."""


def as_json(entries: Sequence[EntryOrigin], *, provenance: bool) -> str:
    """Entries as a JSON array; with `provenance`, each field with its catalog and changes."""
    return json_text([_data(e, provenance) for e in entries]).rstrip()


def overview(library: Library, entries: Sequence[EntryOrigin], sources: Sequence[tuple[str, str]], width: int) -> str:
    """Every catalog and every entry on a line, for people; `sources` are folders with who named them."""
    lines = [f"{c.id} {c.manifest.version}: {one_line(c.manifest.title)}" for c in library.catalogs]
    lines += [f"read from {one_line(path)} (named by {one_line(by)})" for path, by in sources]
    kind = ""
    for entry in entries:
        if entry.kind != kind:
            kind = entry.kind
            lines += ["", kind]
        said = "".join(_by(entry))
        named = f"{entry.catalog} {one_line(entry.id)} {one_line(entry.title)}"
        lines.append(f"  {shorten(named, width - len(said) - 2, placeholder=' …')}{said}")
    return "\n".join(lines)


def detail(entry: EntryOrigin, width: int, *, provenance: bool) -> str:
    """One entry with its fields, for people."""
    return "\n".join(_lines(entry, width, provenance))


def _by(entry: EntryOrigin) -> Iterator[str]:
    if entry.disabled:
        yield f" [off: {', '.join(c.catalog for c in entry.disabled)}]"
    if changed := dict.fromkeys(c.catalog for c in entry.changed):
        yield f" [changed: {', '.join(changed)}]"


def _lines(entry: EntryOrigin, width: int, provenance: bool) -> Iterator[str]:
    yield f"{one_line(entry.id)} ({entry.kind}, from the catalog {entry.catalog})"
    for change in entry.disabled:
        yield from _wrapped(f"switched off {_reason(change)}", width, 2)
    gutter = max(len(f.catalog) for f in entry.fields) + 2 if provenance and entry.fields else 0
    for field in entry.fields:
        lines = list(_field(field.field, field.value, width - gutter, 2))
        for change in field.changes if provenance else ():
            lines += _wrapped(f"{'more added' if change.added else 'set'} {_reason(change)}", width - gutter, 4)
        for number, line in enumerate(lines):
            yield f"{'' if number else field.catalog:{gutter}}{line}" if gutter else line


def _reason(change: Change) -> str:
    owner = f" (owner: {change.owner})" if change.owner else ""
    return one_line(f"by {change.catalog}, because: {change.because}{owner}")


def _wrapped(text: str, width: int, indent: int) -> list[str]:
    return wrapped(" " * indent + one_line(text), width, hang=2)


def _field(name: str, value: Any, width: int, indent: int) -> Iterator[str]:
    """A field on a line, or with what is in it below, further in."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value) or "none"
    if isinstance(value, dict):
        yield f"{' ' * indent}{name}:"
        for key, inner in value.items():
            yield from _field(key, inner, width, indent + 2)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _field(f"{name} {number}", item, width, indent)
    else:
        yield from _wrapped(f"{name}: {value if isinstance(value, str) else json.dumps(value)}", width, indent)


def _data(entry: EntryOrigin, provenance: bool) -> EntryData:
    data: EntryData = {
        "kind": entry.kind,
        "id": entry.id,
        "title": one_line(entry.title),
        "catalog": entry.catalog,
        "disabled": _change(entry.disabled[-1]) if entry.disabled else None,
        "disabled_by": [_change(c) for c in entry.disabled],
    }
    if not provenance:
        data["changed_by"] = list(dict.fromkeys(c.catalog for c in entry.changed))
    else:
        data["fields"] = [
            {"field": f.field, "value": f.value, "catalog": f.catalog, "changes": [_change(c) for c in f.changes]}
            for f in entry.fields
        ]
    return data


def _change(change: Change) -> ChangedByData:
    return {
        "catalog": change.catalog,
        "added": change.added,
        "because": one_line(change.because),
        "owner": change.owner,
    }
