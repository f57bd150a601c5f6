"""Which questions apply to one system, in which order, and why the others do not. Doubt asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mlthreat.domain.canonical import digest
from mlthreat.domain.library import Asked, Library
from mlthreat.domain.profile import Applicability, TraitValue
from mlthreat.domain.prose import flat
from mlthreat.domain.question import Asks, Question, Status, Verdict
from mlthreat.domain.review import Review
from mlthreat.domain.taxonomy import FailureMode, Threat

Traits = Mapping[str, TraitValue]


@dataclass(frozen=True, slots=True)
class Item:
    """A question under one profile: whether it applies, and the reason in words."""

    asked: Asked
    applies: bool
    why: str
    verdict: Verdict | None
    """The answer in force: the review's, or the trait's that the question sets."""
    from_profile: bool = False
    """Whether the answer was taken from the profile."""
    silenced_by: str = ""
    """The question whose answer keeps it from being asked; empty where it is asked, or something else is the reason."""

    @property
    def id(self) -> str:
        """The question's full id."""
        return self.asked.id


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every question of every catalog in force, under one profile and the answers so far."""

    items: dict[str, Item]
    traits: dict[str, TraitValue]
    """Every declared trait with its value; unknown where nobody said."""

    @property
    def applicable(self) -> list[Item]:
        """The questions that apply, in the order of the meeting."""
        return [i for i in self.items.values() if i.applies]


def fingerprint(question: Question) -> str:
    """What makes a question the same question: what it asks for, its words, and what a good answer is."""
    return _fingerprint(question.asks, question.text, question.good_answer or "")


@cache
def _fingerprint(asks: str, text: str, good_answer: str) -> str:
    return digest({"asks": asks, "text": text, "good_answer": good_answer}).removeprefix("sha256:")[:16]


def effective_traits(library: Library, given: Traits) -> dict[str, TraitValue]:
    """Every declared trait: as given, false where its question makes no sense, unknown otherwise."""
    values = {t: given.get(t, TraitValue.UNKNOWN) for t in library.traits}
    for _ in library.traits:
        before = dict(values)
        for trait in library.traits.values():
            if trait.applies.holds(values) is False:
                values[trait.id] = TraitValue.NO
        if values == before:
            break
    return values


def traits_to_ask(library: Library, given: Traits) -> list[str]:
    """The traits nobody said anything about and whose question makes sense, in order."""
    values = effective_traits(library, given)
    return [t.id for t in library.traits.values() if t.id not in given and t.applies.holds(values) is not False]


def because(condition: Applicability, traits: Traits) -> str:
    """Why a condition is false, in words; empty where it is not."""
    return ", ".join(f"{trait} is {value}" for trait, value in condition.deciding(traits))


def mode_excluded(library: Library, mode: FailureMode, traits: Traits) -> str:
    """Why a failure mode does not apply; empty where it may."""
    if change := library.disabled.get(("failure-mode", mode.id)):
        return f"switched off by {change.catalog}: {flat(change.because)} ({change.owner})"
    return because(mode.applies, traits)


def threats_in_play(library: Library, about: str, traits: Traits) -> tuple[FailureMode, tuple[Threat, ...]] | None:
    """What an `about` id names, as far as it applies: the mode with those of its threats that may. None where nothing does."""
    aimed = library.aimed_at(about)
    if aimed is None or mode_excluded(library, aimed[0], traits):
        return None
    mode, threats = aimed
    left = tuple(t for t in threats if t.applies.holds(traits) is not False)
    return (mode, left) if left or not threats else None


def build_checklist(library: Library, review: Review) -> Checklist:
    """Decide for every question of the library whether it applies to the review's system, and why."""
    traits = effective_traits(library, review.traits)
    items: dict[str, Item] = {}
    for asked in library.questions.values():
        parent = items[asked.parent] if asked.parent else None
        excluded = _excluded(library, asked, traits)
        unwanted, silenced_by = ("", "") if excluded else _unwanted(asked, parent)
        why = excluded or unwanted or _included(library, asked, traits, parent)
        items[asked.id] = Item(asked, not (excluded or unwanted), why, *_verdict(asked, review), silenced_by)
    return Checklist(items, traits)


def _verdict(asked: Asked, review: Review) -> tuple[Verdict | None, bool]:
    if asked.id in review.disagreements or asked.question.trait in review.trait_disagreements:
        return None, False
    given = review.answers.get(asked.id)
    trait = asked.question.trait
    if trait and trait in review.traits and (given is None or asked.question.asks is Asks.EXPOSURE):
        value = Verdict(review.traits[trait].value)
        if given is None or given.verdict is not Verdict.PARTLY:
            return value, given is None
    return (given.verdict, False) if given else (None, False)


def _excluded(library: Library, asked: Asked, traits: Traits) -> str:
    """Why a question is asked of no such system; empty where it may be."""
    question = asked.question
    if question.status is Status.RETIRED:
        return f"retired; {question.replaced_by} took its place" if question.replaced_by else "retired"
    if change := library.disabled.get(("question", asked.id)):
        return f"switched off by {change.catalog}: {flat(change.because)} ({change.owner})"
    if reason := because(question.applies, traits):
        return reason
    trait = library.traits.get(question.trait or "")
    if trait and (reason := because(trait.applies, traits)):
        return reason
    if question.about and not any(threats_in_play(library, a, traits) for a in question.about):
        return f"nothing that it is about applies: {_why_not_about(library, question, traits)}"
    return ""


def _unwanted(asked: Asked, parent: Item | None) -> tuple[str, str]:
    """Why a follow-up does not matter, and the question whose answer is the reason; empty where it matters."""
    if parent is None:
        return "", ""
    if not parent.applies:
        return f"its parent {parent.id} does not apply: {parent.why}", parent.silenced_by
    if parent.verdict is not None and parent.verdict not in matters_when(parent.asked.question, asked.question):
        return f"{parent.id} was answered {parent.verdict}", parent.id
    return "", ""


def matters_when(parent: Question, follow_up: Question) -> tuple[Verdict, ...]:
    """The answers to a parent that make its follow-up matter."""
    if follow_up.asked_when:
        return follow_up.asked_when
    if parent.asks is Asks.EXPOSURE:
        return (Verdict.YES, Verdict.PARTLY, Verdict.UNKNOWN)
    return (Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.UNKNOWN)


def _why_not_about(library: Library, question: Question, traits: Traits) -> str:
    reasons: dict[str, list[str]] = {}
    for about in question.about:
        aimed = library.aimed_at(about)
        if aimed is None:
            continue
        mode, threats = aimed
        reason = mode_excluded(library, mode, traits) or "; ".join(because(t.applies, traits) for t in threats)
        reasons.setdefault(reason, []).append(about)
    return "; ".join(f"{', '.join(abouts)} ({reason})" for reason, abouts in reasons.items())


def _included(library: Library, asked: Asked, traits: Traits, parent: Item | None) -> str:
    question = asked.question
    if parent and parent.verdict is None:
        return f"waits for the answer to {parent.id}"
    if parent:
        return f"{parent.id} was answered {parent.verdict}"
    modes = [m for a in question.about if (m := threats_in_play(library, a, traits))]
    conditions = [question.applies, *(mode.applies for mode, _ in modes)]
    named = dict.fromkeys(t for c in conditions for t in c.in_favor(traits))
    known = [t for t in named if traits.get(t) not in {None, TraitValue.UNKNOWN}]
    doubt = [t for t in named if traits.get(t) in {None, TraitValue.UNKNOWN}]
    said = [f"{t} is {traits[t]}" for t in known] + [f"{t} is not known" for t in doubt]
    return ", ".join(said) or "asked of every system"
