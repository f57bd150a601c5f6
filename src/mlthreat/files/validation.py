"""Any number of catalogs and review files, checked by the same readers that every other command uses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlthreat.domain.diagnostic import Diagnostic, UserError, has_errors
from mlthreat.files.catalog_versions import against
from mlthreat.files.composition import read
from mlthreat.files.review_file import read_review


def validate(
    paths: Sequence[Path], extensions: Sequence[Path] = (), older: Path | None = None
) -> tuple[Diagnostic, ...]:
    """Every problem in catalogs (folders) and reviews (files), in order of place.

    Catalogs are checked together with those that they extend, taken from the shipped ones and from `extensions`;
    reviews against all shipped catalogs, the given ones and `extensions`. With `older`, an earlier version of the one
    catalog that is given, a removed id or a changed meaning without the version step that it needs is a problem too.
    Raises UserError for a path that cannot be read at all.
    """
    folders = [p for p in paths if p.is_dir()]
    files = [p for p in paths if not p.is_dir()]
    newer = _only(folders) if older is not None else None
    _, problems = read(folders, shipped=[], bases=extensions, build=False) if folders else (None, ())
    found = list(problems)
    if files:
        library, in_force = read([*extensions, *folders])
        found += [p for p in in_force if library is None and p not in found]
        for file in files:
            found += read_review(file, library)[1]
    if older is not None and newer is not None and not has_errors(tuple(found)):
        found += against(older, newer)
    return tuple(sorted(found, key=lambda p: p.sort_key))


def _only(folders: Sequence[Path]) -> Path:
    if len(folders) != 1:
        raise UserError("an older version is compared with exactly one catalog", "name one catalog folder")
    return folders[0]
