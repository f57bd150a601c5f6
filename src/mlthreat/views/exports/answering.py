"""What people said, as plain data: of traits, and to questions."""

from __future__ import annotations

from datetime import date

from mlthreat.domain.assessment import Assessment, Coverage
from mlthreat.domain.profile import Trait
from mlthreat.domain.review import Action, Answer, Draft, Evidence, Review
from mlthreat.domain.value import utc_text
from mlthreat.views.exports.answering_shape import (
    ActionData,
    AnswerData,
    CoverageData,
    DraftData,
    EvidenceData,
    FactData,
    SaidData,
)


def fact_data(assessment: Assessment, trait: Trait) -> FactData:
    """A trait of a catalog in force: what was said of it, and its value."""
    value = assessment.checklist.traits[trait.id]
    follows = trait.applies.holds(assessment.checklist.traits) is False
    return {
        **_said(assessment.review, trait.id),
        "question": trait.question,
        "help": trait.help,
        "value": value.value,
        "known_by": "follows" if follows else _known_by(assessment.review, trait.id),
    }


def _known_by(review: Review, trait: str) -> str:
    if trait in review.trait_disagreements:
        return "disputed"
    if trait not in review.traits:
        return "nobody said"
    return "taken over" if trait in review.unconfirmed else "said"


def _said(review: Review, trait: str) -> SaidData:
    said = review.traits.get(trait)
    return {
        "trait": trait,
        "said": said.value if said else None,
        "disagreement": [value.value for value in review.trait_disagreements.get(trait, ())],
        "source": review.trait_sources.get(trait),
        "unconfirmed": trait in review.unconfirmed,
    }


def unknown_traits(assessment: Assessment) -> list[SaidData]:
    """What the review says of traits that no catalog in force has."""
    review, known = assessment.review, assessment.library.traits
    told = dict.fromkeys([*review.traits, *review.trait_disagreements, *review.trait_sources, *review.unconfirmed])
    return [_said(review, trait) for trait in told if trait not in known]


def answer_data(answer: Answer, day: date | None) -> AnswerData:
    """One answer."""
    return {
        "verdict": answer.verdict.value,
        "note": answer.note,
        "evidence": [evidence_data(e) for e in answer.evidence],
        "action": action_data(answer.action, day) if answer.action else None,
        "by": answer.by,
        "at": utc_text(answer.at) if answer.at else None,
        "asked": answer.asked,
    }


def draft_data(draft: Draft, day: date | None) -> DraftData:
    """What was noted on a question without an answer."""
    return {
        "note": draft.note,
        "evidence": [evidence_data(e) for e in draft.evidence],
        "action": action_data(draft.action, day) if draft.action else None,
    }


def evidence_data(evidence: Evidence) -> EvidenceData:
    """What supports an answer."""
    kind = "file" if evidence.file else "url" if evidence.url else "ticket" if evidence.ticket else "statement"
    return {"kind": kind, "shown": evidence.shown, "sha256": evidence.sha256, "grade": evidence.grade.value}


def action_data(action: Action, day: date | None) -> ActionData:
    """Who does what is missing; `day` tells whether that is overdue."""
    return {
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else None,
        "ticket": action.ticket,
        "overdue": bool(day and action.due and action.due < day),
    }


def coverage_data(coverage: Coverage) -> CoverageData:
    """How many questions there are, apply, are answered, are open."""
    return {
        "total": coverage.total,
        "applicable": coverage.applicable,
        "answered": coverage.answered,
        "open": coverage.open,
        "stale": coverage.stale,
    }
