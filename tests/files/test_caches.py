"""What is kept between two starts is believed, and some of it is run: only a folder of the user's own may hold it."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic

from tests.report_subjects import subject

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and links")


class _Deed:
    """Leaves a trace where it is unpickled."""

    def __reduce__(self):
        return open, ("deed", "x")


@pytest.fixture
def page(run_cli, monkeypatch):
    """Makes the page of a review, with a cache."""
    path, _ = subject("signed", Path())

    def made(cache):
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
        ran = run_cli("report", path, "--format", "html")
        assert ran.code == 0, ran.err
        return ran.out

    return made


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:40], lambda _: b"", lambda _: bc_magic + pickle.dumps(_Deed()), lambda k: k[:-9]]
)
def test_damaged_compiled_templates_are_compiled_again(page, workspace, damage):
    plain = page(workspace / "cache")
    kept = list(workspace.glob("cache/mlthreat/templates/*"))
    assert kept
    whole = {file: file.read_bytes() for file in kept}
    for file in kept:
        file.write_bytes(damage(whole[file]))
    assert page(workspace / "cache") == plain
    assert not Path("deed").exists()
    assert {file: file.read_bytes() for file in kept} == whole


def _relative(workspace):
    return Path("cache")


def _in_a_repository(workspace):
    (workspace / ".git").mkdir()
    return workspace / "cache"


def _below_what_others_write(workspace):
    shared = workspace / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    return shared


def _written_by_others(workspace):
    home = workspace / "cache" / "mlthreat"
    home.mkdir(parents=True)
    home.chmod(0o777)
    return workspace / "cache"


def _linked_into_a_repository(workspace):
    (workspace / "clone" / ".git").mkdir(parents=True)
    (workspace / "cache").symlink_to(workspace / "clone")
    return workspace / "cache"


@pytest.mark.parametrize(
    "cache",
    [_relative, _in_a_repository, _below_what_others_write, _written_by_others, _linked_into_a_repository],
)
def test_a_cache_that_others_could_write_is_not_used(page, workspace, cache):
    folder = cache(workspace)
    assert page(folder)
    assert not [f for f in folder.rglob("*") if f.is_file()]
