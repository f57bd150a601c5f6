"""Which files of a catalog folder are read: no link leads out of it, nothing in it is passed over in silence."""

from __future__ import annotations

import os
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, Place, Span
from mlthreat.domain.nearest import did_you_mean
from mlthreat.files.file_names import MANIFEST, PROJECT
from mlthreat.files.portable_names import unportable
from mlthreat.files.raw_text import read_bytes

_YAML: Final = (".yaml", ".yml")
PASSED_OVER: Final = {"node_modules", "__pycache__"}
"""What was installed is nobody's own work."""
_DEEPEST: Final = 16
"""How deep is looked, in folders that should not be there anyway."""
_BESIDE: Final = {PROJECT}
"""YAML that may lie in the root of a catalog without being part of it."""


def walk(path: Path, rooms: Collection[str]) -> tuple[list[Path], list[Diagnostic]]:
    """The YAML files below a catalog folder, in order of their names, and what is wrong with where things lie.

    `rooms` are the names of the folders that a catalog has. Hidden files and folders are left alone, and so is
    everything in the root that is no YAML: a licence, a read-me, the code of a package.
    """
    found: list[Path] = []
    problems: list[Diagnostic] = []
    root = path.resolve()
    shut: list[OSError] = []
    for where, folders, files in os.walk(path, onerror=shut.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        linked = [Path(where, f) for f in folders if Path(where, f).is_symlink()]
        problems += [_linked_folder(f) for f in linked]
        if folders and len(Path(where).relative_to(path).parts) >= _DEEPEST:
            problems.append(_too_deep(Path(where, folders[0])))
            folders.clear()
        for file in (Path(where, f) for f in sorted(files) if not f.startswith(".")):
            problem = _misplaced(file, file.relative_to(path), root, rooms)
            if problem:
                problems.append(problem)
            elif file.suffix in _YAML and not (file.parent == path and file.name in _BESIDE):
                found.append(file)
    problems += [cannot_look_into(error) for error in shut]
    problems += [unplaced(f, Code.UNPORTABLE_NAME, what, hint, Level.WARNING) for f, what, hint in unportable(found)]
    return sorted(found, key=lambda f: f.relative_to(path).as_posix()), problems


def fingerprint(path: Path) -> bytes:
    """A hash over the place and the content of every YAML file below a catalog folder, whether it is read or not.

    Raises UserError, or OSError, where one of them cannot be read.
    """
    total = sha256()
    for where, folders, files in os.walk(path):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        total.update(f"{where[len(str(path)) :]}\0{folders}\0".encode("utf-8", "surrogateescape"))
        if where.count(os.sep) - str(path).count(os.sep) >= _DEEPEST:
            folders.clear()
        for file in sorted(f for f in files if f.endswith(_YAML) and not f.startswith(".")):
            total.update(os.fsencode(file) + b"\0" + sha256(read_bytes(Path(where, file))).digest())
    return total.digest()


def unplaced(file: Path, code: Code, message: str, hint: str, level: Level = Level.ERROR) -> Diagnostic:
    """A problem with a file as a whole."""
    return Diagnostic(Place(str(file), Span(1, 1, 1, 1)), code, message, hint, level)


def cannot_look_into(error: OSError) -> Diagnostic:
    """The problem that a folder which refused to be listed is."""
    message = f"cannot look into {error.filename}: {error.strerror}"
    return unplaced(Path(error.filename), Code.UNREADABLE, message, "ask its owner, or change its mode")


def _misplaced(file: Path, inside: Path, root: Path, rooms: Collection[str]) -> Diagnostic | None:
    if len(inside.parts) == 1 and file.name in rooms:
        return unplaced(file, Code.STRAY_FILE, f"`{file.name}` must be a folder", "move what is in it into files there")
    if file.suffix not in _YAML:
        return _not_yaml(file) if inside.parts[0] in rooms and file.suffix != ".md" else None
    if file.is_symlink() and not _leads_inside(file, root):
        return unplaced(
            file, Code.OUTSIDE_FOLDER, "this link leads out of the catalog's folder", "copy the file into it"
        )
    if len(inside.parts) == 1:
        known = inside.name == MANIFEST or inside.name in _BESIDE
        return None if known else _stray_in_root(file, rooms)
    if len(inside.parts) == 2 and inside.parts[0] in rooms:
        return None
    hint = did_you_mean(inside.parts[0], rooms) if inside.parts[0] not in rooms else "move the file one level up"
    message = f"`{inside.parent.as_posix()}` is not a folder of a catalog"
    return unplaced(file, Code.STRAY_FILE, message, hint or f"known folders: {', '.join(rooms)}")


def _stray_in_root(file: Path, rooms: Collection[str]) -> Diagnostic:
    hint = did_you_mean(file.name, [MANIFEST]) or f"files belong in one of: {', '.join(rooms)}"
    return unplaced(file, Code.STRAY_FILE, f"`{file.name}` is not read here", hint)


def _leads_inside(file: Path, root: Path) -> bool:
    try:
        return file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads back to itself
        return False


def _linked_folder(folder: Path) -> Diagnostic:
    message = "this folder is a link, and links to folders are not followed"
    return unplaced(folder, Code.OUTSIDE_FOLDER, message, "copy the files into the catalog's folder")


def _too_deep(folder: Path) -> Diagnostic:
    message = f"folders are nested deeper than {_DEEPEST} levels"
    return unplaced(folder, Code.STRAY_FILE, message, "a catalog has folders of one level; move this one out of it")


def _not_yaml(file: Path) -> Diagnostic:
    message = f"`{file.name}` is not read: its name does not end in .yaml"
    return unplaced(file, Code.STRAY_FILE, message, "rename it, or move it out of this folder", Level.WARNING)
