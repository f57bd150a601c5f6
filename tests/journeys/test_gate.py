"""From answers to a decision that means something: gate, acceptance, sign-off, verification, comparison, joining."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

REVIEW = "a.review.yaml"
TRAITS = ("trains-models", "exposes-predictions")


MADE: dict[str, bytes] = {}
"""The review below, made once by answering its questions one by one."""


@pytest.fixture
def review(run_cli, workspace):
    """A review of a small system, every question answered with a bare yes."""
    if REVIEW not in MADE:
        MADE[REVIEW] = answered(run_cli, workspace / REVIEW)
    (workspace / REVIEW).write_bytes(MADE[REVIEW])
    return workspace / REVIEW


def answered(run_cli, path):
    traits = {row["id"]: "no" for row in json.loads(run_cli("list", "traits", "--format", "json").out)} | dict.fromkeys(
        TRAITS, "yes"
    )
    fill(run_cli, system={"name": "Filter", "owner": "Mail team"}, traits=traits)
    run_cli("review", REVIEW, "--plain", "--reviewer", "Ada", stdin="y\n" * 130)
    assert json.loads(run_cli("report", REVIEW, "--format", "json").out)["coverage"]["open"] == 0
    return path.read_bytes()


def fill(run_cli, **given):
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err


def sign(run_cli, *more):
    return run_cli("signoff", REVIEW, "--by", "Grace", "--role", "security", "--decision", "approve", *more)


def test_nothing_but_yes_does_not_pass_and_what_is_missing_is_said(run_cli, review):
    ran = run_cli("check", REVIEW)
    assert ran.code == 1
    assert "unproven-control" in ran.out
    lax = "format: 1\nevidence: {critical: nothing, important: nothing, moderate: nothing, low: nothing}\n"
    Path("lax.yaml").write_text(lax, encoding="utf-8")
    assert run_cli("check", REVIEW, "--policy", "lax.yaml").code == 0


@pytest.mark.parametrize("form", ["json", "github", "sarif", "gitlab", "junit", "markdown"])
def test_no_format_turns_a_no_into_a_yes(run_cli, review, form):
    assert run_cli("check", REVIEW, "--format", form).code == 1


def test_sarif_puts_every_result_at_a_line_of_the_review(run_cli, review):
    run = json.loads(run_cli("check", REVIEW, "--format", "sarif").out)["runs"][0]
    assert run["results"]
    lines = review.read_text(encoding="utf-8").count("\n")
    for result in run["results"]:
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == REVIEW
        assert 1 <= where["region"]["startLine"] <= lines
        assert result["partialFingerprints"]


@pytest.mark.parametrize("content", ["", "format: 1\nsystem: x\n", None])
def test_what_cannot_be_read_never_passes(run_cli, review, content):
    if content is None:
        assert run_cli("check", REVIEW, "--policy", "missing.yaml").code == 2
    else:
        review.write_text(content, encoding="utf-8")
        assert run_cli("check", REVIEW).code == 2


def test_a_sign_off_stays_with_blank_space_and_goes_with_an_answer(run_cli, review):
    fill(run_cli, answers={"data-trust.raw-scores": {"verdict": "yes", "note": "rounded  to one digit"}})
    assert "without a signature" in sign(run_cli).out
    assert run_cli("verify", REVIEW).code == 0
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("note: rounded  to one digit", 'note: "rounded  to one digit  "'), encoding="utf-8")
    assert run_cli("verify", REVIEW).code == 0
    fill(run_cli, answers={"data-trust.raw-scores": "no"})
    ran = run_cli("verify", REVIEW)
    assert ran.code == 1
    assert "data-trust.raw-scores" in ran.out


@pytest.mark.parametrize("change", ["trait", "evidence"])
def test_a_trait_or_one_byte_of_evidence_voids_a_sign_off_by_name(run_cli, review, change):
    Path("proof.md").write_text("measured", encoding="utf-8")
    fill(run_cli, answers={"data-trust.raw-scores": {"verdict": "yes", "evidence": [{"file": "proof.md"}]}})
    sign(run_cli)
    assert run_cli("verify", REVIEW).code == 0
    if change == "trait":
        fill(run_cli, traits={"security-sensitive": "yes"})
    else:
        Path("proof.md").write_text("measureD", encoding="utf-8")
    ran = run_cli("verify", REVIEW)
    assert ran.code == 1
    assert ("security-sensitive" if change == "trait" else "proof.md") in ran.out


def test_evidence_never_leaves_the_repository(run_cli, review, workspace):
    (workspace.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (workspace / "link.txt").symlink_to(workspace.parent / "secret.txt")
    before = review.read_bytes()
    for file in ("../secret.txt", "link.txt"):
        Path("fill.yaml").write_text(
            json.dumps({"answers": {"data-trust.raw-scores": {"verdict": "yes", "evidence": [{"file": file}]}}}),
            encoding="utf-8",
        )
        ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input")
        assert ran.code == 2, file
        assert review.read_bytes() == before


def test_an_acceptance_lapses_on_the_day_after_its_end(run_cli, review):
    fill(run_cli, answers={"data-trust.raw-scores": "no"})
    accept = [
        "accept",
        REVIEW,
        "data-trust.raw-scores",
        "--role",
        "security",
        "--reason",
        "low value",
        "--compensating",
        "rate limit",
    ]
    last = datetime.now(UTC).date() + timedelta(days=90)
    after = str(last + timedelta(days=1))
    assert run_cli(*accept, "--by", "Ada", "--until", last).code != 0
    assert run_cli(*accept, "--by", "Grace", "--until", "2020-01-01").code != 0
    assert run_cli(*accept, "--by", "Grace", "--until", last).code == 0
    states = {}
    for day in (str(last), after):
        data = json.loads(run_cli("report", REVIEW, "--format", "json", "--at", day).out)
        states[day] = next(f for f in data["findings"] if f["id"] == "data-trust.raw-scores")["state"]
    assert states == {str(last): "accepted", after: "lapsed"}
    assert after in run_cli("check", REVIEW, "--forecast", "100").out


def test_a_merge_driver_leaves_a_disagreement_and_no_conflict(run_cli, review, workspace):
    def git(*arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b", *arguments],
            capture_output=True,
            text=True,
            cwd=workspace,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    git("init", "-q", "-b", "main")
    Path(".gitattributes").write_text("*.review.yaml merge=mlthreat\n", encoding="utf-8")
    git("add", ".gitattributes", REVIEW)
    git("commit", "-qm", "base")
    git("checkout", "-qb", "theirs")
    fill(run_cli, answers={"data-trust.raw-scores": "no", "data-trust.minimal-output": "partly"})
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    fill(run_cli, answers={"data-trust.raw-scores": "unknown"})
    git("commit", "-qam", "ours")
    import sys

    driver = f"{sys.executable} -m mlthreat merge %O %A %B --output %A"
    git("-c", f"merge.mlthreat.driver={driver}", "merge", "-q", "theirs", "-m", "joined")
    text = review.read_text(encoding="utf-8")
    assert "<<<<<<<" not in text
    data = json.loads(run_cli("report", REVIEW, "--format", "json").out)
    questions = {q["id"]: q for q in data["questions"]}
    assert questions["data-trust.minimal-output"]["verdict"] == "partly"
    assert questions["data-trust.raw-scores"]["verdict"] is None
    assert "two people answered differently" in run_cli("review", REVIEW, "--plain", stdin="q\n").out
    ran = run_cli("diff", "HEAD~1:" + REVIEW, REVIEW, "--exit-code")
    assert ran.code == 1
    assert "data-trust.minimal-output" in ran.out


def test_a_report_that_was_edited_is_found_out(run_cli, review):
    assert run_cli("report", REVIEW, "--output", "r.html").code == 0
    page = Path("r.html").read_text(encoding="utf-8")
    assert "is what its own data make" in run_cli("verify", "r.html").out
    Path("r.html").write_text(page.replace("<title>Filter", "<title>Fitter", 1), encoding="utf-8")
    assert run_cli("verify", "r.html").code == 1


def test_a_new_catalog_works_from_its_first_minute(run_cli, workspace):
    assert run_cli("catalog", "new", "acme-privacy").code == 0
    assert run_cli("validate", "--strict", "acme-privacy").code == 0
    assert run_cli("catalog", "test", "acme-privacy").code == 0
    assert run_cli("catalog", "new", "acme-privacy").code == 2
    Path("mlthreat.yaml").write_text("catalogs: [acme-privacy]\n", encoding="utf-8")
    assert "acme-privacy.retention" in run_cli("list", "questions").out
    fill(run_cli, system={"name": "X"}, traits={"acme-privacy-keeps-records": "yes"})
    page = run_cli("report", REVIEW).out
    assert "Records kept too long" in page
    assert "acme-privacy.retention" in page
