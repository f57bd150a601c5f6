"""What is derived of a review: the severity of a finding, where it stands, what is open, and in which order."""

from __future__ import annotations

from datetime import date

import pytest

from mlthreat.domain.assessment import State, assess, severity_of
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.library import Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.taxonomy import FailureMode
from tests import builders

DAY = date(2026, 11, 24)


def mode(id_: str = "theft", severity: dict | None = None, **threats: dict | None) -> dict:
    """A failure mode with its severity and its threats with theirs."""
    title = id_.capitalize()
    rated = {"severity": severity} if severity else {}
    return {
        "id": id_,
        "title": title,
        "kind": "intentional",
        "summary": "It is.",
        "compromises": [{"property": "confidentiality", "why": "It is out."}],
        "threats": [
            {"id": t, "title": t, "summary": "It is.", "severity": s or {}, "applies": {"none": [f"no-{t}"]}}
            for t, s in threats.items()
        ],
        **rated,
    }


def library(*modes: dict, questions: tuple[dict, ...] = ({"id": "one"},), **more) -> Library:
    made = tuple(FailureMode.model_validate(m) for m in modes)
    return Library(catalogs=(builders.catalog(*questions, **more).model_copy(update={"failure_modes": made}),))


LOW, MODERATE, CRITICAL = {"default": "low"}, {"default": "moderate", "because": "said so"}, {"default": "critical"}
ONLY_IF = {"when": [{"if": {"all": ["large"]}, "is": "critical", "because": "it is large"}]}


@pytest.mark.parametrize(
    ("modes", "about", "traits", "severity", "because", "rated"),
    [
        ([mode(a=LOW, b=CRITICAL)], ["theft"], {}, "critical", "threat b", True),
        ([mode(a=LOW, b=CRITICAL)], ["theft/a"], {}, "low", "threat a", True),
        ([mode(a=LOW, b=CRITICAL)], ["theft"], {"no-b": "yes"}, "low", "threat a", True),
        ([mode(severity=MODERATE, a=LOW)], ["theft"], {}, "moderate", "Theft: said so", True),
        ([mode(severity=ONLY_IF, a=LOW)], ["theft"], {"large": "yes"}, "low", "threat a", True),
        ([mode(severity=ONLY_IF)], ["theft"], {"large": "yes"}, "critical", "Theft: it is large", True),
        (
            [mode(severity=LOW), mode("fire", severity=MODERATE)],
            ["theft", "fire"],
            {},
            "moderate",
            "Fire: said so",
            True,
        ),
        ([mode(a=LOW, b=None)], ["theft"], {}, "low", "threat a", True),
        ([mode(a=None)], ["theft"], {}, "important", "threat a: Nobody rates it; taken as important.", False),
        ([mode(severity=LOW)], [], {}, "important", "it is about no failure mode", False),
        ([mode(severity=LOW)], ["nowhere"], {}, "important", "it is about no failure mode", False),
    ],
)
def test_the_worst_that_applies_and_that_somebody_rated_is_the_severity(modes, about, traits, severity, because, rated):
    values = {t: TraitValue(v) for t, v in traits.items()}
    found = severity_of(library(*modes), about, values)
    assert (found.severity, found.because, found.rated) == (severity, because, rated)


def test_findings_come_the_worst_first_and_open_questions_as_they_are_asked():
    questions = ({"id": "small", "about": ["theft"]}, {"id": "big", "about": ["fire"]}, {"id": "c"}, {"id": "a"})
    known = library(mode(severity=LOW), mode("fire", severity=CRITICAL), questions=questions)
    seen = assess(known, builders.review(answers={"all.small": "no", "all.big": "no"}), DAY)
    assert [f.id for f in seen.findings] == ["all.big", "all.small"]
    assert seen.open == ("all.c", "all.a")
    assert (seen.coverage.answered, seen.coverage.open) == (2, 2)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ([date(2026, 11, 24)], State.ACCEPTED),
        ([date(2026, 11, 23)], State.LAPSED),
        ([date(2026, 11, 23), date(2027, 1, 1)], State.ACCEPTED),
        ([date(2027, 1, 1), date(2026, 11, 23)], State.ACCEPTED),
        ([], State.OPEN),
    ],
)
def test_the_acceptance_that_holds_the_longest_counts(days, state):
    given = {"finding": "all.one", "by": "Grace", "role": "risk", "reason": "r", "compensating": "c"}
    review = builders.review(answers={"all.one": "no"}, acceptances=[{**given, "until": day} for day in days])
    (finding,) = assess(library(), review, DAY).findings
    assert finding.state is state
    assert finding.acceptance is None if not days else finding.acceptance.until == max(days)
    (without_day,) = assess(library(), review).findings
    assert without_day.state is (State.ACCEPTED if days else State.OPEN)


def test_a_stale_answer_is_open_only_where_its_question_applies():
    questions = ({"id": "one"}, {"id": "two", "applies": {"all": ["learns"]}})
    known = library(questions=questions, traits=("learns",))
    answers = {q: {"verdict": "yes", "asked": "0" * 16} for q in known.questions}
    review = builders.review(answers=answers, traits={"learns": "no"})
    seen = assess(known, review, DAY)
    assert (seen.stale, seen.open, seen.coverage.stale) == (("all.one", "all.two"), ("all.one",), 2)
    fresh = {q: {"verdict": "yes", "asked": fingerprint(a.question)} for q, a in known.questions.items()}
    assert assess(known, builders.review(answers=fresh), DAY).stale == ()
    bare = assess(known, builders.review(answers={"all.one": "yes", "all.gone": "yes"}), DAY)
    assert (bare.stale, bare.orphans) == ((), ("all.gone",))


def test_a_mode_that_the_facts_rule_out_is_not_applicable_whatever_was_answered():
    away = {**mode(severity=CRITICAL), "applies": {"all": ["learns"]}}
    known = library(away, questions=({"id": "one", "about": ["theft"]},), traits=("learns",))
    (result,) = assess(known, builders.review(answers={"all.one": "no"}, traits={"learns": "no"}), DAY).modes
    assert (result.disposition, result.why, result.questions) == ("not applicable", "learns is no", ())
