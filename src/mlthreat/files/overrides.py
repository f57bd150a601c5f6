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
from mlthreat.files.catalog_order import unsure
from mlthreat.files.links import cannot_tell, defined
from mlthreat.files.model_check import diagnose, echoes
from mlthreat.files.wishes import Extended, Path, Wish, disputes, switched_off_elsewhere, wishes

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
    unsure: set[str]
    """The catalogs of which nobody can tell what they extend."""

    def may_hold(self, target: tuple[str, str], wish: Wish) -> bool:
        """Whether something that was not found may be there, in what could not be read."""
        return target in self.broken or wish.catalog in self.unsure or cannot_tell(self.unread, *target)


def apply_all(folders: Sequence[Folder], extended_by: Extended) -> Applied:
    """Apply every override to the folders' entries, in place.

    `extended_by` gives for each catalog all the catalogs it builds on: where two catalogs set one field differently
    and one builds on the other, that one wins; otherwise neither may.
    """
    applied = Applied()
    targets = _all_targets(folders, unsure(extended_by))
    asked = [w for folder in folders for w in wishes(folder)]
    applied.problems += [*disputes(asked, extended_by), *switched_off_elsewhere(asked, extended_by)]
    for wish in asked:
        target = wish.value.target
        if target is None:
            applied.problems.append(_no_target(wish))
        elif target not in targets.found and targets.may_hold(target, wish):
            applied.problems += _flaws(wish, target)
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


def _all_targets(folders: Sequence[Folder], not_sure: set[str]) -> _Targets:
    targets = _Targets({}, set(), {u for folder in folders for u in folder.unread}, not_sure)
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
    elif owner not in extended_by.get(wish.catalog, set()) and wish.catalog not in targets.unsure:
        message, hint = f"`{wish.catalog}` does not extend `{owner}`", f"add {{id: {owner}, …}} to `extends`"
    else:
        return None
    return Diagnostic(place, Code.OVERRIDE_TARGET, message, hint)


def _change(applied: Applied, wish: Wish, target: tuple[str, str], entry: Entry, at: Path) -> None:
    assert isinstance(wish.value, Override)
    assert entry.model is not None
    flaws = _flaws(wish, target)
    applied.problems += flaws
    if flaws:
        return
    data = deepcopy(entry.current)
    here = data
    for step in at:
        here = here[step]
    here.update(wish.value.set)
    for name, items in wish.value.add.items():
        here[name] = [*(here.get(name) or ()), *_listed(items)]
    try:
        model_now = type(entry.model).model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        applied.problems += [_misfit(wish, wish.value, type(entry.model), at, detail) for detail in details]
        return
    entry.changed, entry.changed_model = data, model_now
    applied.changes += _told(wish, wish.value, target)


def _told(wish: Wish, override: Override, target: tuple[str, str]) -> Iterator[Change]:
    for part, added in (("set", False), ("add", True)):
        for name in getattr(override, part):
            because = override.because
            yield Change(kind=target[0], id=target[1], field=name, added=added, catalog=wish.catalog, because=because)


def _flaws(wish: Wish, target: tuple[str, str]) -> list[Diagnostic]:
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
    return "tuple" in str(model.model_fields[name].annotation)


def _misfit(wish: Wish, override: Override, model: type[Value], at: Path, detail: Any) -> Diagnostic:
    """A complaint about the changed entry as a whole, such as a list that has grown too long."""
    name = next(iter(detail["loc"][len(at) :]), "")
    part = "set" if name in override.set else "add"
    return diagnose(wish.source, model, (*wish.at, part, name), detail)
