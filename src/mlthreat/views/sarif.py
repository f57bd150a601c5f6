"""SARIF 2.1.0 as GitHub's code scanning takes it: what `check` and `validate` have in common.

GitHub refuses a whole file for one result without a place, and tells results apart by `primaryLocationLineHash` alone,
whatever other fingerprints there are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from mlthreat.domain.diagnostic import Span
from mlthreat.version import VERSION
from mlthreat.views.sarif_text import without_links
from mlthreat.views.visible import one_line

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS: Final = 25_000
"""GitHub refuses a file with more."""
LONGEST: Final = 1024
"""The longest description of a rule that GitHub shows."""

Data = dict[str, Any]


def log(category: str, rules: Sequence[Data], results: Sequence[Data]) -> str:
    """One run with its rules and results, worst first where they are too many; what was left out is counted."""
    shown = results if len(results) <= MOST_RESULTS else sorted(results, key=lambda r: _LEVELS.index(r["level"]))
    run: Data = {
        "tool": {"driver": {"name": "mlthreat", "semanticVersion": VERSION, "rules": list(rules)}},
        "automationDetails": {"id": f"{category}/"},
        "columnKind": "unicodeCodePoints",
        "results": list(shown[:MOST_RESULTS]),
    }
    if len(results) > MOST_RESULTS:
        said = f"{len(results) - MOST_RESULTS} more results were left out: {MOST_RESULTS} are the most that can be uploaded"
        told = [{"level": "warning", "message": {"text": said}}]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": told}]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


_LEVELS: Final = ("error", "warning", "note")


def physical(path: str, span: Span) -> Data:
    """A place in a file, by its path from the root of the repository."""
    end = max(span.end_column, span.column + 1) if span.end_line == span.line else span.end_column
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": end}
    return {"artifactLocation": {"uri": quote(path, errors="replace"), "uriBaseId": "%SRCROOT%"}, "region": region}


def fingerprinted(prints: Iterable[str]) -> Iterator[Data]:
    """For each result, what GitHub and others know it by; a second one that is alike gets a number, as from CodeQL."""
    seen: Counter[str] = Counter()
    for found in prints:
        seen[found] += 1
        yield {"primaryLocationLineHash": f"{found}:{seen[found]}", "mlthreat/v1": found}


def plain(text: str) -> str:
    """A message that is one line, and no link."""
    return without_links(one_line(text))


def cut(text: str) -> str:
    """A description no longer than what is shown of it."""
    line = one_line(text)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
