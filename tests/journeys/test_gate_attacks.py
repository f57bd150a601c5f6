"""What somebody may put into a pull request so that the gate looks green, and what comes of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from tests.builders import write_catalog
from tests.conftest import REPOSITORY

REVIEW = "a.review.yaml"
FORMATS = ("text", "json", "github", "sarif", "gitlab", "junit", "markdown")
CRITICAL = "data-trust.raw-scores"


@pytest.fixture
def open_review(run_cli, workspace) -> Path:
    """A review with one open finding, and little else."""
    given = {"system": {"name": "Filter"}, "traits": {}, "answers": {CRITICAL: "no"}}
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    assert run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada").code == 0
    return workspace / REVIEW


def failing(run_cli, *more) -> set[tuple[str, str]]:
    data = json.loads(run_cli("check", REVIEW, "--format", "json", *more).out)
    return {(r["kind"], r["about"]) for r in data["reviews"][0]["reasons"] if r["fails"]}


def shipped(run_cli, *more) -> set[str]:
    """The catalogs that the report calls shipped."""
    data = json.loads(run_cli("report", REVIEW, "--format", "json", *more).out)
    return {c["id"] for c in data["catalogs"] if c["shipped"]}


def write_extension(folder: str = "sneaky", **manifest) -> None:
    extends = [{"id": c, "version": ">=1.0"} for c in ("microsoft", "unintended", "genai")]
    write_catalog(Path("catalogs") / folder, {"id": "a", "why": "w"}, id=folder, extends=extends, **manifest)
    Path("mlthreat.yaml").write_text(f"catalogs: [catalogs/{folder}]\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"disable": [{"question": CRITICAL, "because": "no", "owner": "x"}]}, f"switches off question {CRITICAL}"),
        (
            {"disable": [{"failure_mode": "membership-inference", "because": "no", "owner": "x"}]},
            "switches off failure-",
        ),
        (
            {"override": [{"threat": "poisoning/2a", "set": {"severity": {"default": "low"}}, "because": "x"}]},
            "changes threat poisoning/2a",
        ),
        ({"override": [{"question": CRITICAL, "set": {"text": "Is it nice?"}, "because": "x"}]}, "changes question"),
        (
            {"override": [{"question": CRITICAL, "set": {"applies": {"all": ["offers-api"]}}, "because": "x"}]},
            "changes question",
        ),
        (
            {"override": [{"trait": "offers-api", "set": {"question": "Is the moon made of cheese?"}, "because": "x"}]},
            "changes trait offers-api",
        ),
    ],
)
def test_a_catalog_that_comes_with_the_pull_request_weakens_nothing(run_cli, open_review, manifest, said):
    write_extension(**manifest)
    assert ("changed-by-catalog", "sneaky") in failing(run_cli)
    ran = run_cli("check", REVIEW)
    assert ran.code == 1
    assert said in ran.out
    assert "`may_change: [sneaky]`" in ran.out
    Path("mlthreat-policy.yaml").write_text("may_change: [sneaky]\n", encoding="utf-8")
    assert ("changed-by-catalog", "sneaky") not in failing(run_cli)
    assert said in run_cli("check", REVIEW).out


def test_a_catalog_that_only_words_things_for_the_house_is_told_and_lets_the_gate_be(run_cli, open_review):
    write_extension(override=[{"question": CRITICAL, "set": {"evidence": "The guide."}, "because": "ours"}])
    assert ("changed-by-catalog", "sneaky") not in failing(run_cli)
    assert f"changes question {CRITICAL}" in run_cli("check", REVIEW).out


def test_what_comes_with_mlthreat_is_no_news(run_cli, open_review):
    kinds = {r["kind"] for r in json.loads(run_cli("check", REVIEW, "--format", "json").out)["reviews"][0]["reasons"]}
    assert not kinds & {"changed-by-catalog", "stand-in-catalog", "moved-catalog"}


def test_a_catalog_of_a_shipped_name_with_other_content_stands_in_for_nothing(run_cli, open_review):
    shutil.copytree(REPOSITORY / "catalog" / "nist", "nist")
    assert ("stand-in-catalog", "nist") not in failing(run_cli, "--catalog", "nist")
    assert "nist" in shipped(run_cli, "--catalog", "nist")
    manifest = Path("nist") / "catalog.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("\ntitle: ", "\ntitle: Not quite ", 1), encoding="utf-8")
    Path("mlthreat.yaml").write_text("catalogs: [nist]\n", encoding="utf-8")
    assert ("stand-in-catalog", "nist") in failing(run_cli)
    assert "nist" not in shipped(run_cli)
    Path("mlthreat-policy.yaml").write_text("may_change: [nist]\n", encoding="utf-8")
    assert ("stand-in-catalog", "nist") not in failing(run_cli)


def test_a_policy_may_pin_the_content_of_a_catalog(run_cli, open_review):
    write_extension()
    here = {c["id"]: c for c in json.loads(run_cli("list", "catalogs", "--format", "json").out)}
    policy = Path("mlthreat-policy.yaml")
    policy.write_text(f"catalogs: [{{id: sneaky, digest: '{here['sneaky']['digest']}'}}]\n", encoding="utf-8")
    assert ("catalog-not-in-force", "sneaky") not in failing(run_cli)
    write_extension(summary="Another one.")
    assert ("catalog-not-in-force", "sneaky") in failing(run_cli)
    Path("mlthreat.yaml").unlink()
    assert "sneaky, which is not in force" in run_cli("check", REVIEW).out


def test_a_catalog_that_moved_is_told_and_what_nobody_dated_is_asked_again(run_cli, open_review):
    text = open_review.read_text(encoding="utf-8")
    dated = text.replace('"1.0.0"', '"0.9.0"', 1)
    open_review.write_text(dated, encoding="utf-8")
    ran = run_cli("check", REVIEW)
    assert "the review was made with microsoft 0.9.0; 1.0.0 is in force" in ran.out
    assert ("wording-not-recorded", CRITICAL) not in failing(run_cli)
    undated = "".join(line for line in dated.splitlines(keepends=True) if not line.startswith("    asked:"))
    open_review.write_text(undated, encoding="utf-8")
    assert ("wording-not-recorded", CRITICAL) in failing(run_cli)
    Path("mlthreat-policy.yaml").write_text("stale: warn\n", encoding="utf-8")
    assert ("wording-not-recorded", CRITICAL) not in failing(run_cli)


BROKEN_POLICIES = {
    "empty": lambda p: p.write_text("", encoding="utf-8"),
    "only a comment": lambda p: p.write_text("# lax\n", encoding="utf-8"),
    "nothing": lambda p: p.write_text("null\n", encoding="utf-8"),
    "a list": lambda p: p.write_text("- fail_on: low\n", encoding="utf-8"),
    "an unknown word": lambda p: p.write_text("fail_on: never\n", encoding="utf-8"),
    "an unknown key": lambda p: p.write_text("fail-on: low\n", encoding="utf-8"),
    "a key twice": lambda p: p.write_text("fail_on: low\nfail_on: critical\n", encoding="utf-8"),
    "two documents": lambda p: p.write_text("fail_on: low\n---\nfail_on: critical\n", encoding="utf-8"),
    "an alias": lambda p: p.write_text("stale: &x warn\nunanswered: *x\n", encoding="utf-8"),
    "a merge key": lambda p: p.write_text("<<: {unanswered: warn}\n", encoding="utf-8"),
    "a tag": lambda p: p.write_text("fail_on: !!str low\n", encoding="utf-8"),
    "a newer format": lambda p: p.write_text("format: 2\n", encoding="utf-8"),
    "UTF-16": lambda p: p.write_text("fail_on: low\n", encoding="utf-16"),
    "a conflict": lambda p: p.write_text("<<<<<<< a\nfail_on: low\n", encoding="utf-8"),
    "a broken link": lambda p: p.symlink_to("nowhere"),
    "a link to itself": lambda p: p.symlink_to(p.name),
    "a link to a device": lambda p: p.symlink_to("/dev/null"),
    "a folder": lambda p: p.mkdir(),
    "a pipe": lambda p: os.mkfifo(p),
}


@pytest.mark.parametrize("how", BROKEN_POLICIES)
@pytest.mark.parametrize("named", ["nearest", "given", "by the project"])
def test_a_policy_that_cannot_be_used_is_never_green_in_any_format(run_cli, open_review, how, named):
    path = Path("mlthreat-policy.yaml" if named == "nearest" else "other.yaml")
    BROKEN_POLICIES[how](path)
    if named == "by the project":
        Path("mlthreat.yaml").write_text("policy: other.yaml\n", encoding="utf-8")
    for form in FORMATS if named == "nearest" else ("text",):
        ran = run_cli("check", REVIEW, "--format", form, *(["--policy", path] if named == "given" else []))
        assert ran.code == 2, form
        assert path.name in ran.err
        assert all(f"file={path.name}," in line for line in ran.out.splitlines())


BROKEN_REVIEWS = {
    "gone": lambda p: p.unlink(),
    "a folder": lambda p: (p.unlink(), p.mkdir()),
    "a pipe": lambda p: (p.unlink(), os.mkfifo(p)),
    "a link to itself": lambda p: (p.unlink(), p.symlink_to(p.name)),
    "empty": lambda p: p.write_text("", encoding="utf-8"),
    "no YAML": lambda p: p.write_text("system: [\n", encoding="utf-8"),
    "a policy inside": lambda p: p.write_text(p.read_text("utf-8") + "policy: {}\n", encoding="utf-8"),
    "a catalog that is not here": lambda p: p.write_text(
        p.read_text("utf-8").replace("id: genai", "id: gone", 1), encoding="utf-8"
    ),
    "an unknown finding": lambda p: p.write_text(
        p.read_text("utf-8")
        + "acceptances: [{finding: no.such, by: G, role: r, reason: r, compensating: c, until: 2027-01-01}]\n",
        encoding="utf-8",
    ),
}


@pytest.mark.parametrize("how", BROKEN_REVIEWS)
def test_a_review_that_cannot_be_used_is_never_green_in_any_format(run_cli, open_review, how):
    BROKEN_REVIEWS[how](open_review)
    for form in FORMATS:
        ran = run_cli("check", REVIEW, "--format", form)
        assert ran.code == 2, form
        assert REVIEW in ran.err
        assert "says yes" not in ran.out


@pytest.mark.parametrize("named", [".", "nothing-*.review.yaml", ""])
def test_no_review_is_no_yes(run_cli, open_review, named):
    assert run_cli("check", named).code == 2


def test_a_catalog_that_cannot_be_used_is_never_green(run_cli, open_review):
    write_extension(disable=[{"question": "no.such", "because": "x", "owner": "x"}])
    for form in FORMATS:
        assert run_cli("check", REVIEW, "--format", form).code == 2


def test_a_policy_nearer_to_the_review_is_named_and_one_that_is_given_beats_it(run_cli, open_review):
    Path("mlthreat-policy.yaml").write_text("fail_on: low\n", encoding="utf-8")
    Path("team").mkdir()
    open_review.rename("team/a.review.yaml")
    Path("team/mlthreat-policy.yaml").write_text("{unanswered: warn, fail_on: critical}\n", encoding="utf-8")
    assert "by policy team/mlthreat-policy.yaml" in run_cli("check", "team/a.review.yaml").out
    ran = run_cli("check", "team/a.review.yaml", "--policy", "mlthreat-policy.yaml")
    assert "by policy mlthreat-policy.yaml" in ran.out
    assert "FAILS unanswered-question" in ran.out


def test_one_review_named_twice_is_judged_once(run_cli, open_review, workspace):
    Path("link.review.yaml").symlink_to(REVIEW)
    ran = run_cli("check", REVIEW, f"./{REVIEW}", workspace / REVIEW, "link.review.yaml")
    assert "the gate says no to 1 of 1 review" in ran.out


def test_a_result_never_replaces_what_is_no_file(run_cli, open_review):
    os.mkfifo("pipe")
    ran = run_cli("check", REVIEW, "--output", "pipe")
    assert ran.code == 2
    assert Path("pipe").is_fifo()
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(Path("pipe").read_bytes()))
    reader.start()
    try:
        while (ran := run_cli("check", REVIEW, "--output", "pipe")).code == 2:
            pass
    finally:
        reader.join(timeout=600)
    assert ran.code == 1
    assert b"the gate says no" in taken[0]
    assert Path("pipe").is_fifo()


@pytest.mark.parametrize("how", ["itself", "a link", "a hard link", "the policy"])
def test_a_result_never_goes_over_what_was_read(run_cli, open_review, how):
    Path("mlthreat-policy.yaml").write_text("fail_on: low\n", encoding="utf-8")
    Path("soft").symlink_to(REVIEW)
    Path("hard").hardlink_to(REVIEW)
    named = {"itself": REVIEW, "a link": "soft", "a hard link": "hard", "the policy": "mlthreat-policy.yaml"}[how]
    before = Path(named).read_bytes()
    ran = run_cli("check", REVIEW, "--output", named)
    assert ran.code == 2
    assert "is what was read" in ran.err
    assert Path(named).read_bytes() == before


def run_into(stdout, *arguments) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "mlthreat", *arguments]
    return subprocess.run(program, stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["check", REVIEW], ["verify", REVIEW], ["diff", REVIEW, REVIEW]])
def test_a_full_disk_behind_the_output_is_no_bug_and_no_yes(open_review, command):
    with Path("/dev/full").open("w") as full:
        ran = run_into(full, *command)
    assert ran.returncode == 2
    assert "the output could not be written" in ran.stderr
    assert "bug" not in ran.stderr


def test_a_reader_who_has_seen_enough_changes_no_verdict(open_review):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run_into(writing, "check", REVIEW).returncode == 1
    finally:
        os.close(writing)


def test_no_color_is_ever_in_a_result(run_cli, open_review, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    for form in FORMATS:
        assert "\x1b" not in run_cli("check", REVIEW, "--format", form).out


@pytest.mark.parametrize("option", ["--policy", "--allowed-signers"])
def test_a_review_named_like_an_option_decides_about_none(run_cli, open_review, option):
    Path("mine.review.yaml").write_text("{fail_on: critical, unanswered: warn}\n", encoding="utf-8")
    named = f"{option}=mine.review.yaml"
    Path(named).write_text(open_review.read_text(encoding="utf-8"), encoding="utf-8")
    ran = run_cli("check", *sorted(p.name for p in Path().glob("-*.review.yaml")), REVIEW)
    assert ran.code == 2
    assert "mine.review.yaml bears the name of a review" in ran.err
    assert run_cli("check", "--", named).code == 1


def test_the_hooks_take_no_file_for_an_option():
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [h["args"] for h in hooks] == [["--"], ["--"]]


@pytest.mark.parametrize("of", ["the file", "its folder"])
def test_a_review_that_is_a_link_out_of_the_repository_is_not_taken(run_cli, open_review, workspace, of):
    outside, inside = workspace / "outside", workspace / "repository"
    outside.mkdir()
    (inside / ".git").mkdir(parents=True)
    open_review.rename(outside / REVIEW)
    link, target = (REVIEW, outside / REVIEW) if of == "the file" else ("team", outside)
    (inside / link).symlink_to(target)
    ran = run_cli("check", inside / link if of == "the file" else inside / link / REVIEW)
    assert ran.code == 2
    assert "is a link out of its repository" in ran.err
    (inside / "here").mkdir()
    (outside / REVIEW).rename(inside / "here" / REVIEW)
    (inside / "soft.review.yaml").symlink_to(inside / "here" / REVIEW)
    assert run_cli("check", inside / "soft.review.yaml").code == 1


def test_an_empty_file_is_no_evidence(run_cli, open_review):
    Path("proof.md").write_bytes(b"")
    nothing = hashlib.sha256(b"").hexdigest()
    given = {"answers": {CRITICAL: {"verdict": "yes", "evidence": [{"file": "proof.md", "sha256": nothing}]}}}
    Path("fill.yaml").write_text(json.dumps(given), encoding="utf-8")
    assert run_cli("review", REVIEW, "--answers", "fill.yaml", "--no-input").code == 0
    assert ("changed-evidence", CRITICAL) in failing(run_cli)
    assert "evidence proof.md is empty" in run_cli("check", REVIEW).out
    ran = run_cli("review", REVIEW, "--plain", stdin=f"g {CRITICAL}\nv proof.md\nq\n")
    assert "evidence proof.md is empty" in ran.out


@pytest.mark.parametrize("how", ["deleted", "renamed", "moved"])
def test_a_review_that_the_policy_names_cannot_go_in_silence(run_cli, open_review, how):
    Path("team").mkdir()
    other = Path("team/b.review.yaml")
    shutil.copy(open_review, other)
    Path("mlthreat-policy.yaml").write_text(f"reviews: [{REVIEW}, team/b.review.yaml]\n", encoding="utf-8")
    asked = ["check", "team/b.review.yaml", "--format", "json"]

    def missing() -> set[str]:
        found = json.loads(run_cli(*asked).out)["reviews"][0]["reasons"]
        return {r["about"] for r in found if r["kind"] == "missing-review" and r["fails"]}

    assert missing() == set()
    to = {"renamed": Path("old.review.yaml"), "moved": Path("team") / REVIEW}
    open_review.unlink() if how == "deleted" else open_review.rename(to[how])
    assert missing() == {REVIEW}
    assert f"the policy wants a review at {REVIEW}, and there is none" in run_cli("check", other).out


@pytest.mark.parametrize("what", ["acceptances", "sign_offs"])
def test_what_is_dated_ahead_does_not_count_and_a_clock_that_is_behind_shows(run_cli, open_review, what):
    accept = ["accept", REVIEW, CRITICAL, "--by", "Grace", "--role", "r", "--reason", "r", "--compensating", "c"]
    days = {"acceptances": ("flawed-acceptance", CRITICAL), "sign_offs": ("dated-ahead", "security")}
    if what == "acceptances":
        assert run_cli(*accept, "--until", str(datetime.now(UTC).date() + timedelta(days=90))).code == 0
    else:
        sign = ["signoff", REVIEW, "--by", "Grace", "--role", "security", "--decision", "approve"]
        assert run_cli(*sign).code == 0, run_cli(*sign).err
    assert days[what] not in failing(run_cli)
    assert days[what] in failing(run_cli, "--at", "2020-01-01")
    assert "and today is 2020-01-01 (UTC)" in run_cli("check", REVIEW, "--at", "2020-01-01").out


@pytest.mark.parametrize(
    "line", ["fail_on:", "unanswered:", "evidence:", "sign_offs:", "catalogs:", "may_change:", "reviews:"]
)
def test_a_key_of_the_policy_without_a_value_is_no_value(run_cli, open_review, line):
    Path("mlthreat-policy.yaml").write_text(f"{line}\n", encoding="utf-8")
    assert run_cli("check", REVIEW).code == 2


def test_a_policy_whose_groups_are_empty_is_the_default(run_cli, open_review):
    before = failing(run_cli)
    empty = (
        "{evidence: {}, not_applicable: {}, acceptances: {}, sign_offs: {}, catalogs: [], may_change: [], reviews: []}"
    )
    Path("mlthreat-policy.yaml").write_text(f"{empty}\n", encoding="utf-8")
    assert failing(run_cli) == before


def test_a_review_of_a_newer_format_is_no_yes_and_names_the_way_out(run_cli, open_review):
    text = open_review.read_text(encoding="utf-8")
    open_review.write_text(text.replace("format: 1", "format: 2", 1), encoding="utf-8")
    ran = run_cli("check", REVIEW)
    assert ran.code == 2
    assert "this program reads format 1" in ran.err
    assert "upgrade mlthreat" in ran.err
