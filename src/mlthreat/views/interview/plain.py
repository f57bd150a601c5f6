"""The front end on plain lines: for screen readers, pipes and simple terminals. No redraw, no cursor movement, no colour."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from typing import TextIO

from mlthreat.views.interview.front import Command, Leave, Prompt
from mlthreat.views.interview.wording import keys_help
from mlthreat.views.visible import visible


class PlainFrontEnd:
    """Asks on one stream and listens on another."""

    def __init__(self, listen: TextIO | None = None, speak: TextIO | None = None, width: int = 80) -> None:
        self._listen = listen or sys.stdin
        self._speak = speak or sys.stdout
        self._width = max(width, 20)
        self._shown: Prompt | None = None

    def choose(self, prompt: Prompt) -> Command:
        """Put a question and read lines until one begins with a key that it knows."""
        if prompt != self._shown:
            self._put(prompt)
            self._shown = prompt
        keys = {key for key, _ in prompt.options} | {move.value for move in prompt.moves}
        while True:
            line = self._read("> ").strip() or prompt.proposed or ""
            key, rest = line[:1], line[1:]
            if key in keys and (not rest or rest[0] == " " or key == "/"):
                self._shown = None if key not in "?ev" else prompt
                return Command(key, rest.strip())
            if line:
                self.say(
                    f"`{line[:20]}` is no answer here; type one of {' '.join(sorted(keys, key=str.lower))}, and Enter"
                )

    def ask_line(self, label: str, default: str = "", words: Sequence[str] = ()) -> str:  # noqa: ARG002 - lines cannot complete
        """Ask for one line."""
        shown = f" [{visible(default)}]" if default else ""
        return self._read(f"{label}{shown}: ").strip() or default

    def ask_text(self, label: str, default: str = "") -> str:
        """Ask for lines until one that holds a single full stop."""
        if default:
            self.say(f"{label} so far:\n{default}")
        self.say(
            f"{label}: type lines; a line with a single . ends it"
            + ("; . alone keeps what there is" if default else "")
        )
        lines: list[str] = []
        while True:
            try:
                line = self._read("")
            except Leave:
                if lines:
                    break
                raise
            if line == ".":
                break
            lines.append(line)
        return "\n".join(lines) or default

    def say(self, text: str) -> None:
        """Say something, wrapped at the width."""
        for line in text.split("\n"):
            indent = " " * (len(line) - len(line.lstrip()))
            wrapped = textwrap.wrap(visible(line), self._width, subsequent_indent=indent, break_on_hyphens=False)
            self._speak.write("\n".join(wrapped or [""]) + "\n")
        self._speak.flush()

    def _put(self, prompt: Prompt) -> None:
        self.say(f"\n{prompt.position}\n{prompt.title}\n{prompt.text}")
        for remark in prompt.remarks:
            self.say(f"  {remark}")
        self.say("  ".join(f"{key} {words}" for key, words in prompt.options))
        self.say("\n".join(keys_help(prompt.moves, self._width)))

    def _read(self, prompt: str) -> str:
        self._speak.write(visible(prompt))
        self._speak.flush()
        line = self._listen.readline()
        if not line:
            self._speak.write("\n")
            raise Leave
        return clean(line.rstrip("\r\n"))


def clean(text: str) -> str:
    """What was typed, without characters that a file may not hold."""
    return "".join(
        c for c in text if c in "\n\t\x85" or not (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000)
    )
