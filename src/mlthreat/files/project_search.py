"""Where the project file is that holds for a folder: found without what it takes to read one."""

from __future__ import annotations

from pathlib import Path

from mlthreat.files.file_names import PROJECT
from mlthreat.files.raw_text import is_there


def nearest_project(folder: Path | None = None) -> Path | None:
    """The `mlthreat.yaml` in a folder, the working folder by default, or in the nearest one above it; None without one.

    Raises UserError where that cannot be told.
    """
    start = (folder or Path()).resolve()
    return next((f for above in (start, *start.parents) if is_there(f := above / PROJECT)), None)
