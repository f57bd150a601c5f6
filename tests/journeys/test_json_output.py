"""What is printed as JSON says what was written, and steers no terminal that shows it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import REPOSITORY

HOSTILE = "drift \u202e\u2066\x1b[31m\u200b\x9b"


@pytest.fixture
def catalog(workspace):
    made = shutil.copytree(REPOSITORY / "tests" / "catalogs" / "base", workspace / "base")
    file = made / "failure-modes" / "model-drift.yaml"
    file.write_text(file.read_text(encoding="utf-8") + '"x\u202ey": 1\n', encoding="utf-8")
    return made


def steering(text: str) -> set[str]:
    return {c for c in text if c != "\n" and (ord(c) < 32 or c in "\x7f\x9b\u200b\u202e\u2066")}


@pytest.mark.parametrize("command", ["validate", "explain"])
def test_json_loses_nothing_and_steers_nothing(run_cli, catalog, command):
    ran = run_cli(command, "--format", "json", catalog if command == "validate" else HOSTILE)
    assert steering(ran.out) == set()
    told = json.loads(ran.out)
    assert "x\u202ey" in told[0]["message"] if command == "validate" else told["asked"] == HOSTILE
