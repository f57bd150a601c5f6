"""What the formats of other publishers share: ids that stay the same, addresses, and nothing empty."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid5

Data = dict[str, Any]

NAMESPACE: Final = UUID("e911e29b-94f1-4a2a-a512-944c170fbbdb")
"""The name space of every id that mlthreat makes: drawn once, never changed."""
_LEGAL: Final = "%:/?#@!$&'()*+,;=-._~"
"""What an address may hold as it is, beside letters and digits; anything else is written in hexadecimal."""
_WEB: Final = re.compile(
    r"https?://(?:[\w.~!$&'()*+,;=:%-]*@)?[\w.~!$&'()*+,;=%-]+(?::[0-9]*)?(?:/[^?#]*)?(?:\?[^#]*)?(?:\#[^#]*)?",
    re.ASCII,
)
_BAD_HEX: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def stable_id(*parts: str) -> str:
    """A UUID (version 5) of a thing, from what it is and what it is called: the same on every machine, in every run."""
    told = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return str(uuid5(NAMESPACE, told))


def address(kind: str, shown: str) -> str | None:
    """An evidence's place as a URI reference (RFC 3986); None for what is no place, or none that the standard allows.

    A file's path stays relative to the review, as it is in the review.
    """
    if kind == "file":
        return quote(shown, safe="/-._~!$&'()*+,;=@", errors="replace")
    legal = _BAD_HEX.sub("%25", quote(shown, safe=_LEGAL, errors="replace"))
    return legal if kind == "url" and _WEB.fullmatch(legal) else None


def filled(data: Mapping[str, Any]) -> Data:
    """The data without keys that have nothing to say: these standards want such keys left out."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", [], {})}
