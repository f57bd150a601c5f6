"""A model card as the Hugging Face Hub has them: a README whose first part, between two lines `---`, is YAML.

The keys are those of https://huggingface.co/docs/hub/model-cards. Of the Markdown after them only the title, the first
paragraph and the line that the Hub's template has for the repository are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Final

from mlthreat.domain.declaration import Declarations, Fact, Said
from mlthreat.domain.diagnostic import Place, Span, UserError
from mlthreat.files.said import found, spoken
from mlthreat.files.yaml_source import YamlSource

_FACTS: Final = (
    (Fact.TASK, ("pipeline_tag", "tags.*", "model-index.*.results.*.task.type")),
    (Fact.TAG, ("tags.*", "tags")),
    (Fact.LIBRARY, ("library_name",)),
    (Fact.BASE_MODEL, ("base_model", "base_model.*")),
    (Fact.RELATION, ("base_model_relation",)),
    (Fact.DATASET, ("datasets", "datasets.*")),
)
"""The Hub takes a tag that names a task for the task, too."""
_SYSTEM: Final = {
    "name": ("model_name",),
    "description": ("description", "model_description"),
    "version": ("version", "model_version"),
    "repository": ("repository",),
}
_OPENING: Final = re.compile(rb"---[ \t]*\r?\n")
_CLOSING: Final = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
_READ: Final = 400
"""How many lines of the Markdown are looked at."""
_LONGEST: Final = 2000
"""How much of a line is looked at; four times of what is kept of it."""
_TITLE: Final = re.compile(r"#\s+(?:model card (?:for|of|:)\s*)?(?P<text>[^\s#].*)", re.IGNORECASE)
_REPOSITORY: Final = re.compile(r"\s*[-*]\s+\*\*repository[^*]*\*\*:?(?P<rest>.*)", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`\\^{}|()\[\]]+")
_NO_PROSE: Final = re.compile(r"\s*(?:[-+*>|]\s|#|<|!\[|\[!\[|\d+[.)]\s|---|===|:::|\|)| {4}|\t")
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


def begins(raw: bytes) -> bool:
    """Whether bytes begin as a model card does."""
    return _OPENING.match(raw) is not None


def parted(path: Path, raw: bytes) -> tuple[bytes, str]:
    """The YAML of a card, and the rest, with its lines where they were. Raises UserError where the YAML has no end."""
    opening = _OPENING.match(raw)
    closing = _CLOSING.search(raw, opening.end()) if opening else None
    if closing is None:
        raise UserError(f"the front matter of {path} has no end", "close it with a second line `---`")
    front, body = raw[: closing.start()], raw[closing.end() :]
    return front, "\n" * front.count(b"\n") + body.decode("utf-8", "replace")


def declarations(source: YamlSource, body: str) -> Declarations:
    """Everything that the YAML declares and the Markdown says; for the system, the YAML is heard first."""
    facts = [(fact, said) for fact, ways in _FACTS for way in ways for said in found(source, way)]
    declared = {field: next((s for way in ways for s in found(source, way)), None) for field, ways in _SYSTEM.items()}
    measured = {"name": next(found(source, "model-index.*.name"), None)}
    system = {**_said(measured), **dict(_written(source.name, body)), **_said(declared)}
    return Declarations(system, tuple(facts))


def _said(values: dict[str, Said | None]) -> dict[str, Said]:
    return {name: said for name, said in values.items() if said}


def _written(name: str, body: str) -> Iterator[tuple[str, Said]]:
    """What the Markdown says: the first of each kind only."""
    lines = list(_visible_lines(body))
    seen: set[str] = set()
    for at, (number, line) in enumerate(lines):
        for field, key, text in _told(line, [] if "description" in seen else lines[at:]):
            if field not in seen and text:
                seen.add(field)
                yield field, Said(text, key, Place(name, Span(number, 1, number, len(line) + 1), line))


def _told(line: str, onwards: list[tuple[int, str]]) -> Iterator[tuple[str, str, str]]:
    if title := _TITLE.match(line):
        yield "name", "title", _bare(title["text"].rstrip(" \t#"))
    elif repository := _REPOSITORY.match(line):
        if address := _ADDRESS.search(repository["rest"]):
            yield "repository", "Repository", spoken(address[0])
    elif onwards and line.strip() and not _NO_PROSE.match(line):
        paragraph = _paragraph(onwards)
        if len(paragraph.split()) >= 4:
            yield "description", "first paragraph", _bare(paragraph)


def _paragraph(lines: list[tuple[int, str]]) -> str:
    taken = takewhile(lambda line: line.strip() and not _NO_PROSE.match(line), (line for _, line in lines))
    return " ".join(line.strip() for line in taken)


def _visible_lines(body: str) -> Iterator[tuple[int, str]]:
    """The lines that a reader of the page sees as text, with their numbers: no code, no comment."""
    fence = ""
    shown = re.sub(r"<!--.*?(?:-->|\Z)", lambda c: "\n" * c[0].count("\n"), body, flags=re.DOTALL)
    first = len(shown) - len(shown.lstrip("\n"))
    for number, whole in enumerate(shown.split("\n")[: first + _READ], 1):
        line = whole[:_LONGEST]
        mark = line.strip()[:3]
        if mark in {"```", "~~~"} and fence in {"", mark}:
            fence = "" if fence else mark
            yield number, ""
        else:
            yield number, "" if fence else line


def _bare(text: str) -> str:
    """Text without Markdown's links, emphasis and code marks."""
    return spoken(re.sub(r"\*\*|__|`", "", _LINK.sub(r"\1", text)))
