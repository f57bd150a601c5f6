"""What must hold between entries, in one catalog and across all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.taxonomy import FailureMode
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.catalog_order import unsure
from mlthreat.files.circles import circles
from mlthreat.files.crosswalk_check import crosswalk_problems, listed
from mlthreat.files.links import ROW, at_path, cannot_tell, defined
from mlthreat.files.yaml_source import KeyPath

_LOCAL = {"mitigation", "reference"}
"""Kinds whose ids need to be unique only within their catalog."""

Where = tuple[str, Entry, KeyPath]
"""The catalog that defines an id, the entry, and the path of the id in it."""


@dataclass(slots=True)
class Known:
    """Every id there is, with the catalog that defines it and the place."""

    by_kind: dict[str, dict[str, Where]] = field(default_factory=dict)
    owners: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """For each kind and id: the catalogs that define it. Failure modes and threats are there as `about`, too."""
    unread: set[tuple[str, str]] = field(default_factory=set)
    """Kind and name of the files that could not be read."""

    def of(self, kind: str) -> dict[str, Where]:
        """The ids of one kind; `about` means failure modes and threats."""
        if kind == "about":
            return self.of("failure-mode") | self.of("threat")
        return self.by_kind.setdefault(kind, {})

    def own(self, kind: str) -> dict[str, Where]:
        """The ids of one kind that stand in an entry of their own catalog, not in an override."""
        return {id_: where for id_, where in self.of(kind).items() if "add" not in where[2]}

    def learn(self, kind: str, id_: str, where: Where) -> Where | None:
        """Take in an id. Returns where it was defined before, if it was, which stays what is known of it."""
        self.owners.setdefault((kind, id_), set()).add(where[0])
        if kind in {"failure-mode", "threat"}:
            self.owners.setdefault(("about", id_), set()).add(where[0])
        first = self.of(kind).setdefault(id_, where)
        if kind in _LOCAL:
            first = self.of(f"{where[0]}:{kind}").setdefault(id_, where)
        return None if first is where else first


def cross_check(folders: Sequence[Folder], extended_by: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """Every broken rule between entries, in no particular order."""
    known = Known()
    for folder in folders:
        name = folder.name
        for entry in folder.entries:
            yield from _define(known, name, entry)
    known.unread = {u for folder in folders for u in folder.unread}
    frameworks = {id_: listed(entry) for id_, (_, entry, _) in known.of("framework").items()}
    not_sure = unsure(extended_by)
    for folder in folders:
        name = folder.name
        sure = name not in not_sure and folder.manifest_entry is not None
        visible = extended_by.get(name, set()) | {name} if sure else None
        for entry in folder.entries:
            yield from _dangling(entry, known, name, visible)
            yield from crosswalk_problems(entry, frameworks, known.unread, sure=sure)
            yield from _contradictions(entry)
    for kind in ("term", "trait", "question"):
        yield from circles(kind, known.own(kind))
    yield from _trait_problems(folders)
    yield from _severity_problems(folders)


def _define(known: Known, catalog: str, entry: Entry) -> Iterator[Diagnostic]:
    for kind, id_, path in defined(entry.kind, entry.data):
        before = known.learn(kind, id_, (catalog, entry, path))
        if before is None:
            continue
        other, where, at = before
        place = entry.source.place((*entry.at, *path))
        note = (where.source.place((*where.at, *at)), f"the first one, in `{other}`")
        hint = (
            "choose another id"
            if other == catalog
            else "choose another id; to change an entry of another catalog, use `override`"
        )
        yield Diagnostic(place, Code.DUPLICATE_ID, f"the {kind} `{id_}` exists already", hint, notes=(note,))


def _dangling(entry: Entry, known: Known, catalog: str, visible: set[str] | None) -> Iterator[Diagnostic]:
    """Links to what is not there; `visible` are the catalogs that may be pointed to, None where nobody can tell."""
    if visible is None:
        return
    for kind, id_, path in _all_links(entry):
        owners = known.owners.get((kind, id_), set())
        if not visible.isdisjoint(owners) or (not owners and cannot_tell(known.unread, kind, id_)):
            continue
        if kind == "trait" and entry.kind == "bug-bar" and id_ in known.of(f"fact of {entry.data.get('id')}"):
            continue
        if not owners:
            what = "failure mode or threat" if kind == "about" else kind.replace("-", " ")
            message = f"there is no {what} `{id_}`"
            hint = (
                did_you_mean(id_, known.of(kind), most=2) or f"add it to `{catalog}`, or extend the catalog that has it"
            )
        else:
            owner = min(owners)
            message = f"`{id_}` belongs to `{owner}`, which `{catalog}` does not extend"
            hint = f"add {{id: {owner}, …}} to `extends` in catalog.yaml"
        is_key = entry.kind == "case" and isinstance(path[-1], str)
        yield Diagnostic(entry.source.place((*entry.at, *path), key=is_key), Code.UNKNOWN_ID, message, hint)


def _all_links(entry: Entry) -> Iterator[tuple[str, str, KeyPath]]:
    if entry.kind == "case":
        yield from _case_links(entry.data)
        return
    for link in entry.links:
        if link.kind != ROW and not _names_target(entry, link.path):
            yield link
    if entry.kind == "failure-mode" and isinstance(entry.data, dict):
        for index, threat in enumerate(
            entry.data.get("threats") or () if isinstance(entry.data.get("threats"), list) else ()
        ):
            inherited = threat.get("mitigations_of") if isinstance(threat, dict) else None
            for at, id_ in enumerate(inherited if isinstance(inherited, list) else ()):
                yield "threat", f"{entry.data.get('id')}/{id_}", ("threats", index, "mitigations_of", at)


def _names_target(entry: Entry, path: KeyPath) -> bool:
    """Whether a link is what an override is aimed at, which is looked after with the overrides."""
    if entry.kind == "override":
        return path == ("trait",)
    return entry.kind == "catalog" and len(path) == 3 and path[0] == "override" and path[2] == "trait"


def _case_links(data: Any) -> Iterator[tuple[str, str, KeyPath]]:
    parts = {"traits": "trait", "answers": "question", "severity": "question", "disposition": "failure-mode"}
    for part, kind in parts.items() if isinstance(data, dict) else ():
        for key in data.get(part) or () if isinstance(data.get(part), dict) else ():
            yield kind, key, (part, key)
    for part in ("asked", "not_asked") if isinstance(data, dict) else ():
        for index, id_ in enumerate(data.get(part) or () if isinstance(data.get(part), list) else ()):
            if isinstance(id_, str):
                yield "question", id_, (part, index)


def _contradictions(entry: Entry) -> Iterator[Diagnostic]:
    seen: dict[tuple[KeyPath, str], KeyPath] = {}
    for kind, id_, path in entry.links:
        if kind != "trait" or len(path) < 3 or path[-2] not in {"all", "none"}:
            continue
        other = seen.setdefault((path[:-2], id_), path)
        if other[-2] != path[-2]:
            place = entry.source.place((*entry.at, *path))
            note = (entry.source.place((*entry.at, *other)), f"`{other[-2]}` names it here")
            hint = "delete one of the two"
            message = f"this can never hold: `{id_}` must be both true and false"
            yield Diagnostic(place, Code.CONTRADICTION, message, hint, notes=(note,))


def _trait_problems(folders: Sequence[Folder]) -> Iterator[Diagnostic]:
    bound: dict[str, tuple[Entry, KeyPath]] = {}
    for entry in (e for folder in folders for e in folder.of_kind("section")):
        for kind, trait, path in entry.links:
            if kind != "trait" or path[-1] != "trait":
                continue
            question = at_path(entry.data, path[:-1])
            place = entry.source.place((*entry.at, *path))
            if question.get("asks") == "control":
                message = "only an exposure can be answered by a trait"
                yield Diagnostic(place, Code.TRAIT_MISUSED, message, "make it `asks: exposure`, or delete `trait`")
            if trait in bound:
                other, at = bound[trait]
                note = (other.source.place((*other.at, *at)), "the first question")
                message = f"two questions ask for the trait `{trait}`"
                yield Diagnostic(
                    place,
                    Code.TRAIT_MISUSED,
                    message,
                    "let one of them ask, so that nothing is asked twice",
                    notes=(note,),
                )
            bound.setdefault(trait, (entry, path))


def _severity_problems(folders: Sequence[Folder]) -> Iterator[Diagnostic]:
    for entry in (e for folder in folders for e in folder.of_kind("failure-mode")):
        mode = entry.model
        if not isinstance(mode, FailureMode):
            continue
        if not mode.threats and mode.severity is None:
            message = f"the failure mode `{mode.id}` has no severity and no threats that have one"
            yield Diagnostic(
                entry.source.place(("id",)), Code.NO_SEVERITY, message, "add `severity: {default: …, because: …}`"
            )
        rules = [
            (("severity",), mode.severity),
            *((("threats", i, "severity"), t.severity) for i, t in enumerate(mode.threats)),
        ]
        for path, rule in rules:
            if rule is not None and rule.default is None and not rule.because:
                message = "a severity without a `default` must say why there is none"
                yield Diagnostic(
                    entry.source.place(path), Code.NO_SEVERITY, message, "add `default: …`, or `because: …`"
                )
