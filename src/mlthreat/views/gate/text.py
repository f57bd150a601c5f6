"""For a person at a terminal or in a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mlthreat.domain.reason import MEANINGS, Kind, Reason
from mlthreat.views.gate.judged import Judged, breakdown, counted, policy_name, verdict
from mlthreat.views.visible import one_line

_HOW: Final = {
    Kind.UNPROVEN: "`mlthreat review --unproven` goes through them: v attaches a file, an address or a ticket, e a note"
}


def text(reviews: Sequence[Judged]) -> str:
    """Every reason with its line, what to do, and whose it is; then what is to come; then the verdict.

    What many reasons have in common is said once, so that a hundred of them can be read.
    """
    lines = [line for judged in reviews for line in _review(judged)]
    return "\n".join([*lines, verdict(reviews), *(f"  {line}" for line in breakdown(reviews))]) + "\n"


def _review(judged: Judged) -> Iterator[str]:
    word = "yes" if judged.passed else "no"
    owner = judged.assessment.review.system.owner
    yield f"{one_line(judged.file)}: {word}, by {one_line(policy_name(judged))}, on {judged.day} (UTC)"
    yield f"  {counted(judged)}"
    if owner and judged.reasons:
        yield f"  owner, where no other is named: {one_line(owner)}"
    for fails, mark in ((True, "FAILS"), (False, "told ")):
        chosen = [r for r in judged.reasons if r.fails is fails]
        for kind in dict.fromkeys(r.kind for r in chosen):
            yield from _group(judged, mark, kind, [r for r in chosen if r.kind is kind])
    yield from _upcoming(judged)
    yield ""


def _group(judged: Judged, mark: str, kind: Kind, reasons: Sequence[Reason]) -> Iterator[str]:
    yield ""
    yield f"  {mark} {kind} ({len(reasons)}): {MEANINGS[kind]}"
    advice = reasons[0].advice if len(reasons) > 1 and len({r.advice for r in reasons}) == 1 else ""
    if shared := _HOW.get(kind) or one_line(advice):
        yield f"    → {shared}"
    alike: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        alike.setdefault((reason.severity, reason.message), []).append(reason)
    for (severity, message), same in alike.items():
        if len(same) > 1:
            yield f"    {severity} ({len(same)}): {one_line(message)}"
        for reason in same:
            yield f"    {'  ' if len(same) > 1 else f'{severity} '}{_named(judged, reason)}"
            if len(same) == 1:
                yield f"      {one_line(message)}"
            if not advice:
                yield f"      {'  ' if len(same) > 1 else ''}→ {one_line(reason.advice)}"


def _named(judged: Judged, reason: Reason) -> str:
    """What a reason is about, whose it is where that is not the system's owner, and where it stands."""
    other = reason.owner if reason.owner != judged.assessment.review.system.owner else None
    owner = f", {one_line(other)}" if other else ""
    return f"{one_line(reason.about)}{owner} ({one_line(judged.file)}:{judged.place(reason).span.line})"


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
