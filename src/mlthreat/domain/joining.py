"""Two people's work on one review, joined question by question: nothing that either said is lost.

Every question is a set of answers: none, one, or those of a disagreement. Where one side changed it since the base, that
side's is taken, also where it took the answer back. Where both changed it, everything that either says is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from mlthreat.domain.canonical import canonical
from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.review import Answer, CatalogPin, Draft, Evidence, Review
from mlthreat.domain.semver import Precedence, precedence
from mlthreat.domain.three_way import distinct, kept, one_of, order, together
from mlthreat.domain.value import LONGEST_LINE, LONGEST_TEXT

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Joined:
    """The joined review, and what the team must be told of it."""

    review: Review
    questions: tuple[str, ...] = ()
    """Questions with more than one answer."""
    traits: tuple[str, ...] = ()
    """Traits of which two different things are said."""
    mixed: tuple[str, ...] = ()
    """Lines about the system, and notes, that now hold both sides' words."""


def join(base: Review | None, ours: Review, theirs: Review) -> Joined:
    """Join two reviews that grew out of one base; without a base, everything counts as added.

    Raises UserError where both sides' words about the system, or their notes, are too long to stand together.
    """
    if theirs in (base, ours):
        return told(ours, ())
    if ours == base:
        return told(theirs, ())
    mixed: list[str] = []
    answers = _by_id(base, ours, theirs, stances, _join_answers)
    traits = _by_id(base, ours, theirs, _values, _join_values)
    former = _by_id(base, ours, theirs, _former, _join_values)
    review = Review(
        system=_system(base, ours, theirs, mixed),
        catalogs=_pins(base, ours, theirs),
        traits={t: v[0] for t, v in traits.items() if len(v) == 1},
        answers={q: a[0] for q, a in answers.items() if len(a) == 1},
        drafts=_drafts(base, ours, theirs, mixed),
        disagreements={q: a for q, a in answers.items() if len(a) > 1},
        trait_disagreements={t: v for t, v in traits.items() if len(v) > 1},
        trait_sources={
            t: s[0]
            for t, s in _by_id(base, ours, theirs, _sources, _join_sources).items()
            if len(traits.get(t, ())) < 2
        },
        unconfirmed=tuple(
            t
            for t in kept(base.unconfirmed if base else (), ours.unconfirmed, theirs.unconfirmed)
            if len(traits.get(t, ())) == 1 and _nobody_said(ours, theirs, t)
        ),
        former_traits={t: v[0] if len(v) == 1 else TraitValue.UNKNOWN for t, v in former.items()},
        acceptances=kept(base.acceptances if base else (), ours.acceptances, theirs.acceptances),
        sign_offs=kept(base.sign_offs if base else (), ours.sign_offs, theirs.sign_offs),
    )
    return told(review, mixed)


def told(review: Review, mixed: Iterable[str]) -> Joined:
    """A joined review with what the team must be told of it."""
    return Joined(review, tuple(review.disagreements), tuple(review.trait_disagreements), tuple(mixed))


def stances(review: Review | None) -> dict[str, tuple[Answer, ...]]:
    """For each question everything that a review answers to it."""
    if review is None:
        return {}
    found = {q: (a,) for q, a in review.answers.items()}
    return found | {q: (*found.get(q, ()), *answers) for q, answers in review.disagreements.items()}


def _values(review: Review | None) -> dict[str, tuple[TraitValue, ...]]:
    if review is None:
        return {}
    return {**{t: (v,) for t, v in review.traits.items()}, **review.trait_disagreements}


def _former(review: Review | None) -> dict[str, tuple[TraitValue, ...]]:
    return {t: (v,) for t, v in review.former_traits.items()} if review else {}


def _nobody_said(ours: Review, theirs: Review, trait: str) -> bool:
    """Whether neither side has a value of a trait that somebody said."""
    return all(trait in side.unconfirmed or trait not in side.traits for side in (ours, theirs))


def _sources(review: Review | None) -> dict[str, tuple[str, ...]]:
    return {t: (s,) for t, s in review.trait_sources.items()} if review else {}


def _join_sources(_: object, ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Both declare the same; the same one of the two is named, whichever side is ours."""
    return (min((*ours, *theirs)),)


def _join_values(_: object, ours: tuple[TraitValue, ...], theirs: tuple[TraitValue, ...]) -> tuple[TraitValue, ...]:
    return tuple(sorted({*ours, *theirs}))


def _by_id(
    base: Review | None,
    ours: Review,
    theirs: Review,
    of: Callable[[Review | None], dict[str, tuple[T, ...]]],
    both_changed: Callable[[tuple[T, ...], tuple[T, ...], tuple[T, ...]], tuple[T, ...]],
) -> dict[str, tuple[T, ...]]:
    """Join what two reviews hold under ids; an empty tuple stands for nothing, and is left out."""
    before, mine, yours = of(base), of(ours), of(theirs)
    found = {}
    for id_ in dict.fromkeys([*mine, *yours]):
        b, o, t = before.get(id_, ()), mine.get(id_, ()), yours.get(id_, ())
        found[id_] = o if t in (b, o) else t if o == b else both_changed(b, o, t)
    return {id_: values for id_, values in found.items() if values}


def _join_answers(base: tuple[Answer, ...], ours: tuple[Answer, ...], theirs: tuple[Answer, ...]) -> tuple[Answer, ...]:
    if len(ours) == len(theirs) == 1 and _core(ours[0]) == _core(theirs[0]):
        before = base[0] if len(base) == 1 and _core(base[0]) == _core(ours[0]) else Draft()
        if (edited := _edited(before, ours[0], theirs[0])) is not None:
            return (edited,)
    alike: dict[bytes, list[Answer]] = {}
    for answer in sorted(distinct(ours, theirs), key=order):
        alike.setdefault(_meaning(answer), []).append(answer)
    return tuple(_by_all(answers) for answers in alike.values())


def _by_all(answers: list[Answer]) -> Answer:
    """One answer that several people gave."""
    names = together([a.by for a in answers if a.by], ", ", LONGEST_LINE, "the names of those who answered")
    return answers[0].model_copy(update={"by": names, "at": max((a.at for a in answers if a.at), default=None)})


def _edited(base: Answer | Draft, ours: Answer, theirs: Answer) -> Answer | None:
    """One and the same answer to which both sides wrote details; None where they wrote different ones."""
    details: dict[str, Any] = {"evidence": _evidence(base, ours, theirs)}
    for name in ("note", "action"):
        left = one_of(*(getattr(side, name) for side in (base, ours, theirs)))
        if len(left) > 1:
            return None
        details[name] = left[0]
    return ours.model_copy(update=details)


def _evidence(base: Answer | Draft, ours: Answer | Draft, theirs: Answer | Draft) -> tuple[Evidence, ...]:
    return tuple(sorted(kept(base.evidence, ours.evidence, theirs.evidence), key=order))


def _drafts(base: Review | None, ours: Review, theirs: Review, mixed: list[str]) -> dict[str, Draft]:
    def side(review: Review | None) -> dict[str, tuple[Draft, ...]]:
        return {q: (d,) for q, d in review.drafts.items()} if review else {}

    found = _by_id(base, ours, theirs, side, kept)
    mixed += [f"the notes on {q}" for q, drafts in found.items() if len(drafts) > 1]
    return {q: _one_draft(q, *drafts) for q, drafts in found.items()}


def _one_draft(question: str, *drafts: Draft) -> Draft:
    """Several drafts as one: every note, all evidence, the first action; other actions are told in the note."""
    if len(drafts) == 1:
        return drafts[0]
    ordered = sorted(drafts, key=order)
    actions = [d.action for d in ordered if d.action]
    others = [a for a in actions if a != actions[0]]
    said = [", ".join(str(x) for x in (a.owner, a.due and f"until {a.due}", a.ticket) if x) for a in others]
    notes = [*(d.note for d in ordered if d.note), *(f"another action: {s}" for s in said if s)]
    evidence = sorted(distinct(*(d.evidence for d in ordered)), key=order)
    note = together(notes, "\n\n", LONGEST_TEXT, f"the notes on {question}")
    return Draft(note=note, evidence=tuple(evidence), action=actions[0] if actions else None)


def _system(base: Review | None, ours: Review, theirs: Review, mixed: list[str]) -> SystemProfile:
    fields: dict[str, str | None] = {}
    for name in SystemProfile.model_fields:
        left = one_of(*(getattr(side.system, name) if side else None for side in (base, ours, theirs)))
        fields[name] = left[0]
        if len(left) > 1:
            between, longest = ("\n\n", LONGEST_TEXT) if name == "description" else (" / ", LONGEST_LINE)
            fields[name] = together([text for text in left if text], between, longest, f"the system's {name}")
            mixed += [f"the system's {name}"] if all(left) else []
    return SystemProfile.model_validate(fields)


def _pins(base: Review | None, ours: Review, theirs: Review) -> tuple[CatalogPin, ...]:
    def side(review: Review | None) -> dict[str, tuple[CatalogPin, ...]]:
        return {p.id: (p,) for p in review.catalogs} if review else {}

    found = _by_id(base, ours, theirs, side, lambda _, o, t: (max((*o, *t), key=_newness),) if o and t else o or t)
    return tuple(pins[0] for pins in found.values())


def _newness(pin: CatalogPin) -> tuple[Precedence, str]:
    """Of two pins of one version the same one is the newer, whichever side is ours."""
    return precedence(pin.version), pin.digest or ""


def _meaning(answer: Answer) -> bytes:
    return canonical(answer.model_dump(mode="json", exclude={"by", "at"}))


def _core(answer: Answer) -> Mapping[str, Any]:
    return answer.model_dump(include={"verdict", "by", "at", "asked"})
