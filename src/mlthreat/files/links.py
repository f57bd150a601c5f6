"""The ids that an entry defines and the ids that it points to, with their paths.

Works on plain data, so that a broken entry does not hide what else is wrong with it or with its neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from mlthreat.files.yaml_source import KeyPath


class Defined(NamedTuple):
    """An id that an entry defines."""

    kind: str
    id: str
    path: KeyPath


class Link(NamedTuple):
    """An id that an entry points to."""

    kind: str
    id: str
    path: KeyPath


_IN_LISTS = {
    "references": "reference",
    "failure_modes": "failure-mode",
    "parents": "term",
    "related": "term",
    "about": "about",
}
_TEXTS = {"trait": "trait", "document": "document", "classified_by": "document", "replaced_by": "question"}
_CONDITIONS = {"applies", "if"}
ROW = "crosswalk"
"""The kind of a link that is a whole row of a crosswalk; its id stands in the row, beside its framework and its title."""


def cannot_tell(unread: Collection[tuple[str, str]], kind: str, id_: str) -> bool:
    """Whether an id may well exist in a file that could not be read; `unread` holds kinds and names of such files."""
    mode, section = id_.partition("/")[0], id_.partition(".")[0]
    held_by = {"about": ("failure-mode", mode), "threat": ("failure-mode", mode), "question": ("section", section)}
    if kind in {"failure-mode", "framework", *held_by}:
        return held_by.get(kind, (kind, id_)) in unread
    holder = "catalog" if kind in {"trait", "document"} else kind
    return any(k == holder for k, _ in unread)


def added(override: Any, at: KeyPath) -> Iterator[Defined]:
    """Every id that an override adds to an entry of another catalog; `at` is the override's own path."""
    more = override.get("add") if isinstance(override, dict) else None
    if not isinstance(more, dict):
        return
    mode, question = override.get("failure_mode"), override.get("question")
    if isinstance(mode, str):
        found = _in_failure_mode(mode, more)
    elif isinstance(question, str):
        found = _questions(question.partition(".")[0], more, "follow_ups", ())
    else:
        found = _in_failure_mode("", {"mitigations": more.get("mitigations")})
    yield from (d._replace(path=(*at, "add", *d.path)) for d in found)


def defined(kind: str, data: Any) -> Iterator[Defined]:
    """Every id that an entry of this kind defines."""
    if kind == "override":
        yield from added(data, ())
    elif kind == "catalog":
        yield from _in_manifest(data)
    elif kind != "case" and isinstance(data, dict) and isinstance(data.get("id"), str):
        yield from _in_entry(kind, data["id"], data)


def _in_manifest(data: Any) -> Iterator[Defined]:
    if not isinstance(data, dict):
        return
    for part, kind in (("traits", "trait"), ("documents", "document")):
        yield from (Defined(kind, id_, (*at, "id")) for at, id_ in _items(data, part))
    overrides = data.get("override")
    for index, override in enumerate(overrides if isinstance(overrides, list) else ()):
        yield from added(override, ("override", index))


def _in_entry(kind: str, own: str, data: dict[str, Any]) -> Iterator[Defined]:
    yield Defined(kind, own, ("id",))
    parts = {
        "bug-bar": (("facts", f"fact of {own}"), ("rows", f"row of {own}")),
        "framework": (("entries", f"entry of {own}"),),
    }
    for key, part in parts.get(kind, ()):
        yield from (Defined(part, id_, (*at, "id")) for at, id_ in _items(data, key))
    if kind == "failure-mode":
        yield from _in_failure_mode(own, data)
    elif kind == "section":
        yield from _questions(own, data, "questions", ())


def _in_failure_mode(own: str, data: dict[str, Any]) -> Iterator[Defined]:
    for at, mitigation in _items(data, "mitigations"):
        yield Defined("mitigation", mitigation, (*at, "id"))
    for at, threat in _items(data, "threats"):
        yield Defined("threat", f"{own}/{threat}", (*at, "id"))
        for deeper, mitigation in _items(data["threats"][at[1]], "mitigations"):
            yield Defined("mitigation", mitigation, (*at, *deeper, "id"))


def _items(data: dict[str, Any], key: str) -> Iterator[tuple[KeyPath, str]]:
    for index, item in enumerate(data.get(key) or () if isinstance(data.get(key), list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield (key, index), item["id"]


def _questions(section: str, data: dict[str, Any], key: str, at: KeyPath) -> Iterator[Defined]:
    for path, question in _items(data, key):
        yield Defined("question", f"{section}.{question}", (*at, *path, "id"))
        yield from _questions(section, data[key][path[1]], "follow_ups", (*at, *path))


def at_path(data: Any, path: KeyPath) -> Any:
    """The part of plain data that a path of it leads to."""
    for step in path:
        data = data[step]
    return data


def links(data: Any) -> list[Link]:
    """Every id that the plain data of an entry points to, whatever it is nested in, and every row of a crosswalk."""
    found: list[Link] = []
    if isinstance(data, dict):
        _in_group(data, (), found)
    elif isinstance(data, list):
        _in_list("", data, (), found)
    return found


def _in_group(data: dict[str, Any], at: KeyPath, found: list[Link]) -> None:
    for key, value in data.items():
        if isinstance(value, str):
            if key in _TEXTS:
                found.append(Link(_TEXTS[key], value, (*at, key)))
        elif isinstance(value, list):
            _in_list(key, value, (*at, key), found)
        elif isinstance(value, dict):
            (_in_condition if key in _CONDITIONS else _in_group)(value, (*at, key), found)


def _in_list(key: str, items: list[Any], at: KeyPath, found: list[Link]) -> None:
    kind = _IN_LISTS.get(key)
    for index, item in enumerate(items):
        if isinstance(item, str):
            if kind:
                found.append(Link(kind, item, (*at, index)))
        elif isinstance(item, list):
            _in_list("", item, (*at, index), found)
        elif isinstance(item, dict):
            _in_group(item, (*at, index), found)
            if key == "crosswalk":
                found.append(Link(ROW, "", (*at, index)))
            elif key == "related" and isinstance(item.get("id"), str):
                found.append(Link("failure-mode", item["id"], (*at, index, "id")))


def _in_condition(condition: dict[str, Any], at: KeyPath, found: list[Link]) -> None:
    for part, traits in condition.items():
        if isinstance(traits, list):
            found += [Link("trait", trait, (*at, part, i)) for i, trait in enumerate(traits) if isinstance(trait, str)]
