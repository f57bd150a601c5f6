"""A review comes back out of a report exactly as it went in; nothing is overwritten, nothing altered is believed."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mlthreat.files.review_lock import ReviewLock
from tests.conftest import REPOSITORY

REVIEW = "a.review.yaml"
UNTIL = str(datetime.now(UTC).date() + timedelta(days=90))
QUESTION = "data-trust.notice-tampering"


@pytest.fixture
def review(run_cli, workspace) -> bytes:
    Path("docs").mkdir()
    Path("docs/proof.md").write_text("one", encoding="utf-8")
    note = "first\n\n  second: 'yes' & <b> \u202e é\n"
    answers = {
        QUESTION: {
            "verdict": "partly",
            "note": note,
            "evidence": [{"file": "docs/proof.md"}],
            "action": {"owner": "Bo"},
        },
        "data-trust.raw-scores": {"verdict": "no", "note": "1.10"},
        "customer-harm.trolling": {
            "verdict": "yes",
            "evidence": [{"url": "https://example.org/x"}, {"ticket": "SEC-1"}],
        },
    }
    system = {"name": "Fraud: the 2nd model", "version": "1.10", "description": "two\nlines"}
    given = json.dumps({"system": system, "answers": answers}, ensure_ascii=False)
    Path("fill.yaml").write_text(given, encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err
    taken = ("--by", "Grace", "--role", "head", "--reason", "soon", "--compensating", "watch", "--until", UNTIL)
    assert run_cli("accept", REVIEW, "data-trust.raw-scores", *taken).code == 0
    assert run_cli("signoff", REVIEW, "--by", "Grace", "--role", "head", "--decision", "approve").code == 0
    assert run_cli("report", REVIEW, "--output", "r.html").code == 0
    return Path(REVIEW).read_bytes()


def digest(run_cli, file: str) -> str:
    return json.loads(run_cli("report", file, "--format", "json").out)["digest"]


def test_review_report_delete_recover(run_cli, review):
    before = digest(run_cli, REVIEW)
    Path(REVIEW).unlink()
    ran = run_cli("review", "--from-report", "r.html", REVIEW)
    assert ran.code == 0, ran.err
    assert f"recovered: {REVIEW}, state {before}" in ran.out
    assert Path(REVIEW).read_bytes() == review
    assert digest(run_cli, REVIEW) == before
    assert run_cli("verify", REVIEW).code == 0
    assert run_cli("report", REVIEW, "--output", "again.html").code == 0
    assert Path("again.html").read_bytes() == Path("r.html").read_bytes()


@pytest.mark.parametrize("name", ["email-filter", "chat-bot"])
def test_the_examples_come_back_byte_for_byte(run_cli, workspace, name):
    folder = REPOSITORY / "docs" / "examples" / name
    assert run_cli("review", "--from-report", folder / "report.html", "back.review.yaml").code == 0
    assert Path("back.review.yaml").read_bytes() == (folder / f"{name}.review.yaml").read_bytes()


def test_without_a_name_it_is_the_systems(run_cli, review):
    Path(REVIEW).unlink()
    assert run_cli("review", "--from-report", "r.html").code == 0
    assert Path("fraud-the-2nd-model.review.yaml").read_bytes() == review


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_is_there_is_never_overwritten(run_cli, review, kind):
    target = Path("b.review.yaml")
    {"file": lambda: target.write_text("mine"), "link": lambda: target.symlink_to("nowhere"), "folder": target.mkdir}[
        kind
    ]()
    ran = run_cli("review", "--from-report", "r.html", target, "--even-if-altered")
    assert ran.code == 2
    assert "is there already; it is not overwritten" in ran.err
    assert not Path("nowhere").exists()
    assert kind != "file" or target.read_text() == "mine"


def test_an_altered_page_is_believed_only_if_told_so(run_cli, review):
    page = Path("r.html").read_text(encoding="utf-8")
    assert '"verdict":"partly"' in page
    Path("r.html").write_text(page.replace('"verdict":"partly"', '"verdict":"yes"'), encoding="utf-8")
    ran = run_cli("review", "--from-report", "r.html", "b.review.yaml")
    assert ran.code == 2
    assert "cannot be trusted" in ran.err
    assert "the first difference is in line" in ran.err
    assert not Path("b.review.yaml").exists()
    ran = run_cli("review", "--from-report", "r.html", "b.review.yaml", "--even-if-altered")
    assert ran.code == 0
    assert "verdict: yes" in Path("b.review.yaml").read_text(encoding="utf-8")
    assert run_cli("verify", "b.review.yaml").code == 1


def test_evidence_counts_from_where_the_review_lies(run_cli, review):
    Path("elsewhere").mkdir()
    ran = run_cli("review", "--from-report", "r.html", "elsewhere/b.review.yaml")
    assert ran.code == 0
    assert "evidence that is not here as it was" in ran.out
    assert "docs/proof.md" in ran.out
    shutil.copytree("docs", "elsewhere/docs")
    assert run_cli("verify", "elsewhere/b.review.yaml").code == 0


def test_a_page_of_somebodys_templates_needs_to_be_told(run_cli, review):
    shutil.copytree(REPOSITORY / "docs" / "examples" / "house-style" / "templates", "templates")
    assert run_cli("report", REVIEW, "--output", "r.html", "--template", "templates").code == 0
    ran = run_cli("review", "--from-report", "r.html", "b.review.yaml")
    assert ran.code == 2
    assert "templates of somebody's own" in ran.err
    assert run_cli("review", "--from-report", "r.html", "b.review.yaml", "--even-if-altered").code == 0
    assert Path("b.review.yaml").read_bytes() == review


@pytest.mark.parametrize("more", [("--answers", "fill.yaml"), ("--only", "data-trust"), ("--redo",)])
def test_it_only_recovers(run_cli, review, more):
    ran = run_cli("review", "--from-report", "r.html", "b.review.yaml", *more)
    assert ran.code == 2
    assert "only recovers" in " ".join(ran.err.split())
    assert not Path("b.review.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.html",), "no such file"),
        (("docs/proof.md",), "carries no review"),
        (("r.html", "no/such/b.review.yaml"), "no/such"),
    ],
)
def test_what_is_not_there_is_told(run_cli, review, arguments, said):
    ran = run_cli("review", "--from-report", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not list(Path().rglob("b.review.yaml*"))


def test_a_file_that_somebody_is_about_to_write_is_left_to_them(run_cli, review):
    lock = ReviewLock(Path("b.review.yaml").resolve())
    try:
        ran = run_cli("review", "--from-report", "r.html", "b.review.yaml")
    finally:
        lock.release()
    assert ran.code == 2
    assert "being edited" in ran.err
    assert not Path("b.review.yaml").exists()
