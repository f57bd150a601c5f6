"""A sign-off is bound to the meaning of one state: layout never voids it, meaning always does, and by name."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.domain.assessment import assess
from mlthreat.domain.canonical import canonical
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Answer, SignOff
from mlthreat.domain.signoff import (
    Standing,
    changed_items,
    covers,
    review_digest,
    sign_off_states,
    signed_record,
)
from tests import builders

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = NOW.date()
LIBRARY = builders.library({"id": "one"}, {"id": "two", "applies": {"all": ["learns"]}}, traits=("learns",))
WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8), min_size=1, max_size=8)
BLANKS = st.text("  \t\n\r\u00a0", min_size=1, max_size=4)


def reviewed(**more):
    given = {"one": {"verdict": "no", "note": "soon", "by": "Ada", "at": NOW}, "two": {"verdict": "yes", "by": "Ada"}}
    answers = {
        f"all.{q}": {**a, "asked": fingerprint(LIBRARY.questions[f"all.{q}"].question)} for q, a in given.items()
    }
    acceptance = {"finding": "all.one", "by": "Grace", "role": "risk", "reason": "r", "compensating": "c"}
    parts = {"traits": {"learns": "yes"}, "answers": answers, "acceptances": [{**acceptance, "until": "2027-03-01"}]}
    return builders.review(**{**parts, **more})


def digest_of(review, library=LIBRARY):
    return review_digest(assess(library, review, DAY))


def signed(review, at=NOW, library=LIBRARY, **more):
    seen = assess(library, review, DAY)
    given = {"by": "Grace", "role": "security", "decision": "approve", "at": at}
    kept = {"digest": review_digest(seen), "covers": covers(seen)}
    return review.with_sign_off(SignOff.model_validate({**given, **kept, **more}))


def states(review, library=LIBRARY, day=DAY, **evidence):
    return sign_off_states(assess(library, review, day), **evidence)


def noted(note):
    review = reviewed()
    return review.with_details("all.one", note=note)


@given(WORDS, st.data())
def test_blank_space_in_a_note_does_not_count(words, data):
    spaced = "".join(data.draw(BLANKS) + word for word in words) + data.draw(BLANKS)
    assert digest_of(noted(" ".join(words))) == digest_of(noted(spaced))


@given(st.text(min_size=1, max_size=40).filter(str.strip))
def test_the_unicode_form_and_line_ends_of_a_note_do_not_count(note):
    assert digest_of(noted(normalize("NFD", note))) == digest_of(noted(normalize("NFC", note)))
    assert digest_of(noted(note.replace("\n", "\r\n"))) == digest_of(noted(note))


@given(WORDS, WORDS)
def test_other_words_in_a_note_count(one, other):
    same = normalize("NFC", " ".join(one)).split() == normalize("NFC", " ".join(other)).split()
    assert (digest_of(noted(" ".join(one))) == digest_of(noted(" ".join(other)))) is same


@given(st.integers())
def test_the_order_of_keys_does_not_count(seed):
    def shuffled(mapping):
        return dict(random.Random(seed).sample(list(mapping.items()), len(mapping)))

    review = reviewed()
    other = review.model_copy(update={"answers": shuffled(review.answers), "traits": shuffled(review.traits)})
    assert digest_of(review) == digest_of(other)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc-", max_size=8), inner, max_size=4),
    max_leaves=20,
)


def turned_round(data):
    if isinstance(data, dict):
        return {key: turned_round(data[key]) for key in reversed(data)}
    return [turned_round(item) for item in data] if isinstance(data, list) else data


@given(DATA)
def test_the_order_of_keys_never_counts_and_the_order_of_items_does(data):
    assert canonical(turned_round(data)) == canonical(data)
    assert canonical([data, "other"]) != canonical(["other", data]) or data == "other"


@given(st.datetimes(timezones=st.just(UTC)))
def test_when_an_answer_was_given_does_not_count(at):
    answers = {q: a.model_copy(update={"at": at}) for q, a in reviewed().answers.items()}
    assert digest_of(reviewed().model_copy(update={"answers": answers})) == digest_of(reviewed())


@given(st.sampled_from(["all.one", "all.two"]), st.sampled_from(list(Verdict)))
def test_any_other_answer_voids_by_name(question, verdict):
    review = signed(reviewed())
    before = review.answers[question]
    later = before.model_copy(update={"verdict": verdict, "at": NOW + timedelta(hours=1)})
    found = states(review.with_answer(question, later))[0]
    if verdict is before.verdict:
        assert found.standing is Standing.CURRENT
    else:
        assert found.standing is Standing.VOID
        assert any(question in cause for cause in found.why)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r.with_trait("learns", TraitValue.NO), "the fact “Is learns so?” (learns) is no now"),
        (lambda r: r.with_details("all.two", note="new"), "all.two"),
        (lambda r: r.without_answer("all.one"), "all.one"),
        (
            lambda r: r.model_copy(update={"acceptances": ()}),
            "the finding “Is one in place?” (all.one) is not accepted any more",
        ),
        (
            lambda r: r.model_copy(update={"acceptances": r.acceptances * 2}),
            "(all.one) is accepted on other terms: until 2027-03-01 by Grace and until 2027-03-01 by Grace",
        ),
        (
            lambda r: r.model_copy(update={"system": r.system.model_copy(update={"owner": "X"})}),
            "what the review says of the system itself is different",
        ),
        (
            lambda r: r.with_answer("gone.for-ever", Answer(verdict=Verdict.YES)),
            "the answer to gone.for-ever, which no catalog in force has, is kept now",
        ),
    ],
)
def test_every_material_change_voids_in_words(change, named):
    found = states(change(signed(reviewed())))[0]
    assert found.standing is Standing.VOID
    assert named in found.why[0]


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"disagreements": {"all.one": ["yes", "no"]}}, "people disagree about “Is one in place?” (all.one)"),
        ({"trait_disagreements": {"learns": ["yes", "no"]}}, "people disagree about the fact “Is learns so?” (learns)"),
    ],
)
def test_a_dispute_voids_by_name(parts, named):
    disputed = builders.review(**parts)
    update = {name: getattr(disputed, name) for name in parts}
    assert named in states(signed(reviewed()).model_copy(update=update))[0].why


def disputing(**parts):
    """The review with what people disagree about."""
    disputed = builders.review(**parts)
    return reviewed().model_copy(update={name: getattr(disputed, name) for name in parts})


ONE_WAY, ANOTHER = {"disagreements": {"all.one": ["yes", "no"]}}, {"disagreements": {"all.one": ["yes", "partly"]}}


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (ONE_WAY, {}, "people no longer disagree about “Is one in place?” (all.one)"),
        (ONE_WAY, ANOTHER, "people disagree about “Is one in place?” (all.one) in another way"),
        ({}, ANOTHER, "people disagree about “Is one in place?” (all.one)"),
    ],
)
def test_how_a_dispute_changed_is_said(then, now, said):
    signed_then = signed(disputing(**then))
    assert states(disputing(**now).model_copy(update={"sign_offs": signed_then.sign_offs}))[0].why == (said,)


def kept(**answers):
    return reviewed().model_copy(update={"answers": reviewed().answers | {f"gone.{q}": a for q, a in answers.items()}})


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ("yes", None, ", which no catalog in force had then, is no longer among those that are kept"),
        ("yes", "no", ", which no catalog in force has, is another one"),
        (None, "no", ", which no catalog in force has, is kept now"),
    ],
)
def test_what_became_of_an_answer_to_a_question_that_is_gone_is_said(then, now, said):
    before, after = (kept(**({"old": Answer(verdict=v)} if v else {})) for v in (then, now))
    found = states(after.model_copy(update={"sign_offs": signed(before).sign_offs}))[0]
    assert found.why == (f"the answer to gone.old{said}",)


def test_a_fact_that_came_or_went_with_a_catalog_is_named():
    bare = builders.library({"id": "one"}, {"id": "two"})
    review = builders.review(answers={"all.one": "yes", "all.two": "yes"}, traits={"learns": "yes"})
    new = states(signed(review, library=bare), LIBRARY)[0].why
    assert new[0] == "the fact “Is learns so?” (learns) is yes now, and was not looked at then"
    assert "no catalog in force knows the fact learns" in states(signed(review), bare)[0].why


def accepted(**changed):
    (mine,) = reviewed().acceptances
    return {"acceptances": (mine.model_copy(update=changed),)}


def test_the_terms_of_an_acceptance_count_and_the_moment_does_not():
    longer = states(signed(reviewed()).model_copy(update=accepted(until=date(2027, 6, 1))))[0]
    assert longer.why == (
        "the finding “Is one in place?” (all.one) is accepted on other terms: until 2027-06-01 by Grace",
    )
    later = states(signed(reviewed()).model_copy(update=accepted(at=NOW)))[0]
    assert later.standing is Standing.CURRENT
    since = signed(reviewed(acceptances=[])).model_copy(update=accepted())
    assert states(since)[0].why == (
        "the finding “Is one in place?” (all.one) was accepted since: until 2027-03-01 by Grace",
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"verdict": Verdict.YES, "at": NOW + timedelta(hours=1), "by": "Bob"},
            "“Is one in place?” (all.one) was answered again: yes, by Bob, 2026-11-24T13:00:00Z",
        ),
        (
            {"verdict": Verdict.YES, "at": NOW + timedelta(hours=1), "by": None},
            "“Is one in place?” (all.one) was answered again: yes, 2026-11-24T13:00:00Z",
        ),
        (
            {"verdict": Verdict.YES, "at": NOW - timedelta(seconds=1)},
            "the answer to “Is one in place?” (all.one), what supports it or its severity is different; now it is “yes”",
        ),
    ],
)
def test_an_answer_is_called_new_only_where_it_is_newer(changed, said):
    review = signed(reviewed())
    other = review.answers["all.one"].model_copy(update=changed)
    assert states(review.with_answer("all.one", other))[0].why == (said,)


def test_what_is_missing_or_asked_no_more_is_said():
    assert states(signed(reviewed()).without_answer("all.one"))[0].why == (
        "what was said on “Is one in place?” (all.one) is different: it has no answer now",
    )
    less = builders.library({"id": "one"}, traits=("learns",))
    bare = reviewed().without_answer("all.two")
    assert states(signed(bare), less)[0].why == ("all.two is not asked any more",)
    apart = signed(bare.with_trait("learns", TraitValue.NO)).with_answer("all.two", Answer(verdict=Verdict.YES))
    assert states(apart)[0].why == ("“Is two in place?” (all.two) was answered, though it does not apply",)


def test_what_is_noted_on_an_open_question_counts():
    open_one = reviewed().without_answer("all.two")
    found = states(signed(open_one).with_details("all.two", note="ask Bob"))[0]
    assert found.standing is Standing.VOID
    assert "all.two" in found.why[0]


def test_the_order_of_acceptances_does_not_count():
    first = reviewed().acceptances[0]
    second = first.model_copy(update={"by": "Hopper"})
    one, other = (reviewed().model_copy(update={"acceptances": a}) for a in ((first, second), (second, first)))
    assert digest_of(one) == digest_of(other)


def rated(severity):
    """A library whose one question is about something of a severity."""
    mode = {**builders.THEFT, "severity": {"default": severity}}
    return builders.library({"id": "one", "about": ["theft"]}, failure_modes=(mode,))


def test_a_finding_that_became_more_severe_voids_by_name():
    review = signed(builders.review(answers={"all.one": "no"}), library=rated("moderate"))
    assert states(review, rated("moderate"))[0].standing is Standing.CURRENT
    found = states(review, rated("critical"))[0]
    assert (found.standing, found.why) == (
        Standing.VOID,
        ("the answer to “Is one in place?” (all.one), what supports it or its severity is different; now it is “no”",),
    )


def test_a_trait_is_named_before_what_follows_from_it():
    found = states(signed(reviewed()).with_trait("learns", TraitValue.NO))[0]
    assert found.why[1:] == ("“Is two in place?” (all.two) does not apply any more: learns is no",)


def test_a_newer_catalog_voids_only_where_a_question_changed():
    newer = builders.library(
        {"id": "one"}, {"id": "two", "applies": {"all": ["learns"]}}, traits=("learns",), version="1.1.0"
    )
    assert states(signed(reviewed()), newer)[0].standing is Standing.CURRENT
    reworded = builders.library(
        {"id": "one", "text": "Is it really in place?"},
        {"id": "two", "applies": {"all": ["learns"]}},
        {"id": "three"},
        traits=("learns",),
    )
    assert states(signed(reviewed()), reworded)[0].why == (
        "the wording of “Is it really in place?” (all.one) has changed",
        "“Is three in place?” (all.three) is asked now and was not then",
    )


def test_changed_evidence_voids_by_name():
    found = states(signed(reviewed()), evidence={"all.two": ("a.md has changed since it was pinned",)})[0]
    assert found.standing is Standing.VOID
    assert found.why == ("the evidence of “Is two in place?” (all.two): a.md has changed since it was pinned",)


def test_a_sign_off_lapses_with_an_acceptance_it_rested_on():
    review = signed(reviewed())
    assert states(review, day=DAY.replace(year=2027, month=3, day=1))[0].standing is Standing.CURRENT
    lapsed = states(review, day=DAY.replace(year=2027, month=3, day=2))[0]
    assert (lapsed.standing, "2027-03-01 (UTC)" in lapsed.why[0]) == (Standing.LAPSED, True)


@pytest.mark.parametrize(("day", "standing"), [(1, Standing.LAPSED), (2, Standing.CURRENT)])
def test_it_rested_on_what_was_not_yet_over_when_it_was_made(day, standing):
    review = signed(reviewed(), at=datetime(2027, 3, day, 23, tzinfo=UTC))
    assert states(review, day=DAY.replace(year=2027, month=3, day=3))[0].standing is standing


def test_a_later_sign_off_supersedes_an_earlier_one():
    twice = signed(signed(reviewed(), decision="reject"), at=NOW + timedelta(days=1))
    assert [s.standing for s in states(twice)] == [Standing.SUPERSEDED, Standing.CURRENT]
    other_role = signed(signed(reviewed()), at=NOW + timedelta(days=1), role="legal")
    assert [s.standing for s in states(other_role)] == [Standing.CURRENT, Standing.CURRENT]
    colleague = signed(signed(reviewed()), at=NOW + timedelta(days=1), by="Hopper")
    assert [s.standing for s in states(colleague)] == [Standing.CURRENT, Standing.CURRENT]
    changed = signed(reviewed()).with_details("all.two", note="new")
    assert [s.standing for s in states(signed(changed, at=NOW + timedelta(days=1), by="Hopper"))] == [
        Standing.SUPERSEDED,
        Standing.CURRENT,
    ]


def standings(*decisions, review=None):
    """What sign-offs are worth, each given by whom, as what, when, and on the present state (or on another one)."""
    found = review or reviewed()
    other = "sha256:" + "0" * 64
    for by, role, hours, present in decisions:
        more = {} if present else {"digest": other, "covers": {}}
        found = signed(found, at=NOW + timedelta(hours=hours), by=by, role=role, **more)
    return states(found)


VOID, CURRENT, SUPERSEDED = Standing.VOID, Standing.CURRENT, Standing.SUPERSEDED


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([("Grace", "security", 1, True), ("Grace", "security", 0, True)], [CURRENT, SUPERSEDED]),
        ([("Grace", "security", 0, True), ("Grace", "security", 0, True)], [SUPERSEDED, CURRENT]),
        ([("Grace", "security", 0, True), ("GRACE", " Security", 1, True)], [SUPERSEDED, CURRENT]),
        ([("Grace", "security", 0, False), ("Hopper", "security", 1, False)], [VOID, VOID]),
        ([("Grace", "security", 0, False), ("Hopper", "Security", 1, True)], [SUPERSEDED, CURRENT]),
        ([("Grace", "security", 0, False), ("Hopper", "legal", 1, True)], [VOID, CURRENT]),
    ],
    ids=["by moment", "by place at one moment", "by name", "void by void", "void by colleague", "not by another role"],
)
def test_which_decision_takes_the_place_of_which(decisions, expected):
    assert [s.standing for s in standings(*decisions)] == expected


def test_who_decided_later_is_named():
    found = standings(("Grace", "security", 0, False), ("Hopper", "security", 2, True), ("Grace", "security", 1, False))
    assert found[0].why == ("Hopper decided later, 2026-11-24T14:00:00Z: approve",)


def test_a_rejection_is_not_superseded_by_a_colleagues_approval():
    both = signed(signed(reviewed(), decision="reject"), at=NOW + timedelta(days=1), by="Hopper")
    assert states(both)[0].standing is Standing.CURRENT


def test_a_forged_list_of_items_does_not_hide_a_change():
    review = signed(reviewed())
    changed = review.with_details("all.two", note="new")
    forged = changed.sign_offs[0].model_copy(update={"covers": covers(assess(LIBRARY, changed, DAY))})
    found = states(changed.model_copy(update={"sign_offs": (forged,)}))[0]
    assert found.standing is Standing.VOID
    bare = forged.model_copy(update={"covers": {}})
    assert states(changed.model_copy(update={"sign_offs": (bare,)}))[0].why == (
        "the review is not the one that was signed off; the record does not keep what it was made of",
    )


def test_changed_items_are_named_in_the_order_of_the_review():
    review = reviewed()
    before = covers(assess(LIBRARY, review, DAY))
    assert changed_items(covers(assess(LIBRARY, review, DAY)), before) == []
    changed = review.with_details("all.two", note="new").with_details("all.one", note="new")
    assert changed_items(covers(assess(LIBRARY, changed, DAY)), before) == ["question all.one", "question all.two"]


@pytest.mark.parametrize("field", ["by", "role", "decision", "at", "digest", "comment", "conditions"])
def test_what_is_signed_holds_everything_that_was_decided(field):
    sign_off = signed(reviewed()).sign_offs[0]
    other = {
        "by": "X",
        "role": "X",
        "decision": "reject",
        "at": NOW + timedelta(seconds=1),
        "digest": "sha256:" + "0" * 64,
        "comment": "X",
        "conditions": ("X",),
    }
    changed = SignOff.model_validate({**sign_off.model_dump(), field: other[field]})
    assert signed_record(changed) != signed_record(sign_off)


def test_the_record_that_is_signed_keeps_its_bytes():
    """A signature made by this release verifies with every later one."""
    sign_off = SignOff(by="Grace", role="security", decision="approve", at=NOW, digest="sha256:" + "0" * 64)
    assert signed_record(sign_off).decode() == (
        f'{{"at":"2026-11-24T12:00:00Z","by":"Grace","comment":null,"conditions":[],"decision":"approve",'
        f'"digest":"sha256:{"0" * 64}","format":1,"record":"mlthreat sign-off","role":"security"}}'
    )
