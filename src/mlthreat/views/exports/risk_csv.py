"""The risk register as CSV (RFC 4180): one row a finding, its first columns those that Jira's importer knows by name.

It begins with a byte order mark, without which Excel takes UTF-8 for a code page. Its cells are made inert, so it is for
spreadsheets and trackers; who wants the texts untouched reads the JSON.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Final

from mlthreat.domain.prose import flat
from mlthreat.views.exports.cell import inert
from mlthreat.views.exports.register import COLUMNS, DUE, OWNER, Column, Risk, risks
from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.report_text import sentence

_PRIORITIES: Final = {"critical": "Highest", "important": "High", "moderate": "Medium", "low": "Low"}
_WIKI_MARKUP: Final = re.compile(r"[{\[!](?=\S)")


def export(data: Complete) -> str:
    """The complete data as a risk register in CSV."""
    paper = StringIO()
    sheet = csv.writer(paper, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    sheet.writerow([c.name for c in _COLUMNS])
    sheet.writerows([inert(str(c.value(risk) or "")) for c in _COLUMNS] for risk in risks(data))
    return "\ufeff" + paper.getvalue()


def _labels(risk: Risk) -> str:
    """Ids hold no blanks, which would end a label."""
    return " ".join(["mlthreat", *(name.replace("/", "-") for name, _ in risk.about)])


def _description(risk: Risk) -> str:
    return "\n\n".join(_paragraphs(risk))


def _paragraphs(risk: Risk) -> Iterator[str]:
    question, finding = risk.question, risk.finding
    yield f"System: {_plain(risk.system)}\nFinding: {finding['id']}\nAnswer: {finding['verdict']}"
    if question["note"]:
        yield f"Note: {_plain(question['note'].strip())}"
    yield f"Why {finding['severity']}: {_plain(sentence(finding['severity_because']))}"
    for heading, text in (("Why it matters", question["why_it_matters"]), ("A safe answer", question["good_answer"])):
        if text:
            yield f"{heading}: {_plain(flat(text))}"
    if risk.mitigations:
        yield "What can be done:\n" + "\n".join(f"* {m['does']}: {_plain(flat(m['text']))}" for m in risk.mitigations)


def _plain(text: str) -> str:
    """Text in which Jira's wiki markup finds no macro, link, mention or picture."""
    return _WIKI_MARKUP.sub(lambda found: "\\" + found[0], text)


_JIRA: Final[tuple[Column[Risk], ...]] = (
    Column("Summary", 0, lambda r: r.title),
    Column("Issue Type", 0, lambda _: "Task"),
    Column("Priority", 0, lambda r: _PRIORITIES[r.finding["severity"]]),
    Column("Labels", 0, _labels),
    Column("Description", 0, _description),
    Column("External ID", 0, lambda r: r.key),
    Column("Due Date", 0, DUE.value),
    Column("Assignee", 0, OWNER.value),
)
_COLUMNS: Final = (*_JIRA, *(c for c in COLUMNS if c not in {OWNER, DUE}))
