"""What `validate` can check: catalogs, reviews, policies and project files, named one by one or found below folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from errno import ELOOP
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, UserError
from mlthreat.files.catalog_folder import MANY_A_FILE, ONE_A_FILE
from mlthreat.files.file_names import MANIFEST, POLICY, PROJECT, REVIEW_SUFFIX
from mlthreat.files.folder_walk import PASSED_OVER, cannot_look_into, unplaced
from mlthreat.files.raw_text import is_there

_DEEPEST: Final = 100
"""How many folders below the given one are looked into."""


@dataclass(slots=True)
class Checkable:
    """Paths by what they are, in the order in which they were found."""

    catalogs: list[Path] = field(default_factory=list)
    reviews: list[Path] = field(default_factory=list)
    policies: list[Path] = field(default_factory=list)
    projects: list[Path] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    """Folders that could not be looked into."""
    seen: set[Path] = field(default_factory=set)
    """The catalogs that were met, by their real paths."""

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind, by its name."""
        found = (self.catalogs, self.reviews, self.policies, self.projects)
        return dict(zip(("catalog", "review", "policy", "project file"), map(len, found), strict=True))


def gathered(paths: Iterable[Path]) -> Checkable:
    """What the paths name: a catalog's folder or any file of it, a file, or a folder with such things below it.

    A file whose name tells nothing is taken for a review. Raises UserError for a path that is not there, and for a
    folder that holds nothing to check.
    """
    found = Checkable()
    for path in dict.fromkeys(paths):
        if not is_there(path):
            raise UserError(f"no such file: {path}", "check the path")
        if not path.is_dir():
            _file(found, path)
            continue
        if not _folder(found, path):
            hint = "name another, or start a catalog with `mlthreat catalog new DIR`"
            raise UserError(
                f"{path} holds neither a catalog (a folder with {MANIFEST}) nor a review (*{REVIEW_SUFFIX})", hint
            )
    return found


def _file(found: Checkable, file: Path) -> None:
    """Put a file that was named where it belongs."""
    catalog = _catalog_around(file)
    if catalog is not None:
        _catalog(found, catalog)
    elif not _known(found, file):
        found.reviews.append(file)


def _known(found: Checkable, file: Path) -> bool:
    """Put a file where its name says that it belongs; false where it says nothing."""
    if file.name.endswith(REVIEW_SUFFIX):
        found.reviews.append(file)
    elif file.name == PROJECT:
        found.projects.append(file)
    elif file.name.endswith(POLICY.removeprefix("mlthreat-")):
        found.policies.append(file)
    else:
        return False
    return True


def _catalog_around(file: Path) -> Path | None:
    """The catalog that a file is part of; None where it is part of none."""
    if file.name == MANIFEST:
        return file.parent
    home = file.parent.parent
    in_room = file.parent.name in ONE_A_FILE | MANY_A_FILE and file.suffix in {".yaml", ".yml"}
    return home if in_room and is_there(home / MANIFEST) else None


def _folder(found: Checkable, folder: Path) -> bool:
    """Everything below a folder, links not followed; what is hidden or was installed is no work of the user's own.

    Returns whether there was anything.
    """
    shut: list[OSError] = []
    anything = False
    above = len(folder.parts)
    for where, folders, files in os.walk(folder, onerror=shut.append):
        if MANIFEST in files:
            _catalog(found, Path(where))
            anything = True
        if len(Path(where).parts) - above >= _DEEPEST and folders:
            shut.append(OSError(ELOOP, f"it is more than {_DEEPEST} levels below", where))
            folders.clear()
        if MANIFEST in files or "pyvenv.cfg" in files:
            folders.clear()
            continue
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in PASSED_OVER)
        known = [_known(found, Path(where, name)) for name in sorted(files) if not name.startswith(".")]
        anything = anything or any(known)
    found.problems += [cannot_look_into(error) for error in shut]
    return anything or bool(shut)


def _catalog(found: Checkable, folder: Path) -> None:
    if (itself := folder.resolve()) in found.seen:
        return
    found.seen.add(itself)
    if (folder / MANIFEST).is_file():
        found.catalogs.append(folder)
        return
    message = f"{folder / MANIFEST} is not a regular file"
    found.problems.append(unplaced(folder / MANIFEST, Code.UNREADABLE, message, "put the manifest itself there"))
