"""What the papers that a model comes with, such as a model card or a bill of materials, declare about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mlthreat.domain.diagnostic import Place
from mlthreat.domain.value import Line, Value


class Fact(StrEnum):
    """What kind of thing is declared, whichever format it is declared in."""

    TASK = "task"
    """What the model does, such as `text-generation`."""
    INPUT = "input"
    """The format of what it takes in, such as `image/png`."""
    BASE_MODEL = "base-model"
    """A model that it was made from."""
    RELATION = "relation"
    """How it was made from that: `finetune`, `adapter`, `merge`, `quantized`."""
    DATASET = "dataset"
    """Data that it was trained on."""
    SENSITIVE_DATA = "sensitive-data"
    """What is sensitive in that data."""
    APPROACH = "approach"
    """How it learns, such as `supervised` or `reinforcement-learning`."""
    OUTSIDE_MAKER = "outside-maker"
    """Who made it, where that is somebody else than the maker of the system."""
    GROUP_AT_RISK = "group-at-risk"
    """People whom it may put at a disadvantage."""
    LIBRARY = "library"
    """The library that it is made with."""
    TAG = "tag"
    """A word that its maker put on it."""


class Hint(Value):
    """A declaration that speaks for a trait."""

    fact: Fact
    among: tuple[Line, ...] = ()
    """The words that speak for it, in any case and with or without hyphens; `image` stands for `image/png` too.
    Any word does where none is given."""

    def fits(self, value: str) -> bool:
        """Whether a declared value speaks for the trait."""
        word = _plain(value)
        return not self.among or any(word == w or word.startswith(f"{w}/") for w in map(_plain, self.among))


def _plain(word: str) -> str:
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a file says: the words, the key that they stand under, and where."""

    value: str
    key: str
    place: Place

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.place.file} line {self.place.span.line}"


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that one file says, in order."""

    system: Mapping[str, Said]
    """What it says of the system as a whole, by field of its profile."""
    facts: tuple[tuple[Fact, Said], ...]
