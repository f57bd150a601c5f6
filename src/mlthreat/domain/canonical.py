"""Bytes that depend on meaning alone, and their digest.

Canonical JSON in the sense of RFC 8785 for text, whole numbers, booleans and null: keys sorted, no white space, no
floats. Text is compared word by word, in Unicode form NFC: how it is broken into lines, indented or spaced is no part
of its meaning.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final
from unicodedata import combining, normalize

_LONGEST_SAFE: Final = 500
_MOST_MARKS: Final = 30

_WRITER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(data: Any) -> bytes:
    """Plain data as canonical bytes. Raises TypeError for what JSON cannot hold."""
    return _WRITER.encode(_plain(data)).encode("utf-8", "surrogatepass")


def digest(data: Any) -> str:
    """`sha256:` and the SHA-256 of the canonical bytes in hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical(data)).hexdigest()


def same_text(text: str) -> str:
    """The form in which two texts are compared."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(normalize("NFC", _stream_safe(text)).split())


def _stream_safe(text: str) -> str:
    """The text without endless runs of combining marks, which take hours to put in order.

    Where a word is long enough to hold one, it is broken up by the Stream-Safe Text Process of Unicode (UAX #15, section
    13): no language needs more than 30 marks on a letter.
    """
    if max(map(len, text.split()), default=0) <= _LONGEST_SAFE:
        return text
    safe, run = [], 0
    for character in text:
        run = run + 1 if combining(character) else 0
        if run > _MOST_MARKS:
            safe.append("\u034f")
            run = 1
        safe.append(character)
    return "".join(safe)


def _plain(data: Any) -> Any:
    if isinstance(data, str):
        return same_text(data)
    if isinstance(data, dict):
        return {same_text(str(key)): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(item) for item in data]
    if isinstance(data, float):
        return repr(data)
    return data
