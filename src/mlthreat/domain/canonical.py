"""Bytes that depend on meaning alone, and their digest.

Canonical JSON in the sense of RFC 8785 for text, whole numbers, booleans and null: keys sorted, no white space, no
floats. Text is compared word by word, in Unicode form NFC: how it is broken into lines, indented or spaced is no part
of its meaning.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final
from unicodedata import normalize

_WRITER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(data: Any) -> bytes:
    """Plain data as canonical bytes. Raises TypeError for what JSON cannot hold."""
    return _WRITER.encode(_plain(data)).encode("utf-8", "surrogatepass")


def digest(data: Any) -> str:
    """`sha256:` and the SHA-256 of the canonical bytes in hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical(data)).hexdigest()


def same_text(text: str) -> str:
    """The form in which two texts are compared."""
    return " ".join(normalize("NFC", text).split())


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
