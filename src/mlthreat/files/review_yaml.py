"""A review as YAML that is pleasant to read and to diff: stable order, one answer a block, free text quoted where in doubt."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from mlthreat.domain.review import Answer, Review
from mlthreat.domain.value import Value, utc_text
from mlthreat.files.model_check import check
from mlthreat.files.yaml_reader import parse

HEAD: Final = """\
# yaml-language-server: $schema=mlthreat-review.schema.json
# Written by mlthreat, which keeps what you change here but not your comments: use `note`.
"""
_PLAIN: Final = re.compile(r"[A-Za-z_(][A-Za-z0-9 _.,/()+;@=%$-]*\Z")
_SPECIAL: Final = re.compile(r"(?i)(?:y|n|yes|no|on|off|true|false|null|nan|inf)\Z")
# characters that turn the reading direction round are written out: a file is also read in terminals and diffs
_UNSAFE_IN_BLOCK: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff\r]"
)
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class ReviewText:
    """Writes reviews, keeping the text of the answers that did not change since the last time.

    Each new piece of text is read back, and must say what was meant, before it is used.
    """

    def __init__(self) -> None:
        self._pieces: dict[str, tuple[Answer, str]] = {}

    def dump(self, review: Review) -> str:
        """The whole file. Raises AssertionError for what would not read back as the same review."""
        frame = review.model_copy(update={"answers": {}})
        rest = _written(frame)
        _read_back("".join(_pair(key, value, 0) for key, value in rest.items()), (), frame)
        parts = [HEAD]
        for key, value in rest.items():
            if key == "answers":
                parts.append("answers:\n" if review.answers else "answers: {}\n")
                parts += [self._answer(question, answer) for question, answer in review.answers.items()]
            else:
                parts.append(_pair(key, value, 0))
        return "".join(parts)

    def _answer(self, question: str, answer: Answer) -> str:
        known = self._pieces.get(question)
        if known is not None and known[0] is answer:
            return known[1]
        text = _pair(question, _written(answer), 1)
        _read_back(text, (question,), answer)
        self._pieces[question] = (answer, text)
        return text


def _read_back(text: str, path: tuple[str, ...], meant: Value) -> None:
    source = parse("", text.encode())
    data = source.data
    for step in path:
        data = data[step]
    again, problems = check(source, type(meant), data, path)
    if problems or source.problems or again != meant:
        raise AssertionError("the review does not read back as it was written")


def _written(value: Any) -> Any:
    """A model as plain data without what is empty; words of enumerations stay distinguishable from free text."""
    if isinstance(value, Value):
        keep = ("format", "system", "answers", "traits") if isinstance(value, Review) else ()
        fields = type(value).model_fields
        pairs = ((name, _written(getattr(value, name))) for name in fields)
        return {name: v for name, v in pairs if name in keep or v not in (None, {}, [])}
    if isinstance(value, dict):
        return {str(k): _written(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return [_written(v) for v in value]
    return value


def _pair(key: str, value: Any, depth: int) -> str:
    pad = "  " * depth
    name = scalar(key)
    if isinstance(value, dict):
        if not value:
            return f"{pad}{name}: {{}}\n"
        return f"{pad}{name}:\n" + "".join(_pair(k, v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return f"{pad}{name}:\n" + "".join(_item(v, depth) for v in value)
    if isinstance(value, str) and not isinstance(value, Enum) and "\n" in value and not _UNSAFE_IN_BLOCK.search(value):
        return f"{pad}{name}: {_block(value, depth + 1)}"
    return f"{pad}{name}: {scalar(value)}\n"


def _item(value: Any, depth: int) -> str:
    pad = "  " * depth
    if not isinstance(value, dict):
        return f"{pad}- {scalar(value)}\n"
    body = "".join(_pair(k, v, depth + 1) for k, v in value.items())
    return f"{pad}- {body[len(pad) + 2 :]}"


def _block(text: str, depth: int) -> str:
    """A literal block; the indentation is written out where the text begins with a blank."""
    body = text.rstrip("\n")
    trailing = len(text) - len(body)
    chomp = "-" if trailing == 0 else "" if trailing == 1 and body else "+"
    pad = "  " * depth
    lines = "".join(f"{pad}{line}\n" if line else "\n" for line in text.split("\n")[: None if trailing == 0 else -1])
    return f"|2{chomp}\n{lines}" if text[0] in " \n\t" else f"|{chomp}\n{lines}"


def scalar(value: Any) -> str:
    """One value on one line, so that every YAML reader takes a text for a text."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.match(text) and not _SPECIAL.match(text) and not text.endswith(" "):
        return text
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))
