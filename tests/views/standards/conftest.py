"""An example and a hostile review, and what they become."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import REPOSITORY
from tests.views.test_report_hostile import HOSTILE


@pytest.fixture(params=["chat-bot", "email-filter"])
def example(request, workspace):
    """An example's review in the workspace, as the one at hand."""
    shutil.copy(REPOSITORY / "docs" / "examples" / request.param / f"{request.param}.review.yaml", workspace)
    return workspace / f"{request.param}.review.yaml"


@pytest.fixture
def hostile(run_cli, workspace, sign_off):
    """A review in which everything that people write is hostile, with an acceptance and decisions."""
    listed = json.loads(run_cli("list", "questions", "--format", "json").out)
    questions = [r["id"] for r in listed if r["asks"] == "control"]
    evidence = ["http://h/[x]%zz#a#b", "https://[::1]/a b".replace(" ", "%20"), "http://@:x/"]
    answers = {
        question: {
            "verdict": ("no", "unknown", "partly", "yes")[n % 4],
            "note": text,
            "evidence": [{"statement": text}, {"url": evidence[n % 3]}, {"ticket": text.split("\n")[0]}],
            "action": {"owner": text.split("\n")[0].replace("\u2028", ""), "due": "9999-12-31", "ticket": "T"},
        }
        for n, (question, text) in enumerate(zip(questions, HOSTILE, strict=False))
    }
    system = {"name": HOSTILE[0], "owner": HOSTILE[1], "description": "\n".join(HOSTILE), "repository": HOSTILE[6]}
    (workspace / "fill.yaml").write_text(json.dumps({"system": system, "answers": answers}), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", HOSTILE[2])
    assert ran.code == 0, ran.err
    given = ("--reason", HOSTILE[9], "--compensating", HOSTILE[7], "--until", "2027-02-01", "--by", HOSTILE[4])
    assert run_cli("accept", "a.review.yaml", questions[0], *given, "--role", HOSTILE[5]).code == 0
    sign_off(HOSTILE[3], "approve-with-conditions", "--condition", HOSTILE[8], "--comment", HOSTILE[16])
    sign_off(HOSTILE[11], "reject")
    return workspace / "a.review.yaml"


@pytest.fixture
def sign_off(run_cli):
    """Record somebody's decision on the review at hand."""

    def call(by, decision, *more):
        ran = run_cli("signoff", "--by", by, "--role", f"role of {by}", "--decision", decision, *more)
        assert ran.code == 0, ran.err

    return call


@pytest.fixture
def made(run_cli):
    """The review at hand, reported in one of the formats."""

    def call(form, *more):
        ran = run_cli("report", "--format", form, *more)
        assert ran.code == 0, ran.err
        return ran.out

    return call
