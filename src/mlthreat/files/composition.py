"""Many catalog folders to one Library: found, ordered, changed by each other, checked against each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Refused, has_errors
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import did_you_mean
from mlthreat.files.bundled import catalog_folders
from mlthreat.files.catalog_folder import Folder, read_folder, to_catalog
from mlthreat.files.cross_check import cross_check
from mlthreat.files.library_cache import cached
from mlthreat.files.lint import lint
from mlthreat.files.overrides import apply_all


def read(
    extensions: Sequence[Path] = (), *, shipped: Sequence[str] | None = None
) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    """Read the shipped catalogs and any number of extensions.

    `extensions` are catalog folders; `shipped` names the shipped catalogs to take (all of them by default), to which
    those that they or the extensions build on are added. Returns the Library, or None where there is any error, and
    every problem found, in order of place. Raises UserError for a path that is no catalog folder.
    """
    with _without_garbage_collection():
        folders = [read_folder(path) for path in extensions]
        available = catalog_folders()
        wanted = list(available) if shipped is None else [*shipped]
        folders = _with_shipped(folders, wanted, available)
        problems = [p for folder in folders for p in folder.problems]
        folders, order_problems = _in_order(folders)
        extended_by = _all_extended(folders)
        applied = apply_all(folders, extended_by)
        problems += [*order_problems, *applied.problems, *cross_check(folders, extended_by)]
        if not has_errors(tuple(problems)):
            problems += lint(folders)
        problems.sort(key=lambda p: p.sort_key)
        if has_errors(tuple(problems)):
            return None, tuple(problems)
        catalogs = tuple(c for folder in folders if (c := to_catalog(folder)) is not None)
        return Library.model_construct(catalogs=catalogs, changes=tuple(applied.changes)), tuple(problems)


def must_read(extensions: Sequence[Path] = (), *, shipped: Sequence[str] | None = None) -> Library:
    """Read as `read` does, through the cache. Raises Refused, with every problem, where the catalogs cannot be used."""

    def build() -> Library:
        library, problems = read(extensions, shipped=shipped)
        if library is None:
            hint = "mend the files, then check them with `mlthreat validate`"
            raise Refused(problems, "the catalogs cannot be used", hint)
        return library

    if shipped is not None:
        return build()
    return cached([*catalog_folders().values(), *extensions], build)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Loading makes many objects and no garbage; looking for it takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_shipped(folders: list[Folder], wanted: list[str], available: dict[str, Path]) -> list[Folder]:
    """The given folders after the shipped ones that are wanted, or that any of them extends."""
    given = {f.manifest.id for f in folders if f.manifest}
    given_paths = {f.path.resolve() for f in folders}
    taken: dict[str, Folder] = {}
    queue = [*wanted, *(r.id for f in folders if f.manifest for r in f.manifest.extends)]
    while queue:
        name = queue.pop(0)
        if name in taken or name in given or name not in available or available[name].resolve() in given_paths:
            continue
        taken[name] = read_folder(available[name])
        manifest = taken[name].manifest
        queue += [r.id for r in manifest.extends] if manifest else []
    return [*(taken[name] for name in available if name in taken), *folders]


def _in_order(folders: list[Folder]) -> tuple[list[Folder], list[Diagnostic]]:
    """Each catalog after those it extends, otherwise as given; what is missing, too old or circular is reported."""
    by_id = {f.manifest.id: f for f in folders if f.manifest}
    problems: list[Diagnostic] = []
    done: list[Folder] = []
    busy: list[str] = []

    def visit(folder: Folder) -> None:
        manifest, entry = folder.manifest, folder.manifest_entry
        if folder in done or manifest is None or entry is None:
            if folder not in done:
                done.append(folder)
            return
        busy.append(manifest.id)
        for index, requirement in enumerate(manifest.extends):
            place = entry.source.place(("extends", index, "id"))
            base = by_id.get(requirement.id)
            if requirement.id in busy:
                chain = " → ".join([*busy[busy.index(requirement.id) :], requirement.id])
                problems.append(
                    Diagnostic(
                        place,
                        Code.CYCLE,
                        f"catalogs extend each other in a circle: {chain}",
                        "let one of them stand alone",
                    )
                )
            elif base is None:
                hint = did_you_mean(requirement.id, by_id) or "give its folder with `--catalog DIR`"
                problems.append(
                    Diagnostic(place, Code.CATALOG_MISSING, f"the catalog `{requirement.id}` is not here", hint)
                )
            else:
                problems.extend(
                    _version_problem(entry.source.place(("extends", index, "version")), requirement.version, base)
                )
                visit(base)
        busy.pop()
        done.append(folder)

    for folder in folders:
        visit(folder)
    return done, problems


def _version_problem(place: Place, wanted: str, base: Folder) -> list[Diagnostic]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    assert base.manifest is not None
    here = base.manifest.version
    try:
        if SpecifierSet(wanted).contains(here, prereleases=True):
            return []
    except InvalidSpecifier:
        return [
            Diagnostic(place, Code.BAD_VALUE, f"`{wanted}` is not a range of versions", "write for instance `>=1.0,<2`")
        ]
    message = f"`{base.manifest.id}` is at version {here}, but {wanted} is wanted"
    return [
        Diagnostic(
            place,
            Code.CATALOG_VERSION,
            message,
            "take another version of it, or widen the range after checking what changed",
        )
    ]


def _all_extended(folders: Sequence[Folder]) -> dict[str, set[str]]:
    """For each catalog, all those that it builds on, at any distance."""
    direct = {f.manifest.id: [r.id for r in f.manifest.extends] for f in folders if f.manifest}
    found: dict[str, set[str]] = {}
    for name in direct:
        seen: set[str] = set()
        queue = [*direct[name]]
        while queue:
            base = queue.pop()
            if base not in seen:
                seen.add(base)
                queue += direct.get(base, [])
        found[name] = seen
    return found
