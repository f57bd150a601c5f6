"""SARIF 2.1.0: problems in files for code scanning, with the explanation of each code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.views.code_text import in_markdown, text_of
from mlthreat.views.sarif import cut, fingerprinted, log, physical, plain


def sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """All problems as one run; their files are named from the root of the repository."""
    codes = list(dict.fromkeys(str(d.code) for d in diagnostics))
    prints = fingerprinted(_fingerprint(d) for d in diagnostics)
    results = [
        {**_result(d, codes.index(str(d.code))), "partialFingerprints": known}
        for d, known in zip(diagnostics, prints, strict=True)
    ]
    return log("mlthreat-validate", [_rule(code) for code in codes], results)


def _rule(code: str) -> dict[str, Any]:
    told = text_of(code)
    title, means, do = (told.title, told.means, told.do) if told else (code, code, code)
    return {
        "id": code,
        "shortDescription": {"text": cut(title)},
        "fullDescription": {"text": cut(means)},
        "help": {"text": do, "markdown": in_markdown(told) if told else do},
        "properties": {"precision": "very-high", "tags": ["threat-model"]},
    }


def _result(d: Diagnostic, rule: int) -> dict[str, Any]:
    said = f"{d.message}. {d.hint}" if d.hint else d.message
    result: dict[str, Any] = {
        "ruleId": str(d.code),
        "ruleIndex": rule,
        "level": "error" if d.level is Level.ERROR else "warning",
        "message": {"text": plain(said)},
        "locations": [{"physicalLocation": physical(d.place.file, d.place.span)}],
    }
    if d.notes:
        result["relatedLocations"] = [
            {"id": i, "message": {"text": plain(text)}, "physicalLocation": physical(place.file, place.span)}
            for i, (place, text) in enumerate(d.notes)
        ]
    return result


def _fingerprint(d: Diagnostic) -> str:
    """What stays the same when lines move: the file, the code, the words, and the text of the line."""
    what = "\0".join((d.place.file, str(d.code), d.message, d.place.excerpt.strip()))
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:32]
