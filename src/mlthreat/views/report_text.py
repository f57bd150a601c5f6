"""Small changes to text on its way into a report; none of them makes markup."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from mlthreat.domain.prose import flat
from mlthreat.domain.value import ADDRESS
from mlthreat.views.exports.answering_shape import FactData, SaidData
from mlthreat.views.exports.review_shape import QuestionData
from mlthreat.views.visible import visible

_ADDRESS: Final = re.compile(ADDRESS)
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
QUESTION_ID: Final = re.compile(r"(?<![\w.-])[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-])")


def short(text: str, most: int = 100) -> str:
    """A text on one line, cut at a blank where it is longer than `most` characters."""
    line = flat(text)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"


def is_address(text: str) -> bool:
    """Whether a text is a web address that may become a link: http or https, nothing invisible in it."""
    return _ADDRESS.fullmatch(text) is not None and visible(text) == text


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was broken into lines to fit a file: each on one line."""
    return [flat(p) for p in _BLANK_LINES.split(text.strip())]


def moment(text: str) -> str:
    """`2026-11-23T18:00:00Z` as people read it."""
    return text.replace("T", " ").removesuffix(":00Z").removesuffix("Z") + " UTC"


def verdict(question: QuestionData) -> str:
    """The answer in force as people say it; of an exposure also what it means."""
    said = question["verdict"]
    if said is None:
        return "disputed" if question["disagreement"] else "not answered"
    if question["asks"] == "exposure" and said in {"yes", "partly", "no"}:
        return f"{said}, {'not ' if said == 'no' else ''}exposed"
    return spaced(said)


def waits(question: QuestionData, disputed: Collection[str]) -> str:
    """Why a question is unanswered, where people disagree about some traits."""
    if question["disagreement"]:
        return "people disagree"
    if question["stale"]:
        return "the wording changed after it was answered"
    return "people disagree about the fact that it sets" if question["trait"] in disputed else "never answered"


def known_by(fact: FactData) -> str:
    """How the value of a fact is known; empty where somebody simply said it."""
    said = said_of(fact) if fact["said"] != fact["value"] or fact["disagreement"] else ""
    match fact["known_by"]:
        case "follows":
            return "follows from another fact" + (f"; the team said: {said}" if said else "")
        case "nobody said":
            return "nobody said"
        case "taken over":
            return f"{fact['source'] or 'taken over'}, confirmed by nobody"
        case "disputed":
            return said
        case _:
            return fact["source"] or ""


def said_of(said: SaidData) -> str:
    """What was said of a trait: one word, or that people disagree and about what."""
    if said["disagreement"]:
        return f"people disagree: {' or '.join(said['disagreement'])}"
    return said["said"] or ""


def spaced(text: str) -> str:
    """A word with hyphens as words."""
    return text.replace("-", " ")


def sentence(text: str) -> str:
    """A text that begins with a capital and ends with a full stop."""
    line = flat(text)
    if not line:
        return ""
    return line[0].upper() + line[1:] + ("" if line[-1] in ".!?" else ".")
