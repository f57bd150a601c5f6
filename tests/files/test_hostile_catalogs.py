"""Catalogs that mean harm, or are far too large: refused or read as data, at a place, and nothing of them ever runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level, UserError
from mlthreat.files.library_reader import read
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
    ("raw", "code"),
    [
        (b"\x7fELF\x02\x01\x01\x00\x00", Code.NOT_YAML),
        (b"PK\x03\x04\x14\x00\x00\x00", Code.NOT_YAML),
        ("id: model-drift\n".encode("utf-16"), Code.NOT_UTF8),
        (b"title: caf\xe9\n", Code.NOT_UTF8),
        (b"", Code.EMPTY_FILE),
    ],
)
def test_what_is_no_text_is_told_as_that(folder, raw, code):
    assert [p.code for p in spoil(folder, raw)] == [code]


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


def as_nobody(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run mlthreat without root's right to read everything."""
    program = [sys.executable, "-m", "mlthreat", *map(str, arguments)]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and there is no setpriv to give that up")
        program = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *program]
    return subprocess.run(program, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="permissions are another thing elsewhere")
@pytest.mark.parametrize("shut", ["terms/words.yaml", "terms", "catalog.yaml"])
def test_what_may_not_be_read_is_told(folder, shut):
    (folder / shut).chmod(0)
    ran = as_nobody("validate", folder, "--format", "short")
    (folder / shut).chmod(0o700)
    assert ran.returncode == 1, ran.stderr
    lines = [line for line in ran.stdout.splitlines() if f"[{Code.UNREADABLE}]" in line]
    assert len(lines) == 1
    assert f"base/{shut}:1:1: error" in lines[0]


@pytest.mark.skipif(os.name != "posix", reason="permissions are another thing elsewhere")
def test_a_users_folder_that_may_not_be_listed_is_told_and_no_bug(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    home = tmp_path / "config" / "mlthreat" / "catalogs"
    home.mkdir(parents=True)
    home.chmod(0)
    ran = as_nobody("list", "catalogs")
    assert ran.returncode == 2
    assert "cannot look into" in ran.stderr
    home.chmod(0o700)
    (tmp_path / "config").chmod(0)
    ran = as_nobody("list", "catalogs")
    (tmp_path / "config").chmod(0o700)
    assert ran.returncode == 0, ran.stderr


def test_a_package_with_code_in_it_is_read_as_data(folder, monkeypatch):
    monkeypatch.syspath_prepend(str(folder.parent))
    for name in ("__init__.py", "setup.py", "conftest.py"):
        (folder / name).write_text("raise SystemExit('ran')\n", "utf-8")
    assert told(folder) == []
    assert "base" not in sys.modules


def test_a_folder_that_is_a_file(folder):
    (folder / "bug-bars").rename(folder / "kept")
    shutil.rmtree(folder / "kept")
    (folder / "bug-bars").write_text("", "utf-8")
    (problem,) = told(folder)
    assert (problem.code, problem.level) == (Code.STRAY_FILE, Level.ERROR)
    assert "must be a folder" in problem.message


ONE = "references:\n  - {{id: {0}, title: T, seen_in: it}}\n"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("All.yaml", "all.yaml"), "one file"),
        (("cafe\u0301.yaml", "caf\u00e9.yaml"), "one file"),
        (("nul.yaml",), "on Windows"),
        (("CON.2.yaml",), "on Windows"),
        (("a:b.yaml",), "on Windows"),
        (("a\u202eb.yaml",), "cannot be seen"),
        (("a\x1bb.yaml",), "on Windows"),
        (("a\udcff.yaml",), "cannot be seen"),
    ],
)
def test_a_name_that_some_system_cannot_hold_is_a_warning(folder, names, said):
    for number, name in enumerate(names):
        try:
            (folder / "references" / name).write_text(ONE.format(f"r{number}"), "utf-8")
        except OSError:
            pytest.skip("this system cannot hold it either")
    if len(list((folder / "references").iterdir())) == len(names):
        pytest.skip("this system takes the two for one")
    (problem,) = told(folder)
    assert (problem.code, problem.level) == (Code.UNPORTABLE_NAME, Level.WARNING)
    assert said in problem.message
    assert set("\x1b\u202e\udcff").isdisjoint(rendered([problem], "text") + rendered([problem], "short"))


def test_line_ends_and_a_byte_order_mark_change_nothing(folder, tmp_path):
    before = read([folder], shipped=[])[0]
    for file in folder.rglob("*.yaml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    after, problems = read([folder], shipped=[])
    assert problems == ()
    assert before is not None
    assert after is not None
    assert [c.digest for c in before.catalogs] == [c.digest for c in after.catalogs]


def test_a_catalog_behind_a_link_is_one_with_the_folder_itself(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    library, problems = read([tmp_path / "link", folder], shipped=[])
    assert problems == ()
    assert library is not None
    assert len(library.catalogs) == 1


def test_what_is_hidden_is_left_alone_and_a_nested_checkout_is_not(folder):
    for place in (".git", ".hidden", "terms/.cache"):
        (folder / place).mkdir()
        (folder / place / "x.yaml").write_text("a: b: c\n", "utf-8")
    (folder / "terms" / ".x.yaml").write_text("a: b: c\n", "utf-8")
    assert told(folder) == []
    (folder / "vendored" / "terms").mkdir(parents=True)
    (folder / "vendored" / "terms" / "x.yaml").write_text("terms: []\n", "utf-8")
    (problem,) = told(folder)
    assert problem.code is Code.STRAY_FILE


def test_ten_thousand_files(folder):
    for number in range(10_000):
        (folder / "references" / f"r{number}.yaml").write_text(ONE.format(f"r{number}"), "utf-8")
    assert told(folder) == []


@pytest.mark.parametrize(
    "id_", ['"a\\u202eb"', '"a\\u0007b"', "Ünï", '"a b"', '"../x"', '"a/b"', '""', "null", "yes", "1", "[a]"]
)
def test_an_id_is_letters_digits_and_hyphens(folder, id_):
    problems = spoil(folder, ONE.format(id_), "references/more.yaml")
    allowed = {"yes": [], "1": [Code.WRONG_TYPE], "null": [Code.WRONG_TYPE], "[a]": [Code.WRONG_TYPE]}
    expected = allowed.get(id_, [Code.FORBIDDEN_CHARACTER] if "0007" in id_ else [Code.BAD_VALUE])
    assert [p.code for p in problems] == expected


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("/", "is not a catalog: it holds no catalog.yaml"),
        ("/dev/null", "is not a folder"),
        ("nowhere", "no such folder"),
        ("base/catalog.yaml", "did you mean base?"),
        ("", "is not a catalog"),
    ],
)
def test_the_option_catalog_wants_a_catalog(run_cli, workspace, given, said):
    shutil.copytree(BASE, workspace / "base")
    ran = run_cli("list", "catalogs", "--catalog", given)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
