"""An overridden severity, a changed text and a switched-off question are never silent: interview, report and gate tell them."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pexpect
import pytest

from tests.builders import write_catalog

RATED = "The board wants it so."
WORDED = "Shorter for our meetings."
OFF = "The product has no public input."
CHANGES = {
    "override": [
        {
            "threat": "model-stealing/5",
            "set": {"severity": {"default": "critical", "because": "It is what we sell."}},
            "because": RATED,
        },
        {"question": "data-trust.raw-scores", "set": {"text": "Do you keep back scores?"}, "because": WORDED},
    ],
    "disable": [{"question": "customer-harm.trolling", "because": OFF, "owner": "Product security"}],
}
ANSWERS = {
    "system": {"name": "Bot"},
    "traits": {"exposes-predictions": "yes"},
    "answers": {"data-trust.raw-scores": "no"},
}


@pytest.fixture
def review(run_cli, workspace: Path) -> Path:
    folder = write_catalog(
        workspace / "acme",
        {"id": "q", "why": "w"},
        id="acme",
        extends=[{"id": "microsoft", "version": ">=1"}],
        **CHANGES,
    )
    (workspace / "mlthreat.yaml").write_text(f"catalogs: [{folder.name}]\n", "utf-8")
    (workspace / "given.yaml").write_text(json.dumps(ANSWERS), "utf-8")
    assert run_cli("review", "bot.review.yaml", "--answers", "given.yaml", "--no-input").code == 0
    return workspace / "bot.review.yaml"


def flat(text: str) -> str:
    return " ".join(text.split())


def tells_the_changes(text: str) -> bool:
    shown = flat(re.sub(r"\\(?=\W)", "", text))
    return all(
        said in shown
        for said in (
            "acme",
            RATED.rstrip("."),
            OFF.rstrip("."),
            "customer-harm.trolling",
            "model-stealing/5",
            "Product security",
        )
    )


def test_the_plain_interview_tells_them(run_cli, review):
    ran = run_cli("review", review, "--plain", stdin="g data-trust.raw-scores\ng customer-harm.trolling\nq\n")
    shown = flat(ran.out + ran.err)
    assert f"switched off by acme: customer-harm.trolling. {OFF} (Product security answers for it)" in shown
    assert "Do you keep back scores?" in shown
    assert f"text set by acme: {WORDED}" in shown
    assert f"severity of model-stealing/5 set by acme: {RATED}" in shown
    assert f"it does not apply: switched off by acme: {OFF}" in shown


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")
def test_the_full_interview_tells_them(review):
    world = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    command = ["-m", "mlthreat", "review", str(review), "--no-plain"]
    child = pexpect.spawn(sys.executable, command, env=world, dimensions=(60, 200), encoding="utf-8", timeout=600)
    child.expect_exact("switched off by acme: customer-harm.trolling")
    child.expect_exact("save and leave")
    child.send("gdata-trust.raw-scores\r")
    child.expect_exact(f"text set by acme: {WORDED}")
    child.expect_exact(f"severity of model-stealing/5 set by acme: {RATED}")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize("form", ["md", "html", "json", "text"])
def test_every_report_tells_them(run_cli, review, form):
    ran = run_cli("report", review, "--format", form)
    assert ran.code == 0, ran.err
    assert tells_the_changes(re.sub(r"<[^>]+>", "", ran.out) if form == "html" else ran.out)


def test_the_finding_is_rated_as_the_catalog_says(run_cli, review):
    (finding,) = json.loads(run_cli("report", review, "--format", "json").out)["findings"]
    assert finding["severity"] == "critical"


@pytest.mark.parametrize("form", ["text", "json", "markdown", "junit", "sarif"])
def test_the_gate_tells_them(run_cli, review, form):
    assert tells_the_changes(run_cli("check", review, "--format", form).out)


def test_what_comes_with_mlthreat_is_no_news(run_cli, review):
    shown = run_cli("report", review, "--format", "text").out
    assert "unintended" not in shown
    assert "Microsoft's text" not in run_cli("check", review).out


def test_many_switched_off_questions_do_not_fill_the_first_page(run_cli, review):
    listed = json.loads(run_cli("list", "questions", "--of", "microsoft", "--format", "json").out)
    off = [{"question": row["id"], "because": OFF, "owner": "Ada"} for row in listed[:9]]
    write_catalog(
        Path("acme"), {"id": "q", "why": "w"}, id="acme", extends=[{"id": "microsoft", "version": ">=1"}], disable=off
    )
    shown = flat(run_cli("review", review, "--plain", stdin="q\n").out)
    assert shown.count("switched off by acme") == 5
    assert "and 4 more; `mlthreat catalog show` lists them" in shown
    assert "4 more changes; the whole report names them" in flat(run_cli("report", review, "--format", "text").out)
