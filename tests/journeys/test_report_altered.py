"""Whatever is edited in a page is found, and the place is named, so that nothing can steer who reads it."""

from __future__ import annotations

import base64
import json
import random
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from mlthreat.cli.verifying import differences
from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.files.composition import must_read
from mlthreat.files.report_page import read_page
from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "examples" / "house-style"


@pytest.fixture
def page(run_cli, workspace) -> str:
    for name in ("claims.review.yaml", "mlthreat.yaml", "logo.svg"):
        shutil.copy(EXAMPLE / name, name)
    sign = ("--by", "Grace", "--role", "product security", "--decision", "approve", "--comment", "fine")
    assert run_cli("signoff", "claims.review.yaml", *sign).code == 0
    assert run_cli("report", "--output", "r.html", "--at", "2027-01-01").code == 0
    assert run_cli("verify", "r.html").code == 0
    return Path("r.html").read_text(encoding="utf-8")


@cache
def library() -> Library:
    return must_read()


def problems(text: str) -> tuple[str, ...]:
    Path("altered.html").write_text(text, encoding="utf-8", newline="")
    try:
        found = read_page(Path("altered.html"))
        return differences(found, assess(library(), found.review, found.day))
    except UserError as refused:
        return (refused.message,)


def test_every_kind_of_number_and_word_that_is_flipped_is_found(page):
    """Spread over the whole page: text, attributes, style, policy, matrix, data, logo."""
    spots = [m.start() for m in re.finditer(r"[0-9a-zA-Z]", page)]
    wanted = ("<title>", "img-src", "sha256-", "--paper:#", "--accent:#", 'content="width', 'id="house-logo" src="data:image/svg+xml;base64,',
              'alt="', '<b>', 'datetime="', 'data-day="', 'data-house="', 'data-sha256="', '<tr class="', '"covers":{"', '"decision":"',
              '"digest":"sha256:', '"at":"', '"verdict":"', 'href="#', "State sha256:", "</body")  # fmt: skip
    chosen = [page.index(mark) + len(mark) for mark in wanted] + random.Random(5).sample(spots, 10)
    for at in chosen:
        before = page[at]
        after = (
            "8" if before.isdigit() and before != "8" else "9" if before.isdigit() else "q" if before != "q" else "Q"
        )
        altered = page[:at] + after + page[at + 1 :]
        assert problems(altered), f"{before!r} became {after!r} in {page[at - 40 : at + 40]!r}"


def test_what_is_added_or_taken_away_is_found(page):
    for altered in (
        page + "<p>approved</p>\n",
        page.replace("<main>", "<main><p>approved</p>"),
        page.replace("<b>3</b>", "<b>0</b>", 1),
        page.replace("</html>\n", ""),
        re.sub(r'<img id="house-logo"[^>]*>\n', "", page),
        page.replace("<style>", "<style>.findings{display:none}"),
        page.replace('data-day="2027-01-01"', ""),
        page.replace('"by":"Grace"', '"by":"Grave"'),
    ):
        assert altered != page
        assert problems(altered)


def test_another_logo_is_found(page):
    other = base64.b64encode((EXAMPLE / "logo.svg").read_bytes().replace(b"anvil", b"angel")).decode()
    assert problems(re.sub(r"base64,[\w+/=]+", f"base64,{other}", page, count=1))


def test_line_ends_do_not_count(page):
    assert problems(page.replace("\n", "\r\n")) == ()


def test_the_first_difference_is_named(run_cli, page):
    line = next(n for n, text in enumerate(page.split("\n"), 1) if "3 critical findings open" in text)
    Path("r.html").write_text(page.replace("3 critical", "0 critical"), encoding="utf-8")
    ran = run_cli("verify", "r.html")
    assert ran.code == 1
    assert f"the first difference is in line {line}, column" in ran.out
    assert "0 critical findings open" in ran.out
    assert "its data make «" in ran.out


def test_a_difference_cannot_steer_a_terminal_or_fill_it(run_cli, page):
    Path("r.html").write_text(page.replace("<main>", "\x1b[2J\u202e" + "x" * 100_000 + "<main>"), encoding="utf-8")
    for form in ("text", "json"):
        ran = run_cli("verify", "r.html", "--format", form)
        assert ran.code == 1
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out
        assert len(ran.out) < 5000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('data-house="{', 'data-house="['),
        ('data-house="', 'data-house="7'),
        ("base64,", "base64,!"),
        ("base64,PHN2", "base64,AAAA"),
        ('data-day="2027-01-01"', 'data-day="soon"'),
        ('"format":1', '"format":2'),
    ],
)
def test_data_that_cannot_be_read_is_told(run_cli, page, old, new):
    assert old in page
    Path("r.html").write_text(page.replace(old, new, 1), encoding="utf-8")
    ran = run_cli("verify", "r.html")
    assert ran.code == 2
    assert "cannot be read" in ran.err


def test_a_page_of_somebodys_templates_needs_them(run_cli, workspace):
    shutil.copytree(EXAMPLE, workspace, dirs_exist_ok=True)
    assert run_cli("report", "--output", "r.html", "--template", "templates").code == 0
    ran = run_cli("verify", "r.html")
    assert ran.code == 2
    assert "--template" in ran.err
    assert run_cli("verify", "r.html", "--template", "templates").code == 0
    Path("templates/anvil.css").write_text("main { display: none }", encoding="utf-8")
    ran = run_cli("verify", "r.html", "--template", "templates")
    assert ran.code == 1
    assert "are not those that the page was made with" in ran.out
    page = Path("r.html").read_text(encoding="utf-8")
    Path("r.html").write_text(re.sub(r' data-templates="[^"]*"', "", page), encoding="utf-8")
    assert run_cli("verify", "r.html").code == 1


def test_what_is_found_stands_in_the_json(run_cli, page):
    Path("r.html").write_text(page.replace("3 critical", "0 critical"), encoding="utf-8")
    found = json.loads(run_cli("verify", "r.html", "--format", "json").out)
    assert found["holds"] is False
    assert "the first difference" in found["page"][-1]
