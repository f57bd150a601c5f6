"""What an upgrade and a merge have to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from typing_extensions import TypedDict

from mlthreat.domain.carrying import Carried
from mlthreat.domain.joining import Joined
from mlthreat.domain.pins import Moved
from mlthreat.domain.prose import amount
from mlthreat.domain.review import Answer, Review
from mlthreat.domain.signoff import SignOffState, Standing, sign_off_states
from mlthreat.views.change import MOST, clipped
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.visible import one_line


class MovedData(TypedDict):
    """A catalog: the version before, null where it is new; the version now, null where it is let go of."""

    id: str
    before: str | None
    now: str | None


class ReplacedData(TypedDict):
    """A retired question, and the one that took its place."""

    old: str
    new: str


class UpgradeData(TypedDict):
    """What carrying a review over to the catalogs at hand does. Questions are named by their ids."""

    format: Literal[1]
    catalogs: list[MovedData]
    kept: list[str]
    reworded: list[str]
    """Asked again, because the wording changed."""
    doubted: list[str]
    """Asked again, because nobody recorded which words were answered."""
    replaced: list[ReplacedData]
    retired: list[str]
    vanished: list[str]
    """Of no catalog any more; their answers are kept."""
    former_traits: list[str]
    disputed_traits: list[str]
    open: list[str]
    void_sign_offs: list[str]
    """Whose sign-offs are void."""


def summary(carried: Carried) -> str:
    """What an upgrade does, in words."""
    return "\n".join(_lines(carried))


def summary_data(carried: Carried) -> str:
    """What an upgrade does, as JSON."""
    data: UpgradeData = {
        "format": 1,
        "catalogs": [{"id": m.id, "before": m.before, "now": m.now} for m in carried.moved],
        "kept": list(carried.kept),
        "reworded": list(carried.reworded),
        "doubted": list(carried.doubted),
        "replaced": [{"old": old, "new": new} for old, new in carried.replaced],
        "retired": list(carried.retired),
        "vanished": list(carried.vanished),
        "former_traits": list(carried.review.former_traits),
        "disputed_traits": list(carried.disputed),
        "open": list(carried.assessment.open),
        "void_sign_offs": [s.sign_off.by for s in _void(carried)],
    }
    return json_text(data).rstrip()


def _lines(carried: Carried) -> Iterator[str]:
    review = carried.review
    yield from (f"catalog {_moved(m)}" for m in carried.moved)
    again = len(carried.reworded) + len(carried.doubted)
    yield (
        f"{amount(len(carried.kept), 'answer')} carried over, {again} asked again"
        if review.answers
        else "no answers yet"
    )
    yield from _listed("asked again, because the wording changed; the answer was", carried.reworded, review)
    yield from _listed(
        "asked again, because nobody recorded to which words it was given; the answer was", carried.doubted, review
    )
    if carried.replaced:
        yield "retired, and proposed to the question that took its place:"
        yield from (f"  {old} → {new}{_was(review.answers.get(old))}" for old, new in carried.replaced)
    yield from _listed("retired with nothing new in its place; kept", carried.retired, review)
    yield from _listed("no catalog asks this any more; kept", carried.vanished, review)
    if review.former_traits:
        yield f"no catalog knows these traits any more; kept: {', '.join(review.former_traits)}"
    yield from (
        f"trait {t} and the answer to the question that sets it now say different things; asked again"
        for t in carried.disputed
    )
    if carried.unanswered:
        yield f"{amount(len(carried.unanswered), 'question')} without an answer: {clipped(', '.join(carried.unanswered))}"
    for state in _void(carried):
        yield f"void: {state.sign_off.decision} by {one_line(state.sign_off.by)}, {one_line(state.sign_off.role)}"
        yield from (f"  {one_line(cause)}" for cause in state.why[:MOST])
        if len(state.why) > MOST:
            yield f"  and {len(state.why) - MOST} more"


def _moved(moved: Moved) -> str:
    if moved.before is None:
        return f"{moved.id} {moved.now}: new"
    if moved.now is None:
        return f"{moved.id} {moved.before}: let go of"
    return (
        f"{moved.id} {moved.before} → {moved.now}"
        if moved.before != moved.now
        else f"{moved.id} {moved.now}: changed without a new version"
    )


def _listed(title: str, questions: Sequence[str], review: Review) -> Iterator[str]:
    if questions:
        yield f"{title}:"
        yield from (f"  {one_line(q)}{_was(review.answers.get(q))}" for q in questions)


def _was(answer: Answer | None) -> str:
    return f": {_said(answer)}" if answer else ""


def _said(answer: Answer) -> str:
    by = f" by {answer.by}" if answer.by else ""
    return one_line(clipped(f"{answer.verdict}{by}{f': {answer.note}' if answer.note else ''}"))


def _void(carried: Carried) -> list[SignOffState]:
    return [s for s in sign_off_states(carried.assessment) if s.standing is Standing.VOID]


def joined_lines(joined: Joined, missing: Sequence[str], file: str) -> Iterator[str]:
    """What the team must be told of a merge."""
    for question in joined.questions:
        yield f"two answers to {one_line(question)}:"
        yield from (f"  {_said(answer)}" for answer in joined.review.disagreements[question])
    for trait in joined.traits:
        yield f"the trait {one_line(trait)} is {' or '.join(joined.review.trait_disagreements[trait])}, depending on whom one asks"
    for what in joined.mixed:
        yield f"both sides changed {one_line(what)}: it holds both now, shorten it"
    for catalog in missing:
        yield f"the catalog {one_line(catalog)} is not at hand, so nobody checked whether its traits and answers fit; give its folder with --catalog"
    settle = len(joined.questions) + len(joined.traits)
    yield (
        f"joined; {amount(settle, 'disagreement')} to settle with: mlthreat review {file}".rstrip()
        if settle
        else "joined without disagreement"
    )
