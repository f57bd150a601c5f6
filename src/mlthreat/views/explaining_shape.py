"""The shape of `explain --format json`. Keys are only ever added."""

from __future__ import annotations

from typing import Annotated

from pydantic import WithJsonSchema
from typing_extensions import TypedDict

ThingData = Annotated[
    dict[str, str | list[str]],
    WithJsonSchema(
        {
            "type": "object",
            "description": "One thing explained. Beside these keys it has others for what there is to say, each with lines of text.",
            "properties": {key: {"type": "string"} for key in ("kind", "id", "title", "text")},
            "required": ["kind", "id", "title", "text"],
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        }
    ),
]


class ExplanationData(TypedDict):
    """Everything that bears a word; or, where nothing does, the nearest names."""

    asked: str
    things: list[ThingData]
    near: list[str]
