"""What each command prints with `--format json`, by the name under which its schema is published."""

from __future__ import annotations

from typing import Any, Final

from mlthreat.views import listing_shape as rows
from mlthreat.views.carrying import UpgradeData
from mlthreat.views.catalog_change import VersionsData
from mlthreat.views.change import ChangesData
from mlthreat.views.explaining_shape import ExplanationData
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.gate.data import GateData
from mlthreat.views.portfolio.data_shape import PortfolioData
from mlthreat.views.problem_shape import ProblemData
from mlthreat.views.provenance import EntryData
from mlthreat.views.triage_shape import TriageData
from mlthreat.views.verification import VerificationData

OUTPUT_KINDS: Final[dict[str, Any]] = {
    "report": Complete,
    "check": GateData,
    "verify": VerificationData,
    "diff": ChangesData,
    "catalog-diff": VersionsData,
    "upgrade": UpgradeData,
    "portfolio": PortfolioData,
    "triage": TriageData,
    "explain": ExplanationData,
    "validate": list[ProblemData],
    "show": list[EntryData],
    "list-failure-modes": list[rows.FailureModeRow],
    "list-threats": list[rows.ThreatRow],
    "list-questions": list[rows.QuestionRow],
    "list-mitigations": list[rows.MitigationRow],
    "list-traits": list[rows.TraitRow],
    "list-terms": list[rows.TermRow],
    "list-frameworks": list[rows.FrameworkRow],
    "list-catalogs": list[rows.CatalogRow],
    "list-crosswalk": list[rows.CrosswalkRow],
}
