"""Where catalogs come from: named on the command line, by the project, by the user, by installed packages; never run."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.files.catalog_sources import found, sources
from tests.builders import write_catalog


@pytest.fixture
def site(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which packages are installed."""
    folder = workspace / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def install(site: Path, value: str, package: str = "acme_rules", *, catalog: bool = True) -> Path:
    """Install a package whose code must never run, with an entry point."""
    folder = site / package
    if catalog:
        write_catalog(folder, {"id": "q"})
    else:
        folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('the code of a catalog ran')\n", "utf-8")
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[mlthreat.catalogs]\nrules = {value}\n", "utf-8")
    return folder


def test_an_installed_package_is_found_and_its_code_is_not_run(site):
    folder = install(site, "acme_rules")
    assert sources([]) == [folder]
    assert "acme_rules" not in sys.modules


def test_packages_can_be_left_out(site, monkeypatch):
    install(site, "acme_rules")
    assert sources([], packages=False) == []
    monkeypatch.setenv("MLTHREAT_NO_PLUGINS", "1")
    assert sources([]) == []


@pytest.mark.parametrize("value", ["acme_rules.inner", "acme_rules:thing", "no_such_package", "os"])
def test_a_package_that_cannot_be_read_as_data_is_refused_and_not_imported(site, value):
    (install(site, value) / "inner").mkdir()
    with pytest.raises(UserError, match="offers a catalog, but") as refused:
        sources([])
    assert "--no-plugins" in refused.value.hint
    assert "acme_rules" not in sys.modules


def test_a_package_without_a_catalog_is_told(site):
    install(site, "acme_rules", catalog=False)
    with pytest.raises(UserError, match=r"holds no catalog\.yaml"):
        sources([])


def test_the_nearest_project_file_above_is_read_and_its_paths_count_from_it(workspace, monkeypatch):
    write_catalog(workspace / "rules", {"id": "q"})
    (workspace / "mlthreat.yaml").write_text("catalogs: [rules]\n", "utf-8")
    (workspace / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(workspace / "deep" / "down")
    (only,) = found([])
    assert only.path == workspace / "rules"
    assert only.named_by == str(workspace / "mlthreat.yaml")


def test_a_nearer_project_file_hides_a_farther_one(workspace, monkeypatch):
    write_catalog(workspace / "rules", {"id": "q"})
    (workspace / "mlthreat.yaml").write_text("catalogs: [rules]\n", "utf-8")
    (workspace / "deep").mkdir()
    (workspace / "deep" / "mlthreat.yaml").write_text("catalogs: []\n", "utf-8")
    monkeypatch.chdir(workspace / "deep")
    assert sources([]) == []


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("catalogs: [nowhere]\n", Code.CATALOG_MISSING, 12),
        ("catalog: [rules]\n", Code.UNKNOWN_KEY, 1),
        ("catalogs: rules\n", Code.WRONG_TYPE, 11),
        ("policy: nowhere.yaml\n", Code.UNREADABLE, 9),
        ("catalogs: &a []\n", Code.ALIAS, 11),
        ("plugins: [os]\n", Code.UNKNOWN_KEY, 1),
        ("catalogs: [../rules]\n", Code.OUTSIDE_FOLDER, 12),
        ("catalogs: [/etc]\n", Code.OUTSIDE_FOLDER, 12),
        ("catalogs: [way-out]\n", Code.OUTSIDE_FOLDER, 12),
        ("policy: /etc/passwd\n", Code.OUTSIDE_FOLDER, 9),
    ],
)
def test_a_broken_project_file_is_refused_at_its_place(workspace, text, code, column):
    (workspace / "way-out").symlink_to("/")
    (workspace / "mlthreat.yaml").write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        sources([])
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.place.span.column) == (code, column)


def test_a_project_may_point_anywhere_in_its_repository(workspace, monkeypatch):
    (workspace / ".git").mkdir()
    write_catalog(workspace / "rules", {"id": "q"})
    (workspace / "service").mkdir()
    (workspace / "service" / "mlthreat.yaml").write_text("catalogs: [../rules]\n", "utf-8")
    monkeypatch.chdir(workspace / "service")
    assert [path.resolve() for path in sources([])] == [workspace / "rules"]


@pytest.mark.parametrize("make", [Path.mkdir, lambda p: p.symlink_to("nowhere"), lambda p: os.mkfifo(p)])
def test_a_project_file_that_is_none_is_not_overlooked(workspace, make):
    make(workspace / "mlthreat.yaml")
    with pytest.raises(UserError):
        sources([])


def test_a_users_own_catalogs_are_always_in_force(workspace, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(workspace / "config"))
    folder = write_catalog(workspace / "config" / "mlthreat" / "catalogs" / "mine", {"id": "q"})
    (folder.parent / ".hidden").mkdir()
    assert found([])[0].path == folder
    assert found([])[0].named_by == "the user's folder"


def test_a_catalog_named_twice_is_one(workspace):
    write_catalog(workspace / "rules", {"id": "q"})
    (workspace / "mlthreat.yaml").write_text("catalogs: [rules, ./rules]\n", "utf-8")
    assert len(sources([Path("rules")])) == 1


def test_every_command_gets_them(run_cli, workspace, site):
    install(site, "acme_rules")
    assert "all.q" in run_cli("list", "questions", "--of", "house").out
    assert "all.q" in run_cli("explain", "all.q").out
    assert run_cli("--no-plugins", "list", "questions", "--of", "house").out.strip().count("all.q") == 0
    shown = run_cli("catalog", "show").out
    assert "the package acme_rules" in shown


def test_a_catalog_may_build_on_one_that_the_project_names(run_cli, workspace):
    write_catalog(workspace / "house", {"id": "q"})
    shutil.copytree(workspace / "house", workspace / "more")
    write_catalog(workspace / "more", id="more", extends=[{"id": "house", "version": ">=1"}])
    (workspace / "more" / "checklists" / "all.yaml").unlink()
    assert run_cli("validate", "more").code == 1
    (workspace / "mlthreat.yaml").write_text("catalogs: [house]\n", "utf-8")
    ran = run_cli("validate", "more")
    assert (ran.code, ran.out) == (0, "")
