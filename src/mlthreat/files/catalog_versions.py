"""Two versions of one catalog: read, and checked against each other before the newer is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from mlthreat.domain.catalog import Catalog, Override
from mlthreat.domain.catalog_change import (
    CatalogChange,
    Step,
    compare_catalogs,
    goes_back,
    needed,
    next_version,
    step_between,
)
from mlthreat.domain.change import How
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, Place, Refused, by_place, has_errors
from mlthreat.domain.prose import amount
from mlthreat.files.catalog_folder import Folder, read_folder, to_catalog
from mlthreat.files.links import defined


def read_catalog(path: Path) -> Catalog:
    """One catalog folder by itself, without those that it extends; what it overrides in them is in its manifest.

    Raises Refused where anything in it is not valid, UserError where it cannot be read.
    """
    return _catalog(read_folder(path))


def against(old: Path, new: Path) -> tuple[Diagnostic, ...]:
    """What keeps `new` from being published after `old`, at its places.

    Errors for a removed id or a changed meaning without the version step that it needs; a warning for other changes
    without theirs. Raises as `read_catalog` does.
    """
    folder = read_folder(new)
    before, after = read_catalog(old), _catalog(folder)
    entry = folder.manifest_entry
    assert entry is not None
    here = entry.source.place(("version",))
    if before.id != after.id:
        message = f"`{before.id}` is compared with `{after.id}`, which is another catalog"
        return (Diagnostic(here, Code.VERSION_NOT_RAISED, message, "name the older version of the same catalog"),)
    was, now = before.manifest.version, after.manifest.version
    if goes_back(was, now):
        message, hint = f"the version went back from {was} to {now}", "raise it, or name the older one with `--against`"
        return (Diagnostic(here, Code.VERSION_NOT_RAISED, message, hint),)
    changes = compare_catalogs(before, after)
    taken = step_between(was, now)
    lacking = [c for c in changes if c.step > taken]
    hint = f"raise the version from {was} to {next_version(was, needed(changes))}"
    places = dict(_places(folder))
    serious = [_diagnose(c, places, here, now, hint) for c in lacking if c.step is Step.MAJOR]
    if serious or not lacking:
        return by_place(serious)
    still = "still " if was == now else ""
    message = f"{amount(len(lacking), 'change')} since {was}, but the version is {still}{now}"
    return (Diagnostic(here, Code.VERSION_NOT_RAISED, message, hint, Level.WARNING),)


def _catalog(folder: Folder) -> Catalog:
    catalog = to_catalog(folder)
    if catalog is None or has_errors(folder.problems):
        hint = "mend it, then check it with `mlthreat validate`"
        raise Refused(by_place(folder.problems), f"the catalog in {folder.path} cannot be used", hint)
    apart = tuple(e.model for e in folder.of_kind("override") if isinstance(e.model, Override))
    manifest = catalog.manifest.model_copy(update={"override": (*catalog.manifest.override, *apart)})
    return catalog.model_copy(update={"manifest": manifest})


def _diagnose(
    change: CatalogChange, places: Mapping[tuple[str, str], Place], version: Place, now: str, hint: str
) -> Diagnostic:
    what = f"the {change.kind} `{change.id}`"
    retire = (
        " or keep it with `status: retired` and `replaced_by`,"
        if change.kind == "question" and change.how is How.REMOVED
        else ""
    )
    if change.how is How.REMOVED:
        message = f"{what} is gone, which version {now} does not show"
        return Diagnostic(version, Code.REMOVED_WITHOUT_STEP, message, f"bring it back,{retire} or {hint}")
    said = (
        f"has another meaning ({', '.join(f.name for f in change.fields)})"
        if change.fields
        else "is new, and changes other entries"
    )
    place = places.get((change.kind, change.id), version)
    return Diagnostic(place, Code.CHANGED_WITHOUT_STEP, f"{what} {said}, which version {now} does not show", hint)


def _places(folder: Folder) -> Iterator[tuple[tuple[str, str], Place]]:
    for entry in folder.entries:
        for kind, id_, path in defined(entry.kind, entry.data):
            yield (kind, id_), entry.source.place((*entry.at, *path))
