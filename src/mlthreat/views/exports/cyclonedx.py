"""A CycloneDX attestation (CDXA), specification 1.6: the catalogs as standards, the answers as claims, sign-offs as affirmation.

Nothing in it is a measure of safety. `conformance.score` is there only where the answer is plainly yes (1) or no (0); what
is partly in place, not known, stale or disputed has a rationale in words and no number, and so has every confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mlthreat.version import VERSION
from mlthreat.views.exports.cyclonedx_claims import SYSTEM, claims, conformance, evidence, findings_of, requirement_ref
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.knowledge_shape import CatalogData, DocumentData
from mlthreat.views.exports.projecting import Data, address, filled, stable_id
from mlthreat.views.exports.review_shape import Complete, QuestionData, SignOffData
from mlthreat.views.first_page import DECISIONS, last_words
from mlthreat.views.visible import one_line, visible

SPECIFICATION: Final = "1.6"
"""The first edition with attestations; a document that fits it fits 1.7 too."""
_ASSESSOR: Final = "assessor"


def export(data: Complete) -> str:
    """The attestation as JSON. The serial number is made from everything in it, so that it changes when anything does."""
    bom = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": "",
        "version": 1,
        "metadata": _metadata(data),
        "annotations": _annotations(data),
        "declarations": _declarations(data),
        "definitions": filled({"standards": [_standard(data, c) for c in data["catalogs"]]}),
    }
    bom["serialNumber"] = f"urn:uuid:{stable_id('cyclonedx', json_text(bom))}"
    return json_text(filled(bom))


def _metadata(data: Complete) -> Data:
    said = {"digest": data["digest"], **{f"questions-{count}": str(n) for count, n in data["coverage"].items()}}
    return {
        "tools": {"components": [{"type": "application", "name": "mlthreat", "version": VERSION}]},
        "component": _system(data),
        "properties": [_property(name, value) for name, value in said.items()],
    }


def _system(data: Complete) -> Data:
    system = data["system"]
    where = address("url", system["repository"] or "")
    return filled(
        {
            "type": "application",
            "name": one_line(system["name"]),
            "version": one_line(system["version"] or ""),
            "description": visible(system["description"] or ""),
            "externalReferences": [{"type": "vcs", "url": where}] if where else [],
            "properties": [_property("owner", one_line(system["owner"]))] if system["owner"] else [],
        }
    )


def _property(name: str, value: str) -> Data:
    return {"name": f"mlthreat:{name}", "value": value}


def _standard(data: Complete, catalog: CatalogData) -> Data:
    texts = (catalog["summary"], f"Licence: {catalog['license']}.", catalog["attribution"])
    titles = {s["id"]: s["title"] for s in data["sections"]}
    requirements = [_requirement(q, titles) for q in data["questions"] if q["catalog"] == catalog["id"]]
    return filled(
        {
            "bom-ref": f"standard:{catalog['id']}",
            "name": one_line(catalog["title"]),
            "version": catalog["version"],
            "description": " ".join(one_line(text) for text in texts if text),
            "requirements": requirements,
            "externalReferences": [found for d in catalog["documents"] if (found := _document(d))],
        }
    )


def _document(document: DocumentData) -> Data | None:
    where = address("url", document["url"] or "")
    comment = one_line(f"{document['title']}, {document['publisher']}, {document['license']}")
    return {"type": "documentation", "url": where, "comment": comment} if where else None


def _requirement(question: QuestionData, titles: Mapping[str, str]) -> Data:
    helping = (question["why_it_matters"], question["good_answer"], question["evidence_wanted"])
    said = [("asks", question["asks"]), ("status", question["status"]), ("fingerprint", question["fingerprint"])]
    return filled(
        {
            "bom-ref": requirement_ref(question["id"]),
            "identifier": question["id"],
            "title": one_line(titles[question["section"]]),
            "text": one_line(question["text"]),
            "descriptions": [one_line(text) for text in helping if text],
            "parent": requirement_ref(question["parent"]) if question["parent"] else None,
            "properties": [_property(*p) for p in (*said, *(("about", about) for about in question["about"]))],
        }
    )


def _declarations(data: Complete) -> Data:
    return filled(
        {
            "assessors": _assessors(data),
            "attestations": [found for c in data["catalogs"] if (found := _attestation(data, c))],
            "claims": claims(data),
            "evidence": evidence(data),
            "targets": {"components": [{"bom-ref": SYSTEM, **_system(data)}]},
            "affirmation": _affirmation(data),
        }
    )


def _assessors(data: Complete) -> list[Data]:
    """Those who gave the answers, as one body. Whether they belong to the organisation is not known, and not said."""
    names = dict.fromkeys(one_line(q["by"]) for q in data["questions"] if q["by"])
    return [{"bom-ref": _ASSESSOR, "organization": {"contact": [{"name": n} for n in names]}}] if names else []


def _attestation(data: Complete, catalog: CatalogData) -> Data | None:
    mine = [q for q in data["questions"] if q["catalog"] == catalog["id"]]
    if not mine:
        return None
    findings, applying = findings_of(data), [q for q in mine if q["applies"]]
    answered = sum(not q["open"] for q in applying)
    counts = f"{len(applying)} of {len(mine)} questions apply, {answered} of them answered."
    return filled(
        {
            "summary": f"{one_line(catalog['title'])} {catalog['version']}: {counts} Counts of questions say nothing about safety.",
            "assessor": _ASSESSOR if _assessors(data) else None,
            "map": [conformance(q, findings.get(q["id"])) for q in mine],
        }
    )


def _affirmation(data: Complete) -> Data:
    """The approvals of exactly this state, as they were declared; nothing where there is none."""
    decisions, _ = last_words(data["sign_offs"])
    signatories = [_signatory(s) for s in decisions if s["decision"] != "reject"]
    if not signatories:
        return {}
    rejections = sum(s["decision"] == "reject" for s in decisions)
    but = " The same state was also rejected; see the annotations." if rejections else ""
    statement = f"Approved as declared, on exactly the state {data['digest']}; signatures were not verified for this document.{but}"
    return {"statement": statement, "signatories": signatories}


def _signatory(sign_off: SignOffData) -> Data:
    """A person who approved. Of the organisation nothing is known but that this person can be asked."""
    name = one_line(sign_off["by"])
    reference = {"type": "attestation", "url": f"urn:uuid:{_sign_off_id(sign_off)}", "comment": _decision(sign_off)}
    organization = {"contact": [{"name": name}]}
    return {
        "name": name,
        "role": one_line(sign_off["role"]),
        "organization": organization,
        "externalReference": reference,
    }


def _annotations(data: Complete) -> list[Data]:
    """Rejections, and decisions on a state that is no more: nobody may take them for an affirmation."""
    decisions, earlier = last_words(data["sign_offs"])
    told = [(s, "") for s in decisions if s["decision"] == "reject"]
    told += [(s, "On another state of the review, which is no more: ") for s in earlier]
    return [
        {
            "bom-ref": f"sign-off:{_sign_off_id(s)}",
            "subjects": [SYSTEM],
            "annotator": {"individual": {"name": one_line(s["by"])}},
            "timestamp": s["at"],
            "text": f"{lead}{_decision(s)}",
        }
        for s, lead in told
    ]


def _decision(sign_off: SignOffData) -> str:
    said = (
        f"{DECISIONS[sign_off['decision']]} by {sign_off['by']} ({sign_off['role']}) on {sign_off['at']}, as declared"
    )
    conditions = [f"condition: {c}" for c in sign_off["conditions"]]
    return "; ".join(one_line(part) for part in (said, *conditions, sign_off["comment"] or "") if part)


def _sign_off_id(sign_off: SignOffData) -> str:
    return stable_id(
        "sign-off", sign_off["by"], sign_off["role"], sign_off["decision"], sign_off["at"], sign_off["digest"]
    )
