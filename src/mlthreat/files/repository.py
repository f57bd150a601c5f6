"""The repository around a file, and paths as the hosts of repositories want them: from the root, with forward slashes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from mlthreat.domain.diagnostic import Diagnostic, Place, UserError
from mlthreat.files.raw_text import real


def repository_of(file: Path) -> Path:
    """The folder that a file may point into: the git repository around it, or the file's own folder."""
    folder = real(file).parent
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder


def path_in_repository(file: Path) -> str:
    """A file's path from the root of its repository; without one, from the working folder or from its own."""
    resolved, root = file.resolve(), repository_of(file)
    if not (root / ".git").exists():
        here = Path.cwd().resolve()
        root = here if resolved.is_relative_to(here) else resolved.parent
    return resolved.relative_to(root).as_posix()


def must_lie_inside(file: Path) -> None:
    """Raise UserError where a name in a repository leads out of it through a link: no pull request shows what is there."""
    written = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow the very links in question
    root = next((f for f in written.parents if (f / ".git").exists()), None)
    if root is not None and not real(file).is_relative_to(real(root)):
        raise UserError(f"{file} is a link out of its repository", "put the review itself there, or name its own path")


def named_from_root(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The problems with every file named from the root of its repository."""
    named = cache(lambda file: path_in_repository(Path(file)))

    def moved(place: Place) -> Place:
        return replace(place, file=named(place.file))

    return [replace(d, place=moved(d.place), notes=tuple((moved(p), text) for p, text in d.notes)) for d in diagnostics]
