"""Where one system stands on one subject: a failure mode, a question, or what another publisher calls by an id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mlthreat.domain.assessment import Assessment, State
from mlthreat.domain.checklist import because, mode_excluded, threats_in_play
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.question import Asks
from mlthreat.domain.reason import Kind, Reason
from mlthreat.domain.settling import denied, settle
from mlthreat.domain.subject import Subject, asking
from mlthreat.domain.value import Severity

DOUBTS: Final = (Kind.UNPROVEN, Kind.UNPROVEN_EXPOSURE, Kind.EVIDENCE, Kind.FLAWED_ACCEPTANCE)
"""Why an answer or an acceptance may be worth less than it says."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one system stands on a subject."""

    disposition: Disposition
    why: str
    severity: Severity | None
    """The highest among its open findings; None where there is none."""
    open: tuple[tuple[str, str], ...]
    """The questions that leave it open, each with the answer in force, or with why it has none."""
    asked: int
    """How many of the questions apply."""
    doubted: tuple[str, ...]
    """The questions whose answer or acceptance the gate does not take at its word."""


def stance(assessment: Assessment, reasons: Sequence[Reason], subject: Subject) -> Stance:
    """Where a system stands on a subject: the word that its report would use, and what that rests on."""
    traits, library = assessment.checklist.traits, assessment.library
    in_play = [a for a in subject.about if threats_in_play(library, a, traits)]
    directly = set(subject.questions) - {q for a in subject.about for q in asking(library, a)}
    items = assessment.checklist.items
    chosen = {q for a in in_play for q in asking(library, a)} | directly
    about_it = [q for q in subject.questions if q in chosen]
    questions = tuple(q for q in about_it if items[q].applies)
    mine = [f for f in assessment.findings if f.id in questions]
    if in_play or questions:
        taken_on = {f.id: f.state is State.ACCEPTED for f in mine}
        disposition, why = settle(assessment.checklist, about_it, taken_on, set(assessment.open))
    else:
        disposition, why = Disposition.NOT_APPLICABLE, _why_not(assessment, subject)
    still_open = [f for f in mine if f.state is not State.ACCEPTED]
    exposed = _bare(assessment, questions) if disposition is Disposition.OPEN and not still_open else []
    return Stance(
        disposition,
        why,
        max((f.severity for f in still_open), key=lambda s: s.rank, default=None),
        (
            *((f.id, str(f.item.verdict)) for f in still_open),
            *((q, f"exposed, {items[q].verdict}") for q in exposed),
            *_waiting(assessment, questions),
        ),
        len(questions),
        tuple(dict.fromkeys(r.about for r in reasons if r.kind in DOUBTS and r.about in questions)),
    )


def _bare(assessment: Assessment, questions: Sequence[str]) -> list[str]:
    """The exposures among the questions that are there, or of which nobody knows."""
    items = [assessment.checklist.items[q] for q in questions]
    return [i.id for i in items if i.asked.question.asks is Asks.EXPOSURE and not denied(i)]


def _waiting(assessment: Assessment, questions: Sequence[str]) -> Iterator[tuple[str, str]]:
    findings = {f.id for f in assessment.findings if f.state is not State.ACCEPTED}
    for question in (q for q in questions if q in assessment.open and q not in findings):
        disputed = question in assessment.review.disagreements
        yield question, "disputed" if disputed else "wording changed" if question in assessment.stale else "unanswered"


def _why_not(assessment: Assessment, subject: Subject) -> str:
    library, traits, items = assessment.library, assessment.checklist.traits, assessment.checklist.items
    reasons = []
    for about in subject.about:
        aimed = library.aimed_at(about)
        if aimed:
            mode, threats = aimed
            reasons.append(
                mode_excluded(library, mode, traits) or "; ".join(because(t.applies, traits) for t in threats)
            )
    reasons += [items[q].why for q in subject.questions] if not subject.about else []
    return "; ".join(dict.fromkeys(r for r in reasons if r))
