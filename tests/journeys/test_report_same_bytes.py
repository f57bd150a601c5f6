"""The same review gives the same report: in any time zone, locale and hash order, with compiled templates and without."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.report_subjects import subject

WORLDS = [
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C", "COLUMNS": "40"},
    {"TZ": "America/Anchorage", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
]


@pytest.mark.parametrize("form", ["html", "md", "text", "json"])
def test_another_world_makes_the_same_bytes(workspace, form):
    review, _ = subject("signed", workspace)
    made = []
    for number, world in enumerate([*WORLDS, WORLDS[1]]):
        # the second and the third share their cache: the third finds compiled templates in it
        cache = {"XDG_CACHE_HOME": str(workspace / f"cache-{min(number, 1)}")}
        command = [sys.executable, "-m", "mlthreat", "report", str(review), "--format", form]
        ran = subprocess.run(command, env={**os.environ, **world, **cache}, capture_output=True, check=True)
        made.append(ran.stdout)
    assert len(made[0]) > 500
    assert made[0] == made[1] == made[2]


@pytest.mark.parametrize("form", ["html", "markdown", "csv"])
def test_another_world_makes_the_same_portfolio(workspace, form):
    subject("signed", workspace)
    made = []
    for world in WORLDS:
        command = [sys.executable, "-m", "mlthreat", "portfolio", "--format", form, "--at", "2026-12-20"]
        made.append(subprocess.run(command, env={**os.environ, **world}, capture_output=True, check=True).stdout)
    assert len(made[0]) > 200
    assert len(set(made)) == 1
