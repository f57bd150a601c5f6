"""What holds of any two edits of any review: nothing is lost, and it does not matter who merges."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mlthreat.domain.assessment import assess
from mlthreat.domain.canonical import canonical, same_text
from mlthreat.domain.joining import join, stances
from mlthreat.domain.review import Answer, Draft, Review
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
SIGNED = st.fixed_dictionaries(
    {"by": st.sampled_from(["Eve", "Zed"]), "role": st.just("CISO"), "decision": st.sampled_from(["approve", "reject"]),
     "at": st.sampled_from(["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"]), "digest": st.just("sha256:" + "0" * 64)}
)  # fmt: skip
TWO_ANSWERS = st.lists(ANSWERS, min_size=2, max_size=2, unique_by=str)


def consistent(**parts: Any) -> Review:
    """A review as the program leaves it: nothing is both answered and disputed."""
    parts["answers"] = {q: a for q, a in parts["answers"].items() if q not in parts["disagreements"]}
    parts["traits"] = {t: v for t, v in parts["traits"].items() if t not in parts["trait_disagreements"]}
    return review(**parts)


REVIEWS = st.builds(
    consistent,
    system=st.fixed_dictionaries({"name": st.sampled_from(["Filter", "Scorer"]), "owner": PEOPLE}),
    traits=st.dictionaries(st.sampled_from(TRAITS), VALUES),
    answers=st.dictionaries(st.sampled_from(QUESTIONS), ANSWERS),
    drafts=st.dictionaries(st.sampled_from(QUESTIONS), DETAILS),
    disagreements=st.dictionaries(st.sampled_from(QUESTIONS), TWO_ANSWERS, max_size=2),
    trait_disagreements=st.dictionaries(st.sampled_from(TRAITS), st.just(["no", "yes"]), max_size=1),
    former_traits=st.dictionaries(st.sampled_from(["old", "older"]), VALUES),
    acceptances=st.lists(ACCEPTED, max_size=2, unique_by=str),
    sign_offs=st.lists(SIGNED, max_size=2, unique_by=str),
    catalogs=st.sampled_from([[], [{"id": "house", "version": "1.0.0"}], [{"id": "house", "version": "1.1.0"}]]),
)


@st.composite
def edits(draw: st.DrawFn, start: Review) -> Review:
    """A review as somebody changes it: a few answers, notes and traits put in, changed, or taken back."""
    other = draw(REVIEWS)
    for question in draw(st.sets(st.sampled_from(QUESTIONS))):
        doing = draw(st.sampled_from(["answer", "details", "take back"]))
        if doing == "answer" and question in other.answers:
            start = start.with_answer(question, other.answers[question])
        elif doing == "details":
            details = Draft.model_validate(draw(DETAILS))
            names = draw(st.sets(st.sampled_from(["note", "evidence", "action"]), min_size=1))
            start = start.with_details(question, **{name: getattr(details, name) for name in names})
        else:
            start = start.without_answer(question)
    for trait, value in other.traits.items():
        start = start.with_trait(trait, value)
    names = ("system", "acceptances", "sign_offs", "former_traits", "catalogs")
    update = {name: getattr(other, name) for name in names}
    return start.model_copy(update={name: value for name, value in update.items() if draw(st.booleans())})


@st.composite
def histories(draw: st.DrawFn, *, based: bool = False) -> tuple[Review | None, Review, Review]:
    """A base, or none where there may be none, and two edits of it."""
    start = draw(REVIEWS)
    base = start if based else draw(st.sampled_from([None, start]))
    return base, draw(edits(start)), draw(edits(start))


MANY = settings(max_examples=150)


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


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, whoever gave them and whenever."""
    said, also = (canonical(a.model_dump(mode="json", exclude={"by", "at"})) for a in (one, other))
    return said == also


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
def test_no_fact_is_lost(history):
    base, ours, theirs = history
    before, joined = said_of_traits(base), said_of_traits(join(base, ours, theirs).review)
    for side, other in ((ours, theirs), (theirs, ours)):
        for trait, values in said_of_traits(side).items():
            if values != before.get(trait) or values == said_of_traits(other).get(trait):
                assert values <= joined[trait]
        assert all(t in join(base, ours, theirs).review.former_traits for t in new(base, side, "former_traits"))


def said_of_traits(one: Review | None) -> dict[str, set[str]]:
    if one is None:
        return {}
    return {t: {v} for t, v in one.traits.items()} | {t: {*v} for t, v in one.trait_disagreements.items()}


@MANY
@given(histories())
def test_no_note_acceptance_or_sign_off_is_lost(history):
    base, ours, theirs = history
    joined = join(base, ours, theirs).review
    for side in (ours, theirs):
        assert all(a in joined.acceptances for a in new(base, side, "acceptances"))
        assert all(s in joined.sign_offs for s in new(base, side, "sign_offs"))
        for question, draft in side.drafts.items():
            if draft.note and (base is None or base.drafts.get(question) != draft):
                assert same_text(draft.note) in same_text(str(joined.drafts[question].note))


@MANY
@given(histories(based=True))
def test_what_one_side_took_away_does_not_come_back(history):
    base, ours, theirs = history
    joined = join(base, ours, theirs).review
    for kind in ("acceptances", "sign_offs"):
        gone = [x for x in getattr(base, kind) if x not in getattr(ours, kind) or x not in getattr(theirs, kind)]
        assert not any(x in getattr(joined, kind) for x in gone)
    for question in base.answers:
        left = [side for side in (ours, theirs) if question in stances(side)]
        if len(left) < 2 and all(stances(side)[question] == stances(base)[question] for side in left):
            assert question not in stances(joined)


def new(base: Review | None, side: Review, kind: str) -> list[Any]:
    """What a side has of one kind that the base had not."""
    return [x for x in getattr(side, kind) if base is None or x not in getattr(base, kind)]


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
@given(histories(based=True))
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(history):
    base, ours, _ = history
    for joined in (join(base, ours, base), join(base, base, ours), join(base, ours, ours)):
        # byte for byte: the order of what is in it is kept as well
        assert joined.review.model_dump_json() == ours.model_dump_json()


@MANY
@given(histories())
def test_merging_again_changes_nothing(history):
    base, ours, theirs = history
    # what was disputed, and settled in two ways, looks as if nobody had touched it since
    assume(base is None or not (base.disagreements or base.trait_disagreements))
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
