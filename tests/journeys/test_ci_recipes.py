"""The recipes for CI do what they say: the action's own steps, the hooks, and every block of YAML in the guide."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY

ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
GUIDE = (REPOSITORY / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
EMPTY = "system: {name: Filter}\ntraits: {}\n"


@pytest.fixture
def check(workspace):
    """The step of the action that checks, as a runner would run it, with the installed program in its place."""
    program = workspace / "runner temp" / "mlthreat" / "bin" / "mlthreat"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mlthreat "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    step = next(s for s in ACTION["runs"]["steps"] if s["name"] == "Check the reviews")

    def run(files: str, arguments: str = "") -> subprocess.CompletedProcess[str]:
        given = {"${{ inputs.files }}": files, "${{ inputs.arguments }}": arguments}
        env = {**os.environ, **{name: given[value] for name, value in step["env"].items()}}
        env |= {"RUNNER_TEMP": str(workspace / "runner temp"), "GITHUB_STEP_SUMMARY": str(workspace / "summary.md")}
        return subprocess.run(["bash", "-c", step["run"]], env=env, capture_output=True, text=True)

    return run


@pytest.fixture
def reviews(workspace) -> None:
    for name in ("a.review.yaml", "teams/two words/b.review.yaml", "teams/c.review.yaml"):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(EMPTY, encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ("a.review.yaml", 1),
        ("  a.review.yaml  \n\nteams/two words/b.review.yaml\n", 2),
        ("**/*.review.yaml", 3),
        ("teams/**/*.review.yaml\n", 2),
    ],
)
def test_the_action_checks_every_review_that_is_named(check, reviews, files, count):
    ran = check(files)
    assert ran.returncode == 1, ran.stderr
    assert f"the gate says no to {count} of {count} review" in ran.stdout
    assert "::error file=" in ran.stdout
    assert "says no" in Path("summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "files", ["", "  \n ", "nowhere/*.review.yaml", "a.review.yaml\nmissing.review.yaml", "--help"]
)
def test_the_action_is_never_green_for_what_it_did_not_read(check, reviews, files):
    assert check(files).returncode == 2


def test_the_action_hands_its_arguments_on(check, reviews):
    Path("lax policy.yaml").write_text("{}", encoding="utf-8")
    Path("strict.yaml").write_text("fail_on: low\n", encoding="utf-8")
    ran = check("a.review.yaml", "--policy strict.yaml\n  --at 2027-01-01")
    assert ran.returncode == 1, ran.stderr
    summary = Path("summary.md").read_text(encoding="utf-8")
    assert "strict.yaml, on 2027-01-01 (UTC)" in summary


def test_nothing_from_outside_stands_in_the_actions_scripts():
    assert ACTION["runs"]["steps"]
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]


def test_every_block_of_yaml_in_the_guide_can_be_read():
    blocks = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 4
    for block in blocks:
        assert isinstance(yaml.safe_load(block), dict)


def test_the_guide_names_hooks_and_inputs_that_there_are():
    hooks = {h["id"] for h in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert set(re.findall(r"\{id: ([a-z-]+)", GUIDE)) == hooks
    given = re.findall(r"uses: OWNER/mlthreat.*\n +with: (\{.*\})$", GUIDE, re.MULTILINE)
    assert given
    assert all(set(yaml.safe_load(block)) <= set(ACTION["inputs"]) for block in given)


def test_a_policy_in_the_guide_is_a_policy(workspace, run_cli):
    policy = re.search(r"^```yaml\n(format: 1\n.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    assert policy
    Path("mlthreat-policy.yaml").write_text(policy[1], encoding="utf-8")
    Path("a.review.yaml").write_text(EMPTY, encoding="utf-8")
    assert run_cli("check").code == 1


def test_the_policy_reference_tells_every_key_and_its_examples_are_policies():
    from mlthreat.domain.policy import Policy

    text = (REPOSITORY / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z_.]+)` \|", text.partition("## What the gate says")[0], re.MULTILINE))
    fields = Policy.model_fields
    groups = {g: fields[g].annotation.model_fields for g in ("acceptances", "sign_offs")}
    assert told == {*(fields.keys() - groups), *(f"{g}.{f}" for g, inner in groups.items() for f in inner)}
    pages = [text, (REPOSITORY / "docs" / "how-to" / "sign-off.md").read_text(encoding="utf-8")]
    for page in pages:
        for block in re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
            Policy.model_validate(yaml.safe_load(block))


def test_the_policy_reference_tells_every_kind_of_reason():
    from mlthreat.domain.reason import MEANINGS

    text = (REPOSITORY / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z-]+)` \| ([A-Z][^|]*?) \|", text, re.MULTILINE)) == MEANINGS
