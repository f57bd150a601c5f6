"""Documents checked by the schemas that their publishers gave out. Each function returns what is wrong; nothing means valid."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import xmlschema
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft4Validator, Draft7Validator, ValidationError, validators

from tests.conftest import REPOSITORY

SCHEMAS = REPOSITORY / "tests" / "schemas"


def oscal_problems(document: dict[str, Any]) -> list[str]:
    """OSCAL assessment results, by NIST's schema."""
    return [f"{e.json_path}: {e.message[:300]}" for e in _oscal().iter_errors(document)]


@cache
def _oscal() -> Any:
    schema = json.loads((SCHEMAS / "oscal-assessment-results-1.2.1.json").read_text(encoding="utf-8"))
    kind = validators.extend(Draft7Validator, {"pattern": _pattern})
    return kind(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def _pattern(_validator: Any, pattern: str, text: Any, _schema: Any) -> Any:
    """The keyword `pattern` with the Unicode classes that Python's own module does not know."""
    known = pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
    if isinstance(text, str) and not re.search(known, text):
        yield ValidationError(f"{text!r} does not match {pattern!r}")


def cyclonedx_problems(text: str, edition: SchemaVersion = SchemaVersion.V1_6) -> list[str]:
    """A CycloneDX document, by the specification's strict schema."""
    found = JsonStrictValidator(edition).validate_str(text)
    return [str(found)[:500]] if found else []


def sarif_problems(log: dict[str, Any]) -> list[str]:
    """A SARIF log, by OASIS's schema."""
    return [f"{e.json_path}: {e.message[:300]}" for e in _sarif().iter_errors(log)]


@cache
def _sarif() -> Draft4Validator:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)


def junit_problems(text: str) -> list[str]:
    """A JUnit report, by the schema of the Jenkins xUnit plugin."""
    return [str(e.reason) for e in _junit().iter_errors(text)]


@cache
def _junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


def refused_by_github(log: dict[str, Any]) -> list[str]:
    """What GitHub's page on SARIF support calls required, and a log does not have, or has too much of."""
    runs = log["runs"]
    problems = [] if log.get("$schema") and log["version"] == "2.1.0" and 1 <= len(runs) <= 20 else ["head"]
    for run in runs:
        rules, results = run["tool"]["driver"]["rules"], run["results"]
        problems += (
            [] if len(results) <= 25_000 and len(rules) <= 25_000 and run["tool"]["driver"]["name"] else ["size"]
        )
        problems += [f"rule {r['id']}" for r in rules if not _good_rule(r)]
        problems += [f"result {n}" for n, r in enumerate(results) if not _good_result(r, rules)]
    return problems


def _good_rule(rule: dict[str, Any]) -> bool:
    texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"]]
    properties = rule["properties"]
    score = float(properties.get("security-severity", "1"))
    return (
        all(0 < len(text) <= 1024 for text in texts)
        and bool(rule["help"]["text"])
        and len(rule.get("name", "")) <= 255
        and len(properties["tags"]) <= 10
        and properties["precision"] in {"very-high", "high", "medium", "low"}
        and 0 < score <= 10
    )


def _good_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> bool:
    (location,) = result["locations"]
    place = location["physicalLocation"]
    region, uri = place["region"], place["artifactLocation"]["uri"]
    return (
        bool(result["message"]["text"])
        and rules[result["ruleIndex"]]["id"] == result["ruleId"]
        and all(region[key] >= 1 for key in ("startLine", "startColumn", "endLine", "endColumn"))
        and not uri.startswith(("/", ".", "file:"))
        and bool(result["partialFingerprints"]["primaryLocationLineHash"])
    )
