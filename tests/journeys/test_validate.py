"""`mlthreat validate`: everything that it is given, or finds in a folder, and the forms in which it tells."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.builders import write_catalog
from tests.conftest import REPOSITORY

REVIEW = "format: 1\nsystem: {name: Bot}\n"
BAD = {"id": "q", "why": "w", "asks": "nonsense"}


@pytest.fixture
def mixed(workspace: Path) -> Path:
    """A folder with a catalog, two reviews, a policy and a project file, all of them right."""
    folder = workspace / "mixed"
    write_catalog(
        folder / "rules",
        {"id": "q", "why": "w", "about": ["poisoning"]},
        extends=[{"id": "microsoft", "version": ">=1"}],
    )
    (folder / "deep" / "down").mkdir(parents=True)
    (folder / "bot.review.yaml").write_text(REVIEW + "answers: {all.q: yes}\n", "utf-8")
    (folder / "deep" / "down" / "old.review.yaml").write_text(REVIEW, "utf-8")
    (folder / "mlthreat-policy.yaml").write_text("format: 1\nfail_on: important\n", "utf-8")
    (folder / "mlthreat.yaml").write_text("catalogs: [rules]\npolicy: mlthreat-policy.yaml\n", "utf-8")
    return folder


def test_a_folder_is_searched_for_all_that_can_be_checked(run_cli, mixed):
    ran = run_cli("validate", mixed)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "no problems in 1 catalog, 2 reviews, 1 policy and 1 project file\n"


def test_without_a_path_that_is_done_here(run_cli, mixed, monkeypatch):
    monkeypatch.chdir(mixed)
    assert run_cli("validate").err == "no problems in 1 catalog, 2 reviews, 1 policy and 1 project file\n"
    monkeypatch.chdir(mixed / "rules")
    assert run_cli("validate").err == "no problems in 1 catalog\n"


def test_one_problem_in_each_kind_of_file_is_told_at_its_place(run_cli, mixed, monkeypatch):
    monkeypatch.chdir(mixed)
    write_catalog(mixed / "rules", BAD)
    Path("bot.review.yaml").write_text(REVIEW + "trait: {}\n", "utf-8")
    Path("mlthreat-policy.yaml").write_text("format: 1\nfail_on: importnt\n", "utf-8")
    Path("mlthreat.yaml").write_text("catalog: [rules]\n", "utf-8")
    ran = run_cli("--no-plugins", "validate", "rules", "bot.review.yaml", "mlthreat-policy.yaml", "--format", "short")
    assert ran.code == 2  # the project's own file is in force for every command
    Path("mlthreat.yaml").rename("kept")
    Path("elsewhere").mkdir()
    Path("kept").rename("elsewhere/mlthreat.yaml")
    ran = run_cli("validate", ".", "--format", "short")
    assert ran.code == 1
    column = Path("rules/checklists/all.yaml").read_text("utf-8").index('"nonsense"') + 1
    assert [line.split(" ")[0] for line in ran.out.splitlines()] == [
        "bot.review.yaml:3:1:",
        "elsewhere/mlthreat.yaml:1:1:",
        "mlthreat-policy.yaml:2:10:",
        f"rules/checklists/all.yaml:1:{column}:",
    ]
    assert ran.err == "4 errors in 1 catalog, 2 reviews, 1 policy and 1 project file\n"


@pytest.mark.parametrize("file", ["catalog.yaml", "checklists/all.yaml"])
def test_a_file_of_a_catalog_means_the_catalog(run_cli, mixed, file):
    assert run_cli("validate", mixed / "rules" / file).err == "no problems in 1 catalog\n"
    assert run_cli("validate", mixed / "rules" / file, mixed / "rules").err == "no problems in 1 catalog\n"
    write_catalog(mixed / "rules", BAD)
    assert "MLT204" in run_cli("validate", mixed / "rules" / file).out


def test_a_file_whose_name_says_nothing_is_taken_for_a_review(run_cli, workspace):
    Path("bot.yaml").write_text(REVIEW, "utf-8")
    assert run_cli("validate", "bot.yaml").err == "no problems in 1 review\n"


def test_what_is_hidden_or_installed_is_nobodys_work(run_cli, mixed):
    for place in (".cache", "node_modules/some", "venv/lib"):
        write_catalog(mixed / place, BAD)
    (mixed / "venv" / "pyvenv.cfg").touch()
    assert run_cli("validate", mixed).code == 0


def test_links_to_folders_are_not_followed(run_cli, mixed):
    (mixed / "deep" / "round").symlink_to(mixed)
    assert run_cli("validate", mixed).code == 0


def test_a_folder_with_nothing_to_check_is_told(run_cli, workspace):
    (workspace / "empty").mkdir()
    for path in ("empty", "nowhere"):
        ran = run_cli("validate", path)
        assert (ran.code, ran.out) == (2, "")
        assert path in ran.err
    assert "neither a catalog" in run_cli("validate").err


def test_what_cannot_be_read_hides_nothing(run_cli, mixed):
    os.mkfifo(mixed / "pipe.review.yaml")
    (mixed / "broken").mkdir()
    os.mkfifo(mixed / "broken" / "catalog.yaml")
    (mixed / "bot.review.yaml").write_text(REVIEW + "answers: {all.nothing: yes}\n", "utf-8")
    ran = run_cli("validate", mixed, "--format", "short")
    assert ran.code == 1
    assert [line.partition("[")[2][:6] for line in ran.out.splitlines()] == ["MLT501", "MLT209", "MLT209"]


def test_two_catalogs_of_one_name_are_one_problem(run_cli, mixed):
    shutil.copytree(mixed / "rules", mixed / "copy")
    ran = run_cli("validate", mixed, "--format", "short")
    assert ran.code == 1
    assert ran.out.count("error[") == 1
    assert "two catalogs are called `house`" in ran.out


def test_of_two_catalogs_of_one_name_both_are_read(run_cli, mixed):
    shutil.copytree(mixed / "rules", mixed / "copy")
    (mixed / "rules" / "checklists" / "all.yaml").write_text("a: b: c\n", "utf-8")
    ran = run_cli("validate", mixed, "--format", "short")
    assert "rules/checklists/all.yaml:1:" in ran.out
    assert ran.out.count("error[") == 2


def test_against_wants_exactly_one_catalog(run_cli, mixed):
    ran = run_cli("validate", mixed / "bot.review.yaml", "--against", mixed / "rules")
    assert ran.code == 2
    assert "exactly one catalog" in ran.err


def test_narrated_problems_are_sentences(run_cli, workspace, monkeypatch):
    """What a screen reader would say: place, problem, text, advice and the other place, without a drawn sign."""
    shutil.copytree(REPOSITORY / "tests" / "cases" / "MLT311", workspace / "case")
    monkeypatch.chdir(workspace / "case")
    ran = run_cli("validate", ".", "--format", "narrated")
    assert ran.code == 1
    assert ran.out == (
        "Error 1 of 1, code MLT311. In two/catalog.yaml, line 9, column 11: two sets evidence of the question "
        "data-trust.notice-tampering, which one sets differently. The text there is: evidence. Delete evidence in one of the "
        "two, or set it in a third catalog that extends one and two. See also one/catalog.yaml, line 9, column 11: one sets "
        "it here.\n"
    )


def test_a_dispute_shows_both_lines_and_the_way_out(run_cli, workspace, monkeypatch):
    shutil.copytree(REPOSITORY / "tests" / "cases" / "MLT311", workspace / "case")
    monkeypatch.chdir(workspace / "case")
    assert run_cli("validate", ".").out == (
        "error[MLT311]: `two` sets `evidence` of the question `data-trust.notice-tampering`, which `one` sets differently\n"
        " --> two/catalog.yaml:9:11\n"
        "  |\n"
        "9 |     set: {evidence: The log.}\n"
        "  |           ^^^^^^^^\n"
        " ::: one/catalog.yaml:9:11\n"
        "  |\n"
        "9 |     set: {evidence: The dashboard.}\n"
        "  |           -------- `one` sets it here\n"
        "  = help: delete `evidence` in one of the two, or set it in a third catalog that extends `one` and `two`\n"
    )


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_get_a_document_even_where_all_is_well(run_cli, mixed, form):
    ran = run_cli("validate", mixed, "--format", form)
    assert ran.code == 0
    data = json.loads(ran.out)
    assert data == [] if form == "json" else data["runs"][0]["results"] == []


def test_every_rule_of_sarif_carries_its_explanation(run_cli, workspace):
    write_catalog(workspace / "rules", {"id": "q"})
    (run,) = json.loads(run_cli("validate", "rules", "--format", "sarif").out)["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) == {"MLT401", "MLT405"}
    assert "Add two or three sentences" in rules["MLT401"]["help"]["text"]
    assert "why: Without a limit" in rules["MLT401"]["help"]["markdown"]


def test_a_problem_of_a_catalog_that_the_project_names_too_is_told_once(run_cli, mixed, monkeypatch):
    write_catalog(mixed / "rules", BAD)
    monkeypatch.chdir(mixed)
    ran = run_cli("validate", "--format", "short")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.out.splitlines() if "nonsense" in line or "asks" in line] == [
        "rules/checklists/all.yaml"
    ]
    assert ran.err.startswith("1 error ")
