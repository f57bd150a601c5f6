"""Taking a finding on: by command and in the interview, with the same checks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

REVIEW = "a.review.yaml"
FINDING = "data-trust.notice-tampering"
UNTIL = str((datetime.now(UTC) + timedelta(days=90)).date())
GIVEN = {"--by": "Grace", "--role": "risk", "--reason": "pilot", "--compensating": "by hand", "--until": UNTIL}


@pytest.fixture
def review(run_cli, workspace) -> Path:
    """A review with one finding that Ada answered."""
    answers = {FINDING: "partly", "data-trust.data-quality-measurements": "yes"}
    given = {"system": {"name": "Filter"}, "traits": {"trains-models": "yes"}, "answers": answers}
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err
    return workspace / REVIEW


def accept(run_cli, finding=FINDING, **changed):
    given = {**GIVEN, **{f"--{name}": value for name, value in changed.items()}}
    return run_cli("accept", REVIEW, finding, *(part for pair in given.items() for part in pair))


def stored(run_cli):
    return json.loads(run_cli("report", REVIEW, "--format", "json").out)["acceptances"]


def test_an_acceptance_is_kept_with_everything_that_was_said(run_cli, review):
    ran = accept(run_cli)
    assert ran.code == 0, ran.err
    assert f"until {UNTIL} (UTC)" in ran.out
    text = review.read_text(encoding="utf-8")
    for said in (
        "by: Grace",
        "role: risk",
        "reason: pilot",
        "compensating: by hand",
        f"until: {UNTIL}",
        "verdict: partly",
    ):
        assert said in text


def test_accepting_again_replaces_what_was_accepted(run_cli, review):
    accept(run_cli)
    assert accept(run_cli, reason="longer pilot").code == 0
    assert len(stored(run_cli)) == 1
    assert "longer pilot" in review.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": "Ada"}, "may not accept it too"),
        ({"by": " ada "}, "may not accept it too"),
        ({"until": "2020-01-01"}, "is over"),
        ({"until": "2027-02-30"}, "not a day of the calendar"),
        ({"until": "2999-01-01"}, "the policy allows 365"),
        ({"finding": "data-trust.notice-tamperin"}, "did you mean `data-trust.notice-tampering`"),
        ({"finding": "notice-tampering"}, "did you mean `data-trust.notice-tampering`"),
        ({"finding": "nonsense"}, "there is no finding `nonsense` hint: `mlthreat report` shows the findings"),
        ({"finding": "data-trust.data-quality-measurements"}, "answered yes"),
        ({"finding": "data-trust.data-catalog"}, "no answer yet"),
        ({"reason": "  "}, "--reason"),
        ({"by": "a\nb"}, "--by"),
    ],
)
def test_what_must_not_be_accepted_is_refused_and_nothing_is_written(run_cli, review, changed, said):
    before = review.read_bytes()
    ran = accept(run_cli, **changed)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert review.read_bytes() == before


def test_the_policy_limits_roles_and_time(run_cli, review):
    Path("mlthreat-policy.yaml").write_text("acceptances: {longest_days: 30, roles: [CISO]}\n", encoding="utf-8")
    assert "no risk accept" in accept(run_cli).err
    assert "allows 30" in accept(run_cli, role="ciso").err
    soon = str((datetime.now(UTC) + timedelta(days=20)).date())
    assert accept(run_cli, role="ciso", until=soon).code == 0


def test_a_review_that_is_not_there_is_told(run_cli, workspace):
    ran = accept(run_cli)
    assert ran.code == 2
    assert "no such file" in ran.err
    assert not list(workspace.iterdir())


def interview(run_cli, *lines):
    stdin = "\n".join([f"g {FINDING}", *lines, "q", ""])
    return run_cli("review", REVIEW, "--plain", "--reviewer", "Ada", stdin=stdin)


def test_the_interview_accepts_with_the_same_checks(run_cli, review):
    assert "may not accept it too" in interview(run_cli, "a", "Ada", "risk", "pilot", "by hand", UNTIL).out
    assert "is over" in interview(run_cli, "a", "Grace", "risk", "pilot", "by hand", "2020-01-01").out
    assert "nothing was accepted" in interview(run_cli, "a", "", "").out
    assert stored(run_cli) == []
    ran = interview(run_cli, "a", "Grace", "risk", "pilot", "by hand", "no day", UNTIL)
    assert "no day is not a calendar day" in ran.out
    assert f"accepted by Grace until {UNTIL} (UTC)" in ran.out
    assert f"accepted by Grace (risk) until {UNTIL} (UTC)" in ran.out
    assert [a["by"] for a in stored(run_cli)] == ["Grace"]


@pytest.mark.parametrize(
    "by", ["ADA", "\u0410da", "Ada\u200b", "\uff21\uff24\uff21", "A\u0301da", "Ada Lovelace", "Bob and Ada"]
)
def test_whoever_answered_does_not_accept_under_another_spelling(run_cli, review, by):
    before = review.read_bytes()
    ran = accept(run_cli, by=by)
    assert ran.code == 2
    assert "who answered" in ran.err or "answered data-trust" in ran.err
    assert review.read_bytes() == before
    # and by hand neither: the gate holds to the same rule
    text = review.read_text(encoding="utf-8")
    review.write_text(
        text
        + f"""acceptances:
- {{finding: {FINDING}, by: "{by}", role: risk, reason: r, compensating: c, until: {UNTIL}}}
""",
        encoding="utf-8",
    )
    reasons = json.loads(run_cli("check", REVIEW, "--format", "json").out)["reviews"][0]["reasons"]
    assert [r["kind"] for r in reasons if r["about"] == FINDING and r["fails"]] == ["flawed-acceptance"]


def test_two_people_whose_names_are_alike_but_not_the_same_are_two(run_cli, review):
    assert accept(run_cli, by="Adam").code == 0
    assert accept(run_cli, by="Grace").code == 0


def test_an_action_is_agreed_until_a_day_to_come(run_cli, review):
    ran = interview(run_cli, "o", "Bob", "2020-01-01", "2027-W01-1", "2027-02-30", UNTIL, "SEC-1")
    assert "2020-01-01 is over" in ran.out
    assert ran.out.count("is not a calendar day") == 2
    assert f"action: Bob, until {UNTIL}, SEC-1" in ran.out
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace(f"due: {UNTIL}", "due: 2020-01-01"), encoding="utf-8")
    kept = interview(run_cli, "o", "Eve", "", "")
    assert "action: Eve, until 2020-01-01, SEC-1" in kept.out


def test_the_interview_says_what_is_no_finding(run_cli, review):
    stdin = "g data-trust.data-quality-measurements\na\nq\n"
    assert "is not a finding" in run_cli("review", REVIEW, "--plain", stdin=stdin).out


OPTIONS = tuple(part for pair in GIVEN.items() for part in pair)


def test_the_one_review_at_hand_need_not_be_named(run_cli, review):
    ran = run_cli("accept", FINDING, *OPTIONS)
    assert (ran.code, ran.err) == (0, "")
    assert f"saved in {REVIEW}" in ran.out
    assert [a["finding"] for a in stored(run_cli)] == [FINDING]
    Path("b.review.yaml").write_text("system: {name: B}\n", encoding="utf-8")
    ran = run_cli("accept", FINDING, *OPTIONS)
    assert ran.code == 2
    assert "there are 2 reviews here: a.review.yaml, b.review.yaml" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([REVIEW, *OPTIONS], "a.review.yaml is a review; which finding in it?"),
        ([REVIEW, FINDING, "more", *OPTIONS], "a review and a finding are meant, not 3 names"),
        ([FINDING, "--by", "Grace", "--role", "risk"], "needs --reason, --compensating, --until too"),
        ([FINDING, "--withdraw", "--by", "Grace"], "it takes no --by"),
        ([FINDING, "--withdraw"], f"`{FINDING}` is not accepted"),
        ([], "FINDING"),
    ],
)
def test_what_is_missing_or_too_much_is_named_and_nothing_is_written(run_cli, review, words, said):
    before = review.read_bytes()
    ran = run_cli("accept", *words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert review.read_bytes() == before


def test_an_acceptance_taken_by_mistake_is_taken_back_by_command(run_cli, review):
    before = review.read_bytes()
    accept(run_cli)
    ran = run_cli("accept", FINDING, "--withdraw")
    assert (ran.code, ran.out) == (0, f"{FINDING}: the acceptance is taken back; saved in {REVIEW}\n")
    assert review.read_bytes() == before


def test_an_acceptance_taken_by_mistake_is_taken_back_in_the_interview(run_cli, review):
    before = review.read_bytes()
    accept(run_cli)
    kept = interview(run_cli, "a", "", "")
    assert "- takes the acceptance back" in kept.out
    assert [a["by"] for a in stored(run_cli)] == ["Grace"]
    assert f"{FINDING}: the acceptance is taken back" in interview(run_cli, "a", "-").out
    assert review.read_bytes() == before


def test_an_acceptance_of_what_is_no_finding_any_more_can_be_taken_back_too(run_cli, review):
    accept(run_cli)
    run_cli("review", REVIEW, "--plain", "--reviewer", "Ada", stdin=f"g {FINDING}\ny\nq\n")
    assert "take it back with `mlthreat accept --withdraw`" in run_cli("check").out
    assert f"{FINDING}: the acceptance is taken back" in interview(run_cli, "a", "-").out
    assert stored(run_cli) == []
