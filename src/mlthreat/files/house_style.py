"""What the project of a review says of how its reports look, with the logo read and looked into."""

from __future__ import annotations

from pathlib import Path

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Refused, UserError
from mlthreat.domain.look import House, HouseStyle, Logo
from mlthreat.files.logo import MAX_BYTES, NotALogo, logo_of
from mlthreat.files.project_file import Project, check_project
from mlthreat.files.project_search import read_project
from mlthreat.files.raw_text import read_bytes


def house_of(review: Path) -> House | None:
    """The house style for a review, from the nearest `mlthreat.yaml` above it; None where none says one.

    Raises what `house_at` raises.
    """
    return house_at(review.resolve().parent)


def house_at(folder: Path) -> House | None:
    """The house style that is in force in a folder; None where none is.

    Raises Refused where its file is broken or its logo cannot be used, UserError where one cannot be read.
    """
    project = read_project(folder)
    if project is None:
        return None
    house, problems = house_in(project)
    if problems:
        raise Refused(problems, f"the house style in {project.file} cannot be used", "mend it; no report was made")
    return house


def check_project_and_logo(file: Path) -> tuple[Diagnostic, ...]:
    """Every problem in a project file, its logo included. Raises UserError where it cannot be read."""
    project, problems = check_project(file)
    return (*problems, *house_in(project)[1]) if project else problems


def house_in(project: Project) -> tuple[House | None, tuple[Diagnostic, ...]]:
    """A project's house style, None where it says none or its logo cannot be used, and what is wrong with the logo."""
    said = project.house
    if said is None:
        return None, ()
    alt = (said.logo_alt or f"Logo of {said.name}") if said.logo else None
    style = HouseStyle(name=said.name, accent=said.accent, alt=alt)
    if said.logo is None:
        return House(style), ()
    try:
        return House(style, _logo(project.file.parent, said.logo)), ()
    except _Unusable as unusable:
        place = project.source.place(("house", "logo"))
        return None, (Diagnostic(place, unusable.code, unusable.message, unusable.hint),)


class _Unusable(Exception):
    """Why a logo cannot be used."""

    def __init__(self, code: Code, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def _logo(home: Path, named: str) -> Logo:
    try:
        path = (home / named).resolve()
        inside = path.is_relative_to(home.resolve())
    except (OSError, RuntimeError, ValueError):
        raise _Unusable(Code.UNREADABLE, f"`{named}` cannot be reached", "check the links on the way to it") from None
    if not inside:
        raise _Unusable(Code.OUTSIDE_FOLDER, f"the logo `{named}` lies outside {home}", "copy the picture into it")
    try:
        return logo_of(read_bytes(path, MAX_BYTES))
    except UserError as error:
        raise _Unusable(Code.UNREADABLE, error.message, f"paths count from {home}") from None
    except NotALogo as fault:
        raise _Unusable(Code.LOGO_UNUSABLE, f"the logo `{named}` {fault.message}", fault.hint) from None
