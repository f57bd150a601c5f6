"""`mlthreat.yaml`: what a project says once, so that nobody types it every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Refused, by_place, has_errors
from mlthreat.domain.look import Colour
from mlthreat.domain.review import FilePath
from mlthreat.domain.value import Line, Value
from mlthreat.files.file_names import MANIFEST
from mlthreat.files.model_check import check
from mlthreat.files.raw_text import read_bytes
from mlthreat.files.repository import repository_of
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource


def _in_quotes(given: Any) -> Any:
    if given is None:
        raise ValueError('is empty: in YAML, what follows a # is a comment; write it in quotes, as "#1b4f8f"')
    return given


class HouseSection(Value):
    """What an organization puts on its reports."""

    name: Line
    """The organization, as it stands on the first page."""
    logo: FilePath | None = None
    """A picture in this folder: PNG, JPEG or plain SVG, at most 64 KiB."""
    logo_alt: Line | None = None
    """What the picture shows, for those who do not see it."""
    accent: Annotated[Colour | None, BeforeValidator(_in_quotes)] = None
    """The colour of links and lines, in quotes: "#1b4f8f". Shades of it are taken that can be read on light and on dark."""


class ProjectFile(Value):
    """What `mlthreat.yaml` holds. Paths count from the folder that it lies in, and stay in its repository."""

    catalogs: tuple[Line, ...] = ()
    """Folders of catalogs that are always in force here."""
    policy: Line | None = None
    """The file with what the gate demands."""
    house: HouseSection | None = None
    """How reports look: the organization's name, logo and colour."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project's settings, with paths that hold from the working folder."""

    file: Path
    catalogs: tuple[Path, ...]
    policy: Path | None
    house: HouseSection | None
    source: YamlSource
    """Where everything stands in the file."""


def must_read_project(file: Path) -> Project:
    """The settings in a project file.

    Raises Refused where it is broken or names what is not there, UserError where it cannot be read.
    """
    project, problems = check_project(file)
    if project is None:
        raise Refused(problems, f"{file} cannot be used as it is", "mend it; nothing else was read")
    return project


def check_project(file: Path) -> tuple[Project | None, tuple[Diagnostic, ...]]:
    """What the file says, or None where anything in it is wrong, and every problem. Raises UserError where it cannot be read.

    The logo is looked at where a report is made.
    """
    source = parse(str(file), read_bytes(file))
    problems = list(source.problems)
    given = None
    if source.data is not None or not problems:
        given, found = check(source, ProjectFile)
        problems += [*found, *(_missing(file, source, given) if given else ())]
    ordered = by_place(problems)
    if given is None or has_errors(ordered):
        return None, ordered
    home = file.parent
    policy = home / given.policy if given.policy else None
    return Project(file, tuple(home / c for c in given.catalogs), policy, given.house, source), ordered


def _missing(file: Path, source: YamlSource, given: ProjectFile) -> Iterator[Diagnostic]:
    hint = f"paths count from {file.parent}"
    for index, named in enumerate(given.catalogs):
        place = source.place(("catalogs", index))
        if _leads_out(file, named):
            yield _outside(place, file, named, "copy it in, or give it with `--catalog DIR`")
        elif not (file.parent / named / MANIFEST).is_file():
            yield Diagnostic(place, Code.CATALOG_MISSING, f"there is no catalog in `{named}`", hint)
    if given.policy and _leads_out(file, given.policy):
        yield _outside(source.place(("policy",)), file, given.policy, "copy it in, or give it with `--policy FILE`")
    elif given.policy and not (file.parent / given.policy).is_file():
        yield Diagnostic(source.place(("policy",)), Code.UNREADABLE, f"there is no file `{given.policy}`", hint)


def _leads_out(file: Path, named: str) -> bool:
    """Whether a path leads out of the repository: a cloned project decides nothing about the rest of the disk."""
    try:
        return not (file.parent / named).resolve().is_relative_to(repository_of(file))
    except (OSError, RuntimeError, ValueError):
        return True


def _outside(place: Place, file: Path, named: str, hint: str) -> Diagnostic:
    return Diagnostic(place, Code.OUTSIDE_FOLDER, f"`{named}` leads out of {repository_of(file)}", hint)
