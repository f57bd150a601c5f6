"""What extensions change in other catalogs: applied field by field, each change remembered, none in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, get_origin

from pydantic import ValidationError

from mlthreat.domain.catalog import Disable, Override
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.library import Change
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.value import Value
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.catalog_order import unsure
from mlthreat.files.enough import at_most
from mlthreat.files.links import at_path
from mlthreat.files.model_check import arms, diagnose, echoes
from mlthreat.files.override_targets import MODELS, Target, Targets, all_targets, no_target, target_problem
from mlthreat.files.wishes import Extended, Wish, disputes, switched_off_elsewhere, wishes

_FIXED = {"id", "number", "follow_ups", "threats", "status"}


@dataclass(slots=True)
class Applied:
    """What came of applying all wishes."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    overridden: dict[Target, list[Wish]] = field(default_factory=dict)


def apply_all(folders: Sequence[Folder], extended_by: Extended) -> Applied:
    """Apply every override to the folders' entries, in place.

    `extended_by` gives for each catalog all the catalogs it builds on: where two catalogs set one field differently
    and one builds on the other, that one wins; otherwise neither may.
    """
    applied = Applied()
    asked = [w for folder in folders for w in wishes(folder)]
    if asked:
        targets = all_targets(folders, unsure(extended_by))
        applied.problems += at_most(chain(disputes(asked, extended_by), switched_off_elsewhere(asked, extended_by)))
        applied.problems += at_most(p for wish in asked for p in _take(applied, wish, targets, extended_by))
        applied.problems += at_most(_change(applied.overridden, targets))
    return applied


def _take(applied: Applied, wish: Wish, targets: Targets, extended_by: Extended) -> Iterator[Diagnostic]:
    """Take a wish in, or tell what is wrong with it."""
    target = wish.value.target
    if target is None:
        yield no_target(wish)
    elif target not in targets.found and targets.may_hold(target, wish):
        yield from _flaws(wish, target)
    elif problem := target_problem(wish, target, targets, extended_by):
        yield problem
    elif isinstance(wish.value, Disable):
        because, owner = wish.value.because, wish.value.owner
        applied.changes.append(Change(kind=target[0], id=target[1], catalog=wish.catalog, because=because, owner=owner))
    elif flaws := _flaws(wish, target):
        yield from flaws
    else:
        applied.overridden.setdefault(target, []).append(wish)
        applied.changes += _told(wish, wish.value, target)


def _change(overridden: Mapping[Target, Sequence[Wish]], targets: Targets) -> Iterator[Diagnostic]:
    """Apply what was taken in: each entry is copied once and read again once, however many overrides it has."""
    changed: dict[int, Entry] = {}
    fits = True
    for target, asked in overridden.items():
        _, entry, at = targets.found[target]
        changed[id(entry)] = entry
        if entry.changed is None:
            entry.changed = deepcopy(entry.data)
        part = at_path(entry.changed, at)
        _rewrite(part, asked)
        try:
            MODELS[target[0]].model_validate(part)
        except ValidationError as error:
            fits = False
            yield from (_misfit(asked, MODELS[target[0]], detail) for detail in error.errors(include_url=False))
    for entry in changed.values() if fits else ():
        assert entry.model is not None, "only what is valid can be aimed at"
        entry.changed_model = type(entry.model).model_validate(entry.changed)


def _rewrite(part: dict[str, Any], asked: Sequence[Wish]) -> None:
    grown: dict[str, list[Any]] = {}
    for wish in asked:
        assert isinstance(wish.value, Override)
        part.update(wish.value.set)
        for name, items in wish.value.add.items():
            if part.get(name) is not grown.get(name, ...):
                grown[name] = part[name] = [*(part.get(name) or ())]
            grown[name] += _listed(items)


def _told(wish: Wish, override: Override, target: Target) -> Iterator[Change]:
    for part, added in (("set", False), ("add", True)):
        for name in getattr(override, part):
            because = override.because
            yield Change(kind=target[0], id=target[1], field=name, added=added, catalog=wish.catalog, because=because)


def _flaws(wish: Wish, target: Target) -> list[Diagnostic]:
    """What is wrong with an override in itself, whatever the entry holds that it changes."""
    if not isinstance(wish.value, Override):
        return []
    override, model = wish.value, MODELS[target[0]]
    found: list[Diagnostic] = []
    if not override.set and not override.add:
        hint = "say in `set` which fields get another value, or in `add` which lists get more items"
        found.append(Diagnostic(wish.place(), Code.OVERRIDE_FIELD, "this override changes nothing", hint))
    if "severity" in override.set and _empty_severity(override.set["severity"]):
        message, hint = "a severity without a `default` must say why there is none", "add `default: …`, or `because: …`"
        found.append(Diagnostic(wish.place("set", "severity"), Code.NO_SEVERITY, message, hint))
    for part in ("set", "add"):
        for name, value in getattr(override, part).items():
            if said := _field_problem(part, name, model):
                found.append(Diagnostic(wish.place(part, name, key=True), Code.OVERRIDE_FIELD, *said))
            else:
                found += _value_problems(wish, model, part, {name: value if part == "set" else _listed(value)})
    return found


def _listed(items: Any) -> list[Any]:
    return items if isinstance(items, list) else [items]


def _value_problems(wish: Wish, model: type[Value], part: str, data: dict[str, Any]) -> list[Diagnostic]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        # the other fields of the entry are not missing: they stand where the entry stands
        mine = [d for d in error.errors(include_url=False) if d["loc"][:1] == tuple(data)]
        mine = [d for d in mine if d["loc"] not in echoes(model, mine)]
        return [diagnose(wish.source, model, (*wish.at, part, *d["loc"]), d) for d in mine]
    return []


def _empty_severity(rule: object) -> bool:
    return isinstance(rule, dict) and not rule.get("default") and not rule.get("because")


def _field_problem(part: str, name: str, model: type[Value]) -> tuple[str, str] | None:
    known = [field for field in model.model_fields if field not in _FIXED]
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
    return any(get_origin(arm) is tuple for arm in arms(model.model_fields[name].annotation))


def _misfit(asked: Sequence[Wish], model: type[Value], detail: Any) -> Diagnostic:
    """A complaint about the changed entry as a whole, such as a list that has grown too long: the last one is told."""
    name = next(iter(detail["loc"]), "")
    wish = next((w for w in reversed(asked) if name in _fields(w)), asked[-1])
    assert isinstance(wish.value, Override)
    part = "set" if name in wish.value.set else "add"
    return diagnose(wish.source, model, (*wish.at, part, name), detail)


def _fields(wish: Wish) -> set[str]:
    return {*wish.value.set, *wish.value.add} if isinstance(wish.value, Override) else set()
