"""The gate's answer in every format: the same answer, at its line, and nothing in a text can become more than text."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import Place, Span
from mlthreat.domain.gate import Upcoming, gate
from mlthreat.domain.policy import Policy
from mlthreat.domain.reason import Facts, Kind, Reason
from mlthreat.domain.value import Severity
from mlthreat.views.gate.formats import FORMATS, render
from mlthreat.views.gate.judged import Judged
from mlthreat.views.gate.markdown import markdown
from mlthreat.views.sarif import MOST_RESULTS, log
from tests import builders
from tests.published import junit_problems, refused_by_github, sarif_problems

DAY = date(2026, 11, 24)
LIBRARY = builders.library({"id": "one"}, {"id": "two", "applies": {"all": ["learns"]}}, traits=("learns",))
HOSTILE = (
    "a | b `c` <img src=x> @team #1 [x](http://e) ##[group]x ::error::y %0A, :\n::warning file=a::z\n- list",
    "\x1b[2J\x00\x07\u202e\ufffe\ud800",
    "]]> --> &amp; \"' </failure>",
)
ANY = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), min_size=1, max_size=60))


def judged(*reasons, name="Filter", file="a.review.yaml", upcoming=None):
    review = builders.review(traits={"learns": "no"}).model_copy(
        update={"system": builders.review().system.model_copy(update={"name": name})}
    )
    assessment = assess(LIBRARY, review, DAY)
    found = reasons or gate(assessment, Policy(), Facts(day=DAY))
    places = {("answers", "all.one"): Place(file, Span(7, 3, 7, 10))}
    return Judged(file, file, assessment, Policy(), None, tuple(found), places, upcoming)


def reason(text="why", fails=True, about="all.one", severity=Severity.CRITICAL, **more):
    given = {"owner": text, "message": text, "advice": text, "anchor": ("answers", "all.one"), **more}
    return Reason(Kind.FINDING, severity, fails, about, **given)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_the_reason_and_ends_with_a_line_feed(form):
    shown = render([judged()], form)
    assert "all.one" in shown
    assert shown.endswith("\n")
    assert render([judged()], form) == shown


def test_the_text_says_verdict_place_day_and_policy():
    shown = render([judged()], "text")
    assert "a.review.yaml: no, by the default policy, on 2026-11-24 (UTC)" in shown
    assert "(a.review.yaml:7)" in shown
    assert shown.splitlines()[-1] == "the gate says no to 1 of 1 review, for 1 reason"
    assert render([judged(reason(fails=False))], "text").splitlines()[-1] == "the gate says yes to 1 review"


def test_what_is_ahead_is_told_with_day_and_owner():
    upcoming = (Upcoming(date(2027, 3, 2), (reason("lapsed", owner="Grace"),)),)
    for form in ("text", "markdown"):
        shown = render([judged(upcoming=upcoming)], form)
        assert re.search(r"2027-03-02 \(UTC\).*Grace", shown)
    assert json.loads(render([judged(upcoming=upcoming)], "json"))["reviews"][0]["upcoming"][0]["day"] == "2027-03-02"


@settings(max_examples=60)
@given(ANY)
def test_github_gets_one_command_a_line_and_no_other(text):
    shown = render([judged(reason(text, about=text), name=text, file=text)], "github")
    lines = shown.removesuffix("\n").split("\n")
    assert len(lines) == 2
    command = re.fullmatch(r"::error file=([^:,]*),line=\d+,col=\d+,title=([^:,]*)::(.*)", lines[0], re.DOTALL)
    assert command
    assert "\r" not in shown
    assert not re.search(r"##\w*\[", shown)
    assert not re.search(r"%(?!25|0A|0D|3A|2C)", shown)


@pytest.mark.parametrize(("count", "lines"), [(10, 10), (11, 10), (200, 10)])
def test_github_gets_at_most_ten_annotations_and_the_rest_is_counted(count, lines):
    shown = render([judged(*(reason(detail=str(n)) for n in range(count)))], "github").splitlines()
    annotations = [line for line in shown if line.startswith("::")]
    assert len(annotations) == lines
    assert (f"and {count - 9} more reasons" in annotations[-1]) is (count > 10)


def test_github_shows_what_fails_first():
    told, failing = [reason(fails=False, severity=Severity.LOW)] * 20, reason("the one that fails")
    assert "the one that fails" in render([judged(*told, failing)], "github").splitlines()[0]


@settings(max_examples=30)
@given(st.lists(ANY, min_size=1, max_size=3))
def test_sarif_has_a_place_a_rule_and_a_fingerprint_for_every_result(texts):
    said = json.loads(render([judged(*(reason(t, about=t, detail=str(n)) for n, t in enumerate(texts)))], "sarif"))
    (run,) = said["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(texts)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] == 7
        assert not location["physicalLocation"]["artifactLocation"]["uri"].startswith(("/", "."))
        assert "\n" not in result["message"]["text"]
    fingerprints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


@settings(max_examples=20)
@given(st.lists(ANY, min_size=1, max_size=3))
def test_every_format_is_valid_by_its_publishers_schema(texts):
    upcoming = (Upcoming(DAY, (reason(),)),)
    reasons = [reason(t, about=t, detail=str(n), fails=n != 1) for n, t in enumerate(texts)]
    reviews = [
        judged(*reasons, name=texts[0], upcoming=upcoming),
        judged(name="Übung / 2", file="b c/ü: 1.review.yaml"),
    ]
    said = json.loads(render(reviews, "sarif"))
    assert sarif_problems(said) == []
    assert refused_by_github(said) == []
    assert junit_problems(render(reviews, "junit")) == []
    assert all(is_code_quality(issue) for issue in json.loads(render(reviews, "gitlab")))


def test_github_tells_results_apart_where_all_else_is_alike():
    (run,) = json.loads(render([judged(reason(), reason())], "sarif"))["runs"]
    assert len({r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]}) == 2
    assert len({r["partialFingerprints"]["mlthreat/v1"] for r in run["results"]}) == 1


def test_more_results_than_can_be_uploaded_are_counted():
    told = [{"level": "note"}] * MOST_RESULTS
    (run,) = json.loads(log("many", [], [*told, {"level": "error"}]))["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0] == {"level": "error"}
    assert "1 more results" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def is_code_quality(issue: dict) -> bool:
    """Whether an issue has the fields that GitLab documents for a code quality report, and no others."""
    place = issue["location"]
    return (
        set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        and all(isinstance(issue[key], str) and issue[key] for key in set(issue) - {"location"})
        and issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        and not place["path"].startswith(("/", "./"))
        and isinstance(place["lines"]["begin"], int)
    )


def test_a_fingerprint_does_not_move_with_the_line_but_with_the_matter():
    one = judged(reason())
    moved = Judged(one.file, one.path, one.assessment, one.policy, None, one.reasons, {})
    assert one.fingerprint(reason()) == moved.fingerprint(reason("other words"))
    assert one.fingerprint(reason()) != one.fingerprint(reason(about="all.two"))
    assert one.fingerprint(reason()) != judged(reason(), file="b.review.yaml").fingerprint(reason())


def test_gitlab_gets_fingerprints_that_are_all_different():
    issues = json.loads(render([judged(reason(), reason(), reason(fails=False))], "gitlab"))
    assert len({i["fingerprint"] for i in issues}) == 3
    assert [i["severity"] for i in issues] == ["critical", "critical", "info"]
    assert issues[0]["location"] == {"path": "a.review.yaml", "lines": {"begin": 7}}


@settings(max_examples=60)
@given(ANY)
def test_junit_is_xml_whatever_is_said(text):
    shown = render([judged(reason(text), reason(text, fails=False, about="x"), name=text)], "junit")
    root = ElementTree.fromstring(shown.encode("utf-8"))
    assert root.get("failures") == "1"
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert cases["all.one"].find("failure") is not None
    assert cases["all.two"].find("skipped") is not None
    assert cases["x"].find("failure") is None


@settings(max_examples=60)
@given(ANY)
def test_markdown_keeps_its_shape_whatever_is_said(text):
    def shape(said):
        upcoming = (Upcoming(DAY, (reason(said),)),)
        page = markdown([judged(reason(said), reason(said, fails=False), name=said, upcoming=upcoming)])
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(page)
        inline = [c for t in tokens for c in t.children or ()]
        return (
            [t.type for t in tokens],
            {c.type for c in inline},
            {c.content for c in inline if c.type == "html_inline"},
        )

    blocks, kinds, tags = shape(text)
    assert blocks == shape("harmless")[0]
    assert kinds <= {"text", "text_special", "code_inline", "strong_open", "strong_close", "html_inline", "softbreak"}
    assert tags <= {"<br>", "<span>", "</span>"}


@pytest.mark.parametrize("longest", [1_000, 60_000])
def test_markdown_is_cut_and_says_so(longest):
    page = markdown([judged(*(reason(detail=str(n)) for n in range(3000)))], longest)
    assert len(page.encode()) <= longest
    assert "Cut here:" in page
