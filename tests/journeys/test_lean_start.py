"""What a command has no use for is not imported: a start is mostly imports, and nobody would notice one more."""

from __future__ import annotations

import subprocess
import sys

import pytest

PAINTERS = {"jinja2", "rich", "prompt_toolkit"}
SPARED = {
    "--help": {"pydantic", "yaml", *PAINTERS} - {"rich"},
    "explain membership-inference": {"yaml", "mlthreat.domain.review", *PAINTERS},
    "list threats --format json": {"yaml", "mlthreat.domain.review", *PAINTERS},
    "validate own": {"mlthreat.domain.review", *PAINTERS},
    "check": {"mlthreat.domain.look", *PAINTERS},
    "report --format json": PAINTERS,
    "review --plain --no-input": PAINTERS,
}


@pytest.fixture
def imported(run_cli, workspace):
    """The modules that a command imports, started as people start it; with the shipped catalogs in the cache."""
    assert run_cli("list", "catalogs").code == 0
    (workspace / "a.review.yaml").write_text("format: 1\nsystem: {name: A}\n", "utf-8")
    assert run_cli("catalog", "new", "own").code == 0

    def call(command: str) -> set[str]:
        ran = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "mlthreat", *command.split()],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode in {0, 1}, ran.stderr
        return {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}

    return call


@pytest.mark.parametrize("command", SPARED)
def test_what_a_command_has_no_use_for_is_not_imported(imported, command):
    assert not imported(command) & SPARED[command]
