"""A review carried over to newer catalogs."""

from __future__ import annotations

from typing import Any

from mlthreat.domain.assessment import assess
from mlthreat.domain.carrying import UNKNOWN_WORDING, carry, successor
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.library import Library
from mlthreat.domain.pins import missing_catalogs
from mlthreat.domain.review import Review
from tests.builders import library, review

PIN = [{"id": "house", "version": "1.0.0", "digest": f"sha256:{'0' * 64}"}]
OLD_PIN = [{"id": "house", "version": "0.9.0", "digest": f"sha256:{'1' * 64}"}]


def answered(asked: Library, **verdicts: str) -> Review:
    """A review in which questions were answered as that library words them."""
    answers: dict[str, Any] = {
        f"all.{q}": {"verdict": v, "note": f"about {q}", "asked": fingerprint(asked.questions[f"all.{q}"].question)}
        for q, v in verdicts.items()
    }
    return review(answers=answers, catalogs=OLD_PIN)


def test_of_200_answers_exactly_those_whose_question_changed_in_meaning_are_asked_again():
    before = library(*({"id": f"q{n}", "why": "w", "good_answer": "g"} for n in range(200)))
    changes: dict[int, dict[str, Any]] = {
        3: {"text": "Something else?"},
        50: {"good_answer": "better"},
        120: {"asks": "exposure"},
        7: {"why": "another reason"},
        8: {"good_answer": " g\n"},
        9: {"evidence": "a log"},
    }
    after = library(
        *({"id": f"q{n}", "why": "w", "good_answer": "g", **changes.get(n, {})} for n in range(200)), version="2.0.0"
    )
    old = answered(before, **{f"q{n}": "yes" for n in range(200)})
    carried = carry(after, old)
    assert carried.reworded == ("all.q3", "all.q50", "all.q120")
    assert set(carried.assessment.open) == set(carried.reworded)
    assert len(carried.kept) == 197
    assert carried.review == old


def test_a_retired_question_proposes_its_answer_to_its_successor_and_keeps_it():
    before = library({"id": "a"})
    after = library(
        {"id": "a", "status": "retired", "replaced_by": "all.b"},
        {"id": "b", "status": "retired", "replaced_by": "all.c"},
        {"id": "c", "text": "Is c so?"},
    )
    carried = carry(after, answered(before, a="no"))
    assert successor(after, "all.a") == "all.c"
    assert carried.replaced == (("all.a", "all.c"),)
    assert carried.review.answers["all.a"].note == carried.review.answers["all.c"].note == "about a"
    assert carried.assessment.open == ("all.c",)
    assert carry(after, carried.review).review == carried.review


def test_words_that_only_moved_to_another_id_are_not_asked_again():
    before = library({"id": "a", "text": "Is it?"})
    after = library(
        {"id": "a", "text": "Is it?", "status": "retired", "replaced_by": "all.b"}, {"id": "b", "text": "Is it?"}
    )
    assert carry(after, answered(before, a="yes")).assessment.open == ()


def test_an_answer_that_is_there_already_is_not_replaced_by_an_old_one():
    after = library({"id": "a", "status": "retired", "replaced_by": "all.b"}, {"id": "b"})
    old = answered(after, a="no", b="yes")
    assert carry(after, old).review == old


def test_questions_that_replace_each_other_in_a_circle_have_no_successor():
    after = library(
        {"id": "a", "status": "retired", "replaced_by": "all.b"},
        {"id": "b", "status": "retired", "replaced_by": "all.a"},
    )
    assert successor(after, "all.a") is None
    assert carry(after, answered(after, a="no")).retired == ("all.a",)


def test_answers_notes_and_disagreements_without_a_question_stay():
    old = review(
        answers={"gone.q": "no"},
        drafts={"gone.r": {"note": "n"}},
        disagreements={"gone.s": ["yes", "no"]},
        catalogs=OLD_PIN,
    )
    carried = carry(library({"id": "a"}), old)
    assert carried.vanished == ("gone.q",)
    assert carried.review.answers["gone.q"].verdict == "no"
    assert (carried.review.drafts, carried.review.disagreements) == (old.drafts, old.disagreements)


def test_an_answer_to_nobody_knows_which_words_is_asked_again_when_catalogs_moved():
    lib = library({"id": "a"})
    carried = carry(lib, review(answers={"all.a": "yes"}, catalogs=OLD_PIN))
    assert carried.doubted == ("all.a",)
    assert carried.review.answers["all.a"].asked == UNKNOWN_WORDING
    assert carry(lib, review(answers={"all.a": "yes"}, catalogs=PIN)).doubted == ()


def test_traits_that_are_gone_are_set_aside_and_come_back():
    old = review(traits={"trains": "yes"}, catalogs=OLD_PIN)
    gone = carry(library({"id": "a"}), old).review
    assert (gone.traits, gone.former_traits) == ({}, {"trains": "yes"})
    assert carry(library({"id": "a"}, traits=("trains",)), gone).review.traits == {"trains": "yes"}


def test_a_question_that_sets_a_trait_now_and_was_answered_otherwise_puts_both_before_the_team():
    before = library({"id": "a", "asks": "exposure"}, traits=("trains",))
    after = library({"id": "a", "asks": "exposure", "trait": "trains"}, traits=("trains",))
    old = answered(before, a="no").with_trait("trains", "yes")  # type: ignore[arg-type]
    carried = carry(after, old)
    assert carried.disputed == ("trains",)
    assert carried.review.trait_disagreements == {"trains": ("no", "yes")}
    assert assess(after, carried.review).open == ("all.a",)


def test_a_catalog_that_is_not_at_hand_is_named_unless_it_is_let_go_of():
    old = review(catalogs=[*PIN, {"id": "ours", "version": "1.0.0"}])
    assert missing_catalogs(library(), old) == ["ours"]
    assert missing_catalogs(library(), old, released=["ours"]) == []
