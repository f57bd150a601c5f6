"""A YAML file that was read: its data, where every key and value stood, and what was wrong."""

from __future__ import annotations

from array import array
from functools import cached_property
from typing import Any, Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Span
from mlthreat.files.line_index import LineIndex

KeyPath = tuple[str | int, ...]
"""The way to a part of a file: keys of groups, and positions in lists."""

_LONGEST_EXCERPT: Final = 1000
_BEFORE: Final = 200
"""How much of a longer line is shown before the place that is meant."""
_BLANK: Final = " \t\r\n"


class YamlSource:
    """One file's bytes, its data, the place of each part of it, and the problems met while reading."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name = name
        self.raw = raw
        self.data: Any = None
        self.problems: list[Diagnostic] = []
        self.spans: dict[int, array[int]] = {}
        """For each container, by identity: start and end of the key, start and end of the value, of every item in turn."""
        self.root = (0, 0)
        self._positions: dict[int, dict[str, int]] = {}

    @cached_property
    def text(self) -> str:
        """The file as text; decoded where a place in it is shown, which most files never need."""
        return self.raw.decode("utf-8-sig", "replace")

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self.text)

    def span_of(self, path: KeyPath, *, key: bool = False) -> tuple[int, int]:
        """Offsets of the value at a path, or of its key; of the nearest part of the path that is in the file."""
        here, spans = self.data, self.root
        for step in path:
            index = self._position(here, step)
            if index is None:
                continue  # a step that only the models know, such as the arm of a union
            four = self.spans[id(here)][4 * index : 4 * index + 4]
            empty = four[2] == four[3]
            spans = (four[0], four[1]) if (key or empty) and four[1] else (four[2], four[3])
            here = here[step]
        return spans

    def place(self, path: KeyPath = (), *, key: bool = False) -> Place:
        """Where the value (or the key) at a path stands, for people."""
        return self.place_at(*self.span_of(path, key=key))

    def place_at(self, start: int, end: int) -> Place:
        """Turn offsets into line, column and the line's text."""
        text = self.text
        line, begin = self._lines.at(min(start, len(text)))
        start = min(start, self._end_of_line(start))
        end = max(self._without_blanks(start + 1, min(end, len(text))), start)
        last, last_begin = self._lines.at(end)
        span = Span(line, start - begin + 1, last, end - last_begin + 1)
        shown = begin if start - begin <= _LONGEST_EXCERPT - _BEFORE else start - _BEFORE
        stop = self._end_of_line(start, shown + _LONGEST_EXCERPT)
        return Place(self.name, span, text[shown:stop], cut=shown - begin)

    def report(
        self, code: Code, message: str, start: int, end: int, hint: str = "", note: tuple[Place, str] | None = None
    ) -> None:
        """Remember a problem at offsets."""
        notes = (note,) if note else ()
        self.problems.append(Diagnostic(self.place_at(start, end), code, message, hint, notes=notes))

    def _position(self, here: Any, step: str | int) -> int | None:
        """Which item of a container a step leads to. Only dicts that are asked about are counted through, and once."""
        if isinstance(here, dict):
            known = self._positions.get(id(here))
            if known is None:
                known = self._positions[id(here)] = {key: index for index, key in enumerate(here)}
            return known.get(step)  # type: ignore[arg-type]  # a number is no key
        if isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            return step
        return None

    def _end_of_line(self, start: int, most: int | None = None) -> int:
        """Where the line ends, without its line break; `most` is as far as is looked."""
        found = self.text.find("\n", start, most)
        stop = found if found >= 0 else min(most or len(self.text), len(self.text))
        return stop - 1 if stop > start and self.text[stop - 1] == "\r" else stop

    def _without_blanks(self, start: int, end: int) -> int:
        """The end of what stands before an offset, blanks left out as far as they are worth looking at."""
        tail = self.text[max(start, end - _LONGEST_EXCERPT) : end]
        return end - len(tail) + len(tail.rstrip(_BLANK))
