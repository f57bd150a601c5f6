"""What the interview needs of a front end; the full and the plain one both offer it, with the same commands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mlthreat.domain.question import Verdict


class Move(StrEnum):
    """A command that is no answer, by its key."""

    BACK = "b"
    SKIP = "s"
    NEXT_OPEN = "J"
    GO_TO = "g"
    SEARCH = "/"
    NOTE = "e"
    EVIDENCE = "v"
    OWNER = "o"
    ACCEPT = "a"
    EXPLAIN = "?"
    QUIT = "q"


MOVES = {
    Move.BACK: "back",
    Move.SKIP: "skip",
    Move.NEXT_OPEN: "next open",
    Move.GO_TO: "go to",
    Move.SEARCH: "search",
    Move.NOTE: "note",
    Move.EVIDENCE: "evidence",
    Move.OWNER: "owner and due date",
    Move.ACCEPT: "accept the finding",
    Move.EXPLAIN: "explain",
    Move.QUIT: "save and leave",
}
VERDICT_KEYS = {
    "y": Verdict.YES,
    "p": Verdict.PARTLY,
    "n": Verdict.NO,
    "u": Verdict.UNKNOWN,
    "x": Verdict.NOT_APPLICABLE,
}
KEEP_THE_QUESTION = {Move.NOTE, Move.EVIDENCE, Move.OWNER, Move.ACCEPT, "x"}
"""After these keys something is typed that is about the question: it stays in sight."""


def key_meant(typed: str, keys: Collection[str]) -> str | None:
    """The key that a letter means, whatever its case; None where it means none."""
    return next((key for key in (typed, typed.swapcase()) if key in keys), None)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question as it is put before the team."""

    position: str
    """Where we are and how many are open, in words."""
    title: str
    """The section, and the id."""
    text: str
    remarks: Sequence[str]
    """What is known already: the old answer, the note, why it is asked again."""
    options: Sequence[tuple[str, str]]
    """The answers: key and words."""
    current: str | None
    """The key of the answer in force."""
    moves: Sequence[Move]
    proposed: str | None = None
    """The key of an answer that is proposed: an empty line gives it."""

    @property
    def keys(self) -> frozenset[str]:
        """Every key that does something here."""
        return frozenset({key for key, _ in self.options} | {move.value for move in self.moves})


@dataclass(frozen=True, slots=True)
class Command:
    """What the team chose: an answer's key or a move, with the words typed after it in plain mode."""

    key: str
    rest: str = ""


class Leave(Exception):
    """The input has ended: everything is saved, and there is nobody left to ask."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The files that may be named in an answer, by their paths from a folder."""

    folder: Path
    allows: Callable[[str], bool]
    """Whether a file or folder may be named."""


class FrontEnd(Protocol):
    """A way to put questions to people. Every method raises Leave at the end of input."""

    def choose(self, prompt: Prompt) -> Command:
        """Put a question and wait for an answer or a move; what was chosen has one of the prompt's keys."""

    def ask_line(self, label: str, default: str = "", words: Sequence[str] = (), files: Beside | None = None) -> str:
        """Ask for one line; an empty answer gives the default.

        `words`, or the names of `files`, complete what is typed, where that is possible.
        """

    def ask_text(self, label: str, default: str = "") -> str:
        """Ask for text of several lines, beginning with the default; says how to end it."""

    def say(self, text: str) -> None:
        """Say something that stays on the screen."""
