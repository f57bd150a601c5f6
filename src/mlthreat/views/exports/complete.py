"""The complete data of one assessment: every question, every failure mode, every answer, every reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mlthreat.domain.assessment import Assessment, Finding, State
from mlthreat.domain.checklist import Item, fingerprint
from mlthreat.domain.profile import Trait
from mlthreat.domain.review import Acceptance, Action, Answer, Evidence, SignOff
from mlthreat.domain.signoff import changed_items, covers, review_digest
from mlthreat.domain.value import utc_text
from mlthreat.views.exports.knowledge import (
    catalog_data,
    change_data,
    frameworks_data,
    mitigations_data,
    mode_data,
    references_data,
    sections_data,
    source_data,
    terms_data,
)
from mlthreat.views.exports.review_shape import (
    AcceptanceData,
    ActionData,
    AnswerData,
    Complete,
    EvidenceData,
    FactData,
    FindingData,
    OrphanData,
    QuestionData,
    SignOffData,
)


def complete(assessment: Assessment) -> Complete:
    """Everything about one assessment as plain data, in a fixed order; texts exactly as they were written."""
    library, review, checklist = assessment.library, assessment.review, assessment.checklist
    coverage, digest = assessment.coverage, review_digest(assessment)
    kept = covers(assessment) if review.sign_offs else {}
    return {
        "format": 1,
        "system": {
            "name": review.system.name,
            "owner": review.system.owner,
            "description": review.system.description,
            "version": review.system.version,
            "repository": review.system.repository,
        },
        "digest": digest,
        "coverage": {
            "total": coverage.total,
            "applicable": coverage.applicable,
            "answered": coverage.answered,
            "open": coverage.open,
            "stale": coverage.stale,
        },
        "traits": {t: str(value) for t, value in checklist.traits.items()},
        "profile": [_fact(assessment, t) for t in library.traits.values()],
        "catalogs": [catalog_data(assessment, c) for c in library.catalogs],
        "changes": [change_data(c) for c in library.changes],
        "failure_modes": [mode_data(assessment, m) for m in assessment.modes],
        "mitigations": mitigations_data(library),
        "sections": sections_data(library),
        "questions": _questions(assessment),
        "findings": [_finding(assessment, f) for f in assessment.findings],
        "acceptances": [_acceptance(assessment, a) for a in review.acceptances],
        "sign_offs": [_sign_off(s, digest, kept) for s in review.sign_offs],
        "orphans": _orphans(assessment),
        "terms": terms_data(library),
        "frameworks": frameworks_data(library),
        "references": references_data(library),
    }


def _fact(assessment: Assessment, trait: Trait) -> FactData:
    value = assessment.checklist.traits[trait.id]
    said = assessment.review.traits.get(trait.id)
    follows = trait.applies.holds(assessment.checklist.traits) is False
    return {
        "trait": trait.id,
        "question": trait.question,
        "help": trait.help,
        "value": value.value,
        "known_by": "follows" if follows else _said_by(assessment, trait.id),
        "source": assessment.review.trait_sources.get(trait.id) if said is not None and not follows else None,
    }


def _said_by(assessment: Assessment, trait: str) -> str:
    if trait not in assessment.review.traits:
        return "nobody said"
    return "taken over" if trait in assessment.review.unconfirmed else "said"


def _questions(assessment: Assessment) -> list[QuestionData]:
    is_open, is_stale = set(assessment.open), set(assessment.stale)
    return [
        _question(assessment, item, is_open=item.id in is_open, is_stale=item.id in is_stale)
        for item in assessment.checklist.items.values()
    ]


def _question(assessment: Assessment, item: Item, *, is_open: bool, is_stale: bool) -> QuestionData:
    asked, question = item.asked, item.asked.question
    answer = assessment.review.answers.get(item.id)
    day = assessment.day
    return {
        "id": item.id,
        "catalog": asked.catalog,
        "section": asked.section.id,
        "parent": asked.parent,
        "asks": question.asks.value,
        "text": question.text,
        "status": question.status.value,
        "why_it_matters": question.why,
        "good_answer": question.good_answer,
        "evidence_wanted": question.evidence,
        "about": list(question.about),
        "trait": question.trait,
        "references": list(question.references),
        "source": source_data(question.source),
        "fingerprint": fingerprint(question),
        "applies": item.applies,
        "why": item.why,
        "verdict": item.verdict.value if item.verdict else None,
        "from_profile": item.from_profile,
        "answered": answer.verdict.value if answer else None,
        "note": answer.note if answer else None,
        "evidence": [_evidence(e) for e in answer.evidence] if answer else [],
        "grade": answer.grade.value if answer else None,
        "action": _action(answer.action, day) if answer and answer.action else None,
        "by": answer.by if answer else None,
        "at": utc_text(answer.at) if answer and answer.at else None,
        "asked": answer.asked if answer else None,
        "stale": is_stale,
        "open": is_open,
        "disagreement": [_answer(a, day) for a in assessment.review.disagreements.get(item.id, ())],
    }


def _answer(answer: Answer, day: date | None) -> AnswerData:
    return {
        "verdict": answer.verdict.value,
        "note": answer.note,
        "evidence": [_evidence(e) for e in answer.evidence],
        "action": _action(answer.action, day) if answer.action else None,
        "by": answer.by,
        "at": utc_text(answer.at) if answer.at else None,
    }


def _orphans(assessment: Assessment) -> list[OrphanData]:
    review = assessment.review
    kept = [(q, review.answers[q]) for q in assessment.orphans]
    kept += [
        (q, a) for q, given in review.disagreements.items() if q not in assessment.library.questions for a in given
    ]
    return [{"id": question, **_answer(answer, assessment.day)} for question, answer in kept]


def _evidence(evidence: Evidence) -> EvidenceData:
    kind = "file" if evidence.file else "url" if evidence.url else "ticket" if evidence.ticket else "statement"
    return {"kind": kind, "shown": evidence.shown, "sha256": evidence.sha256, "grade": evidence.grade.value}


def _action(action: Action, day: date | None) -> ActionData:
    return {
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else None,
        "ticket": action.ticket,
        "overdue": bool(day and action.due and action.due < day),
    }


def _finding(assessment: Assessment, finding: Finding) -> FindingData:
    assert finding.item.verdict is not None
    return {
        "id": finding.id,
        "question": finding.id,
        "severity": finding.severity.value,
        "severity_because": finding.rated.because,
        "rated": finding.rated.rated,
        "state": finding.state.value,
        "verdict": finding.item.verdict.value,
        "about": list(finding.about),
        "mitigations": list(dict.fromkeys(m.id for m in finding.mitigations)),
        "acceptance": _acceptance(assessment, finding.acceptance) if finding.acceptance else None,
    }


def _acceptance(assessment: Assessment, acceptance: Acceptance) -> AcceptanceData:
    return {
        "finding": acceptance.finding,
        "by": acceptance.by,
        "role": acceptance.role,
        "reason": acceptance.reason,
        "compensating": acceptance.compensating,
        "until": acceptance.until.isoformat(),
        "at": utc_text(acceptance.at) if acceptance.at else None,
        "state": _standing(assessment, acceptance),
    }


def _standing(assessment: Assessment, acceptance: Acceptance) -> str:
    """Whether an acceptance holds: in force, lapsed, superseded by another one, or of use to no finding."""
    finding = next((f for f in assessment.findings if f.id == acceptance.finding), None)
    if finding is None:
        return "unused"
    if finding.acceptance is not acceptance:
        return "superseded"
    return "in force" if finding.state is State.ACCEPTED else "lapsed"


def _sign_off(sign_off: SignOff, digest: str, kept: Mapping[str, str]) -> SignOffData:
    current = sign_off.digest == digest
    return {
        "by": sign_off.by,
        "role": sign_off.role,
        "decision": sign_off.decision.value,
        "at": utc_text(sign_off.at),
        "digest": sign_off.digest,
        "current": current,
        "comment": sign_off.comment,
        "conditions": list(sign_off.conditions),
        "changed": changed_items(kept, sign_off.covers) if sign_off.covers and not current else [],
        "covers": dict(sign_off.covers),
        "signature": sign_off.signature,
    }
