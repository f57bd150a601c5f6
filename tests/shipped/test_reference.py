"""The generated pages of the reference are what the catalogs say now, and every link in the docs leads somewhere."""

from __future__ import annotations

import re

import pytest

from mlthreat.files.composition import must_read
from mlthreat.views.reference import page
from tests.conftest import REPOSITORY

PAGES = sorted(
    [
        *REPOSITORY.glob("*.md"),
        *(f for f in REPOSITORY.glob("docs/**/*.md") if "examples" not in f.parts or f.name == "README.md"),
    ]
)


@pytest.mark.parametrize("catalog", ["microsoft", "unintended", "genai", "nist"])
def test_the_page_of_a_catalog_is_fresh(golden, catalog):
    golden(REPOSITORY / "docs" / "reference" / "catalogs" / f"{catalog}.md", page(must_read(), catalog))


@pytest.mark.parametrize("file", PAGES, ids=lambda f: f.relative_to(REPOSITORY).as_posix())
def test_every_link_of_a_page_leads_somewhere(file):
    if file.parent.name == "catalogs":
        return
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (file.parent / target).exists(), f"{file.name} links to {target}"


def test_the_readme_has_one_command_to_start_and_one_to_test():
    commands = re.findall(
        r"^\$ (python3 -m venv .*)$", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(commands) == 2
    assert commands[0].endswith("mlthreat review")
    assert "pytest" in commands[1]
