"""`mlthreat merge`, by hand and as git's merge driver."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mlthreat.files.review_file import read_review
from tests.builders import write_catalog

NAME = "filter.review.yaml"


def answers(path: Path, **verdicts: str) -> Path:
    given = {
        "system": {"name": "Filter"},
        "answers": {f"all.{q}": {"verdict": v, "note": f"{v} it is"} for q, v in verdicts.items()},
    }
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


@pytest.fixture
def house(workspace):
    return write_catalog(workspace / "house", *({"id": q} for q in "abcd"))


@pytest.fixture
def sides(workspace, house, run_cli):
    """A base, and two edits of it."""
    paths = [workspace / f"{name}.review.yaml" for name in ("base", "ours", "theirs")]
    for path, verdicts in zip(paths, ({"a": "yes"}, {"a": "no", "b": "yes"}, {"a": "partly", "c": "no"}), strict=True):
        for given, who in (
            (answers(workspace / "first.json", a="yes"), "Eve"),
            (answers(workspace / "more.json", **verdicts), path.stem),
        ):
            assert (
                run_cli("review", path, "--catalog", house, "--answers", given, "--no-input", "--reviewer", who).code
                == 0
            )
    return paths


def read(path: Path):
    review, problems = read_review(path)
    assert review is not None, problems
    return review


def test_a_merge_is_printed_and_writes_nothing(run_cli, sides, house):
    before = [p.read_bytes() for p in sides]
    ran = run_cli("merge", *sides, "--catalog", house)
    assert ran.code == 0
    assert "two answers to all.a" in ran.err
    assert "disagreements:" in ran.out
    assert [p.read_bytes() for p in sides] == before


@pytest.mark.parametrize("note", ["salary \u202egnp.exe", "two\nlines \u2066of\u2069 it"])
def test_what_turns_the_reading_direction_round_is_written_out_and_read_back(run_cli, sides, house, workspace, note):
    given = {"system": {"name": "Filter"}, "answers": {"all.d": {"verdict": "no", "note": note}}}
    Path("steering.json").write_text(json.dumps(given), encoding="utf-8")
    run_cli("review", sides[1], "--catalog", house, "--answers", "steering.json", "--no-input")
    ran = run_cli("merge", *sides, "--catalog", house)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", ran.out + ran.err)
    Path("joined.review.yaml").write_text(ran.out, encoding="utf-8")
    assert read(Path("joined.review.yaml")).answers["all.d"].note == note


def test_the_next_review_settles_a_disagreement_and_keeps_both_notes(run_cli, sides, house):
    _, ours, _ = sides
    assert run_cli("merge", *sides, "--catalog", house, "--output", ours).code == 0
    merged = read(ours)
    assert set(merged.answers) == {"all.b", "all.c"}
    assert {a.verdict for a in merged.disagreements["all.a"]} == {"no", "partly"}
    ran = run_cli("review", ours, "--catalog", house, "--plain", "--only", "all", stdin="p\nq\n")
    assert ran.code == 0, ran.err
    assert "two people answered differently" in ran.out
    settled = read(ours)
    assert settled.disagreements == {}
    assert settled.answers["all.a"].verdict == "partly"
    assert "no it is" in str(settled.answers["all.a"].note)
    assert "partly it is" in str(settled.answers["all.a"].note)


def test_a_dispute_of_a_fact_that_does_not_matter_now_is_settled_by_the_next_review_too(run_cli, workspace):
    """Otherwise the gate would ask for ever for what no review asks."""
    remembers = {"id": "remembers", "question": "Does it remember?", "applies": {"all": ["talks"]}}
    house = write_catalog(workspace / "house", {"id": "a"}, traits=("talks", remembers))
    given = {"format": 1, "system": {"name": "Filter"}, "traits": {"talks": "no"}, "answers": {}}
    disputed = {"trait_disagreements": {"remembers": ["no", "yes"], "forgotten": ["no", "yes"]}}
    Path(NAME).write_text(json.dumps({**given, **disputed}), encoding="utf-8")

    def disagreements() -> list[tuple[str, bool]]:
        said = json.loads(run_cli("check", NAME, "--catalog", house, "--format", "json").out)
        return [(r["about"], r["fails"]) for r in said["reviews"][0]["reasons"] if r["kind"] == "disagreement"]

    # what no catalog knows any more decides nothing, and nobody can be asked about it
    assert disagreements() == [("remembers", True), ("forgotten", False)]
    ran = run_cli("review", NAME, "--catalog", house, "--plain", stdin="g remembers\nn\nq\n")
    assert "two people" in ran.out
    assert disagreements() == [("forgotten", False)]


@pytest.mark.parametrize("base", ["-", "missing.review.yaml", "empty.review.yaml"])
def test_without_a_base_everything_counts_as_added(run_cli, sides, house, workspace, base):
    (workspace / "empty.review.yaml").write_text("", encoding="utf-8")
    ran = run_cli("merge", base, *sides[1:], "--catalog", house, "--output", "new.review.yaml")
    assert ran.code == 0, ran.err
    assert set(read(workspace / "new.review.yaml").answers) == {"all.b", "all.c"}


def test_an_unreadable_side_is_refused_and_nothing_is_written(run_cli, sides, house):
    base, ours, theirs = sides
    theirs.write_text("answers: [", encoding="utf-8")
    before = ours.read_bytes()
    for arguments in (
        (base, ours, theirs),
        (base, theirs, ours),
        (theirs, ours, base),
        (base, ours, "nowhere.review.yaml"),
    ):
        assert run_cli("merge", *arguments, "--catalog", house, "--output", ours).code == 2
    assert ours.read_bytes() == before


def test_a_file_that_is_neither_side_is_not_overwritten(run_cli, sides, house, workspace):
    other = workspace / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    assert run_cli("merge", *sides, "--catalog", house, "--output", other).code == 2
    assert other.read_text(encoding="utf-8") == "mine"


def test_a_rescued_version_is_joined_by_the_command_that_is_told(run_cli, sides, house):
    """What `review` advises where the file was changed underneath; there is no base then."""
    _, ours, theirs = sides
    assert run_cli("merge", "-", ours, theirs, "--output", ours, "--catalog", house).code == 0
    assert {"all.b", "all.c"} <= set(read(ours).answers)


def git(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *name, *arguments], capture_output=True, text=True, check=check)


@pytest.fixture
def repository(workspace, house, run_cli, monkeypatch):
    """A repository with one review, the merge driver, and two branches on which two people answered."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    git("init", "--quiet", "--initial-branch=main", ".")
    git("config", "merge.mlthreat.driver", f'"{sys.executable}" -m mlthreat merge %O %A %B --output %A --catalog house')
    (workspace / ".gitattributes").write_text("*.review.yaml merge=mlthreat\n", encoding="utf-8")
    (workspace / ".gitignore").write_text("*.json\n", encoding="utf-8")

    def edit(who: str, **verdicts: str) -> None:
        given = answers(workspace / "given.json", **verdicts)
        assert (
            run_cli("review", NAME, "--catalog", house, "--answers", given, "--no-input", "--reviewer", who).code == 0
        )
        git("add", ".")
        git("commit", "--quiet", "--message", f"{who} answers")

    edit("Eve", a="yes")
    git("checkout", "--quiet", "-b", "bob")
    edit("Bob", a="partly", b="no", c="no")
    git("checkout", "--quiet", "main")
    edit("Ada", a="no", b="no", d="yes")
    return workspace


def test_git_merges_two_peoples_branches_without_conflict_markers(repository, run_cli, house):
    merged = git("merge", "bob", "--message", "join")
    assert "two answers to all.a" in merged.stderr + merged.stdout
    text = (repository / NAME).read_text(encoding="utf-8")
    assert "<<<<<<<" not in text
    assert git("status", "--porcelain").stdout == ""
    review = read(repository / NAME)
    assert {q: str(a.verdict) for q, a in review.answers.items()} == {"all.b": "no", "all.c": "no", "all.d": "yes"}
    assert review.answers["all.b"].by == "Ada, Bob"
    assert {a.by for a in review.disagreements["all.a"]} == {"Ada", "Bob"}
    ran = run_cli("diff", f"HEAD~1:{NAME}", NAME, "--catalog", house, "--format", "json")
    areas = {(d["area"], d["id"]) for d in json.loads(ran.out)["differences"]}
    assert {("answer", "all.c"), ("disagreement", "all.a")} <= areas


def test_a_review_that_both_branches_began_is_merged_without_a_base(repository):
    git("checkout", "--quiet", "-b", "clara", "bob")
    (repository / "second.review.yaml").write_bytes((repository / NAME).read_bytes())
    git("add", ".")
    git("commit", "--quiet", "--message", "second")
    git("checkout", "--quiet", "main")
    (repository / "second.review.yaml").write_bytes((repository / NAME).read_bytes())
    git("add", ".")
    git("commit", "--quiet", "--message", "second too")
    git("merge", "clara", "--message", "join")
    assert set(read(repository / "second.review.yaml").disagreements) == {"all.a"}


def test_git_keeps_a_conflict_where_a_side_cannot_be_read(repository):
    git("checkout", "--quiet", "bob")
    (repository / NAME).write_text("answers: [\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message", "broken")
    git("checkout", "--quiet", "main")
    before = (repository / NAME).read_bytes()
    assert git("merge", "bob", check=False).returncode != 0
    assert NAME in git("diff", "--name-only", "--diff-filter=U").stdout
    assert (repository / NAME).read_bytes() == before
