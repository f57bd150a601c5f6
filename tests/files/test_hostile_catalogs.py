"""Catalogs that mean harm, or are far too large: refused or read as data, at a place, and nothing of them ever runs."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, UserError
from mlthreat.files.composition import read
from mlthreat.files.raw_text import MAX_BYTES, MAX_DEPTH
from mlthreat.views.diagnostics.formats import FORMATS, rendered
from tests.conftest import REPOSITORY

BASE = REPOSITORY / "tests" / "catalogs" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "base"))


def told(folder: Path) -> list[Diagnostic]:
    return list(read([folder], shipped=[])[1])


def spoil(folder: Path, text: str | bytes, file: str = "failure-modes/model-drift.yaml") -> list[Diagnostic]:
    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    return told(folder)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24)
)


def test_an_alias_bomb_does_not_go_off(folder):
    problems = spoil(folder, BOMB)
    assert {p.code for p in problems} >= {Code.ALIAS}
    assert problems[0].place.file.endswith("model-drift.yaml")


@pytest.mark.parametrize("nest", ["[" * 100_000, "{a: " * 20_000, "- " * 50_000, "? " * 50_000])
def test_deep_nesting_is_refused_at_its_line(folder, nest):
    problems = spoil(folder, f"id: model-drift\nsummary: {nest}" if nest[0] in "[{" else nest)
    assert [p.code for p in problems] in ([Code.TOO_DEEP], [Code.KEY_NOT_TEXT])


def test_nesting_up_to_the_limit_is_read(folder):
    problems = spoil(folder, "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    assert Code.TOO_DEEP not in {p.code for p in problems}


def test_a_file_of_100_megabytes_is_refused_without_being_read_whole(folder):
    with (folder / "failure-modes" / "model-drift.yaml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    (problem,) = told(folder)
    assert problem.code is Code.TOO_LARGE
    assert f"{MAX_BYTES // 1024 // 1024} MiB" in problem.message


def test_a_text_of_a_megabyte_is_refused_at_its_line(folder):
    problems = spoil(folder, f"id: model-drift\ntitle: {'x' * 1_000_000}\n")
    assert (problems[-1].code, problems[-1].place.span.line) == (Code.TOO_LARGE, 2) or Code.TOO_LARGE in {
        p.code for p in problems
    }


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system [touch PWNED]",
        "!!python/name:os.system",
        "!include /etc/passwd",
        "!ENV ${HOME}",
    ],
)
def test_tags_are_refused_and_run_nothing(folder, tag, monkeypatch):
    monkeypatch.chdir(folder)
    problems = spoil(folder, f"id: model-drift\ntitle: {tag}\n")
    assert Code.TAG in {p.code for p in problems}
    assert not Path("PWNED").exists()


def test_what_looks_like_a_variable_stays_text(folder):
    file = folder / "failure-modes" / "model-drift.yaml"
    text = file.read_text("utf-8").replace("title: Model drift", "title: ${HOME} ~ $(id) {{ 7*7 }}")
    assert spoil(folder, text) == []
    library, _ = read([folder], shipped=[])
    assert library is not None
    assert library.failure_modes["model-drift"].title == "${HOME} ~ $(id) {{ 7*7 }}"


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.yaml").write_text("password: hunter2\n", "utf-8")
    (folder / "terms" / "linked.yaml").symlink_to(tmp_path / "secret.yaml")
    (problem,) = told(folder)
    assert problem.code is Code.OUTSIDE_FOLDER
    assert "hunter2" not in rendered([problem], "text")


def test_a_linked_folder_is_told_not_passed_over(folder, tmp_path):
    shutil.move(folder / "frameworks", tmp_path / "elsewhere")
    (folder / "frameworks").symlink_to(tmp_path / "elsewhere")
    assert Code.OUTSIDE_FOLDER in {p.code for p in told(folder)}


@pytest.mark.parametrize("target", ["loop.yaml", "nowhere.yaml"])
def test_links_that_lead_nowhere(folder, target):
    (folder / "terms" / "loop.yaml").symlink_to(folder / "terms" / target)
    (problem,) = told(folder)
    assert problem.code in {Code.OUTSIDE_FOLDER, Code.UNREADABLE}


def test_a_named_pipe_does_not_hang_and_hides_nothing(folder):
    os.mkfifo(folder / "terms" / "pipe.yaml")
    text = (folder / "checklists" / "running.yaml").read_text("utf-8").replace("asks: control", "asks: controll")
    codes = [p.code for p in spoil(folder, text, "checklists/running.yaml")]
    assert codes == [Code.UNKNOWN_WORD, Code.UNKNOWN_WORD, Code.UNREADABLE]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(folder):
    (folder / "terms" / "words.yaml").chmod(0)
    assert Code.UNREADABLE in {p.code for p in told(folder)}


def test_a_package_with_code_in_it_is_read_as_data(folder, monkeypatch):
    monkeypatch.syspath_prepend(str(folder.parent))
    for name in ("__init__.py", "setup.py", "conftest.py"):
        (folder / name).write_text("raise SystemExit('ran')\n", "utf-8")
    assert told(folder) == []
    assert "base" not in sys.modules


def test_a_file_with_a_misspelt_ending_is_not_passed_over(folder):
    (folder / "terms" / "more.yaml.txt").write_text("terms: []\n", "utf-8")
    (problem,) = told(folder)
    assert (problem.code, problem.level) == (Code.STRAY_FILE, Level.WARNING)


STEERING = "\u202e\x1b[2J\u200b\u2028"


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_a_text_steer(folder, form):
    """A key, a value and a file name with control, bidirectional and invisible characters, and commands for the runner."""
    nasty = "::error::x%0A##[command]"
    problems = spoil(folder, f'id: "a\u202eb\u200b"\n"k\u202ey{nasty}": 1\ntitle: "\\e[2J{nasty}"\nkind: "{nasty}"\n')
    (folder / "terms" / "n\x1b[2Jx\n::error::y\u202e.yaml").write_text("terms: 1\n", "utf-8")
    problems += told(folder)
    shown = rendered(problems, form)
    if form in {"json", "sarif"}:
        import json

        json.loads(shown)
        assert "\x1b" not in shown
        return
    assert not set(STEERING.replace("[2J", "")) & set(shown)
    lines = shown.splitlines()
    if form == "github":
        assert all(line.startswith(("::error ", "::warning ", "::error title", "::warning title")) for line in lines)
        assert "##[" not in shown


def test_a_catalog_of_20000_entries_is_read_and_checked(tmp_path):
    folder = tmp_path / "many"
    (folder / "terms").mkdir(parents=True)
    (folder / "checklists").mkdir()
    head = "schema_version: 1\nid: many\nversion: 1.0.0\ntitle: Many\nlicense: MIT\nattribution: None.\n"
    document = "documents:\n  - {id: d, title: D, publisher: P, license: MIT}\n"
    (folder / "catalog.yaml").write_text(head + document, "utf-8")
    for part in range(20):
        terms = "".join(
            f"  - {{id: t{part}-{n}, name: T {n}, text: It is., parents: [{f't{part}-{n - 1}' if n else 't0-999' if part else 't19-0'}],"
            " source: {document: d}}\n"
            for n in range(1000)
        )
        (folder / "terms" / f"part-{part}.yaml").write_text(f"terms:\n{terms}", "utf-8")
    problems = told(folder)
    assert {p.code for p in problems} == {Code.CYCLE}


def test_a_folder_that_is_no_catalog(tmp_path):
    with pytest.raises(UserError, match="is not a catalog"):
        read([tmp_path], shipped=[])
