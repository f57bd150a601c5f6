"""The composed catalogs, kept ready to load: reading YAML takes twenty times as long.

The key is the content of every file, so nothing stale is ever used; losing the cache costs half a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.files.atomic import replace
from mlthreat.files.folder_walk import fingerprint
from mlthreat.files.own_folder import is_ours_alone
from mlthreat.version import VERSION

_KEPT: Final = 8
"""How many libraries are kept: one for each set of extensions lately used."""
_FORM: Final = "3"
"""Changes whenever the models change in a way that old content would still fit."""


def cached(folders: Sequence[Path], build: Callable[[], Library]) -> Library:
    """The library of some catalog folders, in order: from the cache, or built and then kept.

    Raises whatever `build` raises; a cache that cannot be read or written is done without.
    """
    key = _key(folders)
    home = cache_home()
    if key is None or home is None:
        return build()
    file = home / f"library-{key}.json"
    with contextlib.suppress(OSError, ValidationError):
        return _loaded(file)
    library = build()
    with contextlib.suppress(OSError, UserError):
        replace(file, library.model_dump_json(by_alias=True, exclude_unset=True).encode())
        _tidy(home)
    return library


def cache_home() -> Path | None:
    """The folder for caches, made where it is missing.

    None where MLTHREAT_NO_CACHE is set, there is no home, or somebody else could put something there: what lies in it
    is believed, and templates kept there are run.
    """
    if os.environ.get("MLTHREAT_NO_CACHE"):
        return None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with contextlib.suppress(RuntimeError, OSError, ValueError):
        home = (Path(base) if base else Path.home() / ".cache") / "mlthreat"
        if not home.is_absolute():
            return None  # as the XDG specification wants it; it would be another folder in every repository
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home if is_ours_alone(home) else None
    return None


def template_cache() -> Path | None:
    """The folder for templates in their compiled form; None where nothing may be kept."""
    home = cache_home()
    return home / "templates" if home else None


def _key(folders: Sequence[Path]) -> str | None:
    """A hash over the program and the names and content of all files; None where they cannot be read."""
    total = hashlib.sha256(f"{VERSION} {_FORM}".encode())
    try:
        for folder in folders:
            total.update(fingerprint(folder))
    except (OSError, UserError):
        return None
    return total.hexdigest()[:32]


@lru_cache(maxsize=2)
def _loaded(file: Path) -> Library:
    # a file's name is the hash of what it was made from: one name, one library, which nobody can change
    return Library.model_validate_json(file.read_bytes())


def _tidy(home: Path) -> None:
    files = sorted(home.glob("library-*.json"), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in files[_KEPT:]:
        old.unlink(missing_ok=True)
