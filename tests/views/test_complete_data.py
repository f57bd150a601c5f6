"""Whatever a review holds, its complete data hold: the review can be made again from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings

from mlthreat.domain.assessment import assess
from mlthreat.domain.review import (
    Acceptance,
    Action,
    Answer,
    CatalogPin,
    Draft,
    Evidence,
    Review,
    SignOff,
)
from mlthreat.domain.value import Value
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.json_text import json_text
from tests.views.standards.generated import DAYS, REVIEWS, SMALL

MODELS = (Acceptance, Action, Answer, CatalogPin, Draft, Evidence, Review, SignOff)


def made_again(data: dict[str, Any]) -> Review:
    """The review that complete data were made of."""
    disputed = [a for a in data["orphans"] if a["disputed"]]
    facts, questions = [*data["profile"], *data["unknown_traits"]], data["questions"]
    return Review.model_validate(
        {
            "system": data["system"],
            "catalogs": data["pins"],
            "traits": {f["trait"]: f["said"] for f in facts if f["said"]},
            "trait_disagreements": {f["trait"]: f["disagreement"] for f in facts if f["disagreement"]},
            "trait_sources": {f["trait"]: f["source"] for f in facts if f["source"]},
            "unconfirmed": [f["trait"] for f in facts if f["unconfirmed"]],
            "former_traits": data["former_traits"],
            "answers": {
                **{q["id"]: answer({**q, "verdict": q["answered"]}) for q in questions if q["answered"]},
                **{a["id"]: answer(a) for a in data["orphans"] if not a["disputed"]},
            },
            "disagreements": {
                **{q["id"]: [answer(a) for a in q["disagreement"]] for q in questions if q["disagreement"]},
                **{i: [answer(a) for a in disputed if a["id"] == i] for i in {a["id"] for a in disputed}},
            },
            "drafts": {
                **{q["id"]: draft(q["draft"]) for q in questions if q["draft"]},
                **{d["id"]: draft(d) for d in data["orphan_drafts"]},
            },
            "acceptances": [without(a, "state") for a in data["acceptances"]],
            "sign_offs": [without(s, "current", "changed", "why") for s in data["sign_offs"]],
        }
    )


def answer(data: dict[str, Any]) -> dict[str, Any]:
    return {"verdict": data["verdict"], "by": data["by"], "at": data["at"], "asked": data["asked"], **draft(data)}


def draft(data: dict[str, Any]) -> dict[str, Any]:
    evidence = [{e["kind"]: e["shown"], "sha256": e["sha256"]} for e in data["evidence"]]
    action = without(data["action"], "overdue") if data["action"] else None
    return {"note": data["note"], "evidence": evidence, "action": action}


def without(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


@settings(max_examples=300)
@given(REVIEWS, DAYS)
def test_a_review_can_be_made_again_from_its_complete_data(given, day):
    review = Review.model_validate(given)
    data = json.loads(json_text(complete(assess(SMALL, review, day))))
    again = made_again(data)
    assert sorted(again.unconfirmed) == sorted(review.unconfirmed)
    assert again.model_copy(update={"unconfirmed": review.unconfirmed}) == review


def test_every_field_of_a_review_is_tried():
    tried: set[tuple[str, str]] = set()

    @settings(max_examples=200)
    @given(REVIEWS)
    def collect(given):
        tried.update(filled(Review.model_validate(given)))

    collect()
    assert {(m.__name__, f) for m in MODELS for f in m.model_fields} - tried == set()


def filled(value: Any) -> Iterator[tuple[str, str]]:
    """The fields, by model, that hold something in a value and in whatever is inside it."""
    if isinstance(value, Value):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            yield from [(type(value).__name__, name)] if inner else []
            yield from filled(inner)
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from filled(inner)
