"""What closes a control rests on evidence: `yes`, `not-applicable`, and the answer above it that silences it, alike."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlthreat.domain.assessment import assess
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.gate import gate, passes
from mlthreat.domain.policy import Policy
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.reason import Facts, Kind
from mlthreat.domain.reasons_of_proof import lack_of_proof
from mlthreat.domain.review import Answer
from tests import builders

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUESTIONS = (
    {
        "id": "door",
        "asks": "exposure",
        "follow_ups": [
            {"id": "lock", "about": ["theft"]},
            {"id": "window", "asks": "exposure", "follow_ups": [{"id": "bars"}]},
        ],
    },
    {"id": "guard", "about": ["theft"], "evidence": "The rota.", "follow_ups": [{"id": "relief"}]},
    {"id": "learns", "asks": "exposure", "trait": "learns", "follow_ups": [{"id": "teacher", "about": ["theft"]}]},
)
LIBRARY = builders.library(*QUESTIONS, traits=("learns",), failure_modes=(builders.THEFT,))
"""`lock`, `guard` and `teacher` are critical; nobody rates `bars` and `relief`, which therefore count as important."""
LINK = [{"url": "https://example.org/proof"}]


def answer(question: str, verdict: str = "yes", **more):
    asked = fingerprint(LIBRARY.questions[question].question)
    return {"verdict": verdict, "by": "Ada", "at": NOW, "asked": asked, "note": "why", **more}


def found(policy=None, traits="no", **answers):
    """What the gate says of a review in which everything is proven, but for the answers given."""
    whole = {q: answer(q, evidence=LINK) for q in LIBRARY.questions}
    whole |= {
        "all.door": answer("all.door", "no", evidence=LINK),
        "all.learns": answer("all.learns", "no", evidence=LINK),
    }
    review = builders.review(traits={"learns": traits}, answers=whole | {f"all.{q}": a for q, a in answers.items()})
    return gate(assess(LIBRARY, review, DAY), policy or Policy(), Facts(day=DAY))


def failing(policy=None, traits="no", **answers):
    return {(r.kind, r.about) for r in found(policy, traits, **answers) if r.fails}


def test_what_is_proven_passes_and_what_it_silences_is_told():
    told = found()
    assert [(r.kind, r.about, r.fails) for r in told] == [
        (Kind.SILENCED, "all.door", False),
        (Kind.SILENCED, "all.learns", False),
    ]
    assert told[0].message == "answered no, which silences 2 controls rated up to critical: all.lock, all.bars"


@pytest.mark.parametrize(
    ("given", "fails"),
    [
        ({"evidence": LINK}, False),
        ({"evidence": [{"ticket": "A-1"}]}, False),
        ({"evidence": [{"statement": "no such thing"}]}, True),
        ({}, True),
    ],
)
def test_a_critical_control_is_not_closed_by_a_note_that_it_does_not_apply(given, fails):
    guard = answer("all.guard", "not-applicable", **given)
    assert ((Kind.UNPROVEN, "all.guard") in failing(guard=guard)) is fails


def test_what_lacks_is_said_in_the_words_of_a_yes():
    message = next(r.message for r in found(guard=answer("all.guard", "not-applicable")) if r.fails)
    assert message == (
        "answered not-applicable with evidence that is only asserted; a control rated critical needs a linked address or "
        "ticket, or a pinned file"
    )
    without_note = answer("all.guard", "not-applicable", note=None)
    assert failing(guard=without_note) == {(Kind.NO_REASON, "all.guard")}


def test_what_to_attach_is_what_the_question_wants_only_where_the_control_is_in_place():
    def advice(verdict):
        return next(r.advice for r in found(guard=answer("all.guard", verdict)) if r.fails)

    assert advice("yes") == "attach it: The rota."
    assert advice("not-applicable") == "attach a linked address or ticket, or a pinned file"


def test_a_control_of_less_severity_closes_with_a_note():
    assert failing(guard=answer("all.guard", evidence=LINK), relief=answer("all.relief", "not-applicable")) == set()


def test_where_several_lack_proof_the_worst_is_named():
    (reason,) = (r for r in found(door=answer("all.door", "no", note=None)) if r.fails)
    assert (reason.about, reason.severity) == ("all.door", "critical")


def test_what_a_denial_wants_is_said_in_its_own_words():
    below = {"door": answer("all.door", "yes"), "window": answer("all.window", "no", note=None)}
    (reason,) = (r for r in found(**below) if r.fails)
    assert reason.message.endswith("rated important from being asked, which needs a note that says why")
    strict = Policy.model_validate({"not_applicable": {"critical": "pinned"}})
    (reason,) = (r for r in found(strict) if r.about == "all.door")
    assert reason.message.endswith("rated critical from being asked, which needs a file, pinned by its SHA-256")


def test_nothing_is_lacking_where_a_question_does_not_apply():
    answers = {"all.door": answer("all.door", "no", evidence=LINK), "all.lock": answer("all.lock")}
    seen = assess(LIBRARY, builders.review(answers=answers), DAY)
    assert lack_of_proof(seen, Policy(), "all.lock") is None
    answers["all.door"] = answer("all.door")
    seen = assess(LIBRARY, builders.review(answers=answers), DAY)
    assert lack_of_proof(seen, Policy(), "all.lock").kind is Kind.UNPROVEN


@pytest.mark.parametrize("verdict", ["no", "not-applicable"])
def test_an_exposure_is_denied_with_the_evidence_of_the_worst_that_it_silences(verdict):
    denied = answer("all.door", verdict)
    assert failing(door=denied) == {(Kind.UNPROVEN_EXPOSURE, "all.door")}
    reason = next(r for r in found(door=denied) if r.fails)
    assert "it keeps 2 controls rated critical from being asked, which needs a linked address" in reason.message
    assert "all.lock, all.bars" in reason.advice
    assert failing(door=answer("all.door", "unknown", evidence=())) == set()
    below = {"door": answer("all.door", "yes"), "window": answer("all.window", verdict)}
    assert failing(**below) == set(), "it silences only what is important, and says so in a note"
    below["window"] = answer("all.window", verdict, note=None)
    wanted = Kind.UNPROVEN_EXPOSURE if verdict == "no" else Kind.NO_REASON
    assert failing(**below) == {(wanted, "all.window")}


def test_a_fact_that_answers_an_exposure_is_a_word_like_any_other():
    review = builders.review(traits={"learns": "no"}, answers={})
    reasons = gate(assess(LIBRARY, review, DAY), Policy(), Facts(day=DAY))
    (lack,) = (r for r in reasons if r.kind is Kind.UNPROVEN_EXPOSURE)
    assert (lack.about, lack.fails) == ("all.learns", True)
    assert lack.message.startswith(
        "answered no by a fact of the profile alone; it keeps 1 control rated critical from being asked, which needs"
    )
    assert lack.advice.startswith("answer the question itself, and attach a linked address")


def test_evidence_for_the_contrary_supports_nothing():
    contrary = answer("all.learns", "yes", evidence=LINK)
    assert (Kind.UNPROVEN_EXPOSURE, "all.learns") in failing(learns=contrary)


def test_a_policy_may_ask_less_of_what_does_not_apply_and_never_no_reason():
    lax = Policy.model_validate({"not_applicable": {"critical": "asserted"}})
    assert failing(lax, guard=answer("all.guard", "not-applicable"), door=answer("all.door", "no")) == set()
    assert failing(lax, guard=answer("all.guard")) == {(Kind.UNPROVEN, "all.guard")}
    nothing = Policy.model_validate({"not_applicable": {"critical": "nothing"}})
    without_note = answer("all.guard", "not-applicable", note=None)
    assert failing(nothing, guard=without_note) == {(Kind.NO_REASON, "all.guard")}


def test_a_policy_that_asks_more_of_a_yes_asks_it_of_what_does_not_apply_too():
    strict = Policy.model_validate({"evidence": {"critical": "pinned"}})
    guard = answer("all.guard", "not-applicable", evidence=LINK)
    assert (Kind.UNPROVEN, "all.guard") in failing(strict, guard=guard)


def test_a_policy_that_asks_more_of_less_severe_controls_gets_it_for_what_is_silenced_too():
    odd = Policy.model_validate({"evidence": {"critical": "nothing", "important": "pinned"}})
    reason = next(r for r in found(odd) if r.about == "all.door")
    assert (reason.kind, reason.severity, reason.fails) == (Kind.UNPROVEN_EXPOSURE, "important", True)


@given(data=st.data())
@settings(max_examples=40)
def test_no_review_in_which_every_answer_carries_only_a_note_passes(shipped, data):
    safe = data.draw(st.booleans(), label="whether every answer is one that closes its question")
    traits = data.draw(st.fixed_dictionaries({t: st.sampled_from(list(TraitValue)) for t in shipped.traits}))
    answers = {}
    for id_, asked in shipped.questions.items():
        verdict = data.draw(st.sampled_from(asked.question.closed_by if safe else list(Verdict)), label=id_)
        answers[id_] = Answer(verdict=verdict, note="it is", by="Ada", at=NOW, asked=fingerprint(asked.question))
    review = builders.review().model_copy(update={"traits": traits, "answers": answers})
    assert not passes(gate(assess(shipped, review, DAY), Policy(), Facts(day=DAY)))
