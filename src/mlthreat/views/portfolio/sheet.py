"""For spreadsheets: CSV, one row a review. What could not be read has a row too, so that no count comes out too small."""

from __future__ import annotations

from typing import Any

from mlthreat.domain.portfolio import Portfolio, Row
from mlthreat.domain.value import Severity
from mlthreat.views.listing_formats import as_csv


def sheet(portfolio: Portfolio) -> str:
    """One row a review, the worst first; then one for each that could not be read."""
    rows = [_row(portfolio, row) for row in portfolio.rows]
    empty = dict.fromkeys(rows[0] if rows else ("read", "file", "problem"))
    unread = [{**empty, "read": "no", "file": u.file, "problem": f"{u.message}; {u.hint}"} for u in portfolio.unread]
    return as_csv([*rows, *unread])


def _row(portfolio: Portfolio, row: Row) -> dict[str, Any]:
    return {
        "read": "yes",
        "system": row.system.name,
        "owner": row.system.owner,
        "version": row.system.version,
        "file": row.file,
        **({} if row.stance is None else _stance(row)),
        **{f"open {severity}": row.open[severity] for severity in Severity},
        "accepted": row.accepted,
        "questions that apply": row.coverage.applicable,
        "answered": row.coverage.answered,
        "unanswered": row.coverage.open,
        "acceptances over": sum(a.until < portfolio.day for a in row.ending),
        "next acceptance ends": min((a.until for a in row.ending if a.until >= portfolio.day), default=None),
        "actions overdue": sum(d.day < portfolio.day for d in row.due),
        "next action due": min((d.day for d in row.due if d.day >= portfolio.day), default=None),
        "sign-off": row.standing,
        "roles missing": list(row.missing_roles),
        "gate": "yes" if row.passed else "no",
        "reasons": len(row.reasons),
        "new reasons on": row.upcoming[0].day if row.upcoming else None,
        "worst": [f"{f.severity} {f.id}" for f in row.findings[:3]],
        "state": row.digest,
        "problem": None,
    }


def _stance(row: Row) -> dict[str, Any]:
    stance = row.stance
    assert stance is not None
    return {
        "stands": stance.disposition,
        "severity": stance.severity,
        "questions about it": stance.asked,
        "left open by": [f"{question}: {answer}" for question, answer in stance.open],
        "because": None if stance.open else stance.why,
        "in doubt": list(stance.doubted),
    }
