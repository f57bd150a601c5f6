"""What an override or a switch-off may be aimed at, and what is wrong where it is aimed at something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlthreat.domain.catalog import Disable
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.profile import Trait
from mlthreat.domain.question import Question
from mlthreat.domain.taxonomy import FailureMode, Threat
from mlthreat.domain.term import Term
from mlthreat.domain.value import Value
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.links import cannot_tell, defined
from mlthreat.files.wishes import Extended, Wish
from mlthreat.files.yaml_source import KeyPath

MODELS: dict[str, type[Value]] = {
    "failure-mode": FailureMode,
    "threat": Threat,
    "question": Question,
    "trait": Trait,
    "term": Term,
}

Target = tuple[str, str]
"""The kind and the id of what is changed."""


@dataclass(slots=True)
class Targets:
    """Everything that can be changed from outside: its catalog, its entry, its path in the entry's data."""

    found: dict[Target, tuple[Folder, Entry, KeyPath]]
    broken: set[Target]
    """What is there, but has problems of its own."""
    unread: set[tuple[str, str]]
    unsure: set[str]
    """The catalogs of which nobody can tell what they extend."""

    def may_hold(self, target: Target, wish: Wish) -> bool:
        """Whether something that was not found may be there, in what could not be read."""
        return target in self.broken or wish.catalog in self.unsure or cannot_tell(self.unread, *target)


def all_targets(folders: Sequence[Folder], not_sure: set[str]) -> Targets:
    """Everything in some folders that can be changed; `not_sure` are the catalogs of which nobody can tell what they extend."""
    targets = Targets({}, set(), {u for folder in folders for u in folder.unread}, not_sure)
    for folder in folders:
        for entry in folder.entries:
            if entry.model is None:
                targets.broken |= {(d.kind, d.id) for d in defined(entry.kind, entry.data)}
            for kind, id_, at in _targets(entry):
                targets.found[kind, id_] = (folder, entry, at)
    return targets


def _targets(entry: Entry) -> Iterator[tuple[str, str, KeyPath]]:
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


def _question_targets(section: str, questions: list[Any], at: KeyPath) -> Iterator[tuple[str, str, KeyPath]]:
    for index, question in enumerate(questions):
        yield "question", f"{section}.{question['id']}", (*at, index)
        yield from _question_targets(section, question.get("follow_ups") or [], (*at, index, "follow_ups"))


def no_target(wish: Wish) -> Diagnostic:
    """The problem of a wish that names nothing, or two things."""
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


def target_problem(wish: Wish, target: Target, targets: Targets, extended_by: Extended) -> Diagnostic | None:
    """What keeps a catalog from changing what it names; None where it may."""
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
