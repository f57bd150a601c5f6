"""What extensions change in other catalogs: applied field by field, each change remembered, none in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from mlthreat.domain.catalog import Disable, Override
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.domain.library import Change
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.profile import Trait
from mlthreat.domain.question import Question
from mlthreat.domain.taxonomy import FailureMode, Threat
from mlthreat.domain.term import Term
from mlthreat.domain.value import Value
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.yaml_source import YamlSource

Path = tuple[str | int, ...]
MODELS: dict[str, type[Value]] = {
    "failure-mode": FailureMode,
    "threat": Threat,
    "question": Question,
    "trait": Trait,
    "term": Term,
}
_FIXED = {"id", "number", "follow_ups", "threats", "status"}


@dataclass(frozen=True, slots=True)
class Wish:
    """One override or switch-off, with the catalog that asks for it and the place where it stands."""

    catalog: str
    value: Override | Disable
    source: YamlSource
    at: Path


@dataclass(slots=True)
class Applied:
    """What came of applying all wishes."""

    changes: list[Change]
    problems: list[Diagnostic]


def apply_all(folders: Sequence[Folder], extended_by: dict[str, set[str]]) -> Applied:
    """Apply every override to the folders' entries, in place.

    `extended_by` gives for each catalog all the catalogs it builds on: where two catalogs set one field differently
    and the later builds on the earlier, the later wins; otherwise neither may.
    """
    applied = Applied([], [])
    targets = {
        (kind, id_): (folder, entry, at)
        for folder in folders
        for entry in folder.entries
        for kind, id_, at in _targets(entry)
    }
    first: dict[tuple[str, str, str], Wish] = {}
    for wish in (w for folder in folders for w in _wishes(folder)):
        found = wish.value.target
        if found is None:
            message = "exactly one of the entries must be named"
            hint = "write one of `failure_mode`, `threat`, `question`, `trait`, `term`"
            applied.problems.append(Diagnostic(wish.source.place(wish.at), Code.OVERRIDE_TARGET, message, hint))
        elif problem := _target_problem(wish, found, targets, extended_by):
            applied.problems.append(problem)
        elif isinstance(wish.value, Disable):
            change = Change(
                kind=found[0], id=found[1], catalog=wish.catalog, because=wish.value.because, owner=wish.value.owner
            )
            applied.changes.append(change)
        else:
            disputes = list(_disputes(wish, found, first, extended_by))
            applied.problems += disputes
            if not disputes:
                _, entry, at = targets[found]
                _change(applied, wish, found, entry, at)
    return applied


def _wishes(folder: Folder) -> Iterator[Wish]:
    manifest = folder.manifest
    top = folder.manifest_entry
    if manifest is None or top is None:
        return
    for index, override in enumerate(manifest.override):
        yield Wish(manifest.id, override, top.source, ("override", index))
    for entry in folder.of_kind("override"):
        if isinstance(entry.model, Override):
            yield Wish(manifest.id, entry.model, entry.source, ())
    for index, disable in enumerate(manifest.disable):
        yield Wish(manifest.id, disable, top.source, ("disable", index))


def _targets(entry: Entry) -> Iterator[tuple[str, str, Path]]:
    """Everything in an entry that can be changed from outside, with its path in the entry's data."""
    if entry.model is None or not isinstance(entry.data, dict):
        return
    if entry.kind in {"failure-mode", "term"}:
        yield entry.kind, entry.data["id"], ()
    for index, threat in enumerate(entry.data.get("threats") or () if entry.kind == "failure-mode" else ()):
        yield "threat", f"{entry.data['id']}/{threat['id']}", ("threats", index)
    for index, trait in enumerate(entry.data.get("traits") or () if entry.kind == "catalog" else ()):
        yield "trait", trait["id"], ("traits", index)
    if entry.kind == "section":
        yield from _question_targets(entry.data["id"], entry.data["questions"], ("questions",))


def _question_targets(section: str, questions: list[Any], at: Path) -> Iterator[tuple[str, str, Path]]:
    for index, question in enumerate(questions):
        yield "question", f"{section}.{question['id']}", (*at, index)
        yield from _question_targets(section, question.get("follow_ups") or [], (*at, index, "follow_ups"))


def _target_problem(
    wish: Wish, found: tuple[str, str], targets: dict[Any, Any], extended_by: dict[str, set[str]]
) -> Diagnostic | None:
    kind, id_ = found
    place = wish.source.place((*wish.at, kind.replace("-", "_")))
    if found not in targets:
        hint = (
            did_you_mean(id_, (i for k, i in targets if k == kind))
            or "name an entry of a catalog that this one extends"
        )
        return Diagnostic(place, Code.OVERRIDE_TARGET, f"there is no {kind} `{id_}` to change", hint)
    owner = targets[found][0].manifest
    if owner is not None and owner.id == wish.catalog:
        return Diagnostic(
            place, Code.OVERRIDE_TARGET, f"the {kind} `{id_}` is this catalog's own", "change it where it stands"
        )
    if owner is not None and owner.id not in extended_by.get(wish.catalog, set()):
        return Diagnostic(
            place,
            Code.OVERRIDE_TARGET,
            f"`{wish.catalog}` does not extend `{owner.id}`",
            f"add {{id: {owner.id}, …}} to `extends`",
        )
    return None


def _disputes(
    wish: Wish, found: tuple[str, str], first: dict[tuple[str, str, str], Wish], extended_by: dict[str, set[str]]
) -> Iterator[Diagnostic]:
    assert isinstance(wish.value, Override)
    for field, value in wish.value.set.items():
        other = first.setdefault((*found, field), wish)
        if other is wish or not isinstance(other.value, Override) or other.value.set[field] == value:
            continue
        if other.catalog in extended_by.get(wish.catalog, set()):
            first[*found, field] = wish
            continue
        message = f"`{wish.catalog}` and `{other.catalog}` set `{field}` of the {found[0]} `{found[1]}` differently"
        hint = f"settle it in one place: a catalog that extends both may set `{field}`; then delete it here and there"
        note = (_field_place(other, "set", field), f"`{other.catalog}` sets it here")
        yield Diagnostic(_field_place(wish, "set", field), Code.OVERRIDE_DISPUTED, message, hint, notes=(note,))


def _field_place(wish: Wish, part: str, field: str) -> Place:
    return wish.source.place((*wish.at, part, field), key=True)


def _change(applied: Applied, wish: Wish, found: tuple[str, str], entry: Entry, at: Path) -> None:
    assert isinstance(wish.value, Override)
    assert entry.model is not None
    model = MODELS[found[0]]
    problems = [
        p
        for part in ("set", "add")
        for field in getattr(wish.value, part)
        if (p := _field_problem(wish, model, part, field))
    ]
    applied.problems += problems
    if problems:
        return
    data = deepcopy(entry.current)
    target = data
    for step in at:
        target = target[step]
    lengths = {field: len(target.get(field) or ()) for field in wish.value.add}
    target.update(wish.value.set)
    for field, items in wish.value.add.items():
        target[field] = [*(target.get(field) or ()), *(items if isinstance(items, list) else [items])]
    try:
        model_now = type(entry.model).model_validate(data)
    except ValidationError as error:
        applied.problems += [_value_problem(wish, at, lengths, detail) for detail in error.errors(include_url=False)]
        return
    entry.changed, entry.model = data, model_now
    because = wish.value.because
    for part, added in (("set", False), ("add", True)):
        for field in getattr(wish.value, part):
            change = Change(kind=found[0], id=found[1], field=field, added=added, catalog=wish.catalog, because=because)
            applied.changes.append(change)


def _field_problem(wish: Wish, model: type[Value], part: str, field: str) -> Diagnostic | None:
    known = [name for name in model.model_fields if name not in _FIXED]
    if field in _FIXED and field in model.model_fields and part == "set":
        message, hint = f"`{field}` cannot be changed from outside", f"fields that can: {', '.join(known)}"
    elif field not in model.model_fields:
        message, hint = f"there is no field `{field}`", did_you_mean(field, known) or f"fields: {', '.join(known)}"
    elif part == "add" and "tuple" not in str(model.model_fields[field].annotation):
        message, hint = f"`{field}` holds no list, so nothing can be added to it", "use `set`"
    else:
        return None
    return Diagnostic(_field_place(wish, part, field), Code.OVERRIDE_FIELD, message, hint)


def _value_problem(wish: Wish, at: Path, lengths: dict[str, int], detail: Any) -> Diagnostic:
    field, *rest = detail["loc"][len(at) :] or ("",)
    if rest and isinstance(rest[0], int) and field in lengths:
        rest = [max(rest[0] - lengths[field], 0), *rest[1:]]
    part = "add" if field in lengths else "set"
    place = wish.source.place((*wish.at, part, field, *rest))
    return Diagnostic(
        place,
        Code.OVERRIDE_FIELD,
        f"`{field}` does not fit: {detail['msg'].removeprefix('Value error, ')}",
        "see the reference",
    )
