"""An organization's name, logo and colour on its reports, from mlthreat.yaml."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

LOGO = REPOSITORY / "docs" / "examples" / "house-style" / "logo.svg"


@pytest.fixture
def project(run_cli, workspace) -> Path:
    Path("p/reviews").mkdir(parents=True)
    Path("fill.yaml").write_text(json.dumps({"system": {"name": "Filter"}}), encoding="utf-8")
    ran = run_cli("review", "p/reviews/a.review.yaml", "--answers", "fill.yaml", "--no-input")
    assert ran.code == 0, ran.err
    shutil.copy(LOGO, "p/logo.svg")
    house(name="Acme <i>", logo="logo.svg", logo_alt="An anvil", accent="#ffcc00")
    return workspace / "p"


def house(**said: str) -> None:
    Path("p/mlthreat.yaml").write_text(json.dumps({"house": said}), encoding="utf-8")


def report(run_cli, *more: str):
    return run_cli("report", "p/reviews/a.review.yaml", "--output", "r.html", *more)


def test_the_first_page_bears_name_logo_and_colour(run_cli, project):
    ran = report(run_cli)
    assert ran.code == 0, ran.err
    page = Path("r.html").read_text(encoding="utf-8")
    assert '<p dir="auto">Acme &lt;i&gt;' in page
    assert re.search(r'<img id="house-logo" src="data:image/svg\+xml;base64,[\w+/=]+" alt="An anvil">', page)
    assert "--house:#ffcc00" in page
    assert "img-src data:;" in page
    assert re.search(r"the accent #ffcc00 is shown as #\w{6} on light ground, so that it can be read", ran.err)
    assert run_cli("verify", "r.html").code == 0


def test_it_verifies_where_the_project_is_not(run_cli, project):
    report(run_cli)
    shutil.rmtree("p")
    assert run_cli("verify", "r.html").code == 0


def test_markdown_bears_the_name(run_cli, project):
    assert run_cli("report", "p/reviews/a.review.yaml").out.startswith("Acme &lt;i&gt;\n\n# Filter")


def test_a_page_without_a_house_says_nothing_of_one(run_cli, project):
    Path("p/mlthreat.yaml").unlink()
    report(run_cli)
    page = Path("r.html").read_text(encoding="utf-8")
    assert 'class="house"' not in page
    assert "data-house" not in page
    assert "img-src" not in page


def test_a_name_is_enough(run_cli, project):
    house(name="Acme")
    ran = report(run_cli)
    assert (ran.code, ran.err) == (0, "written: r.html\n")
    assert "<img" not in Path("r.html").read_text(encoding="utf-8")
    assert run_cli("verify", "r.html").code == 0


def test_a_logo_without_words_gets_some(run_cli, project):
    house(name="A" * 500, logo="logo.svg")
    assert report(run_cli).code == 0
    assert f'alt="Logo of {"A" * 500}"' in Path("r.html").read_text(encoding="utf-8")
    assert run_cli("verify", "r.html").code == 0


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        ({"name": "A", "logo": "../logo.svg"}, "MLT208", "lies outside"),
        ({"name": "A", "logo": "away.svg"}, "MLT208", "lies outside"),
        ({"name": "A", "logo": "gone.svg"}, "MLT209", "no such file"),
        ({"name": "A", "logo": "reviews"}, "MLT209", "is a folder"),
        ({"name": "A", "logo": "circle.svg"}, "MLT209", "cannot be reached"),
        ({"name": "A", "logo": "mlthreat.yaml"}, "MLT601", "neither PNG nor JPEG nor SVG"),
        ({"name": "A", "logo": "/etc/passwd"}, "MLT205", "must be a path from the folder"),
        ({"name": "A", "accent": "red"}, "MLT205", "a colour such as"),
        ({"name": "A", "accent": None}, "MLT205", "what follows a # is a comment"),
        ({"name": "A", "acent": "#123456"}, "MLT201", "unknown key `acent`"),
        ({"logo": "logo.svg"}, "MLT202", "the key `name` is missing"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_place(run_cli, project, said, code, message):
    shutil.copy(LOGO, "logo.svg")
    Path("p/away.svg").symlink_to("../logo.svg")
    Path("p/circle.svg").symlink_to("circle.svg")
    house(**said)
    ran = report(run_cli)
    assert ran.code == 2
    assert f"error[{code}]" in ran.err
    assert message in ran.err
    assert "p/mlthreat.yaml:1:" in ran.err
    assert not Path("r.html").exists()
    ran = run_cli("validate", "p/mlthreat.yaml", "--format", "short")
    assert ran.code == 1
    assert f"error[{code}]" in ran.out


def test_a_link_within_the_project_is_followed(run_cli, project):
    Path("p/inner.svg").symlink_to("logo.svg")
    house(name="A", logo="inner.svg")
    assert report(run_cli).code == 0


def test_a_broken_logo_keeps_nobody_from_the_gate_or_the_data(run_cli, project):
    house(name="A", logo="gone.svg")
    for command in (("check", "p/reviews/a.review.yaml"), ("verify", "p/reviews/a.review.yaml")):
        assert "MLT209" not in run_cli(*command).err
    assert run_cli("report", "p/reviews/a.review.yaml", "--format", "json").code == 0


def test_validate_says_that_all_is_well(run_cli, project):
    assert run_cli("validate", "p/mlthreat.yaml").code == 0
