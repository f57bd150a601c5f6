"""The glossary: words of the field that a reader meets in the report and that nothing else in it explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mlthreat.views.exports.knowledge_shape import ModeData, TermData
from mlthreat.views.exports.review_shape import Complete

_WORD = re.compile(r"[^\W_]+")


def used_terms(data: Complete) -> list[TermData]:
    """The terms of failure modes that apply, as far as their name or a synonym stands in what the report discusses.

    What is itself a failure mode or a threat of the report is explained where that is told.
    """
    applying = {m["id"]: m for m in data["failure_modes"] if m["disposition"] != "not applicable"}
    met = _Text(dict.fromkeys(_discussed(data, applying)))
    told = {_plain(t) for m in applying.values() for t in _titles(m)}
    return [
        t
        for t in data["terms"]
        if applying.keys() & t["failure_modes"]
        and not _one_of(t["name"], told)
        and any(n in met for n in (t["name"], *t["synonyms"]))
    ]


def _discussed(data: Complete, applying: dict[str, ModeData]) -> Iterator[str]:
    found = {f["id"] for f in data["findings"]}
    for question in data["questions"]:
        if question["open"] or question["id"] in found:
            told = (question["text"], question["why_it_matters"], question["good_answer"], question["note"])
            yield from (t for t in told if t)
    for mode in applying.values():
        yield from (mode["summary"], *_titles(mode))


def _titles(mode: ModeData) -> Iterator[str]:
    yield mode["title"]
    yield from (t["title"] for t in mode["threats"])


class _Text:
    """A large text in which names are looked for, in the singular and in the plural."""

    def __init__(self, parts: Iterable[str]) -> None:
        self._text = f" {' '.join(_plain(p) for p in parts)} "
        self._words = frozenset(self._text.split())

    def __contains__(self, name: object) -> bool:
        *words, last = _plain(str(name)).split() or [""]
        # most names hold a word that stands nowhere, which is faster to find than the name
        if not last or not self._words.issuperset(words) or not self._words & {last, f"{last}s"}:
            return False
        begin = " ".join([*words, last])
        return f" {begin} " in self._text or f" {begin}s " in self._text


def _one_of(name: str, titles: set[str]) -> bool:
    word = _plain(name)
    return bool({word, f"{word}s"} & titles)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
