"""For GitLab: a code quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from mlthreat.domain.reason import Reason
from mlthreat.domain.value import Severity
from mlthreat.views.gate.judged import Judged
from mlthreat.views.visible import one_line

_WORDS: Final = {
    Severity.CRITICAL: "critical",
    Severity.IMPORTANT: "major",
    Severity.MODERATE: "minor",
    Severity.LOW: "info",
}


def gitlab(reviews: Sequence[Judged]) -> str:
    """Everything that the gate said. Fingerprints differ, since GitLab keeps the first of any two that are alike."""
    issues: dict[str, dict[str, Any]] = {}
    for judged in reviews:
        for reason in judged.reasons:
            fingerprint = judged.fingerprint(reason)
            number = 1
            while (unique := fingerprint if number == 1 else f"{fingerprint}-{number}") in issues:
                number += 1
            issues[unique] = _issue(judged, reason, unique)
    return json.dumps(list(issues.values()), indent=2) + "\n"


def _issue(judged: Judged, reason: Reason, fingerprint: str) -> dict[str, Any]:
    return {
        "description": one_line(f"{reason.about}: {reason.message}. {reason.advice}"),
        "check_name": f"mlthreat/{reason.kind}",
        "fingerprint": fingerprint,
        "severity": _WORDS[reason.severity] if reason.fails else "info",
        "location": {"path": judged.path, "lines": {"begin": judged.place(reason).span.line}},
    }
