"""Whatever a review holds, its complete data hold: the review can be made again from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
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
from mlthreat.domain.signoff import covers, review_digest
from mlthreat.domain.value import Value
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.json_text import json_text
from tests import builders
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
            "sign_offs": [without(s, "current", "changed", "why", "lapsed") for s in data["sign_offs"]],
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


def test_how_a_fact_is_known_is_told():
    traits = ("said", "silent", "taken", "disputed", {"id": "below", "question": "?", "applies": {"all": ["said"]}})
    more = {"id": "doubted", "question": "?", "applies": {"all": ["silent"]}}
    review = builders.review(
        traits={"said": "no", "taken": "yes"},
        unconfirmed=["taken"],
        trait_disagreements={"disputed": ["yes", "no"]},
    )
    data = complete(assess(builders.library({"id": "one"}, traits=(*traits, more)), review))
    assert {f["trait"]: (f["known_by"], f["value"]) for f in data["profile"]} == {
        "said": ("said", "no"),
        "silent": ("nobody said", "unknown"),
        "taken": ("taken over", "yes"),
        "disputed": ("disputed", "unknown"),
        "below": ("follows", "no"),
        "doubted": ("nobody said", "unknown"),
    }


def test_what_counts_is_told_beside_what_was_answered():
    exposed = {"id": "exposed", "asks": "exposure", "trait": "learns"}
    known = builders.library({"id": "one"}, exposed, {**exposed, "id": "too"}, {"id": "two"}, traits=("learns",))
    stale = {"verdict": "yes", "asked": "0" * 16}
    review = builders.review(traits={"learns": "no"}, answers={"all.exposed": "yes", "all.two": stale})
    data = complete(assess(known, review))
    assert data["coverage"] == {"total": 4, "applicable": 4, "answered": 2, "open": 2, "stale": 1}
    told = {q["id"]: q for q in data["questions"]}
    keys = ("verdict", "answered", "from_profile", "open", "stale")
    assert {i: tuple(q[k] for k in keys) for i, q in told.items()} == {
        "all.one": (None, None, False, True, False),
        "all.exposed": ("no", "yes", False, False, False),
        "all.too": ("no", None, True, False, False),
        "all.two": ("yes", "yes", False, True, True),
    }


def test_whether_an_acceptance_holds_is_told():
    given = {"by": "Grace", "role": "risk", "reason": "r", "compensating": "c"}
    until = {"over": "2026-11-23", "held": "2026-11-24", "shorter": "2026-11-24", "none": "2027-01-01"}
    acceptances = [{**given, "finding": f"all.{q}", "until": day} for q, day in until.items()]
    acceptances.append({**given, "finding": "all.shorter", "until": "2027-01-01"})
    library = builders.library(*({"id": q} for q in until))
    review = builders.review(
        answers={f"all.{q}": "yes" if q == "none" else "no" for q in until}, acceptances=acceptances
    )
    data = complete(assess(library, review, date(2026, 11, 24)))
    assert [(a["finding"].removeprefix("all."), a["state"]) for a in data["acceptances"]] == [
        ("over", "lapsed"),
        ("held", "in force"),
        ("shorter", "superseded"),
        ("none", "unused"),
        ("shorter", "in force"),
    ]
    states = {f["id"]: (f["state"], f["acceptance"]["until"], f["rated"]) for f in data["findings"]}
    assert states == {
        "all.over": ("lapsed", "2026-11-23", False),
        "all.held": ("accepted", "2026-11-24", False),
        "all.shorter": ("accepted", "2027-01-01", False),
    }


def test_an_action_is_overdue_from_the_day_after():
    answer = {"verdict": "no", "action": {"owner": "Bo", "due": "2026-11-24"}}
    library = builders.library({"id": "one"})

    def overdue(day):
        (question,) = complete(assess(library, builders.review(answers={"all.one": answer}), day))["questions"]
        return question["action"]["overdue"]

    assert [overdue(d) for d in (None, date(2026, 11, 24), date(2026, 11, 25))] == [False, False, True]


def test_what_changed_since_a_sign_off_is_told_of_one_that_holds_no_more():
    library = builders.library({"id": "one"})
    review = builders.review(answers={"all.one": "no"})
    seen = assess(library, review)
    given = {"by": "Grace", "role": "security", "decision": "approve", "at": "2026-11-24T12:00:00Z"}
    sign_off = SignOff.model_validate({**given, "digest": review_digest(seen), "covers": covers(seen)})
    (now,) = complete(assess(library, review.with_sign_off(sign_off)))["sign_offs"]
    assert (now["current"], now["changed"], now["why"]) == (True, [], [])
    (then,) = complete(assess(library, review.with_sign_off(sign_off).with_answer("all.one", Answer(verdict="yes"))))[
        "sign_offs"
    ]
    assert (then["current"], then["changed"], len(then["why"])) == (False, ["question all.one"], 1)
