"""The layer for the ATLAS Navigator: real techniques, exact and neighbouring told apart, nothing left out in silence."""

from __future__ import annotations

import json

import pytest

from mlthreat.domain.assessment import assess
from mlthreat.domain.library import Library
from mlthreat.domain.taxonomy import FailureMode
from mlthreat.files.composition import must_read
from mlthreat.views.exports import atlas
from mlthreat.views.exports.complete import complete
from tests import builders


@pytest.fixture(scope="module")
def techniques():
    """The ids of ATLAS in the release that the catalogs are linked to, with their titles."""
    framework = must_read().frameworks["mitre-atlas-5.6.0"]
    return {entry.id: entry for entry in framework.entries}


def test_a_layer_names_techniques_of_the_release_that_it_names(example, techniques, made):
    layer = json.loads(made("atlas"))
    metadata = {row["name"]: row["value"] for row in layer["metadata"]}
    assert metadata["atlas_data_version"] == "5.6.0"
    assert metadata["digest"] == json.loads(made("json"))["digest"]
    assert layer["techniques"]
    for technique in layer["techniques"]:
        assert technique["techniqueID"] in techniques
        parent = techniques[technique["techniqueID"]].parent
        shown = [t for t in layer["techniques"] if t["techniqueID"] == parent]
        assert parent is None or shown[0]["showSubtechniques"]


def test_a_layer_tells_the_exact_from_the_neighbour_and_what_does_not_apply(example, made):
    layer, data = json.loads(made("atlas")), json.loads(made("json"))
    found = {t["techniqueID"]: t for t in layer["techniques"]}
    legend = {item["color"]: item["label"] for item in layer["legendItems"]}
    assert set(legend) == {t["color"] for t in found.values() if "color" in t}
    for technique in (t for t in found.values() if "color" in t):
        lines = technique["comment"].split("\n")
        exact = any(line.startswith("exact: ") and ": not applicable" not in line for line in lines)
        assert legend[technique["color"]].endswith(", exact") is exact, technique
    applies = {m["title"]: m["disposition"] != "not applicable" for m in data["failure_modes"]}
    assert "exact: Model inversion (model-inversion): open" in found["AML.T0024.001"]["comment"]
    assert not applies["Adversarial example in the physical world"] or "enabled" not in found["AML.T0008.003"]
    for off in (t for t in found.values() if t.get("enabled") is False):
        assert all("not applicable, because" in line for line in off["comment"].split("\n"))
        assert "score" not in off


def mode(id_, **more):
    head = {"id": id_, "title": id_.capitalize(), "kind": "intentional", "summary": "It fails."}
    compromised = [{"property": "integrity", "why": "So."}]
    return FailureMode.model_validate({**head, "compromises": compromised, **more})


def row(technique, relation, framework="mitre-atlas-5.6.0"):
    return {"framework": framework, "id": technique, "title": "T", "relation": relation}


def library(*modes, **more):
    asked = [{"id": m.id, "about": [m.id]} for m in modes]
    catalog = builders.catalog(*asked, traits=("learns",), **more)
    return Library(catalogs=(catalog.model_copy(update={"failure_modes": modes}),))


def layer_of(library, review):
    layer = json.loads(atlas.export(complete(assess(library, review))))
    return {t["techniqueID"]: t for t in layer["techniques"]}, layer


def test_an_exact_technique_is_coloured_by_itself_and_not_by_worse_neighbours():
    modes = (
        mode(
            "covered", crosswalk=[row("AML.T0001", "exact"), row("AML.TA0001", "exact"), row("AML.T0002.001", "exact")]
        ),
        mode("open", crosswalk=[row("AML.T0001", "broader"), row("AML.T0003", "related"), row("X", "exact")]),
    )
    review = builders.review(answers={"all.covered": {"verdict": "yes"}, "all.open": {"verdict": "no"}})
    found, layer = layer_of(library(*modes), review)
    assert found["AML.T0001"]["score"] == 0
    assert found["AML.T0001"]["comment"].count("\n") == 1
    assert found["AML.T0003"]["score"] == 3
    assert set(found) == {"AML.T0001", "AML.T0002", "AML.T0002.001", "AML.T0003"}
    assert [item["label"] for item in layer["legendItems"]] == ["open, neighbour", "covered, exact"]


def test_the_releases_that_are_linked_are_named():
    modes = (mode("a", crosswalk=[row("AML.T0001", "exact"), row("AML.T0002", "exact", "mitre-atlas-2026.07")]),)
    _, layer = layer_of(library(*modes), builders.review())
    assert [r["value"] for r in layer["metadata"] if r["name"] == "atlas_data_version"] == ["5.6.0", "2026.07"]
