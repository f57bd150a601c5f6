"""For programs: JSON, format 1. Keys are only ever added."""

from __future__ import annotations

from mlthreat.domain.assessment import Finding
from mlthreat.domain.gate import Upcoming
from mlthreat.domain.portfolio import Due, Portfolio, Row, Signed
from mlthreat.domain.reason import Reason
from mlthreat.domain.review import Acceptance
from mlthreat.domain.stance import Stance
from mlthreat.domain.subject import Subject
from mlthreat.domain.value import utc_text
from mlthreat.views.exports.answering import coverage_data
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.portfolio.data_shape import (
    AboutData,
    DueData,
    EndingData,
    PortfolioData,
    RiskData,
    RowData,
    SignedData,
    StanceData,
    TurningData,
    WhyData,
)


def data(portfolio: Portfolio) -> str:
    """The whole portfolio, as JSON text."""
    return json_text(portfolio_data(portfolio))


def portfolio_data(portfolio: Portfolio) -> PortfolioData:
    """The whole portfolio, as plain data."""
    subject = portfolio.subject
    return {
        "format": 1,
        "day": str(portfolio.day),
        "time_zone": "UTC",
        "ahead": portfolio.ahead,
        "about": _about(subject) if subject else None,
        "reviews": [_row(portfolio, row) for row in portfolio.rows],
        "same_name": [{"system": n, "files": [r.file for r in rows]} for n, rows in portfolio.namesakes.items()],
        "unread": [{"file": u.file, "message": u.message, "hint": u.hint} for u in portfolio.unread],
    }


def _about(subject: Subject) -> AboutData:
    return {
        "word": subject.word,
        "things": [f"{t.kind} {t.id}" for t in subject.things],
        "questions": list(subject.questions),
    }


def _row(portfolio: Portfolio, row: Row) -> RowData:
    open_ = {str(s): n for s, n in row.open.items()}
    return {
        "file": row.file,
        "system": row.system.name,
        "owner": row.system.owner,
        "version": row.system.version,
        "digest": row.digest,
        "open_findings": {
            "critical": open_["critical"],
            "important": open_["important"],
            "moderate": open_["moderate"],
            "low": open_["low"],
        },
        "accepted": row.accepted,
        "questions": coverage_data(row.coverage),
        "risks": [_risk(row, f) for f in row.findings],
        "ending": [_ending(portfolio, a) for a in row.ending],
        "due": [_due(portfolio, d) for d in row.due],
        "standing": row.standing,
        "sign_offs": [_signed(s) for s in row.sign_offs],
        "missing_roles": list(row.missing_roles),
        "gate": {
            "passed": row.passed,
            "reasons": [_why(r) for r in row.reasons],
            "upcoming": [_turning(u) for u in row.upcoming],
        },
        "stance": _stance(row.stance) if row.stance else None,
    }


def _risk(row: Row, finding: Finding) -> RiskData:
    action = finding.answer.action if finding.answer else None
    return {
        "id": finding.id,
        "severity": str(finding.severity),
        "state": str(finding.state),
        "verdict": str(finding.item.verdict),
        "owner": (action.owner if action else None) or row.system.owner,
        "due": str(action.due) if action and action.due else None,
    }


def _ending(portfolio: Portfolio, acceptance: Acceptance) -> EndingData:
    return {
        "finding": acceptance.finding,
        "by": acceptance.by,
        "role": acceptance.role,
        "until": str(acceptance.until),
        "over": acceptance.until < portfolio.day,
    }


def _due(portfolio: Portfolio, due: Due) -> DueData:
    return {
        "question": due.question,
        "owner": due.owner,
        "due": str(due.day),
        "overdue": due.day < portfolio.day,
        "severity": str(due.severity) if due.severity else None,
    }


def _signed(signed: Signed) -> SignedData:
    sign_off = signed.state.sign_off
    return {
        "by": sign_off.by,
        "role": sign_off.role,
        "decision": str(sign_off.decision),
        "at": utc_text(sign_off.at),
        "standing": str(signed.state.standing),
        "why": list(signed.state.why),
        "signature": str(signed.trust),
    }


def _why(reason: Reason) -> WhyData:
    return {
        "kind": str(reason.kind),
        "severity": str(reason.severity),
        "about": reason.about,
        "owner": reason.owner,
        "message": reason.message,
    }


def _turning(upcoming: Upcoming) -> TurningData:
    return {"day": str(upcoming.day), "reasons": [_why(r) for r in upcoming.reasons]}


def _stance(stance: Stance) -> StanceData:
    return {
        "disposition": str(stance.disposition),
        "why": stance.why,
        "severity": str(stance.severity) if stance.severity else None,
        "open": [{"question": question, "answer": answer} for question, answer in stance.open],
        "asked": stance.asked,
        "doubted": list(stance.doubted),
    }
