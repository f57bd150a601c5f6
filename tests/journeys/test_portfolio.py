"""Many reviews at once, through the front door: found without leaving the folder, judged as `check` does, the worst first."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mlthreat.views.portfolio.formats import FORMATS
from tests.conftest import REPOSITORY

LAX = (
    "format: 1\nunanswered: warn\nevidence: {critical: nothing, important: nothing, moderate: nothing, low: nothing}\n"
)


@pytest.fixture
def reviews(run_cli, workspace, traits):
    """Three systems: a filter with two findings, a chat with one and many questions open, and one without a finding."""
    trained = {**traits, "trains-models": "yes", "exposes-predictions": "yes"}
    write(run_cli, "mail/filter.review.yaml", "Filter", trained, {"data-trust.notice-tampering": "no", "data-trust.raw-scores": "partly"})  # fmt: skip
    write(run_cli, "chat/bot/chat.review.yaml", "Chat", {**traits, "uses-language-model": "yes", "reads-outside-content": "yes"}, {"language-model.attack-tests": "no"})  # fmt: skip
    write(run_cli, "quiet.review.yaml", "Quiet", traits, {})
    return workspace


def write(run_cli, name: str, system: str, traits: dict[str, str], answers: dict) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    data = {"system": {"name": system, "owner": f"{system} team"}, "traits": traits, "answers": answers}
    Path("fill.yaml").write_text(json.dumps(data), encoding="utf-8")
    ran = run_cli("review", name, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err


def shown(run_cli, *arguments: str | Path, code: int = 0) -> dict:
    ran = run_cli("portfolio", "--format", "json", *arguments)
    assert ran.code == code, ran.err
    return json.loads(ran.out)


def names(made: dict) -> list[str]:
    return [r["system"] for r in made["reviews"]]


def test_a_folder_is_searched_and_the_worst_comes_first(run_cli, reviews):
    made = shown(run_cli, ".")
    assert names(made) == ["Filter", "Chat", "Quiet"]
    assert [r["file"] for r in made["reviews"]] == [
        "mail/filter.review.yaml",
        "chat/bot/chat.review.yaml",
        "quiet.review.yaml",
    ]
    assert shown(run_cli) == made
    assert made["unread"] == []


def test_every_number_is_that_of_the_report_and_of_the_gate(run_cli, reviews):
    for row in shown(run_cli, "--at", "2026-11-24")["reviews"]:
        report = json.loads(run_cli("report", row["file"], "--format", "json").out)
        checked = json.loads(run_cli("check", row["file"], "--at", "2026-11-24", "--format", "json").out)["reviews"][0]
        assert row["questions"] == report["coverage"]
        assert row["digest"] == report["digest"] == checked["digest"]
        assert [(f["id"], f["severity"]) for f in row["risks"]] == [
            (f["id"], f["severity"]) for f in report["findings"]
        ]
        assert row["gate"]["passed"] == checked["passed"]
        failing = [(r["kind"], r["about"], r["message"]) for r in checked["reasons"] if r["fails"]]
        assert [(r["kind"], r["about"], r["message"]) for r in row["gate"]["reasons"]] == failing


def test_each_review_is_judged_by_its_own_policy_or_all_by_one(run_cli, reviews):
    Path("mail/mlthreat-policy.yaml").write_text(LAX + "fail_on: critical\n", encoding="utf-8")
    by_own = {r["system"]: r["gate"]["passed"] for r in shown(run_cli)["reviews"]}
    assert by_own == {"Filter": False, "Chat": False, "Quiet": False}
    Path("all.yaml").write_text(LAX, encoding="utf-8")
    by_one = {r["system"]: r["gate"]["passed"] for r in shown(run_cli, "--policy", "all.yaml")["reviews"]}
    assert by_one == {"Filter": False, "Chat": False, "Quiet": True}


def test_what_ends_and_what_is_due_is_told_as_on_the_day(run_cli, reviews):
    Path("mlthreat-policy.yaml").write_text(LAX, encoding="utf-8")
    today = datetime.now(UTC).date()
    due, until, now, then = (str(today + timedelta(days=n)) for n in (60, 75, 6, 90))
    action = {"verdict": "no", "action": {"owner": "Data team", "due": due}}
    write(run_cli, "late.review.yaml", "Late", {}, {"data-trust.notice-tampering": action})
    given = (
        "--by",
        "Grace",
        "--role",
        "CISO",
        "--reason",
        "cost",
        "--compensating",
        "watched",
        "--until",
        until,
    )
    ran = run_cli("accept", "late.review.yaml", "data-trust.notice-tampering", *given)
    assert ran.code == 0, ran.err
    early = next(r for r in shown(run_cli, "--at", now)["reviews"] if r["system"] == "Late")
    assert early["gate"]["passed"] is True
    assert [u["day"] for u in early["gate"]["upcoming"]] == [str(today + timedelta(days=n)) for n in (61, 76)]
    assert early["due"][0] | {"due": due, "overdue": False, "owner": "Data team"} == early["due"][0]
    assert early["ending"][0] | {"until": until, "over": False} == early["ending"][0]
    soon = next(r for r in shown(run_cli, "--at", now, "--forecast", "7")["reviews"] if r["system"] == "Late")
    assert (soon["due"], soon["ending"], soon["gate"]["upcoming"]) == ([], [], [])
    late = next(r for r in shown(run_cli, "--at", then)["reviews"] if r["system"] == "Late")
    assert late["gate"]["passed"] is False
    assert late["due"][0]["overdue"] is True
    assert late["ending"][0]["over"] is True
    assert late["risks"][0]["state"] == "lapsed"


def test_a_sign_off_is_told_with_its_standing(run_cli, reviews):
    ran = run_cli("signoff", "quiet.review.yaml", "--by", "Grace", "--role", "security", "--decision", "approve")
    assert ran.code == 0, ran.err
    row = next(r for r in shown(run_cli)["reviews"] if r["system"] == "Quiet")
    assert row["standing"] == "approved"
    assert (
        row["sign_offs"][0] | {"by": "Grace", "standing": "current", "signature": "not signed"} == row["sign_offs"][0]
    )
    text = run_cli("portfolio").out
    assert re.search(r"Quiet .* approved, ", text)
    assert " declared\n" in text
    write(run_cli, "quiet.review.yaml", "Quiet", {}, {"data-trust.silent-errors": "yes"})
    row = next(r for r in shown(run_cli)["reviews"] if r["system"] == "Quiet")
    assert row["standing"] == "changed since"
    assert row["sign_offs"][0]["why"]


def test_which_systems_leave_something_open(run_cli, reviews):
    made = shown(run_cli, "--about", "AML.T0051")
    assert made["about"]["questions"]
    stands = {r["system"]: r["stance"] for r in made["reviews"]}
    assert {name: s["disposition"] for name, s in stands.items()} == {
        "Chat": "open",
        "Filter": "not applicable",
        "Quiet": "not applicable",
    }
    assert names(made)[0] == "Chat"
    assert stands["Chat"]["open"][0] == {"question": "language-model.attack-tests", "answer": "no"}
    assert stands["Quiet"]["why"].startswith("uses-language-model is no")
    text = run_cli("portfolio", "--about", "prompt injection").out
    assert "open in 1, not applicable in 2 of 3 systems" in " ".join(text.split())
    mode = json.loads(run_cli("report", "chat/bot/chat.review.yaml", "--format", "json").out)["failure_modes"]
    told = next(m for m in mode if m["id"] == "prompt-injection")
    assert (told["disposition"], told["why"]) == (stands["Chat"]["disposition"], stands["Chat"]["why"])


def test_a_section_is_not_hidden_by_a_term_that_sounds_like_it(run_cli, reviews):
    asked = shown(run_cli, "--about", "agents")["about"]["questions"]
    assert asked
    assert all(question.startswith("agents.") for question in asked)


def test_a_page_by_its_suffix_in_the_house_style_that_is_in_force_here(run_cli, reviews):
    Path("mlthreat.yaml").write_text("house: {name: Acme}\n", encoding="utf-8")
    Path("mail/mlthreat.yaml").write_text("house: {name: Mail house}\n", encoding="utf-8")
    ran = run_cli("portfolio", "mail", "chat", "--at", "2026-11-24", "--output", "made.html")
    assert ran.code == 0, ran.err
    page = Path("made.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<p dir="auto">Acme' in page
    assert page == run_cli("portfolio", "mail", "chat", "--at", "2026-11-24", "--format", "html").out
    Path("mlthreat.yaml").write_text("house: {name: Acme, logo: none.png}\n", encoding="utf-8")
    ran = run_cli("portfolio", "--format", "html")
    assert (ran.code, ran.out) == (2, "")
    assert "the house style in" in ran.err
    assert run_cli("portfolio", "--format", "json").code == 0


def test_what_nothing_asks_about_cannot_be_told(run_cli, reviews):
    ran = run_cli("portfolio", "--about", "promt injection")
    assert ran.code == 2
    assert "did you mean" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("form", FORMATS)
def test_an_unreadable_review_is_listed_after_the_others_and_the_code_is_2(run_cli, reviews, form):
    Path("mail/broken.review.yaml").write_text("format: 1\nsystem: {nam: x}\nanswer: {}\n", encoding="utf-8")
    (reviews / "chat" / "empty.review.yaml").touch()
    ran = run_cli("portfolio", "--format", form)
    assert ran.code == 2
    assert "Filter" in ran.out
    assert ran.out.index("mail/broken.review.yaml") > ran.out.index("quiet.review.yaml")
    assert "line 2, column 10: unknown key" in ran.out
    assert "chat/empty.review.yaml" in ran.out
    assert "2 paths could not be read" in ran.err


def test_a_policy_that_cannot_be_read_makes_its_reviews_unread(run_cli, reviews):
    Path("mail/mlthreat-policy.yaml").write_text("fail_on: nothing\n", encoding="utf-8")
    made = shown(run_cli, code=2)
    assert names(made) == ["Chat", "Quiet"]
    assert made["unread"][0]["file"] == "mail/filter.review.yaml"
    assert "mlthreat-policy.yaml line 1, column" in made["unread"][0]["message"]


@pytest.mark.skipif(os.name != "posix", reason="links and modes of POSIX")
def test_no_link_leads_out_of_the_folder(run_cli, reviews, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    shutil.copy("quiet.review.yaml", outside / "secret.review.yaml")
    Path("mail/link.review.yaml").symlink_to(outside / "secret.review.yaml")
    Path("mail/elsewhere").symlink_to(outside)
    Path("mail/again.review.yaml").symlink_to("filter.review.yaml")
    Path("mail/round").symlink_to(Path.cwd())
    Path("mail/gone.review.yaml").symlink_to("nowhere.yaml")
    ran = run_cli("portfolio", "mail", "--format", "json")
    assert ran.code == 2
    made = json.loads(ran.out)
    assert names(made) == ["Filter"]
    assert {u["file"]: u["message"] for u in made["unread"]} == {
        "mail/link.review.yaml": "this link leads out of mail",
        "mail/gone.review.yaml": "no such file: mail/gone.review.yaml",
    }
    assert "mail/elsewhere is a link to a folder elsewhere; it was not followed" in ran.err
    assert "mail/round is a link to a folder elsewhere" in ran.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="modes that hold for whoever runs the tests")
def test_a_folder_that_cannot_be_looked_into_is_told(run_cli, reviews):
    Path("chat/bot").chmod(0)
    try:
        made = shown(run_cli, code=2)
    finally:
        Path("chat/bot").chmod(0o755)
    assert names(made) == ["Filter", "Quiet"]
    assert "cannot look into this folder" in made["unread"][0]["message"]


def test_what_was_installed_or_is_hidden_is_passed_over(run_cli, reviews):
    for folder in (".cache", "node_modules/x", "env/lib"):
        Path(folder).mkdir(parents=True)
        shutil.copy("quiet.review.yaml", f"{folder}/copy.review.yaml")
    Path("env/pyvenv.cfg").touch()
    assert len(shown(run_cli)["reviews"]) == 3
    assert len(shown(run_cli, "node_modules/x")["reviews"]) == 1


def test_folders_without_end_are_not_followed_without_end(run_cli, reviews):
    deep = Path("deep")
    for _ in range(70):
        deep /= "d"
    deep.mkdir(parents=True)
    made = shown(run_cli, code=2)
    assert len(made["reviews"]) == 3
    assert "more than 60 folders deep" in made["unread"][0]["message"]


def test_one_review_reached_in_two_ways_is_one(run_cli, reviews):
    assert len(shown(run_cli, ".", "mail", "mail/filter.review.yaml", reviews / "mail")["reviews"]) == 3


@pytest.mark.parametrize(("path", "said"), [("nowhere", "no such file or folder"), ("none", "holds no review")])
def test_a_folder_without_a_review_is_no_portfolio(run_cli, reviews, path, said):
    Path("none").mkdir()
    ran = run_cli("portfolio", "mail", path)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_catalogs_of_ones_own_are_in_force(run_cli, reviews):
    catalogs = [REPOSITORY / "tests" / "catalogs" / name for name in ("base", "acme")]
    plain, more = shown(run_cli, "mail"), shown(run_cli, "mail", *(a for c in catalogs for a in ("--catalog", c)))
    assert more["reviews"][0]["questions"]["total"] != plain["reviews"][0]["questions"]["total"]


def test_a_review_is_judged_with_the_catalogs_of_its_own_project_too(run_cli, reviews):
    example = REPOSITORY / "docs" / "examples" / "health-privacy"
    shutil.copytree(example, "clinic")
    made = shown(run_cli)
    assert len(made["reviews"]) == 4
    clinic = next(r for r in made["reviews"] if r["file"].startswith("clinic/"))
    total = {r["system"]: r["questions"]["total"] for r in made["reviews"]}
    assert total["Filter"] == total["Chat"] < total[clinic["system"]]
    os.chdir("clinic")
    checked = json.loads(run_cli("check", "--format", "json").out)["reviews"][0]
    assert len(clinic["gate"]["reasons"]) == sum(r["fails"] for r in checked["reasons"])
    assert clinic["digest"] == checked["digest"]


def test_a_project_that_cannot_be_read_makes_its_reviews_unread(run_cli, reviews):
    Path("mail/mlthreat.yaml").write_text("catalogs: [nowhere]\n", encoding="utf-8")
    made = shown(run_cli, code=2)
    assert names(made) == ["Chat", "Quiet"]
    assert "there is no catalog in `nowhere`" in made["unread"][0]["message"]


@pytest.mark.parametrize("ending", ["json", "csv", "md", "txt"])
def test_the_suffix_of_the_output_says_the_format_and_nothing_read_is_overwritten(run_cli, reviews, ending):
    ran = run_cli("portfolio", "--output", f"all.{ending}")
    assert (ran.code, ran.out) == (0, "")
    form = {"md": "markdown", "txt": "text"}.get(ending, ending)
    assert Path(f"all.{ending}").read_bytes().decode() == run_cli("portfolio", "--format", form).out
    before = Path("quiet.review.yaml").read_bytes()
    assert run_cli("portfolio", "--output", "quiet.review.yaml").code == 2
    assert Path("quiet.review.yaml").read_bytes() == before


def test_the_same_reviews_give_the_same_bytes(run_cli, reviews, monkeypatch):
    first = run_cli("portfolio", "--at", "2026-11-24").out
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert run_cli("portfolio", "--at", "2026-11-24").out == first
    assert "\x1b" not in first


def test_a_spreadsheet_has_a_row_for_every_review(run_cli, reviews):
    sheet = list(csv.DictReader(io.StringIO(run_cli("portfolio", "--format", "csv").out)))
    assert [r["system"] for r in sheet] == ["Filter", "Chat", "Quiet"]
    assert sheet[0]["open critical"] == str(shown(run_cli)["reviews"][0]["open_findings"]["critical"])


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_systems_of_the_same_name_are_told(run_cli, reviews, traits, form):
    assert shown(run_cli)["same_name"] == []
    assert "Systems of the same name" not in run_cli("portfolio", "--format", form).out
    write(run_cli, "copy/filter.review.yaml", " filter!", traits, {})
    (told,) = shown(run_cli)["same_name"]
    assert sorted(told["files"]) == ["copy/filter.review.yaml", "mail/filter.review.yaml"]
    ran = run_cli("portfolio", "--format", form)
    assert "Systems of the same name" in ran.out
    assert "note: 2 reviews are of a system named" in ran.err
