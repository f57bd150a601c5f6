"""The worked examples: complete, current, sourced, marked as illustrative, and with the findings that history showed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.report_subjects import EXAMPLES

NAMES = ("email-filter", "chat-bot")
SILENT = "Public sources do not tell"


@pytest.fixture(params=NAMES)
def example(request, workspace):
    """A copy of an example's review, in the workspace."""
    shutil.copytree(EXAMPLES / request.param, workspace / request.param)
    return workspace / request.param / f"{request.param}.review.yaml"


def assessed(run_cli, example: Path) -> dict:
    ran = run_cli("report", example, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def written(example: Path) -> dict:
    return yaml.load(example.read_text(encoding="utf-8"), yaml.BaseLoader)


def test_an_example_is_complete_and_has_no_problem(run_cli, example):
    ran = run_cli("validate", example)
    assert (ran.code, ran.out) == (0, ""), ran.out
    data = assessed(run_cli, example)
    assert data["coverage"]["open"] == 0
    assert data["coverage"]["stale"] == 0
    assert data["orphans"] == []
    assert [q["id"] for q in data["questions"] if q["applies"] and q["from_profile"]] == []


def test_every_answer_says_what_it_rests_on(run_cli, example):
    for question in (q for q in assessed(run_cli, example)["questions"] if q["applies"]):
        links = [e["shown"] for e in question["evidence"] if e["kind"] == "url"]
        assert len(question["note"] or "") > 40, question["id"]
        assert links or SILENT in question["note"], question["id"]
        assert len(links) == len(question["evidence"]), question["id"]
        assert question["verdict"] != "unknown" or "not tell" in question["note"] or SILENT in question["note"], (
            question["id"]
        )


def test_no_two_answers_of_an_example_say_the_same(example):
    notes = [answer["note"] for answer in written(example)["answers"].values()]
    assert len(notes) == len(set(notes))


def test_every_source_of_an_answer_is_listed_beside_the_example(example):
    listed = (example.parent / "README.md").read_text(encoding="utf-8").replace("\\", "")
    cited = {e["url"] for answer in written(example)["answers"].values() for e in answer.get("evidence", [])}
    assert sorted(url for url in cited if f"({url})" not in listed) == []


def test_every_open_finding_has_an_owner_and_a_day(run_cli, example):
    data = assessed(run_cli, example)
    actions = {q["id"]: q["action"] for q in data["questions"]}
    for finding in (f for f in data["findings"] if f["state"] == "open"):
        assert actions[finding["id"]]["owner"].endswith("(illustrative)"), finding["id"]
        assert actions[finding["id"]]["due"], finding["id"]


def test_nothing_that_is_made_up_passes_for_a_fact(example):
    review = written(example)
    assert review["system"]["description"].startswith("ILLUSTRATIVE")
    assert "not endorsed by" in review["system"]["description"]
    assert "**ILLUSTRATIVE.**" in (example.parent / "README.md").read_text(encoding="utf-8").splitlines()[2]
    assert {answer["by"] for answer in review["answers"].values()} == {"mlthreat authors (illustrative)"}
    for acceptance in review["acceptances"]:
        assert acceptance["by"].endswith("(illustrative)")
        assert acceptance["reason"].startswith("Illustrative")
        assert acceptance["compensating"].startswith("Illustrative")
        assert acceptance["until"] == "2027-03-31"


def test_an_accepted_finding_is_reported_as_accepted(run_cli, example):
    findings = assessed(run_cli, example)["findings"]
    assert len([f for f in findings if f["state"] == "accepted"]) == 1


@pytest.mark.parametrize(
    ("name", "finding", "verdict", "about"),
    [
        ("email-filter", "data-trust.raw-scores", "no", {"perturbation", "model-stealing"}),
        ("email-filter", "data-trust.minimal-output", "no", {"model-stealing"}),
        ("email-filter", "customer-harm.probing-every-route", "no", {"model-stealing"}),
        ("chat-bot", "data-trust.clean-user-input", "partly", {"poisoning"}),
        ("chat-bot", "data-trust.reinforcement-on-public-content", "no", {"poisoning"}),
        ("chat-bot", "data-trust.attack-your-own-sources", "no", {"poisoning"}),
        ("chat-bot", "customer-harm.trolling", "partly", {"poisoning"}),
        ("chat-bot", "customer-harm.harm-to-reputation", "no", {"poisoning"}),
    ],
)
def test_the_findings_are_those_that_history_showed(run_cli, name, finding, verdict, about):
    data = assessed(run_cli, EXAMPLES / name / f"{name}.review.yaml")
    found = next(f for f in data["findings"] if f["id"] == finding)
    assert (found["severity"], found["verdict"], found["state"]) == ("critical", verdict, "open")
    assert about <= {a.partition("/")[0] for a in found["about"]}


def test_the_bot_is_known_to_learn_from_its_users(run_cli):
    data = assessed(run_cli, EXAMPLES / "chat-bot" / "chat-bot.review.yaml")
    question = next(q for q in data["questions"] if q["id"] == "data-trust.user-input-in-training")
    assert question["verdict"] == "yes"
    mode = next(m for m in data["failure_modes"] if m["id"] == "poisoning")
    assert (mode["disposition"], mode["severity"]) == ("open", "critical")


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_the_reports_beside_an_example_are_fresh(run_cli, example, golden, suffix):
    made = example.parent / f"made.{suffix}"
    ran = run_cli("report", example, "--output", made)
    assert ran.code == 0, ran.err
    golden(EXAMPLES / example.parent.name / f"report.{suffix}", made.read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("git") is None or not (REPOSITORY / ".git").exists(), reason="needs a checkout")
def test_a_review_that_is_begun_in_a_checkout_is_left_out_of_it():
    names = ["payments.review.yaml", "docs/examples/chat-bot/payments.review.yaml", "tests/cases/payments.review.yaml"]
    ran = subprocess.run(["git", "check-ignore", *names], cwd=REPOSITORY, capture_output=True, text=True)
    assert ran.stdout.split() == names[:1]
