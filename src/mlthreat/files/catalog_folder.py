"""One catalog folder: every YAML file in it, as entries with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from mlthreat.domain.canonical import digest
from mlthreat.domain.case import Case
from mlthreat.domain.catalog import BugBar, Catalog, Manifest, Override
from mlthreat.domain.citation import Reference
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, UserError
from mlthreat.domain.framework import Framework
from mlthreat.domain.question import ChecklistSection
from mlthreat.domain.taxonomy import FailureMode
from mlthreat.domain.term import Term
from mlthreat.domain.value import Value
from mlthreat.files.enough import MOST_PROBLEMS, at_most
from mlthreat.files.file_names import MANIFEST
from mlthreat.files.folder_walk import unplaced, walk
from mlthreat.files.links import Link, links
from mlthreat.files.model_check import check
from mlthreat.files.raw_text import read_bytes
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource

ONE_A_FILE: Final[dict[str, tuple[str, type[Value]]]] = {
    "failure-modes": ("failure-mode", FailureMode),
    "checklists": ("section", ChecklistSection),
    "frameworks": ("framework", Framework),
    "bug-bars": ("bug-bar", BugBar),
    "overrides": ("override", Override),
    "cases": ("case", Case),
}
MANY_A_FILE: Final[dict[str, tuple[str, type[Value]]]] = {
    "terms": ("term", Term),
    "references": ("reference", Reference),
}


@dataclass
class Entry:
    """One thing that a file holds: its data with its place, and its model where the data fits.

    `changed` and `changed_model` are the same with the overrides of other catalogs applied; None where there are none.
    """

    kind: str
    source: YamlSource
    at: tuple[str | int, ...]
    data: Any
    model: Value | None
    changed: Any = None
    changed_model: Value | None = None

    @cached_property
    def links(self) -> list[Link]:
        """Every id that the data points to, with its path; one walk serves everything that asks."""
        return links(self.data)

    @property
    def current(self) -> Any:
        """The data in force."""
        return self.data if self.changed is None else self.changed

    @property
    def in_force(self) -> Value | None:
        """The model in force."""
        return self.model if self.changed_model is None else self.changed_model


@dataclass(slots=True)
class Folder:
    """Everything that was read from one catalog folder, right or wrong."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    unread: set[tuple[str, str]] = field(default_factory=set)
    """Kind and id (the file's name) of what could not be parsed: it is there, so links to it do not dangle."""
    manifest_entry: Entry | None = None
    """What `catalog.yaml` holds; None where it could not be parsed."""

    @property
    def name(self) -> str:
        """The catalog's id, as far as it can be told; otherwise the folder's name."""
        own = self._manifest_data.get("id")
        return own if isinstance(own, str) else self.path.resolve().name

    @property
    def extends(self) -> list[tuple[int, str]]:
        """The ids that the manifest builds on, with their positions, even where the rest of it is broken."""
        given = self._manifest_data.get("extends")
        items = enumerate(given) if isinstance(given, list) else ()
        return [(i, item["id"]) for i, item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]

    @property
    def _manifest_data(self) -> dict[str, Any]:
        entry = self.manifest_entry
        return entry.data if entry and isinstance(entry.data, dict) else {}

    @property
    def manifest(self) -> Manifest | None:
        """The manifest, where it is valid."""
        entry = self.manifest_entry
        return entry.model if entry and isinstance(entry.model, Manifest) else None

    def of_kind(self, kind: str) -> Iterator[Entry]:
        """The entries of one kind, in the order of their files."""
        return (e for e in self.entries if e.kind == kind)


def read_folder(path: Path) -> Folder:
    """Read one catalog folder. Raises UserError as `must_be_catalog` does; everything else is in the result."""
    must_be_catalog(path)
    folder = Folder(path)
    files, folder.problems = walk(path, [*ONE_A_FILE, *MANY_A_FILE])
    for file in files:
        _read_file(folder, file)
    return folder


def must_be_catalog(path: Path) -> None:
    """Raise UserError where a path is not a folder with a `catalog.yaml`."""
    if not path.exists():
        raise UserError(f"no such folder: {path}", "name the folder that holds catalog.yaml")
    if not path.is_dir():
        meant = f"did you mean {path.parent}?" if path.name == MANIFEST else "name the folder that holds catalog.yaml"
        raise UserError(f"{path} is not a folder", meant)
    if not (path / MANIFEST).is_file():
        hint = "start one with `mlthreat catalog new DIR`"
        raise UserError(f"{path} is not a catalog: it holds no catalog.yaml", hint)


def to_catalog(folder: Folder) -> Catalog | None:
    """The folder as a Catalog, or None where its manifest is not valid. Invalid entries are left out."""
    manifest = folder.manifest_entry.in_force if folder.manifest_entry else None
    if not isinstance(manifest, Manifest):
        return None
    models: dict[str, Any] = {
        kind: tuple(e.in_force for e in folder.of_kind(kind) if e.model is not None)
        for kind, _ in (*ONE_A_FILE.values(), *MANY_A_FILE.values())
    }
    return Catalog.model_construct(
        manifest=manifest,
        failure_modes=models["failure-mode"],
        sections=models["section"],
        references=models["reference"],
        terms=models["term"],
        frameworks=models["framework"],
        bug_bars=models["bug-bar"],
        digest=content_digest(folder),
    )


def content_digest(folder: Folder) -> str:
    """The digest of what a catalog says by itself: neither its cases nor what others change in it count."""
    return digest([[e.kind, e.data] for e in folder.entries if e.kind != "case"])


def _read_file(folder: Folder, file: Path) -> None:
    inside = file.relative_to(folder.path)
    room = inside.parts[0] if len(inside.parts) == 2 else ""
    kind = (ONE_A_FILE | MANY_A_FILE).get(room, ("catalog", Manifest))[0]
    try:
        source = parse(str(file), read_bytes(file))
    except UserError as error:
        folder.problems.append(unplaced(file, Code.UNREADABLE, error.message, error.hint))
        folder.unread.add((kind, file.stem))
        return
    if source.data is None and not source.problems:
        source.problems.append(
            Diagnostic(source.place(), Code.EMPTY_FILE, "the file is empty", "see the reference for what belongs in it")
        )
    if source.data is None:
        folder.unread.add((kind, file.stem))
    else:
        _read_entries(folder, file, room, source)
    folder.problems += source.problems


def _read_entries(folder: Folder, file: Path, room: str, source: YamlSource) -> None:
    if room in MANY_A_FILE:
        _read_many(folder, room, source)
        return
    kind, model = ONE_A_FILE[room] if room else ("catalog", Manifest)
    value, problems = check(source, model)
    folder.problems += problems
    entry = Entry(kind, source, (), source.data, value)
    folder.entries.append(entry)
    if not room:
        folder.manifest_entry = entry
    own = source.data.get("id") if isinstance(source.data, dict) else None
    if not room or kind == "override" or own == file.stem:
        return
    folder.unread.add((kind, file.stem))  # others that name it most likely mean this file
    place = source.place(("id",))
    if isinstance(own, str) and place not in {p.place for p in problems}:
        message, hint = (
            f"the id `{own}` is not the name of its file",
            f"call the file {own}.yaml, or the entry `{file.stem}`",
        )
        folder.problems.append(Diagnostic(place, Code.ID_IS_NOT_FILE_NAME, message, hint))


def _read_many(folder: Folder, room: str, source: YamlSource) -> None:
    kind, model = MANY_A_FILE[room]
    items = source.data.get(room) if isinstance(source.data, dict) else None
    if not isinstance(items, list):
        message = f"this file must hold one key `{room}` with a list"
        place = source.place((room,), key=True)
        folder.problems.append(Diagnostic(place, Code.WRONG_TYPE, message, f"begin it with `{room}:`, and `- ` below"))
        return
    for key in source.data:
        if key != room:
            message = f"unknown key `{key}`"
            folder.problems.append(
                Diagnostic(source.place((key,), key=True), Code.UNKNOWN_KEY, message, f"known here: {room}")
            )
    found: list[Diagnostic] = []
    for index, item in enumerate(items):
        value, problems = check(source, model, item if item is not None else {}, (room, index))
        found += problems
        folder.entries.append(Entry(kind, source, (room, index), item, value))
        if len(found) > MOST_PROBLEMS:
            folder.unread.add((kind, Path(source.name).stem))  # the rest of the file is not looked at
            break
    folder.problems += at_most(found)
