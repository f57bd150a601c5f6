"""An editor with a YAML language server checks and completes the files of a new catalog, by nothing but their modelines.

Run with `pytest -m editor`. The server is the one in MLTHREAT_YAML_LANGUAGE_SERVER or on the path; otherwise npm fetches
it, and without npm, or a network, these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.language_server import Editor, editor

pytestmark = pytest.mark.editor
PACKAGE = "yaml-language-server@2.0.0"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("MLTHREAT_YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    if given:
        return Path(given)
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no node and npm here")
    folder = tmp_path_factory.mktemp("server")
    ran = subprocess.run(
        [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE],
        capture_output=True,
        check=False,
    )
    if ran.returncode:
        pytest.skip("npm cannot fetch the language server")
    return folder / "node_modules" / ".bin" / "yaml-language-server"


@pytest.fixture
def catalog(run_cli, workspace: Path) -> Path:
    assert run_cli("catalog", "new", "acme").code == 0
    return workspace / "acme"


@pytest.fixture
def opened(server: Path, catalog: Path) -> Iterator[Editor]:
    with editor(server, catalog) as found:
        yield found


def test_every_file_of_a_new_catalog_is_right(opened, catalog):
    files = [f for f in sorted(catalog.rglob("*.yaml")) if ".github" not in f.parts]
    assert len(files) >= 6
    for file in files:
        assert opened.problems(file, file.read_text("utf-8")) == [], file


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("kind: unintentional", "kind: accidental", "accidental"),
        ("title:", "titel:", "titel"),
        ("  default: moderate", "  default: medium", "medium"),
        ("does: protect", "does: [protect]", "[protect]"),
        ("id: acme-kept-too-long", "id: Acme kept", "Acme kept"),
    ],
)
def test_a_mistake_is_marked_where_it_stands(opened, catalog, old, new, marked):
    file = catalog / "failure-modes" / "acme-kept-too-long.yaml"
    problems = opened.problems(file, file.read_text("utf-8").replace(old, new, 1))
    assert marked in [text for text, _ in problems]


def test_words_and_keys_are_completed(opened, catalog):
    file = catalog / "failure-modes" / "acme-kept-too-long.yaml"
    text = file.read_text("utf-8")
    assert {"intentional", "unintentional"} <= set(
        opened.completions(file, text.replace("kind: unintentional", "kind: ‸"))
    )
    assert {"related", "threats", "crosswalk"} <= set(opened.completions(file, f"{text}‸"))


def test_a_key_is_explained_under_the_pointer(opened, catalog):
    file = catalog / "checklists" / "acme.yaml"
    text = file.read_text("utf-8").replace("good_answer", "good_‸answer", 1)
    assert "safe answer looks like" in opened.hover(file, text)


def test_a_review_as_the_tool_writes_it_is_right(opened, catalog, run_cli, workspace):
    (workspace / "given.yaml").write_text(
        "system: {name: Filter}\ntraits: {trains-models: yes}\nanswers:\n  data-trust.raw-scores: no\n", "utf-8"
    )
    assert run_cli("review", "f.review.yaml", "--answers", "given.yaml", "--no-input").code == 0
    for name, kind in (("f.review.yaml", "review"), ("given.yaml", "answers")):
        text = (workspace / name).read_text("utf-8")
        own_modeline, _, rest = text.rpartition("schema.json\n")
        assert bool(own_modeline) == (kind == "review")
        modeline = f"# yaml-language-server: $schema={(catalog / '.schema').as_uri()}/{kind}.schema.json\n"
        assert opened.problems(catalog / name, modeline + rest) == []
