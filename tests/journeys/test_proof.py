"""Evidence: attached after the answers, asked for where it lacks, and noticed where it has changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.builders import write_catalog
from tests.terminal import typed


@pytest.fixture
def bare(run_cli, workspace):
    """A review in which everything is answered, with nothing but the word; and its catalog."""
    house = write_catalog(workspace / "house", {"id": "a"}, {"id": "b"}, {"id": "c", "asks": "exposure"})
    given = {"system": {"name": "Filter"}, "answers": {"all.a": "yes", "all.b": "yes", "all.c": "no"}}
    Path("fill.json").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--catalog", house, "--answers", "fill.json", "--no-input")
    assert ran.code == 0, ran.err
    return house


def test_the_report_says_first_how_many_controls_rest_on_nothing_but_a_yes(run_cli, bare):
    told = ["report", "a.review.yaml", "--catalog", bare, "--format"]
    assert "2 controls rest on nothing but a yes." in " ".join(run_cli(*told, "text").out.split())
    assert 'class="state unanswered"' in run_cli(*told, "html").out
    lines = "g all.a\ne we do, since May\ny\nv https://example.org/b\nq\n"
    run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", stdin=lines)
    assert "1 control rests on nothing but a yes." in " ".join(run_cli(*told, "text").out.split())


def test_where_everything_is_answered_evidence_can_still_be_attached(run_cli, bare):
    lines = "g all.b\nv\nhttps://example.org/proof\nq\n"
    ran = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", stdin=lines)
    assert ran.code == 0, ran.err
    assert "everything is answered" in ran.out
    text = Path("a.review.yaml").read_text(encoding="utf-8")
    assert text.count("https://example.org/proof") == 1
    assert text.count("verdict: yes") == 2


def test_unproven_asks_again_exactly_where_the_policy_wants_more(run_cli, bare):
    asked = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven", stdin="q\n")
    assert "Question 1 of 3, 2 open" in asked.out
    lines = "e we do\ny\nv https://example.org/b\ny\nq\n"
    ran = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven", stdin=lines)
    assert "attached, linked" in ran.out
    kinds = {
        (r["kind"], r["about"])
        for r in json.loads(run_cli("check", "--catalog", bare, "--format", "json").out)["reviews"][0]["reasons"]
    }
    assert not {("unproven-control", "all.a"), ("unproven-control", "all.b")} & kinds
    again = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven", stdin="q\n")
    assert "everything is answered" in again.out


def test_unproven_asks_again_where_a_pinned_file_has_changed(run_cli, bare):
    Path("proof.md").write_text("one", encoding="utf-8")
    lines = "v proof.md\ny\ne we do\ny\nq\n"
    run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven", stdin=lines)
    Path("proof.md").write_text("two", encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven", stdin="q\n")
    assert "Question 1 of 3, 1 open" in ran.out


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("gone.md", "evidence gone.md is missing"),
        ("folder", "not a regular file"),
        ("pipe", "not a regular file"),
        ("loop", "cannot be reached"),
        ("../outside.txt", "outside the review's repository"),
        ("link.txt", "outside the review's repository"),
        ("folder/../../outside.txt", "outside the review's repository"),
        ("a.review.yaml", "cannot be its own evidence"),
        ("/etc/passwd", "must be"),
        ("~/x", "must be"),
        ("a\\b", "must be"),
    ],
)
def test_what_cannot_be_evidence_is_told_and_nothing_is_written(run_cli, bare, workspace, file, said):
    (workspace.parent / "outside.txt").write_text("secret", encoding="utf-8")
    Path("link.txt").symlink_to(workspace.parent / "outside.txt")
    Path("loop").symlink_to("loop")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    before = Path("a.review.yaml").read_bytes()
    given = {"answers": {"all.a": {"verdict": "yes", "evidence": [{"file": file}]}}}
    Path("fill.json").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--catalog", bare, "--answers", "fill.json", "--no-input")
    assert ran.code == 2
    assert said in ran.err
    assert Path("a.review.yaml").read_bytes() == before
    if "\\" in file:
        return  # typed, that is a statement
    # typed in the interview it is told, and the interview goes on
    lines = f"g all.a\nv {file}\nq\n"
    ran = run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", stdin=lines)
    assert ran.code == 0, ran.err
    assert Path("a.review.yaml").read_bytes() == before


def test_evidence_that_became_a_link_out_of_the_repository_is_no_proof_any_more(run_cli, bare, workspace):
    (workspace.parent / "outside.txt").write_text("one", encoding="utf-8")
    Path("proof.md").write_text("one", encoding="utf-8")
    lines = "g all.a\nv proof.md\nq\n"
    run_cli("review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", stdin=lines)
    assert "changed-evidence" not in run_cli("check", "--catalog", bare).out
    Path("proof.md").unlink()
    Path("proof.md").symlink_to(workspace.parent / "outside.txt")
    ran = run_cli("check", "--catalog", bare)
    assert ran.code == 1
    assert "evidence proof.md lies outside the review's repository" in ran.out
    assert run_cli("verify", "a.review.yaml", "--catalog", bare).code == 1


def test_what_the_policy_asks_for_is_told_at_the_moment_of_answering(run_cli, workspace):
    house = write_catalog(
        workspace / "house", {"id": "a"}, {"id": "door", "asks": "exposure", "follow_ups": [{"id": "b"}]}
    )
    asked = ["review", "a.review.yaml", "--catalog", house, "--plain", "--only", "all"]
    Path("mlthreat-policy.yaml").write_text("evidence: {important: linked}\n", encoding="utf-8")
    ran = run_cli(*asked, stdin="Filter\n\n\n\n\nx no such thing\nn there is none\nq\n")
    said = " ".join(ran.out.split())
    wanted = "a linked address or ticket, or a pinned file"
    last = "`mlthreat review --unproven` comes back to it; e notes, v attaches"
    only = "with evidence that is only asserted"
    assert (
        f"answered not-applicable {only}; a control rated important needs {wanted}; b goes back to it; e notes, v attaches"
        in said
    )
    assert (
        f"answered no {only}; it keeps 1 control rated important from being asked, which needs {wanted}; {last}" in said
    )
    assert "2 answers lack the evidence that the policy asks for: mlthreat review a.review.yaml --unproven" in said
    again = run_cli(*asked, "--unproven", stdin="v https://example.org/a\nx\nv https://example.org/b\nn\nq\n").out
    assert "Question 1 of 2, 2 open" in again
    assert f"not proven: answered not-applicable {only}" in " ".join(again.split())
    done = run_cli(*asked, "--unproven", stdin="q\n").out
    assert "everything is answered" in done
    assert "the evidence that the policy asks for" not in done


def test_unproven_asks_for_the_reason_that_a_not_applicable_lacks(run_cli, bare):
    text = Path("a.review.yaml").read_text(encoding="utf-8")
    Path("a.review.yaml").write_text(text.replace("verdict: yes", "verdict: not-applicable", 1), encoding="utf-8")
    asked = ["review", "a.review.yaml", "--catalog", bare, "--plain", "--only", "all", "--unproven"]
    ran = run_cli(*asked, stdin="x it is a toy\ny we do\nq\n")
    assert "Question 1 of 3, 2 open" in ran.out
    reasons = json.loads(run_cli("check", "--catalog", bare, "--format", "json").out)["reviews"][0]["reasons"]
    assert not {"no-reason-given", "unproven-control"} & {r["kind"] for r in reasons}


@pytest.mark.skipif(os.name != "posix", reason="a terminal of our own is opened")
def test_the_names_of_files_are_completed_in_the_full_terminal(workspace):
    Path("docs").mkdir()
    Path("docs/plan.txt").write_text("what is in place", encoding="utf-8")
    begun = "format: 1\nsystem: {name: A, owner: B, description: C}\ntraits: {trains-models: yes}\n"
    Path("a.review.yaml").write_text(begun, encoding="utf-8")
    code, shown = typed(
        [
            ("save and leave", "g"),
            ("Go to which id?", "data-trust.notice-tampering\r"),
            ("save and leave", "v"),
            ("removes all", "docs/p"),
            ("plan.txt", "\t"),
            ("lan.txt", "\r"),
            ("attached, pinned: docs/plan.txt", "q"),
        ],
        *("review", "--no-plain"),
    )
    assert code == 0, shown
    assert "file: docs/plan.txt" in Path("a.review.yaml").read_text(encoding="utf-8")
