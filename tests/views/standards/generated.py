"""Reviews with anything in them that a review may hold, for property tests; and a small library that they are reviews of."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from tests import builders

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
LINES = TEXTS.map(lambda t: " ".join(t.split()) or "x")
MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))
EVIDENCE = st.one_of(
    st.builds(lambda t: {"statement": t}, TEXTS),
    st.builds(lambda t: {"ticket": t}, LINES),
    st.builds(lambda t: {"url": f"https://{t}"}, st.from_regex(r"[^\s<>\"'`\\^{}|]{1,30}", fullmatch=True)),
    st.builds(lambda t: {"file": t, "sha256": "0" * 64}, st.from_regex(r"[a-zA-Z0-9:%# é?&+]{1,20}", fullmatch=True)),
)
ACTIONS = st.fixed_dictionaries({}, optional={"owner": LINES, "due": st.dates(), "ticket": LINES})
VERDICTS = st.sampled_from(["yes", "partly", "no", "unknown", "not-applicable"])
DIGESTS = st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)
ANSWERS = st.fixed_dictionaries(
    {"verdict": VERDICTS, "evidence": st.lists(EVIDENCE, max_size=2)},
    optional={
        "note": TEXTS,
        "by": LINES,
        "at": MOMENTS,
        "action": ACTIONS,
        "asked": st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    },
)
DRAFTS = st.fixed_dictionaries(
    {"evidence": st.lists(EVIDENCE, max_size=2)}, optional={"note": TEXTS, "action": ACTIONS}
)
ITEMS = st.sampled_from(["system", "trait learns", "question all.one", "question all.gone", "acceptance all.two"])
DECISIONS = st.fixed_dictionaries(
    {
        "by": LINES,
        "role": LINES,
        "at": MOMENTS,
        "digest": DIGESTS,
        "decision": st.sampled_from(["approve", "approve-with-conditions", "reject"]),
    },
    optional={
        "comment": TEXTS,
        "conditions": st.lists(LINES, max_size=2),
        "covers": st.dictionaries(ITEMS, st.from_regex(r"[0-9a-f]{12}", fullmatch=True), max_size=3),
        "signature": TEXTS,
    },
)
ACCEPTED = st.fixed_dictionaries(
    {
        "finding": st.sampled_from(["all.one", "all.gone"]),
        "by": LINES,
        "role": LINES,
        "reason": TEXTS,
        "compensating": TEXTS,
        "until": st.dates(),
    },
    optional={"at": MOMENTS, "verdict": VERDICTS, "severity": st.sampled_from(["critical", "low"])},
)
SYSTEMS = st.fixed_dictionaries(
    {"name": LINES}, optional={"owner": LINES, "description": TEXTS, "version": LINES, "repository": LINES}
)
PINS = st.fixed_dictionaries(
    {"id": st.sampled_from(["house", "gone"]), "version": st.sampled_from(["1.0.0", "2.1.0-beta"])},
    optional={"digest": DIGESTS},
)
QUESTIONS = st.sampled_from(["all.one", "all.two", "all.shown", "all.after", "all.gone"])
TRAITS = st.sampled_from(["learns", "talks", "gone", "lost"])
VALUES = st.sampled_from(["yes", "no", "unknown"])
REVIEWS = st.fixed_dictionaries(
    {
        "system": SYSTEMS,
        "answers": st.dictionaries(QUESTIONS, ANSWERS, max_size=3),
        "acceptances": st.lists(ACCEPTED, max_size=2),
        "sign_offs": st.lists(DECISIONS, max_size=2),
    },
    optional={
        "catalogs": st.lists(PINS, max_size=2, unique_by=lambda p: p["id"]),
        "traits": st.dictionaries(TRAITS, VALUES, max_size=3),
        "drafts": st.dictionaries(QUESTIONS, DRAFTS, max_size=2),
        "disagreements": st.dictionaries(QUESTIONS, st.lists(ANSWERS, min_size=2, max_size=3), max_size=2),
        "trait_disagreements": st.dictionaries(TRAITS, st.lists(VALUES, min_size=2, max_size=3), max_size=2),
        "trait_sources": st.dictionaries(TRAITS, LINES, max_size=2),
        "unconfirmed": st.lists(TRAITS, max_size=2, unique=True),
        "former_traits": st.dictionaries(TRAITS, VALUES, max_size=2),
    },
)
SMALL = builders.library(
    {"id": "one", "about": []},
    {"id": "two", "applies": {"all": ["learns"]}},
    {"id": "shown", "asks": "exposure", "follow_ups": [{"id": "after"}]},
    traits=("learns", {"id": "talks", "question": "Does it talk?", "applies": {"all": ["learns"]}}),
)
DAYS = st.none() | st.dates()
