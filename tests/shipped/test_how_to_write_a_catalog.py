"""The how-to, typed word for word into an empty folder: every file, every command, every answer that it shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "how-to" / "write-a-catalog.md").read_text("utf-8")
STEP = re.compile(
    r"^(?P<verb>Write|Add to the end of) `(?P<file>[^`]+)`:\n\n```yaml\n(?P<text>.*?)^```$"
    r"|^```console\n(?P<commands>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SITTING = "Shop\n\n\n" + "u\n" * 30 + "n\nq\n"
"""What somebody types who starts a review: a name, nothing more, unknown facts, one answer."""


def steps() -> list[re.Match[str]]:
    return list(STEP.finditer(PAGE))


def write(step: re.Match[str]) -> None:
    file = Path(step["file"])
    file.parent.mkdir(exist_ok=True)
    before = file.read_text("utf-8") if step["verb"] != "Write" else ""
    assert step["verb"] != "Write" or not file.exists()
    file.write_text(before + step["text"], "utf-8")


def run(run_cli, command: str) -> str:
    program, *arguments = shlex.split(command)
    if program == "git":
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)
        return ""
    ran = run_cli(*arguments, stdin=SITTING if arguments[0] == "review" else "")
    assert ran.code == (1 if arguments[0] == "check" else 0), f"{command}\n{ran.out}\n{ran.err}"
    return ran.out + ran.err


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_stranger_who_types_it_all_gets_what_is_promised(run_cli, workspace):
    said: dict[str, str] = {}
    for step in steps():
        if step["file"]:
            write(step)
        for line in (step["commands"] or "").splitlines():
            said[line] = run(run_cli, line.removeprefix("$ "))
    assert len(said) >= 14
    assert "all as expected" in said["$ mlthreat catalog test acme-privacy"]
    shown = said["$ mlthreat catalog show membership-inference/4 --provenance --catalog acme-privacy"]
    assert "set by acme-privacy, because: Our contracts promise it." in shown
    assert "acme-privacy.told" in (workspace / "report.html").read_text("utf-8")
    assert "Our contracts promise it." in (workspace / "report.html").read_text("utf-8")
    assert "customer-harm.trolling" in said["$ mlthreat check shop.review.yaml"]
    assert "no difference" in said["$ mlthreat diff published acme-privacy"]


def test_the_problem_that_it_shows_is_shown_so(run_cli, workspace):
    (shown,) = re.findall(r"^```text\n(error.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert run_cli("catalog", "new", "acme-privacy").code == 0
    for step in steps():
        if step["file"] and step["file"].startswith(
            ("acme-privacy/failure-modes", "acme-privacy/checklists", "acme-privacy/references")
        ):
            write(step)
    checklist = Path("acme-privacy/checklists/acme-privacy.yaml")
    checklist.write_text(checklist.read_text("utf-8").replace("-unannounced", "-unanounced"), "utf-8")
    ran = run_cli("validate", "acme-privacy")
    assert shown.strip() in ran.out


def test_a_changed_word_is_seen_as_the_page_says(run_cli, workspace):
    assert run_cli("catalog", "new", "acme-privacy").code == 0
    shutil.copytree("acme-privacy", "published")
    checklist = Path("acme-privacy/checklists/acme-privacy.yaml")
    checklist.write_text(checklist.read_text("utf-8").replace("by a schedule", "within a year"), "utf-8")
    assert "major step needed, but the version is still 0.1.0" in run_cli("diff", "published", "acme-privacy").out
    assert run_cli("validate", "acme-privacy", "--against", "published").code == 1
