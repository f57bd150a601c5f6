"""A whole review through the front door, on plain lines and from files."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.terminal import typed

DUE = str(datetime.now(UTC).date() + timedelta(days=90))
PUBLIC = {
    "trains-models": "yes", "trains-on-user-input": "yes", "trains-on-customer-data": "no", "trains-on-online-data": "yes",
    "trains-on-sensitive-data": "yes", "relies-on-ml-providers": "yes", "exposes-predictions": "yes", "offers-api": "yes",
    "security-sensitive": "yes", "senses-physical-world": "no", "uses-reinforcement-learning": "no",
}  # fmt: skip


def loaded(path: str | Path = "a.review.yaml") -> dict:
    return yaml.load(Path(path).read_text(encoding="utf-8"), yaml.BaseLoader)


def write_answers(name: str, traits: dict[str, str], answers: dict | None = None) -> None:
    data = {"system": {"name": "Mail filter", "owner": "Mail team"}, "traits": traits, "answers": answers or {}}
    Path(name).write_text(json.dumps(data), encoding="utf-8")  # JSON is YAML


def start(run_cli, traits: dict[str, str], answers: dict | None = None):
    write_answers("some.yaml", traits, answers)
    return run_cli("review", "a.review.yaml", "--answers", "some.yaml", "--no-input", "--reviewer", "Ada")


def assessed(run_cli) -> dict:
    ran = run_cli("report", "a.review.yaml", "--format", "json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_answers_from_a_file_start_a_review_and_what_is_open_is_told(run_cli, traits):
    ran = start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": "yes"})
    assert ran.code == 0, ran.err
    assert "open: 25 in data-trust, Treat the training data and its suppliers as untrusted" in ran.out
    answer = loaded()["answers"]["data-trust.notice-tampering"]
    assert answer["verdict"] == "yes"
    assert answer["by"] == "Ada"
    assert len(answer["asked"]) == 16


@pytest.mark.parametrize("by_name", ["Ada Lovelace", None])
def test_what_is_said_to_come_next_names_the_reviewer_who_was_typed(run_cli, traits, monkeypatch, by_name):
    start(run_cli, {**traits, **PUBLIC})
    monkeypatch.setenv("MLTHREAT_REVIEWER", "Grace")
    ran = run_cli("review", "a.review.yaml", "--plain", *(["--reviewer", by_name] if by_name else []), stdin="y\nq\n")
    said = " ".join(ran.out.split())
    named = " --reviewer 'Ada Lovelace'" if by_name else ""
    assert f"asks for: mlthreat review a.review.yaml{named} --unproven" in said
    assert said.endswith(f"next: mlthreat review a.review.yaml{named}")


@pytest.mark.skipif(os.name != "posix", reason="a terminal of our own is opened")
def test_escape_gives_up_a_line_and_the_question_is_there_again(workspace):
    begun = "format: 1\nsystem: {name: A, owner: B, description: C}\ntraits: {trains-models: yes}\n"
    Path("a.review.yaml").write_text(begun, encoding="utf-8")
    code, shown = typed(
        [
            ("save and leave", "g"),
            ("Go to which id?", "notice-tampering\x1b"),
            ("About the system", "g"),
            ("Go to which id?", "notice-tampering\r"),
            ("save and leave", "v"),
            ("removes all", "half an address\x1b"),
            ("save and leave", "n"),
            ("save and leave", "q"),
        ],
        *("review", "--no-plain"),
    )
    assert code == 0, shown
    assert "evidence" not in loaded()["answers"]["data-trust.notice-tampering"]


def test_one_file_of_answers_serves_reviews_in_any_folder_and_tells_what_it_replaces(run_cli):
    for folder in ("a", "b/c", "shared"):
        Path(folder).mkdir(parents=True)
    Path(".git").mkdir()
    Path("shared/proof.md").write_text("seen", encoding="utf-8")
    Path("b/c/proof.md").write_text("seen here", encoding="utf-8")
    shared = "answers: {data-trust.silent-errors: {verdict: yes, evidence: [{file: proof.md}]}}"
    Path("shared/answers.yaml").write_text(shared, encoding="utf-8")
    Path("own.yaml").write_text("system: {name: x}\nanswers: {data-trust.silent-errors: no}", encoding="utf-8")
    for review, proof in (("a/a.review.yaml", "../shared/proof.md"), ("b/c/c.review.yaml", "proof.md")):
        run_cli("review", review, "--answers", "own.yaml", "--no-input", "--reviewer", "Ada")
        ran = run_cli("review", review, "--answers", "shared/answers.yaml", "--no-input")
        assert ran.code == 0, ran.err
        assert "data-trust.silent-errors: now yes; it was no by Ada" in ran.out
        assert loaded(review)["answers"]["data-trust.silent-errors"]["evidence"][0]["file"] == proof
        assert "now yes" not in run_cli("review", review, "--answers", "shared/answers.yaml", "--no-input").out


def test_the_reason_for_asking_names_no_fact_that_speaks_against_it(run_cli, traits):
    start(run_cli, {**traits, "exposes-predictions": "yes", "affects-safety": "unknown"})
    why = {q["id"]: q["why"] for q in assessed(run_cli)["questions"] if q["applies"]}
    assert why["data-trust.raw-scores"] == "exposes-predictions is yes"
    assert why["evaluation.telltale-cues"] == "affects-safety is not known"
    assert why["dependencies.drift-of-error-rates"] == "uses-language-model is no, exposes-predictions is yes"


def test_filling_in_the_same_file_again_changes_nothing(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": {"verdict": "partly", "note": "half of it"}})
    before = Path("a.review.yaml").read_bytes()
    assert start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": "partly"}).code == 0
    assert Path("a.review.yaml").read_bytes() == before


def test_one_letter_a_line_answers_one_question_a_letter_and_ends_cleanly(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "a.review.yaml", "--plain", stdin="y\np\nn\nu\n")
    assert ran.code == 0, ran.err
    assert [a["verdict"] for a in loaded()["answers"].values()] == ["yes", "partly", "no", "unknown"]
    assert "open" in ran.out
    assert "\x1b" not in ran.out


def test_a_review_resumes_at_the_first_open_question(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    run_cli("review", "--plain", stdin="y\ny\n")
    answered = list(loaded()["answers"])
    ran = run_cli("review", "--plain", stdin="q\n")
    assert ran.code == 0
    assert not any(f"\n{question}\n" in ran.out for question in answered)


def test_every_key_works_on_plain_lines(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    Path("proof.md").write_text("measured", encoding="utf-8")
    keys = [
        "?", "e", "first line", "second line", ".", "v proof.md", "o", "Data team", "2027-02-30", DUE, "SEC-1", "p",
        "s", "b", "J", "g dependencies.known-callers", "x nobody outside may call it", "/ poison", "1", "q",
    ]  # fmt: skip
    ran = run_cli("review", "--plain", "--reviewer", "Ada", stdin="\n".join(keys) + "\n")
    assert ran.code == 0, ran.err
    assert "Why it matters:" in ran.out
    assert "2027-02-30 is not a calendar day" in ran.out
    answers = loaded()["answers"]
    first = answers["data-trust.notice-tampering"]
    assert first["verdict"] == "partly"
    assert first["note"] == "first line\nsecond line"
    assert first["action"] == {"owner": "Data team", "due": DUE, "ticket": "SEC-1"}
    assert first["evidence"][0]["file"] == "proof.md"
    assert len(first["evidence"][0]["sha256"]) == 64
    assert answers["dependencies.known-callers"] == {
        **answers["dependencies.known-callers"],
        "verdict": "not-applicable",
        "note": "nobody outside may call it",
    }


def test_words_and_letters_of_either_case_are_understood(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", stdin="Yes\nP\nno\nUNKNOWN\nhelp\nskip\nj\nquit\n")
    assert [a["verdict"] for a in loaded()["answers"].values()] == ["yes", "partly", "no", "unknown"]
    assert "Why it matters:" in ran.out
    assert "no answer here" not in ran.out


def test_keys_are_listed_once_and_whenever_somebody_is_lost(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    listed = "b back  s skip"
    assert run_cli("review", "--plain", stdin="y\ny\nq\n").out.count(listed) == 1
    lost = run_cli("review", "--plain", stdin="zz\n\nq\n").out
    assert "`zz` is not an answer here; type one of these letters, and Enter:\ny yes, it is in place" in lost
    assert lost.count(listed) == 3


def test_an_explanation_comes_in_two_parts(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    first, second = run_cli("review", "--plain", stdin="?\n?\nq\n").out.split("About Poisoning attack (poisoning):")
    assert "A good answer:" in first
    assert "what can be done: ? again." in first
    assert "protect:" not in first
    assert "protect:" in second


def test_a_finding_is_told_with_its_severity_and_counted_at_the_end(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", stdin="n\nq\n")
    assert "data-trust.notice-tampering: no, a finding rated critical" in ran.out
    assert "findings so far: 1 critical" in ran.out


def test_the_facts_end_with_what_will_be_asked_and_a_sitting_begins_with_where_it_is(run_cli, traits):
    start(run_cli, {t: v for t, v in {**traits, **PUBLIC}.items() if t != "trains-models"})
    first = run_cli("review", "--plain", stdin="y\nq\n").out
    assert re.search(r"That is the system: \d+ questions apply to it, \d+ of them are open; \d+ do not", first)
    assert "no name will stand beside the answers" in first
    again = run_cli("review", "--plain", "--reviewer", "Ada", stdin="q\n").out
    assert re.match(r"a\.review\.yaml: .+, \d+ of \d+ questions answered, \d+ open\n", again)
    assert "no name" not in again


def test_a_note_on_a_question_without_an_answer_is_kept(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    run_cli("review", "--plain", stdin="e\nask Grace\n.\nq\n")
    assert loaded()["drafts"]["data-trust.notice-tampering"]["note"] == "ask Grace"
    run_cli("review", "--plain", stdin="n\nq\n")
    assert loaded()["answers"]["data-trust.notice-tampering"]["note"] == "ask Grace"
    assert "drafts" not in loaded()


def test_not_applicable_wants_a_reason(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", stdin="x\n\nq\n")
    assert "needs a reason" in ran.out
    assert loaded()["answers"] == "{}" or not loaded()["answers"]


@pytest.mark.parametrize(("typed", "kept"), [("", "we watch it"), ("nothing is trained", "nothing is trained")])
def test_a_note_to_another_answer_is_offered_as_the_reason_and_not_taken_for_it(run_cli, typed, kept):
    start(run_cli, PUBLIC, {"data-trust.notice-tampering": {"verdict": "yes", "note": "we watch it"}})
    ran = run_cli("review", "--plain", stdin=f"g data-trust.notice-tampering\nx\n{typed}\nq\n")
    assert "Why does it not apply? (Enter: for the reason that is noted)" in ran.out
    answer = loaded()["answers"]["data-trust.notice-tampering"]
    assert (answer["verdict"], answer["note"]) == ("not-applicable", kept)


def test_follow_ups_are_asked_only_where_the_parent_makes_them_matter(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.sensitive-output": "no"})
    questions = {q["id"]: q for q in assessed(run_cli)["questions"]}
    assert questions["data-trust.data-permission"]["applies"] is False
    assert "data-trust.sensitive-output was answered no" in questions["data-trust.data-permission"]["why"]
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.sensitive-output": "unknown"})
    assert {q["id"]: q for q in assessed(run_cli)["questions"]}["data-trust.data-permission"]["applies"] is True


def test_a_trait_answers_the_question_that_asks_for_it(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    question = next(q for q in assessed(run_cli)["questions"] if q["id"] == "data-trust.user-input-in-training")
    assert question["verdict"] == "yes"
    ran = run_cli("review", "--plain", stdin="g data-trust.user-input-in-training\nn\nq\n")
    assert ran.code == 0
    assert loaded()["traits"]["trains-on-user-input"] == "no"


def test_a_closed_system_is_asked_far_less_and_told_why(run_cli, traits):
    start(run_cli, traits)
    closed = assessed(run_cli)
    start(run_cli, {**traits, **PUBLIC})
    public = assessed(run_cli)
    asked_closed = [q for q in closed["questions"] if q["applies"]]
    asked_public = [q for q in public["questions"] if q["applies"]]
    assert len(asked_closed) * 2 < len(asked_public)
    assert all(q["why"] for q in closed["questions"])
    report = run_cli("report", "a.review.yaml", "--format", "md").out
    assert report


def test_an_unknown_trait_asks_rather_than_skips(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    known = {q["id"] for q in assessed(run_cli)["questions"] if q["applies"]}
    start(run_cli, dict.fromkeys(traits, "unknown"))
    unknown = {q["id"] for q in assessed(run_cli)["questions"] if q["applies"]}
    assert known <= unknown


@pytest.mark.parametrize(
    ("question", "trait", "value", "severity"),
    [
        ("data-trust.cost-of-recovered-data", "trains-on-sensitive-data", "yes", "critical"),
        ("data-trust.cost-of-recovered-data", "trains-on-sensitive-data", "unknown", "critical"),
        ("customer-harm.cost-of-stolen-model", "security-sensitive", "yes", "important"),
        ("customer-harm.cost-of-stolen-model", "security-sensitive", "no", "moderate"),
        ("customer-harm.cost-of-stolen-model", "security-sensitive", "unknown", "important"),
    ],
)
def test_severity_follows_the_printed_conditions(run_cli, traits, question, trait, value, severity):
    ran = start(run_cli, {**traits, **PUBLIC, trait: value}, {question: "no"})
    assert ran.code == 0, ran.err
    finding = next(f for f in assessed(run_cli)["findings"] if f["id"] == question)
    assert finding["severity"] == severity


def test_without_a_file_the_name_of_the_system_becomes_the_name_of_the_file(run_cli):
    ran = run_cli("review", "--plain", stdin="Café Filter 2\nMail team\n\ny\nq\n")
    assert ran.code == 0, ran.err
    assert loaded("cafe-filter-2.review.yaml")["system"] == {"name": "Café Filter 2", "owner": "Mail team"}


def test_a_name_is_asked_for_until_there_is_one_and_the_file_is_told(run_cli):
    ran = run_cli("review", "--plain", stdin="\n\nBot\n\n\nq\n")
    assert ran.out.count("a system needs a name") == 2
    assert "saved in bot.review.yaml after every answer" in ran.out


def test_a_search_finds_reasons_too_and_says_how_many_it_does_not_show(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", stdin="/ poisoning\n\n/ checksum\n\n/ xyzzy\nq\n")
    assert re.search(r"and \d+ more; add another word", ran.out)
    assert "1  data-trust.notice-tampering" in ran.out.split("another word")[1]
    assert "nothing that is asked mentions xyzzy" in ran.out


def test_end_of_input_before_there_is_a_name_saves_nothing(run_cli):
    ran = run_cli("review", "--plain", stdin="")
    assert ran.code == 0
    assert "nothing was saved" in ran.err
    assert not list(Path().glob("*.yaml"))


def test_a_note_of_several_lines_is_shown_on_as_many(run_cli, traits):
    given = {"verdict": "no", "note": "reopened: a report\nanswered before: yes, by Ada\n\nthe old note"}
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": given})
    shown = run_cli("review", "--plain", "--redo", stdin="q\n").out
    wanted = "  answered: no by Ada: reopened: a report\n    answered before: yes, by Ada\n    the old note\n"
    assert wanted in shown


def test_what_shipped_catalogs_change_in_each_other_is_no_remark_in_the_meeting(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", stdin="g dependencies.drift-of-error-rates\nq\n")
    assert "\ndependencies.drift-of-error-rates\n" in ran.out
    assert "set by genai" not in ran.out


def test_only_one_section_is_asked_when_that_is_wanted(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    ran = run_cli("review", "--plain", "--only", "dependencies", stdin="q\n")
    assert "\ndependencies.known-callers\n" in ran.out
    wrong = run_cli("review", "--plain", "--only", "dependancies", stdin="q\n")
    assert wrong.code == 2
    assert "did you mean `dependencies`?" in wrong.err


def test_redo_asks_again_and_shows_the_old_answer(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": {"verdict": "no", "note": "not yet"}})
    ran = run_cli("review", "--plain", "--redo", stdin="y\nq\n")
    assert "answered: no by Ada: not yet" in ran.out
    assert loaded()["answers"]["data-trust.notice-tampering"]["verdict"] == "yes"
    assert loaded()["answers"]["data-trust.notice-tampering"]["note"] == "not yet"


def test_a_changed_wording_is_asked_again_with_the_old_answer_shown(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": "yes"})
    text = Path("a.review.yaml").read_text(encoding="utf-8")
    fingerprint = loaded()["answers"]["data-trust.notice-tampering"]["asked"]
    Path("a.review.yaml").write_text(text.replace(fingerprint, "0123456789abcdef"), encoding="utf-8")
    ran = run_cli("review", "--plain", stdin="q\n")
    assert "the wording has changed since it was answered: yes by Ada" in ran.out
    assert [q["id"] for q in assessed(run_cli)["questions"] if q["stale"]] == ["data-trust.notice-tampering"]


def test_text_that_is_typed_comes_back_exactly(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    typed = [
        "no",
        "1.10",
        "12:30",
        "emoji 🎉",
        "- dash",
        "# hash",
        "key: value",
        '"quoted"',
        "~",
        "  lead",
        "@a",
        "tab\there",
        "é\u2028x",
    ]
    run_cli("review", "--plain", stdin="e\n" + "\n".join(typed) + "\n.\ny\nq\n")
    from mlthreat.files.review_file import read_review

    review, problems = read_review(Path("a.review.yaml"))
    assert not problems
    assert review is not None
    assert review.answers["data-trust.notice-tampering"].note == "\n".join(typed).strip()


BAD = {
    "missing": (None, 2, "no such file"),
    "empty": ("", 2, "MLT103"),
    "only-comments": ("# nothing\n", 2, "MLT103"),
    "binary": (b"\x7fELF\x00\x01", 2, "MLT113"),
    "utf-16": ("format: 1".encode("utf-16"), 2, "MLT101"),
    "latin-1": ("format: 1\nsystem: {name: caf\xe9}\n".encode("latin-1"), 2, "MLT101"),
    "broken": ("format: 1\nsystem: {name: x\n", 2, "MLT104"),
    "wrong-type": ("format: 1\nsystem: x\n", 2, "MLT203"),
    "unknown-key": ("format: 1\nsystem: {name: x}\nanswer: {}\n", 2, "did you mean `answers`?"),
    "unknown-trait": (
        "format: 1\nsystem: {name: x}\ntraits: {trains-model: yes}\n",
        2,
        "did you mean `trains-models`?",
    ),
    "unknown-question": (
        "format: 1\nsystem: {name: x}\nanswers: {data-trust.notice-tampring: yes}\n",
        2,
        "did you mean",
    ),
    "newer-format": ("format: 2\nsystem: {name: x}\n", 2, "MLT509"),
    "merge-conflict": ("format: 1\n<<<<<<< ours\nsystem: {name: x}\n=======\n", 2, "MLT111"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_told_apart_and_left_alone(run_cli, workspace, case):
    content, code, said = BAD[case]
    file = workspace / "bad.review.yaml"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (["review", file, "--plain"], ["report", file]):
        if content is None and command[0] == "review":
            continue
        ran = run_cli(*command, stdin="y\ny\n")
        assert ran.code == code, command
        assert said in ran.err
        assert "Traceback" not in ran.err
        assert content is None or file.read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_a_folder_instead_of_a_file(run_cli, workspace):
    (workspace / "x.review.yaml").mkdir()
    ran = run_cli("review", "x.review.yaml", "--plain", stdin="y\n")
    assert ran.code == 2
    assert "is a folder" in ran.err


def test_several_reviews_at_hand_want_a_name(run_cli, workspace):
    for name in ("a", "b"):
        (workspace / f"{name}.review.yaml").write_text("format: 1\nsystem: {name: x}\n", encoding="utf-8")
    ran = run_cli("report")
    assert ran.code == 2
    assert "a.review.yaml, b.review.yaml" in ran.err


def test_all_problems_of_a_file_are_shown_at_once(run_cli, workspace):
    text = "format: 1\nsystem: {nam: x}\ntraits: {trains-models: maybe}\nanswers:\n  data-trust.x: {verdict: yess, evidence: [{}]}\n"
    (workspace / "b.review.yaml").write_text(text, encoding="utf-8")
    ran = run_cli("validate", "b.review.yaml", "--format", "json")
    assert ran.code == 1
    codes = {(d["line"], d["code"]) for d in json.loads(ran.out)}
    assert {(2, "MLT201"), (3, "MLT204"), (5, "MLT204"), (5, "MLT205")} <= codes


def test_what_helps_most_to_answer_stands_nearest_to_the_question(run_cli, traits):
    start(run_cli, {**traits, **PUBLIC})
    said = run_cli("review", "a.review.yaml", "--plain", stdin="g data-trust.raw-scores\n?\nq\n").out
    labels = ["Source", "Asked because", "About", "If it is missing", "Why it matters", "A good answer", "Evidence"]
    assert re.findall(rf"^({'|'.join(labels)}): ", said, re.MULTILINE) == labels


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "must not be empty"), ("a\nb", "must be a single line"), ("x" * 501, "500 characters"), ("a\x1bb", "U+001B")],
)
def test_a_reviewer_whose_name_no_answer_can_bear_is_a_wrong_option(run_cli, name, why):
    write_answers("some.yaml", PUBLIC, {"data-trust.notice-tampering": "yes"})
    ran = run_cli("review", "a.review.yaml", "--answers", "some.yaml", "--no-input", "--reviewer", name)
    assert (ran.code, Path("a.review.yaml").exists()) == (2, False)
    assert why in ran.err


def test_a_reviewer_comes_from_the_environment_under_the_same_rule(run_cli, monkeypatch):
    monkeypatch.setenv("MLTHREAT_REVIEWER", "a\nb")
    assert "must be a single line" in run_cli("review", "a.review.yaml", "--no-input").err


def test_what_no_file_may_hold_is_left_out_of_what_is_typed(run_cli):
    run_cli("review", "a.review.yaml", "--plain", stdin="Filter\uffff\x1b\n\n\nq\n")
    assert loaded()["system"] == {"name": "Filter"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("e " + "n" * 20_001, "the note is longer than 20,000 characters"),
        ("y " + "n" * 20_001, "the note is longer than 20,000 characters"),
        ("v https://example.org/" + "a" * 2_000, "the url is longer than 2,000 characters"),
        ("v " + "s " * 10_001, "the statement is longer than 20,000 characters"),
        ("o\n" + "n" * 501 + "\n\n", "the owner is longer than 500 characters"),
    ],
)
def test_what_is_too_long_for_the_file_is_refused_and_the_sitting_goes_on(run_cli, traits, typed, told):
    start(run_cli, traits)
    before = Path("a.review.yaml").read_bytes()
    ran = run_cli("review", "a.review.yaml", "--plain", stdin=f"g data-trust.silent-errors\n{typed}\nq\n")
    assert ran.code == 0, ran.err
    assert f"{told}; nothing was changed" in " ".join(ran.out.split())
    assert Path("a.review.yaml").read_bytes() == before


def test_a_name_of_a_system_that_is_too_long_is_asked_for_again(run_cli):
    ran = run_cli("review", "a.review.yaml", "--plain", stdin="n" * 501 + "\nMail filter\n\n\nq\n")
    assert ran.code == 0, ran.err
    assert "the name is longer than 500 characters; give a shorter one" in ran.out
    assert loaded()["system"]["name"] == "Mail filter"


@pytest.mark.parametrize(("word", "given"), [("yes", "true"), ("no", "false")])
def test_a_file_that_another_program_saved_is_told_what_became_of_its_words(run_cli, traits, word, given):
    start(run_cli, {**traits, **PUBLIC}, {"data-trust.notice-tampering": word})
    text = Path("a.review.yaml").read_text(encoding="utf-8")
    assert text.count(f"verdict: {word}\n") == 1
    Path("a.review.yaml").write_text(text.replace(f"verdict: {word}\n", f"verdict: {given}\n"), encoding="utf-8")
    ran = run_cli("review", "a.review.yaml", "--no-input")
    assert ran.code == 2
    assert (
        f"help: write `{word}`; programs that save YAML by its old version turn a bare `{word}` into `{given}`"
        in ran.err
    )
