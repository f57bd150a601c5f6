"""The complete data of one assessment: every question, every failure mode, every answer, every reason."""

from __future__ import annotations

from collections.abc import Mapping

from mlthreat.domain.assessment import Assessment, Finding, State
from mlthreat.domain.checklist import Item, fingerprint
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.review import Acceptance, SignOff
from mlthreat.domain.signoff import (
    broken_evidence,
    causes_of_void,
    changed_items,
    covers,
    lapsed_since,
    review_digest,
)
from mlthreat.domain.value import utc_text
from mlthreat.views.exports.answering import (
    action_data,
    answer_data,
    coverage_data,
    draft_data,
    evidence_data,
    fact_data,
    unknown_traits,
)
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
    Complete,
    FindingData,
    OrphanData,
    QuestionData,
    SignOffData,
    SystemData,
)


def complete(assessment: Assessment) -> Complete:
    """Everything about one assessment as plain data, in a fixed order; texts exactly as they were written."""
    library, review, checklist = assessment.library, assessment.review, assessment.checklist
    digest = review_digest(assessment)
    found = [f.id for f in assessment.findings]
    kept = covers(assessment) if review.sign_offs else {}
    return {
        "format": 1,
        "system": _system(review.system),
        "digest": digest,
        "coverage": coverage_data(assessment.coverage),
        "traits": {t: str(value) for t, value in checklist.traits.items()},
        "profile": [fact_data(assessment, t) for t in library.traits.values()],
        "unknown_traits": unknown_traits(assessment),
        "former_traits": {t: value.value for t, value in review.former_traits.items()},
        "catalogs": [catalog_data(assessment, c) for c in library.catalogs],
        "pins": [{"id": p.id, "version": p.version, "digest": p.digest} for p in review.catalogs],
        "changes": [change_data(c) for c in library.changes],
        "failure_modes": [mode_data(assessment, m, found) for m in assessment.modes],
        "mitigations": mitigations_data(library),
        "sections": sections_data(library),
        "questions": _questions(assessment),
        "findings": [_finding(assessment, f) for f in assessment.findings],
        "acceptances": [_acceptance(assessment, a) for a in review.acceptances],
        "sign_offs": [_sign_off(assessment, s, digest, kept) for s in review.sign_offs],
        "orphans": _orphans(assessment),
        "orphan_drafts": [
            {"id": q, **draft_data(d, assessment.day)} for q, d in review.drafts.items() if q not in library.questions
        ],
        "terms": terms_data(library),
        "frameworks": frameworks_data(library),
        "references": references_data(library),
    }


def _system(system: SystemProfile) -> SystemData:
    return {
        "name": system.name,
        "owner": system.owner,
        "description": system.description,
        "version": system.version,
        "repository": system.repository,
    }


def _questions(assessment: Assessment) -> list[QuestionData]:
    is_open, is_stale = set(assessment.open), set(assessment.stale)
    return [
        _question(assessment, item, is_open=item.id in is_open, is_stale=item.id in is_stale)
        for item in assessment.checklist.items.values()
    ]


def _question(assessment: Assessment, item: Item, *, is_open: bool, is_stale: bool) -> QuestionData:
    asked, question = item.asked, item.asked.question
    answer, draft = assessment.review.answers.get(item.id), assessment.review.drafts.get(item.id)
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
        "evidence": [evidence_data(e) for e in answer.evidence] if answer else [],
        "evidence_changed": list(assessment.evidence.get(item.id, ())),
        "grade": answer.grade.value if answer else None,
        "action": action_data(answer.action, day) if answer and answer.action else None,
        "by": answer.by if answer else None,
        "at": utc_text(answer.at) if answer and answer.at else None,
        "asked": answer.asked if answer else None,
        "stale": is_stale,
        "open": is_open,
        "draft": draft_data(draft, day) if draft else None,
        "disagreement": [answer_data(a, day) for a in assessment.review.disagreements.get(item.id, ())],
    }


def _orphans(assessment: Assessment) -> list[OrphanData]:
    review, day, known = assessment.review, assessment.day, assessment.library.questions
    kept = [(q, review.answers[q], False) for q in assessment.orphans]
    kept += [(q, a, True) for q, answers in review.disagreements.items() if q not in known for a in answers]
    return [{"id": q, "disputed": disputed, **answer_data(answer, day)} for q, answer, disputed in kept]


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
        "verdict": acceptance.verdict.value if acceptance.verdict else None,
        "severity": acceptance.severity.value if acceptance.severity else None,
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


def _sign_off(assessment: Assessment, sign_off: SignOff, digest: str, kept: Mapping[str, str]) -> SignOffData:
    same = sign_off.digest == digest
    broken = broken_evidence(assessment.library, assessment.evidence)
    return {
        "by": sign_off.by,
        "role": sign_off.role,
        "decision": sign_off.decision.value,
        "at": utc_text(sign_off.at),
        "digest": sign_off.digest,
        "current": same and not broken,
        "comment": sign_off.comment,
        "conditions": list(sign_off.conditions),
        "changed": changed_items(kept, sign_off.covers) if sign_off.covers and not same else [],
        "why": [*([] if same else causes_of_void(assessment, sign_off, kept)), *broken],
        "lapsed": lapsed_since(assessment, sign_off) if same and not broken else [],
        "covers": dict(sign_off.covers),
        "signature": sign_off.signature,
    }
