"""Tickets: one for every open finding without one, text and nothing but text in the tracker, filed once by the loops of the docs."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mlthreat.views.exports.tickets import LONGEST_BODY
from tests.conftest import REPOSITORY
from tests.views.test_report_hostile import HOSTILE

EXAMPLE = REPOSITORY / "docs" / "examples" / "chat-bot" / "chat-bot.review.yaml"
PAGE = (REPOSITORY / "docs" / "how-to" / "exports.md").read_text(encoding="utf-8")
FINDINGS = ("data-trust.notice-tampering", "data-trust.data-quality-measurements", "data-trust.data-catalog")
HEADINGS = {
    "Why it matters",
    "What a safe answer looks like",
    "What to attach as evidence",
    "What can be done",
    "In other lists",
}
QUICK = [
    "/close",
    "/assign @all\n/confidential",
    "@everyone see #1, !2 and GH-3",
    "$(touch pwned)`touch pwned`\"'; touch pwned; '",
]

TRACKER = f"""#!{sys.executable}
import json, pathlib, subprocess, sys
kept = pathlib.Path(__file__).with_name("kept.json")
issues = json.loads(kept.read_text()) if kept.exists() else []
said = sys.argv[1:]
name = pathlib.Path(__file__).name
value = lambda flag: said[said.index(flag) + 1]
def keep(issue):
    issue["url"] = issue["web_url"] = f"https://tracker.example/{{len(issues) + 1}}"
    kept.write_text(json.dumps([*issues, issue]))
    return issue
if said[:2] == ["label", "create"]:
    sys.exit(1)
elif said[:2] == ["issue", "list"]:
    listed = json.dumps([{{"body": i["body"], "url": i["url"]}} for i in issues] + [{{"body": "other", "url": "u"}}])
    sys.exit(subprocess.run(["jq", "--raw-output", value("--jq")], input=listed, text=True).returncode)
elif said[:2] == ["issue", "create"]:
    assert value("--body-file") == "-"
    print(keep({{"title": value("--title"), "labels": value("--label"), "body": sys.stdin.read()}})["url"])
elif name == "glab" and "POST" in said:
    assert value("--input") == "-"
    print(json.dumps(keep(json.load(sys.stdin))))
elif name == "glab" and "--paginate" in said:
    print(json.dumps(issues) + json.dumps([{{"description": None, "web_url": "u"}}]))
else:
    sys.exit(f"not known: {{said}}")
"""


def tickets(run_cli, review: Path | str) -> list[dict]:
    ran = run_cli("report", review, "--format", "tickets")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def write(run_cli, answers: dict[str, dict], name: str = "Support bot") -> None:
    fill = {"system": {"name": name}, "traits": {"trains-models": "yes"}, "answers": answers}
    Path("fill.yaml").write_text(json.dumps(fill, ensure_ascii=False), encoding="utf-8")
    ran = run_cli("review", "support-bot.review.yaml", "--answers", "fill.yaml", "--no-input", "--reviewer", "Ada")
    assert ran.code == 0, ran.err


def test_every_open_finding_without_a_ticket_is_one(run_cli, workspace):
    given = [
        {"verdict": "no", "action": {"owner": "Ada", "due": "2027-01-31"}},
        {"verdict": "partly", "action": {"ticket": "SEC-1"}},
        {"verdict": "unknown"},
    ]
    write(run_cli, dict(zip(FINDINGS, given, strict=True)))
    made = tickets(run_cli, "support-bot.review.yaml")
    assert [(t["finding"], t["owner"], t["due"]) for t in made] == [
        (FINDINGS[0], "Ada", "2027-01-31"),
        (FINDINGS[2], None, None),
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"verdict": "yes"}, "no ticket to file: no finding is open\n"),
        ({"verdict": "no", "action": {"ticket": "SEC-1"}}, "no ticket to file: every open finding has one\n"),
        ({"verdict": "no"}, ""),
    ],
)
def test_why_there_is_no_ticket_is_said_beside_the_output(run_cli, workspace, answer, said):
    write(run_cli, {FINDINGS[0]: answer})
    ran = run_cli("report", "--format", "tickets")
    assert (ran.code, ran.err) == (0, said)
    assert bool(ran.out) is not bool(said)


def test_an_accepted_finding_is_none_until_its_acceptance_is_over(run_cli, workspace):
    data = json.loads(run_cli("report", EXAMPLE, "--format", "json").out)
    accepted = [f["id"] for f in data["findings"] if f["state"] == "accepted"]
    assert len(accepted) == 1
    assert [t["finding"] for t in tickets(run_cli, EXAMPLE)] == [
        f["id"] for f in data["findings"] if f["id"] not in accepted
    ]
    later = run_cli("report", EXAMPLE, "--format", "tickets", "--at", "2027-04-01").out
    lapsed = next(t for t in map(json.loads, later.splitlines()) if t["finding"] == accepted[0])
    assert "until 2027-03-31, which is over" in lapsed["body"]


def test_a_ticket_says_what_is_needed_to_act(run_cli):
    ticket = next(t for t in tickets(run_cli, EXAMPLE) if t["finding"] == "data-trust.clean-user-input")
    assert ticket["title"].startswith("Answered partly: Before a model learns from user input")
    assert ticket["labels"] == ["mlthreat", "severity:critical"]
    for part in ("Answer: partly", "Owner: Trust and safety lead", "Due: 2027-01-31", "### Why it matters", "### What a safe answer looks like",
                 "### What can be done", "  - Check each input before it is used for training", "AML.T0020", f"`{ticket['key']}`"):  # fmt: skip
        assert part in ticket["body"], part


def test_keys_tell_findings_and_systems_apart_and_stay(run_cli, workspace):
    answers = {name: {"verdict": "no"} for name in FINDINGS}
    write(run_cli, answers)
    made = tickets(run_cli, "support-bot.review.yaml")
    assert [t["key"] for t in made] == [f"mlthreat/support-bot/{t['finding']}" for t in made]
    write(run_cli, {**answers, FINDINGS[0]: {"verdict": "partly", "note": "now"}})
    assert {t["key"] for t in tickets(run_cli, "support-bot.review.yaml")} == {t["key"] for t in made}
    write(run_cli, answers, name="審査 / bot")
    assert tickets(run_cli, "support-bot.review.yaml")[0]["key"] == f"mlthreat/審査-bot/{FINDINGS[0]}"


@pytest.mark.parametrize("text", [*QUICK, *HOSTILE])
def test_what_people_wrote_is_text_in_a_tracker(run_cli, workspace, text):
    one = " ".join(text.split()) or "x"
    write(
        run_cli,
        {FINDINGS[0]: {"verdict": "no", "note": text, "evidence": [{"statement": text}], "action": {"owner": one}}},
        name=one,
    )
    (ticket,) = tickets(run_cli, "support-bot.review.yaml")
    title, body = ticket["title"], ticket["body"].replace("&#8203;", "\u200b")
    for shown in (title, body.replace("<https://", "")):
        assert not re.search(r"(?<!\\)[@!](?=\w)|#(?=\d)|\bGH-\d|://evil", shown)
        assert "\u202e" not in shown
    assert not re.search(r"^\s*/", body, re.MULTILINE)
    assert not re.search(r"<(?!br>|/?span>|https?://)", body)
    assert not re.search(r"(?<!\\)\]\(", body)
    assert set(re.findall(r"^#+ (.*)", body, re.MULTILINE)) <= HEADINGS
    assert "\n" not in title
    assert len(title) <= 255


def test_nothing_on_a_line_steers_a_terminal(run_cli, workspace):
    write(run_cli, {FINDINGS[0]: {"verdict": "no", "note": "\u202ex\u200b"}}, name="@a")
    out = run_cli("report", "--format", "tickets").out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e]", out)


def test_a_body_fits_every_tracker_and_keeps_its_key(run_cli, workspace):
    write(run_cli, {FINDINGS[0]: {"verdict": "no", "note": "審$\n" * 6_000}})
    (ticket,) = tickets(run_cli, "support-bot.review.yaml")
    assert LONGEST_BODY - 200 < len(ticket["body"].encode()) <= LONGEST_BODY
    assert "Cut here" in ticket["body"]
    assert f"`{ticket['key']}`" in ticket["body"].splitlines()[-1]


@pytest.fixture
def tracker(workspace, monkeypatch):
    """A tracker in a folder, which `gh` and `glab` reach; and the way to run one of the loops of the docs."""
    if not shutil.which("bash") or not shutil.which("jq"):
        pytest.skip("the loops of the docs want bash and jq")
    tools = workspace / "tools"
    tools.mkdir()
    for name in ("gh", "glab"):
        (tools / name).write_text(TRACKER, encoding="utf-8")
        (tools / name).chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tools), str(Path(sys.executable).parent), os.environ["PATH"]]))

    def run(host: str) -> list[dict]:
        loop = re.search(rf"^### {host}$.*?^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        assert loop
        done = subprocess.run(["bash", "-c", loop[1]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads((tools / "kept.json").read_text())

    return run


@pytest.mark.parametrize("host", ["GitHub", "GitLab"])
def test_the_loops_of_the_docs_file_each_finding_once_and_note_where(run_cli, workspace, tracker, host):
    given = {
        n: {"verdict": "no", "note": text, "action": {"owner": "Bob", "due": "2027-01-31"}}
        for n, text in zip(FINDINGS, QUICK[1:], strict=True)
    }
    write(run_cli, given, name=QUICK[-1])
    made = tickets(run_cli, "support-bot.review.yaml")
    before = Path("support-bot.review.yaml").read_text(encoding="utf-8")
    filed = tracker(host)
    assert [i["title"] for i in filed] == [t["title"] for t in made]
    assert [(i.get("body") or i["description"]).strip() for i in filed] == [t["body"].strip() for t in made]
    assert {i["labels"] for i in filed} == {"mlthreat,severity:critical"}
    assert not list(workspace.rglob("pwned"))
    after = Path("support-bot.review.yaml").read_text(encoding="utf-8")
    changed = set(after.splitlines()) - set(before.splitlines())
    assert sorted(line.strip() for line in changed) == [f'ticket: "https://tracker.example/{n}"' for n in (1, 2, 3)]
    assert tracker(host) == filed
    Path("support-bot.review.yaml").write_text(before, encoding="utf-8")
    assert tracker(host) == filed
    assert Path("support-bot.review.yaml").read_text(encoding="utf-8") == after
