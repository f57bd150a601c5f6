"""A YAML file that was read: its text, its data, and where every key and value stood."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Span

Path = Sequence[str | int]


class YamlSource:
    """One file's text, its data, the place of each part of it, and the problems met while reading."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = None
        self.problems: list[Diagnostic] = []
        self.spans: dict[int, array[int]] = {}
        self.root = (0, 0)
        self._line_starts: list[int] | None = None

    def span_of(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Offsets of the value at a path, or of its key; of the nearest part of the path that is in the file."""
        here, spans = self.data, self.root
        for step in path:
            index = _index_in(here, step)
            if index is None:
                continue  # a step that only the models know, such as the arm of a union
            four = self.spans[id(here)][4 * index : 4 * index + 4]
            empty = four[2] == four[3]
            spans = (four[0], four[1]) if (key or empty) and four[1] else (four[2], four[3])
            here = here[step]
        return spans

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """Where the value (or the key) at a path stands, for people."""
        return self.place_at(*self.span_of(path, key=key))

    def place_at(self, start: int, end: int) -> Place:
        """Turn offsets into line, column and the line's text."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in re.finditer("\r\n|\n|\r", self.text))]
        starts = self._line_starts
        line = bisect_right(starts, start) - 1
        text = self.text[starts[line] : starts[line + 1] if line + 1 < len(starts) else None].rstrip("\r\n")
        start = min(start, starts[line] + len(text))
        end = min(end, len(self.text))
        while end > start + 1 and self.text[end - 1] in " \t\r\n":
            end -= 1
        end = max(end, start)
        stop = bisect_right(starts, end) - 1
        span = Span(line + 1, start - starts[line] + 1, stop + 1, end - starts[stop] + 1)
        return Place(self.name, span, text)

    def report(
        self, code: Code, message: str, start: int, end: int, hint: str = "", note: tuple[Place, str] | None = None
    ) -> None:
        """Remember a problem at offsets."""
        notes = (note,) if note else ()
        self.problems.append(Diagnostic(self.place_at(start, end), code, message, hint, notes=notes))


def _index_in(here: Any, step: str | int) -> int | None:
    if isinstance(here, dict):
        return next((i for i, key in enumerate(here) if key == step), None)
    if isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
        return step
    return None
