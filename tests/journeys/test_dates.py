"""Days and moments at the front door: of no calendar, at the edges of time, in every time zone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import write_catalog

REVIEW = """\
format: 1
system: {{name: Filter}}
traits: {{}}
answers:
  all.a: {{verdict: no, note: n, by: Ada, at: {at}}}
acceptances:
  - {{finding: all.a, by: Grace, role: risk, reason: r, compensating: c, until: {until}, at: {at}}}
"""
AT, UNTIL = "2026-01-01T00:00:00Z", "2027-01-01"


@pytest.fixture
def house(workspace) -> Path:
    return write_catalog(workspace / "house", {"id": "a"})


def write(at: str = AT, until: str = UNTIL) -> Path:
    path = Path("a.review.yaml")
    path.write_text(REVIEW.format(at=at, until=until), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "until",
    [
        "2027-02-30",
        "2026-02-29",
        "20270101",
        '"20270101"',
        '"1700000000"',
        "1700000000",
        "2027-01-01T00:00:00",
        "2027-W01-1",
        "0000-01-01",
        "tomorrow",
        "-1",
    ],
)
def test_a_day_of_no_calendar_is_told_at_its_place(run_cli, house, until):
    path = write(until=until)
    before = path.read_bytes()
    for command in ("check", "verify", "review"):
        more = ["--no-input"] if command == "review" else []
        ran = run_cli(command, path, "--catalog", house, *more)
        assert ran.code == 2
        assert "must be a date such as 2027-01-31" in ran.err
        assert "a.review.yaml:7:" in ran.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "at",
    [
        "2026-02-30T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T25:00:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01",
        '"1700000000"',
        "1700000000",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00Z",
    ],
)
def test_a_moment_without_a_zone_or_out_of_all_time_is_told_at_its_place(run_cli, house, at):
    ran = run_cli("check", write(at=at), "--catalog", house)
    assert ran.code == 2
    assert "`at` must be a moment" in ran.err
    assert "a.review.yaml:5:" in ran.err


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2026-01-01T00:00:00.75Z", "2026-01-01T00:00:00Z"),
        ("2026-01-01T01:30:00+05:30", "2025-12-31T20:00:00Z"),
        ("1000-01-01T00:00:00Z", "1000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_moment_is_kept_in_utc_to_the_second(run_cli, house, at, kept):
    path = write(at=at)
    assert run_cli("review", path, "--catalog", house, "--no-input").code == 0
    assert f"at: {kept}" in path.read_text(encoding="utf-8")
    assert run_cli("check", path, "--catalog", house, "--forecast", "3650").code == 1


def test_the_last_day_of_all_is_no_trouble(run_cli, house):
    ran = run_cli("check", write(until="9999-12-31"), "--catalog", house, "--at", "9999-12-31", "--forecast", "3650")
    assert ran.code == 1
    assert run_cli("check", write(until="0001-01-01"), "--catalog", house, "--at", "0001-01-01").code == 1


@pytest.fixture(params=["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
def elsewhere(request, monkeypatch) -> Iterator[str]:
    """Another local time than UTC."""
    with monkeypatch.context() as world:
        world.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def test_an_acceptance_ends_with_the_day_in_utc_wherever_the_gate_runs(run_cli, house, elsewhere):
    path = write()

    def found(day: str) -> list[str]:
        ran = run_cli("check", path, "--catalog", house, "--at", day, "--format", "json")
        return [r["kind"] for r in json.loads(ran.out)["reviews"][0]["reasons"] if r["about"] == "all.a" and r["fails"]]

    assert found("2027-01-01") == []
    assert found("2027-01-02") == ["lapsed-acceptance"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:00:00-05:00"])
def test_a_sign_off_out_of_all_time_is_refused(run_cli, house, at):
    path = write()
    before = path.read_bytes()
    given = ["--by", "Grace", "--role", "risk", "--decision", "approve", "--at", at, "--catalog", house]
    assert run_cli("signoff", path, *given).code == 2
    assert path.read_bytes() == before
