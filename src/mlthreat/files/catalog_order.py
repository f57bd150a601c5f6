"""Which catalog comes after which: ranges of versions, circles, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.value import LONGEST_LINE
from mlthreat.files.arrows import chain, follow
from mlthreat.files.bundled import SHIPPED
from mlthreat.files.catalog_folder import Folder
from mlthreat.files.enough import at_most
from mlthreat.files.version_range import fits, is_range, no_range


def in_order(folders: Sequence[Folder]) -> tuple[list[Folder], list[Diagnostic]]:
    """Each catalog after those it extends, otherwise as given; what is missing, too old or circular is reported.

    Of two catalogs with one id only the first is among them: everything in the second would be there twice.
    """
    by_id: dict[str, Folder] = {}
    problems = [p for folder in folders for p in _same_id(folder, by_id)]
    order, rings = follow(
        {name: [base for _, base in folder.extends if base in by_id] for name, folder in by_id.items()}
    )
    for folder in by_id.values():
        problems += at_most(p for index, wanted in folder.extends for p in _requirement(folder, index, wanted, by_id))
    problems += at_most(_circle(by_id[ring[-1]], ring) for ring in rings)
    return [by_id[name] for name in order], problems


def all_extended(folders: Sequence[Folder]) -> dict[str, set[str]]:
    """For each catalog, all those that it builds on, at any distance."""
    direct = {f.name: [base for _, base in f.extends] for f in folders}
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


def unsure(extended_by: Mapping[str, set[str]]) -> set[str]:
    """The catalogs of which nobody can tell what they build on: something on the way is missing, or leads in a circle."""
    lost = {base for bases in extended_by.values() for base in bases if base not in extended_by}
    lost |= {name for name, bases in extended_by.items() if name in bases}
    return {name for name, bases in extended_by.items() if name in lost or bases & lost}


def _same_id(folder: Folder, by_id: dict[str, Folder]) -> Iterator[Diagnostic]:
    first = by_id.setdefault(folder.name, folder)
    if first is folder:
        return
    entry, other = folder.manifest_entry, first.manifest_entry
    if entry is not None and other is not None:
        message = f"two catalogs are called `{folder.name}`"
        hint = "give only one of the two folders, or another id to one of them"
        note = (other.source.place(("id",)), "the first one")
        yield Diagnostic(entry.source.place(("id",)), Code.DUPLICATE_ID, message, hint, notes=(note,))
    yield from folder.problems


def _circle(last: Folder, ring: list[str]) -> Diagnostic:
    index = next(i for i, base in last.extends if base == ring[0])
    message = f"catalogs extend each other in a circle: {chain(ring)}"
    return Diagnostic(_place(last, index, "id"), Code.CYCLE, message, "let one of them stand alone")


def _requirement(folder: Folder, index: int, wanted: str, by_id: dict[str, Folder]) -> Iterator[Diagnostic]:
    """What is wrong with one line of `extends`, apart from circles."""
    base = by_id.get(wanted)
    if base is None:
        hint = (
            did_you_mean(wanted, dict.fromkeys([*by_id, *SHIPPED]))
            or "give its folder with `--catalog DIR`, or name it in mlthreat.yaml"
        )
        message = f"the catalog `{wanted}` is not here"
        yield Diagnostic(_place(folder, index, "id"), Code.CATALOG_MISSING, message, hint)
    entry = folder.manifest_entry
    line = entry.data["extends"][index] if entry else {}
    if isinstance(line.get("version"), str) and len(line["version"]) <= LONGEST_LINE:
        yield from _version_problem(_place(folder, index, "version"), line["version"], base)


def _version_problem(place: Place, wanted: str, base: Folder | None) -> Iterator[Diagnostic]:
    if not is_range(wanted):
        yield no_range(place, wanted)
    elif base is not None and base.manifest is not None and not fits(wanted, base.manifest.version):
        message = f"`{base.name}` is at version {base.manifest.version}, but {wanted} is wanted"
        hint = "take another version of it, or widen the range after checking what changed"
        yield Diagnostic(place, Code.CATALOG_VERSION, message, hint)


def _place(folder: Folder, index: int, key: str) -> Place:
    entry = folder.manifest_entry
    assert entry is not None, "only a manifest that was read extends anything"
    return entry.source.place(("extends", index, key))
