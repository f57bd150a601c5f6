"""Workflow commands of GitHub Actions, by which a step annotates files: what `check` and `validate` have in common."""

from __future__ import annotations

import re
from typing import Final

from mlthreat.views.visible import one_line

MOST: Final = 10
"""GitHub shows ten annotations of a kind per step and drops the rest in silence."""
_COMMAND: Final = re.compile(r"##(?=\w*\[)")


def command(level: str, message: str, **properties: str | int) -> str:
    """One annotation. `level` is error, warning or notice; the properties, such as file and line, keep their order."""
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {told}::{data(message)}"


def data(text: str) -> str:
    """A text as the data of a command: on one line, and without what the runner takes for another command."""
    return _COMMAND.sub("## ", one_line(text)).replace("%", "%25")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
