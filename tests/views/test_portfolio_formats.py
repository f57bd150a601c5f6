"""A portfolio in every format: the worst first, nothing unread looks fine, and a text stays a text."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlthreat.domain.assessment import assess
from mlthreat.domain.canonical import digest
from mlthreat.domain.gate import forecast, gate
from mlthreat.domain.policy import Policy
from mlthreat.domain.portfolio import Portfolio, Row, Unread, portfolio, row
from mlthreat.domain.reason import Facts
from mlthreat.domain.review import SignOff
from mlthreat.domain.signoff import covers, review_digest
from mlthreat.domain.subject import Subject, subject_named
from mlthreat.files.bundled import template_folder
from mlthreat.views.portfolio import data_shape, formats
from mlthreat.views.portfolio.formats import FORMATS
from tests import builders

DAY = date(2026, 11, 24)
GOLDEN = Path(__file__).parent / "golden"
LIBRARY = builders.library(
    {"id": "one"},
    {"id": "two"},
    {"id": "three", "applies": {"all": ["learns"]}},
    {"id": "exposed", "asks": "exposure", "follow_ups": [{"id": "four"}]},
    traits=("learns",),
)
ALL = {"all.one": "yes", "all.two": "yes", "all.three": "yes", "all.exposed": "no"}
LAX = Policy.model_validate({"evidence": dict.fromkeys(("critical", "important", "moderate", "low"), "nothing")})
HOSTILE = (
    "=cmd|' /C calc'!A0 | b `c` <img src=x> @team #1 [x](http://e)",
    "\x1b[2J\x00\x07\u202e\ufffe\ud800 x",
    "a\n- list\n| cell |",
)
ANY = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), min_size=1, max_size=60))


def seen(name: str, subject: Subject | None = None, policy: Policy = LAX, signed: str = "", **parts: object) -> Row:
    """A review as a row: its traits say that it learns, and what is not given is answered yes."""
    given_ = {"traits": {"learns": "yes"}, "answers": ALL, **parts}
    review = builders.review(**given_)
    review = review.model_copy(update={"system": review.system.model_copy(update={"name": name, "owner": "Mail team"})})
    assessment = assess(LIBRARY, review, DAY)
    if signed:
        record = {"by": "Grace", "role": "security", "decision": signed, "at": "2026-11-01T09:00:00Z"}
        state = {"digest": review_digest(assessment), "covers": covers(assessment)}
        review = review.with_sign_off(SignOff.model_validate({**record, **state}))
        assessment = assess(LIBRARY, review, DAY)
    facts = Facts(day=DAY)
    found, ahead = gate(assessment, policy, facts), forecast(assessment, policy, facts, 90)
    file = f"{re.sub('[^a-z]+', '-', name.casefold())[:20]}.review.yaml"
    return row(file, assessment, facts, found, ahead, 90, subject)


def accepted(until: str) -> dict[str, object]:
    reason = {"by": "Grace", "role": "CISO", "reason": "cost", "compensating": "watched", "until": until}
    return {
        "answers": {**ALL, "all.one": {"verdict": "no", "by": "Ada"}},
        "acceptances": [{"finding": "all.one", "at": "2026-10-01T00:00:00Z", **reason}],
    }


def due(day: str) -> dict[str, object]:
    answer = {"verdict": "partly", "action": {"owner": "Data team", "due": day}}
    return {"answers": {**ALL, "all.two": answer}}


ROWS = {
    "Settled": lambda **more: seen("Settled", signed="approve", **more),
    "Accepted": lambda **more: seen("Accepted", **accepted("2026-12-31"), **more),
    "Lapsed": lambda **more: seen("Lapsed", **accepted("2026-11-01"), **more),
    "Overdue": lambda **more: seen("Overdue", **due("2026-10-31"), **more),
    "Begun": lambda **more: seen("Begun", answers={"all.one": "yes"}, **more),
    "Still": lambda **more: seen("Still", traits={"learns": "no"}, answers={**ALL, "all.one": "no", "all.two": "no"}, **more),
}  # fmt: skip
UNREAD = (
    Unread("b.review.yaml", "b.review.yaml:3:1: unknown key `answer`", "`mlthreat validate b.review.yaml` shows it"),
)


def held(*names: str, unread: tuple[Unread, ...] = (), subject: Subject | None = None) -> Portfolio:
    return portfolio([ROWS[n](subject=subject) for n in names or ROWS], unread, DAY, 90, subject)


def render(made: Portfolio, form: str, **more: object) -> str:
    return formats.render(made, form, template_folder(), **more)  # type: ignore[arg-type]


QUESTION = subject_named(LIBRARY, "all.two")


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("csv", "csv"), ("json", "json")])
@pytest.mark.parametrize("subject", [None, QUESTION], ids=["all", "about"])
def test_a_portfolio_reads_like_this(golden, form, ending, subject):
    made = render(held(unread=UNREAD, subject=subject), form, width=80)
    name = f"portfolio-about.{ending}" if subject else f"portfolio.{ending}"
    golden(GOLDEN / name, made.replace("\r\n", "\n"))


def test_the_worst_comes_first_whatever_the_order_of_the_files():
    names = [r.system.name for r in held().rows]
    assert names == ["Still", "Overdue", "Lapsed", "Begun", "Accepted", "Settled"]
    again = portfolio([ROWS[n]() for n in reversed(ROWS)], (), DAY, 90, None)
    assert [r.system.name for r in again.rows] == names


def test_what_stands_on_a_subject_comes_first_where_one_was_asked_about():
    stands = {r.system.name: str(r.stance.disposition) for r in held(subject=QUESTION).rows if r.stance}
    assert stands == {
        "Still": "open",
        "Begun": "unanswered",
        "Overdue": "partly covered",
        "Lapsed": "covered",
        "Accepted": "covered",
        "Settled": "covered",
    }


def test_a_gate_that_is_green_says_until_when():
    text = render(held("Accepted"), "text", width=140)
    assert "yes, until 2026-12-31" in text
    assert "turns red; new: 1 lapsed-acceptance" in text
    assert "2026-12-31  Accepted" in text
    assert "the gate says no to 0, yes to 1" in text


def test_sign_offs_are_told_with_what_they_are_worth():
    assert ROWS["Settled"]().standing == "approved"
    assert "approved, declared" in render(held("Settled"), "text", width=140)
    changed = seen("Changed", signed="approve", sign_offs=[])
    assert changed.standing == "approved"
    old = seen("Old", sign_offs=[record("approve", digest({}))])
    assert old.standing == "changed since"
    assert seen("No", signed="reject").standing == "rejected"
    demanding = Policy.model_validate({**LAX.model_dump(exclude_unset=True), "sign_offs": {"roles": ["privacy"]}})
    missing = portfolio([seen("Half", policy=demanding, signed="approve")], (), DAY, 90, None)
    assert "missing: privacy" in " ".join(render(missing, "text", width=140).split())


def record(decision: str, state: str) -> dict[str, object]:
    return {"by": "Grace", "role": "security", "decision": decision, "at": "2026-11-01T09:00:00Z", "digest": state}


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_not_read_is_told_in_every_format_and_nothing_else_looks_like_a_whole(form):
    made = render(held("Settled", unread=UNREAD), form, width=100)
    assert "b.review.yaml" in made
    assert "unknown key" in made
    alone = render(portfolio([], UNREAD, DAY, 90, None), form, width=100)
    assert "b.review.yaml" in alone
    assert "yes to" not in alone


def test_no_number_is_a_share_of_a_hundred():
    for form in FORMATS:
        made = render(held(unread=UNREAD), form, width=100)
        assert "%" not in re.sub("<style>.*?</style>", "", made, flags=re.DOTALL)


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_text_fits_the_terminal_and_holds_no_escape_without_colour(width):
    for subject in (None, QUESTION):
        made = render(held(unread=UNREAD, subject=subject), "text", width=width)
        assert max(map(len, made.splitlines())) <= width
        assert "\x1b" not in made
    assert "\x1b[" in render(held(), "text", width=width, color=True)


def test_colour_adds_nothing_but_colour():
    for subject in (None, QUESTION):
        coloured = render(held(unread=UNREAD, subject=subject), "text", width=80, color=True)
        bare = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()) + "\n"
        assert bare == render(held(unread=UNREAD, subject=subject), "text", width=80)


def test_json_has_exactly_the_keys_that_are_told():
    made = json.loads(render(held(unread=UNREAD, subject=QUESTION), "json"))
    shapes = {
        "PortfolioData": [made],
        "AboutData": [made["about"]],
        "UnreadData": made["unread"],
        "RowData": made["reviews"],
        "OpenData": [r["open_findings"] for r in made["reviews"]],
        "CoverageData": [r["questions"] for r in made["reviews"]],
        "StanceData": [r["stance"] for r in made["reviews"]],
        "GateVerdictData": [r["gate"] for r in made["reviews"]],
        "RiskData": [x for r in made["reviews"] for x in r["risks"]],
        "EndingData": [x for r in made["reviews"] for x in r["ending"]],
        "DueData": [x for r in made["reviews"] for x in r["due"]],
        "SignedData": [x for r in made["reviews"] for x in r["sign_offs"]],
        "WhyData": [x for r in made["reviews"] for x in r["gate"]["reasons"]],
        "TurningData": [x for r in made["reviews"] for x in r["gate"]["upcoming"]],
        "LeftOpenData": [x for r in made["reviews"] for x in r["stance"]["open"]],
    }
    for name, found in shapes.items():
        assert found, name
        assert all(set(f) == set(get_type_hints(getattr(data_shape, name))) for f in found), name


def test_a_row_for_every_review_and_for_every_one_that_could_not_be_read():
    sheet = list(csv.DictReader(io.StringIO(render(held(unread=UNREAD), "csv"))))
    assert [r["read"] for r in sheet] == ["yes"] * 6 + ["no"]
    assert sheet[-1]["file"] == "b.review.yaml"
    assert sheet[0] | {"system": "Still", "gate": "no", "answered": "3", "questions that apply": "3"} == sheet[0]


@given(ANY, ANY)
@settings(max_examples=60)
def test_no_text_becomes_more_than_text(name, problem):
    name = " ".join(name.split()) or "x"
    table = portfolio([seen(name, **due("2026-10-31"))], (Unread(name, problem, problem),), DAY, 90, None)
    text = render(table, "text", width=80)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(render(table, "markdown"))
    assert not re.search(r"<(?!/?(?:h2|h3|p|ul|li|table|thead|tbody|tr|th|td|code|br|span|em|strong)\b)", page)
    assert page.count("<tr>") == 2
    assert page.count("<h3>") == 3
    for cells in csv.reader(io.StringIO(render(table, "csv").encode("utf-8", "replace").decode())):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert "\ud800" not in render(table, "json")
