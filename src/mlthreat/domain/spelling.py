"""One spelling for the many in which people type the same word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
_TWO_NUMBERS: Final = re.compile(r"(?<=\d) (?=\d)")
_TYPED: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = (
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"is(e|ed|er|ing|ation)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|er|ing)$"), r"yz\1"),
    (re.compile(r"our(|al|ed|ing)$"), r"or\1"),
    (re.compile(r"ell(ed|er|ing)$"), r"el\1"),
)
"""British spelling and American; what looks alike is changed in every word alike, so that nothing gets lost."""
_WORDS: Final = {
    "defence": "defense",
    "licence": "license",
    "artefact": "artifact",
    "programme": "program",
    "judgement": "judgment",
}


def words(text: str) -> list[str]:
    """The words and numbers of a text, each in the singular, in American spelling, without case and leading zeros."""
    return [_one(w) for w in _WORD.findall((text if text.isascii() else normalize("NFKC", text)).casefold())]


def folded(text: str) -> str:
    """What all spellings of a name have in common: `Over-fitting`, `over fitting` and `overfitting` are one."""
    return _joined(words(text))


def telling(text: str) -> str:
    """A text without the words that do not tell one name from another; empty where there are no others."""
    typed = _TYPED.findall(text)
    return " ".join(w for w, after in zip(typed, [*typed[1:], ""], strict=False) if not _idle(w, after))


def gist(text: str) -> str:
    """What all spellings of a name have in common, idle words left out or not."""
    return folded(telling(text))


def _idle(word: str, after: str) -> bool:
    """Whether a word may be left out; the letters of an id may not: `LLM 01`."""
    key = _one(word.casefold())
    return key in _IDLE and not (key in _LISTS and after.isdigit())


def _joined(parts: list[str]) -> str:
    """Words without a blank between them; two numbers keep a point, because 1.1 is not 11."""
    return _TWO_NUMBERS.sub(".", " ".join(parts)).replace(" ", "")


@lru_cache(maxsize=10_000)
def _one(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    word = _singular(word)
    for ending, instead in _ENDINGS:
        word = ending.sub(instead, word)
    return _WORDS.get(word, word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_IDLE: Final = frozenset(
    words(
        "a an and the of on in to for with by against is are what how does mean explain "
        "attack vulnerability threat risk technique tactic failure mode term question "
        "ai ml llm aml owasp mitre atlas nist cosai biml microsoft"
    )
)
"""Words that people add to a name or leave out of it, among them who publishes the list that an id is from."""
_LISTS: Final = frozenset({"ml", "llm"})
"""What the ids of lists begin with."""
