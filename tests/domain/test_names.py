"""When two names are one person's: strict where somebody is counted in, wary where somebody must be kept out."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.domain.names import may_be_one_person, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ada"),
        ("Ada", " ADA\t"),
        ("Ada", "A\u200bda"),
        ("Ada", "\u202eAda"),
        ("Ada", "\uff21\uff44\uff41"),
        ("Zoë", "Zoe"),
        ("Åsa", "A\u030asa"),
        ("Bob", "\u0412ob"),
        ("Hope", "\u041d\u043e\u0440\u0435"),
        ("Zed", "\u0396ed"),
        ("Ada", "Ada Lovelace"),
        ("Ada Lovelace", "Ms Ada Lovelace (security)"),
        ("Bob", "Ada, Bob"),
        ("Bob", "Ada & Bob"),
        ("Ada", "ada@example.org"),
        ("ada", "ada-lovelace"),
        ("...", "Ada"),
    ],
)
def test_who_may_be_one_person(one, other):
    assert may_be_one_person(one, other)
    assert may_be_one_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "Adam"), ("Ada", "Grace"), ("Ada Smith", "Ada Jones"), ("Ada Byron King", "Ada King"), ("李", "王")],
)
def test_who_are_two(one, other):
    assert not may_be_one_person(one, other)
    assert not may_be_one_person(other, one)


@given(st.text(min_size=1, max_size=20), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_everybody_may_be_themselves_in_any_form(name, form):
    assert may_be_one_person(name, name)
    assert may_be_one_person(normalize(form, name), name)


@pytest.mark.parametrize("other", ["A\u200bda", "\u0410da", "Ada Lovelace", "\u00c1da", None])
def test_only_the_same_name_counts_for_somebody(other):
    assert same_name("Ada", " ada ")
    assert not same_name("Ada", other)
    assert not same_name(None, None)
