"""SARIF 2.1.0: problems in files for code scanning, with the explanation of each code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from mlthreat.domain.diagnostic import Diagnostic, Level, Place
from mlthreat.version import VERSION
from mlthreat.views.code_text import in_markdown, text_of
from mlthreat.views.sarif_text import without_links
from mlthreat.views.visible import one_line

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """All problems as one run."""
    codes = list(dict.fromkeys(str(d.code) for d in diagnostics))
    driver = {"name": "mlthreat", "semanticVersion": VERSION, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "mlthreat-validate/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(str(d.code))) for d in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    told = text_of(code)
    if told is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": told.title},
        "fullDescription": {"text": told.means},
        "help": {"text": told.do, "markdown": in_markdown(told)},
    }


def _result(d: Diagnostic, rule: int) -> dict[str, Any]:
    said = f"{d.message}. {d.hint}" if d.hint else d.message
    result: dict[str, Any] = {
        "ruleId": str(d.code),
        "ruleIndex": rule,
        "level": "error" if d.level is Level.ERROR else "warning",
        "message": {"text": _plain(said)},
        "locations": [{"physicalLocation": _physical(d.place)}],
        "partialFingerprints": {"mlthreat/v1": _fingerprint(d)},
    }
    if d.notes:
        result["relatedLocations"] = [
            {"id": i, "message": {"text": _plain(text)}, "physicalLocation": _physical(place)}
            for i, (place, text) in enumerate(d.notes)
        ]
    return result


def _physical(place: Place) -> dict[str, Any]:
    span = place.span
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line}
    region["endColumn"] = max(span.end_column, span.column + 1) if span.end_line == span.line else span.end_column
    return {"artifactLocation": {"uri": _uri(place.file)}, "region": region}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")


def _fingerprint(d: Diagnostic) -> str:
    """What stays the same when lines move: the file, the code, the words, and the text of the line."""
    what = "\0".join((PurePath(d.place.file).as_posix(), str(d.code), d.message, d.place.excerpt.strip()))
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _plain(text: str) -> str:
    return without_links(one_line(text))
