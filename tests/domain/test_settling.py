"""What becomes of a failure mode, case by case: an exposure and a control about it, in every state that each may be in."""

from __future__ import annotations

from datetime import date

import pytest

from mlthreat.domain.assessment import ModeResult, assess
from mlthreat.domain.checklist import fingerprint
from mlthreat.domain.library import Change, Library
from tests import builders

DAY = date(2026, 11, 24)
GRID = """
  the control    |the exposure is not asked about, or answered
                 |-              yes            partly         unknown        no             not-applicable unanswered     stale
-                |unanswered     open           open           open           not applicable not applicable unanswered     unanswered
yes              |covered        covered        covered        covered        covered        covered        unanswered     unanswered
partly           |partly covered partly covered partly covered partly covered partly covered partly covered unanswered     unanswered
no               |open           open           open           open           open           open           open           open
unknown          |open           open           open           open           open           open           open           open
not-applicable   |not applicable open           open           open           not applicable not applicable unanswered     unanswered
unanswered       |unanswered     unanswered     unanswered     unanswered     unanswered     unanswered     unanswered     unanswered
stale            |unanswered     unanswered     unanswered     unanswered     unanswered     unanswered     unanswered     unanswered
switched off     |unanswered     open           open           open           not applicable not applicable unanswered     unanswered
accepted         |accepted       accepted       accepted       accepted       accepted       accepted       unanswered     unanswered
lapsed           |open           open           open           open           open           open           open           open
"""


def cases():
    _, head, *rows = [line for line in GRID.splitlines() if line]
    columns = head.partition("|")[2].split()
    for row in rows:
        control, _, cells = row.partition("|")
        for index, exposure in enumerate(columns):
            yield control.strip(), exposure, cells[index * 15 : (index + 1) * 15].strip()


def answer(library: Library, question: str, state: str):
    verdict = {"stale": "yes", "accepted": "no", "lapsed": "no", "switched off": "yes"}.get(state, state)
    asked = "0" * 16 if state == "stale" else fingerprint(library.questions[question].question)
    return {"verdict": verdict, "note": "why", "by": "Ada", "asked": asked}


def acceptance(state: str):
    until = date(2026, 11, 23) if state == "lapsed" else date(2027, 3, 1)
    given = {"by": "Grace", "role": "head of risk", "reason": "pilot", "compensating": "by hand"}
    return {**given, "finding": "all.lock", "until": until}


def settled(questions: list[dict], states: dict[str, str]) -> ModeResult:
    """What becomes of the failure mode; `-` leaves a question out, `unanswered` its answer."""
    asked = [q for q in questions if states[q["id"]] != "-"]
    off = [Change(kind="question", id="all.lock", catalog="acme", because="elsewhere", owner="Cy")]
    library = Library(
        catalogs=(builders.catalog(*asked, failure_modes=(builders.THEFT,)),),
        changes=tuple(off if "switched off" in states.values() else ()),
    )
    given = {f"all.{q}": s for q, s in states.items() if s not in {"-", "unanswered"}}
    taken = [acceptance(s) for s in given.values() if s in {"accepted", "lapsed"}]
    answers = {q: answer(library, q, s) for q, s in given.items()}
    (result,) = assess(library, builders.review(answers=answers, acceptances=taken), DAY).modes
    return result


SIDE_BY_SIDE = [{"id": "door", "asks": "exposure", "about": ["theft"]}, {"id": "lock", "about": ["theft"]}]
"""An exposure and a control, neither of which hangs on the other."""


@pytest.mark.parametrize(("control", "exposure", "expected"), list(cases()))
def test_every_case_has_its_word(control, exposure, expected):
    assert settled(SIDE_BY_SIDE, {"door": exposure, "lock": control}).disposition == expected


@pytest.mark.parametrize(
    ("control", "exposure", "why"),
    [
        ("-", "-", "no catalog in force asks about it"),
        ("-", "yes", "exposed: all.door; no control about it is asked"),
        ("-", "unknown", "nobody knows whether it is exposed: all.door; no control about it is asked"),
        ("-", "no", "not exposed: all.door"),
        ("-", "not-applicable", "not exposed: all.door"),
        ("not-applicable", "-", "answered not-applicable: all.lock"),
        (
            "not-applicable",
            "partly",
            "exposed: all.door; no control is in place, answered not-applicable: all.lock",
        ),
        ("not-applicable", "no", "not exposed: all.door; answered not-applicable: all.lock"),
        ("switched off", "-", "no question about it applies: all.lock (switched off by acme: elsewhere (Cy))"),
        ("switched off", "yes", "exposed: all.door; no control about it is asked"),
        ("yes", "yes", "answered yes: all.lock"),
        ("yes", "stale", "no answer yet: all.door"),
        ("accepted", "yes", "accepted: all.lock"),
    ],
)
def test_the_sentence_says_what_the_word_rests_on(control, exposure, why):
    assert settled(SIDE_BY_SIDE, {"door": exposure, "lock": control}).why == why


BELOW = {"id": "lock", "about": ["theft"]}


@pytest.mark.parametrize(
    ("exposure", "control", "disposition", "why"),
    [
        ("no", "yes", "not applicable", "all.door was answered no, so that nothing more is asked"),
        (
            "not-applicable",
            "unanswered",
            "not applicable",
            "all.door was answered not-applicable, so that nothing more",
        ),
        ("no", "switched off", "unanswered", "no question about it applies: all.lock (switched off by acme"),
        ("unknown", "unanswered", "unanswered", "no answer yet: all.lock"),
        ("unanswered", "yes", "covered", "answered yes: all.lock"),
        ("yes", "no", "open", "not in place or not known: all.lock"),
    ],
)
def test_a_control_that_hangs_on_an_exposure_about_something_else(exposure, control, disposition, why):
    questions = [{"id": "door", "asks": "exposure", "follow_ups": [BELOW]}]
    result = settled(questions, {"door": exposure, "lock": control})
    assert (result.disposition, result.why[: len(why)]) == (disposition, why)


def test_a_control_that_is_not_asked_because_another_is_lacking_is_no_reason_to_be_at_ease():
    questions = [{"id": "door", "follow_ups": [{**BELOW, "asked_when": ["yes"]}]}]
    result = settled(questions, {"door": "no", "lock": "unanswered"})
    assert (result.disposition, result.why) == (
        "unanswered",
        "no question about it applies: all.lock (all.door was answered no)",
    )


def test_a_control_that_is_not_asked_because_another_is_in_place_is_no_answer():
    questions = [{"id": "door", "follow_ups": [{**BELOW, "asked_when": ["no"]}]}]
    result = settled(questions, {"door": "yes", "lock": "unanswered"})
    assert (result.disposition, result.why) == (
        "unanswered",
        "no question about it applies: all.lock (all.door was answered yes)",
    )


def test_one_control_that_an_answer_silences_does_not_answer_for_one_that_is_switched_off():
    questions = [{"id": "door", "asks": "exposure", "follow_ups": [{**BELOW, "id": "bars"}]}, BELOW]
    result = settled(questions, {"door": "no", "bars": "unanswered", "lock": "switched off"})
    assert result.disposition == "unanswered"
    assert "all.lock (switched off by acme" in result.why


def test_one_exposure_that_is_known_is_told_though_nobody_knows_of_another():
    window = {**SIDE_BY_SIDE[0], "id": "window"}
    result = settled([SIDE_BY_SIDE[0], window], {"door": "yes", "window": "unknown"})
    assert result.why == "exposed: all.door, all.window; no control about it is asked"


def test_a_retired_question_asks_about_nothing():
    result = settled([{**BELOW, "status": "retired"}], {"lock": "unanswered"})
    assert (result.disposition, result.why) == ("unanswered", "no catalog in force asks about it")
