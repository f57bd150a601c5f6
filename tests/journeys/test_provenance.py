"""Who said what: `catalog show --provenance`, and `explain`, tell for every field which catalog set it and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import write_catalog

BECAUSE = "Our dashboard shows it."


@pytest.fixture
def acme(workspace: Path) -> Path:
    return write_catalog(
        workspace / "acme",
        {"id": "q", "why": "w"},
        id="acme",
        extends=[{"id": "microsoft", "version": ">=1"}],
        override=[
            {
                "question": "data-trust.notice-tampering",
                "set": {"evidence": "The dashboard."},
                "add": {"about": ["backdoor"]},
                "because": BECAUSE,
            }
        ],
        disable=[{"question": "customer-harm.trolling", "because": "Nobody can.", "owner": "Ada"}],
    )


def test_each_field_stands_beside_the_catalog_that_set_it(run_cli, acme):
    ran = run_cli("catalog", "show", "data-trust.notice-tampering", "--provenance", "--catalog", acme)
    lines = ran.out.splitlines()
    assert lines[0] == "data-trust.notice-tampering (question, from the catalog microsoft)"
    at = lines.index("acme         evidence: The dashboard.")
    assert lines[at + 1].strip() == f"set by acme, because: {BECAUSE}"
    about = next(n for n, line in enumerate(lines) if "about: poisoning, backdoor" in line)
    assert lines[about].startswith("microsoft ")
    assert lines[about + 1].strip() == f"more added by acme, because: {BECAUSE}"
    assert sum(line.startswith("microsoft ") for line in lines) >= 5


def test_a_program_gets_the_same(run_cli, acme):
    ran = run_cli("catalog", "show", "data-trust.notice-tampering", "--catalog", acme, "--format", "json")
    (entry,) = json.loads(ran.out)
    fields = {f["field"]: f for f in entry["fields"]}
    assert fields["evidence"]["catalog"] == "acme"
    assert fields["about"]["catalog"] == "microsoft"
    assert fields["about"]["changes"] == [{"catalog": "acme", "added": True, "because": BECAUSE, "owner": None}]
    assert fields["text"]["changes"] == []


def test_what_is_switched_off_says_by_whom(run_cli, acme):
    shown = run_cli("catalog", "show", "customer-harm.trolling", "--catalog", acme).out
    assert "switched off by acme, because: Nobody can. (owner: Ada)" in shown


def test_so_it_does_where_two_catalogs_did_it(run_cli, acme, workspace):
    off = [{"question": "customer-harm.trolling", "because": "Not here.", "owner": "Bob"}]
    more = write_catalog(
        workspace / "more",
        {"id": "m", "why": "w"},
        id="more",
        extends=[{"id": "microsoft", "version": ">=1"}, {"id": "acme", "version": ">=1"}],
        disable=off,
    )
    (more / "checklists" / "all.yaml").rename(more / "checklists" / "more.yaml")
    text = (more / "checklists" / "more.yaml").read_text(encoding="utf-8").replace('"id": "all"', '"id": "more"')
    (more / "checklists" / "more.yaml").write_text(text, encoding="utf-8")
    ours = ("--catalog", acme, "--catalog", more)
    shown = run_cli("catalog", "show", "customer-harm.trolling", *ours).out
    assert "switched off by acme, because: Nobody can. (owner: Ada)" in shown
    assert "switched off by more, because: Not here. (owner: Bob)" in shown
    (entry,) = json.loads(run_cli("catalog", "show", "customer-harm.trolling", *ours, "--format", "json").out)
    assert [c["catalog"] for c in entry["disabled_by"]] == ["acme", "more"]


def test_explain_tells_changes_too(run_cli, acme):
    shown = run_cli("explain", "data-trust.notice-tampering", "--catalog", acme).out
    assert f"changed: evidence set and about extended by acme: {BECAUSE}" in " ".join(shown.split())
    off = " ".join(run_cli("explain", "customer-harm.trolling", "--catalog", acme).out.split())
    assert "changed: switched off by acme (Ada answers for it): Nobody can." in off


def test_nothing_in_force_has_that_id(run_cli, acme):
    ran = run_cli("catalog", "show", "data-trust.notice-tampring", "--catalog", acme)
    assert ran.code == 2
    assert "nearest: data-trust.notice-tampering" in ran.err
