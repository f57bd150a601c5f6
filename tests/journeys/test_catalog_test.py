"""`mlthreat catalog test`: cases that hold, cases that fail with the reason, and catalogs without any."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import write_catalog

MODE = """id: leak
title: Leak
kind: unintentional
summary: It leaks.
compromises: [{property: confidentiality, why: They read it.}]
severity: {default: moderate, because: Few see it.}
applies: {all: [keeps-data]}
"""
CASE = """id: keeps-nothing
title: A system that keeps nothing
traits: {keeps-data: no}
asked: [all.q]
disposition: {leak: covered}
"""


@pytest.fixture
def house(workspace: Path) -> Path:
    folder = write_catalog(workspace / "house", {"id": "q", "why": "w", "about": ["leak"]}, traits=("keeps-data",))
    (folder / "failure-modes").mkdir()
    (folder / "failure-modes" / "leak.yaml").write_text(MODE, "utf-8")
    (folder / "cases").mkdir()
    (folder / "cases" / "keeps-nothing.yaml").write_text(CASE, "utf-8")
    return folder


def test_a_case_that_fails_says_where_what_and_why(run_cli, house):
    ran = run_cli("catalog", "test", "house")
    assert ran.code == 1
    assert ran.out == (
        "FAILED house/keeps-nothing: A system that keeps nothing\n"
        "error[MLT701]: `all.q` should be asked, and is not\n"
        " --> house/cases/keeps-nothing.yaml:4:9\n"
        "  |\n"
        "4 | asked: [all.q]\n"
        "  |         ^^^^^\n"
        "  = help: because nothing that it is about applies: leak (keeps-data is no)\n"
        "\n"
        "error[MLT701]: `leak` should be covered, and is not applicable\n"
        " --> house/cases/keeps-nothing.yaml:5:21\n"
        "  |\n"
        "5 | disposition: {leak: covered}\n"
        "  |                     ^^^^^^^\n"
        "  = help: because keeps-data is no\n"
    )
    assert ran.err == "1 case, 1 failed; 2 expectations not met\n"


def test_without_a_folder_this_one_is_meant(run_cli, house, monkeypatch):
    monkeypatch.chdir(house)
    assert run_cli("catalog", "test").err == "1 case, 1 failed; 2 expectations not met\n"


def test_catalogs_that_build_on_each_other_are_tested_together(run_cli, house):
    more = write_catalog(
        house.parent / "more",
        {"id": "r", "why": "w", "about": ["leak"]},
        id="more",
        extends=[{"id": "house", "version": ">=1"}],
    )
    section = more / "checklists" / "all.yaml"
    section.write_text(section.read_text("utf-8").replace('"all"', '"more"'), "utf-8")
    section.rename(section.with_name("more.yaml"))
    (more / "cases").mkdir()
    (more / "cases" / "keeps.yaml").write_text(
        "id: keeps\ntitle: Keeps\ntraits: {keeps-data: yes}\nasked: [more.r]\n", "utf-8"
    )
    assert run_cli("catalog", "test", "more").code == 2
    ran = run_cli("catalog", "test", "more", "house")
    assert ran.code == 1
    assert "ok" in ran.out.splitlines()[0]
    assert ran.err == "2 cases, 1 failed; 2 expectations not met\n"


def test_a_catalog_without_cases_is_not_tested(run_cli, house):
    (house / "cases" / "keeps-nothing.yaml").unlink()
    ran = run_cli("catalog", "test", "house")
    assert (ran.code, ran.out) == (1, "")
    assert "there are no cases" in ran.err


def test_a_broken_catalog_is_told_first(run_cli, house):
    (house / "failure-modes" / "leak.yaml").write_text(MODE.replace("moderate", "medium"), "utf-8")
    ran = run_cli("catalog", "test", "house")
    assert ran.code == 2
    assert "MLT204" in ran.err
    assert "the cases of house cannot be run" in ran.err
