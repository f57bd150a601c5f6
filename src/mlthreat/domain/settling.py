"""What the answers about one subject together come to: one word, and the answers that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from mlthreat.domain.checklist import Checklist, Item
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.question import Asks, Status, Verdict

Settled = tuple[Disposition, str]


def is_finding(item: Item) -> bool:
    """Whether a question asks for a control that is not fully in place, or of which nobody knows."""
    return item.asked.question.asks is Asks.CONTROL and item.verdict in {Verdict.PARTLY, Verdict.NO, Verdict.UNKNOWN}


def denied(item: Item) -> bool:
    """Whether the answer says that nobody is exposed, or that the question is not applicable."""
    return item.verdict is not Verdict.YES and item.verdict in item.asked.question.closed_by


def settle(
    checklist: Checklist, questions: Sequence[str], findings: Mapping[str, bool], unsettled: Collection[str]
) -> Settled:
    """One word for what some questions together come to, such as those about a failure mode, and what it rests on.

    `findings` says of each finding, in the order in which they are to be named, whether it is taken on; `unsettled` are
    the questions that want an answer. Both may hold others than these.
    """
    items = [checklist.items[q] for q in questions]
    asked = [i for i in items if i.applies]
    if not asked:
        return _nothing_asked(checklist, [i for i in items if i.asked.question.status is not Status.RETIRED])
    ids = {i.id for i in asked}
    mine = [checklist.items[f] for f in findings if f in ids]
    still_open = [i for i in mine if not findings[i.id]]
    if lacking := [i for i in still_open if i.verdict is not Verdict.PARTLY]:
        return Disposition.OPEN, f"not in place or not known: {_named(lacking)}"
    if waiting := [i for i in asked if i.id in unsettled]:
        return Disposition.UNANSWERED, f"no answer yet: {_named(waiting)}"
    if still_open:
        return Disposition.PARTLY_COVERED, f"partly in place: {_named(still_open)}"
    if mine:
        return Disposition.ACCEPTED, f"accepted: {_named(mine)}"
    return _without_finding(asked)


def _without_finding(asked: Sequence[Item]) -> Settled:
    """What answered questions come to where no control is lacking: some are in place, or none is wanted."""
    controls = [i for i in asked if i.asked.question.asks is Asks.CONTROL]
    exposures = [i for i in asked if i.asked.question.asks is Asks.EXPOSURE]
    if in_place := [i for i in controls if i.verdict is Verdict.YES]:
        return Disposition.COVERED, f"answered yes: {_named(in_place)}"
    answered_away = f"answered not-applicable: {_named(controls)}"
    if exposed := [i for i in exposures if not denied(i)]:
        known = any(i.verdict is not Verdict.UNKNOWN for i in exposed)
        said = "exposed" if known else "nobody knows whether it is exposed"
        lack = f"no control is in place, {answered_away}" if controls else "no control about it is asked"
        return Disposition.OPEN, f"{said}: {_named(exposed)}; {lack}"
    safe = [f"not exposed: {_named(exposures)}"] if exposures else []
    return Disposition.NOT_APPLICABLE, "; ".join([*safe, *([answered_away] if controls else [])])


def _nothing_asked(checklist: Checklist, items: Sequence[Item]) -> Settled:
    """Why nothing is asked. That is an answer only where an answer is the reason for every question."""
    if not items:
        return Disposition.UNANSWERED, "no catalog in force asks about it"
    if all(i.silenced_by and denied(checklist.items[i.silenced_by]) for i in items):
        causes = dict.fromkeys(i.silenced_by for i in items)
        said = ", ".join(f"{c} was answered {checklist.items[c].verdict}" for c in causes)
        return Disposition.NOT_APPLICABLE, f"{said}, so that nothing more is asked"
    reasons: dict[str, list[Item]] = {}
    for item in items:
        reasons.setdefault(item.why, []).append(item)
    said = "; ".join(f"{_named(alike)} ({why})" for why, alike in reasons.items())
    return Disposition.UNANSWERED, f"no question about it applies: {said}"


def _named(items: Iterable[Item]) -> str:
    return ", ".join(i.id for i in items)
