"""Texts as OSCAL wants them: markup that is nothing but text, strings on one line, properties in a name space of our own."""

from __future__ import annotations

import re
from typing import Final

from mlthreat.views.exports.projecting import NAMESPACE, Data, stable_id
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.visible import one_line, visible

NS: Final = f"urn:uuid:{NAMESPACE}"
"""The name space of what OSCAL has no word for: an absolute URI, as OSCAL asks, that needs no domain and no registry."""
_MARKUP: Final = re.compile(r"[\\`*_~^\"\[\]<>&{}|!]")
"""What Metaschema's Markdown takes for markup, inserts included; each may be escaped with a backslash."""
_AT_START: Final = re.compile(r"^(?=[-+=#:])|^(\d+)(?=[.)])")
_MOMENT: Final = re.compile(r"(?:19|2[0-9])[0-9]{2}-")
"""The years that OSCAL knows."""


def line(text: str) -> str:
    """A text as `markup-line`."""
    return _escaped(one_line(text))


def prose(*texts: str | None) -> str:
    """Texts as `markup-multiline`, each a paragraph or more; what is none is left out."""
    paragraphs = [p for text in texts if text for p in re.split(r"\n\s*\n", visible(text)) if p.strip()]
    return "\n\n".join("\n".join(_escaped(part.strip()) for part in p.split("\n") if part.strip()) for p in paragraphs)


def prop(name: str, value: str | None, **more: str) -> list[Data]:
    """A property in our name space, in a list of its own; none where there is no value."""
    return [{"name": name, "ns": NS, "value": one_line(value), **more}] if value and value.strip() else []


def moment(text: str | None) -> str | None:
    """A moment, if OSCAL can write it: it knows no year before 1900."""
    return text if text and _MOMENT.match(text) else None


def end_of(day: str | None) -> str | None:
    """The last second of a day in UTC."""
    return moment(f"{day}T23:59:59Z") if day else None


def _escaped(text: str) -> str:
    marked = _MARKUP.sub(r"\\\g<0>", text)
    return _AT_START.sub(lambda found: f"{found[1]}\\" if found[1] else "\\", marked)


def own_id(data: Complete, *parts: str) -> str:
    """A UUID of a thing in a system's assessment results: the same in every revision of the document."""
    return stable_id("oscal", data["system"]["name"], *parts)
