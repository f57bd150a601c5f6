"""Tickets for GitHub, GitLab and other trackers: one JSON object a line for every open finding that has no ticket yet.

What people wrote reaches the tracker as text: it can mention nobody, link to nothing, close no issue and run no GitLab
quick action. It is data on a line and no part of a command, so that no shell can read it as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from mlthreat.domain.prose import flat
from mlthreat.views.exports.answering_shape import EvidenceData
from mlthreat.views.exports.json_text import json_line
from mlthreat.views.exports.register import Risk, risks
from mlthreat.views.exports.review_shape import Complete, QuestionData
from mlthreat.views.markdown import code, escaped, link, prose, quoted
from mlthreat.views.report_text import moment, sentence

LONGEST_BODY: Final = 60_000
"""In bytes: GitHub takes 65,536 characters, and Linux 131,072 bytes in one argument of a command."""
_CUT: Final = ("", "*Cut here: the whole finding stands in the report.*")
_FILED: Final = "names this finding of a threat-model review, so that it is not filed twice; please leave it here."
_ALIVE: Final = re.compile(r"""[@#!&%~$^](?=[\w"\[])|:(?=//)|(?<=\bgh)-(?=\d)|www(?=\.)""", re.IGNORECASE)
_ZERO_WIDTH_SPACE: Final = "\u200b"
_KINDS: Final = {"detect": "To notice it", "protect": "To keep it from happening", "respond": "To limit and repair it"}


def export(data: Complete) -> str:
    """The open findings without a ticket as JSON lines; no line where there is none."""
    return "".join(
        json_line(_ticket(r)) for r in risks(data) if r.finding["state"] != "accepted" and not r.action["ticket"]
    )


def _ticket(risk: Risk) -> dict[str, Any]:
    """What a tracker needs, and under `answer` what a file for `mlthreat review --answers` needs to note the ticket."""
    question = risk.question
    given = {name: question[name] for name in ("by", "at", "asked") if question[name]}
    action = {name: value for name, value in (("owner", risk.action["owner"]), ("due", risk.action["due"])) if value}
    return {
        "key": risk.key,
        "title": _ALIVE.sub(lambda found: found[0] + _ZERO_WIDTH_SPACE, risk.title),
        "body": _body(risk),
        "labels": ["mlthreat", f"severity:{risk.finding['severity']}"],
        "finding": risk.finding["id"],
        "severity": risk.finding["severity"],
        "owner": risk.action["owner"],
        "due": risk.action["due"],
        "failure_modes": list(risk.finding["about"]),
        "answer": {"verdict": risk.finding["verdict"], **given, "action": action},
    }


def _body(risk: Risk) -> str:
    end = ["", "---", "", f"`{risk.key}` {_FILED}"]
    room = LONGEST_BODY - len("\n".join([*_CUT, *end]).encode())
    return "\n".join([*_fitting(_lines(risk), room), *end]) + "\n"


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    kept: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            return [*kept, *_CUT]
        kept.append(line)
    return kept


def _lines(risk: Risk) -> Iterator[str]:
    yield from _facts(risk)
    if risk.question["note"]:
        yield from ("", *quoted(risk.question["note"]).split("\n"))
    for heading, text in (
        ("Why it matters", risk.question["why_it_matters"]),
        ("What a safe answer looks like", risk.question["good_answer"]),
        ("What to attach as evidence", risk.question["evidence_wanted"]),
    ):
        if text:
            yield from ("", f"### {heading}", "", *prose(text).split("\n"))
    if risk.mitigations:
        yield from ("", "### What can be done", "")
    for does, heading in _KINDS.items():
        todo = [m for m in risk.mitigations if m["does"] == does]
        yield from (f"- {heading}:" for _ in todo[:1])
        yield from (f"  - {escaped(flat(m['text']))}" for m in todo)
    if risk.elsewhere:
        yield from ("", "### In other lists", "", *(f"- {escaped(n)}: {escaped(i)}" for n, i in risk.elsewhere.items()))


def _facts(risk: Risk) -> Iterator[str]:
    finding, question = risk.finding, risk.question
    yield f"**{escaped(flat(question['text']))}**"
    yield ""
    yield f"- System: {escaped(risk.system)}"
    yield f"- Answer: {finding['verdict']}{_given(question)}"
    yield f"- Severity: {finding['severity']}. {escaped(sentence(finding['severity_because']))}"
    yield f"- Owner: {escaped(risk.action['owner'] or 'nobody yet')}"
    yield f"- Due: {risk.action['due'] or 'no date yet'}"
    if accepted := finding["acceptance"]:
        yield f"- Accepted by {escaped(accepted['by'])} until {accepted['until']}, which is over"
    if risk.about:
        yield "- About: " + "; ".join(f"{escaped(title)} ({code(name)})" for name, title in risk.about)
    for item in question["evidence"]:
        yield f"- Evidence, {item['grade']}: {_shown(item)}"


def _given(question: QuestionData) -> str:
    at = moment(question["at"]) if question["at"] else ""
    said = ", ".join(part for part in (escaped(question["by"] or ""), at) if part)
    return f"{f' ({said})' if said else ''}{', given to an earlier wording' if question['stale'] else ''}"


def _shown(item: EvidenceData) -> str:
    if item["kind"] == "url":
        return link(item["shown"])
    return code(item["shown"]) if item["kind"] == "file" else escaped(flat(item["shown"]))
