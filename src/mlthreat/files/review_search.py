"""Finding the reviews below folders. No link is followed out of a folder, and nothing is passed over in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.portfolio import Unread
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.folder_walk import PASSED_OVER
from mlthreat.files.raw_text import is_there, real

MOST_FOLDERS: Final = 100_000
DEEPEST: Final = 60


@dataclass(slots=True)
class Found:
    """What lies below some folders."""

    reviews: list[Path] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    """Where could not be looked, and why."""
    not_followed: list[Path] = field(default_factory=list)
    """The links to folders elsewhere."""


def reviews_below(paths: Sequence[Path]) -> Found:
    """The reviews that some paths name: files, and everything below folders whose name ends in `.review.yaml`.

    A review that is reached in two ways is found once. Raises UserError for a path that is not there, and for a folder
    that holds no review.
    """
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        if not path.is_dir():
            if not is_there(path):
                raise UserError(f"no such file or folder: {path}", "check the path")
            _add(found, seen, path)
            continue
        unread, files = len(found.unread), list(_files(found, path))
        for file in files:
            _add(found, seen, file)
        if not files and unread == len(found.unread):
            raise UserError(f"{path} holds no review (*{REVIEW_SUFFIX})", "`mlthreat review` starts one")
    return found


def _add(found: Found, seen: set[Path], file: Path) -> None:
    """Take a review in, once."""
    target = real(file)
    if target not in seen:
        seen.add(target)
        found.reviews.append(file)


def _files(found: Found, root: Path) -> Iterator[Path]:
    """The reviews below a folder, in order of their names."""
    home, looked_into = real(root), 0
    for where, folders, files in os.walk(root, onerror=lambda e: found.unread.append(_shut(e))):
        looked_into += 1
        here = Path(where)
        if _too_far(found, here, root, looked_into):
            folders.clear()
            if looked_into > MOST_FOLDERS:
                return
            continue
        own = [] if "pyvenv.cfg" in files else [f for f in folders if not f.startswith(".") and f not in PASSED_OVER]
        folders[:] = sorted(own)
        found.not_followed += [here / f for f in folders if (here / f).is_symlink() and not _inside(here / f, home)]
        for file in sorted(here / f for f in files if f.endswith(REVIEW_SUFFIX) and not f.startswith(".")):
            if _inside(file, home):
                yield file
            else:
                hint = "name the file itself, or copy it there"
                found.unread.append(Unread(str(file), f"this link leads out of {root}", hint))


def _too_far(found: Found, here: Path, root: Path, looked_into: int) -> bool:
    hint = "name the folders that hold reviews"
    if looked_into > MOST_FOLDERS:
        message = f"more than {MOST_FOLDERS:,} folders; those after this one were not looked into"
    elif len(here.parts) - len(root.parts) > DEEPEST:
        message = f"more than {DEEPEST} folders deep; this one was not looked into"
    else:
        return False
    found.unread.append(Unread(str(here), message, hint))
    return True


def _inside(path: Path, home: Path) -> bool:
    return real(path).is_relative_to(home)


def _shut(error: OSError) -> Unread:
    message = f"cannot look into this folder: {error.strerror}"
    return Unread(str(error.filename), message, "ask its owner, or change its mode")
