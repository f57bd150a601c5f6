"""One smallest bad catalog or review for each diagnostic code, with what is said about it, and where.

A case is a folder in `tests/cases` with the name of its code. It is checked with `mlthreat validate`, or with the command in
its `command.txt`; all problems must come out as in `expected.txt`, in the short format.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.views.code_text import TOLD, reference
from tests.conftest import REPOSITORY

CASES = sorted((REPOSITORY / "tests" / "cases").iterdir())
TOLD_ELSEWHERE = {
    Code.UNREADABLE: "below: a named pipe cannot be kept in git",
    Code.EVIDENCE_OUTSIDE: "tests/files/test_evidence.py and the gate's reasons",
    Code.OWN_ACCEPTANCE: "the gate's reasons: a review is judged, not refused",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_is_told_at_its_place(run_cli, workspace, golden, case):
    shutil.copytree(case, workspace / "case", symlinks=case.name == Code.OUTSIDE_FOLDER)
    os.chdir(workspace / "case")
    command = workspace / "case" / "command.txt"
    things = sorted(p.name for p in Path().iterdir() if p.is_dir() or p.name.endswith(".review.yaml"))
    ran = run_cli(
        *(
            command.read_text(encoding="utf-8").split()
            if command.exists()
            else ["validate", *things, "--format", "short"]
        )
    )
    golden(case / "expected.txt", ran.out)
    assert f"[{case.name}]" in ran.out
    assert ran.code == (1 if "error[" in ran.out else 0)
    assert "Traceback" not in ran.err


def test_every_code_has_a_case_or_says_where_it_is_tested():
    assert {case.name for case in CASES} | set(TOLD_ELSEWHERE) == set(Code)


def test_every_code_is_explained(run_cli):
    assert set(TOLD) == set(Code)
    for code in Code:
        ran = run_cli("explain", code.lower())
        assert ran.code == 0
        assert TOLD[code].means.split()[0] in ran.out


def test_the_reference_of_codes_is_fresh(golden):
    golden(REPOSITORY / "docs" / "reference" / "diagnostics.md", reference())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_in_a_catalog_does_not_hang(run_cli, workspace):
    shutil.copytree(REPOSITORY / "tests" / "cases" / "MLT401" / "house", workspace / "house")
    (workspace / "house" / "terms").mkdir()
    os.mkfifo(workspace / "house" / "terms" / "all.yaml")
    ran = run_cli("validate", "house", "--format", "short")
    assert f"[{Code.UNREADABLE}]" in ran.out
    assert ran.code == 1
