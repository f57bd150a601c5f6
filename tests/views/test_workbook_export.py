"""The workbook: read back with another library it holds every fact, real dates, and nothing that acts."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from mlthreat.views.exports.cell import LONGEST
from mlthreat.views.visible import visible
from tests.conftest import REPOSITORY
from tests.views.test_csv_export import FORMULAS
from tests.views.test_report_hostile import HOSTILE

EXAMPLE = REPOSITORY / "docs" / "examples" / "chat-bot" / "chat-bot.review.yaml"
SHEETS = ["Summary", "Risk register", "Failure modes", "Answers", "Accepted risks", "Catalogs"]
FINDING = "data-trust.notice-tampering"


@pytest.fixture
def made(run_cli, workspace):
    """Make a workbook of a review, and read it back."""

    def make(review: Path) -> Workbook:
        ran = run_cli("report", review, "--output", "made.xlsx")
        assert ran.code == 0, ran.err
        return load_workbook(workspace / "made.xlsx")

    return make


@pytest.fixture
def answered(run_cli, workspace):
    """A review with one finding."""

    def write(**answer: object) -> Path:
        fill = {"system": {"name": "x"}, "traits": {"trains-models": "yes"}, "answers": {FINDING: answer}}
        Path("fill.yaml").write_text(json.dumps(fill, ensure_ascii=False), encoding="utf-8")
        ran = run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input")
        assert ran.code == 0, ran.err
        return workspace / "a.review.yaml"

    return write


def table(book: Workbook, sheet: str) -> list[dict[str, object]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_sheets_hold_everything_in_order(run_cli, made):
    data = json.loads(run_cli("report", EXAMPLE, "--format", "json").out)
    book = made(EXAMPLE)
    assert book.sheetnames == SHEETS
    questions = {q["id"]: q for q in data["questions"]}
    assert [(r["Finding"], r["Severity"], r["State"], r["Answer"]) for r in table(book, "Risk register")] == [
        (f["id"], f["severity"], f["state"], f["verdict"]) for f in data["findings"]
    ]
    answers = table(book, "Answers")
    assert [r["Question"] for r in answers] == list(questions)
    for row in answers:
        question = questions[row["Question"]]
        assert row["Applies"] == ("yes" if question["applies"] else "no")
        assert row["Because"] == question["why"]
        assert (row["Answer"], row["Note"], row["Answered by"]) == (
            question["verdict"],
            question["note"],
            question["by"],
        )
    assert [(r["Failure mode"], r["Became"], r["Because"]) for r in table(book, "Failure modes")] == [
        (m["id"], m["disposition"], m["why"]) for m in data["failure_modes"]
    ]
    assert [(r["Finding"], r["By"], r["Reason"]) for r in table(book, "Accepted risks")] == [
        (a["finding"], a["by"], a["reason"]) for a in data["acceptances"]
    ]
    assert [(r["Catalog"], r["Version"], r["Licence"]) for r in table(book, "Catalogs")] == [
        (c["id"], c["version"], c["license"]) for c in data["catalogs"]
    ]
    facts = {str(r["What"]): r["Value"] for r in table(book, "Summary")}
    assert facts["System"] == data["system"]["name"]
    assert facts["This state"] == data["digest"]
    assert facts["Critical, open"] == sum(
        f["severity"] == "critical" and f["state"] == "open" for f in data["findings"]
    )


def test_days_are_days_and_moments_are_moments(made):
    book = made(EXAMPLE)
    row = next(r for r in table(book, "Risk register") if "data-trust.notice-tampering" in r.values())
    assert (row["Due"], row["Answered at (UTC)"]) == (datetime(2027, 1, 31), datetime(2026, 11, 23, 18))
    assert table(book, "Accepted risks")[0]["Until"] == datetime(2027, 3, 31)


def test_a_day_that_no_spreadsheet_knows_is_told_in_words(answered, made):
    book = made(answered(verdict="no", action={"due": "1805-05-09"}))
    assert table(book, "Risk register")[0]["Due"] == "1805-05-09"


def test_every_sheet_can_be_read_on_a_screen(made):
    book = made(EXAMPLE)
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert all(9 <= d.width <= 110 for d in sheet.column_dimensions.values())
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
        if sheet.title != "Summary":
            assert sheet.auto_filter.ref == sheet.dimensions


def test_nothing_in_a_hostile_review_acts(run_cli, workspace, made):
    listed = [
        q["id"] for q in json.loads(run_cli("list", "questions", "--format", "json").out) if q["asks"] == "control"
    ]
    texts = [*FORMULAS, *HOSTILE, "_x0041_", "https://evil.example/", "mailto:a@b", "1e9", "TRUE", "#N/A", "{=1}"]
    assert len(texts) <= len(listed)
    given = {q: {"verdict": "no", "note": text} for q, text in zip(listed, texts, strict=False)}
    fill = {"system": {"name": "=1+1"}, "answers": given}
    Path("fill.yaml").write_text(json.dumps(fill, ensure_ascii=False), encoding="utf-8")
    assert run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input").code == 0
    book = made(workspace / "a.review.yaml")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    notes = {r["Question"]: r["Note"] for r in table(book, "Answers")}
    for question, text in zip(listed, texts, strict=False):
        assert notes[question] == visible(text), question


def test_a_text_that_no_cell_holds_is_cut_and_says_so(answered, made):
    row = table(made(answered(verdict="no", evidence=[{"statement": "👩" * 9_000}] * 3)), "Risk register")[0]
    evidence = str(row["Evidence"])
    assert len(evidence.encode("utf-16-le")) <= 2 * LONGEST
    assert "JSON report" in evidence[-80:]


def test_the_bytes_hang_on_no_clock_and_no_place(run_cli, workspace, monkeypatch):
    for zone in ("Pacific/Kiritimati", "America/Anchorage"):
        monkeypatch.setenv("TZ", zone)
        assert run_cli("report", EXAMPLE, "--output", f"{zone[:3]}.xlsx").code == 0
    first, second = (workspace / name for name in ("Pac.xlsx", "Ame.xlsx"))
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as made:
        assert {entry.date_time for entry in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in made.read("docProps/core.xml")


def test_without_the_package_it_is_told_how_to_get_it(run_cli, workspace, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    ran = run_cli("report", EXAMPLE, "--output", "made.xlsx")
    assert ran.code == 2
    assert "pip install 'mlthreat[xlsx]'" in ran.err
    assert list(workspace.iterdir()) == []
