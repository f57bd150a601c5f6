"""`mlthreat diff` on reviews, revisions and catalogs; `validate --against`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pexpect
import pytest

from tests.builders import write_catalog

FIRST = {
    "system": {"name": "Filter"},
    "traits": {"trains": "yes"},
    "answers": {"all.a": {"verdict": "yes", "note": "x"}},
}
LATER = {
    "system": {"name": "Filter"},
    "traits": {"trains": "no"},
    "answers": {"all.a": {"verdict": "no", "note": "**@all** <b>\u202e"}},
}


@pytest.fixture
def house(workspace):
    questions = ({"id": "a"}, {"id": "b", "applies": {"all": ["trains"]}})
    return write_catalog(workspace / "house", *questions, traits=("trains",))


@pytest.fixture
def reviews(workspace):
    for name, data in (("old", FIRST), ("new", LATER)):
        (workspace / f"{name}.review.yaml").write_text(json.dumps({"format": 1, **data}), encoding="utf-8")
    return "old.review.yaml", "new.review.yaml"


def test_a_review_and_itself(run_cli, house, reviews):
    ran = run_cli("diff", reviews[0], reviews[0], "--catalog", house, "--exit-code")
    assert (ran.code, ran.out.strip()) == (0, "no difference in meaning")


def test_two_reports_are_compared_by_the_reviews_that_they_carry(run_cli, house, reviews):
    by_files = run_cli("diff", *reviews, "--catalog", house).out
    for name in reviews:
        made = run_cli("report", name, "--catalog", house, "--output", f"{name}.html")
        assert made.code == 0, made.err
    assert "~ trains: changed" in by_files
    assert run_cli("diff", *(f"{name}.html" for name in reviews), "--catalog", house).out == by_files


@pytest.mark.parametrize(
    ("begins", "said"), [("<!DOCTYPE html>\n<html>", "mlthreat review --from-report"), ("%PDF-1.7\n", "pdfdetach")]
)
def test_a_report_in_the_place_of_a_review_leads_to_the_review_in_it(run_cli, workspace, begins, said):
    (workspace / "got.review.yaml").write_text(f"{begins}\n<p>a: b: c</p>\n", encoding="utf-8")
    for command in ("check", "report", "diff"):
        ran = run_cli(command, "got.review.yaml", *(["got.review.yaml"] if command == "diff" else []))
        assert (ran.code, said in ran.err) == (2, True), ran.err


def test_the_text_names_what_changed_and_why(run_cli, house, reviews):
    ran = run_cli("diff", *reviews, "--catalog", house)
    assert ran.code == 0
    for said in (
        "~ trains: changed",
        "- not asked any more, through trains: 1 question\n      all.b: trains is no",
        "verdict: yes → no",
        "+ all.a: opened",
    ):
        assert said in ran.out
    assert "\u202e" not in ran.out
    assert run_cli("diff", *reviews, "--catalog", house, "--exit-code").code == 1


def test_json_has_everything_whole(run_cli, house, reviews):
    data = json.loads(run_cli("diff", *reviews, "--catalog", house, "--format", "json").out)
    answer = next(d for d in data["differences"] if d["area"] == "answer")
    assert {f["name"]: f["after"] for f in answer["fields"]} == {
        "verdict": "no",
        "note": LATER["answers"]["all.a"]["note"],
    }
    question = next(d for d in data["differences"] if d["area"] == "question")
    assert (question["id"], question["how"], question["through"]) == ("all.b", "not asked any more", ["trains"])


def test_markdown_cannot_be_broken_out_of(run_cli, house, reviews):
    text = run_cli("diff", *reviews, "--catalog", house, "--format", "markdown").out
    assert "## Answers" in text
    for harm in ("<b>", "@all", "\u202e", "**@"):
        assert harm not in text


def test_nothing_that_is_compared_is_written_to(run_cli, house, reviews, workspace):
    before = {p: p.read_bytes() for p in workspace.rglob("*") if p.is_file()}
    run_cli("diff", *reviews, "--catalog", house)
    assert {p: p.read_bytes() for p in workspace.rglob("*") if p.is_file()} == before


def test_a_catalog_that_is_not_at_hand_is_told(run_cli, house, reviews, workspace):
    pinned = {"format": 1, **FIRST, "catalogs": [{"id": "ours", "version": "1.0.0"}]}
    (workspace / "old.review.yaml").write_text(json.dumps(pinned), encoding="utf-8")
    ran = run_cli("diff", *reviews, "--catalog", house)
    assert ran.code == 0
    assert "the catalog ours is not at hand" in ran.err


@pytest.fixture
def committed(workspace, reviews, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    (workspace / "below").mkdir()
    (workspace / "below" / "r.review.yaml").write_bytes((workspace / reviews[0]).read_bytes())
    for arguments in (["init", "--quiet"], ["add", "below"], [*name, "commit", "--quiet", "--message", "first"]):
        subprocess.run(["git", *arguments], check=True)
    (workspace / "below" / "r.review.yaml").write_bytes((workspace / reviews[1]).read_bytes())
    return workspace / "below"


def test_a_revision_is_compared_with_what_lies_on_disk(run_cli, house, committed, monkeypatch):
    assert (
        "verdict: yes → no"
        in run_cli("diff", "HEAD:below/r.review.yaml", "below/r.review.yaml", "--catalog", house).out
    )
    monkeypatch.chdir(committed)
    assert "verdict: yes → no" in run_cli("diff", "HEAD:r.review.yaml", "r.review.yaml", "--catalog", house).out
    assert "no difference" in run_cli("diff", ":r.review.yaml", "HEAD:./r.review.yaml", "--catalog", house).out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("HEAD:nowhere.review.yaml", "there is no nowhere.review.yaml in HEAD"),
        ("nonsense:below/r.review.yaml", "git knows no revision `nonsense`"),
        ("HEAD:below", "HEAD:below is not a file"),
        ("HEAD:", "names nothing in git"),
        ("nowhere.review.yaml", "no such file"),
    ],
)
def test_what_is_not_there_is_told(run_cli, house, committed, given, said):
    ran = run_cli("diff", given, "below/r.review.yaml", "--catalog", house)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("given", ["--output=x:y", "-x:below/r.review.yaml"])
def test_a_revision_is_never_an_option_of_git(run_cli, house, committed, given, workspace):
    ran = run_cli("diff", "--catalog", house, "--", given, "below/r.review.yaml")
    assert ran.code == 2
    assert "names nothing in git" in ran.err
    assert not (workspace / "x").exists()


def test_outside_a_repository_a_revision_is_an_error(run_cli, house, reviews, workspace, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(workspace.parent))
    ran = run_cli("diff", "HEAD:old.review.yaml", reviews[1], "--catalog", house)
    assert ran.code == 2
    assert "this is not a git repository" in ran.err


def test_two_versions_of_a_catalog(run_cli, house, workspace):
    questions = ({"id": "a", "text": "Another question?"}, {"id": "c"})
    newer = write_catalog(workspace / "newer", *questions, traits=("trains",), version="1.1.0")
    ran = run_cli("diff", house, newer)
    assert ran.code == 0
    for said in (
        "~ question all.a: changed",
        "text: Is a in place? → Another question?",
        "- question all.b: removed",
        "+ question all.c: added",
    ):
        assert said in ran.out
    assert "major step needed, but the version went from 1.0.0 to 1.1.0; it should be at least 2.0.0" in ran.out
    data = json.loads(run_cli("diff", house, newer, "--format", "json").out)
    assert (data["needed"], data["taken"], data["enough"]) == ("major", "minor", False)
    assert "# What changed in `house`" in run_cli("diff", house, newer, "--format", "markdown").out
    assert run_cli("diff", house, house, "--exit-code").code == 0
    assert run_cli("diff", house, newer, "--exit-code").code == 1


def test_a_folder_and_a_file_cannot_be_compared(run_cli, house, reviews):
    assert run_cli("diff", house, reviews[0]).code == 2


def test_a_broken_catalog_is_shown_at_its_place(run_cli, house, workspace):
    broken = write_catalog(workspace / "broken", {"id": "a", "asks": "nonsense"})
    ran = run_cli("diff", house, broken)
    assert ran.code == 2
    assert "MLT204" in ran.err


WHOLE = ({"id": "a", "why": "w", "about": []}, {"id": "b", "why": "w", "applies": {"all": ["trains"]}})


@pytest.mark.parametrize(
    ("questions", "version", "code", "said"),
    [
        (WHOLE, "1.0.0", 0, ""),
        ((WHOLE[1], {**WHOLE[0], "text": "New?"}), "1.1.0", 1, "MLT316"),
        ((WHOLE[1], {**WHOLE[0], "text": "New?"}), "2.0.0", 0, ""),
        ((WHOLE[1],), "1.0.1", 1, "MLT315"),
        ((WHOLE[1],), "2.0.0", 0, ""),
        ((*WHOLE, {"id": "c", "why": "w"}), "1.0.0", 0, "MLT317"),
        ((*WHOLE, {"id": "c", "why": "w"}), "1.1.0", 0, ""),
    ],
)
def test_validate_against_an_older_version(run_cli, workspace, questions, version, code, said):
    old = write_catalog(workspace / "older", *WHOLE, traits=("trains",))
    new = write_catalog(workspace / "newer", *questions, traits=("trains",), version=version)
    ran = run_cli("validate", new, "--against", old, "--format", "short")
    assert ran.code == code, ran.out
    found = [c for c in ("MLT315", "MLT316", "MLT317") if c in ran.out]
    assert found == ([said] if said else [])


def test_a_question_that_another_took_the_place_of_is_a_minor_step(run_cli, workspace):
    old = write_catalog(workspace / "older", *WHOLE, traits=("trains",))
    retired = {**WHOLE[0], "status": "retired", "replaced_by": "all.c"}
    new = write_catalog(
        workspace / "newer", retired, WHOLE[1], {"id": "c", "why": "w"}, traits=("trains",), version="1.1.0"
    )
    ran = run_cli("validate", new, "--against", old, "--format", "short")
    assert ran.code == 0
    assert "MLT31" not in ran.out
    shown = run_cli("diff", old, new).out
    assert "status: active → retired" in shown
    assert "minor step needed, and taken (1.0.0 → 1.1.0)" in shown


def test_a_version_that_goes_back_is_refused(run_cli, workspace):
    old = write_catalog(workspace / "older", *WHOLE, traits=("trains",))
    new = write_catalog(workspace / "newer", *WHOLE, traits=("trains",), version="1.0.0-rc.1")
    ran = run_cli("validate", new, "--against", old, "--format", "short")
    assert ran.code == 1
    assert "error[MLT317] the version went back from 1.0.0 to 1.0.0-rc.1" in ran.out
    assert "no difference between 1.0.0 and 1.0.0-rc.1, but the version went back" in run_cli("diff", old, new).out
    assert "no difference" in run_cli("diff", old, old).out


def test_a_changed_meaning_is_shown_where_it_stands(run_cli, workspace):
    old = write_catalog(workspace / "older", *WHOLE, traits=("trains",))
    new = write_catalog(workspace / "newer", {**WHOLE[0], "text": "New?"}, WHOLE[1], traits=("trains",))
    ran = run_cli("validate", new, "--against", old, "--format", "short")
    assert "newer/checklists/all.yaml:1:" in next(line for line in ran.out.splitlines() if "MLT316" in line)
    assert "2.0.0" in ran.out


def test_another_catalog_is_no_older_version(run_cli, workspace, house):
    other = write_catalog(workspace / "other", {"id": "a"}, id="other")
    ran = run_cli("validate", house, "--against", other)
    assert ran.code == 1
    assert "another catalog" in ran.out
    assert run_cli("diff", house, other).code == 2


@pytest.mark.parametrize(
    "given",
    [
        "HEAD:prüf ung.review.yaml",
        "HEAD:./prüf ung.review.yaml",
        "HEAD:Ordner ö/prüf ung.review.yaml",
        ":prüf ung.review.yaml",
        "main:prüf ung.review.yaml",
        "HEAD^{/first}:prüf ung.review.yaml",
        "HEAD:../plain.review.yaml",
    ],
)
def test_names_with_blanks_and_other_letters_are_found_from_a_folder_below(
    run_cli, house, committed, monkeypatch, given
):
    folder = committed.parent / "Ordner ö"
    folder.mkdir()
    old = (committed.parent / "old.review.yaml").read_bytes()
    for path in (folder / "prüf ung.review.yaml", committed.parent / "plain.review.yaml"):
        path.write_bytes(old)
    name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for arguments in (["add", "."], [*name, "commit", "-q", "-m", "first"], ["branch", "-M", "main"]):
        subprocess.run(["git", *arguments], check=True)
    (folder / "prüf ung.review.yaml").write_bytes((committed.parent / "new.review.yaml").read_bytes())
    monkeypatch.chdir(folder)
    ran = run_cli("diff", given, "prüf ung.review.yaml", "--catalog", house)
    assert "verdict: yes → no" in ran.out, ran.err


def test_a_reviewer_reads_which_sign_off_is_void_and_through_what(run_cli, house, workspace):
    def fill(**more):
        (workspace / "fill.json").write_text(json.dumps(more), encoding="utf-8")
        given = ["--answers", "fill.json", "--no-input", "--reviewer", "Ada", "--catalog", house]
        assert run_cli("review", "r.review.yaml", *given).code == 0

    fill(system={"name": "Filter"}, traits={"trains": "yes"}, answers={"all.a": "yes", "all.b": "yes"})
    sign = ["--by", "Grace", "--role", "risk", "--decision", "approve", "--at", "2026-01-01", "--catalog", house]
    assert run_cli("signoff", "r.review.yaml", *sign).code == 0
    (workspace / "before.review.yaml").write_bytes((workspace / "r.review.yaml").read_bytes())
    fill(traits={"trains": "no"}, answers={"all.a": "no"})
    shown = run_cli("diff", "before.review.yaml", "r.review.yaml", "--catalog", house).out
    lines = [line.strip() for line in shown.split("Sign-offs: 1\n")[1].splitlines()]
    assert lines[:2] == [
        "! approve by Grace, risk, 2026-01-01T00:00:00Z: voided",
        "the fact “Is trains so?” (trains) is no now",
    ]
    assert lines[2].startswith("“Is a in place?” (all.a) was answered again: no, by Ada, ")
    assert lines[3] == "“Is b in place?” (all.b) does not apply any more: trains is no"


def test_questions_that_go_with_one_fact_are_told_together_and_causes_are_counted(run_cli, workspace):
    many = [{"id": f"q{n}", "applies": {"all": ["trains"]}} for n in range(30)]
    house = write_catalog(workspace / "house", *many, traits=("trains",))
    given = {"system": {"name": "Filter"}, "traits": {"trains": "yes"}}
    (workspace / "old.review.yaml").write_text(json.dumps(given), encoding="utf-8")
    sign = ["--by", "Grace", "--role", "risk", "--decision", "approve", "--catalog", house]
    assert run_cli("signoff", "old.review.yaml", *sign).code == 0
    text = (workspace / "old.review.yaml").read_text(encoding="utf-8").replace("trains: yes", "trains: no")
    (workspace / "new.review.yaml").write_text(text, encoding="utf-8")
    for form in ("text", "markdown"):
        shown = run_cli("diff", "old.review.yaml", "new.review.yaml", "--catalog", house, "--format", form).out
        assert "not asked any more, through trains: 30 questions" in shown
        assert "and 11 more" in shown
        assert shown.count("all.q29") == 1


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")
def test_lines_fit_the_terminal_and_a_pipe_gets_them_whole(run_cli, workspace):
    note = "what was agreed in the meeting about this question and its follow-ups, word for word"
    for name, verdict in (("old", "no"), ("new", "partly")):
        given = {
            "system": {"name": "Filter"},
            "answers": {"data-trust.raw-scores": {"verdict": verdict, "note": f"{name}: {note}"}},
        }
        (workspace / "fill.json").write_text(json.dumps(given), encoding="utf-8")
        assert run_cli("review", f"{name}.review.yaml", "--answers", "fill.json", "--no-input").code == 0
    arguments = ["diff", "old.review.yaml", "new.review.yaml"]
    whole = run_cli(*arguments).out.splitlines()
    assert max(map(len, whole)) > 50
    world = {**os.environ, "TERM": "dumb"}
    world.pop("COLUMNS", None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "mlthreat", *arguments],
        env=world,
        cwd=str(workspace),
        dimensions=(24, 50),
        encoding="utf-8",
    )
    child.expect(pexpect.EOF, timeout=600)
    assert max(map(len, child.before.splitlines())) <= 50
    assert " ".join(child.before.split()) == " ".join(" ".join(whole).split())
