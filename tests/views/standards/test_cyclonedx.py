"""The CycloneDX attestation: references that lead somewhere, no invented number, nobody affirming what they did not."""

from __future__ import annotations

import json
import re

from cyclonedx.schema import SchemaVersion

from tests.published import cyclonedx_problems


def references(bom):
    """What an attestation refers to, and what there is to refer to."""
    told = bom["declarations"]
    parts = [r for s in bom["definitions"]["standards"] for r in (s, *s.get("requirements", ()))]
    parts += [*told["assessors"], *told["claims"], *told["evidence"], *told["targets"]["components"]]
    used = [r["parent"] for r in parts if "parent" in r]
    for claim in told["claims"]:
        used += [claim["target"], *claim.get("evidence", ()), *claim.get("mitigationStrategies", ())]
    for attestation in told["attestations"]:
        used.append(attestation["assessor"])
        for entry in attestation["map"]:
            used += [entry["requirement"], *entry.get("claims", ()), *entry.get("counterClaims", ())]
            used += entry["conformance"].get("mitigationStrategies", ())
    return used, [part["bom-ref"] for part in parts]


def test_every_reference_of_an_attestation_leads_somewhere(hostile, made):
    used, there = references(json.loads(made("cyclonedx")))
    assert len(there) == len(set(there))
    assert set(used) <= set(there)


def test_it_fits_the_next_edition_of_the_specification_too(hostile, made):
    newer = made("cyclonedx").replace('"specVersion": "1.6"', '"specVersion": "1.7"').replace("bom-1.6", "bom-1.7")
    assert cyclonedx_problems(newer, SchemaVersion.V1_7) == []


def test_conformance_is_a_number_only_where_the_answer_is_one(example, made):
    data, bom = json.loads(made("json")), json.loads(made("cyclonedx"))
    entries = {e["requirement"]: e for a in bom["declarations"]["attestations"] for e in a["map"]}
    assert set(entries) == {f"requirement:{q['id']}" for q in data["questions"]}
    findings = {f["id"] for f in data["findings"]}
    for question in data["questions"]:
        entry = entries[f"requirement:{question['id']}"]
        counted = question["applies"] and question["asks"] == "control" and question["verdict"] in {"yes", "no"}
        assert ("score" in entry["conformance"]) is counted
        assert entry["conformance"]["rationale"]
        assert "score" not in entry.get("confidence", {})
        assert ("counterClaims" in entry) is (question["id"] in findings)
        assert ("claims" in entry) is (
            question["verdict"] is not None and not (question["id"] in findings and question["verdict"] != "partly")
        )


def test_only_approvals_of_exactly_this_state_are_an_affirmation(example, workspace, made, sign_off):
    assert "affirmation" not in json.loads(made("cyclonedx"))["declarations"]
    sign_off("Grace", "approve", "--comment", "Go.")
    sign_off("Eve", "reject")
    bom = json.loads(made("cyclonedx"))
    affirmation = bom["declarations"]["affirmation"]
    assert [s["name"] for s in affirmation["signatories"]] == ["Grace"]
    assert json.loads(made("json"))["digest"] in affirmation["statement"]
    assert "also rejected" in affirmation["statement"]
    assert [a["annotator"]["individual"]["name"] for a in bom["annotations"]] == ["Eve"]
    text = example.read_text(encoding="utf-8")
    example.write_text(re.sub(r"verdict: \"?no\"?\n", "verdict: unknown\n", text, count=1), encoding="utf-8")
    bom = json.loads(made("cyclonedx"))
    assert "affirmation" not in bom["declarations"]
    assert len(bom["annotations"]) == 2
    assert all(
        a["text"].startswith("On a state of the review, or of its evidence, that is no more")
        for a in bom["annotations"]
    )


def test_a_serial_number_changes_with_anything(hostile, made, sign_off):
    before = json.loads(made("cyclonedx"))["serialNumber"]
    sign_off("Grace", "approve")
    assert json.loads(made("cyclonedx"))["serialNumber"] != before


def test_the_day_decides_whether_an_acceptance_holds(made, hostile):
    for day, state in (("2027-02-01", "in force"), ("2027-02-02", "lapsed")):
        bom = json.loads(made("cyclonedx", "--at", day))
        told = [e["description"] for e in bom["declarations"]["evidence"] if e["bom-ref"].startswith("acceptance:")]
        assert [text.rpartition(": ")[2] for text in told] == [state]
