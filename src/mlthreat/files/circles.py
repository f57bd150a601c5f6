"""Entries that lead back to themselves: terms by their parents, facts by their conditions, questions by their successors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.files.arrows import chain, follow
from mlthreat.files.catalog_folder import Entry
from mlthreat.files.links import at_path
from mlthreat.files.yaml_source import KeyPath

Ids = Mapping[str, tuple[str, Entry, KeyPath]]
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
    arrows = {
        id_: next_
        for id_, (_, entry, at) in ids.items()
        if (next_ := [n for n in _next(kind, at_path(entry.data, at[:-1])) if n in ids])
    }
    for ring in follow(arrows)[1]:
        _, entry, at = ids[ring[0]]
        yield Diagnostic(entry.source.place((*entry.at, *at[:-1], key)), Code.CYCLE, f"{what}: {chain(ring)}", hint)


def _next(kind: str, data: Any) -> list[str]:
    if kind == "term":
        found: Any = data.get("parents")
    elif kind == "trait":
        applies = data.get("applies")
        found = applies.get("all") if isinstance(applies, dict) else None
    else:
        found = [data.get("replaced_by")]
    return [f for f in found if isinstance(f, str)] if isinstance(found, list) else []
