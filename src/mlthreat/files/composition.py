"""The Library of the catalogs in force: kept from an earlier start, or read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlthreat.domain.diagnostic import Refused
from mlthreat.domain.library import Library
from mlthreat.files.bundled import catalog_folders
from mlthreat.files.library_cache import cached

# the parser of YAML and all that checks what it finds are imported where they are wanted: most starts find the library kept


def must_read(extensions: Sequence[Path] = (), *, shipped: Sequence[str] | None = None) -> Library:
    """Read as `read` does, through the cache. Raises Refused, with every problem, where the catalogs cannot be used."""

    def build() -> Library:
        from mlthreat.files.library_reader import read

        library, problems = read(extensions, shipped=shipped)
        if library is None:
            hint = "mend the files, then check them with `mlthreat validate`"
            raise Refused(problems, "the catalogs cannot be used", hint)
        return library

    if extensions:
        from mlthreat.files.catalog_folder import must_be_catalog

        for path in extensions:
            must_be_catalog(path)  # before anything below it is looked at
    if shipped is not None:
        return build()
    return cached([*catalog_folders().values(), *extensions], build)
