"""One problem in a file, as a value; and the one exception for a world that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_LONGEST_MESSAGE: Final = 1000


class Level(StrEnum):
    """How bad a problem is: an error fails validation, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text in a file; lines and columns count from 1, columns in code points."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in which file; `excerpt` is the line of text the span starts on, or, of a very long line, a part of it."""

    file: str
    span: Span
    excerpt: str = field(default="", compare=False)
    cut: int = field(default=0, compare=False)
    """How many characters of the line stand before the excerpt."""

    @property
    def marked(self) -> tuple[int, int]:
        """Where in the excerpt the span begins and ends; it ends with the line where it goes on to others."""
        begin = self.span.column - 1 - self.cut
        end = self.span.end_column - 1 - self.cut if self.span.end_line == self.span.line else len(self.excerpt)
        return begin, end


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, with what to do about it. `notes` point at other places that are involved."""

    place: Place
    code: str
    message: str
    hint: str = ""
    level: Level = Level.ERROR
    notes: tuple[tuple[Place, str], ...] = ()

    def __post_init__(self) -> None:
        """Shorten a message that quotes more of a file than anybody reads."""
        if len(self.message) > _LONGEST_MESSAGE:
            object.__setattr__(self, "message", f"{self.message[:_LONGEST_MESSAGE]}…")

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of presentation: by file, then by position."""
        span = self.place.span
        return (self.place.file, span.line, span.column, self.code, self.message)


class UserError(Exception):
    """The world is wrong (no such file, no permission, no terminal): shown as two lines, exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Refused(UserError):
    """Files that could not be used because of the problems in them: all of them are shown, exit code 2."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.diagnostics = diagnostics


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(d.level is Level.ERROR for d in diagnostics)


def by_place(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems in the order in which they are shown."""
    return tuple(sorted(diagnostics, key=lambda d: d.sort_key))
