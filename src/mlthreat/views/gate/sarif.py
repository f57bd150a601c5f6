"""SARIF 2.1.0, as GitHub's code scanning accepts it: every result at a line, with a fingerprint that no line moves."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from mlthreat.domain.reason import MEANINGS, Reason
from mlthreat.domain.value import Severity
from mlthreat.version import VERSION
from mlthreat.views.gate.judged import Judged
from mlthreat.views.sarif_text import without_links
from mlthreat.views.visible import one_line

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SCORES: Final = {
    Severity.CRITICAL: "9.5",
    Severity.IMPORTANT: "7.5",
    Severity.MODERATE: "5.0",
    Severity.LOW: "2.0",
}


def sarif(reviews: Sequence[Judged]) -> str:
    """Everything that the gate said, as one run."""
    found = [(j, r) for j in reviews for r in j.reasons]
    rules = {_rule_id(r): r for _, r in found}
    order = {rule: index for index, rule in enumerate(rules)}
    results = [_result(judged, reason, order[_rule_id(reason)]) for judged, reason in found]
    run = {
        "tool": {
            "driver": {"name": "mlthreat", "semanticVersion": VERSION, "rules": [_rule(r) for r in rules.values()]}
        },
        "automationDetails": {"id": f"mlthreat/{_category(reviews)}/"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _category(reviews: Sequence[Judged]) -> str:
    """What keeps one upload from replacing another: the system's name where there is but one review."""
    names = {j.assessment.review.system.name for j in reviews}
    name = names.pop() if len(names) == 1 else "all reviews"
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:60] or "review"


def _rule_id(reason: Reason) -> str:
    return f"{reason.kind}/{reason.severity}"


def _rule(reason: Reason) -> dict[str, Any]:
    meaning = MEANINGS[reason.kind]
    return {
        "id": _rule_id(reason),
        "name": "".join(word.capitalize() for word in str(reason.kind).split("-")),
        "shortDescription": {"text": f"{meaning} ({reason.severity})"},
        "fullDescription": {"text": f"{meaning}."},
        "help": {"text": f"{meaning}. See the reference of the policy for what the gate demands."},
        "properties": {"security-severity": _SCORES[reason.severity], "tags": ["security", "threat-model"]},
    }


def _result(judged: Judged, reason: Reason, rule: int) -> dict[str, Any]:
    owner = f" Owner: {reason.owner}." if reason.owner else ""
    said = one_line(f"{reason.about}: {reason.message}. {reason.advice.rstrip('.')}.{owner}")
    return {
        "ruleId": _rule_id(reason),
        "ruleIndex": rule,
        "level": "error" if reason.fails else "warning" if reason.severity.rank else "note",
        "message": {"text": without_links(said)},
        "locations": [_location(judged, reason)],
        "partialFingerprints": {"mlthreat/v1": judged.fingerprint(reason)},
        "properties": {"about": reason.about, "owner": reason.owner, "severity": str(reason.severity)},
    }


def _location(judged: Judged, reason: Reason) -> dict[str, Any]:
    span = judged.place(reason).span
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line == span.line and span.end_column > span.column:
        region["endColumn"] = span.end_column
    return {"physicalLocation": {"artifactLocation": {"uri": quote(judged.path)}, "region": region}}
