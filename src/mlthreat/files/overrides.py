"""What extensions change in other catalogs: applied field by field, each change remembered, none in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from mlthreat.domain.catalog import Disable, Override
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.library import Change
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.profile import Trait
from mlthreat.domain.question import Question
from mlthreat.domain.taxonomy import FailureMode, Threat
from mlthreat.domain.term import Term
from mlthreat.domain.value import Value
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.links import cannot_tell, defined
from mlthreat.files.model_check import diagnose
from mlthreat.files.wishes import Extended, Path, Wish, disputes, wishes

MODELS: dict[str, type[Value]] = {
    "failure-mode": FailureMode,
    "threat": Threat,
    "question": Question,
    "trait": Trait,
    "term": Term,
}
_FIXED = {"id", "number", "follow_ups", "threats", "status"}


@dataclass(slots=True)
class Applied:
    """What came of applying all wishes."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class _Targets:
    """Everything that can be changed from outside: its catalog, its entry, its path in the entry's data."""

    found: dict[tuple[str, str], tuple[Folder, Entry, Path]]
    broken: set[tuple[str, str]]
    """What is there, but has problems of its own."""
    unread: set[tuple[str, str]]


def apply_all(folders: Sequence[Folder], extended_by: Extended) -> Applied:
    """Apply every override to the folders' entries, in place.

    `extended_by` gives for each catalog all the catalogs it builds on: where two catalogs set one field differently
    and one builds on the other, that one wins; otherwise neither may.
    """
    applied = Applied()
    targets = _all_targets(folders)
    asked = [w for folder in folders for w in wishes(folder)]
    applied.problems += disputes(asked, extended_by)
    for wish in asked:
        target = wish.value.target
        if target is None:
            applied.problems.append(_no_target(wish))
        elif target not in targets.found and (target in targets.broken or cannot_tell(targets.unread, *target)):
            continue
        elif problem := _target_problem(wish, target, targets, extended_by):
            applied.problems.append(problem)
        elif isinstance(wish.value, Disable):
            because, owner = wish.value.because, wish.value.owner
            change = Change(kind=target[0], id=target[1], catalog=wish.catalog, because=because, owner=owner)
            applied.changes.append(change)
        else:
            _, entry, at = targets.found[target]
            _change(applied, wish, target, entry, at)
    return applied


def _all_targets(folders: Sequence[Folder]) -> _Targets:
    targets = _Targets({}, set(), {u for folder in folders for u in folder.unread})
    for folder in folders:
        for entry in folder.entries:
            if entry.model is None:
                targets.broken |= {(d.kind, d.id) for d in defined(entry.kind, entry.data)}
            for kind, id_, at in _targets(entry):
                targets.found[kind, id_] = (folder, entry, at)
    return targets


def _targets(entry: Entry) -> Iterator[tuple[str, str, Path]]:
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


def _no_target(wish: Wish) -> Diagnostic:
    kinds = (
        ("failure_mode", "question") if isinstance(wish.value, Disable) else tuple(k.replace("-", "_") for k in MODELS)
    )
    named = [k for k in kinds if getattr(wish.value, k) is not None]
    if named:
        message, place = (
            f"only one entry can be named, not `{named[0]}` and `{named[1]}`",
            wish.place(named[1], key=True),
        )
        return Diagnostic(place, Code.OVERRIDE_TARGET, message, "write one override for each of them")
    hint = f"write one of {', '.join(f'`{k}: …`' for k in kinds)}"
    return Diagnostic(wish.place(), Code.OVERRIDE_TARGET, "nothing is named that should be changed", hint)


def _target_problem(wish: Wish, target: tuple[str, str], targets: _Targets, extended_by: Extended) -> Diagnostic | None:
    kind, id_ = target
    place = wish.place(kind.replace("-", "_"))
    if target not in targets.found:
        others = (i for k, i in targets.found if k == kind)
        hint = did_you_mean(id_, others) or "name an entry of a catalog that this one extends"
        return Diagnostic(place, Code.OVERRIDE_TARGET, f"there is no {kind} `{id_}` to change", hint)
    owner = targets.found[target][0].name
    if owner == wish.catalog:
        message, hint = f"the {kind} `{id_}` is this catalog's own", "change it where it stands"
    elif owner not in extended_by.get(wish.catalog, set()):
        message, hint = f"`{wish.catalog}` does not extend `{owner}`", f"add {{id: {owner}, …}} to `extends`"
    else:
        return None
    return Diagnostic(place, Code.OVERRIDE_TARGET, message, hint)


def _change(applied: Applied, wish: Wish, target: tuple[str, str], entry: Entry, at: Path) -> None:
    assert isinstance(wish.value, Override)
    assert entry.model is not None
    problems = list(_field_problems(wish, wish.value, MODELS[target[0]]))
    applied.problems += problems
    if problems:
        return
    data = deepcopy(entry.current)
    here = data
    for step in at:
        here = here[step]
    lengths = {name: len(here.get(name) or ()) for name in wish.value.add}
    here.update(wish.value.set)
    for name, items in wish.value.add.items():
        here[name] = [*(here.get(name) or ()), *(items if isinstance(items, list) else [items])]
    try:
        model_now = type(entry.model).model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        applied.problems += [_value_problem(wish, type(entry.model), at, lengths, detail) for detail in details]
        return
    entry.changed, entry.model = data, model_now
    applied.changes += _told(wish, wish.value, target)


def _told(wish: Wish, override: Override, target: tuple[str, str]) -> Iterator[Change]:
    for part, added in (("set", False), ("add", True)):
        for name in getattr(override, part):
            because = override.because
            yield Change(kind=target[0], id=target[1], field=name, added=added, catalog=wish.catalog, because=because)


def _field_problems(wish: Wish, override: Override, model: type[Value]) -> Iterator[Diagnostic]:
    if not override.set and not override.add:
        hint = "say in `set` which fields get another value, or in `add` which lists get more items"
        yield Diagnostic(wish.place(), Code.OVERRIDE_FIELD, "this override changes nothing", hint)
    known = [name for name in model.model_fields if name not in _FIXED]
    for part in ("set", "add"):
        for name in getattr(override, part):
            if said := _field_problem(part, name, model, known):
                yield Diagnostic(wish.place(part, name, key=True), Code.OVERRIDE_FIELD, *said)


def _field_problem(part: str, name: str, model: type[Value], known: list[str]) -> tuple[str, str] | None:
    if name not in model.model_fields:
        return f"there is no field `{name}`", did_you_mean(name, known) or f"fields: {', '.join(known)}"
    if name in _FIXED and (part == "set" or not _holds_list(model, name)):
        hint = (
            f"more can be added with `add: {{{name}: […]}}`" if _holds_list(model, name) else "add an entry of your own"
        )
        return f"`{name}` cannot be changed from outside", hint
    if part == "add" and not _holds_list(model, name):
        return f"`{name}` holds no list, so nothing can be added to it", "use `set`"
    return None


def _holds_list(model: type[Value], name: str) -> bool:
    return "tuple" in str(model.model_fields[name].annotation)


def _value_problem(wish: Wish, model: type[Value], at: Path, lengths: dict[str, int], detail: Any) -> Diagnostic:
    """A complaint about the changed entry, at the place in the override that caused it."""
    name, *rest = detail["loc"][len(at) :] or ("",)
    part = "set"
    if name in lengths and rest and isinstance(rest[0], int) and rest[0] >= lengths[name]:
        part, rest = "add", [rest[0] - lengths[name], *rest[1:]]
    return diagnose(wish.source, model, (*wish.at, part, name, *rest), detail)
