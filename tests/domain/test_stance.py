"""Where a system stands on a subject: what its report says of a failure mode, and what a word comes to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.lookup import Thing
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.reason import Kind, Reason
from mlthreat.domain.review import Answer
from mlthreat.domain.stance import stance
from mlthreat.domain.subject import Subject, subject_named
from mlthreat.domain.value import Severity
from tests import builders

DAY = date(2026, 11, 24)
HOUSE = builders.library(
    {"id": "one"},
    {"id": "open-door", "asks": "exposure", "applies": {"all": ["learns"]}},
    {"id": "many", "asks": "exposure", "follow_ups": [{"id": "lock"}]},
    traits=("learns",),
)


@given(data=st.data())
@settings(max_examples=15)
def test_a_system_stands_on_a_failure_mode_as_its_report_says(shipped, data):
    traits = data.draw(st.fixed_dictionaries({t: st.sampled_from(list(TraitValue)) for t in shipped.traits}))
    verdicts = data.draw(st.dictionaries(st.sampled_from(list(shipped.questions)), st.sampled_from(list(Verdict))))
    bound = {question: trait for trait, question in shipped.bound_traits.items()}
    answers = {q: Answer(verdict=v, note="why") for q, v in verdicts.items() if q not in bound}
    review = builders.review(traits={}, answers={}).model_copy(update={"traits": traits, "answers": answers})
    assessment = assess(shipped, review, DAY)
    for result in assessment.modes:
        id_ = result.mode.id
        found = stance(assessment, (), Subject(id_, (Thing("failure-mode", id_),), (id_,), shipped.asking[id_]))
        assert found.disposition is result.disposition
        assert found.why == result.why
        assert (not found.open) or result.disposition not in {"covered", "accepted", "not applicable"}


def held(answers: dict[str, str], subject: Subject, learns: str = "yes", reasons: tuple[Reason, ...] = ()):
    return stance(assess(HOUSE, builders.review(traits={"learns": learns}, answers=answers), DAY), reasons, subject)


def test_an_exposure_that_was_asked_about_is_open_where_it_is_there():
    door = subject_named(HOUSE, "all.open-door")
    assert held({"all.open-door": "yes"}, door).open == (("all.open-door", "exposed, yes"),)
    assert held({"all.open-door": "yes"}, door).disposition == "open"
    assert held({"all.open-door": "no"}, door).disposition == "not applicable"
    assert held({}, door).disposition == "unanswered"
    outside = held({}, door, learns="no")
    assert (outside.disposition, outside.why, outside.asked) == ("not applicable", "learns is no", 0)


def test_a_question_brings_its_follow_ups():
    many = subject_named(HOUSE, "all.many")
    assert many.questions == ("all.many", "all.lock")
    assert held({"all.many": "yes", "all.lock": "yes"}, many).disposition == "covered"
    assert held({"all.many": "yes", "all.lock": "no"}, many).open == (("all.lock", "no"),)


def test_what_the_gate_doubts_is_told_as_in_doubt():
    reason = Reason(Kind.UNPROVEN, Severity.LOW, False, "all.one", None, "", "")
    found = held({"all.one": "yes"}, subject_named(HOUSE, "all.one"), reasons=(reason,))
    assert (found.disposition, found.doubted) == ("covered", ("all.one",))


@pytest.mark.parametrize(
    ("word", "kind", "about"),
    [
        ("prompt injection", "failure-mode", {"prompt-injection"}),
        ("poisoning/2a", "threat", {"poisoning/2a"}),
        ("AML.T0051", "framework-entry", {"prompt-injection"}),
        ("differential-privacy", "mitigation", {"membership-inference/4"}),
        ("data-trust", "section", set()),
    ],
)
def test_a_word_comes_to_failure_modes_and_questions(shipped, word, kind, about):
    found = subject_named(shipped, word)
    assert {t.kind for t in found.things} == {kind}
    assert set(found.about) == about
    assert found.questions


def test_a_broader_entry_of_a_framework_comes_to_all_that_is_part_of_it(shipped):
    assert set(subject_named(shipped, "AML.T0024").about) == {
        "membership-inference",
        "model-inversion",
        "model-stealing",
        "sensitive-disclosure/training-data-extraction",
    }


def test_an_id_that_took_the_place_of_another_comes_to_what_that_one_does(shipped):
    assert subject_named(shipped, "AML.T0115.000").about == subject_named(shipped, "AML.T0019").about


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("membership-inferense", "did you mean `Membership Inference`"),
        ("zzzzzzzzz", "`mlthreat list` shows what there is"),
        ("mitre-atlas", "about which no catalog in force asks anything"),
    ],
)
def test_a_word_that_comes_to_nothing_is_refused(shipped, word, said):
    with pytest.raises(UserError) as refused:
        subject_named(shipped, word)
    assert said in f"{refused.value.message} {refused.value.hint}"
