"""The example of a house style works as its pages say, and the reference of templates names everything there is."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2.filters import FILTERS

from mlthreat.files.bundled import template_folder
from mlthreat.views import html
from mlthreat.views.first_page import FirstPage
from mlthreat.views.report import GLOBALS as OURS
from mlthreat.views.report import environment
from mlthreat.views.report_parts import Report
from mlthreat.views.templating.allowed import BUILT_IN, GLOBALS
from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "examples" / "house-style"
HOW_TO = (REPOSITORY / "docs" / "how-to" / "report-template.md").read_text(encoding="utf-8")
REFERENCE = (REPOSITORY / "docs" / "reference" / "report-templates.md").read_text(encoding="utf-8")


@pytest.fixture
def example(workspace) -> Path:
    shutil.copytree(EXAMPLE, workspace, dirs_exist_ok=True)
    return workspace


def test_the_commands_of_its_page_work(run_cli, example):
    commands = re.findall(r"^\$ mlthreat (.*)$", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        ran = run_cli(*command.split())
        assert ran.code == 0, ran.err
    assert "the page is what its own data make" in ran.out


def test_the_page_shows_what_the_templates_add_and_all_that_is_shipped(run_cli, example):
    assert run_cli("report", "--format", "html", "--output", "plain.html").code == 0
    assert run_cli("report", "--template", "templates", "--output", "own.html").code == 0
    page, plain = (Path(n).read_text(encoding="utf-8") for n in ("own.html", "plain.html"))
    assert '<p class="classification" role="note">Internal. Do not pass on outside Anvil Insurance.</p>' in page
    assert ".classification { grid-column" in page.split("</style>")[0]
    assert page.index('id="by-owner"') < page.index('id="sign-off"')
    owned = page.split('id="by-owner"')[1].split("</section>")[0]
    assert re.findall(r"<bdi>(.*?)</bdi>|<time>(.*?)</time>", owned) == [
        ("Data steward (illustrative)", ""), ("", "2027-03-31"),
        ("Platform team (illustrative)", ""), ("", "2027-02-15"), ("", "2027-04-30"),
    ]  # fmt: skip
    assert page.index('id="rules"') < page.index('id="method"')
    assert set(re.findall(r' id="([^"]+)"', plain)) < set(re.findall(r' id="([^"]+)"', page))


def test_markdown_shows_the_same(run_cli, example):
    text = run_cli("report", "--template", "templates").out
    assert text.startswith(
        "**Internal. Do not pass on outside Anvil Insurance.**\n\nAnvil Insurance\n\n# Claims triage"
    )
    assert text.index("## Work by owner") < text.index("## 5. Decision and sign-off")
    assert "- 2027-02-15 [Do you keep back raw output" in text


def test_its_files_are_in_order(run_cli, example):
    assert run_cli("validate", "claims.review.yaml", "mlthreat.yaml").code == 0


def test_the_how_to_tells_the_message_and_the_settings_as_they_are(run_cli, example):
    template = re.search(r"```jinja\n(.*?)```", HOW_TO, re.DOTALL)
    assert template is not None
    Path("templates/report.html.j2").write_text(template[1], encoding="utf-8")
    assert run_cli("report", "--template", "templates", "--output", "r.html").code == 0
    broken = '{% extends "report.html.j2" %}\n\n{% block fornt %}\n{% endblock %}\n'
    Path("templates/report.html.j2").write_text(broken, encoding="utf-8")
    ran = run_cli("report", "--template", "templates", "--output", "r.html")
    shown = re.search(r"```\n(error\[MLT602\].*?)```", HOW_TO, re.DOTALL)
    assert shown is not None
    assert ran.err.startswith(shown[1])
    settings = re.search(r"```yaml\n(.*?)```", HOW_TO, re.DOTALL)
    assert settings is not None
    Path("mlthreat.yaml").write_text(settings[1], encoding="utf-8")
    assert run_cli("validate", "mlthreat.yaml").code == 0


def test_the_reference_names_every_block_in_order():
    names = re.findall(r"^\| `(\w+)` \|", REFERENCE.split("## Blocks")[1].split("## Variables")[0], re.MULTILINE)
    for entry in ("report.html.j2", "report.md.j2"):
        shipped = (template_folder() / entry).read_text(encoding="utf-8")
        assert re.findall(r"{% block (\w+) %}", shipped) == [
            n for n in names if entry.endswith("html.j2") or n != "css"
        ]


def test_the_reference_names_every_value_filter_and_function():
    for field in fields(Report):
        assert f"`report.{field.name}`" in REFERENCE, field.name
    for field in fields(FirstPage):
        assert f"`{field.name}`" in REFERENCE, field.name
    ours = set(environment(template_folder(), html).filters) - set(FILTERS)
    told = set(re.findall(r"`([a-z]+)`", REFERENCE))
    assert {*ours, *BUILT_IN, *GLOBALS} <= told
    for name in OURS:
        assert f"`{name}" in REFERENCE
