"""The page of many reviews: its first screen answers four questions, every link leads somewhere, a text stays a text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from mlthreat.domain.look import House, HouseStyle
from mlthreat.domain.portfolio import Portfolio, Unread, portfolio
from tests.views.test_portfolio_formats import (
    ANY,
    DAY,
    HOSTILE,
    QUESTION,
    ROWS,
    UNREAD,
    accepted,
    due,
    held,
    render,
    seen,
)

TAGS = set(
    "html head meta title style body a section p header h1 h2 ul ol li span time b div br small bdi code nav main "  # noqa: SIM905
    "fieldset legend label input table caption thead tbody tr th td".split()
)


class Parsed(HTMLParser):
    """A page as its tags, its attributes and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def page(made: Portfolio, **more: object) -> str:
    return render(made, "html", **more)


def words(text: str) -> str:
    """The text of a page after its style sheet, on one line."""
    return " ".join("".join(Parsed(text.partition("</style>")[2]).said).split())


def first_screen(made: Portfolio) -> str:
    return words(page(made)).partition("Contents")[0]


def test_the_first_screen_says_what_is_worst_what_lapses_who_has_not_approved_and_what_is_unanswered():
    first = first_screen(held(unread=UNREAD))
    assert "4 important findings open in 3 systems; the gate says no to 4 of 6 systems; 5 not approved;" in first
    assert "4 questions unanswered; 1 path could not be read." in first
    assert "Worst systems importantStill2 important; Mail team importantOverdue" in first
    assert "Lapses next 2026-11-01 Lapsed it is over; accepted by Grace, CISO 2026-12-31 Accepted it ends" in first
    assert "Not approved Still no decision Overdue no decision" in first
    assert "Unanswered 4 Begun Mail team" in first
    assert "Due next 2026-10-31 Overdue 1 overdue action of Data team" in first


def test_nothing_to_do_is_said_in_words():
    first = first_screen(held("Settled"))
    assert (
        "No finding open; the gate says no to 0 of 1 system; all approved; every question that applies is answered."
        in first
    )
    for said in (
        "No acceptance is over",
        "No action is overdue",
        "Every system is approved",
        "Every question that applies",
    ):
        assert said in first
    assert "Settled" not in first, "it is no worst system"


def test_what_is_counted_is_what_the_table_holds():
    made = page(held(unread=UNREAD))
    counts = "0 critical, open 4 important, open 0 moderate, open 0 low, open 1 acceptance over 1 action overdue"
    assert f"{counts} 5 not approved 4 unanswered" in words(made)
    choices = "all 6 important 3 unanswered 1 not approved 5 refused by the gate 4 "
    assert f"Show systems that are {choices}" in words(made)
    lines = [set((given.get("class") or "").split()) for tag, given in Parsed(made).tags if tag == "tr"]
    assert lines[1:] == [
        {"important", "refused", "unapproved"},
        {"important", "refused", "unapproved"},
        {"important", "refused", "unapproved"},
        {"unanswered", "refused", "unapproved"},
        {"settled", "unapproved"},
        {"settled"},
    ]
    assert "1The systems, the worst first 6 2Worst open risks 2 3" in words(made)
    assert "6Not read 1 " in words(made)
    about = words(page(held(subject=QUESTION)))
    assert "1 open 1 unanswered 1 partly covered 0 accepted 3 covered 0 not applicable" in about
    assert "Summary 1The systems, the worst first 6 1The systems" in about


def test_nothing_is_over_on_its_last_day():
    rows = [seen("A", **accepted("2026-11-24")), seen("D", **due("2026-11-24"))]
    made = words(page(portfolio(rows, (), DAY, 90, None)))
    assert "0 acceptances over 0 actions overdue" in made


def test_the_tone_of_the_page_is_that_of_the_worst_system():
    def tone(made):
        return next(
            given["class"] for _, given in Parsed(page(made)).tags if (given.get("class") or "")[:6] == "state "
        )

    assert tone(held()) == "state important"
    assert tone(held("Begun", "Settled")) == "state unanswered"
    assert tone(held("Settled")) == "state settled"
    assert tone(portfolio([], UNREAD, DAY, 90, None)) == "state unanswered"


def test_a_list_of_the_first_screen_is_short_and_counts_the_rest():
    open_ = [{"traits": {"learns": "no"}, "answers": {"all.one": "no"} if n % 2 else {}} for n in range(5)]
    first = first_screen(portfolio([seen(f"S{n}", **o) for n, o in enumerate(open_)], (), DAY, 90, None))
    worst = "importantS11 important; Mail team importantS31 important; Mail team unansweredS0none so far; Mail team"
    assert (
        f"Worst systems {worst} and 2 more Not approved S1 no decision S3 no decision S0 no decision and 2 more"
        in first
    )
    assert "Unanswered 4 S0 Mail team 4 S2 Mail team 4 S4 Mail team and 2 more" in first
    assert "18 questions unanswered" in first


def test_a_list_that_is_shown_whole_counts_no_rest():
    assert "more" not in first_screen(held("Still", "Overdue"))


@pytest.mark.parametrize(
    ("decision", "missing", "said"),
    [
        ("approve", (), "all approved"),
        ("approve-with-conditions", (), "all approved"),
        ("approve", ("legal",), "1 not approved"),
        ("reject", (), "1 not approved"),
        ("", (), "1 not approved"),
    ],
)
def test_a_system_is_approved_by_everyone_whom_its_policy_names_or_not_at_all(decision, missing, said):
    row = replace(seen("Settled", signed=decision), missing_roles=missing)
    made = page(portfolio([row], (), DAY, 90, None))
    assert said in words(made).partition("Contents")[0]
    marked = any("unapproved" in (given["class"] or "").split() for _, given in Parsed(made).tags if "class" in given)
    assert marked is (said != "all approved")


def test_nothing_is_said_of_a_portfolio_without_a_review_but_that():
    first = first_screen(portfolio([], UNREAD, DAY, 90, None))
    assert "No review was judged; 1 path could not be read." in first
    assert "approved" not in first.partition("State")[2].partition("0 critical")[0]


def test_a_subject_has_a_table_of_its_own():
    made = words(page(held(subject=QUESTION)))
    assert "Open in 1, unanswered in 1, partly covered in 1, covered in 3 of 6 systems" in made
    assert "Where it is open openStill1 of 1 question; all.two: no unanswered" in made
    assert "Lapses next" not in made
    worst = first_screen(held(subject=QUESTION)).partition("Where it is open")[2]
    assert [name for name in ROWS if name in worst] == ["Overdue", "Begun", "Still"]


@pytest.mark.parametrize("subject", [None, QUESTION], ids=["all", "about"])
def test_every_link_leads_to_a_place_on_the_page(subject):
    tags = Parsed(page(held(unread=UNREAD, subject=subject))).tags
    places = [given["id"] for _, given in tags if "id" in given]
    links = {given["href"] for tag, given in tags if tag == "a"}
    assert len(places) == len(set(places))
    assert links <= {f"#{place}" for place in places}
    assert {f"#system/{n}" for n in (1, 2, 3)} <= links


def test_the_policy_lets_nothing_in_but_the_style_of_the_page():
    made = page(held())
    style = re.search("<style>(.*?)</style>", made, re.DOTALL)
    assert style
    hashed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    wanted = f"default-src &#39;none&#39;; style-src &#39;sha256-{hashed}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"
    assert f'content="{wanted}"' in made
    assert '@page{@bottom-left{content:"Judged on 2026-11-24 (UTC)"' in made.replace(" {", "{").replace(
        "{ ", "{"
    ).replace(": ", ":")
    assert not {"script", "link", "iframe"} & {tag for tag, _ in Parsed(made).tags}


def test_a_house_is_shown_with_its_colour():
    made = page(held(), house=House(HouseStyle(name="Acme <i>", accent="#ffcc00")))
    assert '<p dir="auto">Acme &lt;i&gt;' in made
    assert "--house:#ffcc00" in made


def test_a_long_list_is_cut_and_says_so(monkeypatch):
    from mlthreat.views.portfolio import page as made_by

    monkeypatch.setattr(made_by, "LISTED", 1)
    assert "and 1 more; mlthreat portfolio --format json has them all" in words(page(held()))


@given(ANY, ANY)
@settings(max_examples=60)
def test_no_text_becomes_more_than_text(name, problem):
    name = " ".join(name.split()) or "x"
    made = page(portfolio([seen(name, **due("2026-10-31"))], (Unread(name, problem, problem),), DAY, 90, None))
    found = Parsed(made)
    assert {tag for tag, _ in found.tags} <= TAGS
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", made)
    allowed = {
        "class",
        "id",
        "href",
        "aria-label",
        "aria-labelledby",
        "scope",
        "type",
        "name",
        "checked",
        "dir",
        "lang",
        "charset",
    }
    assert {key for tag, given_ in found.tags if tag != "meta" for key in given_} <= allowed
    assert not any(
        "%" in str(given_.get("href")) or "javascript" in str(given_.get("href")) for _, given_ in found.tags
    )


def test_what_looks_like_markup_is_shown():
    assert "<img src=x> @team #1 [x](http://e)" in words(page(portfolio([seen(HOSTILE[0])], (), DAY, 90, None)))
