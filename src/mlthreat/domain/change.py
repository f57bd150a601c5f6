"""What changed in meaning between two states of one review, both seen under the same catalogs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from mlthreat.domain.assessment import Assessment, State
from mlthreat.domain.canonical import canonical
from mlthreat.domain.checklist import build_checklist
from mlthreat.domain.review import Review, SignOff
from mlthreat.domain.signoff import causes_of_void, covers, review_digest
from mlthreat.domain.value import Value, utc_text


class Area(StrEnum):
    """What kind of thing changed, in the order in which it is told."""

    CATALOG = "catalog"
    SYSTEM = "system"
    TRAIT = "trait"
    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"
    """What was noted on a question without an answer."""
    DISAGREEMENT = "disagreement"
    FINDING = "finding"
    ACCEPTANCE = "acceptance"
    SIGN_OFF = "sign-off"


class How(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ASKED = "asked now"
    NOT_ASKED = "not asked any more"
    OPENED = "opened"
    CLOSED = "closed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after, as plain data; None where it was, or is, empty."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    area: Area
    id: str
    how: How
    fields: tuple[FieldChange, ...] = ()
    because: tuple[str, ...] = ()
    """Why, in words."""
    through: tuple[str, ...] = ()
    """The traits that made the difference."""


def compare(old: Assessment, new: Assessment) -> tuple[Difference, ...]:
    """Every difference in meaning between two states of a review, in the order of areas."""
    before, after = old.review, new.review
    return (
        *_by_id(Area.CATALOG, {p.id: p for p in before.catalogs}, {p.id: p for p in after.catalogs}),
        *_by_id(Area.SYSTEM, {before.system.name: before.system}, {before.system.name: after.system}),
        *_traits(before, after),
        *_applicability(old, new),
        *_by_id(Area.ANSWER, _settled(before, after), after.answers),
        *_by_id(Area.NOTE, before.drafts, after.drafts),
        *_disagreements(before, after),
        *_findings(old, new),
        *_by_id(Area.ACCEPTANCE, _acceptances(before), _acceptances(after)),
        *_sign_offs(old, new),
    )


def _settled(before: Review, after: Review) -> dict[str, Value]:
    """The answers of before, without those that are now told as a disagreement."""
    return {q: a for q, a in before.answers.items() if q in after.answers or q not in after.disagreements}


_NOT_MEANT: Final = {"at", "covers"}
"""Fields that say nothing by themselves: when something was written down, and a sign-off's list of digests."""


def _by_id(area: Area, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    for id_ in dict.fromkeys([*before, *after]):
        fields = _fields(_data(before.get(id_)), _data(after.get(id_)))
        how = How.ADDED if id_ not in before else How.REMOVED if id_ not in after else How.CHANGED
        if fields or how is not How.CHANGED:
            yield Difference(area, id_, how, fields)


def _data(value: Value | None) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude=_NOT_MEANT, exclude_none=True) if value is not None else {}


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields that differ in meaning; an empty list is as good as none."""
    pairs = ((name, before.get(name) or None, after.get(name) or None) for name in dict.fromkeys([*before, *after]))
    return tuple(FieldChange(name, b, a) for name, b, a in pairs if canonical(b) != canonical(a))


def _traits(before: Review, after: Review) -> Iterator[Difference]:
    was, now = _said_of_traits(before), _said_of_traits(after)
    for trait in dict.fromkeys([*was, *now]):
        b, a = was.get(trait), now.get(trait)
        if b != a:
            how = How.ADDED if b is None else How.REMOVED if a is None else How.CHANGED
            yield Difference(Area.TRAIT, trait, how, (FieldChange("value", b, a),))


def _said_of_traits(review: Review) -> dict[str, str]:
    disputed = {t: " or ".join(values) for t, values in review.trait_disagreements.items()}
    return {**{t: str(v) for t, v in review.traits.items()}, **disputed}


def _applicability(old: Assessment, new: Assessment) -> Iterator[Difference]:
    was, now = old.checklist.items, new.checklist.items
    flipped = [q for q in now if q in was and was[q].applies != now[q].applies]
    causes = _causes(old, new, flipped) if flipped else {}
    for question in flipped:
        if now[question].applies:
            because = (f"before: {was[question].why}", f"now: {now[question].why}")
            yield Difference(Area.QUESTION, question, How.ASKED, (), because, causes[question])
        else:
            yield Difference(Area.QUESTION, question, How.NOT_ASKED, (), (now[question].why,), causes[question])


def _causes(old: Assessment, new: Assessment, flipped: list[str]) -> dict[str, tuple[str, ...]]:
    """For each question that flipped, the traits without whose change it would not have, or whose change is enough."""
    before, after = old.review.traits, new.review.traits
    found: dict[str, list[str]] = {q: [] for q in flipped}
    for trait in (t for t in dict.fromkeys([*before, *after]) if before.get(t) != after.get(t)):
        undone = build_checklist(new.library, _with(new.review, trait, old.review)).items
        alone = build_checklist(old.library, _with(old.review, trait, new.review)).items
        for question in flipped:
            wanted = new.checklist.items[question].applies
            if undone[question].applies != wanted or alone[question].applies == wanted:
                found[question].append(trait)
    return {q: tuple(traits) for q, traits in found.items()}


def _with(review: Review, trait: str, other: Review) -> Review:
    """A review with one trait as another review has it."""
    left = {t: v for t, v in review.traits.items() if t != trait}
    return review.model_copy(update={"traits": left | ({trait: other.traits[trait]} if trait in other.traits else {})})


def _disagreements(before: Review, after: Review) -> Iterator[Difference]:
    for question in dict.fromkeys([*before.disagreements, *after.disagreements]):
        b, a = ([_data(x) for x in side.disagreements.get(question, ())] or None for side in (before, after))
        if canonical(b) != canonical(a):
            how = How.OPENED if b is None else How.CLOSED if a is None else How.CHANGED
            yield Difference(Area.DISAGREEMENT, question, how, (FieldChange("answers", b, a),))


def _findings(old: Assessment, new: Assessment) -> Iterator[Difference]:
    was = {f.id: {"severity": str(f.severity), "state": str(f.state)} for f in old.findings}
    now = {f.id: {"severity": str(f.severity), "state": str(f.state)} for f in new.findings}
    for id_ in dict.fromkeys([*now, *was]):
        fields = _fields(was.get(id_, {}), now.get(id_, {}))
        if fields:
            how = _how_found(_counts(was.get(id_)), _counts(now.get(id_)))
            yield Difference(Area.FINDING, id_, how, fields, (_why_closed(new, id_),) if id_ not in now else ())


def _why_closed(new: Assessment, question: str) -> str:
    item = new.checklist.items.get(question)
    if item is None:
        return "no catalog in force asks this"
    if not item.applies:
        return f"it does not apply: {item.why}"
    if question in new.review.disagreements:
        return "there are two answers now, and none in force"
    return f"answered {item.verdict}" if item.verdict else "there is no answer now"


def _counts(finding: Mapping[str, str] | None) -> bool:
    """Whether a finding wants something done: it is there, and nobody has accepted it."""
    return finding is not None and finding["state"] != State.ACCEPTED


def _how_found(before: bool, now: bool) -> How:
    return How.CHANGED if before == now else How.OPENED if now else How.CLOSED


def _acceptances(review: Review) -> dict[str, Value]:
    """Acceptances by finding; further ones of the same finding by their number too."""
    found: dict[str, Value] = {}
    numbers: Counter[str] = Counter()
    for acceptance in review.acceptances:
        numbers[acceptance.finding] += 1
        number = numbers[acceptance.finding]
        found[f"{acceptance.finding} ({number})" if number > 1 else acceptance.finding] = acceptance
    return found


def _sign_offs(old: Assessment, new: Assessment) -> Iterator[Difference]:
    was, now = old.review.sign_offs, new.review.sign_offs
    yield from _by_id(Area.SIGN_OFF, {_named(s): s for s in was}, {_named(s): s for s in now})
    before, after = review_digest(old), review_digest(new)
    if before != after:
        covered, kept = covers(old), covers(new)
        for sign_off in (s for s in was if s.digest == before and s in now):
            causes = causes_of_void(new, sign_off.model_copy(update={"covers": covered}), kept)
            yield Difference(Area.SIGN_OFF, _named(sign_off), How.VOIDED, because=tuple(causes))


def _named(sign_off: SignOff) -> str:
    return f"{sign_off.decision} by {sign_off.by}, {sign_off.role}, {utc_text(sign_off.at)}"
