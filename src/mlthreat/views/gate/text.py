"""For a person at a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlthreat.domain.reason import MEANINGS, Kind, Reason
from mlthreat.views.gate.judged import Judged, counted, policy_name, verdict
from mlthreat.views.visible import one_line


def text(reviews: Sequence[Judged]) -> str:
    """Every reason with its line, what to do, and whose it is; then what is to come; then the verdict."""
    lines = [line for judged in reviews for line in _review(judged)]
    return "\n".join([*lines, verdict(reviews)]) + "\n"


def _review(judged: Judged) -> Iterator[str]:
    word = "yes" if judged.passed else "no"
    yield f"{one_line(judged.file)}: {word}, by {one_line(policy_name(judged))}, on {judged.day} (UTC)"
    yield f"  {counted(judged)}"
    for fails, mark in ((True, "FAILS"), (False, "told ")):
        chosen = [r for r in judged.reasons if r.fails is fails]
        for kind in dict.fromkeys(r.kind for r in chosen):
            yield from _group(judged, mark, kind, [r for r in chosen if r.kind is kind])
    yield from _upcoming(judged)
    yield ""


def _group(judged: Judged, mark: str, kind: Kind, reasons: Sequence[Reason]) -> Iterator[str]:
    yield ""
    yield f"  {mark} {kind} ({len(reasons)}): {MEANINGS[kind]}"
    for reason in reasons:
        owner = f", {one_line(reason.owner)}" if reason.owner else ""
        where = f"{one_line(judged.file)}:{judged.place(reason).span.line}"
        yield f"    {reason.severity} {one_line(reason.about)}{owner} ({where})"
        yield f"      {one_line(reason.message)}"
        yield f"      → {one_line(reason.advice)}"


def _upcoming(judged: Judged) -> Iterator[str]:
    if judged.upcoming is None:
        return
    yield ""
    if not judged.upcoming:
        yield "  ahead: time alone gives the gate no further reason"
        return
    yield "  ahead, if nobody does anything:"
    for upcoming in judged.upcoming:
        for reason in upcoming.reasons:
            owner = one_line(reason.owner or "nobody named")
            yield f"    {upcoming.day} (UTC) {reason.severity} {one_line(reason.about)}, {owner}: {one_line(reason.message)}"
