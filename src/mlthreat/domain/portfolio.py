"""Many reviews side by side: what is worst, what ends when, and where each stands on one subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mlthreat.domain.assessment import Assessment, Coverage, Finding, State
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.gate import Upcoming
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.reason import Facts, Kind, Reason, Trust, owner_of, pending_action
from mlthreat.domain.review import Acceptance, Decision
from mlthreat.domain.signoff import SignOffState, Standing, review_digest, sign_off_states
from mlthreat.domain.stance import Stance, stance
from mlthreat.domain.subject import Subject
from mlthreat.domain.value import Severity

_WORST_FIRST: Final = tuple(Disposition)


@dataclass(frozen=True, slots=True)
class Due:
    """An action that is not done, with its day."""

    question: str
    owner: str | None
    day: date
    severity: Severity | None
    """How severe the finding is; None where the question is no finding."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off, what it is worth now, and what is known of its signature."""

    state: SignOffState
    trust: Trust


@dataclass(frozen=True, slots=True)
class Row:
    """One review, as the table shows it."""

    file: str
    system: SystemProfile
    digest: str
    open: Mapping[Severity, int]
    """How many findings are open, lapsed acceptances included."""
    findings: tuple[Finding, ...]
    """Those findings, the most severe first."""
    accepted: int
    ending: tuple[Acceptance, ...]
    """The acceptances that are over or end within the days looked ahead, by their last day."""
    due: tuple[Due, ...]
    """The actions that are overdue or due within those days, by day."""
    coverage: Coverage
    sign_offs: tuple[Signed, ...]
    missing_roles: tuple[str, ...]
    """The roles that the policy demands and that have not approved the present state."""
    reasons: tuple[Reason, ...]
    """Everything for which the gate says no."""
    upcoming: tuple[Upcoming, ...]
    """When time alone gives it further reasons."""
    stance: Stance | None
    """Where the system stands on the subject, if one was asked about."""

    @property
    def passed(self) -> bool:
        """Whether the gate lets it through."""
        return not self.reasons

    @property
    def standing(self) -> str:
        """What the sign-offs come to, in a word or two."""
        held = {s.state.sign_off.decision for s in self.sign_offs if s.state.standing is Standing.CURRENT}
        for decision, words in _DECIDED.items():
            if decision in held:
                return words
        stale = {s.state.standing for s in self.sign_offs} & {Standing.VOID, Standing.LAPSED}
        return "changed since" if Standing.VOID in stale else "lapsed" if stale else "none"


_DECIDED: Final = {
    Decision.REJECT: "rejected",
    Decision.APPROVE_WITH_CONDITIONS: "approved with conditions",
    Decision.APPROVE: "approved",
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A review, or a folder, that could not be used."""

    file: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All reviews, the worst first, with those that could not be read."""

    day: date
    ahead: int
    """How many days were looked ahead."""
    subject: Subject | None
    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]

    @property
    def namesakes(self) -> dict[str, tuple[Row, ...]]:
        """The reviews whose systems bear one name, by that name: nobody can tell what is said of one from the other."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            # as far apart as the keys of their tickets are: letters and digits count
            found.setdefault(re.sub(r"\W+", " ", row.system.name.casefold()).strip(), []).append(row)
        return {same[0].system.name: tuple(same) for same in found.values() if len(same) > 1}


def portfolio(
    rows: Sequence[Row], unread: Sequence[Unread], day: date, ahead: int, subject: Subject | None
) -> Portfolio:
    """Rows in order: by their stance where a subject was asked about, then by open findings, most severe first.

    Equal ones follow by how many questions are unanswered, by how many reasons the gate has, and by name.
    """
    return Portfolio(
        day, ahead, subject, tuple(sorted(rows, key=_badness)), tuple(sorted(unread, key=lambda u: u.file))
    )


def _badness(row: Row) -> tuple[object, ...]:
    stance = row.stance
    first: tuple[object, ...] = ()
    if stance:
        rank = stance.severity.rank if stance.severity else -1
        first = (_WORST_FIRST.index(stance.disposition), -rank, -len(stance.doubted))
    counts = (*(-row.open[s] for s in Severity), -row.coverage.open, -len(row.reasons))
    return (*first, *counts, row.system.name.casefold(), row.file)


def row(
    file: str,
    assessment: Assessment,
    facts: Facts,
    reasons: Sequence[Reason],
    upcoming: Sequence[Upcoming],
    ahead: int,
    subject: Subject | None = None,
) -> Row:
    """One review as the table shows it. `reasons` and `upcoming` are what the gate says of it on the day of `facts`."""
    open_ = tuple(f for f in assessment.findings if f.state is not State.ACCEPTED)
    end = facts.day + min(timedelta(days=ahead), date.max - facts.day)
    states = sign_off_states(assessment, facts.evidence)
    return Row(
        file=file,
        system=assessment.review.system,
        digest=review_digest(assessment),
        open={s: sum(f.severity is s for f in open_) for s in Severity},
        findings=open_,
        accepted=len(assessment.findings) - len(open_),
        ending=_ending(assessment, end),
        due=tuple(sorted(_due(assessment, end), key=lambda d: (d.day, d.question))),
        coverage=assessment.coverage,
        sign_offs=tuple(Signed(s, _trust(facts, index, s)) for index, s in enumerate(states)),
        missing_roles=tuple(dict.fromkeys(r.about for r in reasons if r.kind is Kind.SIGN_OFF_MISSING)),
        reasons=tuple(r for r in reasons if r.fails),
        upcoming=tuple(upcoming),
        stance=stance(assessment, reasons, subject) if subject else None,
    )


def _trust(facts: Facts, index: int, state: SignOffState) -> Trust:
    if index in facts.signatures:
        return facts.signatures[index].trust
    return Trust.NOT_CHECKED if state.sign_off.signature else Trust.NOT_SIGNED


def _ending(assessment: Assessment, end: date) -> tuple[Acceptance, ...]:
    found = [f.acceptance for f in assessment.findings if f.acceptance and f.acceptance.until <= end]
    return tuple(sorted(found, key=lambda a: (a.until, a.finding)))


def _due(assessment: Assessment, end: date) -> Iterator[Due]:
    severities = {f.id: f.severity for f in assessment.findings}
    for item in assessment.checklist.applicable:
        action = pending_action(assessment, item)
        if action and action.due and action.due <= end:
            yield Due(item.id, owner_of(assessment, item.id), action.due, severities.get(item.id))
