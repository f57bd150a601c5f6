"""Any number of files and catalogs, checked by the same readers that every other command uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, UserError, by_place, has_errors
from mlthreat.files.checkable import Checkable
from mlthreat.files.folder_walk import unplaced
from mlthreat.files.library_reader import read
from mlthreat.files.raw_text import real


def validate(things: Checkable, extensions: Sequence[Path] = (), older: Path | None = None) -> tuple[Diagnostic, ...]:
    """Every problem in catalogs, reviews, policies and project files, in order of place.

    Catalogs are checked together with those that they extend, taken from the shipped ones and from `extensions`;
    reviews against all shipped catalogs, the given ones and `extensions`. With `older`, an earlier version of the one
    catalog that is given, a removed id or a changed meaning without the version step that it needs is a problem too.
    Raises UserError for a catalog that is none, and where `older` has not exactly one to be compared with.
    """
    newer = _only(things.catalogs) if older is not None else None
    found = [*things.problems]
    if things.catalogs:
        found += read(things.catalogs, shipped=[], bases=extensions, build=False)[1]
    found += _reviews(things, extensions, found)
    found += [p for file in things.policies for p in _read(file, _policy)]
    found += [p for file in things.projects for p in _read(file, _project)]
    if older is not None and newer is not None and not has_errors(found):
        from mlthreat.files.catalog_versions import against

        found += against(older, newer)
    return by_place(found)


def _reviews(things: Checkable, extensions: Sequence[Path], told: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    if not things.reviews:
        return
    from mlthreat.files.review_file import read_review

    # by one name each, so that a problem that was told is known again
    named = {real(folder): folder for folder in things.catalogs}
    library, in_force = read([*(named.get(real(e), e) for e in extensions), *things.catalogs])
    yield from (p for p in in_force if library is None and p not in told)
    for file in things.reviews:
        yield from _read(file, lambda f: read_review(f, library)[1])


def _policy(file: Path) -> Sequence[Diagnostic]:
    from mlthreat.files.policy_file import check_policy

    return check_policy(file)[1]


def _project(file: Path) -> Sequence[Diagnostic]:
    from mlthreat.files.house_style import check_project_and_logo

    return check_project_and_logo(file)


def _read(file: Path, check: Callable[[Path], Sequence[Diagnostic]]) -> Sequence[Diagnostic]:
    """What a reader finds wrong with a file; that it cannot be read at all is a problem like any other."""
    try:
        return check(file)
    except UserError as error:
        return [unplaced(file, Code.UNREADABLE, error.message, error.hint)]


def _only(folders: Sequence[Path]) -> Path:
    if len(folders) != 1:
        raise UserError("an older version is compared with exactly one catalog", "name one catalog folder")
    return folders[0]
