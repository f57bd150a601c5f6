"""The gate as CI meets it: in a repository, over several reviews, with policies, formats and broken files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mlthreat.domain.assessment import assess
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Asks
from mlthreat.domain.review import Review
from mlthreat.files.composition import must_read
from mlthreat.files.review_yaml import ReviewText


def unproven(review: Review) -> list[str]:
    """What applies and has no answer of its own: facts that answer an exposure are a word, and no evidence."""
    return [i.id for i in assess(must_read(), review).checklist.applicable if i.id not in review.answers]


@pytest.fixture(scope="module")
def proven() -> Review:
    """A review of a small system that the default policy lets through."""
    library = must_read()
    review = Review.model_validate({"system": {"name": "Filter", "owner": "Mail team"}})
    review = review.model_copy(
        update={"traits": dict.fromkeys(library.traits, TraitValue.NO) | {"trains-models": TraitValue.YES}}
    )
    while waiting := unproven(review):
        answers = {
            q: {
                "verdict": "yes" if library.questions[q].question.asks is Asks.CONTROL else "no",
                "note": f"as it should be: {q}",
                "evidence": [{"url": f"https://example.org/{q}"}],
                "by": "Ada",
                "at": "2026-11-24T10:00:00Z",
            }
            for q in waiting
        }
        given = Review.model_validate({"system": {"name": "x"}, "answers": answers})
        review = review.model_copy(update={"answers": {**review.answers, **given.answers}})
    return review


@pytest.fixture
def write(workspace, proven):
    """Write the review, with answers changed, to a file."""

    def call(file: str = "a.review.yaml", answers: dict | None = None, **parts) -> Path:
        data = proven.model_dump(mode="json", exclude_none=True)
        data["answers"] |= {q: {**data["answers"][q], **a} for q, a in (answers or {}).items()}
        path = workspace / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ReviewText().dump(Review.model_validate({**data, **parts})), encoding="utf-8")
        return path

    return call


@pytest.fixture
def control(proven) -> str:
    """The id of a control that a proven review answers."""
    return next(q for q, a in proven.answers.items() if a.verdict == "yes")


def git(*arguments, cwd):
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr


def test_a_proven_review_passes(run_cli, write):
    write()
    ran = run_cli("check")
    assert ran.code == 0, ran.out
    assert "the gate says yes to 1 review" in ran.out


def test_an_open_finding_closes_it_at_the_line_of_its_answer(run_cli, write, control):
    path = write(answers={control: {"verdict": "no"}})
    ran = run_cli("check")
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if text == f"  {control}:")
    assert ran.code == 1
    assert f"(a.review.yaml:{line})" in ran.out


def test_in_a_repository_paths_count_from_its_root(run_cli, write, workspace, control, monkeypatch):
    git("init", "-q", cwd=workspace)
    write("teams/mail/a.review.yaml", {control: {"verdict": "no"}})
    monkeypatch.chdir(workspace / "teams")
    assert "::error file=teams/mail/a.review.yaml," in run_cli("check", "mail/a.review.yaml", "--format", "github").out
    log = json.loads(run_cli("check", "mail/a.review.yaml", "--format", "sarif").out)
    where = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where == "teams/mail/a.review.yaml"


def test_the_step_summary_is_appended_to(run_cli, write, workspace, control, monkeypatch):
    write(answers={control: {"verdict": "no"}})
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(workspace / "summary.md"))
    (workspace / "summary.md").write_text("before\n", encoding="utf-8")
    assert run_cli("check", "--format", "github").code == 1
    summary = (workspace / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("before\n<!-- mlthreat check -->")
    assert control in summary


def test_one_unreadable_review_among_others_is_never_a_yes(run_cli, write, workspace):
    write()
    (workspace / "b.review.yaml").write_text("system: [\n", encoding="utf-8")
    for form in ("text", "json", "github", "sarif", "gitlab", "junit", "markdown"):
        ran = run_cli("check", "a.review.yaml", "b.review.yaml", "missing.review.yaml", "--format", form)
        assert ran.code == 2, form
        assert "says yes" not in ran.out
        assert "b.review.yaml" in ran.err + ran.out
        assert "missing.review.yaml" in ran.err


def test_github_sees_the_problems_of_a_broken_review_at_their_line(run_cli, write, workspace):
    (workspace / "b.review.yaml").write_text("system: {name: X}\nanswer: {}\n", encoding="utf-8")
    ran = run_cli("check", "b.review.yaml", "--format", "github")
    assert ran.code == 2
    assert "::error file=b.review.yaml,line=2," in ran.out


@pytest.mark.parametrize("broken", ["fail_on: nothing\n", "", "fail_on: low\nfail_on: critical\n"])
def test_a_policy_that_cannot_be_used_is_never_a_yes(run_cli, write, workspace, broken):
    write("reviews/a.review.yaml")
    assert run_cli("check", "reviews/a.review.yaml").code == 0
    (workspace / "mlthreat-policy.yaml").write_text(broken, encoding="utf-8")
    ran = run_cli("check", "reviews/a.review.yaml")
    assert ran.code == 2
    assert "mlthreat-policy.yaml" in ran.err


def test_a_policy_above_the_review_decides_and_is_named(run_cli, write, workspace):
    write("reviews/a.review.yaml")
    (workspace / "mlthreat-policy.yaml").write_text("evidence: {critical: pinned}\n", encoding="utf-8")
    ran = run_cli("check", "reviews/a.review.yaml")
    assert ran.code == 1
    assert "by policy" in ran.out
    assert "mlthreat-policy.yaml" in ran.out


def test_nothing_in_a_review_can_hold_a_policy(run_cli, write):
    path = write()
    path.write_text(path.read_text() + "policy: {fail_on: critical}\n", encoding="utf-8")
    assert run_cli("check").code == 2


def test_a_demanded_catalog_or_version_must_be_in_force(run_cli, write, workspace):
    write()
    policy = workspace / "mlthreat-policy.yaml"
    policy.write_text('catalogs: [{id: microsoft, version: ">=1.0"}]\n', encoding="utf-8")
    assert run_cli("check").code == 0
    policy.write_text('catalogs: [{id: microsoft, version: ">=99"}, {id: acme}]\n', encoding="utf-8")
    ran = run_cli("check")
    assert ran.code == 1
    assert "demands the catalog acme" in ran.out
    assert "demands the catalog microsoft >=99" in ran.out


def test_fail_on_moves_the_line_for_findings(run_cli, write, control):
    write(answers={control: {"verdict": "no"}})
    ran = run_cli("check", "--fail-on", "low")
    assert ran.code == 1
    ran = run_cli("check", "--fail-on", "serious")
    assert ran.code == 2
    assert "critical, important, moderate, low" in ran.err


def test_one_changed_byte_of_evidence_names_its_answer(run_cli, write, workspace, control):
    (workspace / "proof.md").write_text("measured", encoding="utf-8")
    (workspace / "fill.yaml").write_text(
        json.dumps({"answers": {control: {"verdict": "yes", "evidence": [{"file": "proof.md"}]}}}), encoding="utf-8"
    )
    write()
    assert run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input").code == 0
    assert run_cli("check").code == 0
    (workspace / "proof.md").write_text("Measured", encoding="utf-8")
    ran = run_cli("check")
    assert ran.code == 1
    assert control in ran.out
    assert "proof.md has changed since it was pinned" in ran.out
    (workspace / "proof.md").unlink()
    assert "evidence proof.md is missing" in run_cli("check").out


def test_the_gate_flips_on_the_day_after_with_no_file_touched(run_cli, write, control):
    acceptance = {"finding": control, "by": "Grace", "role": "risk", "reason": "r", "compensating": "c"}
    path = write(answers={control: {"verdict": "no"}}, acceptances=[{**acceptance, "until": "2027-03-01"}])
    before = path.read_bytes()
    assert run_cli("check", "--at", "2027-03-01").code == 0
    ran = run_cli("check", "--at", "2027-03-02")
    assert ran.code == 1
    assert "until 2027-03-01 (UTC), which is over" in ran.out
    ahead = run_cli("check", "--at", "2027-02-01", "--forecast", "90")
    assert ahead.code == 0
    assert "2027-03-02 (UTC)" in ahead.out
    assert "Grace" in ahead.out.split("ahead, if nobody does anything:")[1]
    assert path.read_bytes() == before


@pytest.mark.parametrize("day", ["2027-02-30", "tomorrow", "20270301", "2027-3-1", "2027-03-01T00:00:00"])
def test_a_day_of_no_calendar_is_refused(run_cli, write, day):
    write()
    ran = run_cli("check", "--at", day)
    assert ran.code == 2
    assert day in ran.err


def test_output_goes_whole_into_a_file_and_never_over_what_was_read(run_cli, write, workspace):
    path = write()
    before = path.read_bytes()
    assert run_cli("check", "--format", "sarif", "--output", "gate.sarif").out == ""
    assert json.loads((workspace / "gate.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert run_cli("check", "--output", "a.review.yaml").code == 2
    assert path.read_bytes() == before


def test_without_a_review_at_hand_it_is_no_yes(run_cli):
    assert run_cli("check").code == 2
