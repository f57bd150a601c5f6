"""What the gate demands, and that nothing in a review talks it out of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mlthreat.domain.assessment import assess
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.gate import forecast, gate, passes
from mlthreat.domain.policy import Policy
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.reason import Facts, Kind, Signature, Trust
from mlthreat.domain.review import Action, Decision, SignOff
from mlthreat.domain.signoff import covers, review_digest
from mlthreat.domain.value import Severity
from tests import builders

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUESTIONS = ({"id": "one", "about": ["theft"]}, {"id": "two"}, {"id": "exposed", "asks": "exposure"})
LIBRARY = builders.library(*QUESTIONS, traits=("learns",), failure_modes=(builders.THEFT,))
"""Its first question is about something critical; the second is rated by nobody, which counts as important."""


def answer(question: str, verdict: str = "yes", **more):
    asked = fingerprint(LIBRARY.questions[question].question)
    return {"verdict": verdict, "by": "Ada", "at": NOW, "asked": asked, **more}


def whole(**changed):
    """A review that the default policy lets through, but for what is changed."""
    answers = {
        "all.one": answer("all.one", evidence=[{"url": "https://example.org/proof"}]),
        "all.two": answer("all.two", note="since spring"),
        "all.exposed": answer("all.exposed", "no"),
    }
    answers |= changed.pop("answers", {})
    return builders.review(**{"traits": {"learns": "yes"}, **changed, "answers": answers})


def reasons(review, policy=None, day=DAY, **facts):
    return gate(assess(LIBRARY, review, day), policy or Policy(), Facts(day=day, **facts))


def kinds(review, policy=None, day=DAY, **facts):
    return {(r.kind, r.about) for r in reasons(review, policy, day, **facts) if r.fails}


def acceptance(**more):
    given = {"finding": "all.one", "by": "Grace", "role": "head of risk", "reason": "pilot", "compensating": "by hand"}
    return {**given, "until": date(2027, 3, 1), "at": NOW, **more}


def signed(review, at=NOW, **more):
    seen = assess(LIBRARY, review, DAY)
    given = {"by": "Grace", "role": "security", "decision": "approve", "at": at}
    sign_off = SignOff.model_validate({**given, "digest": review_digest(seen), "covers": covers(seen), **more})
    return review.with_sign_off(sign_off)


def test_a_whole_review_passes_and_says_nothing():
    assert reasons(whole()) == ()


@pytest.mark.parametrize(
    ("given", "proof", "fails"),
    [
        ({}, "linked", True),
        ({"note": "we do"}, "linked", True),
        ({"evidence": [{"statement": "we do"}]}, "linked", True),
        ({"evidence": [{"file": "a.md"}]}, "linked", True),
        ({"evidence": [{"ticket": "A-1"}]}, "linked", False),
        ({"evidence": [{"ticket": "A-1"}]}, "pinned", True),
        ({"evidence": [{"file": "a.md", "sha256": "0" * 64}]}, "pinned", False),
        ({"note": "we do"}, "asserted", False),
        ({}, "asserted", True),
        ({}, "nothing", False),
    ],
)
def test_a_yes_counts_only_with_the_evidence_asked_for(given, proof, fails):
    review = whole(answers={"all.one": answer("all.one", **given)})
    policy = Policy.model_validate({"evidence": {"critical": proof}})
    assert ((Kind.UNPROVEN, "all.one") in kinds(review, policy)) is fails


def test_what_an_unproven_control_lacks_is_said():
    found = reasons(whole(answers={"all.one": answer("all.one")}))
    assert "nothing but the word" in found[0].message
    assert "link" in found[0].message


@pytest.mark.parametrize("severity", Severity)
def test_a_bare_yes_is_told_at_every_severity_and_fails_from_important_on(severity):
    mode = {**builders.THEFT, "severity": {"default": severity}}
    library = builders.library({"id": "one", "about": ["theft"]}, failure_modes=(mode,))
    review = builders.review(answers={"all.one": "yes"})
    found = gate(assess(library, review, DAY), Policy(), Facts(day=DAY))
    told = [(r.about, r.severity, r.fails) for r in found if r.kind is Kind.UNPROVEN]
    assert told == [("all.one", severity, severity in {Severity.CRITICAL, Severity.IMPORTANT})]


def test_a_severity_that_the_policy_leaves_out_keeps_its_demand():
    policy = Policy.model_validate({"evidence": {"low": "nothing"}})
    assert (Kind.UNPROVEN, "all.one") in kinds(whole(answers={"all.one": answer("all.one")}), policy)


@pytest.mark.parametrize("verdict", ["partly", "no", "unknown"])
def test_a_finding_fails_from_the_severity_on(verdict):
    review = whole(answers={"all.one": answer("all.one", verdict), "all.two": answer("all.two", verdict)})
    assert kinds(review) == {(Kind.FINDING, "all.one"), (Kind.FINDING, "all.two")}
    assert kinds(review, Policy(fail_on=Severity.CRITICAL)) == {(Kind.FINDING, "all.one")}
    assert (Kind.FINDING, "all.two") not in kinds(review, Policy(unrated=Severity.LOW))


def test_what_is_missing_disputed_or_unfinished_fails():
    review = whole()
    without = review.without_answer("all.two")
    assert kinds(without) == {(Kind.UNANSWERED, "all.two")}
    assert kinds(without.with_details("all.two", note="ask Bob")) == {(Kind.UNFINISHED, "all.two")}
    disputed = without.model_copy(
        update={"disagreements": builders.review(disagreements={"all.two": ["yes", "no"]}).disagreements}
    )
    assert kinds(disputed) == {(Kind.DISAGREEMENT, "all.two")}
    assert kinds(review.model_copy(update={"traits": {}})) == {(Kind.FACT, "learns")}
    assert kinds(without, Policy.model_validate({"unanswered": "warn"})) == set()


def test_a_disputed_fact_fails():
    disputed = {"learns": (TraitValue.NO, TraitValue.YES)}
    review = whole().model_copy(update={"traits": {}, "trait_disagreements": disputed})
    assert (Kind.DISAGREEMENT, "learns") in kinds(review)


def test_not_applicable_needs_a_reason():
    assert kinds(whole(answers={"all.one": answer("all.one", "not-applicable")})) == {(Kind.NO_REASON, "all.one")}
    assert kinds(whole(answers={"all.two": answer("all.two", "not-applicable", note="no such thing")})) == set()


def test_a_stale_answer_fails_and_one_without_a_fingerprint_is_told():
    evidence = [{"url": "https://example.org"}]
    assert kinds(whole(answers={"all.one": answer("all.one", asked="0" * 16, evidence=evidence)})) == {
        (Kind.STALE, "all.one")
    }
    told = reasons(whole(answers={"all.one": answer("all.one", asked=None, evidence=evidence)}))
    assert [(r.kind, r.fails) for r in told] == [(Kind.UNDATED_WORDING, False)]


def test_changed_evidence_fails_by_name():
    found = reasons(whole(), evidence={"all.one": ("a.md has changed since it was pinned",)})
    assert [(r.kind, r.about, r.fails) for r in found] == [(Kind.EVIDENCE, "all.one", True)]
    assert "a.md" in found[0].message


def test_an_acceptance_holds_through_its_last_day():
    review = whole(answers={"all.one": answer("all.one", "no")}, acceptances=[acceptance()])
    assert kinds(review, day=date(2027, 3, 1)) == set()
    assert kinds(review, day=date(2027, 3, 2)) == {(Kind.LAPSED, "all.one")}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": "Ada"}, "answered"),
        ({"by": "  ADA "}, "answered"),
        ({"until": date(2028, 3, 1)}, "allows 365"),
        ({"until": date(2031, 3, 1), "at": NOW + timedelta(days=1500)}, "it is dated 2031-01-02"),
        ({"at": None, "until": date(2027, 11, 25)}, "allows 365"),
        ({"role": "intern"}, "lets no intern"),
        ({"severity": "moderate"}, "accepted as moderate"),
        ({"verdict": "partly"}, "partly"),
    ],
)
def test_an_acceptance_that_must_not_be_does_not_count(changed, said):
    review = whole(answers={"all.one": answer("all.one", "no")}, acceptances=[acceptance(**changed)])
    policy = Policy.model_validate({"acceptances": {"roles": ["Head of Risk"]}})
    found = [r for r in reasons(review, policy) if r.fails]
    assert [(r.kind, r.about) for r in found] == [(Kind.FLAWED_ACCEPTANCE, "all.one")]
    assert said in found[0].message


def test_an_acceptance_of_what_nobody_is_named_for_does_not_count():
    review = whole(answers={"all.one": answer("all.one", "no", by=None)}, acceptances=[acceptance()])
    assert kinds(review) == {(Kind.FLAWED_ACCEPTANCE, "all.one")}


def test_an_action_is_overdue_on_the_day_after():
    late = answer("all.two", "partly", note="half", action={"owner": "Bob", "due": "2026-12-01"})
    review = whole(answers={"all.two": late})
    policy = Policy(fail_on=Severity.CRITICAL)
    assert kinds(review, policy, date(2026, 12, 1)) == set()
    found = [r for r in reasons(review, policy, date(2026, 12, 2)) if r.fails]
    assert [(r.kind, r.owner) for r in found] == [(Kind.OVERDUE, "Bob")]


def test_a_demanded_role_must_have_approved_the_present_state():
    policy = Policy.model_validate({"sign_offs": {"roles": ["security"]}})
    assert kinds(whole(), policy) == {(Kind.SIGN_OFF_MISSING, "security")}
    assert kinds(signed(whole()), policy) == set()
    assert kinds(signed(whole(), role="legal"), policy) == {(Kind.SIGN_OFF_MISSING, "security")}
    rejected = kinds(signed(whole(), decision="reject"), policy)
    assert rejected == {(Kind.REJECTED, "security"), (Kind.SIGN_OFF_MISSING, "security")}


def test_an_approval_of_another_state_is_none_of_this_one_whatever_is_made_of_it():
    policy = Policy.model_validate({"sign_offs": {"roles": ["security"], "void": "warn"}})
    changed = signed(whole()).with_details("all.two", note="other words")
    assert kinds(changed, policy) == {(Kind.SIGN_OFF_MISSING, "security")}
    taken = whole(answers={"all.one": answer("all.one", "no")}, acceptances=[acceptance()])
    assert kinds(signed(taken), policy, day=date(2027, 3, 2)) == {
        (Kind.LAPSED, "all.one"),
        (Kind.SIGN_OFF_MISSING, "security"),
    }


def test_a_rejection_fails_without_any_demand_and_a_later_approval_mends_it():
    rejected = signed(whole(), decision="reject")
    assert kinds(rejected) == {(Kind.REJECTED, "security")}
    assert kinds(signed(rejected, at=NOW + timedelta(hours=1))) == set()


def test_a_void_sign_off_fails_and_names_the_item():
    review = signed(whole()).with_trait("learns", TraitValue.NO)
    found = [r for r in reasons(review) if r.fails]
    assert [r.kind for r in found] == [Kind.SIGN_OFF_VOID]
    assert "the fact “Is learns so?” (learns) is no now" in found[0].message


def test_no_sign_off_waives_anything():
    review = whole(answers={"all.one": answer("all.one", "no")})
    assert kinds(signed(review)) == kinds(review)


@pytest.mark.parametrize("trust", [Trust.NOT_SIGNED, Trust.NOT_CHECKED, Trust.BAD])
def test_where_signatures_are_demanded_only_a_good_one_counts(trust):
    policy = Policy.model_validate({"sign_offs": {"roles": ["security"], "signed": True}})
    assert (Kind.SIGNATURE, "security") in kinds(signed(whole()), policy, signatures={0: Signature(trust)})
    assert (Kind.SIGNATURE, "security") in kinds(signed(whole()), policy)
    assert kinds(signed(whole()), policy, signatures={0: Signature(Trust.GOOD, "grace@example.org")}) == set()


def test_a_role_counts_only_from_those_who_hold_it():
    policy = Policy.model_validate({"sign_offs": {"roles": ["security"], "held_by": {"security": ["Hopper"]}}})
    assert kinds(signed(whole()), policy) == {(Kind.SIGNATURE, "security")}
    assert kinds(signed(whole(), by="hopper"), policy) == set()


def test_a_key_of_several_names_counts_for_each():
    held = {"security": ["grace@example.org"]}
    policy = Policy.model_validate({"sign_offs": {"roles": ["security"], "signed": True, "held_by": held}})
    both = Signature(Trust.GOOD, "team@example.org, grace@example.org")
    assert kinds(signed(whole()), policy, signatures={0: both}) == set()
    other = Signature(Trust.GOOD, "team@example.org, hopper@example.org")
    assert kinds(signed(whole()), policy, signatures={0: other}) == {(Kind.SIGNATURE, "security")}
    assert kinds(signed(whole()), policy, signatures={0: Signature(Trust.GOOD)}) == {(Kind.SIGNATURE, "security")}


def test_a_bad_signature_fails_under_every_policy():
    lax = Policy.model_validate({"fail_on": "critical", "unanswered": "warn", "sign_offs": {"void": "warn"}})
    assert (Kind.SIGNATURE, "security") in kinds(signed(whole()), lax, signatures={0: Signature(Trust.BAD)})


def test_a_demanded_catalog_that_is_not_in_force_fails():
    policy = Policy.model_validate({"catalogs": [{"id": "acme"}]})
    assert kinds(whole(), policy, catalogs={"acme": "the policy demands the catalog acme"}) == {(Kind.CATALOG, "acme")}


def test_the_forecast_says_what_turns_red_when_and_whose_it_is():
    late = answer("all.two", "partly", note="half", action={"owner": "Bob", "due": "2026-12-01"})
    review = whole(answers={"all.one": answer("all.one", "no"), "all.two": late}, acceptances=[acceptance()])
    policy, facts = Policy(fail_on=Severity.CRITICAL), Facts(day=DAY)
    ahead = forecast(assess(LIBRARY, review, DAY), policy, facts, 120)
    assert [(u.day, [(r.kind, r.owner) for r in u.reasons]) for u in ahead] == [
        (date(2026, 12, 2), [(Kind.OVERDUE, "Bob")]),
        (date(2027, 3, 2), [(Kind.LAPSED, "Grace")]),
    ]
    assert forecast(assess(LIBRARY, review, DAY), policy, facts, 7) == ()
    for upcoming in ahead:
        before = reasons(review, policy, upcoming.day - timedelta(days=1))
        assert {r.key for r in upcoming.reasons} <= {r.key for r in reasons(review, policy, upcoming.day)}
        assert not {r.key for r in upcoming.reasons} & {r.key for r in before if r.fails}


def test_the_forecast_names_no_day_on_which_nothing_turns_red():
    late = answer("all.two", "partly", note="half", action={"owner": "Bob", "due": "2026-12-01"})
    review = whole(answers={"all.two": late})
    lax = Policy.model_validate({"fail_on": "critical", "overdue": "warn"})
    assert forecast(assess(LIBRARY, review, DAY), lax, Facts(day=DAY), 120) == ()


def test_the_forecast_sees_an_action_on_a_question_without_an_answer():
    action = Action(owner="Bob", due=date(2026, 12, 1))
    review = whole().without_answer("all.two").with_details("all.two", action=action)
    (ahead,) = forecast(assess(LIBRARY, review, DAY), Policy(), Facts(day=DAY), 120)
    assert (ahead.day, [(r.kind, r.about) for r in ahead.reasons]) == (date(2026, 12, 2), [(Kind.OVERDUE, "all.two")])


@pytest.mark.parametrize(
    ("until", "days", "red"),
    [
        (DAY, 1, True),
        (DAY, 90, True),
        (DAY - timedelta(days=1), 90, False),
        (DAY + timedelta(days=89), 90, True),
        (DAY + timedelta(days=90), 90, False),
        (date.max, 3650, False),
    ],
)
def test_the_forecast_reaches_from_tomorrow_to_its_last_day(until, days, red):
    review = whole(answers={"all.one": answer("all.one", "no")}, acceptances=[acceptance(until=until)])
    demand = Policy.model_validate({"acceptances": {"longest_days": 3650}})
    ahead = forecast(assess(LIBRARY, review, DAY), demand, Facts(day=DAY), days)
    assert [u.day for u in ahead] == ([until + timedelta(days=1)] if red else [])


def test_what_fails_comes_first_and_then_the_most_severe():
    review = whole(answers={"all.one": answer("all.one", "no"), "all.two": answer("all.two")})
    assert [r.kind for r in reasons(review)] == [Kind.FINDING, Kind.UNPROVEN]
    assert [r.kind for r in reasons(review, Policy(unrated=Severity.MODERATE))] == [Kind.FINDING, Kind.UNPROVEN]
    stale = whole(answers={"all.one": {**answer("all.one", "no"), "asked": "0" * 16}, "all.two": answer("all.two")})
    lax = Policy.model_validate({"stale": "warn", "fail_on": "important"})
    order = [(r.fails, r.severity.rank) for r in reasons(stale, lax)]
    assert len(set(order)) > 2
    assert order == sorted(order, reverse=True)


def test_every_reason_names_what_to_do():
    review = builders.review(acceptances=[acceptance()], sign_offs=[])
    found = reasons(signed(review, decision=Decision.REJECT))
    assert not passes(found)
    assert all(r.message and r.advice and r.about for r in found)
    assert len({r.key for r in found}) == len(found)


def test_an_exposure_against_which_nothing_is_asked_is_told():
    questions = ({"id": "exposed", "asks": "exposure", "about": ["theft"]}, {"id": "two"})
    library = builders.library(*questions, failure_modes=(builders.THEFT,))

    def told(verdict):
        answers = {"all.exposed": {"verdict": verdict, "note": "why"}, "all.two": {"verdict": "yes", "note": "so"}}
        found = gate(assess(library, builders.review(answers=answers), DAY), Policy(), Facts(day=DAY))
        return [(r.about, r.severity, r.fails, r.message) for r in found if r.kind is Kind.BARE]

    why = "Theft: exposed: all.exposed; no control about it is asked"
    assert told("yes") == [("theft", Severity.CRITICAL, False, why)]
    assert told("no") == []


def test_a_fact_is_missed_where_the_question_that_would_give_it_is_not_asked():
    exposed = {"id": "exposed", "asks": "exposure", "trait": "learns", "applies": {"all": ["large"]}}
    library = builders.library(exposed, traits=("learns", "large"))

    def missing(**traits):
        found = gate(assess(library, builders.review(traits=traits), DAY), Policy(), Facts(day=DAY))
        return {(r.kind, r.about) for r in found}

    assert missing(large="yes") == {(Kind.UNANSWERED, "all.exposed")}
    assert missing(large="no") == {(Kind.FACT, "learns")}
