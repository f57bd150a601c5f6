"""What is printed as JSON fits its published schema, with no key that the schema does not know."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from mlthreat.cli.catalog_command import KINDS, OUTPUTS
from mlthreat.domain.assessment import assess
from mlthreat.domain.review import Review
from mlthreat.views.exports.complete import complete
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.output_kinds import OUTPUT_KINDS
from mlthreat.views.schema import data_schema
from tests.conftest import REPOSITORY
from tests.views.standards.generated import DAYS, REVIEWS, SMALL

BASE = REPOSITORY / "tests" / "catalogs" / "base"


@cache
def strict(kind: str) -> Draft202012Validator:
    """A published schema that refuses the keys it does not know; the published one lets them be, for they may be added."""
    schema = data_schema(OUTPUT_KINDS[kind], kind)
    for part in (schema, *schema.get("$defs", {}).values()):
        if "properties" in part and "additionalProperties" not in part:
            part["additionalProperties"] = False
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def problems(kind: str, data: Any) -> list[str]:
    return [f"{e.json_path}: {e.message[:200]}" for e in strict(kind).iter_errors(data)]


@pytest.fixture
def prints(run_cli):
    """Run a command that prints JSON, and tell in what it does not fit the schema of a name."""

    def call(kind, *arguments):
        ran = run_cli(*arguments, "--format", "json")
        assert ran.code in {0, 1}, ran.err
        return problems(kind, json.loads(ran.out))

    return call


@pytest.fixture
def review(workspace):
    """An example's review, with a sign-off that is void and an answer to a question that is no more."""
    source = REPOSITORY / "docs" / "examples" / "chat-bot" / "chat-bot.review.yaml"
    shutil.copy(source, workspace / "a.review.yaml")
    return "a.review.yaml"


def test_the_names_of_the_command_are_those_of_the_schemas():
    assert set(OUTPUTS) == set(OUTPUT_KINDS)
    assert not set(OUTPUTS) & set(KINDS)


@pytest.mark.parametrize("kind", OUTPUT_KINDS)
def test_a_schema_is_one_and_says_what_its_parts_are(run_cli, kind):
    schema = json.loads(run_cli("catalog", "schema", kind).out)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"mlthreat-{kind}.schema.json"
    for name, part in schema.get("$defs", {}).items():
        assert part["description"].strip(), name
        assert "title" not in part


def test_the_schema_of_the_complete_json_is_kept_fresh(run_cli, golden):
    golden(REPOSITORY / "docs" / "reference" / "report.schema.json", run_cli("catalog", "schema", "report").out)


@pytest.mark.parametrize("name", ["chat-bot", "email-filter"])
def test_the_examples_fit(prints, name):
    path = REPOSITORY / "docs" / "examples" / name / f"{name}.review.yaml"
    assert prints("report", "report", path) == []
    assert prints("check", "check", path, "--forecast", "400") == []
    assert prints("verify", "verify", path) == []


@settings(max_examples=60)
@given(REVIEWS, DAYS)
def test_whatever_stands_in_a_review_the_complete_json_fits(given, day):
    data = complete(assess(SMALL, Review.model_validate(given), day))
    assert problems("report", json.loads(json_text(data))) == []


def test_decisions_and_differences_fit(run_cli, prints, review, workspace):
    assert run_cli("signoff", review, "--by", "G", "--role", "r", "--decision", "approve").code == 0
    text = (workspace / review).read_text(encoding="utf-8")
    (workspace / "b.review.yaml").write_text(text.replace("verdict: partly", "verdict: unknown", 1), encoding="utf-8")
    assert (workspace / "b.review.yaml").read_text(encoding="utf-8") != text
    assert prints("diff", "diff", review, "b.review.yaml") == []
    assert prints("verify", "verify", "b.review.yaml") == []
    assert prints("report", "report", "b.review.yaml") == []
    assert prints("upgrade", "upgrade", "b.review.yaml", "--dry-run") == []
    assert run_cli("report", review, "--output", "r.html").code == 0
    assert prints("verify", "verify", "r.html") == []


def test_what_is_said_of_catalogs_fits(prints, workspace):
    shutil.copytree(BASE, workspace / "old")
    shutil.copytree(BASE, workspace / "new")
    mode = workspace / "new" / "failure-modes" / "model-drift.yaml"
    mode.write_text(mode.read_text(encoding="utf-8").replace("title:", "title: Some", 1), encoding="utf-8")
    assert prints("catalog-diff", "diff", "old", "new") == []
    (workspace / "new" / "terms" / "words.yaml").write_text("terms: [{id: X}]\n", encoding="utf-8")
    assert prints("validate", "validate", "new") == []
    assert prints("validate", "catalog", "test", "old") == []
    assert prints("show", "catalog", "show") == []
    assert prints("show", "catalog", "show", "poisoning") == []
    assert prints("show", "catalog", "show", "--provenance") == []


@pytest.mark.parametrize("kind", [kind.removeprefix("list-") for kind in OUTPUTS if kind.startswith("list-")])
def test_lists_fit(prints, kind):
    assert prints(f"list-{kind}", "list", kind) == []


@pytest.mark.parametrize("thing", ["poisoning", "AML.T0020", "MLT101", "data poisoning", "no such thing", "2a"])
def test_explanations_fit(prints, thing):
    assert prints("explain", "explain", thing) == []


@pytest.mark.parametrize("more", [(), ("--about", "poisoning"), ("--at", "2027-06-01", "--forecast", "90")])
def test_a_portfolio_fits(prints, review, workspace, more):
    (workspace / "b.review.yaml").write_text("format: 1\nsystem: {name: Other}\n", encoding="utf-8")
    assert prints("portfolio", "portfolio", ".", *more) == []


def test_triage_fits(prints, review):
    assert prints("triage", "triage", "--no-input") == []
    assert prints("triage", "triage", review, "--no-input", "--threat", "2a") == []


def test_a_key_that_the_schema_does_not_know_would_be_found():
    assert problems("show", [{"kind": "a", "id": "b", "title": "c", "catalog": "d", "disabled": None, "more": 1}])
