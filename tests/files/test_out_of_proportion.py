"""Input that asks for far more work or memory than its size: each of these would take minutes, hours or a crash if it
were read as it comes. They are not timed; they end.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlthreat.domain.catalog import Manifest
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.domain.library import Library
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.catalog_order import in_order
from mlthreat.files.enough import MOST_PROBLEMS
from mlthreat.files.library_reader import read
from mlthreat.files.raw_text import MAX_GROUPS
from mlthreat.files.yaml_reader import parse
from mlthreat.views.diagnostics.formats import FORMATS, rendered
from tests.conftest import REPOSITORY

HEAD = "schema_version: 1\nid: {id}\nversion: 1.0.0\ntitle: House\nlicense: MIT\n"
DOCUMENT = "attribution: None.\ndocuments:\n  - {id: d, title: D, publisher: P, license: MIT}\n"
MODE = (
    "id: fails\ntitle: It fails\nkind: unintentional\nsummary: It fails.\n"
    "compromises: [{property: integrity, why: Because.}]\nseverity: {default: low, because: It does.}\n"
)
QUESTION = "  - {{id: q{n}, asks: control, text: Is it?, why: So., about: [fails]{more}}}\n"

House = Callable[..., Path]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Write a catalog: more lines of its manifest, and files by their path."""

    def write(manifest: str = "", name: str = "house", **files: str) -> Path:
        folder = tmp_path / name
        for path, text in {"catalog.yaml": HEAD.format(id=name) + manifest, **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        return folder

    return write


def told(*folders: Path) -> list[Diagnostic]:
    return list(read(folders, shipped=[])[1])


def built(*folders: Path) -> Library:
    library, problems = read(folders, shipped=[])
    assert library is not None, problems[:3]
    return library


def counted(problems: list[Diagnostic]) -> dict[str, int]:
    return Counter(p.code for p in problems)


def many(line: str, count: int) -> str:
    return "".join(line.format(n=n, next=n + 1) for n in range(count))


def section(lines: str) -> dict[str, str]:
    return {"failure-modes/fails.yaml": MODE, "checklists/all.yaml": f"id: all\ntitle: All\nquestions:\n{lines}"}


@pytest.mark.parametrize("before", ["", "a: 1\n", "# first\n\n"])
def test_directives_which_the_parser_would_compare_with_each_other(house, before):
    folder = house(**{"failure-modes/fails.yaml": before + many("%TAG !a{n}! x\n", 300_000)})
    assert [(p.code, p.place.span.line) for p in told(folder)] == [(Code.SECOND_DOCUMENT, before.count("\n") + 1)]


def test_keys_that_stand_twice_by_the_hundred_thousand(house):
    found = told(house(**{"failure-modes/fails.yaml": many("k{n}: 1\nk{n}: 1\n", 100_000)}))
    assert counted(found) == {Code.DUPLICATE_KEY: MOST_PROBLEMS, Code.TOO_MANY_PROBLEMS: 1}
    assert [p.notes[0][0].span.line for p in found[:3]] == [1, 3, 5]


def test_unknown_keys_by_the_hundred_thousand(house):
    found = told(house(**{"failure-modes/fails.yaml": MODE + many("k{n}: 1\n", 100_000)}))
    assert {p.code for p in found} == {Code.UNKNOWN_KEY, Code.TOO_MANY_PROBLEMS}


def test_groups_that_hold_nothing(house):
    (problem,) = told(house(**section("- {}\n" * (MAX_GROUPS + 1))))
    assert (problem.code, problem.place.span.line) == (Code.TOO_LARGE, MAX_GROUPS + 2)


@pytest.mark.parametrize("form", FORMATS)
def test_a_thousand_problems_on_one_line_of_megabytes(house, form):
    text = "terms: [" + '"\\x07", ' * 200_000 + "]\n"
    found = told(house(**{"terms/all.yaml": text}))
    assert len(found) == MOST_PROBLEMS + 1
    assert {p.place.excerpt[slice(*p.place.marked)] for p in found} == {'"\\x07"'}
    assert len(rendered(found, form)) < 2_000 * len(found)


def test_a_text_that_is_quoted_in_a_message_is_shortened(house):
    found = told(house(**{"failure-modes/fails.yaml": f"{MODE}references: [{'x' * 60_000}]\n"}))
    assert {p.code for p in found} == {Code.BAD_VALUE, Code.UNKNOWN_ID}
    assert all(len(p.message) < 1_100 for p in found)


def test_thousands_of_ids_that_are_not_there_among_thousands_that_are(house):
    known = "references:\n" + many("  - {{id: paper-{n}, title: A, seen_in: it}}\n", 400)
    modes = MODE + "references:\n" + many("  - papr-{n}\n", 1_100)
    found = told(house(**{"references/all.yaml": known, "failure-modes/fails.yaml": modes}))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[0].hint.startswith("did you mean `paper-")


def test_thousands_of_warnings_stay_warnings(house):
    found = told(house(**section(many("  - {{id: q{n}, asks: control, text: Is it?, about: [fails]}}\n", 1_500))))
    assert {p.level for p in found} == {Level.WARNING}
    assert counted(found) == {Code.NO_WHY: MOST_PROBLEMS, Code.TOO_MANY_PROBLEMS: 1}


def test_rows_of_a_crosswalk_into_a_long_list(house):
    entries = 'id: list\ntitle: L\npublisher: P\nedition: "1"\nlicense: L\nsource: S\nentries:\n' + many(
        "  - {{id: E{n}, title: Entry {n}}}\n", 10_000
    )
    rows = "crosswalk:\n" + many("  - {{framework: list, id: E{n}, title: Entry {n}, relation: exact}}\n", 10_000)
    folder = house(**{"frameworks/list.yaml": entries, "failure-modes/fails.yaml": MODE + rows})
    assert {p.code for p in told(folder)} == {Code.NOTHING_ASKS}


def test_terms_that_all_lead_back_to_one(house):
    lines = many("  - {{id: t{n}, name: T, text: T., source: {{document: d}}, parents: [t{next}, t0]}}\n", 5_000)
    found = told(house(DOCUMENT, **{"terms/all.yaml": f"terms:\n{lines}".replace("t5000, ", "")}))
    assert counted(found) == {Code.CYCLE: MOST_PROBLEMS, Code.TOO_MANY_PROBLEMS: 1}
    assert max(len(p.message) for p in found) < 200


def extending(name: str, base: str) -> Folder:
    """What is read from a folder with such a manifest; thousands of real folders take long to take away again."""
    source = parse(
        f"{name}/catalog.yaml", f"{HEAD.format(id=name)}extends: [{{id: {base}, version: '>=1'}}]\n".encode()
    )
    entry = Entry("catalog", source, (), source.data, Manifest.model_validate(source.data))
    return Folder(Path(name), [entry], manifest_entry=entry)


def test_a_chain_of_catalogs_longer_than_any_stack():
    folders, problems = in_order([extending(f"c{n}", f"c{n + 1}") for n in range(3_000)])
    assert [f.name for f in folders] == [f"c{n}" for n in reversed(range(3_000))]
    assert [(p.code, p.place.file) for p in problems] == [(Code.CATALOG_MISSING, "c2999/catalog.yaml")]


def test_a_circle_of_catalogs_longer_than_any_stack():
    folders, (problem,) = in_order([extending(f"c{n}", f"c{(n + 1) % 3_000}") for n in range(3_000)])
    assert len(folders) == 3_000
    assert (problem.code, len(problem.message) < 200) == (Code.CYCLE, True)


def test_a_version_of_sixty_thousand_digits(house):
    found = told(house(f"extends: [{{id: other, version: '>={'0' * 60_000}'}}]\n"))
    assert {p.code for p in found} == {Code.BAD_VALUE, Code.CATALOG_MISSING}


def test_overrides_of_every_question_of_a_long_section(house):
    base = house(name="base", **section(many(QUESTION.replace("{more}", ""), 3_000)))
    changes = many("  - {{question: all.q{n}, set: {{why: V{n}.}}, because: B.}}\n", 3_000)
    own = house(f"extends: [{{id: base, version: '>=1'}}]\noverride:\n{changes}", "own")
    questions = built(base, own).questions
    assert [questions[f"all.q{n}"].question.why for n in (0, 1_500, 2_999)] == ["V0.", "V1500.", "V2999."]


def test_overrides_that_all_add_to_one_list(house):
    base = house(name="base", **section(QUESTION.format(n=0, more="")))
    changes = many("  - {{failure_mode: fails, add: {{also_called: [{{name: N{n}}}]}}, because: B.}}\n", 10_000)
    own = house(f"extends: [{{id: base, version: '>=1'}}]\noverride:\n{changes}", "own")
    names = [a.name for a in built(base, own).failure_modes["fails"].also_called]
    assert names == [f"N{n}" for n in range(10_000)]


def test_overrides_that_all_dispute_one_field(house):
    base = house(name="base", **section(QUESTION.format(n=0, more="")))
    changes = many("  - {{failure_mode: fails, set: {{title: T{n}}}, because: B.}}\n", 5_000)
    own = house(f"extends: [{{id: base, version: '>=1'}}]\noverride:\n{changes}", "own")
    found = told(base, own)
    assert counted(found) == {Code.OVERRIDE_DISPUTED: MOST_PROBLEMS, Code.TOO_MANY_PROBLEMS: 1}


def test_more_traits_than_anybody_can_answer(house):
    (problem,) = told(house("traits:\n" + many("  - {{id: t{n}, question: Is it?}}\n", 1_001)))
    assert (problem.code, problem.message) == (Code.BAD_VALUE, "`traits` must have at most 1000 items")


@pytest.fixture
def nested(house: House) -> Iterator[Path]:
    """A catalog with folders in folders, deeper than any stack; taken down again, for which others need a stack."""
    folder, depth = house(), 1_100
    before = Path.cwd()
    os.chdir(folder)
    for _ in range(depth):
        Path("a").mkdir()
        os.chdir("a")
    Path("x.yaml").write_text("a: 1\n", "utf-8")
    os.chdir(before)
    yield folder
    os.chdir(folder)
    for _ in range(depth):
        os.chdir("a")
    Path("x.yaml").unlink()
    for _ in range(depth):
        os.chdir("..")
        Path("a").rmdir()
    os.chdir(before)


@pytest.mark.skipif(os.name != "posix", reason="paths are not that long elsewhere")
def test_folders_deeper_than_any_stack(nested, run_cli):
    assert {p.code for p in told(nested)} == {Code.STRAY_FILE}
    ran: Any = run_cli("list", "catalogs", "--catalog", nested)
    assert (ran.code, "nested deeper than" in ran.err) == (2, True)


@pytest.mark.skipif(os.name != "posix", reason="paths are not that long elsewhere")
def test_a_search_through_folders_deeper_than_any_stack(nested, run_cli):
    (nested / "catalog.yaml").unlink()
    ran: Any = run_cli("validate", nested)
    assert (ran.code, "more than 100 levels below" in ran.out) == (1, True)


@pytest.mark.parametrize("tail", ["<!--", "<!", "</a ", '<a b="', "<![x", "<?"])
def test_a_page_with_many_beginnings_and_no_end(run_cli, tail):
    page = (REPOSITORY / "docs/examples/chat-bot/report.html").read_text(encoding="utf-8")
    for name, text in {"altered.html": page, "empty.html": ""}.items():
        Path(name).write_text(text + tail * 100_000, encoding="utf-8")
    assert run_cli("verify", "altered.html").code in {1, 2}
    assert run_cli("verify", "empty.html").code == 2


@pytest.mark.parametrize("line", [" #" * 200_000 + " x", " " * 400_000 + "x", "[" * 200_000 + "](" * 100_000])
def test_a_model_card_of_one_long_line(run_cli, line):
    Path("card.md").write_text(f"---\nlicense: mit\n---\n# A{line}\n", encoding="utf-8")
    Path("name.yaml").write_text("system: {name: A, owner: B}\n", encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--from", "card.md", "--no-input", "--answers", "name.yaml")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("command", [["check"], ["verify"], ["report", "--format", "json"], ["diff"]])
def test_a_review_with_very_many_records_of_people(run_cli, command):
    number, day = 2000, "2026-01-01T00:00:00Z"
    accepted = "by: a, role: r, reason: x, compensating: y, until: 2099-01-01"
    decided = f"role: r, decision: approve, at: {day}, digest: 'sha256:{'0' * 64}', covers: {{system: {'0' * 12}}}"
    lines = [f"  - {{finding: data-trust.notice-tampering, {accepted}}}"] * number
    signed = [f"  - {{by: a{n}, {decided}}}" for n in range(number)]
    text = "\n".join(["format: 1\nsystem: {name: A}\nacceptances:", *lines, "sign_offs:", *signed, ""])
    names = ["a.review.yaml", *(["b.review.yaml"] if command == ["diff"] else [])]
    for name in names:
        Path(name).write_text(text.replace("name: A", f"name: {name}"), encoding="utf-8")
    ran = run_cli(command[0], *names, *command[1:])
    assert ran.code in {0, 1}, ran.err[:500]


def test_a_large_file_that_is_named_very_often_is_read_once(run_cli):
    with Path("big").open("wb") as big:
        big.truncate(256 * 1024 * 1024)
    named = [f"      - {{file: {'./' * (n % 50)}big, sha256: '{'0' * 64}'}}" for n in range(2000)]
    head = "format: 1\nsystem: {name: A}\nanswers:\n  data-trust.notice-tampering:\n    verdict: yes\n    evidence:"
    Path("a.review.yaml").write_text("\n".join([head, *named, ""]), encoding="utf-8")
    ran = run_cli("verify")
    assert ran.code == 1
    assert ran.out.count("has changed since it was pinned") == 2000
