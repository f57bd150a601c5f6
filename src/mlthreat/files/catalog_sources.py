"""Where extensions come from: installed packages, the user's folder, the project, the command line.

A package is found and read without importing it: installing a catalog never runs its code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.files.file_names import MANIFEST
from mlthreat.files.project_search import read_project
from mlthreat.files.raw_text import real

GROUP: Final = "mlthreat.catalogs"
"""The entry-point group; the value of each entry is a package whose folder is a catalog."""
WITHOUT_PACKAGES: Final = "MLTHREAT_NO_PLUGINS"


@dataclass(frozen=True, slots=True)
class CatalogSource:
    """A catalog folder, and who named it."""

    path: Path
    named_by: str


def sources(explicit: Sequence[Path], *, packages: bool = True) -> list[Path]:
    """The folders of every extension in force, each once.

    Raises UserError for a package that offers a catalog and has none, Refused for a broken `mlthreat.yaml`.
    """
    return [source.path for source in found(explicit, packages=packages)]


def found(explicit: Sequence[Path], *, packages: bool = True) -> list[CatalogSource]:
    """The same with who named each."""
    every: list[CatalogSource] = []
    if packages and not os.environ.get(WITHOUT_PACKAGES):
        every += _packages()
    every += [CatalogSource(path, "the user's folder") for path in _of_user()]
    every += _of_project()
    every += [CatalogSource(path, "--catalog") for path in explicit]
    once: dict[Path, CatalogSource] = {}
    for source in every:
        once.setdefault(real(source.path), source)
    return list(once.values())


def user_folder() -> Path | None:
    """Where a user keeps catalogs for all projects; None where there is no home."""
    base = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if sys.platform == "win32" else None)
    try:
        return (Path(base) if base else Path.home() / ".config") / "mlthreat" / "catalogs"
    except RuntimeError:
        return None


def _of_user() -> list[Path]:
    folder = user_folder()
    try:
        if folder is None or not folder.is_dir():
            return []
    except OSError:  # somebody else's home: what cannot be reached was not put there by this user
        return []
    try:
        return sorted(f for f in folder.iterdir() if f.is_dir() and not f.name.startswith("."))
    except OSError as error:
        raise UserError(
            f"cannot look into {folder}: {error.strerror}", "change its mode; it holds catalogs that are in force"
        ) from None


def _of_project() -> Iterator[CatalogSource]:
    if project := read_project():
        yield from (CatalogSource(path, str(project.file)) for path in project.catalogs)


def _packages() -> Iterator[CatalogSource]:
    if not _any_offered():
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        yield CatalogSource(_folder_of(point.value), f"the package {point.value}")


def _any_offered() -> bool:
    """Whether any installed package offers a catalog: a look at small files, where importlib.metadata takes 20 ms."""
    for place in dict.fromkeys(sys.path):
        try:
            names = [e.path for e in os.scandir(place or ".") if e.name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for name in names:
            try:
                if GROUP.encode() in Path(name, "entry_points.txt").read_bytes():
                    return True
            except OSError:
                continue
    return False


def _folder_of(package: str) -> Path:
    """The folder of a package, in a namespace or not. Nothing is imported: only where the first name lies is looked up."""
    from importlib.util import find_spec

    hint = "uninstall the package, or leave all of them out with --no-plugins"
    top, *inner = package.split(".")
    if not all(name.isidentifier() for name in (top, *inner)):
        raise UserError(f"`{package}` offers a catalog, but is not the name of a package", hint)
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, *inner)
        if (folder / MANIFEST).is_file():
            return folder
    raise UserError(f"the package `{package}` offers a catalog, but holds no catalog.yaml", hint)
