"""What a report tells once it tells in one place, and everything that refers to it leads there."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.report_subjects import made_report


@pytest.fixture(scope="module", params=["email-filter", "signed", "large"])
def told(request, tmp_path_factory):
    """A subject's complete data, and its page."""
    data, page = (
        made_report(request.param, tmp_path_factory.mktemp(request.param), suffix).read_text(encoding="utf-8")
        for suffix in ("json", "html")
    )
    return json.loads(data), page


def test_every_measure_against_a_finding_is_told_once(told):
    data, page = told
    measures = {m["id"]: " ".join(m["text"].split()) for m in data["mitigations"]}
    needed = {m for f in data["findings"] for m in f["mitigations"]}
    assert needed
    for measure in needed:
        assert page.count(f'id="mitigation/{measure}"') == 1
        assert html.unescape(page).count(measures[measure]) == 1


def test_a_finding_leads_to_all_that_can_be_done(told):
    data, page = told
    modes = {f"mode/{m['id']}": m["mitigations"] for m in data["failure_modes"]}
    threats = {f"threat/{t['full_id']}": t["mitigations"] for m in data["failure_modes"] for t in m["threats"]}
    for finding in data["findings"]:
        card = re.search(rf'<article [^>]*id="{re.escape(finding["id"])}">(.*?)</article>', page, re.DOTALL)
        assert card
        aims = re.findall(r'<a href="#([^"]+)">[^<]*</a>(?: \([^)]*\))?: (\d+)', card[1])
        led_to = {m for aim, _ in aims for m in {**modes, **threats}[aim]}
        assert led_to == set(finding["mitigations"])
        assert [int(n) for _, n in aims] == [len({**modes, **threats}[aim]) for aim, _ in aims]


def test_every_answer_is_told_once(told):
    data, page = told
    for question in data["questions"]:
        assert page.count(f' id="{question["id"]}"') == 1
    notes = [q["note"] for q in data["questions"] if q["note"]]
    text = html.unescape(page.partition('<script type="application/json"')[0])
    assert [n for n in notes if text.count(n.strip()) != notes.count(n)] == []
