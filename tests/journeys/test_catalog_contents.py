"""What the shipped catalogs hold, asked for through the front door."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import yaml

from tests.conftest import REPOSITORY

NUMBERED = {
    1: "perturbation", 2: "poisoning", 3: "model-inversion", 4: "membership-inference", 5: "model-stealing", 6: "reprogramming",
    7: "physical-adversarial-example", 8: "malicious-ml-provider", 9: "ml-supply-chain", 10: "backdoor", 11: "software-dependencies",
    12: "reward-hacking", 13: "side-effects", 14: "distributional-shift", 15: "natural-adversarial-examples", 16: "common-corruption",
    17: "incomplete-testing",
}  # fmt: skip
REFS = [
    *(
        [
            "1.1",
            "1.1.1",
            "1.2",
            "1.2.1",
            "1.2.2",
            "1.3",
            "1.3.1",
            "1.3.2",
            "1.4",
            "1.4.1",
            "1.5",
            "1.5.1",
            "1.6",
            "1.7",
            "1.8",
            "1.9",
            "1.10",
            "1.11",
            "1.12",
            "1.13",
            "1.13.1",
            "1.13.2",
        ]
    ),
    *(
        [
            "1.14",
            "1.15",
            "1.16",
            "1.16.1",
            "1.16.2",
            "1.16.3",
            "2.1",
            "2.2",
            "2.3",
            "2.4",
            "2.5",
            "2.6",
            "2.7",
            "2.8",
            "3.1",
            "3.1.1",
            "3.1.2",
            "3.1.3",
            "3.2",
            "3.3",
            "3.3.1",
            "3.3.2",
        ]
    ),
    *(["3.4", "3.5", "3.6", "3.7", "3.7.1", "3.8", "3.9"]),
]
MITIGATIONS_PER_THREAT = {
    "1a": 2,
    "1b": 7,
    "1d": 1,
    "2a": 8,
    "2b": 1,
    "3": 3,
    "4": 3,
    "5": 3,
    "6": 3,
    "7": 1,
    "8": 1,
    "9": 3,
    "10": 5,
    "11": 1,
}


def listed(run_cli, kind):
    ran = run_cli("list", kind, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_seventeen_failure_modes_keep_their_numbers_and_kinds(run_cli):
    rows = [row for row in listed(run_cli, "failure-modes") if row["catalog"] == "microsoft"]
    assert {row["number"]: row["id"] for row in rows} == NUMBERED
    assert all((row["kind"] == "intentional") == (row["number"] <= 11) for row in rows)


def test_every_failure_mode_says_why_it_compromises_what(run_cli):
    for row in listed(run_cli, "failure-modes"):
        assert row["compromises"]
        assert set(row["compromises_because"]) == set(row["compromises"])
        assert all(len(reason) > 40 for reason in row["compromises_because"].values()), row["id"]


def test_no_failure_mode_has_fewer_than_two_questions_and_one_mitigation(run_cli):
    mitigated = Counter(row["failure_mode"] for row in listed(run_cli, "mitigations"))
    for row in listed(run_cli, "failure-modes"):
        assert len(row["questions"]) >= 2, row["id"]
        assert mitigated[row["id"]] >= 1, row["id"]


def test_the_fifteen_threats_and_their_severities(run_cli):
    rows = {row["id"]: row for row in listed(run_cli, "threats") if row["catalog"] == "microsoft"}
    expected = {
        "1a": "critical", "1b": "critical", "1c": "important", "1d": "important", "2a": "critical", "2b": "important", "3": "important",
        "4": None, "5": "moderate", "6": "important", "7": "critical", "8": "moderate", "9": "critical", "10": "critical", "11": None,
    }  # fmt: skip
    assert {id_: row["severity"] for id_, row in rows.items()} == expected
    assert rows["6"]["severity_rule"]["up_to"] == "critical"
    assert rows["11"]["severity_rule"]["up_to"] == "critical"
    assert rows["4"]["severity_rule"]["recorded"][0]["high"] == "critical"


def test_the_fifty_one_questions_stand_each_exactly_once(run_cli):
    rows = [row for row in listed(run_cli, "questions") if row["catalog"] == "microsoft"]
    assert sorted(row["source"]["ref"] for row in rows) == sorted(REFS)
    by_ref = {row["source"]["ref"]: row for row in rows}
    for ref, row in by_ref.items():
        parent = ref.rpartition(".")[0] if ref.count(".") == 2 else None
        assert row["parent"] == (by_ref[parent]["id"] if parent else None), ref


def test_every_question_names_a_failure_mode_that_exists(run_cli):
    modes = {row["id"] for row in listed(run_cli, "failure-modes")}
    for row in listed(run_cli, "questions"):
        assert row["about"], row["id"]
        assert {about.partition("/")[0] for about in row["about"]} <= modes


def test_the_forty_two_mitigations_of_the_threat_modeling_document(run_cli):
    rows = [
        row
        for row in listed(run_cli, "mitigations")
        if (row["source"] or {}).get("document") == "microsoft-threat-modeling"
    ]
    assert Counter(row["source"]["ref"].partition(".")[0] for row in rows) == MITIGATIONS_PER_THREAT
    assert {row["does"] for row in listed(run_cli, "mitigations")} == {"detect", "protect", "respond"}


def test_every_reference_was_seen_somewhere():
    files = sorted((REPOSITORY / "catalog").glob("*/references/*.yaml"))
    assert files
    for file in files:
        for reference in yaml.safe_load(file.read_text(encoding="utf-8"))["references"]:
            assert reference.get("seen_in"), f"{file.name}: {reference['id']}"


def test_the_dispute_on_common_corruption_is_told_on_both_sides(run_cli):
    for one, other in (("common-corruption", "distributional-shift"), ("distributional-shift", "common-corruption")):
        explained = json.loads(run_cli("explain", one, "--format", "json").out)["things"]
        related = next(t for t in explained if t["kind"] == "failure-mode")["related"]
        assert any(line.startswith(f"disputed {other}") and len(line) > 120 for line in related)


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("kind", ["mitigations", "crosswalk"])
def test_long_lists_leave_their_text_room_and_say_what_rows_share_once(run_cli, monkeypatch, kind, columns):
    monkeypatch.setenv("COLUMNS", columns)
    rows = json.loads(run_cli("list", kind, "--format", "json").out)
    lines = run_cli("list", kind).out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert len(lines) < len(rows) * (4 if columns == "120" else 6)
    headings = [line for line in lines if not line.startswith(" ")][1:]
    shared = [row["failure_mode"] if kind == "mitigations" else row["ours"] for row in rows]
    assert headings == list(dict.fromkeys(name or "touched by no question" for name in shared))
    said = " ".join(run_cli("list", kind).out.split())
    assert all(" ".join((row.get("text") or row["id"]).split()) in said for row in rows)


def test_the_readme_counts_whose_measures_there_are(run_cli):
    rows = json.loads(run_cli("list", "mitigations", "--of", "microsoft", "--format", "json").out)
    theirs = [r for r in rows if r["threat"]]
    row = next(line for line in (REPOSITORY / "README.md").read_text().splitlines() if line.startswith("| `microsoft`"))
    assert all((r["source"] or {}).get("document") == "microsoft-threat-modeling" for r in theirs)
    assert f"{len(theirs)} mitigations" in row
    assert f"{len(rows) - len(theirs)} more measures, which stand at the failure modes themselves, are ours" in row
    assert not any((r["source"] or {}).get("document", "").startswith("microsoft") for r in rows if not r["threat"])


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_an_id_that_nothing_bears_is_no_empty_list(run_cli, form):
    ran = run_cli("list", "questions", "--of", "posoning", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: nothing here has the id `posoning`\nhint: did you mean `poisoning`?\n"
    assert run_cli("list", "terms", "--of", "data-trust", "--format", "json").out == "[]\n"
