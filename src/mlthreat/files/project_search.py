"""Files that hold for everything below their folder, and the project's settings: found without what it takes to read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlthreat.files.file_names import PROJECT
from mlthreat.files.raw_text import is_there, real

if TYPE_CHECKING:
    from mlthreat.files.project_file import Project


def nearest_above(folder: Path, name: str) -> Path | None:
    """The file of a name in a folder, or in the nearest one above it; None without one.

    Raises UserError where that cannot be told.
    """
    start = real(folder)
    return next((f for above in (start, *start.parents) if is_there(f := above / name)), None)


def read_project(folder: Path = Path()) -> Project | None:
    """The settings in the nearest `mlthreat.yaml` in a folder, the working folder by default, or above it; None without one.

    Raises Refused where the file is broken or names what is not there, UserError where it cannot be read.
    """
    file = nearest_above(folder, PROJECT)
    if file is None:
        return None
    from mlthreat.files.project_file import must_read_project  # a parser and models that most starts do without

    return must_read_project(file)
