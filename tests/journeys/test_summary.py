"""A short Markdown for a pull request: it fits into a comment, whatever the review, and nothing in it can become a link."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

COMMENT = 65_536
REVIEW = "a.review.yaml"


def fill(run_cli, **given):
    Path("fill.yaml").write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err


def controls(run_cli) -> list[str]:
    rows = json.loads(run_cli("list", "questions", "--format", "json").out)
    return [r["id"] for r in rows if r["asks"] == "control"]


def test_a_summary_says_what_a_reader_of_a_pull_request_wants_to_know(run_cli, workspace):
    fill(
        run_cli,
        system={"name": "Filter"},
        answers={
            "data-trust.notice-tampering": {"verdict": "no", "action": {"owner": "Bo", "due": "2027-01-31"}},
            "data-trust.raw-scores": "partly",
        },
    )
    assert run_cli("signoff", REVIEW, "--by", "Grace", "--role", "head", "--decision", "approve").code == 0
    text = run_cli("report", "--summary").out
    assert text.startswith("<!-- mlthreat report -->\n## Filter: threat-model review\n\n**Approved, by declaration; ")
    assert "critical, open: **" in text
    assert "| critical | Would you find out" in text
    assert "`data-trust.notice-tampering` | no | Bo, 2027-01-31 |" in text
    assert "no owner, no due date" in text
    assert "**Unanswered:** " in text
    assert "**Until when:** 2027-01-31 an action is due: Bo" in text
    assert re.search(
        r"\*\*Last decision:\*\* approved, declared by Grace \(head\), .* UTC, on exactly this state\n", text
    )
    assert text.endswith(f"State `{json.loads(run_cli('report', '--format', 'json').out)['digest']}`\n")
    fill(run_cli, answers={"data-trust.notice-tampering": "yes"})
    text = run_cli("report", "--summary").out
    assert "on exactly this state" not in text
    assert re.search(
        r"- changed since: “Would you find out .*” \(data-trust.notice-tampering\) was answered again: yes", text
    )


def test_an_empty_review_has_one(run_cli, workspace):
    fill(run_cli, system={"name": "Filter"})
    text = run_cli("report", "--summary").out
    assert "Nobody has signed this review off." in text
    assert "Worst open findings" not in text
    assert "\n\n\n\n" not in text


@pytest.mark.parametrize("mark", ["$", "@", "\u200b", "😀"])
def test_it_fits_into_a_comment_whatever_the_review(run_cli, workspace, mark):
    line = (mark + " ") * 249
    answers = {
        q: {"verdict": "no", "note": line, "action": {"owner": line, "due": "2020-01-01"}} for q in controls(run_cli)
    }
    fill(run_cli, system={"name": line, "owner": line}, answers=answers)
    assert run_cli("signoff", REVIEW, "--by", line, "--role", line, "--decision", "reject").code == 0
    fill(run_cli, answers=dict.fromkeys(answers, "unknown"))
    text = run_cli("report", "--summary", "--at", "2027-01-01").out
    assert len(text) < COMMENT
    assert len(text.encode("utf-16-le")) // 2 < COMMENT
    assert text.count("| critical |") == 5
    assert "- and " in text


def test_the_longest_catalog_texts_fit_too(run_cli, workspace):
    house = Path("house")
    (house / "checklists").mkdir(parents=True)
    traits = [{"id": f"t{n}", "question": "Is it?"} for n in range(40)]
    head = {
        "schema_version": 1,
        "id": "house",
        "version": "1.0.0",
        "title": "House",
        "license": "MIT",
        "traits": traits,
    }
    (house / "catalog.yaml").write_text(json.dumps(head), encoding="utf-8")
    for n in range(40):
        slug = f"{n:02d}" + "a" * 78
        questions = [{"id": f"{m}" + "b" * 78, "asks": "control", "text": "$" * 19_000} for m in range(3)]
        section = {"id": slug, "title": "$" * 500, "questions": questions}
        (house / "checklists" / f"{slug}.yaml").write_text(json.dumps(section), encoding="utf-8")
    fill(run_cli, system={"name": "$" * 500})
    answers = {f"{n:02d}{'a' * 78}.0{'b' * 78}": {"verdict": "no", "action": {"owner": "$" * 500}} for n in range(40)}
    Path("fill.yaml").write_text(json.dumps({"answers": answers}), encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--catalog", "house")
    assert ran.code == 0, ran.err
    text = run_cli("report", "--summary", "--catalog", "house").out
    assert 10_000 < len(text) < COMMENT


HOSTILE = "@everyone #1 GH-1 <script>x</script> | x | ![x](http://evil.example/x.png) www.evil.example `a` ``` :tada:"


def test_nothing_in_it_mentions_links_or_breaks_out(run_cli, workspace):
    owner = {"verdict": "no", "action": {"owner": HOSTILE}}
    fill(run_cli, system={"name": HOSTILE}, answers={"data-trust.notice-tampering": owner})
    assert run_cli("signoff", REVIEW, "--by", HOSTILE, "--role", HOSTILE, "--decision", "reject").code == 0
    text = run_cli("report", "--summary").out
    assert "@everyone" not in text
    assert "#1" not in text
    assert "GH-1" not in text
    assert "<script" not in text
    assert "![x](" not in text
    assert "www.evil" not in text
    assert ":tada:" not in text
    table = [line for line in text.split("\n") if line.startswith("|")]
    assert len(table) > 2
    for row in table:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--format", "html"), "a summary is Markdown"),
        (("--output", "s.html"), "a summary is Markdown"),
        (("--format", "text"), "a summary is Markdown"),
        (("--template", "."), "there are no templates for summary"),
    ],
)
def test_it_is_markdown(run_cli, workspace, more, said):
    fill(run_cli, system={"name": "Filter"})
    ran = run_cli("report", "--summary", *more)
    assert ran.code == 2
    assert said in ran.err
    assert run_cli("report", "--summary", "--output", "s.md").code == 0
    assert Path("s.md").read_text(encoding="utf-8") == run_cli("report", "--summary", "--format", "md").out
