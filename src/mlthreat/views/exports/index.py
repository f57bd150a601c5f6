"""What the entries of the complete data refer to, by its id: every table, ticket and page that joins them begins here."""

from __future__ import annotations

from dataclasses import dataclass

from mlthreat.views.exports.knowledge_shape import MitigationData, ModeData, SectionData, ThreatData
from mlthreat.views.exports.review_shape import Complete, FindingData, QuestionData


@dataclass(frozen=True, slots=True)
class Index:
    """Entries by their ids; threats by their full ids, such as `poisoning/2a`."""

    sections: dict[str, SectionData]
    questions: dict[str, QuestionData]
    findings: dict[str, FindingData]
    modes: dict[str, ModeData]
    threats: dict[str, ThreatData]
    mitigations: dict[str, MitigationData]

    def aimed_at(self, about: str) -> ModeData | ThreatData | None:
        """The failure mode or threat that something is about; None where no catalog in force has it."""
        return self.threats.get(about) or self.modes.get(about)


def index(data: Complete) -> Index:
    """Index the complete data."""
    return Index(
        sections={s["id"]: s for s in data["sections"]},
        questions={q["id"]: q for q in data["questions"]},
        findings={f["id"]: f for f in data["findings"]},
        modes={m["id"]: m for m in data["failure_modes"]},
        threats={t["full_id"]: t for m in data["failure_modes"] for t in m["threats"]},
        mitigations={m["id"]: m for m in data["mitigations"]},
    )
