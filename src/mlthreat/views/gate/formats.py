"""The formats in which the gate answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from mlthreat.views.gate.judged import Judged

FORMATS: Final = ("text", "json", "github", "sarif", "gitlab", "junit", "markdown")


def render(reviews: Sequence[Judged], form: str) -> str:
    """What the gate said in one of FORMATS, ending in a line feed."""
    name = "data" if form == "json" else form
    write: Callable[[Sequence[Judged]], str] = getattr(import_module(f"mlthreat.views.gate.{name}"), name)
    return write(reviews)
