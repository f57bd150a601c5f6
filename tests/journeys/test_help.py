"""`--help` of every command: nothing of Python shows, nothing is cut off, and the examples can be typed."""

from __future__ import annotations

import re
import shlex
from functools import cache

import pytest

from mlthreat.cli.app import COMMANDS, run
from mlthreat.domain.lookup import Lookup
from mlthreat.files.composition import must_read

PAGES = (*COMMANDS, "catalog new", "catalog test", "catalog schema", "catalog show")
NAMED = re.compile(r"(?:explain|--of|--about|catalog show|accept \S+) (?P<thing>\"[^\"]+\"|[^\s-]\S*)")
"""Where an example names something that the catalogs hold."""


@cache
def examples(shown: str) -> list[str]:
    """The commands under `For example:`, each on one line."""
    block = re.search(r"  For example:\n((?:      .+\n)+)", shown)
    joined = re.sub(r"\\\n *", "", block[1]) if block else ""
    return [line.split("   #")[0].strip() for line in joined.splitlines()]


@pytest.fixture
def help_of(run_cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def show(page: str) -> str:
        ran = run_cli(*page.split(), "--help")
        assert ran.code == 0
        return ran.out

    return show


def test_each_command_fits_on_its_line(help_of):
    shown = help_of("")
    for name, text in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(text)}$", shown, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_eighty_columns(help_of, page):
    assert [line for line in help_of(page).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("page", PAGES)
def test_arguments_have_names_and_no_types(help_of, page):
    shown = help_of(page)
    assert not re.search(r"<(path|str|int|bool|list)", shown)
    assert not re.search(r"\.\.\.$", shown.split("Options:")[1], re.MULTILINE), "a text is cut off"
    assert "[[" not in shown
    assert "{" not in shown


@pytest.mark.parametrize("page", PAGES)
def test_examples_are_whole_lines_with_options_that_exist(help_of, page):
    shown = help_of(page)
    typed = examples(shown)
    assert typed
    for line in typed:
        program, *words = shlex.split(line)
        if program == "mlthreat":
            assert line.startswith(f"mlthreat {page}")
            assert all(re.search(rf"\s{w}\b", shown) for w in words if w.startswith("--")), line


@pytest.mark.parametrize("page", PAGES)
def test_what_examples_name_is_in_the_catalogs(help_of, page):
    lookup = Lookup(must_read([]))
    for line in examples(help_of(page)):
        for found in NAMED.finditer(line):
            thing = found["thing"].strip('"')
            assert lookup.find(thing), f"{line}: {thing}"


def test_usage_is_told_in_the_same_words(workspace, capfd):
    assert run(["accept", "payments.review.yaml"]) == 2
    assert "Usage: mlthreat accept [OPTIONS] [FILE] FINDING" in capfd.readouterr().err


def test_a_mistyped_command_is_named_with_the_nearest(run_cli):
    assert "there is no command 'reprot'; did you mean `report`?" in run_cli("reprot").err
    assert run_cli("xyzzy").code == 2


@pytest.mark.parametrize("width", ["80", "100"])
def test_ids_in_a_list_can_be_copied(run_cli, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    out = run_cli("list", "failure-modes").out
    assert all(re.search(rf"(^|\s){mode}\s", out) for mode in must_read([]).failure_modes)
    assert max(map(len, out.splitlines())) <= int(width)
