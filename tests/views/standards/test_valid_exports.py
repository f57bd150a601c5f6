"""The standards' formats are valid by their publishers' schemas whatever stands in a review, and say no more than the JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from mlthreat.domain.assessment import assess
from mlthreat.domain.review import Review
from mlthreat.views.exports import atlas, cyclonedx, oscal
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.projecting import address, stable_id
from tests.views.standards.generated import DAYS, REVIEWS, SMALL
from tests.views.standards.shapes import problems, strings

FORMS = {"atlas": ".atlas.json", "cyclonedx": ".cdx.json", "oscal": ".oscal.json"}
STEERING = "\x1b\u202e\u2028\u200b"


@pytest.mark.parametrize("form", FORMS)
def test_the_examples_are_valid(example, form, made):
    assert problems(form, made(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_review_is_valid_and_steers_nothing(hostile, form, made):
    text = made(form)
    assert problems(form, text) == []
    assert not set(STEERING) & set("".join(strings(json.loads(text))))


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_review_is_valid(workspace, form, made):
    (workspace / "a.review.yaml").write_text("format: 1\nsystem: {name: X}\n", encoding="utf-8")
    assert problems(form, made(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_it_is_a_projection_of_the_printed_json_and_the_same_bytes_anywhere(hostile, form, monkeypatch, made):
    module = {"atlas": atlas, "cyclonedx": cyclonedx, "oscal": oscal}[form]
    text = made(form)
    assert module.export(json.loads(made("json"))) == text
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert made(form) == text


@pytest.mark.parametrize(("form", "suffix"), FORMS.items())
def test_the_suffix_picks_the_format(run_cli, example, workspace, form, suffix, made):
    assert run_cli("report", "--output", f"r{suffix}").code == 0
    assert (workspace / f"r{suffix}").read_text(encoding="utf-8") == made(form)


@settings(max_examples=60)
@given(REVIEWS, DAYS)
def test_whatever_stands_in_a_review_every_export_is_valid(given, day):
    data = complete(assess(SMALL, Review.model_validate(given), day))
    assert problems("oscal", oscal.export(data)) == []
    assert problems("cyclonedx", cyclonedx.export(data)) == []
    assert problems("atlas", atlas.export(data)) == []


def test_ids_are_of_their_parts_and_of_nothing_else():
    assert stable_id("a", "b") == stable_id("a", "b")
    assert len({stable_id("a", "b"), stable_id("ab"), stable_id("a", "b", ""), stable_id("\ud800")}) == 4


@pytest.mark.parametrize(
    ("kind", "shown", "where"),
    [
        ("url", "https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("url", "https://a.example/é%zz", "https://a.example/%C3%A9%25zz"),
        ("url", "https://a.example/#a#b", None),
        ("url", "https://[::1]/", None),
        ("url", "javascript:alert(1)", None),
        ("file", "docs/a b:c.md", "docs/a%20b%3Ac.md"),
        ("ticket", "SEC-1", None),
        ("statement", "https://a.example", None),
    ],
)
def test_an_address_is_one_that_the_standards_allow(kind, shown, where):
    assert address(kind, shown) == where
