"""Whatever stands in a review stays text in every report, and the same review gives the same bytes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "</style><script>x</script>", "</script><script>x",
    "{{ 7*7 }} {% raw %}", "javascript:alert(1)", "<svg/onload=alert(1)>", "\u202egnp.exe", "-->", "| a | b |", "@everyone #1 GH-1", "# heading",
    "[x](javascript:alert(1))", "www.evil.example", "![x](http://evil.example/x.png)", "```\n# out\n```", "- [x] done", "\u2028x", "=HYPERLINK(1)",
]  # fmt: skip


@pytest.fixture
def review(run_cli, workspace):
    answers = {}
    questions = [
        r["id"] for r in json.loads(run_cli("list", "questions", "--format", "json").out) if r["asks"] == "control"
    ]
    for question, text in zip(questions, HOSTILE, strict=False):
        answers[question] = {
            "verdict": "no",
            "note": text,
            "evidence": [{"statement": text}],
            "action": {"owner": text.split("\n")[0].replace("\u2028", ""), "ticket": "T"},
        }
    system = {"name": HOSTILE[0], "owner": HOSTILE[1], "description": "\n".join(HOSTILE)}
    Path("fill.yaml").write_text(json.dumps({"system": system, "answers": answers}), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", HOSTILE[2])
    assert ran.code == 0, ran.err
    return workspace / "a.review.yaml"


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_page_runs_nothing_and_loads_nothing(run_cli, review):
    page = Page()
    text = run_cli("report", "--format", "html").out
    page.feed(text)
    for tag, attributes in page.found:
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        assert tag not in {"iframe", "object", "embed", "link", "base", "form"}
        if tag == "script":
            assert attributes.get("type") == "application/json"
        assert "src" not in attributes
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "https://", "http://")), href
    policy = next(
        a["content"] for t, a in page.found if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "\u202e" not in text


def test_markdown_text_cannot_mention_link_or_break_out(run_cli, review):
    text = run_cli("report", "--format", "md").out
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r"(?<![\w`\\])@everyone", text)
    assert not re.search(r"(?<!\\)\]\(javascript:", text)
    assert not re.search(r"^# heading", text, re.MULTILINE)
    assert "\u202e" not in text


@pytest.mark.parametrize("form", ["md", "html", "json", "text"])
def test_the_same_review_gives_the_same_bytes_in_any_time_zone(run_cli, review, monkeypatch, form):
    before = review.read_bytes()
    first = run_cli("report", "--format", form).out
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert run_cli("report", "--format", form).out == first
    assert review.read_bytes() == before
    assert "\x1b" not in first


def test_an_output_that_cannot_be_written_is_told(run_cli, review, workspace):
    ran = run_cli("report", "--output", "no/such/folder/r.html")
    assert ran.code == 2
    ran = run_cli("report", "--output", "r.docx")
    assert ran.code == 2
    assert "r.docx" in ran.err
    (workspace / "d.html").mkdir()
    assert run_cli("report", "--output", "d.html").code == 2
