"""The front end on plain lines: for screen readers, pipes and simple terminals. No redraw, no cursor movement, no colour."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence
from typing import Final, TextIO

from mlthreat.views.interview.front import MOVES, VERDICT_KEYS, Beside, Command, Leave, Move, Prompt, key_meant
from mlthreat.views.interview.wording import keys_help
from mlthreat.views.visible import visible, wrapped

WORDS = {
    **{verdict.value: key for key, verdict in VERDICT_KEYS.items()},
    **{words: move.value for move, words in MOVES.items()},
    "quit": Move.QUIT.value,
    "exit": Move.QUIT.value,
    "help": Move.EXPLAIN.value,
}
"""What may be typed instead of a letter: the words that are shown beside it, and the three that everybody tries."""
_UNKEPT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class PlainFrontEnd:
    """Asks on one stream and listens on another."""

    def __init__(self, listen: TextIO | None = None, speak: TextIO | None = None, width: int = 80) -> None:
        self._listen = listen or sys.stdin
        self._speak = speak or sys.stdout
        self._width = max(width, 20)
        self._shown: Prompt | None = None
        self._known_moves: Sequence[Move] = ()
        """The moves that were listed last: they are not read aloud with every question."""

    def choose(self, prompt: Prompt) -> Command:
        """Put a question and read lines until one begins with a key that it knows, or is the word for one."""
        if prompt != self._shown:
            self._put(prompt)
            self._shown = prompt
        while True:
            line = self._read("> ").strip() or prompt.proposed or ""
            command = _understood(line, prompt.keys)
            if command is not None:
                self._shown = None if command.key not in "?ev" else prompt
                return command
            if line:
                self.say(f"`{line[:20]}` is not an answer here; type one of these letters, and Enter:")
            self._put_keys(prompt)

    def ask_line(
        self,
        label: str,
        default: str = "",
        words: Sequence[str] = (),  # noqa: ARG002 - lines cannot complete
        files: Beside | None = None,  # noqa: ARG002 - nor these
    ) -> str:
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
            self._speak.writelines(f"{part}\n" for part in wrapped(visible(line), self._width))
        self._speak.flush()

    def _put(self, prompt: Prompt) -> None:
        self.say(f"\n{prompt.position}\n{prompt.title}\n{prompt.text}")
        for remark in prompt.remarks:
            self.say(f"  {remark}")
        if prompt.moves == self._known_moves:
            self._put_options(prompt)
            return
        self._known_moves = prompt.moves
        self._put_keys(prompt)
        self.say("Enter alone shows these letters again.")

    def _put_options(self, prompt: Prompt) -> None:
        self.say("  ".join(f"{key} {words}" for key, words in prompt.options))

    def _put_keys(self, prompt: Prompt) -> None:
        self._put_options(prompt)
        self.say("\n".join(keys_help(prompt.moves, self._width)))

    def _read(self, prompt: str) -> str:
        self._speak.write(visible(prompt))
        self._speak.flush()
        line = self._listen.readline()
        if not line:
            self._speak.write("\n")
            raise Leave
        return clean(line.rstrip("\r\n"))


def _understood(line: str, keys: Collection[str]) -> Command | None:
    """What a line means: a key with words after it, or the word for a key; None where it means nothing here."""
    word = WORDS.get(line.lower())
    if word is not None and word in keys:
        return Command(word)
    key, rest = key_meant(line[:1], keys), line[1:]
    if key is None or (rest and rest[0] != " " and key != Move.SEARCH):
        return None
    return Command(key, rest.strip())


def clean(text: str) -> str:
    """What was typed, without characters that a file may not hold."""
    return _UNKEPT.sub("", text)
