"""What must hold between entries, in one catalog and across all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.taxonomy import FailureMode
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.crosswalk_check import crosswalk_problems
from mlthreat.files.links import Path, defined, links

_LOCAL = {"mitigation", "reference"}
"""Kinds whose ids need to be unique only within their catalog."""


@dataclass(slots=True)
class Known:
    """Every id there is, with the catalog that defines it and the place."""

    by_kind: dict[str, dict[str, tuple[str, Entry, Path]]] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, tuple[str, Entry, Path]]:
        """The ids of one kind; `about` means failure modes and threats."""
        if kind == "about":
            return self.of("failure-mode") | self.of("threat")
        return self.by_kind.setdefault(kind, {})


def cross_check(folders: Sequence[Folder], extended_by: dict[str, set[str]]) -> list[Diagnostic]:
    """Every broken rule between entries, in no particular order."""
    known = Known()
    problems: list[Diagnostic] = []
    for folder in folders:
        name = folder.manifest.id if folder.manifest else ""
        for entry in folder.entries:
            problems += _define(known, name, entry)
    frameworks = {id_: entry for id_, (_, entry, _) in known.of("framework").items()}
    for folder in folders:
        name = folder.manifest.id if folder.manifest else ""
        visible = extended_by.get(name, set()) | {name}
        for entry in folder.entries:
            problems += _dangling(entry, known, name, visible)
            problems += crosswalk_problems(entry, frameworks)
            problems += _contradictions(entry)
    return [*problems, *_term_cycles(known), *_trait_problems(folders), *_severity_problems(folders)]


def _define(known: Known, catalog: str, entry: Entry) -> Iterator[Diagnostic]:
    found = [*defined(entry.kind, entry.data)] if entry.kind not in {"catalog", "override", "case"} else []
    if entry.kind == "catalog" and isinstance(entry.data, dict):
        found = [
            d._replace(path=(part, index, *d.path))
            for part, kind in (("traits", "trait"), ("documents", "document"))
            for index, item in enumerate(entry.data.get(part) or () if isinstance(entry.data.get(part), list) else ())
            for d in defined(kind, item)
        ]
    for kind, id_, path in found:
        scope = f"{catalog}:{kind}" if kind in _LOCAL else kind
        ids = known.of(scope)
        if kind in _LOCAL:
            known.of(kind).setdefault(id_, (catalog, entry, path))
        if id_ not in ids:
            ids[id_] = (catalog, entry, path)
            continue
        other, where, at = ids[id_]
        place = entry.source.place((*entry.at, *path))
        note = (where.source.place((*where.at, *at)), f"the first one, in `{other}`")
        hint = (
            "choose another id"
            if other == catalog
            else "choose another id; to change an entry of another catalog, use `override`"
        )
        yield Diagnostic(place, Code.DUPLICATE_ID, f"the {kind} `{id_}` exists already", hint, notes=(note,))


def _dangling(entry: Entry, known: Known, catalog: str, visible: set[str]) -> Iterator[Diagnostic]:
    for kind, id_, path in _all_links(entry):
        there = known.of(kind)
        if kind == "trait" and entry.kind == "bug-bar" and id_ in known.of(f"fact of {entry.data.get('id')}"):
            continue
        found = there.get(id_)
        place = entry.source.place((*entry.at, *path))
        if found is None:
            what = "failure mode or threat" if kind == "about" else kind.replace("-", " ")
            hint = did_you_mean(id_, there, most=2) or f"add it to `{catalog}`, or extend the catalog that has it"
            yield Diagnostic(place, Code.UNKNOWN_ID, f"there is no {what} `{id_}`", hint)
        elif found[0] not in visible and kind not in _LOCAL:
            hint = f"add {{id: {found[0]}, …}} to `extends` in catalog.yaml"
            yield Diagnostic(
                place, Code.UNKNOWN_ID, f"`{id_}` belongs to `{found[0]}`, which `{catalog}` does not extend", hint
            )


def _all_links(entry: Entry) -> Iterator[tuple[str, str, Path]]:
    if entry.kind == "case":
        yield from _case_links(entry.data)
        return
    yield from links(entry.data)
    if entry.kind == "failure-mode" and isinstance(entry.data, dict):
        for index, threat in enumerate(
            entry.data.get("threats") or () if isinstance(entry.data.get("threats"), list) else ()
        ):
            inherited = threat.get("mitigations_of") if isinstance(threat, dict) else None
            for at, id_ in enumerate(inherited if isinstance(inherited, list) else ()):
                yield "threat", f"{entry.data.get('id')}/{id_}", ("threats", index, "mitigations_of", at)


def _case_links(data: Any) -> Iterator[tuple[str, str, Path]]:
    parts = {"traits": "trait", "answers": "question", "severity": "question", "disposition": "failure-mode"}
    for part, kind in parts.items() if isinstance(data, dict) else ():
        for key in data.get(part) or () if isinstance(data.get(part), dict) else ():
            yield kind, key, (part, key)
    for part in ("asked", "not_asked") if isinstance(data, dict) else ():
        for index, id_ in enumerate(data.get(part) or () if isinstance(data.get(part), list) else ()):
            if isinstance(id_, str):
                yield "question", id_, (part, index)


def _contradictions(entry: Entry) -> Iterator[Diagnostic]:
    seen: dict[tuple[Path, str], tuple[str, Path]] = {}
    for kind, id_, path in links(entry.data):
        if kind != "trait" or len(path) < 3 or path[-2] not in {"all", "none"}:
            continue
        other = seen.setdefault((path[:-2], id_), (str(path[-2]), path))
        if other[0] != path[-2]:
            place = entry.source.place((*entry.at, *path))
            note = (entry.source.place((*entry.at, *other[1])), f"`{other[0]}` names it here")
            hint = "delete one of the two"
            message = f"this can never hold: `{id_}` must be both true and false"
            yield Diagnostic(place, Code.CONTRADICTION, message, hint, notes=(note,))


def _term_cycles(known: Known) -> Iterator[Diagnostic]:
    terms = known.of("term")
    parents = {id_: e.data.get("parents") or [] for id_, (_, e, _) in terms.items() if isinstance(e.data, dict)}
    settled: set[str] = set()
    for start in parents:
        trail: list[str] = []
        here: str | None = start
        while here in parents and here not in settled and here not in trail:
            trail.append(here)
            here = next((p for p in parents[here] if isinstance(p, str)), None)
        if here in trail:
            _, entry, _ = terms[here]
            chain = " → ".join([*trail[trail.index(here) :], here])
            place = entry.source.place((*entry.at, "parents"))
            yield Diagnostic(
                place,
                Code.CYCLE,
                f"terms are each other's parents: {chain}",
                "let one of them be a root, without parents",
            )
        settled.update(trail)


def _trait_problems(folders: Sequence[Folder]) -> Iterator[Diagnostic]:
    bound: dict[str, tuple[Entry, Path]] = {}
    for entry in (e for folder in folders for e in folder.of_kind("section")):
        for kind, trait, path in links(entry.data):
            if kind != "trait" or path[-1] != "trait":
                continue
            question = entry.data
            for step in path[:-1]:
                question = question[step]
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
