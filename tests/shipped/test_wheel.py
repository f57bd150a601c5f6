"""What a user installs: the wheel holds the catalogs and templates, nothing that git ignores, and works on its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a checkout in which files lie about that git ignores."""
    stray = [REPOSITORY / "catalog" / "microsoft" / ".env", REPOSITORY / "templates" / "__pycache__" / "x.pyc"]
    for file in stray:
        file.parent.mkdir(exist_ok=True)
        file.write_text("secret", encoding="utf-8")
    try:
        return Path(next(WheelBuilder(str(REPOSITORY)).build(directory=str(tmp_path_factory.mktemp("dist")))))
    finally:
        for file in stray:
            file.unlink()
        stray[1].parent.rmdir()


@pytest.mark.skipif(
    not (REPOSITORY / ".git").exists() or shutil.which("git") is None, reason="only git knows what it ignores"
)
def test_the_wheel_holds_the_catalogs_and_templates_and_nothing_ignored(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {
        f.relative_to(REPOSITORY).as_posix()
        for part in ("catalog", "templates")
        for f in (REPOSITORY / part).rglob("*")
        if f.is_file()
    }
    tracked = set(
        subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "catalog", "templates"],
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            check=True,
        ).stdout.split("\n")
    )
    packed = {n.removeprefix("mlthreat/bundled/") for n in names if n.startswith("mlthreat/bundled/")}
    assert packed == shipped & tracked
    assert not [n for n in names if n.endswith((".env", ".pyc", ".lock"))]
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert any(n.endswith("licenses/THIRD_PARTY_NOTICES.md") for n in names)


def test_the_wheel_works_on_its_own(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    program = "import mlthreat; print(mlthreat.__file__); from mlthreat.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, "list", "catalogs", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=True,
    )
    where, _, rows = ran.stdout.partition("\n")
    assert where.startswith(str(tmp_path))
    assert [row["id"] for row in json.loads(rows)] == ["microsoft", "unintended", "genai", "nist"]


def test_the_source_distribution_can_be_built(tmp_path):
    assert Path(next(SdistBuilder(str(REPOSITORY)).build(directory=str(tmp_path)))).stat().st_size > 100_000
