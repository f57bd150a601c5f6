"""What a team has not settled, and what no catalog asks for any more, is told for people in every form."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest

from tests.report_subjects import made_report, subject

NOTE = "For the partner interface, things are written down with an owner and a date"
NOTED = "data-trust.clean-user-input"


@pytest.fixture(scope="module", params=["html", "md"])
def text(request, tmp_path_factory):
    """The report of the disputed subject, as a reader sees it: text in its order, without markup."""
    written = made_report("disputed", tmp_path_factory.mktemp("disputed"), request.param).read_text(encoding="utf-8")
    shown = re.sub(
        r"</?[a-z]+[1-5]?(?: [^>]*)?>|\(#[^)]*\)|[*`>\\]", " ", written.partition('<script type="application/json"')[0]
    )
    return " ".join(html.unescape(shown).replace("\u200b", "").split())


def in_order(text: str, *pieces: str) -> bool:
    """Whether pieces stand in a text one after the other, near each other."""
    places = [text.find(piece) for piece in pieces]
    return min(places) >= 0 and all(0 < b - a < 900 for a, b in pairwise(places))


def test_a_note_stands_beside_its_unanswered_question(text):
    pieces = (
        NOTED,
        "never answered; asked because",
        "Noted so far:",
        NOTE,
        "linked",
        "point-5",
        "To do:",
        "due 2027-05-28",
    )
    assert in_order(text[text.index(NOTED) :], *pieces)


def test_both_sides_of_a_disputed_fact_are_told(text):
    assert re.search(r"(trains-models )?unknown \(people disagree: no or yes\)", text)


def test_what_no_catalog_asks_for_is_told_where_former_answers_are(text):
    said = text[text.index("Said of what no catalog in force asks") :]
    for piece in (
        "yes Fact stores-fingerprints",
        "people disagree: no or unknown Fact lost",
        "gone.disputed",
        "gone.before",
    ):
        assert piece in said
    assert len(re.findall(r", disputed (?:· )?gone\.disputed", said)) == 2


def test_why_a_decision_is_void_is_told_in_sentences(text):
    decided = text[text.index("on an earlier state") :]
    assert re.search(
        r"People disagree about “Do you keep back raw output,[^”]*…” \( ?\[? ?data-trust\.raw-scores", decided
    )
    assert "question data-trust." not in decided


def test_one_screen_says_so_briefly(run_cli, tmp_path):
    review, _ = subject("disputed", tmp_path)
    lines = run_cli("report", review, "--format", "text").out.splitlines()
    assert len(lines) <= 40
    text = " ".join(" ".join(lines).split())
    assert "Disputed trains-models is no or yes" in text
    assert "Kept 2 facts, 2 answers, 1 note that no catalog in force asks for" in text
    assert "2 of the others have a note" in text
    assert "Since then" in text
