"""The glossary: terms that name a failure mode of the report and that a reader meets in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlthreat.views.exports.knowledge_shape import TermData
from mlthreat.views.exports.review_shape import Complete


def used_terms(data: Complete) -> list[TermData]:
    """The terms of failure modes that apply, as far as their name or a synonym stands in what the report discusses."""
    applying = {m["id"] for m in data["failure_modes"] if m["disposition"] != "not applicable"}
    text = _plain(" ".join(_discussed(data, applying)))
    return [t for t in data["terms"] if applying.intersection(t["failure_modes"]) and _stands_in(text, t)]


def _discussed(data: Complete, applying: set[str]) -> Iterator[str]:
    found = {f["id"] for f in data["findings"]}
    for question in data["questions"]:
        if question["open"] or question["id"] in found:
            told = (question["text"], question["why_it_matters"], question["good_answer"], question["note"])
            yield from (t for t in told if t)
    for mode in data["failure_modes"]:
        if mode["id"] in applying:
            yield from (mode["title"], mode["summary"], *(t["title"] for t in mode["threats"]))


def _stands_in(text: str, term: TermData) -> bool:
    return any(
        f" {word} " in text or f" {word}s " in text
        for name in (term["name"], *term["synonyms"])
        if (word := _plain(name).strip())
    )


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "
