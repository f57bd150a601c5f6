"""The report in a terminal: one calm screen, plain wherever a terminal cannot or shall not show colour."""

from __future__ import annotations

import re

import pexpect
import pytest

from tests.report_subjects import SUBJECTS, made_report, signed, subject

SCREEN = (80, 40)


@pytest.mark.parametrize("name", SUBJECTS)
def test_it_fits_on_one_screen_and_says_what_matters(tmp_path, name):
    text = made_report(name, tmp_path, "txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    assert len(lines) <= SCREEN[1]
    assert all(len(line) <= SCREEN[0] for line in lines)
    assert all(c.isprintable() or c in "\n\u200d" for c in text)
    for said in ("owned by", "Decision", "Until when", "Unanswered", "State  sha256:"):
        assert said in text


def test_it_names_the_end_of_an_acceptance_though_actions_are_due_before(tmp_path):
    text = made_report("signed", tmp_path, "txt").read_text(encoding="utf-8")
    assert "2027-03-01 an acceptance ends: Grace Hopper" in text
    assert "approved with conditions, declared by Grace Hopper (product security), 2026-11-25 10:00 UTC" in flat(text)


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("environment", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_gets_colour_where_it_wants_it(workspace, environment, colored):
    review = signed(workspace)
    shown = pexpect.run(
        f"python -m mlthreat report {review} --format text",
        env={**base(), **environment},
        encoding="utf-8",
        timeout=600,
    )
    assert ("\x1b[" in shown) is colored
    assert "Worst open findings" in shown


def test_what_is_no_terminal_gets_none(run_cli, workspace, monkeypatch):
    review, _ = subject("signed", workspace)
    monkeypatch.setenv("TERM", "xterm")
    ran = run_cli("report", review, "--format", "text")
    assert "\x1b" not in ran.out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run_cli("report", review, "--format", "text").out


def base() -> dict[str, str]:
    """The environment without what the outer world says about colour."""
    import os
    import sys
    from pathlib import Path

    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def flat(text: str) -> str:
    """A text on one line."""
    return re.sub(r"\s+", " ", text)
