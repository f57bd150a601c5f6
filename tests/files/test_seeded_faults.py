"""Every sown fault is told with its code, at its exact place, and with nothing else: no echo, no neighbour blamed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.files.library_reader import read
from tests.conftest import REPOSITORY
from tests.files.seeded_faults import FAULTS, Fault

CATALOGS = REPOSITORY / "tests" / "catalogs"


def sown(folder: Path, *faults: Fault) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    """Copy the catalogs into a folder and sow faults. Returns what must be told: file, code, span."""
    shutil.copytree(CATALOGS, folder, dirs_exist_ok=True)
    expected = []
    for fault in faults:
        text = (folder / fault.file).read_text(encoding="utf-8")
        assert fault.old in text, f"`{fault.old}` is not in {fault.file}"
        text = text.replace(fault.old, fault.new, 1)
        before, _, rest = text.partition("«")
        marked, mark, after = rest.partition("»")
        assert mark, "the fault has no marked span"
        (folder / fault.file).write_bytes((before + marked + after).encode())
        expected.append((fault.file, str(fault.code), (*_position(before), *_position(before + marked))))
    return sorted(expected)


def _position(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def told(folder: Path) -> tuple[Diagnostic, ...]:
    return read([folder / "base", folder / "acme"], shipped=[])[1]


def shown(folder: Path, problems: tuple[Diagnostic, ...]) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    return sorted((Path(p.place.file).relative_to(folder).as_posix(), str(p.code), _span(p)) for p in problems)


def _span(problem: Diagnostic) -> tuple[int, int, int, int]:
    span = problem.place.span
    return span.line, span.column, span.end_line, span.end_column


def test_the_field_is_clean(tmp_path):
    sown(tmp_path)
    assert told(tmp_path) == ()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_at_its_exact_place_and_alone(tmp_path, fault):
    expected = sown(tmp_path, fault)
    assert shown(tmp_path, told(tmp_path)) == expected


def test_a_comma_that_cuts_a_text_in_two_is_told_as_that(tmp_path):
    sown(tmp_path, FAULTS["comma-in-a-text"])
    (problem,) = told(tmp_path)
    assert "put the whole text in quotes" in problem.hint


def test_there_are_more_than_sixty():
    assert len(FAULTS) >= 60


def test_many_faults_at_once_hide_nothing(tmp_path):
    """One fault in each of ten files, and files that cannot be parsed at all: everything else is still checked."""
    names = (
        "unknown-key-deep", "unknown-severity", "open-quote", "no-source", "duplicate-threat", "bad-range",
        "unknown-parent", "override-bad-item", "unknown-trait-in-case", "unknown-threat", "year-too-early",
        "duplicate-fact", "text-for-truth", "unknown-trait-of-question",
    )  # fmt: skip
    faults = [FAULTS[name] for name in names if name not in {"no-source", "unknown-severity"}]
    expected = sown(tmp_path, *faults)
    assert shown(tmp_path, told(tmp_path)) == expected
    assert len({file for file, _, _ in expected}) == 11


@pytest.mark.parametrize("seed", range(60))
def test_any_mixture_of_faults_blames_nobody_and_hides_no_fault_of_a_file(tmp_path, seed):
    """One fault in each of up to six files. What hangs on an entry that is broken elsewhere may wait until that is mended."""
    chance = random.Random(seed)
    by_file: dict[str, list[Fault]] = {}
    for fault in FAULTS.values():
        by_file.setdefault(fault.file, []).append(fault)
    faults = [chance.choice(by_file[file]) for file in chance.sample(sorted(by_file), chance.randint(2, 6))]
    expected, found = sown(tmp_path, *faults), shown(tmp_path, told(tmp_path))
    assert [f for f in found if f not in expected] == []
    hidden = [e for e in expected if e not in found]
    assert all(code.startswith(("MLT3", "MLT4")) for _, code, _ in hidden)
    assert len(hidden) <= 1


def test_a_misspelt_key_in_one_item_does_not_hide_one_missing_in_another(tmp_path):
    sown(tmp_path)
    file = tmp_path / "base" / "references" / "papers.yaml"
    file.write_text("references:\n  - {id: a, titel: A, seen_in: it}\n  - {id: drift-survey, seen_in: it}\n", "utf-8")
    assert shown(tmp_path, told(tmp_path)) == [
        ("base/references/papers.yaml", "MLT201", (2, 13, 2, 18)),
        ("base/references/papers.yaml", "MLT202", (3, 5, 3, 36)),
    ]


@pytest.mark.parametrize("broken", ["catalog.yaml", "failure-modes/model-drift.yaml", "references/papers.yaml"])
def test_what_points_into_an_unreadable_file_is_not_blamed(tmp_path, broken):
    sown(tmp_path)
    (tmp_path / "base" / broken).write_text("a: b: c\n", "utf-8")
    assert [(p.code, p.place.span.line) for p in told(tmp_path)] == [(Code.YAML_SYNTAX, 1)]
