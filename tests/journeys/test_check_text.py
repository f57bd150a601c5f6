"""What `check` says to a person: first what to do about it all, then every reason, in a length that people read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.terminal import shown

REVIEW = "a.review.yaml"
MADE: dict[str, bytes] = {}
"""The review below, made once by answering its questions one by one."""


@pytest.fixture
def yes(run_cli, workspace):
    """A review of a system of which everything is true, answered through the whole shipped catalog with `y` alone."""
    if not MADE:
        traits = {row["id"]: "yes" for row in json.loads(run_cli("list", "traits", "--format", "json").out)}
        given = {"system": {"name": "Filter", "owner": "Mail team"}, "traits": traits}
        Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
        run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input")
        run_cli("review", REVIEW, "--plain", "--reviewer", "Ada", stdin="y\n" * 200)
        MADE[REVIEW] = Path(REVIEW).read_bytes()
    Path(REVIEW).write_bytes(MADE[REVIEW])
    return Path(REVIEW)


def reasons(run_cli) -> list[dict]:
    return json.loads(run_cli("check", REVIEW, "--format", "json").out)["reviews"][0]["reasons"]


def line_of(review: Path) -> int:
    """The line of the first answer."""
    return review.read_text(encoding="utf-8").splitlines().index("  language-model.outside-text-list:") + 1


def applicable(run_cli) -> int:
    return json.loads(run_cli("report", REVIEW, "--format", "json").out)["coverage"]["applicable"]


def test_a_review_of_nothing_but_yes_does_not_pass_and_is_told_what_it_lacks_and_what_to_do(run_cli, yes):
    ran = run_cli("check", REVIEW)
    assert ran.code == 1
    failing = [r for r in reasons(run_cli) if r["fails"]]
    critical, important = (sum(r["severity"] == s for r in failing) for s in ("critical", "important"))
    assert critical > 50
    verdict, counts, _, owner, blank, number, kinds, what, step, *_ = ran.out.splitlines()
    assert verdict.startswith("a.review.yaml: no, by the default policy, on ")
    assert counts.startswith(f"  {applicable(run_cli)} questions of ")
    assert owner == "  owner, where no other is named: Mail team"
    assert (blank, number) == ("", f"  {len(failing)} reasons for the no:")
    assert kinds == f"    {len(failing)} unproven-control: {critical} critical, {important} important"
    assert (what, step) == ("  what to do:", "    mlthreat review a.review.yaml --unproven")
    said = " ".join(ran.out.split())
    wants = {
        "critical": "a linked address or ticket, or a pinned file",
        "important": "a note that says what is in place",
    }
    for severity, wanted in wants.items():
        assert f"answered yes with nothing but the word; a control rated {severity} needs {wanted}" in said
    assert ran.out.splitlines()[-1] == f"the gate says no to 1 of 1 review, for {len(failing)} reasons"


def test_it_is_short_fits_80_columns_and_names_every_question(run_cli, yes):
    out = run_cli("check", REVIEW).out
    assert len(out.splitlines()) < len(reasons(run_cli)), "fewer lines than reasons"
    longer = {line.strip() for line in out.splitlines() if len(line) > 80}
    assert longer <= {r["message"] for r in reasons(run_cli)}, "what is said of one reason alone can be searched for"
    said = set(out.replace(",", " ").split())
    assert {r["about"].partition(".")[2] for r in reasons(run_cli) if r["fails"]} <= said
    assert {f"{r['about'].partition('.')[0]}.*" for r in reasons(run_cli) if r["fails"]} <= said


def test_the_step_that_is_named_goes_through_exactly_these(run_cli, yes):
    failing = {r["about"] for r in reasons(run_cli) if r["kind"] == "unproven-control"}
    ran = run_cli("review", REVIEW, "--plain", "--unproven", stdin="q\n")
    assert f"Question 1 of {applicable(run_cli)}, {len(failing)} open" in ran.out


def test_few_reasons_are_told_one_by_one_with_their_lines(run_cli, yes):
    Path("mlthreat-policy.yaml").write_text("evidence: {critical: nothing, important: nothing}\n", encoding="utf-8")
    text = yes.read_text(encoding="utf-8")
    yes.write_text(text.replace("verdict: yes", "verdict: no", 1), encoding="utf-8")
    out = run_cli("check", REVIEW).out
    assert "what to do:" not in out
    assert "FAILS open-finding (1)" in out
    assert f"critical language-model.outside-text-list (a.review.yaml:{line_of(yes)})" in out


def test_many_findings_are_told_by_owner(run_cli, yes):
    text = yes.read_text(encoding="utf-8").replace("verdict: yes", "verdict: no", 30)
    owned = text.replace("verdict: no", "verdict: no\n    action: {owner: Bob}", 1)
    yes.write_text(owned, encoding="utf-8")
    said = " ".join(run_cli("check", REVIEW).out.split())
    assert ": answered no language-model.*, from line " in said
    assert f"language-model.*, Bob, from line {line_of(yes)}: outside-text-list" in said
    assert "mlthreat report a.review.yaml --output report.html" in said


def test_of_several_reviews_the_list_comes_first(run_cli, yes):
    Path("b c.review.yaml").write_text("system: {name: X}\n", encoding="utf-8")
    first, a, b, *_, last = run_cli("check", REVIEW, "b c.review.yaml").out.splitlines()
    assert first == last
    assert first.startswith("the gate says no to 2 of 2 reviews, for ")
    assert a.startswith("  a.review.yaml: no, for ")
    assert b.startswith("  b c.review.yaml: no, for ")
    assert "    mlthreat review 'b c.review.yaml'\n" in run_cli("check", REVIEW, "b c.review.yaml").out


@pytest.mark.skipif(os.name != "posix", reason="a terminal of our own is opened")
@pytest.mark.parametrize("columns", [60, 100])
def test_at_a_terminal_no_line_is_wider_than_it_and_no_word_is_broken(run_cli, yes, columns):
    text = yes.read_text(encoding="utf-8").replace("verdict: yes", "verdict: no", 3)
    yes.write_text(text.replace("verdict: yes", "verdict: partly", 3), encoding="utf-8")
    out = shown(columns, "check", REVIEW)
    copied = "    mlthreat review a.review.yaml --unproven"
    assert [line for line in out.splitlines() if len(line) > columns] == []
    assert copied in out.splitlines()
    assert out.split() == run_cli("check", REVIEW).out.split()


def test_a_role_that_owns_its_own_missing_sign_off_is_named_once(run_cli, yes):
    policy = "evidence: {critical: nothing, important: nothing}\nsign_offs: {roles: [head of risk]}\n"
    Path("mlthreat-policy.yaml").write_text(policy, encoding="utf-8")
    out = run_cli("check", REVIEW).out
    assert "critical head of risk (a.review.yaml:" in out
    assert "head of risk, head of risk" not in out
