"""A run of the command line whose standard output is a terminal."""

from __future__ import annotations

import os
import subprocess
import sys


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


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so where the other end is closed
        return b""
