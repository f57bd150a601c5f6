"""What the answers add up to: findings, what became of every failure mode, coverage, staleness. Never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mlthreat.domain.checklist import Checklist, Item, build_checklist, fingerprint, mode_excluded, threats_in_play
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.library import Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.rating import UNRATED, Rated, rate
from mlthreat.domain.review import Acceptance, Answer, Review
from mlthreat.domain.settling import is_finding, settle
from mlthreat.domain.taxonomy import FailureMode, Mitigation
from mlthreat.domain.value import Severity

Problems = Mapping[str, Sequence[str]]
"""By question: what is wrong with the pinned files of its answer, in words."""
NOTHING_WRONG: Final[Problems] = MappingProxyType({})


class State(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    """It was accepted until a day that is over: it counts as open."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A control that is not fully in place, or of which nobody knows. Its id is its question's."""

    item: Item
    answer: Answer | None
    rated: Rated
    state: State
    acceptance: Acceptance | None
    about: tuple[str, ...]
    """The failure modes and threats, among those it is about, that apply."""
    mitigations: tuple[Mitigation, ...]

    @property
    def id(self) -> str:
        """The full id of the question."""
        return self.item.id

    @property
    def severity(self) -> Severity:
        """The highest severity among what the question is about."""
        return self.rated.severity


@dataclass(frozen=True, slots=True)
class ModeResult:
    """What became of one failure mode."""

    mode: FailureMode
    catalog: str
    disposition: Disposition
    why: str
    rated: Rated
    questions: tuple[str, ...]
    """The questions about it that apply."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of questions; nothing is said about safety."""

    total: int
    applicable: int
    answered: int
    open: int
    stale: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """Checklist and review together, seen on one day."""

    library: Library
    review: Review
    checklist: Checklist
    day: date | None
    findings: tuple[Finding, ...]
    modes: tuple[ModeResult, ...]
    stale: tuple[str, ...]
    """Answered questions whose wording has changed since."""
    open: tuple[str, ...]
    """Questions that apply and still want an answer: never answered, stale, or disputed."""
    orphans: tuple[str, ...]
    """Answers to questions that no catalog in force has; they are kept."""
    evidence: Problems = field(default_factory=dict)
    """What is wrong with pinned files, as whoever can read files said."""

    @property
    def coverage(self) -> Coverage:
        """How many questions there are, apply, are answered, are open."""
        applicable = self.checklist.applicable
        answered = len(applicable) - len(self.open)
        return Coverage(len(self.checklist.items), len(applicable), answered, len(self.open), len(self.stale))


def assess(library: Library, review: Review, day: date | None = None, evidence: Problems = NOTHING_WRONG) -> Assessment:
    """Derive everything from a library and a review.

    `day` is the calendar day (UTC) on which acceptances are looked at; without it none has lapsed. `evidence` is kept with
    the rest: it is part of what was seen.
    """
    checklist = build_checklist(library, review)
    stale = tuple(i.id for i in checklist.items.values() if is_stale(i, review))
    unsettled = {i.id for i in checklist.applicable if i.verdict is None} | {
        s for s in stale if checklist.items[s].applies
    }
    findings = tuple(
        sorted(
            (_finding(library, review, checklist, i, day) for i in checklist.applicable if is_finding(i)),
            key=lambda f: -f.severity.rank,
        )
    )
    taken_on = {f.id: f.state is State.ACCEPTED for f in findings}
    modes = tuple(_mode(library, checklist, mode, taken_on, unsettled) for mode in library.failure_modes.values())
    return Assessment(
        library=library,
        review=review,
        checklist=checklist,
        day=day,
        findings=findings,
        modes=modes,
        stale=stale,
        open=tuple(i.id for i in checklist.applicable if i.id in unsettled),
        orphans=tuple(q for q in review.answers if q not in library.questions),
        evidence=evidence,
    )


def is_stale(item: Item, review: Review) -> bool:
    """Whether an answer was given to other words than the question's present ones."""
    answer = review.answers.get(item.id)
    return answer is not None and answer.asked is not None and answer.asked != fingerprint(item.asked.question)


def severity_of(library: Library, about: Sequence[str], traits: dict[str, TraitValue]) -> Rated:
    """The highest severity among the threats and failure modes named, as far as they apply."""
    rated: list[Rated] = []
    for mode, threats in (found for a in about if (found := threats_in_play(library, a, traits))):
        rules = [(f"threat {t.id}", t.severity) for t in threats]
        if mode.severity and (not rules or mode.severity.default):
            rules.append((mode.title, mode.severity))
        rated += [
            Rated(r.severity, f"{name}: {r.because}".rstrip(": "), r.rated)
            for name, rule in rules
            for r in [rate(rule, traits)]
        ]
    known = [r for r in rated if r.rated] or rated
    return max(
        known,
        key=lambda r: r.severity.rank,
        default=Rated(UNRATED, "it is about no failure mode", rated=False),
    )


def _finding(library: Library, review: Review, checklist: Checklist, item: Item, day: date | None) -> Finding:
    question = item.asked.question
    about = tuple(a for a in question.about if threats_in_play(library, a, checklist.traits))
    acceptance = max((a for a in review.acceptances if a.finding == item.id), key=lambda a: a.until, default=None)
    state = State.OPEN
    if acceptance:
        state = State.LAPSED if day is not None and day > acceptance.until else State.ACCEPTED
    rated = severity_of(library, about or question.about, checklist.traits)
    return Finding(item, review.answers.get(item.id), rated, state, acceptance, about, _mitigations(library, about))


def _mitigations(library: Library, about: Sequence[str]) -> tuple[Mitigation, ...]:
    found: dict[str, Mitigation] = {}
    for name in about:
        aimed = library.aimed_at(name)
        if aimed is None:
            continue
        mode, threats = aimed
        for mitigation in [*mode.mitigations, *(m for t in threats for m in library.mitigations_of(mode, t))]:
            found.setdefault(mitigation.id, mitigation)
    return tuple(found.values())


def _mode(
    library: Library, checklist: Checklist, mode: FailureMode, findings: Mapping[str, bool], unsettled: set[str]
) -> ModeResult:
    about_it = library.asking[mode.id]
    questions = tuple(q for q in about_it if checklist.items[q].applies)
    rated = severity_of(library, [mode.id], checklist.traits)
    excluded = mode_excluded(library, mode, checklist.traits)
    disposition, why = (
        (Disposition.NOT_APPLICABLE, excluded) if excluded else settle(checklist, about_it, findings, unsettled)
    )
    return ModeResult(mode, library.catalog_of[mode.id], disposition, why, rated, questions)
