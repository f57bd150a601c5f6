"""One thing that somebody else's file says, made harmless before it is shown or kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from mlthreat.domain.declaration import Said
from mlthreat.domain.value import LONGEST_LINE
from mlthreat.files.yaml_source import YamlSource

_JOINERS: Final = "\u200c\u200d"
"""Invisible, but without them Persian is misspelt and emoji fall apart."""


def said(source: YamlSource, path: Sequence[str | int], value: Any, key: str) -> Said | None:
    """What stands at a path, if it is a word or a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = spoken(str(value))
    return Said(text, key, source.place(path)) if text else None


def spoken(text: str) -> str:
    """Text on one line without anything that could steer what shows it, cut where a line may not be longer."""
    line = " ".join(text.split())
    shown = "".join(c for c in line if c.isprintable() or c in _JOINERS).strip(_JOINERS + " ")
    return shown if len(shown) <= LONGEST_LINE else shown[: LONGEST_LINE - 1].rstrip() + "…"
