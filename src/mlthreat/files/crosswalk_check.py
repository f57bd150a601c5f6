"""Crosswalks that cannot lie: every id, title and retirement is checked against the pinned framework."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean
from mlthreat.files.catalog_folder import Entry
from mlthreat.files.links import ROW, at_path


class Listed(NamedTuple):
    """What a framework lists: its entries by id, and whether these are all there are."""

    entries: Mapping[str, Mapping[str, Any]]
    complete: bool


def listed(framework: Entry) -> Listed:
    """What a framework lists, as far as its entries have ids."""
    rows = framework.data.get("entries")
    entries = {
        e["id"]: e
        for e in (rows if isinstance(rows, list) else ())
        if isinstance(e, dict) and isinstance(e.get("id"), str)
    }
    return Listed(entries, bool(framework.data.get("complete", True)))


def crosswalk_problems(
    entry: Entry, frameworks: Mapping[str, Listed], unread: Collection[tuple[str, str]], *, sure: bool
) -> Iterator[Diagnostic]:
    """What is wrong with the crosswalk rows of one entry, wherever in it they stand.

    `unread` holds kinds and names of files that could not be read: what they may define is not missed. Nor is a
    framework where nobody is `sure` which catalogs this one extends.
    """
    if entry.kind in {"framework", "reference", "term", "case"}:
        return
    for path in (link.path for link in entry.links if link.kind == ROW):
        row = at_path(entry.data, path)
        framework, id_ = row.get("framework"), row.get("id")
        if not isinstance(framework, str) or not isinstance(id_, str):
            continue
        if framework in frameworks:
            found = _wrong(framework, frameworks[framework], id_, row.get("title"))
        elif not sure or ("framework", framework) in unread:
            continue
        else:
            hint = did_you_mean(framework, frameworks, most=2) or f"known: {', '.join(sorted(frameworks))}"
            found = iter([("framework", Code.UNKNOWN_ID, f"there is no framework `{framework}`", hint)])
        for key, code, message, hint in found:
            yield Diagnostic(entry.source.place((*entry.at, *path, key)), code, message, hint)


def _wrong(name: str, framework: Listed, id_: str, title: object) -> Iterator[tuple[str, Code, str, str]]:
    """The key of a row at which something is wrong, the code, what is said about it, and what to do."""
    entries = framework.entries
    if id_ not in entries:
        hint = "the list of this framework is not complete: add the id to it, with where it was seen"
        if framework.complete:
            hint = did_you_mean(id_, entries, most=3)
        yield "id", Code.CROSSWALK_UNKNOWN_ID, f"`{name}` has no `{id_}`", hint
        return
    found = entries[id_]
    if found.get("retired"):
        hint = f"take its successor `{found['successor']}`" if found.get("successor") else "take another id"
        yield "id", Code.CROSSWALK_RETIRED_ID, f"`{id_}` is retired in `{name}`", hint
    if isinstance(title, str) and title != found.get("title"):
        owner = next((other for other, e in entries.items() if e.get("title") == title), None)
        hint = f"that is the title of `{owner}`" if owner else "copy the title from the framework's list"
        message = f"`{id_}` is called “{found.get('title')}” in `{name}`"
        yield "title", Code.CROSSWALK_WRONG_TITLE, message, hint
