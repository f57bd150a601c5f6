"""Standard input and output, fit for use wherever the program was started from."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any, TextIO


def settle() -> None:
    """Put something in the place of streams that are closed, and let neither a character nor a reader bring the program down.

    What goes into a file or a pipe, or comes out of one, is UTF-8 with bare line feeds, so that it is the same on every
    machine; PYTHONIOENCODING may name another encoding. What a stream cannot show is written out.
    """
    # in this order: whatever is opened takes the lowest number that is free, and no file of somebody's should
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = _outlet(sys.stdout, BrokenPipeError) if sys.stdout else _nothing("w")
    sys.stderr = _outlet(sys.stderr, OSError) if sys.stderr else _nothing("w")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding=None if sys.stdin.isatty() else _encoding(sys.stdin), errors="replace")


def _nothing(mode: str) -> TextIO:
    return Path(os.devnull).open(mode, encoding="utf-8")  # type: ignore[return-value]  # a text, as no mode here says `b`


def _encoding(stream: TextIO) -> str:
    return stream.encoding if os.environ.get("PYTHONIOENCODING") else "utf-8"


def _outlet(stream: TextIO, forgiven: type[OSError]) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream.isatty():
        stream.reconfigure(errors="backslashreplace")
        return stream
    stream.flush()  # what was said before comes before
    raw = _Outlet(stream.fileno(), forgiven)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        _encoding(stream),
        "backslashreplace",
        newline="\n",
        line_buffering=stream.line_buffering,
    )


class _Outlet(io.FileIO):
    """A file or a pipe. Once its reader has gone, the rest goes nowhere, so that the exit code is still the answer's."""

    def __init__(self, number: int, forgiven: type[OSError]) -> None:
        super().__init__(number, "wb", closefd=False)
        self._forgiven = forgiven

    def write(self, data: Any) -> int:
        """Write, and wait where whoever shares the pipe has told it not to."""
        try:
            while (written := super().write(data)) is None:
                import select

                select.select([], [self], [])
        except self._forgiven:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(data)
        return written
