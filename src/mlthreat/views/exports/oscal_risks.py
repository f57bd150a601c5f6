"""The findings of a review as OSCAL's risks: how severe, what can be done, who does it until when, what was accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mlthreat.views.exports.answering_shape import ActionData
from mlthreat.views.exports.index import index
from mlthreat.views.exports.knowledge_shape import MitigationData, ModeData
from mlthreat.views.exports.oscal_answers import related, risk_id
from mlthreat.views.exports.oscal_people import actor, party_id, role_id
from mlthreat.views.exports.oscal_text import end_of, line, moment, own_id, prop, prose
from mlthreat.views.exports.projecting import Data, filled
from mlthreat.views.exports.review_shape import AcceptanceData, Complete, FindingData, QuestionData

_SEVERITY: Final = "http://csrc.nist.gov/ns/oscal"
"""The naming system in which `severity` is OSCAL's own word; the value is one of Microsoft's scale."""


def risks(data: Complete) -> list[Data]:
    """Every finding, worst first."""
    known = index(data)
    mitigations = {i: _recommended(m) for i, m in known.mitigations.items()}
    return [_risk(data, f, known.questions[f["question"]], mitigations, known.modes) for f in data["findings"]]


def _risk(
    data: Complete,
    finding: FindingData,
    question: QuestionData,
    mitigations: Mapping[str, Data],
    modes: Mapping[str, ModeData],
) -> Data:
    acceptance, action = finding["acceptance"], question["action"]
    accepted = acceptance is not None and finding["state"] == "accepted"
    named = [modes[m] for m in dict.fromkeys(a.partition("/")[0] for a in finding["about"]) if m in modes]
    said = [("finding", finding["id"]), ("state", finding["state"]), ("verdict", finding["verdict"])]
    said += [("about", about) for about in finding["about"]]
    return filled(
        {
            "uuid": risk_id(data, finding["id"]),
            "title": line(question["text"]),
            "description": prose(_SAID[finding["verdict"]], *(f"{m['title']}: {m['summary']}" for m in named)),
            "statement": line(finding["severity_because"] or finding["severity"]),
            "props": [p for name, value in said for p in prop(name, value)],
            "status": "deviation-approved" if accepted else "open",
            "threat-ids": _threat_ids(named),
            "characterizations": [_severity(data, finding)],
            "mitigating-factors": _factors(data, finding, acceptance),
            "deadline": end_of(action["due"]) if action else None,
            "remediations": list(_remediations(data, finding, action, mitigations)),
            "risk-log": _log(data, finding, acceptance),
            "related-observations": list(related(data, question)),
        }
    )


_SAID: Final = {
    "partly": "The control is only partly in place.",
    "no": "The control is not in place.",
    "unknown": "Nobody knows whether the control is in place.",
}


def _threat_ids(modes: list[ModeData]) -> list[Data]:
    """The ATLAS techniques that the failure modes are exactly."""
    rows = [row for mode in modes for row in mode["crosswalk"] if row["relation"] == "exact"]
    atlas = [r["id"] for r in rows if r["framework"].startswith("mitre-atlas-") and r["id"].startswith("AML.T0")]
    site = "https://atlas.mitre.org"
    return [{"system": site, "id": f"{site}/techniques/{id_}"} for id_ in dict.fromkeys(atlas)]


def _severity(data: Complete, finding: FindingData) -> Data:
    remarks = None if finding["rated"] else "No catalog in force rates it; it counts as this until one does."
    facet = {"name": "severity", "system": _SEVERITY, "value": finding["severity"], "remarks": remarks}
    return {"origin": actor(data, None), "facets": [filled(facet)]}


def _factors(data: Complete, finding: FindingData, acceptance: AcceptanceData | None) -> list[Data]:
    if acceptance is None or finding["state"] != "accepted":
        return []
    return [{"uuid": own_id(data, "compensating", finding["id"]), "description": prose(acceptance["compensating"])}]


def _remediations(
    data: Complete, finding: FindingData, action: ActionData | None, mitigations: Mapping[str, Data]
) -> Iterator[Data]:
    if action:
        yield _planned(data, finding, action)
    if acceptance := finding["acceptance"]:
        yield _accepted(data, finding, acceptance)
    for id_ in finding["mitigations"]:
        yield {"uuid": own_id(data, "mitigation", finding["id"], id_), **mitigations[id_]}


def _recommended(mitigation: MitigationData) -> Data:
    """What can be done, as every risk that it helps against says it."""
    return {
        "lifecycle": "recommendation",
        "title": line(mitigation["id"]),
        "description": prose(mitigation["text"]),
        "props": prop("does", mitigation["does"]),
    }


def _planned(data: Complete, finding: FindingData, action: ActionData) -> Data:
    due = end_of(action["due"])
    milestone = {
        "uuid": own_id(data, "milestone", finding["id"]),
        "type": "milestone",
        "title": "Due",
        "timing": {"on-date": {"date": due}},
    }
    owned = f"Owner: {action['owner']}." if action["owner"] else "Nobody owns it."
    late = "It is overdue." if action["overdue"] else None
    said = [("owner", action["owner"]), ("due", action["due"]), ("ticket", action["ticket"])]
    return filled(
        {
            "uuid": own_id(data, "action", finding["id"]),
            "lifecycle": "planned",
            "title": "Action",
            "description": prose(owned, f"Due: {action['due']}." if action["due"] else "No day is set.", late),
            "props": [p for name, value in said for p in prop(name, value)],
            "tasks": [milestone] if due else [],
        }
    )


def _accepted(data: Complete, finding: FindingData, acceptance: AcceptanceData) -> Data:
    return {
        "uuid": own_id(data, "acceptance", finding["id"]),
        "lifecycle": "completed",
        "title": line(f"Acceptance until {acceptance['until']} ({acceptance['state']})"),
        "description": prose(acceptance["reason"], acceptance["compensating"]),
        "props": [
            {"name": "type", "value": "accept"},
            *prop("until", acceptance["until"]),
            *prop("state", acceptance["state"]),
        ],
        "origins": [actor(data, acceptance["by"])],
    }


def _log(data: Complete, finding: FindingData, acceptance: AcceptanceData | None) -> Data | None:
    start = moment(acceptance["at"]) if acceptance else None
    if acceptance is None or start is None:
        return None
    entry = {
        "uuid": own_id(data, "accepted", finding["id"]),
        "title": line(f"Accepted until {acceptance['until']}"),
        "start": start,
        "logged-by": [{"party-uuid": party_id(data, acceptance["by"]), "role-id": role_id(acceptance["role"])}],
        "status-change": "deviation-approved",
        "related-responses": [{"response-uuid": own_id(data, "acceptance", finding["id"])}],
    }
    return {"entries": [entry]}
