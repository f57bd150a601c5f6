"""The matrix of failure modes and what they compromise, as geometry: the templates draw it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlthreat.views.exports.knowledge_shape import ModeData
from mlthreat.views.visible import one_line

PROPERTIES = ("confidentiality", "integrity", "availability", "safety")
WIDTH = 440
ROWS_IN_ONE = 32
_HEAD, _LINE, _PAD, _LEAST = 84, 15, 11, 30
_CELL, _FIRST_CELL = 27, 216
_LABEL_WIDTH = 27
_SILENT = {"covered", "accepted", "not applicable"}


@dataclass(frozen=True, slots=True)
class Row:
    """One failure mode."""

    top: int
    middle: int
    number: str
    label: tuple[tuple[int, str], ...]
    """The lines of its title, each with its base line."""
    hits: tuple[int, ...]
    """Where the properties that it compromises stand."""
    disposition: str
    severity: str
    """Said only where something is left to do."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture of at most ROWS_IN_ONE failure modes, so that it fits on a page."""

    key: str
    title: str
    description: str
    width: int
    height: int
    heads: tuple[tuple[int, str], ...]
    rules: str
    """The lines above the rows, as one path."""
    misses: str
    """A dot for each property that a failure mode leaves alone, as one path."""
    rows: tuple[Row, ...]


def drawings(modes: Sequence[ModeData]) -> tuple[Drawing, ...]:
    """The failure modes in pictures: first what somebody does on purpose, then what goes wrong by itself."""
    found: list[Drawing] = []
    for kind in ("intentional", "unintentional"):
        members = [m for m in modes if m["kind"] == kind]
        parts = [members[i : i + ROWS_IN_ONE] for i in range(0, len(members), ROWS_IN_ONE)]
        for number, part in enumerate(parts, start=1):
            title = f"{kind.capitalize()} failure modes" + (f", {number} of {len(parts)}" if len(parts) > 1 else "")
            found.append(_drawing(f"{kind}-{number}", title, part))
    return tuple(found)


def _drawing(key: str, title: str, modes: Sequence[ModeData]) -> Drawing:
    rows: list[Row] = []
    top = _HEAD
    for mode in modes:
        row, top = _row(mode, top)
        rows.append(row)
    heads = tuple((_x(i), p.capitalize()) for i, p in enumerate(PROPERTIES))
    rules = "".join(f"M0 {row.top}H{WIDTH}" for row in rows)
    misses = "".join(f"M{x} {row.middle}h0" for row in rows for x, _ in heads if x not in row.hits)
    return Drawing(key, title, _described(modes), WIDTH, top + 2, heads, rules, misses, tuple(rows))


def _row(mode: ModeData, top: int) -> tuple[Row, int]:
    lines = _wrapped(mode["title"])
    height = max(len(lines) * _LINE + _PAD, _LEAST)
    middle = top + height // 2
    base = middle - (len(lines) - 1) * _LINE // 2 + 4
    hit = {c["property"] for c in mode["compromises"]}
    hits = tuple(_x(i) for i, p in enumerate(PROPERTIES) if p in hit)
    label = tuple((base + i * _LINE, line) for i, line in enumerate(lines))
    severity = "" if mode["disposition"] in _SILENT else mode["severity"]
    number = "" if mode["number"] is None else str(mode["number"])
    return Row(top, middle, number, label, hits, mode["disposition"], severity), top + height


def _wrapped(title: str) -> list[str]:
    text = one_line(title)
    width = _LABEL_WIDTH if text.isascii() else _LABEL_WIDTH // 2 + 4
    return textwrap.wrap(text, width, max_lines=3, placeholder="…") or ["…"]


def _x(column: int) -> int:
    return _FIRST_CELL + column * _CELL


def _described(modes: Iterable[ModeData]) -> str:
    """The picture in words: how many failure modes came to which disposition."""
    counts: dict[str, int] = {}
    for mode in modes:
        counts[mode["disposition"]] = counts.get(mode["disposition"], 0) + 1
    return (
        "Of these failure modes "
        + ", ".join(f"{n} {word}" for word, n in counts.items())
        + ". The table below says the same."
    )
