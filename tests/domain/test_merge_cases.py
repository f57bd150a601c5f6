"""Two people's work joined: chosen cases."""

from __future__ import annotations

from datetime import date

import pytest

from mlthreat.domain.acceptance import flaw_in
from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.filling import reconciled
from mlthreat.domain.joining import join
from mlthreat.domain.policy import AcceptanceDemand
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.review import Acceptance, Review
from mlthreat.domain.value import utc_text
from tests.builders import library, review

BASE = review(
    traits={"trains": "yes"}, answers={"all.a": {"verdict": "yes", "by": "Ada", "at": "2026-01-01T00:00:00Z"}}
)


def changed(start: Review = BASE, **parts: object) -> Review:
    return start.model_copy(update={name: getattr(review(**{name: value}), name) for name, value in parts.items()})


def test_what_only_one_side_did_is_taken():
    ours = changed(answers={**BASE.model_dump()["answers"], "all.b": "no"})
    theirs = changed(traits={"trains": "yes", "serves": "no"})
    joined = join(BASE, ours, theirs)
    assert set(joined.review.answers) == {"all.a", "all.b"}
    assert joined.review.traits == {"trains": "yes", "serves": "no"}
    assert (joined.questions, joined.traits, joined.mixed) == ((), (), ())


def test_two_answers_to_one_question_are_a_disagreement():
    ours, theirs = (
        changed(answers={"all.a": {"verdict": "no", "by": "Ada"}}),
        changed(answers={"all.a": {"verdict": "partly", "by": "Bob"}}),
    )
    joined = join(BASE, ours, theirs)
    assert joined.questions == ("all.a",)
    assert "all.a" not in joined.review.answers
    assert {(a.verdict, a.by) for a in joined.review.disagreements["all.a"]} == {("no", "Ada"), ("partly", "Bob")}


@pytest.mark.parametrize("bob", ["2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", None])
def test_the_same_answer_by_two_people_is_one_answer_of_both_from_when_the_later_gave_it(bob):
    ada = "2026-02-01T00:00:00Z"
    joined = join(
        None,
        review(answers={"all.a": {"verdict": "no", "by": "Bob", "at": bob}}),
        review(answers={"all.a": {"verdict": "no", "by": "Ada", "at": ada}}),
    )
    assert joined.questions == ()
    answer = joined.review.answers["all.a"]
    assert answer.by == "Ada, Bob"
    assert answer.at is not None
    assert utc_text(answer.at) == max(bob or "", ada)


@pytest.mark.parametrize("accepter", ["Ada", "bob", "Ada, Bob"])
def test_nobody_of_those_who_gave_an_answer_may_accept_what_it_found(accepter):
    lib = library({"id": "a"})
    state = assess(lib, review(answers={"all.a": {"verdict": "no", "by": "Ada, Bob"}}))
    taken = {
        "finding": "all.a",
        "by": accepter,
        "role": "CISO",
        "reason": "r",
        "compensating": "c",
        "until": "2027-01-01",
    }
    flaw = flaw_in(Acceptance.model_validate(taken), state.findings[0], AcceptanceDemand(), date(2026, 12, 1))
    assert flaw is not None
    assert "may not accept it too" in flaw[0]


def test_details_that_two_people_add_to_one_answer_are_both_kept():
    answer = BASE.model_dump(mode="json")["answers"]["all.a"]
    ours = changed(answers={"all.a": {**answer, "note": "since May"}})
    theirs = changed(
        answers={"all.a": {**answer, "evidence": [{"url": "https://a.example"}], "action": {"owner": "Eve"}}}
    )
    [kept] = join(BASE, ours, theirs).review.answers.values()
    assert (kept.note, kept.evidence[0].url, kept.action and kept.action.owner) == (
        "since May",
        "https://a.example",
        "Eve",
    )


def test_evidence_that_two_people_add_is_in_one_order_whoever_merges():
    answer = BASE.model_dump(mode="json")["answers"]["all.a"]
    ours, theirs = (changed(answers={"all.a": {**answer, "evidence": [{"url": f"https://{x}.example"}]}}) for x in "ba")
    one, other = join(BASE, ours, theirs), join(BASE, theirs, ours)
    assert one.review == other.review
    assert [e.url for e in one.review.answers["all.a"].evidence] == ["https://a.example", "https://b.example"]


def test_notes_that_differ_in_blank_space_alone_are_one_note():
    answer = BASE.model_dump(mode="json")["answers"]["all.a"]
    ours, theirs = (changed(answers={"all.a": {**answer, "note": note}}) for note in ("since May", " since\nMay "))
    joined = join(BASE, ours, theirs)
    assert joined.questions == ()
    assert joined.review == join(BASE, theirs, ours).review


def test_different_notes_on_one_answer_are_a_disagreement():
    answer = BASE.model_dump(mode="json")["answers"]["all.a"]
    sides = [changed(answers={"all.a": {**answer, "note": note}}) for note in ("since May", "since June")]
    assert join(BASE, *sides).questions == ("all.a",)


def test_an_answer_taken_back_here_and_changed_there_stays():
    joined = join(BASE, changed(answers={}), changed(answers={"all.a": "no"}))
    assert joined.review.answers["all.a"].verdict == "no"
    assert join(BASE, changed(answers={}), BASE).review.answers == {}


def test_a_disagreement_settled_on_one_side_is_settled():
    disputed = review(disagreements={"all.a": [{"verdict": "yes"}, {"verdict": "no"}]})
    settled = review(answers={"all.a": "partly"})
    assert join(disputed, settled, disputed).review == settled
    again = join(disputed, settled, review(answers={"all.a": "no", "all.b": "yes"}))
    assert {a.verdict for a in again.review.disagreements["all.a"]} == {"partly", "no"}


def test_traits_that_differ_have_no_value_until_somebody_decides():
    joined = join(BASE, changed(traits={"trains": "no"}), changed(traits={"trains": "unknown"}))
    assert joined.traits == ("trains",)
    assert joined.review.traits == {}
    assert joined.review.trait_disagreements == {"trains": ("no", "unknown")}
    assert joined.review.with_trait("trains", "no").trait_disagreements == {}


def test_where_a_fact_was_declared_is_joined_with_the_fact():
    card, bom = {"trains": "declared in README.md line 5"}, {"trains": "declared in bom.json line 9"}
    ours, theirs = review(traits={"trains": "yes"}, trait_sources=card), review(traits={"trains": "yes"})
    assert join(None, ours, theirs).review.trait_sources == card
    assert join(ours, ours, theirs).review.trait_sources == {}
    other = review(traits={"trains": "yes"}, trait_sources=bom)
    assert join(None, ours, other).review == join(None, other, ours).review
    assert join(None, ours, other).review.trait_sources == card
    assert join(None, ours, review(traits={"trains": "no"})).review.trait_sources == {}


def test_a_fact_that_one_side_confirmed_is_confirmed():
    before = review(traits={"trains": "yes", "serves": "yes"}, unconfirmed=["trains", "serves"])
    confirmed = before.with_trait("trains", TraitValue.YES)
    assert confirmed.unconfirmed == ("serves",)
    for base in (before, None):
        assert join(base, before, confirmed).review.unconfirmed == ("serves",)
        assert join(base, confirmed, before).review.unconfirmed == ("serves",)


def test_a_trait_that_contradicts_the_answer_which_sets_it_is_left_open():
    lib = library({"id": "a", "asks": "exposure", "trait": "trains"}, traits=("trains",))
    base = review(traits={"trains": "yes"}, answers={"all.a": "yes"})
    ours = review(traits={"trains": "yes"}, answers={"all.a": "partly"})
    theirs = review(traits={"trains": "no"}, drafts={"all.a": {"note": "gone since May"}})
    settled = reconciled(lib, join(base, ours, theirs).review)
    assert settled.trait_disagreements == {"trains": ("no", "yes")}
    assert settled.answers["all.a"].verdict == "partly"
    assert settled.drafts["all.a"].note == "gone since May"


def test_lines_about_the_system_that_both_changed_hold_both():
    sides = [review(system={"name": "Filter", "owner": owner}) for owner in ("Payments", "Risk")]
    joined = join(review(), *sides)
    assert joined.review.system.owner == "Payments / Risk"
    assert joined.mixed == ("the system's owner",)


def test_lines_about_the_system_that_differ_in_blank_space_alone_are_one():
    sides = [review(system={"name": "Filter", "owner": owner}) for owner in ("Mail team", " Mail  team")]
    for joined in (join(review(), *sides), join(review(), *reversed(sides))):
        assert joined.mixed == ()
        assert joined.review.system.owner == " Mail  team"


def test_words_too_long_to_stand_together_are_refused():
    sides = [review(system={"name": "Filter", "owner": letter * 300}) for letter in "ab"]
    with pytest.raises(UserError, match="the system's owner"):
        join(review(), *sides)


def test_notes_on_an_open_question_are_joined():
    sides = [
        review(drafts={"all.a": {"note": note, "action": {"owner": owner}}})
        for note, owner in (("ask legal", "Ada"), ("ask ops", "Bob"))
    ]
    assert join(review(), *sides).review == join(review(), *reversed(sides)).review
    draft = join(review(), *sides).review.drafts["all.a"]
    assert draft.action is not None
    for said in ("ask legal", "ask ops", "Bob"):
        assert said in str(draft.note)
    assert draft.action.owner == "Ada"


@pytest.mark.parametrize(
    ("newer", "older"), [("1.10.0", "1.9.0"), ("2.0.0", "2.0.0-rc.1"), ("2.0.0-rc.10", "2.0.0-rc.9")]
)
def test_the_newer_catalog_is_pinned(newer, older):
    base, ours, theirs = (review(catalogs=[{"id": "house", "version": v}]) for v in ("1.0.0", newer, older))
    assert join(base, ours, theirs).review.catalogs[0].version == newer
    assert join(base, theirs, ours).review.catalogs[0].version == newer


def test_settling_a_disagreement_keeps_everything_that_was_said():
    disputed = review(
        disagreements={
            "all.a": [
                {"verdict": "yes", "by": "Ada", "note": "checksums", "evidence": [{"ticket": "SEC-1"}]},
                {
                    "verdict": "no",
                    "by": "Bob",
                    "note": "not for feeds",
                    "evidence": [{"ticket": "SEC-2"}, {"ticket": "SEC-1"}],
                },
            ]
        }
    )
    details = disputed.details("all.a")
    assert details.note == "Ada (yes): checksums\nBob (no): not for feeds"
    assert [e.ticket for e in details.evidence] == ["SEC-1", "SEC-2"]


def test_very_many_records_are_joined_in_proportion():
    """Not timed: compared one with another, they would take half an hour."""
    said = {"finding": "all.a", "role": "owner", "reason": "new", "compensating": "few use it", "until": "2027-01-31"}

    def accepted_by(*names: str) -> Review:
        return review(acceptances=[{**said, "by": name} for name in names])

    many = [f"Person {n}" for n in range(20_000)]
    joined = join(accepted_by(*many), accepted_by(*many, "Ada"), accepted_by(*many, "Bob")).review
    assert [a.by for a in joined.acceptances] == [*many, "Ada", "Bob"]
