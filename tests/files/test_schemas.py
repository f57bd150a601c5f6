"""The schemas for editors say what the models say: what fits one fits the other."""

from __future__ import annotations

import json
from functools import cache

import pytest
import yaml
from jsonschema import Draft202012Validator

from mlthreat.files.catalog_folder import MANY_A_FILE, ONE_A_FILE
from mlthreat.files.file_kinds import FILE_KINDS
from mlthreat.files.yaml_reader import parse
from mlthreat.views.output_kinds import OUTPUT_KINDS
from mlthreat.views.schema import json_schema
from tests.conftest import REPOSITORY
from tests.files.seeded_faults import FAULTS

CATALOGS = REPOSITORY / "tests" / "catalogs"
SHIPPED = sorted((REPOSITORY / "catalog").rglob("*.yaml"))
FOLDERS = {"checklists": "checklist", **{folder: kind for folder, (kind, _) in (ONE_A_FILE | MANY_A_FILE).items()}}
FOLDERS["checklists"] = "checklist"
IN_THE_SCHEMA = {"MLT201", "MLT202", "MLT203", "MLT204"}
"""What a schema can know; what else a text must be (one line, not empty) the models say."""


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json_schema(FILE_KINDS[kind], kind)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def kind_of(path: str) -> str:
    folder = path.split("/")[-2]
    return FOLDERS.get(folder, "catalog")


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_a_schema_is_one_and_stands_alone(kind):
    text = json.dumps(validator(kind).schema)
    schema = json.loads(text)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"]
    assert "(?P<" not in text
    assert r"\A" not in text.replace(r"\\A", "")
    for name, part in {"": schema, **schema.get("$defs", {})}.items():
        for arm in part.get("anyOf", [part]):
            assert arm.get("type") != "object" or arm["additionalProperties"] is False, name
        assert name == "" or "title" not in part


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_every_key_of_a_model_is_in_its_schema(kind):
    model = FILE_KINDS[kind]
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert set(validator(kind).schema["properties"]) == names
    required = {f.alias or n for n, f in model.model_fields.items() if f.is_required()}
    assert set(validator(kind).schema.get("required", ())) == required


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.relative_to(REPOSITORY).as_posix())
def test_every_shipped_file_fits(file):
    data = parse(file.name, file.read_bytes()).data
    assert [e.message for e in validator(kind_of(file.as_posix())).iter_errors(data)] == []


@pytest.mark.parametrize("name", [n for n, f in FAULTS.items() if f.code in IN_THE_SCHEMA and "override" not in n])
def test_what_the_models_refuse_the_schemas_refuse(name):
    fault = FAULTS[name]
    text = (CATALOGS / fault.file).read_text("utf-8").replace(fault.old, fault.new, 1)
    data = parse(fault.file, text.replace("«", "").replace("»", "").encode()).data
    assert not validator(kind_of(fault.file)).is_valid(data)


def test_an_answer_may_be_just_a_verdict():
    given = yaml.safe_load("system: {name: X}\nanswers: {a.b: 'yes', a.c: {verdict: 'no', note: So.}}")
    assert validator("answers").is_valid(given)
    assert not validator("answers").is_valid({"answers": {"a.b": "perhaps"}})


def test_printed_schemas_are_the_same_whichever_way(run_cli, workspace):
    printed = run_cli("catalog", "schema", "checklist").out
    assert run_cli("catalog", "schema", "--all", "s").code == 0
    assert run_cli("catalog", "schema", "checklist", "--output", "one.json").code == 0
    assert (workspace / "s" / "checklist.schema.json").read_text("utf-8") == printed
    assert (workspace / "one.json").read_text("utf-8") == printed
    made = {f.name.removesuffix(".schema.json") for f in (workspace / "s").iterdir()}
    assert made == {*FILE_KINDS, *OUTPUT_KINDS}
    assert run_cli("catalog", "schema", "checklst").code == 2
