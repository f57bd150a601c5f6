"""Catalogs in real Python packages, built and installed as anybody's would be: found, read as data, and never run."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.builders import write_catalog

PROGRAM = "import site, sys; site.addsitedir(sys.argv.pop(1)); from mlthreat.__main__ import main; main()"
"""A start of Python with one more folder of installed packages, `.pth` files and all."""
TRAP = (
    "import pathlib\npathlib.Path(__file__).with_name('RAN').touch()\nraise SystemExit('the code of a catalog ran')\n"
)


class Packages:
    """A folder of installed packages, and what can be put into it."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.site = workspace / "site"
        self.site.mkdir()

    def project(self, name: str, package: str, *, id_: str = "house", value: str = "", code: str = TRAP) -> Path:
        """The source of a distribution whose one package is a catalog."""
        home = self.workspace / name
        folder = write_catalog(home / package, {"id": "q", "why": "w"}, id=id_, title=name)
        section = folder / "checklists" / "all.yaml"
        section.write_text(section.read_text("utf-8").replace('"id": "all"', f'"id": "{id_}"'), "utf-8")
        section.rename(section.with_name(f"{id_}.yaml"))
        if code:
            (folder / "__init__.py").write_text(code, "utf-8")
        (home / "pyproject.toml").write_text(
            f'[project]\nname = "{name}"\nversion = "1.0"\n'
            f'[project.entry-points."mlthreat.catalogs"]\nrules = "{value or package}"\n'
            f'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            f'[tool.hatch.build]\ndev-mode-dirs = ["."]\n[tool.hatch.build.targets.wheel]\nonly-include = ["{package}"]\n',
            "utf-8",
        )
        return home

    def install(self, home: Path, kind: str = "standard") -> None:
        """Build a wheel, or an editable one, and unpack it, which is all that installing a pure one is."""
        (wheel,) = WheelBuilder(str(home)).build(directory=str(self.workspace / "dist"), versions=[kind])
        zipfile.ZipFile(wheel).extractall(self.site)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(self.site), *arguments],
            cwd=self.workspace,
            env={k: v for k, v in os.environ.items() if k != "MLTHREAT_NO_PLUGINS"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not list(self.workspace.rglob("RAN")), "the code of a catalog ran"
        assert "Traceback" not in ran.stderr
        return ran


@pytest.fixture
def packages(workspace: Path) -> Packages:
    return Packages(workspace)


@pytest.mark.parametrize("kind", ["standard", "editable"])
def test_an_installed_catalog_is_in_force_and_its_code_does_not_run(packages, kind):
    packages.install(packages.project("acme-rules", "acme_rules"), kind)
    ran = packages.run("list", "questions", "--of", "house")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "house.q" in ran.stdout
    shown = packages.run("catalog", "show").stdout
    assert "acme_rules (named by the package acme_rules)" in shown


def test_packages_can_be_left_out(packages):
    packages.install(packages.project("acme-rules", "acme_rules"))
    ran = packages.run("--no-plugins", "list", "questions", "--of", "house")
    assert "house.q" not in ran.stdout
    assert "microsoft" in packages.run("--no-plugins", "list", "catalogs").stdout


def test_a_package_without_code_is_a_catalog_too(packages):
    packages.install(packages.project("acme-rules", "acme_rules", code=""))
    assert "house.q" in packages.run("list", "questions", "--of", "house").stdout


def test_packages_in_a_namespace_are_found_without_importing_any(packages):
    packages.install(packages.project("acme-rules", "acme/rules", value="acme.rules"))
    packages.install(packages.project("acme-more", "acme/more", id_="more", value="acme.more"))
    assert "house.q" in packages.run("list", "questions", "--of", "house").stdout
    assert "more.q" in packages.run("list", "questions", "--of", "more").stdout


def test_a_catalog_inside_a_package_with_code_is_found_without_running_it(packages):
    home = packages.project("acme-rules", "acme/rules", value="acme.rules")
    (home / "acme" / "__init__.py").write_text(TRAP, "utf-8")
    packages.install(home)
    assert "house.q" in packages.run("list", "questions", "--of", "house").stdout


@pytest.mark.parametrize(
    "value", ["../../etc", "/etc", "acme_rules:catalog", "acme_rules/../../x", ".", "os", "acme_rule"]
)
def test_what_leads_elsewhere_is_refused(packages, value):
    home = packages.project("acme-rules", "acme_rules")
    packages.install(home)
    (info,) = packages.site.glob("*.dist-info")
    (info / "entry_points.txt").write_text(f"[mlthreat.catalogs]\nrules = {value}\n", "utf-8")
    ran = packages.run("list", "catalogs")
    assert ran.returncode == 2
    assert "offers a catalog, but" in ran.stderr


def test_a_link_out_of_a_package_is_not_followed(packages):
    packages.install(packages.project("acme-rules", "acme_rules"))
    (packages.workspace / "secret.yaml").write_text("references: [{id: s, title: hunter2}]\n", "utf-8")
    (packages.site / "acme_rules" / "references").mkdir()
    (packages.site / "acme_rules" / "references" / "s.yaml").symlink_to(packages.workspace / "secret.yaml")
    ran = packages.run("list", "catalogs")
    assert ran.returncode == 2
    assert "MLT208" in ran.stderr
    assert "hunter2" not in ran.stdout + ran.stderr


def test_two_packages_with_one_id_are_told_with_both_places(packages):
    packages.install(packages.project("acme-rules", "acme_rules"))
    packages.install(packages.project("other-rules", "other_rules"))
    ran = packages.run("list", "catalogs")
    assert ran.returncode == 2
    assert "two catalogs are called `house`" in ran.stderr
    assert "acme_rules" in ran.stderr
    assert "other_rules" in ran.stderr


def test_a_project_may_build_on_an_installed_catalog(packages):
    packages.install(packages.project("acme-rules", "acme_rules"))
    write_catalog(
        packages.workspace / "team", {"id": "q", "why": "w"}, id="team", extends=[{"id": "house", "version": ">=1"}]
    )
    assert packages.run("validate", "team").returncode == 0
    assert packages.run("--no-plugins", "validate", "team").returncode == 1
