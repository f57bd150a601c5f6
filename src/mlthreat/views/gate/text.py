"""For a person at a terminal or in a log, 80 columns wide: first what to do about it all, then every reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import Final

from mlthreat.domain.prose import amount
from mlthreat.domain.reason import MEANINGS, NEED_EVIDENCE, Kind, Reason
from mlthreat.views.gate.judged import MANY, Judged, breakdown, counted, policy_name, verdict
from mlthreat.views.visible import one_line, wrapped

_WIDTH: Final = 80
_PROVE: Final = "v attaches a file, an address or a ticket, e a note, ? says what would do"
_HOW: Final = {
    Kind.UNPROVEN: f"`mlthreat review --unproven` goes through them: {_PROVE}",
    Kind.UNPROVEN_EXPOSURE: f"`mlthreat review --unproven` goes through them: {_PROVE}",
}
_SAYS_THE_QUESTION: Final = (Kind.FINDING, Kind.UNANSWERED, Kind.FACT)
"""What is said of these, behind the first colon, is the question's own words: of many, the ids will do."""
_NEXT: Final = {
    **dict.fromkeys(NEED_EVIDENCE, "review {} --unproven"),
    **dict.fromkeys((Kind.UNANSWERED, Kind.UNFINISHED, Kind.DISAGREEMENT, Kind.FACT, Kind.STALE), "review {}"),
    Kind.FINDING: "report {} --output report.html",
}


def text(reviews: Sequence[Judged]) -> str:
    """What each review lacks, in short and then reason by reason, with line, owner and what to do; last the verdict.

    What many reasons have in common is said once, so that a hundred of them can be read.
    """
    lines = [*_overview(reviews), *(line for judged in reviews for line in _review(judged))]
    return "\n".join([*lines, verdict(reviews)]) + "\n"


def _overview(reviews: Sequence[Judged]) -> Iterator[str]:
    """Of several reviews, which pass; nothing for a single one, which speaks for itself."""
    if len(reviews) < 2:
        return
    yield verdict(reviews)
    for judged in reviews:
        said = "yes" if judged.passed else f"no, for {amount(len(judged.failing), 'reason')}"
        yield f"  {one_line(judged.file)}: {said}"
    yield ""


def _review(judged: Judged) -> Iterator[str]:
    word = "yes" if judged.passed else "no"
    owner = judged.assessment.review.system.owner
    yield f"{one_line(judged.file)}: {word}, by {one_line(policy_name(judged))}, on {judged.day} (UTC)"
    yield _folded(f"  {counted(judged)}")
    if owner and judged.reasons:
        yield f"  owner, where no other is named: {one_line(owner)}"
    yield from _in_short(judged)
    for fails, mark in ((True, "FAILS"), (False, "told ")):
        chosen = [r for r in judged.reasons if r.fails is fails]
        for kind in dict.fromkeys(r.kind for r in chosen):
            yield from _group(judged, mark, kind, [r for r in chosen if r.kind is kind])
    yield from _upcoming(judged)
    yield ""


def _in_short(judged: Judged) -> Iterator[str]:
    """Where there are too many reasons to be seen at once: how many of each kind, and where to begin."""
    counts = breakdown([judged])
    if not counts:
        return
    yield ""
    yield f"  {amount(len(judged.failing), 'reason')} for the no:"
    steps = dict.fromkeys(_NEXT[r.kind] for r in judged.failing if r.kind in _NEXT)
    yield from (f"    {line}" for line in counts)
    if steps:
        yield "  what to do:"
    yield from (f"    mlthreat {step.format(one_line(quote(judged.file)))}" for step in steps)


def _group(judged: Judged, mark: str, kind: Kind, reasons: Sequence[Reason]) -> Iterator[str]:
    many = len(reasons) > MANY
    yield ""
    yield _folded(f"  {mark} {kind} ({len(reasons)}): {MEANINGS[kind]}")
    advice = reasons[0].advice if len(reasons) > 1 and len({r.advice for r in reasons}) == 1 else ""
    if shared := _HOW.get(kind) or one_line(advice):
        yield _folded(f"    → {shared}")
    alike: dict[tuple[str, str], list[Reason]] = {}
    for reason in reasons:
        said = reason.message.partition(":")[0] if many and kind in _SAYS_THE_QUESTION else reason.message
        alike.setdefault((reason.severity, said), []).append(reason)
    for (severity, message), same in alike.items():
        if len(same) > 1:
            yield _folded(f"    {severity} ({len(same)}): {one_line(message)}")
        yield from (
            _by_section(judged, same) if many and len(same) > 1 else _one_by_one(judged, same, with_advice=not advice)
        )


def _one_by_one(judged: Judged, same: Sequence[Reason], *, with_advice: bool) -> Iterator[str]:
    """Reasons of which the same is said, each with what to do."""
    for reason in same:
        yield f"    {'  ' if len(same) > 1 else f'{reason.severity} '}{_named(judged, reason)}"
        if len(same) == 1:
            yield f"      {one_line(reason.message)}"
        if with_advice:
            yield _folded(f"      {'  ' if len(same) > 1 else ''}→ {one_line(reason.advice)}")


def _by_section(judged: Judged, same: Sequence[Reason]) -> Iterator[str]:
    """Many reasons of which the same is said: their ids, by owner and section of the checklist, and where each begins."""
    found: dict[tuple[str, str], list[Reason]] = {}
    for reason in sorted(same, key=lambda r: _other_owner(judged, r)):
        section, dot, _ = reason.about.partition(".")
        found.setdefault((_other_owner(judged, reason), section if dot else ""), []).append(reason)
    for (owner, section), reasons in found.items():
        names = ", ".join(one_line(r.about.partition(".")[2] or r.about) for r in reasons)
        first = min(judged.place(r).span.line for r in reasons)
        whose = [f"{one_line(section)}.*"] if section else []
        yield _folded(f"      {', '.join([*whose, *([owner] if owner else []), f'from line {first}'])}: {names}")


def _folded(line: str) -> str:
    """A line of ours, broken to the width; what is said of a single reason stays on one line, to be searched for."""
    return "\n".join(wrapped(line, _WIDTH, hang=2))


def _named(judged: Judged, reason: Reason) -> str:
    """What a reason is about, whose it is where that is not the system's owner, and where it stands."""
    other = _other_owner(judged, reason)
    owner = f", {other}" if other else ""
    return f"{one_line(reason.about)}{owner} ({one_line(judged.file)}:{judged.place(reason).span.line})"


def _other_owner(judged: Judged, reason: Reason) -> str:
    """Whose it is, where that is neither the system's owner nor what the reason is about."""
    known = (judged.assessment.review.system.owner, reason.about)
    return one_line(reason.owner) if reason.owner and reason.owner not in known else ""


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
            owner = f", {one_line(reason.owner or 'nobody named')}" if reason.owner != reason.about else ""
            yield f"    {upcoming.day} (UTC) {reason.severity} {one_line(reason.about)}{owner}: {one_line(reason.message)}"
