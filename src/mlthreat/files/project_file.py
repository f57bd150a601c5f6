"""`mlthreat.yaml`: what a project says once, so that nobody types it every time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Refused, has_errors
from mlthreat.domain.value import Line, Value
from mlthreat.files.model_check import check
from mlthreat.files.raw_text import decode, is_there, read_bytes
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource

NAME: Final = "mlthreat.yaml"


class ProjectFile(Value):
    """What `mlthreat.yaml` holds. Paths count from the folder that it lies in."""

    catalogs: tuple[Line, ...] = ()
    """Folders of catalogs that are always in force here."""
    policy: Line | None = None
    """The file with what the gate demands."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's settings, with paths that hold from the working folder."""

    file: Path
    catalogs: tuple[Path, ...]
    policy: Path | None


def read_project(folder: Path | None = None) -> Project | None:
    """The settings in the nearest `mlthreat.yaml` in a folder or above it; None where there is none.

    Raises Refused where the file is broken or names what is not there, UserError where it cannot be read.
    """
    start = (folder or Path()).resolve()
    file = next((f for above in (start, *start.parents) if is_there(f := above / NAME)), None)
    if file is None:
        return None
    text, problems = decode(str(file), read_bytes(file))
    source = parse(str(file), text)
    given = None
    if not problems:
        problems += source.problems
        given, found = check(source, ProjectFile)
        problems += found
    if given is not None:
        problems += _missing(file, source, given)
    if given is None or has_errors(tuple(problems)):
        ordered = tuple(sorted(problems, key=lambda p: p.sort_key))
        raise Refused(ordered, f"{file} cannot be used as it is", "mend it; nothing else was read")
    home = file.parent
    return Project(file, tuple(home / c for c in given.catalogs), home / given.policy if given.policy else None)


def _missing(file: Path, source: YamlSource, given: ProjectFile) -> list[Diagnostic]:
    hint = f"paths count from {file.parent}"
    found = [
        Diagnostic(source.place(("catalogs", i)), Code.CATALOG_MISSING, f"there is no catalog in `{named}`", hint)
        for i, named in enumerate(given.catalogs)
        if not (file.parent / named / "catalog.yaml").is_file()
    ]
    if given.policy and not (file.parent / given.policy).is_file():
        found.append(Diagnostic(source.place(("policy",)), Code.UNREADABLE, f"there is no file `{given.policy}`", hint))
    return found
