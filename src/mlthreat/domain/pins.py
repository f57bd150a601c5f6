"""The catalogs that a review was made with, held against those in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mlthreat.domain.catalog import Catalog
from mlthreat.domain.library import Library
from mlthreat.domain.review import CatalogPin, Review


@dataclass(frozen=True, slots=True)
class Moved:
    """A catalog whose version or content is not the one the review was made with. No version means: was not, or is not, in force."""

    id: str
    before: str | None
    now: str | None


def as_pinned(pin: CatalogPin, catalog: Catalog) -> bool:
    """Whether a catalog is in the state that a pin names; a pin without a digest names a version only."""
    return pin.version == catalog.manifest.version and pin.digest in (None, catalog.digest)


def missing_catalogs(library: Library, review: Review, released: Collection[str] = ()) -> list[str]:
    """The catalogs that a review was made with and that are not at hand, except those let go of."""
    here = {c.id for c in library.catalogs}
    return [pin.id for pin in review.catalogs if pin.id not in here and pin.id not in released]


def moved_catalogs(library: Library, review: Review) -> tuple[Moved, ...]:
    """The catalogs that are not as they were when the review was last carried over."""
    pins = {pin.id: pin for pin in review.catalogs}
    here = {c.id: c for c in library.catalogs}
    found = []
    for id_ in dict.fromkeys([*pins, *here]):
        pin, now = pins.get(id_), here.get(id_)
        if not (pin and now and as_pinned(pin, now)):
            found.append(Moved(id_, pin.version if pin else None, now.manifest.version if now else None))
    return tuple(found)
