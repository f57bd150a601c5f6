"""The full front end, driven by keys without a terminal; and the same commands in both front ends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Timer

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from mlthreat.domain.declaration import Said
from mlthreat.domain.diagnostic import Place, Span
from mlthreat.domain.library import Library
from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.proposal import Proposals
from mlthreat.domain.question import Verdict
from mlthreat.domain.review import Evidence, Review
from mlthreat.files.composition import must_read
from mlthreat.views.interview.conduct import Interview
from mlthreat.views.interview.front import MOVES, VERDICT_KEYS, Leave, Move, Prompt
from mlthreat.views.interview.full import FullFrontEnd, _Menu
from mlthreat.views.interview.plain import PlainFrontEnd
from mlthreat.views.interview.system import ask_system
from mlthreat.views.interview.wording import trait_prompt
from mlthreat.views.visible import visible

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
FIRST = "data-trust.notice-tampering"


@pytest.fixture(scope="module")
def library() -> Library:
    return must_read()


def begun(library: Library) -> Review:
    given = dict.fromkeys(library.traits, TraitValue.NO) | dict.fromkeys(
        ("trains-models", "exposes-predictions", "trains-on-user-input"), TraitValue.YES
    )
    return Review(system=SystemProfile(name="Filter"), traits=given)


@contextmanager
def keys(text: str) -> Iterator[FullFrontEnd]:
    with create_pipe_input() as pipe:
        pipe.send_text(text)
        yield FullFrontEnd(source=pipe, sink=DummyOutput())


def hold(library: Library, text: str, review: Review | None = None) -> Review:
    """Press keys; end of input ends the sitting. Returns the last review that was yielded."""
    last = review or begun(library)
    with keys(text) as front:
        interview = Interview(
            library,
            front,
            "Ada",
            lambda: NOW,
            lambda given: Evidence(statement=given),
        )
        try:
            for latest in interview.conduct(last):
                last = latest
        except Leave:
            pass
    return last


@pytest.mark.parametrize(("key", "verdict"), [(k, v) for k, v in VERDICT_KEYS.items() if k != "x"])
def test_a_letter_answers_at_once(library, key, verdict):
    assert hold(library, f"{key}q").answers[FIRST].verdict is verdict


def test_capitals_answer_too_and_a_strange_key_is_told(library):
    assert hold(library, "zYq").answers[FIRST].verdict is Verdict.YES
    menu = _Menu(Prompt("", "t", "?", [], [("y", "yes")], None, (Move.QUIT,)), lambda: (80, 24))
    menu._wonder("z")
    assert "z is no key here" in "".join(text for _, text in menu.text())
    menu._wonder("\x1b[200~")
    assert "no key" not in "".join(text for _, text in menu.text())


@pytest.mark.parametrize(
    ("pressed", "kept"), [("e\x13q", False), ("e\x04", True), ("x\x04", True), ("v\x04", True), ("g\x04", False)]
)
def test_the_question_stays_in_sight_while_something_is_typed_about_it(library, pressed, kept):
    with keys(pressed) as front:
        interview = Interview(library, front, None, lambda: datetime(2026, 1, 1, tzinfo=UTC), Evidence.model_validate)
        with suppress(Leave):
            list(interview.conduct(begun(library)))
    above = "".join(text for _, text in front._kept)
    assert ("poisoned or altered your training data" in above) is kept


def test_arrows_and_enter_answer_too_and_begin_at_unknown(library):
    assert hold(library, "\rq").answers[FIRST].verdict is Verdict.UNKNOWN
    assert hold(library, "\x1b[A\rq").answers[FIRST].verdict is Verdict.NO


def test_not_applicable_takes_its_reason_at_once(library):
    answer = hold(library, "xnothing is trained\rq").answers[FIRST]
    assert answer.verdict is Verdict.NOT_APPLICABLE
    assert answer.note == "nothing is trained"


def test_a_pasted_note_is_text_and_no_keys(library):
    review = hold(library, "e\x1b[200~q quit\ny yes\x1b[201~\x13nq")
    assert review.answers[FIRST].note == "q quit\ny yes"
    assert review.answers[FIRST].verdict is Verdict.NO


def test_back_goes_to_the_question_before_and_a_changed_answer_keeps_its_note(library):
    review = hold(library, "ehalf\x13pbyq")
    assert review.answers[FIRST].verdict is Verdict.YES
    assert review.answers[FIRST].note == "half"


def test_go_to_search_skip_and_next_open(library):
    review = hold(library, "gdependencies.known-callers\ryq")
    assert list(review.answers) == ["dependencies.known-callers"]
    review = hold(library, "/poison\r1\rnq")
    assert len(review.answers) == 1
    assert FIRST not in hold(library, "snq").answers
    assert FIRST not in hold(library, "Jnq").answers


def test_a_word_that_only_one_id_holds_goes_there(library):
    assert list(hold(library, "gtampering\ryq").answers) == [FIRST]
    assert list(hold(library, "gknown-call\ryq").answers) == ["dependencies.known-callers"]


def test_escape_twice_gives_up_a_note_and_leaves_what_was_there(library):
    review = hold(library, "efirst\x13emore\x1b\x1bnq")
    assert (review.answers[FIRST].note, review.answers[FIRST].verdict) == ("first", Verdict.NO)


@pytest.mark.parametrize(("second", "text"), [("\x1b", "before"), ("\r", "beforefirst")])
def test_the_key_after_escape_may_take_its_time(second, text):
    with create_pipe_input() as pipe:
        pipe.send_text("first\x1b")
        later = Timer(2.5, pipe.send_text, [f"{second}x\x13"])
        later.start()
        assert FullFrontEnd(source=pipe, sink=DummyOutput()).ask_text("Note", "before") == text
        later.join()


def test_owner_due_date_and_evidence(library):
    review = hold(library, "oData team\r2027-02-28\rSEC-1\rvminutes of 3 May\rnq")
    answer = review.answers[FIRST]
    assert answer.action is not None
    assert (answer.action.owner, str(answer.action.due), answer.action.ticket) == ("Data team", "2027-02-28", "SEC-1")
    assert answer.evidence == (Evidence(statement="minutes of 3 May"),)


def test_end_of_input_and_ctrl_c_leave_with_everything_yielded(library):
    assert next(iter(hold(library, "yy\x04").answers.values())).verdict is Verdict.YES
    seen: list[Review] = []
    with keys("yn\x03") as front:
        interview = Interview(
            library, front, None, lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda given: Evidence(statement=given)
        )
        with pytest.raises(KeyboardInterrupt):
            seen.extend(interview.conduct(begun(library)))
    assert len(seen) >= 0
    assert len(interview.trail) == 2


def test_position_is_in_words_and_the_cursor_is_on_the_option():
    prompt = Prompt(
        "Question 3 of 42, 5 open",
        "Section\na.b",
        "Is it?",
        ["answered: no"],
        [("y", "yes"), ("n", "no"), ("u", "unknown")],
        "n",
        tuple(Move),
    )
    menu = _Menu(prompt, lambda: (60, 24))
    text = "".join(part for _, part in menu.text())
    lines = text.split("\n")
    assert lines[:2] == ["", "Question 3 of 42, 5 open"]
    assert lines[menu.cursor().y] == "> n  no"
    assert all(name in " ".join(text.split()) for name in MOVES.values())
    assert all(len(line) <= 60 for line in lines)


def test_a_long_note_drives_neither_the_question_nor_a_key_out_of_the_window():
    remarks = [f"line {n}" for n in range(40)] + ["not proven: it lacks a file"]
    prompt = Prompt(
        "Question 1 of 2", "Section\na.b", "Is it?", remarks, [("y", "yes"), ("n", "no")], None, tuple(Move)
    )
    for height in (24, 60):
        lines = (
            "".join(part for _, part in _Menu(prompt, lambda height=height: (80, height)).text()).rstrip().split("\n")
        )
        assert len(lines) < height
        assert {"Is it?", "  line 0", "  not proven: it lacks a file"} <= set(lines)
        assert ("  line 20" in lines) is (height == 60)


def test_a_question_fits_a_window_that_is_made_narrower_while_it_is_asked():
    window = [100]
    prompt = Prompt("Question 1 of 2", "a.b", "word " * 30, [], [("y", "yes"), ("n", "no")], "n", tuple(Move))
    menu = _Menu(prompt, lambda: (window[0], 24))
    before = "".join(part for _, part in menu.text()).split("\n")
    window[0] = 40
    lines = "".join(part for _, part in menu.text()).split("\n")
    assert max(map(len, before)) > 40 >= max(map(len, lines))
    assert lines[menu.cursor().y] == "> n  no"


def test_catalog_text_cannot_steer_the_terminal():
    prompt = Prompt("p", "t\x1b[2Jx\na.b", "\x1b]0;title\x07 \u202eevil", ["\x9b31m"], [("y", "yes")], None, ())
    text = "".join(part for _, part in _Menu(prompt, lambda: (60, 24)).text())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b" in text
    assert visible("a\x00b") == "a\\x00b"


DECLARED = Said("text-generation", "pipeline_tag", Place("README.md", Span(6, 1, 6, 20)))
SOURCE = "declared in README.md line 6 (pipeline_tag: text-generation)"


def hold_with_proposal(library: Library, text: str, review: Review) -> Review:
    """Press keys in a sitting to which a file proposes that the system uses a language model."""
    last = review
    with keys(text) as front:
        interview = Interview(
            library,
            front,
            "Ada",
            lambda: NOW,
            lambda given: Evidence(statement=given),
            proposals=Proposals(traits={"uses-language-model": (DECLARED,)}),
        )
        for latest in interview.conduct(last):
            last = latest
    return last


@pytest.mark.parametrize("pressed", ["\r", "y"])
def test_enter_confirms_what_is_proposed_and_its_source_is_kept(library, pressed):
    review = hold_with_proposal(library, f"{pressed}q", without(begun(library), "uses-language-model"))
    assert review.traits["uses-language-model"] is TraitValue.YES
    assert review.trait_sources == {"uses-language-model": SOURCE}


@pytest.mark.parametrize(("pressed", "value"), [("n", TraitValue.NO), ("u", TraitValue.UNKNOWN)])
def test_another_answer_than_the_proposed_one_stands_alone(library, pressed, value):
    review = hold_with_proposal(library, f"{pressed}q", without(begun(library), "uses-language-model"))
    assert review.traits["uses-language-model"] is value
    assert review.trait_sources == {}


def test_where_nothing_is_proposed_enter_is_still_unknown(library):
    review = hold_with_proposal(library, "\rq", without(begun(library), "affects-safety"))
    assert review.traits["affects-safety"] is TraitValue.UNKNOWN


def test_a_proposal_is_shown_with_its_source_and_the_cursor_is_on_it(library):
    prompt = trait_prompt(library, without(begun(library), "uses-language-model"), "uses-language-model", "", SOURCE)
    menu = _Menu(prompt, lambda: (79, 24))
    lines = "".join(part for _, part in menu.text()).split("\n")
    assert lines[menu.cursor().y] == "> y  yes (proposed)"
    assert f"proposed: yes, {SOURCE}; Enter confirms it" in " ".join(" ".join(lines).split())


def test_the_system_is_proposed_line_by_line_in_both_front_ends():
    proposed = {
        "name": Said("Filter", "title", Place("README.md", Span(9, 1, 9, 9))),
        "version": Said("1.10", "version", Place("README.md", Span(3, 1, 3, 9))),
        "repository": Said("https://git.example.org/f", "Repository", Place("README.md", Span(12, 1, 12, 9))),
    }
    expected = SystemProfile(name="Filter", owner="Ada", version="1.10")
    with keys("\rAda\r\r\r" + "\x08" * 30 + "\r") as front:
        assert ask_system(front, proposed) == expected
    speak = io.StringIO()
    plain = PlainFrontEnd(io.StringIO("\nAda\n\n\n-\n"), speak)
    assert ask_system(plain, proposed) == expected
    assert "proposed: the version declared in README.md line 3 (version)" in speak.getvalue()


def without(review: Review, trait: str) -> Review:
    return review.model_copy(update={"traits": {t: v for t, v in review.traits.items() if t != trait}})
