"""Runs of the command line at a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence

_STEERING = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[()].|[=>78])")


def shown(columns: int, *arguments: str) -> str:
    """What a run writes to a terminal that is so many columns wide."""
    outer, inner = os.openpty()
    world = {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1", "TERM": "xterm"}
    command = [sys.executable, "-m", "mlthreat", *arguments]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=inner, stderr=subprocess.PIPE, env=world):
        os.close(inner)
        said = b"".join(iter(lambda: _read(outer), b""))
    os.close(outer)
    return said.decode("utf-8").replace("\r\n", "\n")


def typed(exchange: Sequence[tuple[str, str]], *arguments: str) -> tuple[int, str]:
    """A run at a terminal: wait until each of the first words is shown, then type the second. Returns exit code and screen text."""
    outer, inner = os.openpty()
    world = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "100", "LINES": "40"}
    command = [sys.executable, "-m", "mlthreat", *arguments]
    with subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env=world, start_new_session=True
    ) as program:
        os.close(inner)
        said, at = "", 0
        for awaited, answer in exchange:
            while (found := said.find(awaited, at)) < 0:
                more = _read(outer)
                assert more, f"it ended before it said {awaited!r}:\n{said[at:]}"
                said += _STEERING.sub("", more.decode("utf-8", "replace"))
            at = found + len(awaited)
            os.write(outer, answer.encode())
        said += "".join(_STEERING.sub("", more.decode("utf-8", "replace")) for more in iter(lambda: _read(outer), b""))
    os.close(outer)
    return program.returncode, said


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so where the other end is closed
        return b""
