"""The answers of a review as claims, counter claims and evidence of a CycloneDX attestation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mlthreat.views.exports.answering_shape import EvidenceData
from mlthreat.views.exports.projecting import Data, address, filled
from mlthreat.views.exports.review_shape import Complete, FindingData, QuestionData
from mlthreat.views.visible import one_line, visible

SYSTEM: Final = "system"
"""The reference of the system under review: the target of every claim."""
_ANSWERS: Final = {
    "yes": "Yes.",
    "partly": "Partly.",
    "no": "No.",
    "unknown": "Not known.",
    "not-applicable": "Not applicable.",
}
_COUNTED: Final = {"yes": 1, "no": 0}
"""The only verdicts that are numbers of conformance."""
_RATIONALES: Final = {
    "yes": "answered yes",
    "partly": "partly in place; how much of it was not measured",
    "no": "not in place",
    "unknown": "nobody knows",
    "not-applicable": "answered not applicable",
}


def requirement_ref(question: str) -> str:
    """The reference of a question as a requirement."""
    return f"requirement:{question}"


def findings_of(data: Complete) -> dict[str, FindingData]:
    """The findings by their questions."""
    return {f["question"]: f for f in data["findings"]}


def claims(data: Complete) -> list[Data]:
    """A claim for what is said to be so, and a counter claim for every finding."""
    findings = findings_of(data)
    return [c for q in data["questions"] for c in _claims(q, findings.get(q["id"]))]


def _claims(question: QuestionData, finding: FindingData | None) -> Iterator[Data]:
    if _claim_refs(question, finding):
        yield _claim(question, f"claim:{question['id']}", _answered(question))
    if finding:
        predicate = f"Finding, {finding['severity']}, {finding['state']}: {_answered(question)}"
        countering = _claim(question, f"counter-claim:{question['id']}", predicate)
        yield filled({**countering, "mitigationStrategies": _strategies(question, finding)})


def _claim_refs(question: QuestionData, finding: FindingData | None) -> list[str]:
    """What supports the requirement: not what is a finding through and through, and not what was not answered."""
    silent = not question["applies"] or question["verdict"] is None
    return [] if silent or (finding and question["verdict"] != "partly") else [f"claim:{question['id']}"]


def _answered(question: QuestionData) -> str:
    return f"{one_line(question['text'])} {_ANSWERS[str(question['verdict'])]}"


def _claim(question: QuestionData, ref: str, predicate: str) -> Data:
    follows = f"It follows from the profile: {question['why']}" if question["from_profile"] else ""
    return filled(
        {
            "bom-ref": ref,
            "target": SYSTEM,
            "predicate": predicate,
            "reasoning": visible(question["note"] or "") or one_line(follows),
            "evidence": [f"evidence:{question['id']}:{n}" for n, _ in enumerate(question["evidence"], 1)],
            "externalReferences": [found for e in question["evidence"] if (found := _pinned(e))],
        }
    )


def _pinned(evidence: EvidenceData) -> Data | None:
    where = address(evidence["kind"], evidence["shown"])
    if where is None or evidence["sha256"] is None:
        return None
    return {"type": "evidence", "url": where, "hashes": [{"alg": "SHA-256", "content": evidence["sha256"]}]}


def _strategies(question: QuestionData, finding: FindingData | None) -> list[str]:
    accepted = [f"acceptance:{question['id']}"] if finding and finding["acceptance"] else []
    return accepted + ([f"action:{question['id']}"] if finding and question["action"] else [])


def conformance(question: QuestionData, finding: FindingData | None) -> Data:
    """How a requirement stands: its claims and counter claims, and in words why."""
    known = question["applies"] and question["grade"]
    return filled(
        {
            "requirement": requirement_ref(question["id"]),
            "claims": _claim_refs(question, finding),
            "counterClaims": [f"counter-claim:{question['id']}"] if finding else [],
            "conformance": filled(
                {
                    "score": _score(question),
                    "rationale": _rationale(question),
                    "mitigationStrategies": _strategies(question, finding),
                }
            ),
            "confidence": {"rationale": f"the evidence is {question['grade']}"} if known else {},
        }
    )


def _score(question: QuestionData) -> int | None:
    settled = question["asks"] == "control" and question["applies"] and not question["open"]
    return _COUNTED.get(str(question["verdict"])) if settled else None


def _rationale(question: QuestionData) -> str:
    if not question["applies"]:
        return one_line(f"does not apply: {question['why']}")
    if question["disagreement"]:
        return "people gave different answers, and it is not settled which of them holds"
    if question["verdict"] is None:
        return "no answer yet"
    if question["stale"]:
        return "answered before the question was reworded; to be answered again"
    if question["asks"] == "exposure":
        return f"a fact about the system, not a control that is met or missed; exposed: {question['verdict']}"
    return _RATIONALES[question["verdict"]]


def evidence(data: Complete) -> list[Data]:
    """Everything that claims and counter claims rest on, and what is done about findings meanwhile."""
    found = [item for q in data["questions"] if q["verdict"] for item in _evidence(q)]
    asked = {q["id"]: q for q in data["questions"]}
    return found + [item for f in data["findings"] for item in _meanwhile(asked[f["id"]], f)]


def _evidence(question: QuestionData) -> Iterator[Data]:
    for number, item in enumerate(question["evidence"], 1):
        hashed = f", SHA-256 {item['sha256']}" if item["sha256"] else ""
        yield filled(
            {
                "bom-ref": f"evidence:{question['id']}:{number}",
                "description": f"{item['kind']}, {item['grade']}{hashed}",
                "data": [{"name": item["kind"], "contents": _contents(item)}],
                "created": question["at"],
                "author": _person(question["by"]),
            }
        )


def _contents(item: EvidenceData) -> Data:
    where = address(item["kind"], item["shown"])
    return {"url": where} if where else _text(item["shown"])


def _text(text: str) -> Data:
    return {"attachment": {"contentType": "text/plain", "content": visible(text)}}


def _person(name: str | None) -> Data:
    return {"name": one_line(name)} if name else {}


def _meanwhile(question: QuestionData, finding: FindingData) -> Iterator[Data]:
    """The acceptance of a finding, and the action that is to end it."""
    if acceptance := finding["acceptance"]:
        said = f"{acceptance['reason']}\nMeanwhile: {acceptance['compensating']}"
        by = f"{acceptance['by']} ({acceptance['role']})"
        yield filled(
            {
                "bom-ref": f"acceptance:{finding['id']}",
                "description": one_line(f"accepted by {by} until {acceptance['until']} (UTC): {acceptance['state']}"),
                "data": [{"name": "acceptance", "contents": _text(said)}],
                "created": acceptance["at"],
                "expires": f"{acceptance['until']}T23:59:59Z",
                "author": _person(acceptance["by"]),
            }
        )
    if action := question["action"]:
        said = ", ".join(f"{k}: {action[k]}" for k in ("owner", "due", "ticket") if action[k])
        late = "overdue" if action["overdue"] else "to be done"
        described = one_line(f"{late}: {said or 'nobody named and no day set'}")
        yield {"bom-ref": f"action:{finding['id']}", "description": described}
