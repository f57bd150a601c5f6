"""`mlthreat upgrade`: a review moves to newer catalogs, and only what changed is asked again."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from mlthreat.files.review_file import read_review
from tests.builders import write_catalog

NAME = "filter.review.yaml"
QUESTIONS = [{"id": f"q{n}", "why": "w"} for n in range(20)]


@pytest.fixture
def answered(workspace, run_cli):
    """A review with every question of the house catalog answered, and the catalog's folder."""
    house = write_catalog(workspace / "house", *QUESTIONS, traits=("trains", "serves"))
    answers = {f"all.{q['id']}": {"verdict": "no", "note": f"note on {q['id']}"} for q in QUESTIONS}
    given = {"system": {"name": "Filter"}, "traits": {"trains": "yes"}, "answers": answers}
    (workspace / "given.json").write_text(json.dumps(given), encoding="utf-8")
    assert (
        run_cli("review", NAME, "--catalog", house, "--answers", "given.json", "--no-input", "--reviewer", "Ada").code
        == 0
    )
    return house


@pytest.fixture
def newer(workspace, answered):
    """The next version: q1 reworded, q2 retired for q20, q3 gone, q4 explained anew, a trait gone."""
    questions = [dict(q) for q in QUESTIONS if q["id"] != "q3"]
    questions[1]["text"] = "Something else?"
    questions[2] |= {"status": "retired", "replaced_by": "all.q20"}
    questions[3]["why"] = "for another reason"
    questions.append({"id": "q20", "text": "In q2's place?"})
    shutil.rmtree(answered)
    return write_catalog(answered, *questions, version="2.0.0", traits=("serves",))


def read(workspace):
    review, problems = read_review(workspace / NAME)
    assert review is not None, problems
    return review


def open_of(run_cli, house):
    data = json.loads(run_cli("report", NAME, "--catalog", house, "--format", "json").out)
    return {q["id"] for q in data["questions"] if q["id"].startswith("all.") and q["stale"]}


def test_a_dry_run_tells_and_writes_nothing(run_cli, newer, workspace):
    before = (workspace / NAME).read_bytes()
    ran = run_cli("upgrade", NAME, "--catalog", newer, "--dry-run")
    assert ran.code == 0
    for said in (
        "catalog house 1.0.0 → 2.0.0",
        "17 answers carried over, 1 asked again",
        "all.q1: no by Ada: note on q1",
        "all.q2 → all.q20: no by Ada: note on q2",
        "no catalog asks this any more; kept:\n  all.q3: no by Ada: note on q3",
        "no catalog knows these traits any more; kept: trains",
    ):
        assert said in ran.out
    assert (workspace / NAME).read_bytes() == before


def test_an_upgrade_asks_again_what_changed_and_loses_nothing(run_cli, newer, workspace):
    before = read(workspace)
    ran = run_cli("upgrade", NAME, "--catalog", newer)
    assert ran.code == 0, ran.err
    after = read(workspace)
    assert before.answers.items() <= after.answers.items()
    assert after.answers["all.q20"].note == "note on q2"
    assert after.former_traits == {"trains": "yes"}
    assert {p.id: p.version for p in after.catalogs}["house"] == "2.0.0"
    assert open_of(run_cli, newer) == {"all.q1", "all.q20"}
    assert f"what is open: mlthreat review {NAME}" in ran.err


def test_the_upgraded_review_goes_on_as_any_other(run_cli, newer, workspace):
    assert run_cli("upgrade", NAME, "--catalog", newer).code == 0
    assert run_cli("validate", NAME, newer).code == 0
    ran = run_cli("review", NAME, "--catalog", newer, "--plain", "--only", "all", stdin="y\nq\n")
    assert ran.code == 0, ran.err
    assert "the wording has changed since it was answered: no by Ada: note on q1" in ran.out
    assert read(workspace).answers["all.q1"].verdict == "yes"


def test_upgrading_again_does_nothing(run_cli, newer, workspace):
    run_cli("upgrade", NAME, "--catalog", newer)
    before = (workspace / NAME).read_bytes()
    ran = run_cli("upgrade", NAME, "--catalog", newer)
    assert ran.code == 0
    assert "nothing to do" in ran.err
    assert (workspace / NAME).read_bytes() == before


def test_a_catalog_that_is_not_at_hand_is_never_let_go_of_in_silence(run_cli, answered, workspace):
    before = (workspace / NAME).read_bytes()
    ran = run_cli("upgrade", NAME)
    assert ran.code == 2
    assert "`house`" in ran.err
    assert "--without house" in ran.err
    assert (workspace / NAME).read_bytes() == before
    ran = run_cli("upgrade", NAME, "--without", "hause")
    assert (ran.code, ran.err) == (2, "error: the review was not made with `hause`\nhint: did you mean `house`?\n")
    assert run_cli("upgrade", NAME, "--without", "house").code == 0
    after = read(workspace)
    assert len(after.answers) == len(QUESTIONS)
    assert "house" not in {p.id for p in after.catalogs}
    assert run_cli("review", NAME, "--no-input").code == 0


def test_the_summary_as_json(run_cli, newer):
    data = json.loads(run_cli("upgrade", NAME, "--catalog", newer, "--dry-run", "--format", "json").out)
    assert data["reworded"] == ["all.q1"]
    assert data["replaced"] == [{"old": "all.q2", "new": "all.q20"}]
    assert data["vanished"] == ["all.q3"]
    assert len(data["kept"]) == 17


def test_a_broken_or_missing_review_is_left_alone(run_cli, newer, workspace):
    (workspace / NAME).write_text("answers: [", encoding="utf-8")
    assert run_cli("upgrade", NAME, "--catalog", newer).code == 2
    assert (workspace / NAME).read_text(encoding="utf-8") == "answers: ["
    assert run_cli("upgrade", "nowhere.review.yaml").code == 2
    assert not (workspace / "nowhere.review.yaml").exists()


def test_of_200_answers_exactly_those_whose_question_changed_in_meaning_are_asked_again(run_cli, workspace):
    questions = {
        f"q{n}": {"id": f"q{n}", "why": "w", "good_answer": "It is, and it is tested.", "evidence": "A log."}
        for n in range(200)
    }
    house = write_catalog(workspace / "house", *questions.values(), traits=("trains",))
    answers = {f"all.{q}": {"verdict": "no", "note": f"note on {q}"} for q in questions}
    given = {"system": {"name": "Filter"}, "traits": {"trains": "yes"}, "answers": answers}
    (workspace / "given.json").write_text(json.dumps(given), encoding="utf-8")
    fill = ["--answers", "given.json", "--no-input", "--reviewer", "Ada"]
    assert run_cli("review", NAME, "--catalog", house, *fill).code == 0
    means_something_else = {
        "q3": {"text": "Is something else in place?"},
        "q50": {"good_answer": "It is, and somebody else tests it."},
        "q120": {"asks": "exposure"},
        "q199": {"text": "Is q199 in place, everywhere?"},
    }
    means_the_same = {
        "q7": {"why": "another reason"},
        "q8": {"good_answer": " It is,\n  and it is tested.\n"},
        "q9": {"evidence": "Another log."},
        "q10": {"text": "Is  q10 in\nplace?"},
        "q11": {"applies": {"all": ["trains"]}},
    }
    for q, change in (means_something_else | means_the_same).items():
        questions[q] |= change
    reordered = [*reversed(questions.values()), {"id": "new", "why": "w"}]
    shutil.rmtree(house)
    write_catalog(house, *reordered, traits=("trains",), version="2.0.0")
    assert "196 answers carried over, 4 asked again" in run_cli("upgrade", NAME, "--catalog", house).out
    before = read(workspace)
    ran = run_cli(
        "review", NAME, "--catalog", house, "--plain", "--only", "all", "--reviewer", "Bob", stdin="y\n" * 300
    )
    assert ran.code == 0, ran.err
    asked = re.findall(r"^all\.(\w+)$", ran.out, re.MULTILINE)
    assert sorted(asked) == sorted([*means_something_else, "new"])
    assert ran.out.count("the wording has changed since it was answered: no by Ada: note on q") == 4
    after = read(workspace)
    changed = {q for q, answer in after.answers.items() if answer != before.answers.get(q)}
    assert changed == {f"all.{q}" for q in (*means_something_else, "new")}
    assert {a.by for q, a in after.answers.items() if q in changed} == {"Bob"}
    assert len(after.answers) == 201
