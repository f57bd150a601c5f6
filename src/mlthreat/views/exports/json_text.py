"""Data as JSON that people can read and no terminal can be steered by."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from mlthreat.views.visible import visible

if TYPE_CHECKING:
    from mlthreat.views.exports.review_shape import Complete

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7e]")


def export(data: Complete) -> str:
    """The complete data itself, as JSON."""
    return json_text(data)


def json_text(data: Any) -> str:
    """Indented JSON with a final line feed. Letters of any script stay; what could steer a terminal is escaped, without loss."""
    return _harmless(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def json_line(data: Any) -> str:
    """The same on one line, for a file that holds one value a line."""
    return _harmless(json.dumps(data, ensure_ascii=False, allow_nan=False)) + "\n"


def _harmless(text: str) -> str:
    return _NOT_ASCII.sub(lambda found: _kept(found[0]), text)


def _kept(character: str) -> str:
    return character if visible(character) == character else json.dumps(character)[1:-1]
