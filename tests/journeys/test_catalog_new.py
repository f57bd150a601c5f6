"""`mlthreat catalog new`: what it writes works at once, it overwrites nothing, and leaves nothing half done."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY


def files(folder: Path) -> set[str]:
    return {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize(
    ("folder", "id_"),
    [("acme-privacy", "acme-privacy"), ("Acme Rules 2026", "acme-rules-2026"), ("Ünïcode", "unicode"), ("a/b/c", "c")],
)
def test_a_new_catalog_is_valid_tested_and_in_use(run_cli, workspace, folder, id_):
    made = run_cli("catalog", "new", folder)
    assert made.code == 0, made.err
    assert {workspace / line for line in made.out.splitlines()} <= set((workspace / folder).rglob("*"))
    ran = run_cli("validate", "--strict", folder)
    assert (ran.code, ran.out) == (0, "")
    tested = run_cli("catalog", "test", folder)
    assert tested.code == 0
    assert f"ok {id_}/keeps-records" in " ".join(tested.out.split())
    assert f"{id_}.retention" in run_cli("list", "questions", "--of", id_, "--catalog", folder).out


def test_the_next_command_can_be_pasted(run_cli):
    said = run_cli("catalog", "new", "My Rules; rm -rf").err.strip().removeprefix("next: ")
    for command in said.split(" && "):
        assert run_cli(*shlex.split(command)[1:]).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["microsoft"], "the id of a shipped catalog"),
        (["data-trust"], "a section in the shipped catalog `microsoft`"),
        (["x", "--id", "genai"], "the id of a shipped catalog"),
        (["x", "--id", ""], "cannot be the id"),
        (["x", "--id", "Acme"], "cannot be the id"),
        (["x", "--id", "a\n"], "cannot be the id"),
        (["x", "--id", "a" * 41], "cannot be the id"),
        (["x", "--title", "a\x1b[2Jb"], "one line of characters that can be seen"),
        (["x", "--title", "a" * 501], "one line of characters that can be seen"),
        (["🙂"], "cannot be the id"),
    ],
)
def test_a_name_that_will_not_do_is_refused_before_anything_is_written(run_cli, workspace, arguments, said):
    ran = run_cli("catalog", "new", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "\x1b" not in ran.err
    assert list(workspace.iterdir()) == []


def test_a_title_is_text_whatever_it_holds(run_cli, workspace):
    title = 'x: #y "q" \\ {{z}} @ID@ ${HOME} é'
    assert run_cli("catalog", "new", "acme", "--title", title).code == 0
    assert yaml.safe_load((workspace / "acme" / "catalog.yaml").read_text("utf-8"))["title"] == title
    assert run_cli("validate", "--strict", "acme").code == 0


def test_nothing_is_overwritten(run_cli, workspace):
    (workspace / "full").mkdir()
    (workspace / "full" / "notes.txt").write_text("mine", "utf-8")
    (workspace / "file").write_text("mine", "utf-8")
    for folder in ("full", "file", "file/below"):
        assert run_cli("catalog", "new", folder).code == 2
    assert files(workspace) == {"full/notes.txt", "file"}


def test_a_fresh_repository_may_become_a_catalog(run_cli, workspace, monkeypatch):
    home = workspace / "acme"
    subprocess.run(["git", "init", "--quiet", str(home)], check=True)
    (home / "README.md").write_text("Ours.\n", "utf-8")
    (home / "LICENSE").write_text("MIT\n", "utf-8")
    monkeypatch.chdir(home)
    assert run_cli("catalog", "new", ".").code == 0
    assert run_cli("validate", "--strict").code == 0
    assert (home / "README.md").read_text("utf-8") == "Ours.\n"


def test_a_workflow_that_is_there_already_stays(run_cli, workspace):
    kept = workspace / "acme" / ".github" / "workflows" / "catalog.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine\n", "utf-8")
    ran = run_cli("catalog", "new", "acme")
    assert ran.code == 2
    assert "exists already" in ran.err
    assert files(workspace) == {"acme/.github/workflows/catalog.yaml"}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may make a small disk")
def test_a_full_disk_leaves_nothing_behind(run_cli, workspace):
    small = workspace / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none", small], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        ran = run_cli("catalog", "new", small / "acme")
        assert (ran.code, list(small.iterdir())) == (2, [])
    finally:
        subprocess.run(["umount", small], check=True)
    assert "nothing was left behind" in ran.err


def test_every_file_says_which_schema_it_follows(run_cli, workspace):
    assert run_cli("catalog", "new", "acme").code == 0
    for file in (f for f in (workspace / "acme").rglob("*.yaml") if ".github" not in f.parts):
        named = file.read_text("utf-8").split("\n", 1)[0].removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve().parent == workspace / "acme" / ".schema", file
        assert (file.parent / named).is_file(), file


def test_what_is_marked_as_an_example_works_once_the_marks_are_gone(run_cli, workspace):
    assert run_cli("catalog", "new", "acme").code == 0
    manifest = workspace / "acme" / "catalog.yaml"
    text = re.sub(r"^# (override:|disable:|  )", r"\1", manifest.read_text("utf-8"), flags=re.MULTILINE)
    manifest.write_text(text, "utf-8")
    ran = run_cli("validate", "--strict", "acme")
    assert (ran.code, ran.out) == (0, "")
    shown = run_cli("catalog", "show", "--catalog", "acme").out
    assert "[off: acme]" in shown
    assert "[changed: acme]" in shown


class Ci:
    """The steps of the workflow that a new catalog brings, run as the runner would, apart from what it fetches."""

    def __init__(self, folder: Path, outside: Path) -> None:
        self.folder, self.outside = folder, outside
        workflow = yaml.safe_load((folder / ".github" / "workflows" / "catalog.yaml").read_text("utf-8"))
        (self.job,) = workflow["jobs"].values()

    def git(self, *arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True)

    def run(self) -> tuple[int, str]:
        shutil.rmtree(self.outside, ignore_errors=True)
        (self.outside / "bin").mkdir(parents=True)
        program = self.outside / "bin" / "mlthreat"
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m mlthreat "$@"\n', "utf-8")
        program.chmod(0o755)
        world = {
            **os.environ,
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.outside),
            "PYTHONPATH": str(REPOSITORY / "src"),
        }
        self.git("worktree", "prune")
        said = ""
        for step in (s for s in self.job["steps"] if "run" in s and "pip install" not in s["run"]):
            ran = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=self.folder,
                env=world,
                capture_output=True,
                text=True,
                check=False,
            )
            said += ran.stdout + ran.stderr
            if ran.returncode:
                return ran.returncode, said
        return 0, said


@pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="no bash or git here")
def test_the_workflow_of_a_new_catalog_guards_its_versions(run_cli, workspace):
    assert run_cli("catalog", "new", "acme").code == 0
    folder = workspace / "acme"
    ci = Ci(folder, workspace / "runner")
    ci.git("init", "--quiet")
    ci.git("add", "--all")
    ci.git("commit", "--quiet", "-m", "first")
    assert ci.run()[0] == 0
    ci.git("tag", "v0.1.0")
    assert ci.run()[0] == 0
    checklist = folder / "checklists" / "acme.yaml"
    checklist.write_text(checklist.read_text("utf-8").replace("by a schedule", "within a year"), "utf-8")
    code, said = ci.run()
    assert code == 1
    assert "MLT316" in said
    manifest = folder / "catalog.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    assert ci.run()[0] == 0
    checklist.write_text(checklist.read_text("utf-8").replace("    why:", "    reason:", 1), "utf-8")
    code, said = ci.run()
    assert code == 1
    assert "::error file=checklists/acme.yaml" in said


def test_the_workflow_installs_nothing_by_a_name_that_somebody_else_may_take():
    workflow = (REPOSITORY / "templates" / "new-catalog" / "dot-github" / "workflows" / "catalog.yaml").read_text(
        "utf-8"
    )
    assert "pip install mlthreat" not in workflow
