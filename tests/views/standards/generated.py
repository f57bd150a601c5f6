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
ANSWERS = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from(["yes", "partly", "no", "unknown", "not-applicable"]),
        "evidence": st.lists(EVIDENCE, max_size=2),
    },
    optional={
        "note": TEXTS,
        "by": LINES,
        "at": MOMENTS,
        "action": st.fixed_dictionaries({}, optional={"owner": LINES, "due": st.dates()}),
    },
)
DECISIONS = st.fixed_dictionaries(
    {
        "by": LINES,
        "role": LINES,
        "at": MOMENTS,
        "digest": st.just(f"sha256:{'0' * 64}"),
        "decision": st.sampled_from(["approve", "reject"]),
    },
    optional={"comment": TEXTS, "conditions": st.lists(LINES, max_size=2)},
)
ACCEPTED = st.fixed_dictionaries(
    {
        "finding": st.just("all.one"),
        "by": LINES,
        "role": LINES,
        "reason": TEXTS,
        "compensating": TEXTS,
        "until": st.dates(),
    },
    optional={"at": MOMENTS},
)
REVIEWS = st.fixed_dictionaries(
    {
        "system": st.fixed_dictionaries(
            {"name": LINES}, optional={"owner": LINES, "description": TEXTS, "repository": LINES}
        ),
        "answers": st.dictionaries(st.sampled_from(["all.one", "all.two", "all.shown"]), ANSWERS),
        "acceptances": st.lists(ACCEPTED, max_size=2),
        "sign_offs": st.lists(DECISIONS, max_size=2),
    }
)
SMALL = builders.library(
    {"id": "one", "about": []},
    {"id": "two", "applies": {"all": ["learns"]}},
    {"id": "shown", "asks": "exposure", "follow_ups": [{"id": "after"}]},
    traits=("learns",),
)
DAYS = st.none() | st.dates()
