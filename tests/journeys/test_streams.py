"""Whatever lies behind standard input and output: the answer's exit code, the same bytes, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.report_subjects import subject

pytestmark = pytest.mark.skipif(os.name != "posix", reason="descriptors are closed before the program starts")


@pytest.fixture
def review(workspace):
    path, _ = subject("signed", workspace)
    return str(path)


@pytest.fixture
def broken(workspace):
    """A file in which there is something wrong."""
    Path("broken.review.yaml").write_text("format: 1\nsystem: {name: a, nmae: b}\n", encoding="utf-8")
    return "broken.review.yaml"


def start(*arguments, **how):
    command = [sys.executable, "-m", "mlthreat", *arguments]
    return subprocess.run(**{"args": command, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how})


@pytest.mark.parametrize("form", ["html", "csv", "text", "md"])
def test_what_goes_into_a_pipe_is_the_same_in_every_locale(review, form):
    made = {
        start("report", review, "--format", form, env={**os.environ, **world}, check=True).stdout
        for world in (
            {"LC_ALL": "C.UTF-8"},
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"LC_ALL": "en_US.ISO-8859-1", "PYTHONUTF8": "0"},
        )
    }
    assert len(made) == 1
    assert made.pop().decode("utf-8")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252:strict", "utf-16"])
def test_what_an_encoding_lacks_is_written_out(review, encoding):
    ran = start("check", review, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert ran.returncode == 1
    assert ran.stderr == b""
    assert "no, by the default policy" in ran.stdout.decode(encoding.partition(":")[0])


@pytest.mark.parametrize("closed", [[0], [1], [2], [1, 2], [0, 1, 2]])
def test_closed_streams_change_no_answer_and_no_file(review, broken, closed):
    def close():
        for number in closed:
            os.close(number)

    before = Path(review).read_bytes()
    ran = start("validate", broken, review, preexec_fn=close)
    assert ran.returncode == 1
    assert b"bug" not in ran.stderr
    assert Path(review).read_bytes() == before


@pytest.mark.parametrize("command", [["validate"], ["validate", "--format", "json"], ["check"]])
def test_a_reader_who_has_gone_turns_no_no_into_a_yes(broken, command):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        expected = start(*command, broken).returncode
        assert expected
        assert start(*command, broken, stdout=writing).returncode == expected
        assert start(*command, broken, stdout=writing, stderr=writing).returncode == expected
    finally:
        os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_what_cannot_be_told_is_no_bug(broken):
    with Path("/dev/full").open("w") as full:
        assert start("validate", broken, stderr=full).returncode == 1
        assert start("list", "traits", stdout=full, stderr=full).returncode == 2
        assert start("nonsense", stdout=full, stderr=full).returncode == 2
    with Path(broken).open() as read_only:
        ran = start("list", "traits", stdout=read_only)
    assert ran.returncode == 2
    assert b"the output could not be written" in ran.stderr


def test_a_pipe_that_does_not_wait_gets_everything(review):
    whole = start("report", review, "--format", "html").stdout
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    command = [sys.executable, "-m", "mlthreat", "report", review, "--format", "html"]
    with subprocess.Popen(command, stdout=writing) as program, os.fdopen(reading, "rb") as pipe:
        os.close(writing)
        assert pipe.read() == whole
    assert program.returncode == 0
    assert len(whole) > 65_536


@pytest.mark.parametrize("columns", ["1", "99999999"])
@pytest.mark.parametrize(
    "command", [["catalog", "show"], ["portfolio", "."], ["list", "terms"], ["list", "crosswalk"], ["check", "--help"]]
)
def test_no_terminal_is_too_narrow_or_too_wide(review, run_cli, monkeypatch, command, columns):
    monkeypatch.setenv("COLUMNS", columns)
    ran = run_cli(*command)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) < 1000


@pytest.mark.parametrize(
    "command", [["check", "--nope"], ["lits"], ["list", "nothing"], ["accept"], ["catalog", "nope"]]
)
def test_usage_is_told_at_once_however_wide_the_terminal_says_it_is(run_cli, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "99999999")
    ran = run_cli(*command)
    assert ran.code == 2
    assert len(ran.err) < 2000


@pytest.mark.parametrize("how", [["--plain"], ["--no-plain"]])
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_sitting_that_is_asked_to_end_leaves_as_with_control_c(workspace, how, asked):
    Path("a.review.yaml").write_text("format: 1\nsystem: {name: A, owner: B, description: C}\n", encoding="utf-8")
    terminal, inner = os.openpty()
    command = [sys.executable, "-m", "mlthreat", "review", *how]
    world = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command, stdin=inner, stdout=inner, stderr=inner, env=world, start_new_session=True
    ) as program:
        os.close(inner)
        shown = b""
        while b"save and leave" not in shown:
            shown += os.read(terminal, 65_536)
        program.send_signal(asked)
        assert program.wait() == 130
    os.close(terminal)
    assert sorted(f.name for f in workspace.iterdir()) == ["a.review.yaml"]


def test_a_working_folder_that_is_gone_is_told(workspace):
    program = f'rmdir "$PWD" && exec {sys.executable} -m mlthreat list traits'
    (workspace / "gone").mkdir()
    ran = start(cwd=workspace / "gone", args=["sh", "-c", program])
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"error: the working folder has been deleted")
