"""The worked example of an organization's own catalog: silent, tested, cited, used in a review, and told as it is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "examples" / "health-privacy"
NAME = "fairhaven-privacy"


@pytest.fixture
def here(workspace, monkeypatch) -> Path:
    """A copy of the example, to work in."""
    folder = workspace / "health-privacy"
    shutil.copytree(EXAMPLE, folder)
    monkeypatch.chdir(folder)
    return folder


def questions(folder: Path = EXAMPLE):
    for file in sorted((folder / NAME / "checklists").glob("*.yaml")):
        for question in yaml.load(file.read_text("utf-8"), yaml.BaseLoader)["questions"]:
            yield file.stem, question
            yield from ((file.stem, follow_up) for follow_up in question.get("follow_ups", ()))


def test_catalog_review_policy_and_project_have_no_problem(run_cli, here):
    ran = run_cli("validate", "--strict")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "no problems in 1 catalog, 1 review, 1 policy and 1 project file\n"


def test_its_cases_hold(run_cli, here):
    ran = run_cli("catalog", "test", NAME)
    assert ran.code == 0
    assert ran.err == "3 cases, all as expected\n"


@pytest.mark.parametrize(("section", "question"), list(questions()), ids=lambda v: v if isinstance(v, str) else v["id"])
def test_a_question_is_whole_and_can_be_read_aloud(section, question):
    for part in ("why", "good_answer", "evidence", "about", "references"):
        assert question.get(part), f"{section}.{question['id']} lacks {part}"
    words = [len(sentence.split()) for sentence in re.split(r"[.?:;]", question["text"])]
    assert question["text"].endswith("?")
    assert max(words) <= 32


def test_every_reference_was_seen_and_stands_in_the_read_me():
    told = (EXAMPLE / "README.md").read_text("utf-8")
    for reference in yaml.safe_load((EXAMPLE / NAME / "references" / "all.yaml").read_text("utf-8"))["references"]:
        assert reference["seen_in"]
        assert f"({reference['url']})" in told, reference["id"]


def test_everything_of_every_kind_is_in_it(run_cli, here):
    shown = json.loads(run_cli("catalog", "show", "--format", "json").out)
    kinds = {entry["kind"] for entry in shown if entry["catalog"] == NAME}
    assert kinds == {"trait", "failure-mode", "section", "question", "framework", "reference", "document"}
    assert [e["id"] for e in shown if e["disabled"]] == ["customer-harm.trolling"]
    changed = {e["id"] for e in shown if NAME in e["changed_by"]}
    assert changed == {"membership-inference/4", "sensitive-disclosure/stored-prompts", "language-model.prompt-data"}


def assessed(run_cli) -> dict:
    ran = run_cli("report", "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_review_finds_what_the_story_tells(run_cli, here):
    data = assessed(run_cli)
    found = {f["id"]: (f["verdict"], f["severity"]) for f in data["findings"]}
    told = re.findall(r"^\| `([a-z.-]+)` \| (no|partly) \|", (here / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(told) == 4
    for question, verdict in told:
        assert found[question] == (verdict, "critical")
    assert data["coverage"]["stale"] == 0
    assert data["orphans"] == []
    off = next(q for q in data["questions"] if q["id"] == "customer-harm.trolling")
    assert not off["applies"]
    assert off["why"].startswith(f"switched off by {NAME}")


def test_the_privacy_offices_questions_are_all_answered(run_cli, here):
    data = assessed(run_cli)
    own = [q for q in data["questions"] if q["id"].startswith("fairhaven-") and q["applies"]]
    assert len(own) >= 12
    for question in own:
        assert question["verdict"], question["id"]
        assert len(question["note"]) > 40
        assert question["verdict"] == "yes" or question["action"]["owner"].endswith("(illustrative)")


def test_without_the_catalog_the_rating_is_the_authors(run_cli, here):
    (here / "mlthreat.yaml").unlink()
    shown = json.loads(run_cli("catalog", "show", "membership-inference/4", "--format", "json").out)
    (severity,) = (f for f in shown[0]["fields"] if f["field"] == "severity")
    assert severity["catalog"] == "microsoft"
    assert severity["changes"] == []


def test_the_gate_says_no_and_tells_who_rates_otherwise(run_cli, here):
    ran = run_cli("check", "--format", "json")
    assert ran.code == 1
    assert "Decided by the privacy board (illustrative)" in ran.out
    assert "no privacy officer has approved the present state" in ran.out


def test_its_workflow_is_the_one_that_a_new_catalog_gets():
    ours = EXAMPLE / NAME / ".github" / "workflows" / "catalog.yaml"
    template = REPOSITORY / "templates" / "new-catalog" / "dot-github" / "workflows" / "catalog.yaml"
    assert ours.read_text("utf-8") == template.read_text("utf-8")


def test_what_is_made_up_is_marked(here):
    review = yaml.load((here / "discharge-letters.review.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert review["system"]["description"].startswith("ILLUSTRATIVE")
    assert {answer["by"] for answer in review["answers"].values()} == {"mlthreat authors (illustrative)"}
    assert "**ILLUSTRATIVE.**" in (here / "README.md").read_text("utf-8").splitlines()[2]


def test_the_commands_of_the_read_me_run(run_cli, here):
    console = re.findall(r"^\$ mlthreat (.*)$", (here / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(console) == 7
    for command in console:
        ran = run_cli(*command.split(), stdin="q\n")
        assert ran.code == (1 if command == "check" else 0), (command, ran.err)


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_the_reports_beside_it_are_fresh(run_cli, here, golden, suffix):
    ran = run_cli("report", "--output", f"made.{suffix}")
    assert ran.code == 0, ran.err
    golden(EXAMPLE / f"report.{suffix}", Path(f"made.{suffix}").read_text("utf-8"))
