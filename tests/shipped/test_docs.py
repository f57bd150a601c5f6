"""The pages that people wrote: every link leads somewhere, the index to every page, and what they claim of the catalogs is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from mlthreat.domain.disposition import Disposition
from mlthreat.domain.review import Grade
from mlthreat.domain.taxonomy import Does, Kind, Property, RelationKind
from mlthreat.domain.value import Severity
from mlthreat.files.composition import must_read
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
CRITICS = (DOCS / "explanation" / "critics.md").read_text("utf-8")
PAGES = sorted(
    f
    for f in [*REPOSITORY.glob("*.md"), *DOCS.glob("**/*.md")]
    if f.parent.name != "catalogs" and ("examples" not in f.parts or f.name == "README.md")
)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Where a link into a page may lead: its headings, as GitHub names them, and what it marks itself."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


def named(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors(there), f"{page.name} links to {target}#{anchor}"


def test_the_index_leads_to_every_page():
    index = DOCS / "README.md"
    told = {(DOCS / t).resolve() for t in re.findall(r"\]\(([^)#\s]+)", index.read_text("utf-8")) if "://" not in t}
    wanted = {f for f in DOCS.glob("**/*.md") if f.relative_to(DOCS).parts[0] not in {"examples", "tutorial"}}
    assert sorted(named(f) for f in wanted - told - {index}) == []


def test_the_readme_has_one_command_to_start_and_one_to_test():
    commands = re.findall(
        r"^\$ (python3 -m venv .*)$", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 2
    assert commands[0].endswith("mlthreat review")
    assert "pytest" in commands[1]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_a_page_shows_exists_with_its_options(run_cli, page):
    for block in CONSOLE.findall(page.read_text("utf-8")):
        for line in re.findall(r"^\$ mlthreat (.*)$", re.sub(r"\\\n +", "", block), re.MULTILINE):
            words = shlex.split(line.split(" #")[0].split(" | ")[0].split(" && ")[0].split(" > ")[0])
            command = words[:2] if words[0] == "catalog" else words[:1]
            shown = run_cli(*command, "--help")
            assert shown.code == 0, line
            for option in (w.split("=")[0] for w in words if w.startswith("--")):
                assert re.search(rf"{option}\b", shown.out), f"{named(page)}: {line}: {option}"


def test_the_six_unintentional_modes_and_the_eight_that_were_missing_are_worked_out():
    library = must_read()
    six = [m for m in library.failure_modes.values() if m.number and m.number >= 12]
    eight = [m for m in library.failure_modes.values() if library.catalog_of[m.id] == "unintended"]
    assert (len(six), len(eight)) == (6, 8)
    for mode in [*six, *eight]:
        page = "microsoft" if mode in six else "unintended"
        assert f"(../reference/catalogs/{page}.md#{mode.id})" in CRITICS
        assert mode.severity is not None
        assert {m.does for m in mode.mitigations} == set(Does)
        assert sum(library.questions[q].catalog == "unintended" for q in library.asking[mode.id]) >= 2
        assert mode in eight or any(c.id == mode.id and c.catalog == "unintended" for c in library.changes)
        assert mode in six or mode.number is None


def test_what_is_said_of_microsofts_entries_holds():
    modes = must_read().failure_modes
    alone = (REPOSITORY / "catalog" / "microsoft" / "failure-modes" / "reward-hacking.yaml").read_text("utf-8")
    assert "applies: {all: [uses-reinforcement-learning]}" in alone
    for widened in ("reward-hacking", "side-effects"):
        assert "acts-on-its-own" in modes[widened].applies.traits
    assert {c.property for c in modes["poisoning"].compromises} == {Property.INTEGRITY, Property.AVAILABILITY}
    assert all(c.why for m in modes.values() for c in m.compromises)
    for one, other in (("common-corruption", "distributional-shift"), ("distributional-shift", "common-corruption")):
        (disputed,) = [r for r in modes[one].related if r.relation is RelationKind.DISPUTED]
        assert disputed.id == other


def test_the_way_to_the_root_is_as_shown(run_cli):
    assert CONSOLE.findall(CRITICS)
    for block in CONSOLE.findall(CRITICS):
        command, *shown = block.splitlines()
        ran = run_cli(*shlex.split(command)[2:])
        assert ran.code == 0
        for line in (s for s in shown if s != "…"):
            assert line in ran.out
    named_in_lines = re.findall(r"`mlthreat (explain [^`]+)`", CRITICS)
    assert named_in_lines
    for typed in named_in_lines:
        assert run_cli(*shlex.split(typed)).code == 0


@pytest.mark.parametrize("kind", [Severity, Grade, Disposition, Does, Kind, Property], ids=lambda k: k.__name__)
def test_every_word_of_a_closed_list_is_among_the_words(kind):
    words = (DOCS / "reference" / "words.md").read_text("utf-8")
    assert [w.value for w in kind if w.value.replace("-", " ") not in words] == []
