"""The smallest bad catalog or review for each diagnostic code: what is said about it, where, and that the advice helps.

A case is a folder in `tests/cases` with the name of its code. It is checked with `mlthreat validate`, or with the command in
its `command.txt`; all problems must come out as in `expected.txt`, in the short format. What `mlthreat explain CODE` shows
as bad stands in the case word for word; put in its place, what it shows as mended must leave nothing to complain about.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.views.code_text import TOLD, reference
from tests.conftest import REPOSITORY

CASES = sorted((REPOSITORY / "tests" / "cases").iterdir())
TOLD_ELSEWHERE = {
    Code.TOO_MANY_PROBLEMS: "tests/files/test_out_of_proportion.py: a thousand problems are too long to read here",
    Code.UNREADABLE: "below: a named pipe cannot be kept in git",
    Code.TEMPLATE_FAILED: "tests/views/test_own_templates.py: a template fails where a report is made",
}


@pytest.fixture
def lay_out(run_cli, workspace):
    """Put a case into the workspace; returns how to check it."""

    def prepare(name: str):
        shutil.copytree(REPOSITORY / "tests" / "cases" / name, workspace / "case", symlinks=name == Code.OUTSIDE_FOLDER)
        os.chdir(workspace / "case")
        if name == Code.UNPORTABLE_NAME:  # a system that cannot hold the name could not hold this repository
            write(*example(TOLD[Code(name)].bad))
        command = Path("command.txt")
        return lambda: run_cli(
            *(command.read_text("utf-8").split() if command.exists() else ["validate", ".", "--format", "short"])
        )

    return prepare


def example(text: str) -> tuple[str, str]:
    """The file that an example names, and what it shows of it."""
    head, _, body = text.partition("\n")
    return re.sub(r"^# | (->|\().*", "", head), body


def write(file: str, text: str) -> None:
    home = Path() if len(Path(file).parts) == 1 or Path(file).parts[0] in {"two", "three"} else Path("house")
    (home / file).parent.mkdir(parents=True, exist_ok=True)
    (home / file).write_text(text + "\n", "utf-8")


def replace(file: str, bad: str, mended: str) -> None:
    """Put the mended text in the place of the bad one, as deep as that stands."""
    found = [f for f in sorted(Path().rglob("*.yaml")) if f.as_posix().endswith(file)]
    for path in found:
        text = path.read_text("utf-8")
        for depth in range(0, 8, 2):
            lines = textwrap.indent(bad, " " * depth)
            if f"\n{lines}\n" in f"\n{text}":
                text = f"\n{text}".replace(f"\n{lines}\n", f"\n{textwrap.indent(mended, ' ' * depth)}\n", 1)[1:]
                path.write_text(text, "utf-8")
                return
    pytest.fail(f"no {file} of the case holds what is shown as bad")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_is_told_at_its_place(lay_out, golden, case):
    ran = lay_out(case.name)()
    golden(case / "expected.txt", ran.out)
    codes = re.findall(r"\[(MLT\d+)\]", ran.out)
    assert codes, ran.err
    assert set(codes) == {case.name}
    assert ran.code == (1 if "error[" in ran.out else 0)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("code", [c for c in Code if c is not Code.TEMPLATE_FAILED])
def test_the_mended_example_has_no_problem(lay_out, code):
    check = lay_out(code if code not in TOLD_ELSEWHERE else Code.OUTSIDE_FOLDER)
    (file, bad), (better, mended) = example(TOLD[code].bad), example(TOLD[code].mended)
    if code is Code.NOT_UTF8:
        Path(file).write_bytes(Path(file).read_bytes().decode("latin-1").encode())
        assert Path(file).read_text("utf-8").endswith(mended + "\n")
    elif code is Code.TOO_LARGE:
        Path(file).write_text(f"format: 1\n{mended}\n", "utf-8")
    elif code in {Code.OUTSIDE_FOLDER, *TOLD_ELSEWHERE}:
        Path("house", file).unlink()
        write(better, mended)
    elif (file, bad) != (better, bad) and mended == bad:
        Path("house", better).parent.mkdir(exist_ok=True)
        shutil.move(Path("house", file), Path("house", better))
    elif file != better:
        write(better, mended)
    else:
        replace(file, bad, mended)
    ran = check()
    assert (ran.code, ran.out) == (0, "")


def test_every_code_has_a_case_or_says_where_it_is_tested():
    assert {case.name for case in CASES} | set(TOLD_ELSEWHERE) == set(Code)


def test_every_code_is_explained(run_cli):
    assert set(TOLD) == set(Code)
    for code in Code:
        ran = run_cli("explain", code.lower())
        assert ran.code == 0
        assert TOLD[code].means.split()[0] in ran.out
        for shown in (TOLD[code].bad, TOLD[code].mended):
            assert textwrap.indent(shown, "    ") in ran.out


def test_the_reference_of_codes_is_fresh(golden):
    golden(REPOSITORY / "docs" / "reference" / "diagnostics.md", reference())


@pytest.mark.parametrize("code", Code)
def test_every_code_has_an_anchor_of_its_name(code):
    assert f'<a id="{code.lower()}"></a>' in (REPOSITORY / "docs" / "reference" / "diagnostics.md").read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_in_a_catalog_does_not_hang(run_cli, workspace):
    shutil.copytree(REPOSITORY / "tests" / "cases" / "MLT401" / "house", workspace / "house")
    (workspace / "house" / "terms").mkdir()
    os.mkfifo(workspace / "house" / "terms" / "all.yaml")
    ran = run_cli("validate", "house", "--format", "short")
    assert f"[{Code.UNREADABLE}]" in ran.out
    assert ran.code == 1
