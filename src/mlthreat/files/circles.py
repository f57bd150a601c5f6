"""Entries that lead back to themselves: terms by their parents, facts by their conditions, questions by their successors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.files.catalog_folder import Entry
from mlthreat.files.links import Path

Ids = Mapping[str, tuple[str, Entry, Path]]
"""Every id of one kind, with its catalog, its entry and the path of the id in it."""

_TOLD = {
    "term": ("parents", "terms are each other's parents", "let one of them be a root, without parents"),
    "trait": (
        "applies",
        "facts are each other's condition, so none is ever asked",
        "delete `applies` from one of them",
    ),
    "question": ("replaced_by", "questions replace each other", "let one of them stay, without `replaced_by`"),
}


def circles(kind: str, ids: Ids) -> Iterator[Diagnostic]:
    """A problem for each circle among the terms, traits or questions."""
    key, what, hint = _TOLD[kind]
    arrows = {id_: [n for n in _next(kind, _data(entry, at)) if n in ids] for id_, (_, entry, at) in ids.items()}
    for ring in _rings(arrows):
        _, entry, at = ids[ring[0]]
        chain = " → ".join([*ring, ring[0]])
        yield Diagnostic(entry.source.place((*entry.at, *at[:-1], key)), Code.CYCLE, f"{what}: {chain}", hint)


def _data(entry: Entry, at: Path) -> Any:
    here = entry.data
    for step in at[:-1]:
        here = here[step]
    return here


def _next(kind: str, data: Any) -> list[str]:
    if kind == "term":
        found: Any = data.get("parents")
    elif kind == "trait":
        applies = data.get("applies")
        found = applies.get("all") if isinstance(applies, dict) else None
    else:
        found = [data.get("replaced_by")]
    return [f for f in found if isinstance(f, str)] if isinstance(found, list) else []


def _rings(arrows: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """One circle for each way back that a walk over all arrows meets."""
    settled: set[str] = set()
    for start in arrows:
        if start in settled:
            continue
        trail, turns = [start], [iter(arrows[start])]
        while trail:
            step = next(turns[-1], None)
            if step is None:
                settled.add(trail.pop())
                turns.pop()
            elif step in trail:
                yield trail[trail.index(step) :]
            elif step not in settled:
                trail.append(step)
                turns.append(iter(arrows[step]))
