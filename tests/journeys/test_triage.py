"""The bug bar as a conversation: its own nine rows come out at their documented threats and severities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SDL = ("--bar", "sdl-ai-ml", "--no-input", "--format", "json")
START = "deliberate=yes ordinary-software-flaw=no"
LEAK = f"{START} information-revealed=yes"
REBUILT = f"{LEAK} training-data-revealed=yes"
CHANGED = f"{START} information-revealed=no model-changed=yes"
TAMPERED = f"{CHANGED} training-data-tampered=yes"
SUPPLIED = f"{CHANGED} training-data-tampered=no"
FOOLED = f"{START} information-revealed=no model-changed=no instructions-injected=no"
ANSWERED = f"{FOOLED} wrong-answer-for-one-input=yes"

ROWS = [
    ("targeted-data-poisoning", f"{TAMPERED} quality-down-everywhere=no", "", "critical", "security"),
    ("indiscriminate-data-poisoning", f"{TAMPERED} quality-down-everywhere=yes", "", "important", "security"),
    ("model-stealing", f"{LEAK} training-data-revealed=no model-copied=yes", "security-sensitive=yes", "important", "security"),
    ("model-stealing", f"{LEAK} training-data-revealed=no model-copied=yes", "security-sensitive=no", "moderate", "security"),
    ("model-stealing", f"{LEAK} training-data-revealed=no model-copied=yes", "security-sensitive=unknown", "important", "security"),
    ("model-inversion", f"{REBUILT} provider-malicious=no personal-data-revealed=yes", "", "critical", "security"),
    ("model-inversion", f"{REBUILT} provider-malicious=no personal-data-revealed=no", "trains-on-sensitive-data=no", "important", "security"),
    ("model-inversion", f"{REBUILT} provider-malicious=no personal-data-revealed=unknown", "trains-on-sensitive-data=unknown", "critical", "security"),
    ("physical-adversarial-example", f"{ANSWERED} physical-input=yes", "", "critical", "security"),
    ("ml-supply-chain", f"{SUPPLIED} provider-malicious=no shared-model-attacked=yes", "", "critical", "security"),
    ("malicious-ml-provider", f"{REBUILT} provider-malicious=yes personal-data-revealed=yes", "", "important", "security"),
    ("malicious-ml-provider", f"{REBUILT} provider-malicious=yes personal-data-revealed=no", "trains-on-sensitive-data=no", "moderate", "security"),
    ("malicious-ml-provider", f"{REBUILT} provider-malicious=yes personal-data-revealed=unknown", "trains-on-sensitive-data=unknown", "important", "security"),
    ("backdoored-model", f"{SUPPLIED} provider-malicious=yes", "", "critical", "security"),
    ("reprogramming", f"{FOOLED} wrong-answer-for-one-input=no task-repurposed=yes", "", "important", "abuse"),
    ("adversarial-perturbation-chosen-answer", f"{ANSWERED} physical-input=no attacker-chooses-answer=yes", "", "critical", "security"),
    ("adversarial-perturbation-any-harm", f"{ANSWERED} physical-input=no attacker-chooses-answer=no", "", "important", "security"),
    ("membership-inference", f"{LEAK} training-data-revealed=no model-copied=no membership-revealed=yes", "trains-on-sensitive-data=no", "moderate", "privacy"),
    ("membership-inference", f"{LEAK} training-data-revealed=no model-copied=no membership-revealed=yes", "trains-on-sensitive-data=yes", None, "privacy"),
]  # fmt: skip


def triage(run_cli, facts, traits=""):
    flags = [part for fact in facts.split() for part in ("--fact", fact)] + [
        part for trait in traits.split() for part in ("--trait", trait)
    ]
    ran = run_cli("triage", *SDL, *flags)
    assert ran.code == 0, ran.err + ran.out
    return json.loads(ran.out)


@pytest.mark.parametrize(
    ("row", "facts", "traits", "severity", "owner"), ROWS, ids=[f"{r[0]}-{i}" for i, r in enumerate(ROWS)]
)
def test_a_row_of_the_bar_comes_out_at_its_severity(run_cli, row, facts, traits, severity, owner):
    found = triage(run_cli, facts, traits)
    assert (found["outcome"], found["row"]) == ("decided", row)
    assert found["severity"] == severity
    assert found["owner"] == owner


def test_membership_inference_with_sensitive_data_is_left_unrated_and_what_others_say_is_shown(run_cli):
    """The threat-modeling document gives no severity: a matter of privacy. The old bar's range is recorded beside it."""
    row = triage(run_cli, ROWS[-1][1], ROWS[-1][2])["bars"][0]["rows"][0]
    assert row["recorded"][0]["low"] == "moderate"
    assert row["recorded"][0]["high"] == "critical"


def test_a_range_without_a_condition_is_told_as_one(run_cli):
    assert triage(run_cli, ROWS[14][1])["up_to"] == "critical"
    software = triage(run_cli, "deliberate=yes ordinary-software-flaw=yes")
    assert software["row"] == "software-dependencies"
    assert software["up_to"] == "critical"


def test_what_is_unknown_is_named_with_the_nearest(run_cli):
    ran = run_cli("triage", *SDL, "--fact", "model-copyed=yes")
    assert ran.code in {1, 2}
    assert "model-copied" in ran.err
    assert run_cli("triage", "--bar", "sdl-ai-mll", "--no-input").code in {1, 2}


def test_a_conversation_ends_in_failure_mode_severity_and_owner(run_cli):
    ran = run_cli("triage", "--plain", "--bar", "sdl-ai-ml", stdin="y\nn\nn\ny\ny\nn\n")
    assert ran.code == 0, ran.err
    assert "poisoning" in ran.out
    assert "critical" in ran.out
    assert "security" in ran.out


def test_the_questions_that_should_have_caught_it_can_be_reopened(run_cli, workspace):
    given = {
        "system": {"name": "X"},
        "traits": {"trains-models": "yes"},
        "answers": {"data-trust.notice-tampering": {"verdict": "yes", "note": "alerts"}},
    }
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    run_cli("review", "a.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    flags = [part for fact in ROWS[0][1].split() for part in ("--fact", fact)]
    ran = run_cli("triage", "a.review.yaml", *SDL, *flags, "--reopen", "INC-7 poisoned labels")
    assert ran.code == 0, ran.err
    text = (workspace / "a.review.yaml").read_text(encoding="utf-8")
    assert "INC-7 poisoned labels" in text
    assert "alerts" in text
    data = json.loads(run_cli("report", "a.review.yaml", "--format", "json").out)
    assert next(q for q in data["questions"] if q["id"] == "data-trust.notice-tampering")["verdict"] is None


POISONED = "y\nn\nn\ny\ny\nn\n"
"""A conversation that ends in targeted poisoning."""


@pytest.fixture
def settled(run_cli, workspace):
    """A review in which everything that applies was answered with `y`."""
    traits = {row["id"]: "yes" for row in json.loads(run_cli("list", "traits", "--format", "json").out)}
    Path("fill.json").write_text(json.dumps({"system": {"name": "X"}, "traits": traits}), encoding="utf-8")
    run_cli("review", "a.review.yaml", "--answers", "fill.json", "--no-input")
    run_cli("review", "a.review.yaml", "--plain", "--reviewer", "Ada", stdin="y\n" * 200)


@pytest.mark.parametrize(("typed", "taken"), [("y\n", 5), ("a\n", 20), ("c\ny\nn\ny\n" + "n\n" * 17, 2)])
def test_a_few_answers_are_offered_to_be_taken_back_and_how_to_get_the_others_is_said(run_cli, settled, typed, taken):
    talk = ("triage", "a.review.yaml", "--plain", "--bar", "sdl-ai-ml")
    ran = run_cli(*talk, stdin=f"{POISONED}{typed}INC-7\n")
    assert ran.code == 0, ran.err
    said = " ".join(ran.err.split() + ran.out.split())
    assert "20 answers say that all is well, although this happened. These 5 it contradicts most plainly." in said
    assert "y reopen these 5 c choose one by one among all 20 a reopen all 20 n leave them as they are" in said
    data = json.loads(run_cli("report", "a.review.yaml", "--format", "json").out)
    taken_back = [q for q in data["questions"] if "INC-7" in ((q["draft"] or {}).get("note") or "")]
    assert len(taken_back) == taken
    assert taken_back[0]["id"] == "data-trust.notice-tampering"


def test_a_single_answer_in_doubt_is_offered_without_a_choice(run_cli, workspace):
    given = {
        "system": {"name": "X"},
        "traits": {"trains-models": "yes"},
        "answers": {"data-trust.notice-tampering": "yes"},
    }
    Path("fill.json").write_text(json.dumps(given), encoding="utf-8")
    run_cli("review", "a.review.yaml", "--answers", "fill.json", "--no-input")
    ran = run_cli("triage", "a.review.yaml", "--plain", "--bar", "sdl-ai-ml", stdin=f"{POISONED}n\n")
    assert "1 answer says that all is well, although this happened. Reopen it, to be asked again?" in " ".join(
        ran.err.split() + ran.out.split()
    )


@pytest.mark.parametrize(
    "wrong",
    [("--threat", "poisoning/2z"), ("--bar", "nope"), ("--trait", "nope=yes"), ("--fact", "nope=yes")],
)
def test_what_nothing_bears_is_a_wrong_option_and_no_verdict(run_cli, wrong):
    """Code 1 says that the issue fits nothing."""
    ran = run_cli("triage", "--no-input", *wrong)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: there is no ")
