"""Markdown for a comment on a pull request or for a step summary. No text from a file can become anything but text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mlthreat.domain.prose import amount
from mlthreat.domain.reason import Reason
from mlthreat.views.gate.judged import MANY, Judged, breakdown, counted, policy_name, verdict
from mlthreat.views.markdown import code, escaped

MARK: Final = "<!-- mlthreat check -->"
"""The first line, by which a later run finds the comment that it replaces."""
_CLOSED: Final = "</details>"
LONGEST_COMMENT: Final = 60_000
"""A comment takes 65,536 characters."""
LONGEST_SUMMARY: Final = 900_000
"""A step summary takes 1 MiB; a larger one is dropped whole."""


def markdown(reviews: Sequence[Judged], longest: int = LONGEST_COMMENT) -> str:
    """Everything that the gate said, the failing first; cut at a line, and saying so, where it would grow too long."""
    counts = [f"- {escaped(line)}" for line in breakdown(reviews)]
    lines = [MARK, f"## mlthreat: {escaped(verdict(reviews))}", "", *counts, *([""] if counts else [])]
    rest = [line for judged in reviews for line in _review(judged)]
    size = sum(len(line.encode()) + 1 for line in lines)
    for number, line in enumerate(rest):
        size += len(line.encode()) + 1
        if size > longest - 200:
            inside = lines.count(_CLOSED) < sum(line.startswith("<details>") for line in lines)
            said = f"Cut here: {len(rest) - number} lines more. `mlthreat check` shows them all."
            return "\n".join([*lines, "", *([_CLOSED, ""] if inside else []), said, ""])
        lines.append(line)
    return "\n".join(lines)


def _review(judged: Judged) -> Iterator[str]:
    yield f"### {escaped(judged.assessment.review.system.name)}: {'yes' if judged.passed else 'no'}"
    yield ""
    yield f"{code(judged.path)}, {escaped(policy_name(judged))}, on {judged.day} (UTC). {escaped(counted(judged))}."
    yield ""
    if len(judged.failing) > MANY:
        yield from _folded(judged, f"{amount(len(judged.failing), 'reason')} for the no", judged.failing)
    elif judged.failing:
        yield from _table(judged, judged.failing)
    if judged.told:
        does = "does" if len(judged.told) == 1 else "do"
        yield from _folded(judged, f"{amount(len(judged.told), 'thing')} that {does} not fail the gate", judged.told)
    yield from _upcoming(judged)


def _folded(judged: Judged, title: str, reasons: Sequence[Reason]) -> Iterator[str]:
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from _table(judged, reasons)
    yield _CLOSED
    yield ""


def _table(judged: Judged, reasons: Sequence[Reason]) -> Iterator[str]:
    yield "| Severity | What | About | Line | Owner | Why, and what to do |"
    yield "|---|---|---|--:|---|---|"
    for r in reasons:
        cells = [
            str(r.severity),
            str(r.kind),
            code(r.about),
            str(judged.place(r).span.line),
            escaped(r.owner or "nobody named"),
            f"{escaped(r.message)}<br>→ {escaped(r.advice)}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _upcoming(judged: Judged) -> Iterator[str]:
    if judged.upcoming is None:
        return
    yield (
        "**Ahead, if nobody does anything**"
        if judged.upcoming
        else "Ahead: time alone gives the gate no further reason."
    )
    yield ""
    for upcoming in judged.upcoming:
        for r in upcoming.reasons:
            owner = escaped(r.owner or "nobody named")
            yield f"- {upcoming.day} (UTC), {r.severity}, {code(r.about)}, {owner}: {escaped(r.message)}"
    yield ""
