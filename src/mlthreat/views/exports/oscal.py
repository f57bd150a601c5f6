"""OSCAL assessment results, version 1.2.1: answers as observations, findings as risks, sign-offs as attestations.

OSCAL expects an assessment that follows a plan, of a system with a security plan, against a catalog of controls. A review has
none of the three. What OSCAL demands nevertheless is a placeholder, and says so in its own remarks.
"""

from __future__ import annotations

from typing import Final

from mlthreat.version import VERSION
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.oscal_answers import findings, is_control, objectives, observations
from mlthreat.views.exports.oscal_people import NEVER, NO_MOMENT, TOOL, answered_between, metadata, party_id, role_id
from mlthreat.views.exports.oscal_risks import risks
from mlthreat.views.exports.oscal_text import NS, line, own_id, prop, prose
from mlthreat.views.exports.projecting import Data, filled
from mlthreat.views.exports.review_shape import Complete, SignOffData
from mlthreat.views.first_page import DECISIONS

_NO_PLAN: Final = "Placeholder: there is no OSCAL assessment plan. OSCAL wants one named; the reference leads to a note in the back matter."
_NO_CATALOG: Final = (
    "The controls are questions of mlthreat's catalogs, which are no OSCAL catalogs and are imported by no security plan. "
    "Those that apply are defined in this document."
)


def export(data: Complete) -> str:
    """The assessment results as JSON. Every UUID stays with its thing from one export to the next."""
    plan = own_id(data, "no-assessment-plan")
    results = {
        "uuid": own_id(data, "assessment-results"),
        "metadata": metadata(data),
        "import-ap": {"href": f"#{plan}", "remarks": line(_NO_PLAN)},
        "local-definitions": filled({"objectives-and-methods": objectives(data)}),
        "results": [_result(data)],
        "back-matter": {"resources": [{"uuid": plan, "title": "No assessment plan", "remarks": line(_NO_PLAN)}]},
    }
    return json_text({"assessment-results": filled(results)})


def _result(data: Complete) -> Data:
    start, end = answered_between(data)
    counts = [p for count, n in data["coverage"].items() for p in prop(f"questions-{count}", str(n))]
    return filled(
        {
            "uuid": own_id(data, "result"),
            "title": line(data["system"]["name"]),
            "description": prose(
                "What the team said of the system, and what follows. Counts are of questions; they say nothing about safety."
            ),
            "start": start,
            "end": end,
            "props": [*prop("digest", data["digest"]), *counts],
            "local-definitions": {"components": [_system(data)], "assessment-assets": _assets(data)},
            "reviewed-controls": _reviewed(data),
            "attestations": [_attestation(data, n, s) for n, s in enumerate(data["sign_offs"], 1)],
            "observations": observations(data),
            "risks": risks(data),
            "findings": findings(data),
            "remarks": line(NO_MOMENT) if start == NEVER else None,
        }
    )


def _system(data: Complete) -> Data:
    system = data["system"]
    said = [("owner", system["owner"]), ("version", system["version"]), ("repository", system["repository"])]
    said += [(f"trait-{trait}", value) for trait, value in data["traits"].items()]
    unknown = "Placeholder: a review does not tell whether the system is in operation."
    return filled(
        {
            "uuid": own_id(data, "system"),
            "type": "this-system",
            "title": line(system["name"]),
            "description": prose(system["description"] or system["name"]),
            "props": [p for name, value in said for p in prop(name, value)],
            "status": {"state": "other", "remarks": line(unknown)},
        }
    )


def _assets(data: Complete) -> Data:
    tool = own_id(data, TOOL)
    catalogs = [p for c in data["catalogs"] for p in prop("catalog", f"{c['id']} {c['version']} {c['digest']}")]
    software = {
        "uuid": tool,
        "type": "software",
        "title": "mlthreat",
        "description": "It asks the questions, and derives findings from the answers.",
        "props": [{"name": "version", "value": VERSION}, *catalogs],
        "status": {"state": "operational"},
    }
    platform = {"uuid": own_id(data, "platform"), "title": "mlthreat", "uses-components": [{"component-uuid": tool}]}
    return {"components": [software], "assessment-platforms": [platform]}


def _reviewed(data: Complete) -> Data:
    controls = [q for q in data["questions"] if is_control(q)]
    included = [{"control-id": q["id"]} for q in controls if q["applies"]]
    excluded = [q for q in controls if not q["applies"]]
    selection = {
        "include-controls": included,
        "exclude-controls": [{"control-id": q["id"]} for q in excluded],
        "remarks": prose(*(f"{q['id']} does not apply: {q['why']}" for q in excluded)),
    }
    everything: Data = {} if included else {"include-all": {}}
    return {"control-selections": [{**everything, **filled(selection)}], "remarks": line(_NO_CATALOG)}


def _attestation(data: Complete, number: int, sign_off: SignOffData) -> Data:
    """A sign-off as it was declared; whether a signature verifies is for `mlthreat verify` to say."""
    decided = f"{DECISIONS[sign_off['decision']].capitalize()}, as declared, by {sign_off['by']} ({sign_off['role']})."
    state = (
        "exactly this state of the review" if sign_off["current"] else "another state of the review, which is no more"
    )
    signed = (
        "It carries a signature that was not verified for this document."
        if sign_off["signature"]
        else "It is not signed."
    )
    said = [("decision", sign_off["decision"]), ("at", sign_off["at"]), ("digest", sign_off["digest"])]
    part = {
        "uuid": own_id(data, "sign-off", str(number)),
        "name": "sign-off",
        "ns": NS,
        "title": line(f"Sign-off by {sign_off['by']}"),
        "props": [
            p for name, value in (*said, ("current", str(sign_off["current"]).lower())) for p in prop(name, value)
        ],
        "prose": prose(
            f"{decided} It was made on {state}. {signed}",
            *(f"Condition: {c}" for c in sign_off["conditions"]),
            sign_off["comment"],
        ),
    }
    people = {"role-id": role_id(sign_off["role"]), "party-uuids": [party_id(data, sign_off["by"])]}
    return {"responsible-parties": [people], "parts": [part]}
