"""A bug bar asked about one reported issue: what follows from the answers, what to ask next, which answers clash.

Answers are facts about the issue and traits of the system. A fact that was answered yes presupposes what its own
question presupposes; one whose question makes no sense is false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlthreat.domain.catalog import BugBar, BugBarRow
from mlthreat.domain.citation import Source
from mlthreat.domain.library import Library
from mlthreat.domain.profile import Trait, TraitValue
from mlthreat.domain.rating import Rated, rate
from mlthreat.domain.taxonomy import FailureMode, Kind, SeverityRule, Threat
from mlthreat.domain.value import Severity

Answers = Mapping[str, TraitValue]
YES, NO, UNKNOWN = TraitValue.YES, TraitValue.NO, TraitValue.UNKNOWN


@dataclass(frozen=True, slots=True)
class Fitting:
    """A row that fits the answers, or that they do not rule out."""

    row: BugBarRow
    certain: bool
    """Whether the answers put the issue here; otherwise they leave it possible."""
    rated: Rated
    not_known: tuple[str, ...] = ()
    """The facts and traits that the severity hangs on and that nobody gave: the more severe branch was taken."""

    @property
    def severity(self) -> Severity | None:
        """The severity, or None where the source gives none and no condition decides."""
        return _severity(self.row, self.rated)


@dataclass(frozen=True, slots=True)
class Triage:
    """One bar under some answers."""

    bar: BugBar
    values: dict[str, TraitValue]
    """What was answered and what follows from it."""
    fitting: tuple[Fitting, ...]
    """The rows that are left: certain ones first, then the most severe."""
    clash: tuple[str, ...] = ()
    """Answers, by id, that cannot all be true; empty where they can."""
    excluded: tuple[str, ...] = ()
    """Answers, by id, that together rule out every row; empty where a row is left."""
    silent: bool = False
    """Whether the bar has no row about the failure mode that an earlier bar found."""


def triage(bar: BugBar, answers: Answers) -> Triage:
    """Place an issue in a bar. Nothing is guessed: what was not answered is unknown."""
    if clash := clashing(bar.facts, answers):
        return Triage(bar, dict(answers), (), clash=clash)
    values, _ = _settled(bar.facts, answers)
    fitting = tuple(f for row in bar.rows if (f := _fitting(row, values)) is not None)
    if not fitting:
        return Triage(bar, values, (), excluded=_core(answers, lambda some: _rules_out(bar, some)))
    by_weight = sorted(fitting, key=lambda f: (not f.certain, -(f.severity.rank if f.severity else -1)))
    return Triage(bar, values, tuple(by_weight))


def clashing(facts: Sequence[Trait], answers: Answers) -> tuple[str, ...]:
    """A smallest set of answers, by id, that contradict each other by what the facts presuppose; empty where none do."""
    if not _settled(facts, answers)[1]:
        return ()
    return _core(answers, lambda some: _settled(facts, some)[1])


def triage_all(bars: Sequence[BugBar], answers: Answers) -> tuple[Triage, ...]:
    """Place an issue in several bars: where the first has found its failure modes, the others are held to them."""
    first = triage(bars[0], answers)
    return (first, *(triage(b, a) if b else _silent(bar, a) for bar, b, a in _following_bars(first, bars, answers)))


def next_question(bars: Sequence[BugBar], answers: Answers, traits: Mapping[str, Trait]) -> Trait | None:
    """What to ask next about an issue that several bars are to rate: the first bar comes first. None when nothing is left."""
    if fact := next_fact(bars[0], answers, traits):
        return fact
    following = _following_bars(triage(bars[0], answers), bars, answers)
    return next((f for _, bar, given in following if bar and (f := next_fact(bar, given, traits))), None)


def next_fact(bar: BugBar, answers: Answers, traits: Mapping[str, Trait]) -> Trait | None:
    """The first fact, or else trait, that still makes a difference between rows or severities; None when none does.

    What was answered, with unknown too, is not asked again. `traits` are all that may be asked about.
    """
    now = triage(bar, answers)
    named = [t for f in now.fitting for c in _conditions(f.row) for t in c]
    asked = [*bar.facts, *(traits[t] for t in dict.fromkeys(named) if t in traits)]
    for fact in asked:
        open_ = fact.id not in answers and now.values.get(fact.id, UNKNOWN) is UNKNOWN
        if open_ and fact.applies.holds(now.values) is not False and _decides(bar, answers, fact.id):
            return fact
    return None


def bar_of_threat(library: Library, about: str) -> BugBar:
    """A bar made of the severity rules of a named threat, or of a failure mode's. Raises KeyError for an unknown one."""
    mode, threats = library.failure_modes[about.partition("/")[0]], library.aimed_at(about)
    named = threats[1] if threats and threats[1] else (None,)
    rows = [_row_of(library, mode, threat) for threat in named]
    source = rows[0].source
    title = f"The severity rule of {about}"
    return BugBar.model_construct(id=f"rule-of-{about.replace('/', '-')}", title=title, rows=tuple(rows), source=source)


def about_of(library: Library, row: BugBarRow) -> tuple[str, ...]:
    """What a row is about; without a word in the row, the failure mode that bears the row's id, if a catalog has it."""
    return row.about or ((row.id,) if row.id in library.failure_modes else ())


def _row_of(library: Library, mode: FailureMode, threat: Threat | None) -> BugBarRow:
    its = threat or mode
    rule = its.severity or SeverityRule(because="No source rates it.")
    about = f"{mode.id}/{threat.id}" if threat else mode.id
    like = [r for b in library.bug_bars.values() for r in b.rows if about in r.about]
    usual = "security" if mode.kind is Kind.INTENTIONAL else "engineering"
    return BugBarRow.model_construct(
        id=about.replace("/", "-"),
        title=its.title,
        text=its.summary,
        about=(about,),
        severity=rule,
        owner=like[0].owner if like else usual,
        source=its.source or mode.source or Source(document=library.catalog_of[mode.id], ref=about),
    )


def _following_bars(
    first: Triage, bars: Sequence[BugBar], answers: Answers
) -> Iterator[tuple[BugBar, BugBar | None, Answers]]:
    """Each bar after the first: whole, and as far as it is about what the first found, with what follows from that."""
    about = _modes(first.fitting)
    for bar in bars[1:]:
        rows = tuple(r for r in bar.rows if about & _about(r))
        if not about:
            yield bar, bar, answers
        elif not rows:
            yield bar, None, answers
        else:
            yield bar, bar.model_copy(update={"rows": rows}), _presumed(rows, answers)


def _modes(fitting: Sequence[Fitting]) -> set[str]:
    """The failure modes that the rows left are about; none where one of them does not say."""
    if any(not f.row.about for f in fitting):
        return set()
    return {m for f in fitting for m in _about(f.row)}


def _about(row: BugBarRow) -> set[str]:
    return {a.partition("/")[0] for a in row.about}


def _presumed(rows: Sequence[BugBarRow], answers: Answers) -> Answers:
    """The answers, and with them what all rows demand: that much the failure mode has settled."""
    common = set.intersection(*(set(r.applies.all) for r in rows))
    return {**dict.fromkeys(sorted(common), YES), **answers}


def _silent(bar: BugBar, answers: Answers) -> Triage:
    return Triage(bar, dict(answers), (), silent=True)


def _settled(facts: Sequence[Trait], answers: Answers) -> tuple[dict[str, TraitValue], bool]:
    """The answers with what follows from them; and whether they contradict each other."""
    values = dict(answers)
    while True:
        followed = {fact: value for fact, value in _following(facts, values) if values.get(fact, UNKNOWN) is not value}
        if any(values.get(fact, UNKNOWN) is not UNKNOWN for fact in followed):
            return values, True
        if not followed:
            return values, False
        values.update(followed)


def _following(facts: Sequence[Trait], values: Answers) -> Iterator[tuple[str, TraitValue]]:
    known = {f.id for f in facts}
    for fact in facts:
        if fact.applies.holds(values) is False:
            yield fact.id, NO
        elif values.get(fact.id) is YES:
            yield from ((f, YES) for f in fact.applies.all if f in known)
            yield from ((f, NO) for f in fact.applies.none if f in known)


def _fitting(row: BugBarRow, values: Answers) -> Fitting | None:
    holds = row.applies.holds(values)
    if holds is False:
        return None
    named = dict.fromkeys(t for r in row.severity.when for t in r.condition.traits)
    open_ = [t for t in named if values.get(t, UNKNOWN) is UNKNOWN]
    doubt = tuple(t for t in open_ if _rated(row, {**values, t: YES}) is not _rated(row, {**values, t: NO}))
    return Fitting(row, holds is True, rate(row.severity, values), doubt)


def _rated(row: BugBarRow, values: Answers) -> Severity | None:
    return _severity(row, rate(row.severity, values))


def _severity(row: BugBarRow, rated: Rated) -> Severity | None:
    return rated.severity if rated.rating or row.severity.default else None


def _conditions(row: BugBarRow) -> Iterator[tuple[str, ...]]:
    yield row.applies.traits
    yield from (r.condition.traits for r in row.severity.when)


def _decides(bar: BugBar, answers: Answers, fact: str) -> bool:
    """Whether yes and no lead to other rows, or to other severities of the same rows."""
    return _outlook(bar, {**answers, fact: YES}) != _outlook(bar, {**answers, fact: NO})


def _outlook(bar: BugBar, answers: Answers) -> list[tuple[str, bool, Severity | None]]:
    values, clash = _settled(bar.facts, answers)
    found = () if clash else (f for row in bar.rows if (f := _fitting(row, values)) is not None)
    return [(f.row.id, f.certain, f.severity) for f in found]


def _rules_out(bar: BugBar, answers: Answers) -> bool:
    values, clash = _settled(bar.facts, answers)
    return clash or all(row.applies.holds(values) is False for row in bar.rows)


def _core(answers: Answers, bad: Callable[[Answers], bool]) -> tuple[str, ...]:
    """A smallest part of the answers that is bad by itself: without any one of them it no longer is."""
    needed = dict(answers)
    for id_ in list(needed):
        fewer = {k: v for k, v in needed.items() if k != id_}
        if bad(fewer):
            needed = fewer
    return tuple(needed)
