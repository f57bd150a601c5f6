"""Crosswalks that cannot lie: every id, title and retirement is checked against the pinned framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean
from mlthreat.files.catalog_folder import Entry
from mlthreat.files.links import Path


def crosswalk_problems(
    entry: Entry, frameworks: Mapping[str, Entry], unread: Collection[tuple[str, str]], *, sure: bool
) -> Iterator[Diagnostic]:
    """What is wrong with the crosswalk rows of one entry, wherever in it they stand.

    `unread` holds kinds and names of files that could not be read: what they may define is not missed. Nor is a
    framework where nobody is `sure` which catalogs this one extends.
    """
    if entry.kind in {"framework", "reference", "term", "case"}:
        return
    for path, row in _rows(entry.data, ()):
        place = entry.source.place((*entry.at, *path, "id"))
        framework, id_ = row.get("framework"), row.get("id")
        if not isinstance(framework, str) or not isinstance(id_, str):
            continue
        if framework not in frameworks and (not sure or ("framework", framework) in unread):
            continue
        if framework not in frameworks:
            at = entry.source.place((*entry.at, *path, "framework"))
            hint = did_you_mean(framework, frameworks, most=2) or f"known: {', '.join(sorted(frameworks))}"
            yield Diagnostic(at, Code.UNKNOWN_ID, f"there is no framework `{framework}`", hint)
            continue
        listed = _entries(frameworks[framework])
        if id_ not in listed:
            if not frameworks[framework].data.get("complete", True):
                hint = "the list of this framework is not complete: add the id to it, with where it was seen"
            else:
                hint = did_you_mean(id_, listed, most=3)
            yield Diagnostic(place, Code.CROSSWALK_UNKNOWN_ID, f"`{framework}` has no `{id_}`", hint)
            continue
        found = listed[id_]
        if found.get("retired"):
            hint = f"take its successor `{found['successor']}`" if found.get("successor") else "take another id"
            yield Diagnostic(place, Code.CROSSWALK_RETIRED_ID, f"`{id_}` is retired in `{framework}`", hint)
        if isinstance(row.get("title"), str) and row["title"] != found.get("title"):
            at = entry.source.place((*entry.at, *path, "title"))
            owner = next((other for other, e in listed.items() if e.get("title") == row["title"]), None)
            hint = f"that is the title of `{owner}`" if owner else "copy the title from the framework's list"
            yield Diagnostic(
                at, Code.CROSSWALK_WRONG_TITLE, f"`{id_}` is called “{found.get('title')}” in `{framework}`", hint
            )


def _rows(data: Any, at: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "crosswalk" and isinstance(value, list):
                yield from (((*at, key, i), row) for i, row in enumerate(value) if isinstance(row, dict))
            elif isinstance(value, dict | list):
                yield from _rows(value, (*at, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            if isinstance(item, dict | list):
                yield from _rows(item, (*at, index))


def _entries(framework: Entry) -> dict[str, dict[str, Any]]:
    entries = framework.data.get("entries") if isinstance(framework.data, dict) else None
    rows = entries if isinstance(entries, list) else []
    return {e["id"]: e for e in rows if isinstance(e, dict) and isinstance(e.get("id"), str)}
