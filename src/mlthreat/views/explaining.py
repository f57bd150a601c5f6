"""Explanations: what a thing is, where it stands among its relatives, and where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlthreat.views.exports.json_text import json_text
from mlthreat.views.visible import one_line, visible, wrapped

if TYPE_CHECKING:
    from mlthreat.views.explaining_shape import ExplanationData, ThingData


@dataclass(frozen=True, slots=True)
class Explained:
    """One thing explained: a heading, a text, and facts, each a label with one or several lines.

    `examples` are labels with lines that are shown exactly as they are.
    """

    kind: str
    id: str
    title: str
    text: str
    facts: list[tuple[str, list[str]]] = field(default_factory=list)
    examples: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that bears a word; or, where nothing does, the nearest names."""

    asked: str
    things: list[Explained]
    near: list[str]


def as_json(explanation: Explanation) -> str:
    """The explanation as JSON."""
    things: list[ThingData] = [
        {
            "kind": t.kind,
            "id": t.id,
            "title": t.title,
            "text": t.text,
            **{key.replace(" ", "_"): lines for key, lines in [*t.facts, *t.examples]},
        }
        for t in explanation.things
    ]
    data: ExplanationData = {"asked": explanation.asked, "things": things, "near": explanation.near}
    return json_text(data).rstrip()


def as_text(explanation: Explanation, width: int) -> str:
    """The explanation for people, wrapped."""
    if not explanation.things:
        near = (
            f"; nearest: {', '.join(visible(n) for n in explanation.near)}"
            if explanation.near
            else "; `mlthreat list terms` has the words, `mlthreat list --help` the rest"
        )
        asked = one_line(explanation.asked)
        return f"nothing here is called “{asked if len(asked) <= 200 else asked[:200] + '…'}”{near}"
    return "\n\n".join("\n".join(_lines(thing, width)) for thing in explanation.things)


def _lines(thing: Explained, width: int) -> Iterator[str]:
    yield f"{one_line(thing.title)} ({thing.kind.replace('-', ' ')} {one_line(thing.id)})"
    if thing.text:
        yield from wrapped(one_line(thing.text), width)
    for label, lines in thing.facts:
        if len(lines) == 1:
            yield from wrapped(f"{label}: {one_line(lines[0])}", width, hang=2)
            continue
        yield f"{label}:"
        for line in lines:
            yield from wrapped(f"  - {one_line(line)}", width, hang=2)
    for label, lines in thing.examples:
        yield from ("", f"{label}:", "", *(f"    {visible(line)}" for line in lines))


def facts(*pairs: tuple[str, list[str] | str | None]) -> list[tuple[str, list[str]]]:
    """Labels with their lines; what is empty is left out."""
    listed = [(label, [value] if isinstance(value, str) else value) for label, value in pairs if value]
    return [(label, [one_line(v) for v in values]) for label, values in listed]
