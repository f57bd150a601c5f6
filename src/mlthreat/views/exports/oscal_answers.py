"""Questions as control objectives, answers as observations, and how each objective stands as findings, in OSCAL's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlthreat.views.exports.answering_shape import EvidenceData
from mlthreat.views.exports.oscal_people import NO_MOMENT, actor, answered_between
from mlthreat.views.exports.oscal_text import line, moment, own_id, prop, prose
from mlthreat.views.exports.projecting import Data, address, filled
from mlthreat.views.exports.review_shape import Complete, QuestionData

_REASONS: Final = {"yes": "pass", "partly": "fail", "no": "fail"}
"""OSCAL's reason for a state, where an answer is one; `other` where nobody knows, or the answer does not count."""


def is_control(question: QuestionData) -> bool:
    """Whether a question is a control objective; the others ask for facts."""
    return question["asks"] == "control"


def objectives(data: Complete) -> list[Data]:
    """Every question that asks for a control and applies, as an objective defined in this document."""
    return [_objective(q) for q in data["questions"] if is_control(q) and q["applies"]]


def _objective(question: QuestionData) -> Data:
    asked = {
        "id": f"{question['id']}_obj",
        "name": "assessment-objective",
        "props": [{"name": "method-id", "value": f"{question['id']}_method"}],
        "prose": line(question["text"]),
    }
    wanted = line(question["evidence_wanted"] or "What the people who build and run the system say and show.")
    method = {
        "id": f"{question['id']}_method",
        "name": "assessment-method",
        "props": [{"name": "method", "value": "INTERVIEW"}],
        "parts": [{"name": "assessment-objects", "prose": wanted}],
    }
    described = prose(question["why_it_matters"], question["good_answer"])
    return filled({"control-id": question["id"], "description": described, "parts": [asked, method]})


def observations(data: Complete) -> list[Data]:
    """Every answer in force to a question that applies."""
    start, _ = answered_between(data)
    return [_observation(data, q, start) for q in data["questions"] if q["applies"] and q["verdict"]]


def observation_id(data: Complete, question: str) -> str:
    """The UUID of the answer to a question."""
    return own_id(data, "observation", question)


def risk_id(data: Complete, finding: str) -> str:
    """The UUID of the risk that a finding is."""
    return own_id(data, "risk", finding)


def _observation(data: Complete, question: QuestionData, start: str) -> Data:
    collected = moment(question["at"])
    follows = None if question["answered"] else f"Nobody was asked; it follows from the profile: {question['why']}"
    said = [("verdict", question["verdict"]), ("evidence-grade", question["grade"]), ("question", question["id"])]
    return filled(
        {
            "uuid": observation_id(data, question["id"]),
            "title": line(question["text"]),
            "description": prose(
                f"Answer: {question['verdict']}.", question["note"] if question["answered"] else follows
            ),
            "props": [p for name, value in said for p in prop(name, value)],
            "methods": ["INTERVIEW"],
            "types": ["control-objective" if is_control(question) else "system-fact"],
            "origins": [actor(data, question["by"])],
            "subjects": [{"subject-uuid": own_id(data, "system"), "type": "component"}],
            "relevant-evidence": [_evidence(e) for e in question["evidence"]],
            "collected": collected or start,
            "remarks": prose(_stale(question), None if collected else NO_MOMENT),
        }
    )


def _stale(question: QuestionData) -> str | None:
    return "It was given before the question was reworded, and is to be given again." if question["stale"] else None


def _evidence(evidence: EvidenceData) -> Data:
    where = address(evidence["kind"], evidence["shown"])
    return filled(
        {
            "href": where,
            "description": prose(f"{evidence['kind']}: {evidence['shown']}"),
            "props": [*prop("evidence-grade", evidence["grade"]), *prop("sha-256", evidence["sha256"])],
        }
    )


def findings(data: Complete) -> list[Data]:
    """How each objective that applies stands; none for what was answered not applicable, for OSCAL has no word for that."""
    risky = {f["question"] for f in data["findings"]}
    return [
        _finding(data, q, risky=q["id"] in risky)
        for q in data["questions"]
        if is_control(q) and q["applies"] and (q["verdict"] != "not-applicable" or q["open"])
    ]


def _finding(data: Complete, question: QuestionData, *, risky: bool) -> Data:
    settled = question["verdict"] is not None and not question["open"]
    state = "satisfied" if settled and question["verdict"] == "yes" else "not-satisfied"
    reason = _REASONS.get(question["verdict"] or "", "other") if settled else "other"
    target = {
        "type": "objective-id",
        "target-id": f"{question['id']}_obj",
        "status": {"state": state, "reason": reason, "remarks": line(_because(question))},
    }
    return filled(
        {
            "uuid": own_id(data, "finding", question["id"]),
            "title": line(question["text"]),
            "description": line(_because(question)),
            "target": target,
            "related-observations": list(related(data, question)),
            "related-risks": [{"risk-uuid": risk_id(data, question["id"])}] if risky else [],
        }
    )


def related(data: Complete, question: QuestionData) -> Iterator[Data]:
    """The observation that something about a question rests on, if there is one."""
    if question["verdict"]:
        yield {"observation-uuid": observation_id(data, question["id"])}


def _because(question: QuestionData) -> str:
    if question["disagreement"]:
        return "People gave different answers, and it is not settled which of them holds."
    if question["verdict"] is None:
        return "No answer yet."
    return _stale(question) or f"Answered {question['verdict']}; the evidence is {question['grade'] or 'asserted'}."
