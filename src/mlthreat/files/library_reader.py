"""Many catalog folders to one Library: found, ordered, changed by each other, checked against each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlthreat.domain.diagnostic import Diagnostic, by_place, has_errors
from mlthreat.domain.library import Change, Library
from mlthreat.files.bundled import catalog_folders
from mlthreat.files.catalog_folder import Folder, content_digest, read_folder, to_catalog
from mlthreat.files.catalog_order import all_extended, in_order
from mlthreat.files.cross_check import cross_check
from mlthreat.files.enough import at_most
from mlthreat.files.lint import lint
from mlthreat.files.overrides import apply_all
from mlthreat.files.raw_text import real


def read(
    extensions: Sequence[Path] = (),
    *,
    shipped: Sequence[str] | None = None,
    bases: Sequence[Path] = (),
    build: bool = True,
) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    """Read the shipped catalogs and any number of extensions.

    `extensions` are catalog folders; `shipped` names the shipped catalogs to take (all of them by default), to which
    those that they or the extensions build on are added, from the shipped ones and from the folders in `bases`.
    Returns the Library, or None where there is any error or where it is not to be built, and every problem found, in
    order of place; warnings are about the extensions only. Raises UserError for a path that is no catalog folder.
    """
    with _without_garbage_collection():
        given = [read_folder(path) for path in _once(extensions)]
        own = catalog_folders()
        at_hand = {folder.name: folder for folder in map(read_folder, bases)}
        folders, problems = in_order(_with_bases(given, list(own) if shipped is None else [*shipped], own | at_hand))
        extended_by = all_extended(folders)
        applied = apply_all(folders, extended_by)
        problems += [p for folder in folders for p in folder.problems]
        problems += [*applied.problems, *at_most(cross_check(folders, extended_by))]
        problems += at_most(lint(folders, given, whole=not has_errors(problems)))
        usable = build and not has_errors(problems)
        return _library(folders, applied.changes, own) if usable else None, by_place(problems)


def _library(folders: Sequence[Folder], changes: Sequence[Change], own: dict[str, Path]) -> Library:
    """The Library of folders without an error. `own` are the shipped ones, by id."""
    as_shipped = {f.name: _as_shipped(f, own[f.name]) for f in folders if f.name in own}
    return Library.model_construct(
        catalogs=tuple(c for folder in folders if (c := to_catalog(folder)) is not None),
        changes=tuple(changes),
        shipped=tuple(name for name, same in as_shipped.items() if same),
        stand_ins=tuple(name for name, same in as_shipped.items() if not same),
    )


def _as_shipped(folder: Folder, shipped: Path) -> bool:
    """Whether a catalog that bears the id of a shipped one is that one: the folder itself, or one of the same content."""
    return folder.path == shipped or content_digest(folder) == content_digest(read_folder(shipped))


def _once(paths: Sequence[Path]) -> list[Path]:
    """The paths without those that lead to the same folder again."""
    return list({real(path): path for path in reversed(paths)}.values())[::-1]


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Loading makes many objects and no garbage; looking for it takes half of the time, and so would looking once after."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


def _with_bases(folders: list[Folder], wanted: list[str], at_hand: dict[str, Path | Folder]) -> list[Folder]:
    """The given folders after those at hand, read already or not, that are wanted, or that any of them extends."""
    given = {f.name for f in folders}
    given_paths = {real(f.path) for f in folders}
    taken: dict[str, Folder] = {}
    queue = [*wanted, *(base for f in folders for _, base in f.extends)]
    while queue:
        name = queue.pop(0)
        base = at_hand.get(name)
        if name in taken or name in given or base is None:
            continue
        if real(base if isinstance(base, Path) else base.path) in given_paths:
            continue
        taken[name] = read_folder(base) if isinstance(base, Path) else base
        queue += [base for _, base in taken[name].extends]
    return [*(taken[name] for name in at_hand if name in taken), *folders]
