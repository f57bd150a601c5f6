"""`validate` for the hosts of repositories: valid SARIF, files named from the root, results that are told apart."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.conftest import REPOSITORY
from tests.published import refused_by_github, sarif_problems

CASES = REPOSITORY / "tests" / "cases"


@pytest.fixture
def folder(workspace, monkeypatch):
    """A folder inside a git repository, with bad catalogs and reviews in it, as the working folder."""
    subprocess.run(["git", "init", "-q", "."], cwd=workspace, check=True)
    for code in ("MLT106", "MLT201", "MLT311", "MLT401", "MLT502"):
        shutil.copytree(CASES / code, workspace / "models" / code)
    monkeypatch.chdir(workspace / "models")
    return workspace / "models"


def things(folder):
    return sorted(
        p.relative_to(folder).as_posix() for case in folder.iterdir() for p in case.iterdir() if p.suffix != ".txt"
    )


def test_every_problem_is_one_that_github_takes(run_cli, folder):
    found = 0
    for thing in things(folder):
        log = json.loads(run_cli("validate", thing, "--format", "sarif").out)
        assert sarif_problems(log) == [], thing
        assert refused_by_github(log) == [], thing
        for result in log["runs"][0]["results"]:
            found += 1
            where = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert where.startswith("models/MLT"), where
            assert (folder.parent / where).exists()
    assert found > 4


def test_an_annotation_names_the_file_from_the_root(run_cli, folder):
    ran = run_cli("validate", "MLT106/payments.review.yaml", "--format", "github")
    assert "file=models/MLT106/payments.review.yaml,line=" in ran.out
    assert (
        "MLT106/payments.review.yaml"
        in run_cli("validate", "MLT106/payments.review.yaml", "--format", "short").out.split(":")[0]
    )


def test_two_problems_that_read_alike_are_two(run_cli, workspace):
    bad = "format: 1\nsystem: {name: X}\nacceptances:\n- {finding: a.b}\n- {finding: a.b}\n"
    (workspace / "a.review.yaml").write_text(bad, encoding="utf-8")
    log = json.loads(run_cli("validate", "a.review.yaml", "--format", "sarif").out)
    prints = [r["partialFingerprints"] for r in log["runs"][0]["results"]]
    assert len({p["mlthreat/v1"] for p in prints}) < len(prints)
    assert len({p["primaryLocationLineHash"] for p in prints}) == len(prints)


def test_no_problems_are_a_valid_log_too(run_cli, workspace):
    (workspace / "a.review.yaml").write_text("format: 1\nsystem: {name: X}\n", encoding="utf-8")
    log = json.loads(run_cli("validate", "a.review.yaml", "--format", "sarif").out)
    assert sarif_problems(log) == []
    assert log["runs"][0]["results"] == []
