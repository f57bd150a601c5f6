"""On which line an offset stands, whatever the number and the length of the lines."""

from __future__ import annotations

from typing import Final

_BLOCK: Final = 65_536


class LineIndex:
    """Finds lines in a text: notes what stands before each block of it, then looks into one block for each question.

    A list of all lines would take forty times the memory of a file that is nothing but line feeds.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._before: list[tuple[int, int]] = []
        """For each block: how many line feeds stand before it, and where the line begins that reaches into it."""
        count = begin = 0
        for start in range(0, len(text) + 1, _BLOCK):
            self._before.append((count, begin))
            count += text.count("\n", start, start + _BLOCK)
            begin = text.rfind("\n", start, start + _BLOCK) + 1 or begin

    def at(self, offset: int) -> tuple[int, int]:
        """The number of the line that an offset is on, counted from 1, and the offset at which that line begins."""
        count, begin = self._before[offset // _BLOCK]
        start = offset - offset % _BLOCK
        line = count + self._text.count("\n", start, offset) + 1
        return line, self._text.rfind("\n", start, offset) + 1 or begin
