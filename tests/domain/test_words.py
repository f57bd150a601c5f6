"""Words compared and looked up: what they mean does not depend on how long they are, nor does it take ages."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.domain.canonical import digest, same_text
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup
from mlthreat.domain.nearest import nearest
from mlthreat.domain.term import Term
from mlthreat.views.sarif_text import without_links
from tests.builders import library

MARKS = st.text(st.sampled_from("ae\u0301\u0323\u0308 \n数가\u1100\u1161"), max_size=60)


def with_terms(*terms: dict[str, object]) -> Library:
    made = tuple(Term.model_validate({"name": t["id"], "text": "T.", "source": {"document": "d"}, **t}) for t in terms)
    own = library({"id": "a"})
    return Library(catalogs=(own.catalogs[0].model_copy(update={"terms": made}),))


@given(MARKS)
def test_texts_are_compared_in_their_unicode_form(text):
    assert same_text(text) == " ".join(normalize("NFC", text).split())


@pytest.mark.parametrize("word", ["数据" * 1_000, "naïve" * 1_000, "가" * 1_000, "a\u0323\u0301" * 1_000])
def test_long_words_without_endless_marks_are_compared_in_their_unicode_form_too(word):
    assert same_text(word) == normalize("NFC", word)


def test_endless_marks_on_one_letter():
    """Unicode wants them in an order that takes the square of their number to find."""
    assert digest("a" + "\u0301\u0323" * 300_000) != digest("a" + "\u0301\u0323" * 300_001)


def test_ways_to_the_root_that_fork_at_every_step():
    """There are more ways through sixty pairs of terms than anybody could walk."""
    pairs = [
        {"id": f"{side}{n}", "parents": [f"a{n + 1}", f"b{n + 1}"] if n < 60 else []}
        for n in range(61)
        for side in "ab"
    ]
    found = with_terms(*pairs)
    path = Lookup(found).root_path(found.terms["a0"])
    assert [t.id for t in path] == [f"a{n}" for n in range(61)]


def test_the_shortest_way_to_a_root_is_taken():
    found = with_terms(
        {"id": "start", "parents": ["long", "short"]},
        {"id": "long", "parents": ["longer"]},
        {"id": "longer", "parents": ["root"]},
        {"id": "short", "parents": ["root"]},
        {"id": "root"},
    )
    assert [t.id for t in Lookup(found).root_path(found.terms["start"])] == ["start", "short", "root"]


def test_terms_in_a_circle_have_no_root():
    found = with_terms({"id": "a", "parents": ["b"]}, {"id": "b", "parents": ["a"]})
    assert [t.id for t in Lookup(found).root_path(found.terms["a"])] == ["a"]


@pytest.mark.parametrize("thing", ["(" * 120_000, "a" * 120_000, "a " * 60_000, "-" * 120_000])
def test_explaining_something_endless(run_cli, thing):
    ran = run_cli("explain", "--", thing)
    assert ran.code == 1
    assert len(ran.out) < 2_000


def test_a_near_word_is_found_among_very_many():
    known = [f"{letter}{n}-word" for letter in "abc" for n in range(5_000)]
    assert nearest("trainig-data", [*known, "training-data"]) == ["training-data"]


@given(st.text(st.sampled_from("[]()ab"), max_size=12))
def test_brackets_that_begin_a_link_are_escaped_and_no_others(text):
    assert without_links(text) == re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)


def test_endless_brackets():
    assert without_links("[" * 300_000) == "[" * 300_000
