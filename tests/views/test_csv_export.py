"""The risk register as CSV: complete, importable, and no cell of it is ever a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.views.exports.cell import LONGEST, cell_text, inert
from mlthreat.views.visible import visible
from tests.conftest import REPOSITORY
from tests.views.test_report_hostile import HOSTILE

EXAMPLE = REPOSITORY / "docs" / "examples" / "chat-bot" / "chat-bot.review.yaml"
STARTERS = "=+-@\uff1d\uff0b\uff0d\uff20"
FORMULAS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", " \n =1+1", "\uff1d1+1", "\uff20SUM(1)", '"=1+1', "'=1+1", "a;=1+1", 'a;"=1+1"',
    "a\n=1+1", "a\n\n - 1", "a;\n;=1", "\u00a0=1", "a\t=1+1", 'a",=1+1',
]  # fmt: skip
TEXTS = st.text(st.one_of(st.sampled_from("=+-@;,\"' \t\n\r\uff1d\uff0d|a\u00e41\u200b"), st.characters()), max_size=30)


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def exported(run_cli, review: Path, form: str) -> str:
    ran = run_cli("report", review, "--format", form)
    assert ran.code == 0, ran.err
    return ran.out


def acts(cell: str) -> bool:
    """Whether a spreadsheet could take a cell for a formula, even one that trims and drops quotes."""
    return cell.lstrip('" \u00a0\n')[:1] in tuple(STARTERS)


@pytest.fixture
def hostile(run_cli, workspace) -> Path:
    """A review whose findings carry every text that ever was trouble in a spreadsheet or a page."""
    listed = json.loads(run_cli("list", "questions", "--format", "json").out)
    texts = FORMULAS + HOSTILE
    answers = {
        question["id"]: {
            "verdict": "no",
            "note": text,
            "evidence": [{"statement": text}],
            "action": {"owner": visible(" ".join(text.split())) or "-", "ticket": "=1"},
        }
        for question, text in zip((q for q in listed if q["asks"] == "control"), texts, strict=False)
    }
    Path("fill.yaml").write_text(json.dumps({"system": {"name": "=1+1"}, "answers": answers}), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", "@all")
    assert ran.code == 0, ran.err
    return workspace / "a.review.yaml"


def test_every_finding_is_a_row_with_what_the_json_says_of_it(run_cli):
    data = json.loads(exported(run_cli, EXAMPLE, "json"))
    questions = {q["id"]: q for q in data["questions"]}
    made = rows(exported(run_cli, EXAMPLE, "csv"))
    assert [r["Finding"] for r in made] == [f["id"] for f in data["findings"]]
    for row, finding in zip(made, data["findings"], strict=True):
        question = questions[finding["id"]]
        acceptance = finding["acceptance"] or {}
        assert row["Severity"] == finding["severity"]
        assert row["State"] == finding["state"]
        assert row["Answer"] == finding["verdict"]
        assert row["Note"] == inert(question["note"])
        assert row["Question"] == question["text"]
        assert row["Assignee"] == (question["action"] or {}).get("owner", "")
        assert row["Due Date"] == ((question["action"] or {}).get("due") or "")
        assert row["Accepted by"] == acceptance.get("by", "")
        assert row["Accepted until"] == acceptance.get("until", "")
        assert row["Evidence"].count("\n") == max(len(question["evidence"]) - 1, 0)
        assert row["What can be done"].count("\n") == len(finding["mitigations"]) - 1
        assert all(f"{mode}: " in row["Failure modes"] for mode in finding["about"])
        assert row["External ID"].endswith(f"/{finding['id']}")


def test_the_first_columns_are_those_that_jira_imports(run_cli):
    made = rows(exported(run_cli, EXAMPLE, "csv"))
    assert list(made[0])[:8] == ["Summary", "Issue Type", "Priority", "Labels", "Description", "External ID", "Due Date", "Assignee"]  # fmt: skip
    assert {(r["Severity"], r["Priority"]) for r in made} <= {
        ("critical", "Highest"), ("important", "High"), ("moderate", "Medium"), ("low", "Low"),
    }  # fmt: skip
    assert len({r["External ID"] for r in made}) == len(made)
    for row in made:
        assert 0 < len(row["Summary"]) <= 255
        assert "\n" not in row["Summary"]
        assert set(row["Labels"].split(" ")) >= {"mlthreat"}
        assert row["Note"] in row["Description"]
    assert not any(mark in name for name in made[0] for mark in "'.,:;!?&")
    assert any("AML.T0020 (exact)" in row["Other lists"] for row in made)


def test_the_file_is_what_a_spreadsheet_opens(run_cli, workspace):
    assert run_cli("report", EXAMPLE, "--output", "risks.csv").code == 0
    made = Path("risks.csv").read_bytes()
    assert made.startswith(b"\xef\xbb\xbf")
    records = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(r) for r in records} == {len(records[0])}
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL).writerows(records)
    assert again.getvalue().encode("utf-8-sig") == made


@pytest.mark.parametrize("text", ["Zoë Müller", "審査 система", "emoji 👩\u200d🔬", "קצר"])
def test_a_name_in_any_script_arrives_intact(run_cli, workspace, text):
    given = {"data-trust.notice-tampering": {"verdict": "no", "note": text, "action": {"owner": text}}}
    fill = {"system": {"name": text}, "traits": {"trains-models": "yes"}, "answers": given}
    Path("fill.yaml").write_text(json.dumps(fill, ensure_ascii=False), encoding="utf-8")
    assert run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input").code == 0
    row = rows(exported(run_cli, workspace / "a.review.yaml", "csv"))[0]
    assert (row["Note"], row["Assignee"]) == (text, text)
    assert f"[{text}]" in row["Summary"]


def test_no_cell_of_a_hostile_review_is_a_formula(run_cli, hostile):
    text = exported(run_cli, hostile, "csv")
    made = rows(text)
    assert len(made) >= 30
    assert [c for row in made for c in row.values() if acts(c)] == []
    assert [c for c in re.split("[\r\n;\t]", text) if acts(c)] == []  # a program that loses track of the quotes
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", text)


def test_jira_finds_no_markup_in_what_people_wrote(run_cli, workspace):
    given = {
        "data-trust.notice-tampering": {
            "verdict": "no",
            "note": "{code} [~admin] !http://evil.example/x.png! [a|http://b]",
        }
    }
    Path("fill.yaml").write_text(
        json.dumps({"system": {"name": "x"}, "traits": {"trains-models": "yes"}, "answers": given}), encoding="utf-8"
    )
    assert run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input").code == 0
    description = rows(exported(run_cli, workspace / "a.review.yaml", "csv"))[0]["Description"]
    assert r"\{code} \[~admin] \!http://evil.example/x.png! \[a|http://b]" in description


@pytest.mark.parametrize(
    ("text", "shown"), [("=1", "'=1"), (" \n=1", " \n'=1"), ("a;-1", "a;'-1"), ("a-b=c", "a-b=c"), ("a, -1", "a, -1")]
)
def test_an_apostrophe_stands_where_a_formula_could_begin_and_nowhere_else(text, shown):
    assert inert(text) == shown


@given(TEXTS)
def test_no_text_can_begin_a_formula_wherever_it_is_split(text):
    assert [cell for cell in re.split("[\n;\t]", inert(text)) if acts(cell)] == []


@given(TEXTS.filter(lambda t: not any(c in t for c in STARTERS + "\t")))
def test_a_text_without_a_starter_stays_as_it_is(text):
    assert inert(text) == visible(text)


@pytest.mark.parametrize("text", ["x" * 40_000, "👩" * 20_000, "=" + "ä" * LONGEST])
def test_a_text_that_no_cell_holds_is_cut_and_says_so(text):
    for shown in (cell_text(text), inert(text)):
        assert len(shown.encode("utf-16-le")) <= 2 * LONGEST
        assert "JSON report" in shown[-80:]


def test_a_text_that_just_fits_is_whole():
    assert cell_text("x" * LONGEST) == "x" * LONGEST


def test_a_blank_text_of_any_length_takes_no_time():
    assert inert("\n;" * 200_000 + "=1")[-60:].endswith("]")
