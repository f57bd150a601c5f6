"""A decision on exactly one state, with and without a signature; and what verifying says of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mlthreat.files.review_lock import ReviewLock
from tests.builders import write_catalog

REVIEW = "a.review.yaml"
QUESTION = "data-trust.notice-tampering"


@pytest.fixture
def review(run_cli, workspace) -> Path:
    fill(run_cli, system={"name": "Filter"}, answers={QUESTION: {"verdict": "yes", "note": "we\n\ndo"}})
    return workspace / REVIEW


def fill(run_cli, **given):
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    ran = run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err


def sign(run_cli, *more, decision="approve"):
    return run_cli("signoff", REVIEW, "--by", "Grace", "--role", "security", "--decision", decision, *more)


def verified(run_cli, *more):
    return json.loads(run_cli("verify", REVIEW, "--format", "json", *more).out)


def test_a_decision_is_declared_until_it_is_signed(run_cli, review):
    ran = sign(run_cli, "--comment", "well done")
    assert ran.code == 0, ran.err
    assert "declared by Grace (security), without a signature" in ran.out
    ran = run_cli("verify", REVIEW)
    assert ran.code == 0
    assert "current: approve, declared by Grace (security)" in ran.out
    assert "not signed" in ran.out


def test_who_decides_is_told_how_severe_what_is_open_is(run_cli, review):
    assert "0 findings open, 0 accepted" in sign(run_cli).out
    fill(run_cli, answers={QUESTION: {"verdict": "no", "note": "nobody looks"}})
    assert re.search(r"1 finding open \(1 (critical|important)\), 0 accepted", sign(run_cli).out)


def test_blank_space_between_the_lines_of_a_note_keeps_it(run_cli, review):
    sign(run_cli)
    text = review.read_text(encoding="utf-8")
    assert "      we\n\n      do" in text
    review.write_text(text.replace("      we\n\n      do", "      we\n      do  "), encoding="utf-8")
    assert verified(run_cli)["holds"] is True
    review.write_bytes(review.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(run_cli)["holds"] is True


def test_a_void_decision_names_its_cause_and_a_new_one_supersedes_it(run_cli, review):
    sign(run_cli)
    fill(run_cli, answers={QUESTION: "no"})
    (state,) = verified(run_cli)["sign_offs"]
    assert state["standing"] == "void"
    assert QUESTION in state["why"][0]
    assert run_cli("verify", REVIEW).code == 1
    sign(run_cli, decision="reject")
    assert [s["standing"] for s in verified(run_cli)["sign_offs"]] == ["superseded", "current"]
    assert run_cli("verify", REVIEW).code == 0


@pytest.mark.parametrize(
    ("more", "decision", "said"),
    [
        ((), "approved", "did you mean `approve`"),
        ((), "approve-with-conditions", "needs one"),
        (("--condition", "soon"), "reject", "takes no conditions"),
        (("--at", "2999-01-01"), "approve", "still to come"),
        (("--at", "2026-02-30"), "approve", "not a day of the calendar"),
        (("--at", "2026-02-20T10:00:00"), "approve", "no time zone"),
        (("--comment", "  "), "approve", "--comment"),
        (("--ssh-key", "none"), "approve", "no such file"),
    ],
)
def test_what_cannot_be_recorded_is_told_and_nothing_is_written(run_cli, review, more, decision, said):
    before = review.read_bytes()
    ran = sign(run_cli, *more, decision=decision)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert review.read_bytes() == before


def test_conditions_are_kept_and_told(run_cli, review):
    assert sign(run_cli, "--condition", "rotate keys", decision="approve-with-conditions").code == 0
    assert "condition: rotate keys" in run_cli("verify", REVIEW).out
    assert "approved by Grace (security) on condition: rotate keys" in run_cli("check", REVIEW).out


def test_changed_evidence_cannot_be_approved_but_rejected(run_cli, review):
    Path("proof.md").write_text("one", encoding="utf-8")
    fill(run_cli, answers={QUESTION: {"verdict": "yes", "evidence": [{"file": "proof.md"}]}})
    Path("proof.md").write_text("two", encoding="utf-8")
    ran = sign(run_cli)
    assert ran.code == 2
    assert f"evidence of {QUESTION}" in ran.err
    assert sign(run_cli, decision="reject").code == 0


def test_a_review_that_somebody_holds_is_not_signed(run_cli, review):
    before = review.read_bytes()
    lock = ReviewLock(review.resolve())
    try:
        ran = sign(run_cli)
    finally:
        lock.release()
    assert ran.code == 2
    assert "being edited" in ran.err
    assert review.read_bytes() == before


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_signature_verifies_for_those_who_are_allowed(run_cli, review):
    for name in ("key", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", name], check=True)
    Path("allowed").write_text(f"grace@example.org {Path('key.pub').read_text()}", encoding="utf-8")
    assert "with an SSH signature" in sign(run_cli, "--ssh-key", "key").out
    assert "signature not checked SHA256:" in run_cli("verify", REVIEW).out
    ran = run_cli("verify", REVIEW, "--allowed-signers", "allowed")
    assert ran.code == 0
    assert "signed by grace@example.org, declared as Grace (security)" in ran.out
    Path("allowed").write_text(f"grace@example.org {Path('other.pub').read_text()}", encoding="utf-8")
    ran = run_cli("verify", REVIEW, "--allowed-signers", "allowed")
    assert ran.code == 1
    assert re.search(r"signature bad: its key SHA256:\S+ is not in allowed", ran.out)
    assert run_cli("verify", REVIEW, "--allowed-signers", "nowhere").code == 2


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_a_policy_may_demand_signatures(run_cli, review):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key"], check=True)
    Path("allowed").write_text(f"grace@example.org {Path('key.pub').read_text()}", encoding="utf-8")
    demand = "sign_offs: {roles: [security], signed: true, allowed_signers: allowed, held_by: {security: [grace@example.org]}}"
    Path("mlthreat-policy.yaml").write_text(demand, encoding="utf-8")

    def about_security():
        reasons = json.loads(run_cli("check", REVIEW, "--format", "json").out)["reviews"][0]["reasons"]
        return [r["kind"] for r in reasons if r["about"] == "security" and r["fails"]]

    assert about_security() == ["missing-sign-off"]
    sign(run_cli)
    assert about_security() == ["unverified-signature"]
    sign(run_cli, "--ssh-key", "key")
    assert about_security() == []
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("by: Grace", "by: Hopper"), encoding="utf-8")
    assert "unverified-signature" in about_security()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
def test_an_altered_record_under_a_signature_fails_under_every_policy(run_cli, review, monkeypatch):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key"], check=True)
    sign(run_cli, "--ssh-key", "key")

    def unverified():
        reasons = json.loads(run_cli("check", REVIEW, "--format", "json").out)["reviews"][0]["reasons"]
        return [r["kind"] for r in reasons if r["kind"] == "unverified-signature" and r["fails"]]

    assert unverified() == []
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("decision: approve", "decision: reject"), encoding="utf-8")
    assert unverified() == ["unverified-signature"]
    monkeypatch.setenv("PATH", "/nowhere")
    assert unverified() == []
    assert run_cli("verify", REVIEW).code == 2
    Path("mlthreat-policy.yaml").write_text("sign_offs: {signed: true, roles: [security]}\n", encoding="utf-8")
    assert run_cli("check", REVIEW).code == 2


def test_verify_reads_and_never_writes(run_cli, review, workspace):
    sign(run_cli)
    before = {p.name: p.read_bytes() for p in workspace.iterdir()}
    run_cli("verify", REVIEW)
    run_cli("check", REVIEW)
    assert {p.name: p.read_bytes() for p in workspace.iterdir()} == before


def test_a_report_of_a_day_can_be_made_again_from_its_own_data(run_cli, review):
    sign(run_cli)
    assert run_cli("report", REVIEW, "--output", "r.html", "--at", "2027-01-01").code == 0
    ran = run_cli("verify", "r.html")
    assert ran.code == 0, ran.out
    assert "the page is what its own data make" in ran.out


@pytest.mark.parametrize(
    "page", ["<p>no data</p>", '<script id="review">{}</script>', '<script id="review">{"format":1</script>' * 2]
)
def test_a_page_without_a_review_inside_cannot_be_verified(run_cli, workspace, page):
    Path("r.html").write_text(page, encoding="utf-8")
    assert run_cli("verify", "r.html").code == 2


def test_a_newer_catalog_voids_a_decision_only_where_a_question_changed(run_cli, workspace):
    house = write_catalog(workspace / "house", {"id": "a"}, {"id": "b"})
    given = {"system": {"name": "Filter"}, "answers": {"all.a": {"verdict": "yes", "note": "we do"}, "all.b": "no"}}
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    more = ["--catalog", house]
    assert run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", *more).code == 0
    sign(run_cli, *more)
    write_catalog(house, {"id": "a", "why": "Another reason."}, {"id": "b", "evidence": "A log."}, version="1.1.0")
    assert verified(run_cli, *more)["sign_offs"][0]["standing"] == "current"
    write_catalog(house, {"id": "a"}, {"id": "b", "text": "Is b in place everywhere?"}, version="2.0.0")
    (state,) = verified(run_cli, *more)["sign_offs"]
    assert (state["standing"], state["why"]) == (
        "void",
        ["the wording of “Is b in place everywhere?” (all.b) has changed"],
    )
    ran = run_cli("check", REVIEW, *more)
    assert (
        "the sign-off by Grace (security) is void: the wording of “Is b in place everywhere?” (all.b) has changed"
        in ran.out
    )
    assert "the review was made with house 1.0.0; 2.0.0 is in force" in ran.out
    assert "stale-answer" in ran.out


def plain(text: str) -> str:
    """Letters and digits alone, without the markup of any format."""
    return re.sub(r"[\W_]+", "", re.sub(r"<[^>]*>|\(#[^)]*\)", "", text)).casefold()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"traits": {"trains-models": "no"}}, " (trains-models) is no now"),
        ({"answers": {QUESTION: "no"}}, f"({QUESTION}) was answered again: no, by Ada, "),
        (
            {"answers": {QUESTION: {"verdict": "yes", "note": "we do not"}}},
            f"({QUESTION}) was answered again: yes, by Ada",
        ),
        ({"system": {"name": "Filter", "owner": "Mail"}}, "what the review says of the system itself is different"),
    ],
)
def test_every_material_change_is_named_in_one_line_everywhere(run_cli, review, change, cause):
    fill(run_cli, traits={"trains-models": "yes"})
    sign(run_cli, "--at", "2026-01-01")
    before = review.read_bytes()
    assert run_cli("verify", REVIEW).code == 0
    fill(run_cli, **change)
    (state,) = verified(run_cli)["sign_offs"]
    assert cause in state["why"][0]
    Path("before.review.yaml").write_bytes(before)
    for command in (["verify"], ["check"], ["diff", "before.review.yaml"]):
        assert any(cause in line for line in run_cli(*command, REVIEW).out.splitlines()), command
    for form in ("md", "html"):
        text = run_cli("report", REVIEW, "--format", form).out
        assert "on an earlier state" in text
        assert plain(cause) in plain(text)
    assert plain(cause) in plain(run_cli("report", REVIEW, "--summary").out)
    assert "Since then" in run_cli("report", REVIEW, "--format", "text").out


@pytest.mark.parametrize("change", [lambda file: file.write_bytes(b"what we see "), lambda file: file.unlink()])
def test_so_is_a_pinned_file_that_is_not_as_it_was(run_cli, review, change):
    evidence = Path("what.md")
    evidence.write_bytes(b"what we saw")
    fill(run_cli, answers={QUESTION: {"verdict": "yes", "note": "so", "evidence": [{"file": "what.md"}]}})
    sign(run_cli)
    assert "on exactly this state" in run_cli("report", REVIEW).out
    change(evidence)
    cause = verified(run_cli)["sign_offs"][0]["why"][0]
    assert "what.md" in cause
    told = json.loads(run_cli("report", REVIEW, "--format", "json").out)
    assert (told["sign_offs"][0]["current"], told["sign_offs"][0]["why"]) == (False, [cause])
    assert next(q["evidence_changed"] for q in told["questions"] if q["id"] == QUESTION)
    for form in ("md", "html"):
        text = run_cli("report", REVIEW, "--format", form).out
        assert "on exactly this state" not in text
        assert "on this state, whose evidence was changed since" in text
        assert "Evidence not as it was:" in text
        assert plain(cause) in plain(text)
    summary = run_cli("report", REVIEW, "--summary").out
    assert plain(cause) in plain(summary)
    assert "the evidence of 1 answer is not as it was" in summary
    assert "Since then" in run_cli("report", REVIEW, "--format", "text").out


def test_a_decision_that_has_lapsed_is_no_approval_in_any_report(run_cli, review):
    fill(run_cli, answers={QUESTION: "partly"})
    until = datetime.now(UTC).date() + timedelta(days=30)
    given = ("--by", "Grace", "--role", "risk", "--reason", "pilot", "--compensating", "by hand")
    assert run_cli("accept", REVIEW, QUESTION, *given, "--until", str(until)).code == 0
    sign(run_cli)
    for day, lapsed in ((until, False), (until + timedelta(days=1), True)):
        for form in ("md", "html", "text", "summary"):
            how = ("--summary",) if form == "summary" else ("--format", form)
            text = run_cli("report", REVIEW, "--at", str(day), *how).out
            assert ("by declaration that has lapsed" in " ".join(text.split())) is lapsed, form
        (told,) = json.loads(run_cli("report", REVIEW, "--format", "json", "--at", str(day)).out)["sign_offs"]
        assert told["current"]
        assert bool(told["lapsed"]) is lapsed
    bom = json.loads(run_cli("report", REVIEW, "--format", "cyclonedx", "--at", str(day)).out)
    assert "affirmation" not in bom["declarations"]
    assert bom["annotations"][0]["text"].startswith("Lapsed, ")
    markdown = run_cli("report", REVIEW, "--at", str(day)).out
    assert "on exactly this state; lapsed" in markdown
    assert plain(told["lapsed"][0]) in plain(markdown)


def test_a_page_says_what_was_wrong_with_the_evidence_when_it_was_made(run_cli, review):
    evidence = Path("what.md")
    evidence.write_bytes(b"what we saw")
    fill(run_cli, answers={QUESTION: {"verdict": "yes", "note": "so", "evidence": [{"file": "what.md"}]}})
    sign(run_cli)
    evidence.write_bytes(b"what we see")
    run_cli("report", REVIEW, "--output", "page.html")
    evidence.write_bytes(b"what we saw")
    ran = run_cli("verify", "page.html")
    assert ran.code == 1
    assert "the page is what its own data make" in ran.out
    assert f"when the page was made: {QUESTION}: what.md has changed since it was pinned" in ran.out
    page = Path("page.html").read_text(encoding="utf-8")
    Path("page.html").write_text(re.sub(r' data-evidence="[^"]*"', "", page), encoding="utf-8")
    assert "the page is not what" in run_cli("verify", "page.html").out
    Path("page.html").write_text(page.replace("data-evidence=", "data-evidence='[' x="), encoding="utf-8")
    assert run_cli("verify", "page.html").code == 2


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
@pytest.mark.parametrize("command", ["verify", "check", "portfolio"])
def test_more_signatures_than_can_be_checked_in_time_are_refused(run_cli, review, command):
    record = (
        "- {by: Eve, role: security, decision: approve, at: 2026-01-01T00:00:00Z, digest: 'sha256:%s', signature: x}\n"
    )
    text = review.read_text(encoding="utf-8")
    few = "sign_offs:\n" + (record % ("0" * 64)) * 101
    review.write_text(text + few, encoding="utf-8")
    ran = run_cli(command, *([REVIEW] if command != "portfolio" else []))
    said = ran.err + ran.out
    assert ran.code != 0
    assert "101 sign-offs are signed, and at most 100 are checked" in " ".join(said.split())
    assert "delete records that later ones have replaced" in " ".join(said.split())


@pytest.mark.parametrize("option", ["--comment", "--by", "--role"])
def test_a_character_that_no_file_may_hold_is_told_with_its_option(run_cli, review, option):
    before = review.read_bytes()
    ran = sign(run_cli, option, "a\x1b[31mb")
    assert ran.code == 2
    assert ran.err.startswith(f"error: {option} may not hold the character U+001B\n")
    assert review.read_bytes() == before


def test_so_is_one_in_a_condition(run_cli, review):
    ran = sign(run_cli, "--condition", "fine", "--condition", "\udcff", decision="approve-with-conditions")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: --condition may not hold the character U+DCFF")


def test_line_ends_of_any_kind_in_a_comment_are_kept(run_cli, review):
    assert sign(run_cli, "--comment", "one\r\ntwo\x85three").code == 0
    kept = json.loads(run_cli("report", REVIEW, "--format", "json").out)["sign_offs"][0]
    assert kept["comment"] == "one\r\ntwo\x85three"
