"""How much a template may do. It counts work, not time, so that the same template ends the same way on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from typing import Any, Final, TypeVar

from jinja2 import TemplateRuntimeError, Undefined
from jinja2.exceptions import SecurityError
from markupsafe import Markup, escape

T = TypeVar("T")

MOST_STEPS: Final = 30_000_000
"""A step is one node of a template's syntax: a turn of a loop costs as many as there are in its body."""
MOST_MADE: Final = 100_000_000
"""Characters of text and items of lists that a template makes or looks through on its way, in all."""
LOOKING: Final = 10
SHOWING: Final = 30
"""What it costs, as if it were characters, to look at one part of a value, and to show one."""
_LISTS: Final = list | tuple | set | frozenset | range


class TooMuch(TemplateRuntimeError):
    """A template wants to do more than it may."""


class Budget:
    """What is left of the work that one report may cost."""

    def __init__(self) -> None:
        self.steps = MOST_STEPS
        self.made = MOST_MADE

    def step(self, weight: int) -> None:
        """Pay for a body that is about to run. Raises TooMuch."""
        self.steps -= weight
        if self.steps < 0:
            raise TooMuch("the templates loop, or call each other, more often than any report needs")

    def make(self, size: int) -> None:
        """Pay for a text or a list that is about to be made. Raises TooMuch."""
        self.made -= size
        if self.made < 0:
            raise TooMuch("the templates make more text than any report needs")

    def turns(self, items: Iterable[T], weight: int) -> Iterator[T]:
        """The items of a loop, each paid for."""
        for item in items:
            self.step(weight)
            yield item

    def weighed(self, value: T) -> T:
        """A value that was made, paid for by its size."""
        if isinstance(value, str | dict | _LISTS):
            self.make(len(value))
        return value

    def compared(self, value: T) -> T:
        """A value that is about to be compared, paid for with all that it is made of."""
        waiting: list[Any] = [value]
        while waiting:
            self.make(LOOKING)
            part = self.weighed(waiting.pop())
            if isinstance(part, dict):
                waiting += [*part.keys(), *part.values()]
            elif isinstance(part, list | tuple | set | frozenset):
                waiting += part
            elif is_dataclass(part):
                waiting += [getattr(part, name) for name in part.__dataclass_fields__]
        return value

    def searched(self, value: T) -> T:
        """What something is about to be looked for in, paid for where it is looked through."""
        return self.compared(value) if isinstance(value, str | list | tuple) else value

    def put(self, value: T) -> T:
        """A value that is about to be shown, paid for."""
        self.make(SHOWING)
        return self.weighed(value)

    def concat(self, pieces: Iterable[str]) -> str:
        """Pieces of output as one text."""
        return "".join(self.weighed(piece) for piece in pieces)

    def joined(self, parts: list[Any]) -> str:
        """What `~` makes of its operands: markup where one of them is."""
        if any(hasattr(part, "__html__") for part in parts):
            return Markup("").join([self.weighed(escape(shown(part))) for part in parts])
        return self.concat(str(shown(part)) for part in parts)

    def added(self, left: Any, right: Any) -> Any:
        """What `+` makes."""
        for side in (left, right):
            self.weighed(side)
        return left + right

    def repeated(self, left: Any, right: Any) -> Any:
        """What `*` makes."""
        for many, times in ((left, right), (right, left)):
            if isinstance(many, str | list | tuple) and isinstance(times, int):
                self.make(len(many) * max(times, 0))
        if isinstance(left, int) and isinstance(right, int):
            self.make((left.bit_length() + right.bit_length()) ** 2 // 64)
        return left * right


def remainder(left: Any, right: Any) -> Any:
    """What `%` makes of numbers. Raises SecurityError for a text, which it would fill in."""
    if isinstance(left, str):
        raise SecurityError("a text cannot be filled in with `%`; join its parts with `~`")
    return left % right


def shown(value: Any) -> Any:
    """A value that can be shown; a missing one says so itself. Raises SecurityError for one whose text is Python's own."""
    if value is None or isinstance(value, str | int | float | Undefined):
        return value
    what = "a list" if isinstance(value, _LISTS) else f"a value of the kind `{type(value).__name__}`"
    raise SecurityError(f"only texts and numbers can be shown, not {what}; go through it with a loop")
