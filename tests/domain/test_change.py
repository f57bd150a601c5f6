"""What changed between two states of a review."""

from __future__ import annotations

from datetime import UTC, datetime

from mlthreat.domain.assessment import assess
from mlthreat.domain.change import Area, Difference, How, compare
from mlthreat.domain.review import Review, SignOff
from mlthreat.domain.signoff import covers, review_digest
from tests.builders import library, review

LIBRARY = library(
    {"id": "a"},
    {"id": "b", "applies": {"all": ["trains"]}},
    {"id": "c", "applies": {"all": ["trains", "serves"]}},
    {"id": "d", "applies": {"any": ["trains", "serves"]}},
    traits=("trains", "serves"),
)


def differences(old: Review, new: Review) -> list[Difference]:
    return list(compare(assess(LIBRARY, old), assess(LIBRARY, new)))


def of(area: Area, old: Review, new: Review) -> dict[str, Difference]:
    return {d.id: d for d in differences(old, new) if d.area is area}


def test_a_review_does_not_differ_from_itself():
    one = review(traits={"trains": "yes"}, answers={"all.a": {"verdict": "no", "note": "never"}})
    assert differences(one, one) == []


def test_blank_space_the_order_of_keys_and_the_moment_are_no_difference():
    old = review(answers={"all.a": {"verdict": "no", "note": "a\n\nb"}, "all.b": "yes"})
    new = review(
        answers={"all.b": "yes", "all.a": {"verdict": "no", "note": " a\r\n b ", "at": "2026-01-01T00:00:00Z"}}
    )
    assert differences(old, new) == []


def test_each_field_of_an_answer_is_told():
    old = review(answers={"all.a": {"verdict": "no", "evidence": [{"url": "https://a.example"}]}})
    new = review(
        answers={
            "all.a": {"verdict": "yes", "note": "done", "evidence": [{"ticket": "SEC-1"}], "action": {"owner": "Ada"}}
        }
    )
    changed = of(Area.ANSWER, old, new)["all.a"]
    assert changed.how is How.CHANGED
    assert {f.name: f.after for f in changed.fields} == {
        "verdict": "yes",
        "note": "done",
        "evidence": [{"ticket": "SEC-1"}],
        "action": {"owner": "Ada"},
    }


def test_a_finding_opens_closes_and_is_accepted():
    old, new = review(answers={"all.a": "no"}), review(answers={"all.a": "yes"})
    assert of(Area.FINDING, old, new)["all.a"].how is How.CLOSED
    assert of(Area.FINDING, new, old)["all.a"].how is How.OPENED
    taken = {"finding": "all.a", "by": "Eve", "role": "CISO", "reason": "r", "compensating": "c", "until": "2027-01-01"}
    accepted = review(answers={"all.a": "no"}, acceptances=[taken])
    assert of(Area.FINDING, old, accepted)["all.a"].how is How.CLOSED
    assert of(Area.ACCEPTANCE, old, accepted)["all.a"].how is How.ADDED


def test_questions_come_and_go_with_the_traits_that_made_them():
    old = review(traits={"trains": "yes", "serves": "yes"})
    new = review(traits={"trains": "no", "serves": "yes"})
    gone = of(Area.QUESTION, old, new)
    assert {q: (d.how, d.through) for q, d in gone.items()} == {
        "all.b": (How.NOT_ASKED, ("trains",)),
        "all.c": (How.NOT_ASKED, ("trains",)),
    }
    assert gone["all.b"].because == ("trains is no",)
    assert of(Area.QUESTION, new, old)["all.b"].how is How.ASKED


def test_two_traits_that_change_together_are_both_named():
    both, none = review(traits={"trains": "yes", "serves": "yes"}), review(traits={"trains": "no", "serves": "no"})
    assert of(Area.QUESTION, both, none)["all.c"].through == ("trains", "serves")
    assert of(Area.QUESTION, both, none)["all.d"].through == ("trains", "serves")


def test_a_follow_up_that_an_answer_brought_names_no_trait():
    lib = library({"id": "a", "asks": "exposure", "follow_ups": [{"id": "b"}]})
    old, new = review(answers={"all.a": "no"}), review(answers={"all.a": "yes"})
    found = [d for d in compare(assess(lib, old), assess(lib, new)) if d.area is Area.QUESTION]
    assert [(d.id, d.how, d.through) for d in found] == [("all.b", How.ASKED, ())]
    assert "all.a was answered no" in found[0].because[0]


def test_a_change_voids_the_sign_off_and_names_what_did_it():
    old = review(answers={"all.a": "yes"}, traits={"trains": "no"})
    state = assess(LIBRARY, old)
    signed = SignOff(
        by="Eve",
        role="CISO",
        decision="approve",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        digest=review_digest(state),
        covers=covers(state),
    )
    old = old.with_sign_off(signed)
    new = old.model_copy(update={"answers": review(answers={"all.a": "no"}).answers})
    [void] = of(Area.SIGN_OFF, old, new).values()
    assert void.how is How.VOIDED
    assert void.because == (
        "the answer to “Is a in place?” (all.a), what supports it or its severity is different; now it is “no”",
    )


def test_a_disagreement_is_told_once():
    old = review(answers={"all.a": {"verdict": "yes", "by": "Ada"}})
    new = review(disagreements={"all.a": [{"verdict": "yes", "by": "Ada"}, {"verdict": "no", "by": "Bob"}]})
    assert [(d.area, d.how) for d in differences(old, new)] == [(Area.DISAGREEMENT, How.OPENED)]
    assert [(d.area, d.how) for d in differences(new, old)] == [
        (Area.ANSWER, How.ADDED),
        (Area.DISAGREEMENT, How.CLOSED),
    ]


def test_answers_nobody_asks_for_any_more_are_compared_too():
    old, new = review(answers={"gone.q": "yes"}), review(answers={"gone.q": "no"})
    assert of(Area.ANSWER, old, new)["gone.q"].fields[0].after == "no"
