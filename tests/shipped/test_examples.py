"""The worked examples: complete, current, sourced, and with the findings that history showed."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import REPOSITORY

EXAMPLES = REPOSITORY / "docs" / "examples"
NAMES = ("email-filter", "chat-bot")


@pytest.fixture(params=NAMES)
def example(request, workspace):
    shutil.copytree(EXAMPLES / request.param, workspace / request.param)
    return workspace / request.param / f"{request.param}.review.yaml"


def assessed(run_cli, example):
    ran = run_cli("report", example, "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_an_example_is_complete_and_has_no_problem(run_cli, example):
    assert run_cli("validate", example).out == ""
    data = assessed(run_cli, example)
    assert data["coverage"]["open"] == 0
    assert data["coverage"]["stale"] == 0


def test_every_answer_says_what_it_rests_on(run_cli, example):
    for question in assessed(run_cli, example)["questions"]:
        answer = question.get("answer") or question
        if question["applies"] and not question.get("from_profile") and answer.get("note") is not None:
            assert len(answer["note"]) > 20, question["id"]
            assert all(e.get("shown", e.get("url", "")).startswith("https://") for e in question["evidence"])
    assert "ILLUSTRATIVE" in example.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "finding", "about"),
    [
        ("email-filter", "data-trust.raw-scores", "model-stealing"),
        ("chat-bot", "data-trust.clean-user-input", "poisoning"),
        ("chat-bot", "customer-harm.trolling", "poisoning"),
    ],
)
def test_the_findings_are_those_that_history_showed(run_cli, name, finding, about):
    data = assessed(run_cli, EXAMPLES / name / f"{name}.review.yaml")
    found = next(f for f in data["findings"] if f["id"] == finding)
    assert found["severity"] == "critical"
    assert any(a.partition("/")[0] == about for a in found["about"])


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_the_reports_beside_an_example_are_fresh(run_cli, example, golden, suffix):
    ran = run_cli("report", example, "--format", suffix)
    golden(EXAMPLES / example.parent.name / f"report.{suffix}", ran.out)
