"""What holds of any two edits of any review: nothing is lost, and it does not matter who merges."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mlthreat.domain.assessment import assess
from mlthreat.domain.canonical import canonical
from mlthreat.domain.joining import join, same_answer, stances
from mlthreat.domain.review import Answer, Review
from mlthreat.domain.signoff import review_digest
from tests.builders import library, review

QUESTIONS = ("all.a", "all.b", "all.c")
TRAITS = ("trains", "serves")
LIBRARY = library({"id": "a"}, {"id": "b"}, {"id": "c"}, traits=TRAITS)

PEOPLE = st.sampled_from([None, "Ada", "Bob"])
MOMENTS = st.sampled_from([None, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"])
NOTES = st.sampled_from([None, "one", "two\nlines", "Zoë", "Zoe\u0308", " one "])
EVIDENCE = st.lists(
    st.sampled_from([{"ticket": "A-1"}, {"ticket": "A-2"}, {"statement": "seen"}]), unique_by=str, max_size=2
)
ACTIONS = st.sampled_from([None, {"owner": "Ada"}, {"owner": "Bob", "ticket": "A-1"}])
VERDICTS = st.sampled_from(["yes", "partly", "no", "unknown"])
DETAILS = st.fixed_dictionaries({"note": NOTES, "evidence": EVIDENCE, "action": ACTIONS})
ANSWERS = st.fixed_dictionaries(
    {"verdict": VERDICTS, "by": PEOPLE, "at": MOMENTS, "note": NOTES, "evidence": EVIDENCE, "action": ACTIONS}
)
VALUES = st.sampled_from(["yes", "no", "unknown"])
ACCEPTED = st.fixed_dictionaries(
    {"finding": st.sampled_from(QUESTIONS), "by": st.sampled_from(["Eve", "Zed"]), "role": st.just("CISO"), "reason": st.just("r"),
     "compensating": st.just("c"), "until": st.sampled_from(["2027-01-01", "2027-02-01"])}
)  # fmt: skip
REVIEWS = st.builds(
    lambda **parts: review(**parts),
    system=st.fixed_dictionaries({"name": st.sampled_from(["Filter", "Scorer"]), "owner": PEOPLE}),
    traits=st.dictionaries(st.sampled_from(TRAITS), VALUES),
    answers=st.dictionaries(st.sampled_from(QUESTIONS), ANSWERS),
    drafts=st.dictionaries(st.sampled_from(QUESTIONS), DETAILS),
    acceptances=st.lists(ACCEPTED, max_size=2, unique_by=str),
    catalogs=st.sampled_from([[], [{"id": "house", "version": "1.0.0"}], [{"id": "house", "version": "1.1.0"}]]),
)


@st.composite
def edits(draw: st.DrawFn, start: Review) -> Review:
    """A review as somebody changes it: a few answers, notes and traits put in, changed, or taken back."""
    other = draw(REVIEWS)
    for question in draw(st.sets(st.sampled_from(QUESTIONS))):
        if question in other.answers:
            start = start.with_answer(question, other.answers[question])
        elif question in other.drafts:
            start = start.with_details(
                question, **{n: getattr(other.drafts[question], n) for n in ("note", "evidence", "action")}
            )
        else:
            start = start.without_answer(question)
    for trait, value in other.traits.items():
        start = start.with_trait(trait, value)
    update = {"system": other.system, "acceptances": other.acceptances, "catalogs": other.catalogs}
    return start.model_copy(update={name: value for name, value in update.items() if draw(st.booleans())})


@st.composite
def histories(draw: st.DrawFn) -> tuple[Review | None, Review, Review]:
    """A base, or none, and two edits of it."""
    start = draw(REVIEWS)
    base = draw(st.sampled_from([None, start]))
    return base, draw(edits(start)), draw(edits(start))


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(histories())
def test_no_answer_is_lost(history):
    base, ours, theirs = history
    joined = stances(join(base, ours, theirs).review)
    before = stances(base)
    for side, other in ((ours, theirs), (theirs, ours)):
        for question, given_ in stances(side).items():
            for answer in given_:
                if answer in before.get(question, ()) and answer not in stances(other).get(question, ()):
                    continue  # the other side replaced it, or took it back
                assert any(
                    same_answer(answer, kept) or carries(kept, answer, before.get(question, ()))
                    for kept in joined[question]
                )


def carries(kept: Answer, answer: Answer, before: tuple[Answer, ...]) -> bool:
    """Whether an answer is still the same one, with everything that this side added to it."""
    if (kept.verdict, kept.by, kept.at, kept.asked) != (answer.verdict, answer.by, answer.at, answer.asked):
        return False
    old = before[0] if before else Answer(verdict=answer.verdict)
    added = all(e in kept.evidence for e in answer.evidence if e not in old.evidence)
    return added and all(
        same(getattr(answer, name), getattr(kept, name)) or same(getattr(answer, name), getattr(old, name))
        for name in ("note", "action")
    )


def same(one: Any, other: Any) -> bool:
    return canonical([plain(one)]) == canonical([plain(other)])


def plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


@MANY
@given(histories())
def test_no_trait_note_or_acceptance_is_lost(history):
    base, ours, theirs = history
    joined = join(base, ours, theirs).review
    for side, other in ((ours, theirs), (theirs, ours)):
        for trait, value in side.traits.items():
            if base is None or value != base.traits.get(trait) or value == other.traits.get(trait):
                assert value in (joined.traits.get(trait), *joined.trait_disagreements.get(trait, ()))
        for acceptance in side.acceptances:
            if base is None or acceptance not in base.acceptances:
                assert acceptance in joined.acceptances
        for question, draft in side.drafts.items():
            if draft.note and (base is None or base.drafts.get(question) != draft):
                assert " ".join(normalize("NFC", draft.note).split()) in " ".join(
                    normalize("NFC", str(joined.drafts[question].note)).split()
                )


@MANY
@given(histories())
def test_it_does_not_matter_who_merges(history):
    base, ours, theirs = history
    assert in_any_order(join(base, ours, theirs).review) == in_any_order(join(base, theirs, ours).review)


def in_any_order(one: Review) -> Any:
    """A review as data in which the order of acceptances, sign-offs and catalogs says nothing."""
    data = one.model_dump(mode="json")
    return {
        k: sorted(v, key=canonical) if k in {"acceptances", "sign_offs", "catalogs"} else v for k, v in data.items()
    }


@MANY
@given(histories())
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(history):
    base, ours, _ = history
    assume(base is not None)
    assert join(base, ours, base).review == ours
    assert join(base, base, ours).review == ours
    assert join(base, ours, ours).review == ours


@MANY
@given(histories())
def test_merging_again_changes_nothing(history):
    base, ours, theirs = history
    once = join(base, ours, theirs).review
    assert in_any_order(join(base, once, theirs).review) == in_any_order(once)
    assert in_any_order(join(base, ours, once).review) == in_any_order(once)


@MANY
@given(histories())
def test_what_is_joined_is_a_valid_review(history):
    joined = join(*history).review
    assert Review.model_validate(joined.model_dump(mode="json")) == joined


@MANY
@given(REVIEWS, st.sampled_from(["NFC", "NFD"]), st.sampled_from(["\n", "\r\n"]), st.randoms(use_true_random=False))
def test_the_digest_looks_at_meaning_alone(one, form, line_end, random):
    data = one.model_dump(mode="json")
    other = Review.model_validate(rewritten(data, form, line_end, random))
    assert review_digest(assess(LIBRARY, other)) == review_digest(assess(LIBRARY, one))


def rewritten(data: Any, form: Any, line_end: str, random: Any) -> Any:
    """The same data: keys in another order, texts in another Unicode form and with other line ends."""
    if isinstance(data, dict):
        keys = list(data)
        random.shuffle(keys)
        return {k: rewritten(data[k], form, line_end, random) for k in keys}
    if isinstance(data, list):
        return [rewritten(item, form, line_end, random) for item in data]
    return normalize(form, data).replace("\n", line_end) if isinstance(data, str) else data
