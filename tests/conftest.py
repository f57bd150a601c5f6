"""What all tests share: the front door, a workspace, and golden files."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mlthreat.cli.app import run
from mlthreat.domain.library import Library
from mlthreat.files.composition import must_read

REPOSITORY = Path(__file__).resolve().parent.parent

# no test measures time, and the same commit gives the same result; `--hypothesis-profile=default` draws other examples
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files with what comes out now")


@pytest.fixture(scope="session", autouse=True)
def _seldom_collected() -> None:
    """As in the program itself: what was imported is no garbage, and looking for some takes its time."""
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One cache for the whole session, away from the user's own."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="session", autouse=True)
def _git(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Git as it comes: a hook that runs the tests names its own repository, and people's settings sign, warn and forbid."""
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        del os.environ[name]
    settings = tmp_path_factory.mktemp("git") / "config"
    settings.write_text("[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n", encoding="utf-8")
    os.environ |= {"GIT_CONFIG_GLOBAL": str(settings), "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with no setting of the outer world in force."""
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "ACCESSIBLE",
        "MLTHREAT_PLAIN",
        "MLTHREAT_REVIEWER",
        "MLTHREAT_DEBUG",
        "GITHUB_STEP_SUMMARY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run_cli(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `mlthreat` in the workspace: `run_cli("list", "threats", stdin="y\\n")`."""

    def call(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return Ran(int(code), out, err)

    return call


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The catalogs that come with mlthreat."""
    return must_read()


@pytest.fixture
def traits(shipped: Library) -> dict[str, str]:
    """Every trait of the shipped catalogs, answered no."""
    return dict.fromkeys(shipped.traits, "no")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a file that is kept; `pytest --update-golden` rewrites the file."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.exists(), f"{file} is missing; make it with pytest --update-golden"
        assert text == file.read_text(encoding="utf-8"), f"{file} is stale; refresh it with pytest --update-golden"

    return compare
