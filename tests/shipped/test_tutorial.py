"""The tutorial, typed word for word: every file, every command, every key, and everything that it shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.published_transcript import Step, steps_of

WRITTEN = date(2026, 11, 25)
"""The day on which the page says that it was written; its dates count from there."""


def as_of_today(page: str) -> str:
    """The page as it would read had it been written today."""
    later = datetime.now(UTC).date() - WRITTEN
    return re.sub(r"\b20\d\d-\d\d-\d\d\b", lambda found: str(date.fromisoformat(found[0]) + later), page)


PAGE = (REPOSITORY / "docs" / "tutorial.md").read_text("utf-8")


@pytest.fixture
def run_step(run_cli):
    def run(step: Step) -> tuple[int, str]:
        if not step.command.startswith("mlthreat "):
            subprocess.run(["sh", "-c", step.command], check=True, capture_output=True)
            return 0, ""
        ran = run_cli(*shlex.split(step.command)[1:], stdin="".join(f"{line}\n" for line in step.typed))
        return ran.code, ran.out + ran.err

    return run


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_stranger_who_types_it_all_sees_what_is_shown(run_step, workspace, monkeypatch):
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    monkeypatch.setenv("COLUMNS", "80")
    shutil.copytree(REPOSITORY / "docs" / "tutorial", workspace / "fraud-scoring")
    monkeypatch.chdir(workspace / "fraud-scoring")
    subprocess.run(["git", "init", "--quiet"], check=True)
    codes = []
    for step in steps_of(as_of_today(PAGE)):
        if step.file:
            Path(step.file).write_text(step.text, "utf-8")
            continue
        code, said = run_step(step)
        assert not step.missing(said), f"{step.command}\nnot said: {step.missing(said)}\nsaid:\n{said}"
        codes.append((step.command.split()[1] if step.command.startswith("mlthreat") else "sh", code))
    assert [code for command, code in codes if command == "check"] == [1, 1, 0, 1, 0]
    assert codes[-1] == ("verify", 1)
    assert {code for command, code in codes if command not in {"check", "verify"}} == {0}
    assert Path("report.html").stat().st_size > 50_000


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_whoever_answered_cannot_accept_as_the_page_says(run_cli, workspace, monkeypatch):
    assert "try it as Ben" in PAGE
    shutil.copytree(REPOSITORY / "docs" / "tutorial", workspace / "fraud-scoring")
    monkeypatch.chdir(workspace / "fraud-scoring")
    answers = ("--answers", "answers.yaml", "--no-input", "--reviewer", "Ben")
    Path("system.yaml").write_text("system: {name: Fraud scoring}\n", "utf-8")
    assert run_cli("review", "f.review.yaml", "--answers", "system.yaml", "--no-input").code == 0
    assert run_cli("review", "f.review.yaml", *answers).code == 0
    given = ("--by", "Ben", "--role", "lead", "--reason", "none", "--compensating", "none", "--until", "2999-01-01")
    refused = run_cli("accept", "f.review.yaml", "data-trust.mathematical-resilience", *given)
    assert refused.code == 2
    assert "answered" in refused.err
