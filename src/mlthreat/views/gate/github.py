"""For GitHub Actions: workflow commands that annotate the review file at its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.domain.prose import amount
from mlthreat.domain.reason import Reason
from mlthreat.views.gate.judged import Judged, verdict
from mlthreat.views.workflow_command import MOST, command, data


def github(reviews: Sequence[Judged]) -> str:
    """The worst reasons as annotations, the rest counted in the last of them; then the verdict."""
    found = sorted(((j, r) for j in reviews for r in j.reasons), key=lambda jr: (not jr[1].fails, -jr[1].severity.rank))
    shown = found if len(found) <= MOST else found[: MOST - 1]
    lines = [_annotation(judged, reason) for judged, reason in shown]
    if len(shown) < len(found):
        left = found[len(shown) :]
        failing = sum(reason.fails for _, reason in left)
        message = f"and {amount(len(left), 'more reason')}, {failing} of them failing; the step summary lists them all"
        lines.append(command("error" if failing else "notice", message, title="mlthreat"))
    return "\n".join([*lines, f"mlthreat: {data(verdict(reviews))}"]) + "\n"


def annotated(diagnostics: Sequence[Diagnostic], path: Callable[[str], str]) -> str:
    """The problems of files that cannot be used, as annotations; `path` gives a file's path from the repository's root."""
    lines = [
        _at(path(d.place.file), d.place, "error", f"mlthreat: {d.code}", f"{d.message}. {d.hint}".rstrip(". "))
        for d in diagnostics[:MOST]
    ]
    return "\n".join(lines) + "\n"


def _annotation(judged: Judged, reason: Reason) -> str:
    level = "error" if reason.fails else "warning" if reason.severity.rank else "notice"
    owner = f" Owner: {reason.owner}." if reason.owner else ""
    message = f"{reason.message} → {reason.advice.rstrip('.')}.{owner}"
    return _at(judged.path, judged.place(reason), level, f"mlthreat: {reason.kind} {reason.about}", message)


def _at(path: str, place: Place, level: str, title: str, message: str) -> str:
    return command(level, message, file=path, line=place.span.line, col=place.span.column, title=title)
