"""What catalogs changed in an entry, in words: one saying for each catalog and reason, however many fields it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from mlthreat.domain.library import Change, Library


def sayings(library: Library, kind: str, id_: str) -> list[str]:
    """Who changed one entry, how and why."""
    return [said for _, said in told(c for c in library.changes if (c.kind, c.id) == (kind, id_))]


def told(changes: Iterable[Change]) -> Iterator[tuple[Change, str]]:
    """Changes of the same entry for the same reason joined; each with the first of them, which says what was changed."""
    for _, same in groupby(changes, key=lambda c: (c.kind, c.id, c.catalog, c.because, c.owner)):
        group = list(same)
        first = group[0]
        owner = f" ({first.owner} answers for it)" if first.owner else ""
        yield first, f"{_did(group)} by {first.catalog}{owner}: {' '.join(first.because.split())}"


def _did(group: list[Change]) -> str:
    if group[0].disabled:
        return "switched off"
    replaced = [str(c.field) for c in group if not c.added]
    extended = [str(c.field) for c in group if c.added]
    parts = [f"{_listed(replaced)} set"] if replaced else []
    parts += [f"{_listed(extended)} extended"] if extended else []
    return " and ".join(parts)


def _listed(fields: list[str]) -> str:
    names = [f.replace("_", " ") for f in fields]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
