"""What somebody else's file says at a path, made harmless before it is shown or kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from mlthreat.domain.declaration import Said
from mlthreat.domain.prose import flat
from mlthreat.domain.value import LONGEST_LINE
from mlthreat.files.yaml_source import KeyPath, YamlSource

_JOINERS: Final = "\u200c\u200d"
"""Invisible, but without them Persian is misspelt and emoji fall apart."""
_WRAPPING: Final = {"*", "modelCard", "modelParameters", "considerations"}
"""Steps that only wrap others; they are left out where a key is named."""
_PLACEHOLDER: Final = re.compile(r"model id\Z|.*(?:\[more information needed\]|\{\{)", re.IGNORECASE)


def found(source: YamlSource, way: str, part: Any = None, at: KeyPath = ()) -> Iterator[Said]:
    """Every word or number at the end of a way such as `tags.*`, where `*` stands for each item of a list.

    The way begins at a part of the file, which lies at a path; or at its root.
    """
    key = ".".join(step for step in way.split(".") if step not in _WRAPPING)
    for path, value in _reached(source.data if part is None else part, way.split("."), at):
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = source.text[slice(*source.span_of(path))]  # a version 1.10 is not 1.1
        text = spoken(value) if isinstance(value, str) else ""
        if text:
            yield Said(text, key, source.place(path))


def _reached(value: Any, steps: list[str], at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if not steps:
        yield at, value
    elif steps[0] == "*":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _reached(item, steps[1:], (*at, index))
    elif isinstance(value, dict) and steps[0] in value:
        yield from _reached(value[steps[0]], steps[1:], (*at, steps[0]))


def spoken(text: str) -> str:
    """Text on one line without anything that could steer what shows it, cut where a line may not be longer.

    Empty for what a template left to be filled in.
    """
    line = flat(text)
    if _PLACEHOLDER.match(line):
        return ""
    shown = "".join(c for c in line if c.isprintable() or c in _JOINERS).strip(_JOINERS + " ")
    return shown if len(shown) <= LONGEST_LINE else shown[: LONGEST_LINE - 1].rstrip() + "…"
