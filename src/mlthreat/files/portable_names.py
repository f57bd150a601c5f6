"""Names of files that not every system can hold: a catalog that loses a file on the way is another catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from unicodedata import normalize

_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)", re.IGNORECASE)
"""Names of devices, whatever their ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
_REFUSED: Final = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')


def unportable(files: Iterable[Path]) -> Iterator[tuple[Path, str, str]]:
    """The files whose names some system cannot hold or cannot tell apart, each with what is wrong and what to do."""
    first: dict[tuple[Path, str], Path] = {}
    for file in files:
        if problem := _problem(file.name):
            yield file, problem, "rename it: letters, digits and hyphens travel everywhere"
        other = first.setdefault((file.parent, normalize("NFC", file.name).casefold()), file)
        if other is not file:
            message = f"on some systems `{file.name}` and `{other.name}` are one file"
            yield file, message, "rename one of the two"


def _problem(name: str) -> str:
    if _RESERVED.match(name) or _REFUSED.search(name):
        return f"a file cannot be called `{name}` on Windows"
    return "" if name.isprintable() else f"the name `{name}` holds characters that cannot be seen"
