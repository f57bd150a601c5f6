"""The OSCAL assessment results: references that lead somewhere, ids that stay, placeholders that say so, markup that is text."""

from __future__ import annotations

import json
import re

from markdown_it import MarkdownIt

from tests.views.standards.shapes import declared


def result_of(made):
    return json.loads(made("oscal"))["assessment-results"]["results"][0]


def test_every_reference_of_the_results_leads_somewhere(hostile, made):
    document = json.loads(made("oscal"))["assessment-results"]
    ids = list(declared(document, "uuid"))
    assert len(ids) == len(set(ids))
    used = [
        i
        for key in ("actor-uuid", "subject-uuid", "observation-uuid", "risk-uuid", "party-uuid")
        for i in declared(document, key)
    ]
    used += [i for key in ("response-uuid", "component-uuid") for i in declared(document, key)]
    used += [i for ids in declared(document, "party-uuids") for i in ids]
    assert {*used, document["import-ap"]["href"].removeprefix("#")} <= set(ids)
    assert set(declared(document["results"], "role-id")) <= {r["id"] for r in document["metadata"].get("roles", ())}
    objectives = {p["id"] for o in document["local-definitions"]["objectives-and-methods"] for p in o["parts"]}
    assert set(declared(document, "target-id")) <= objectives


def test_every_answer_is_an_observation_and_every_finding_a_risk(example, made):
    data, result = json.loads(made("json")), result_of(made)
    answered = [q for q in data["questions"] if q["applies"] and q["verdict"]]
    assert len(result["observations"]) == len(answered)
    assert len(result["risks"]) == len(data["findings"])
    for risk, finding in zip(result["risks"], data["findings"], strict=True):
        (facet,) = risk["characterizations"][0]["facets"]
        assert facet["value"] == finding["severity"]
        assert risk["status"] == ("deviation-approved" if finding["state"] == "accepted" else "open")
        action = next(q for q in data["questions"] if q["id"] == finding["id"])["action"]
        assert risk.get("deadline", "")[:10] == (action["due"] if action else "")
    selection = result["reviewed-controls"]["control-selections"][0]
    for applies, key in ((True, "include-controls"), (False, "exclude-controls")):
        wanted = [q["id"] for q in data["questions"] if q["asks"] == "control" and q["applies"] is applies]
        assert [c["control-id"] for c in selection[key]] == wanted


def test_an_objective_is_satisfied_by_a_settled_yes_alone(example, made):
    data, result = json.loads(made("json")), result_of(made)
    states = {f["target"]["target-id"].removesuffix("_obj"): f["target"]["status"] for f in result["findings"]}
    verdicts = {q["id"]: q["verdict"] for q in data["questions"] if q["asks"] == "control" and q["applies"]}
    assert set(states) == {q for q, v in verdicts.items() if v != "not-applicable"}
    for question, status in states.items():
        assert (status["state"] == "satisfied") is (verdicts[question] == "yes")


def test_what_oscal_demands_and_nobody_knows_is_called_a_placeholder(workspace, made):
    text = "format: 1\nsystem: {name: X}\nanswers: {data-trust.raw-scores: {verdict: 'no'}}\n"
    (workspace / "a.review.yaml").write_text(text, encoding="utf-8")
    document = json.loads(made("oscal"))["assessment-results"]
    assert document["import-ap"]["remarks"].startswith("Placeholder")
    assert document["metadata"]["last-modified"] == "1970-01-01T00:00:00Z"
    assert document["metadata"]["remarks"].startswith("Placeholder")
    (result,) = document["results"]
    assert result["remarks"].startswith("Placeholder")
    assert "Placeholder" in result["observations"][0]["remarks"]
    assert "Placeholder" in result["local-definitions"]["components"][0]["status"]["remarks"]


def test_ids_stay_with_their_things_from_export_to_export(example, made):
    before = json.loads(made("oscal"))["assessment-results"]
    text = example.read_text(encoding="utf-8")
    example.write_text(re.sub(r"verdict: \"?no\"?\n", "verdict: unknown\n", text, count=1), encoding="utf-8")
    after = json.loads(made("oscal"))["assessment-results"]
    assert before["metadata"]["version"] != after["metadata"]["version"]
    assert list(declared(before, "uuid")) == list(declared(after, "uuid"))


def test_a_sign_off_is_an_attestation_that_says_what_it_is_worth(example, sign_off, made):
    sign_off("Grace", "approve")
    (attestation,) = result_of(made)["attestations"]
    prose = attestation["parts"][0]["prose"]
    assert prose.startswith("Approved, as declared, by Grace (role of Grace). It was made on exactly this state")
    assert "not signed" in prose


MARKED = {"text", "softbreak", "text_special", "paragraph_open", "paragraph_close", "inline"}


def test_the_markup_of_a_hostile_review_is_nothing_but_text(hostile, made):
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    document = json.loads(made("oscal"))
    told = [
        text for key in ("title", "description", "remarks", "statement", "prose") for text in declared(document, key)
    ]
    assert len(told) > 100
    for text in told:
        blocks = reader.parse(text)
        kinds = {t.type for t in blocks} | {c.type for t in blocks for c in t.children or ()}
        assert kinds <= MARKED, text
