"""JUnit XML: a suite for each review, a case for each question and for each other thing that the gate speaks of.

It keeps to the schema that Jenkins, and pytest, go by: a suite names the file; a case may name neither file nor line, so that
a failure tells its place in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mlthreat.domain.reason import Reason
from mlthreat.views.gate.judged import Judged
from mlthreat.views.visible import visible

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(reviews: Sequence[Judged]) -> str:
    """Everything that the gate said. A failing reason fails its case; a question that does not apply is skipped."""
    root = Element("testsuites", name="mlthreat check")
    for judged in reviews:
        _suite(root, judged)
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, judged: Judged) -> None:
    suite = SubElement(root, "testsuite", name=_clean(judged.assessment.review.system.name), file=_clean(judged.path))
    about: dict[str, list[Reason]] = {}
    for reason in judged.reasons:
        about.setdefault(reason.about, []).append(reason)
    items = judged.assessment.checklist.items
    for name in dict.fromkeys([*items, *about]):
        item = items.get(name)
        _case(suite, judged, name, about.get(name, []), "" if item is None or item.applies else item.why)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in suite)))
    suite.set("errors", "0")


def _case(suite: Element, judged: Judged, name: str, reasons: Sequence[Reason], skipped: str) -> None:
    case = SubElement(suite, "testcase", classname=_clean(judged.assessment.review.system.name), name=_clean(name))
    failing = [r for r in reasons if r.fails]
    if failing:
        kinds = ", ".join(dict.fromkeys(str(r.kind) for r in failing))
        failure = SubElement(case, "failure", type=kinds, message=_clean(failing[0].message))
        failure.text = _clean("\n".join(_told(judged, r) for r in failing))
    elif skipped:
        SubElement(case, "skipped", message=_clean(skipped))
    told = [r for r in reasons if not r.fails]
    if told:
        SubElement(case, "system-out").text = _clean("\n".join(f"{r.kind}: {r.message}" for r in told))


def _told(judged: Judged, reason: Reason) -> str:
    where = f"{judged.path}:{judged.place(reason).span.line}"
    return f"{where}: {reason.severity} {reason.kind}: {reason.message}\n  {reason.advice}"


def _clean(text: str) -> str:
    """A text without what XML 1.0 forbids, and without what steers a terminal."""
    return _FORBIDDEN.sub("\ufffd", visible(text))
