"""A report on paper: everything unfolded, nothing cut, each page with its number and the state it belongs to."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.printed import NUMBER, STATE, bare, in_pieces, outside, printed_pages

LEAVES = """[...document.querySelectorAll('h1, h2, h3, h4, h5, header p, main p, dt, dd, blockquote, figcaption, td, th, header li, .questions li')]
    .filter(e => !e.closest('.filter') && !e.querySelector('p, dl, ul, ol')).map(e => e.textContent)"""
NAMES = [
    pytest.param("signed", id="signed"),
    pytest.param("email-filter", id="email-filter"),
    pytest.param("hostile", id="hostile"),
]


@pytest.fixture(scope="module")
def printed(browser, report, tmp_path_factory):
    """A subject on A4: the path of its PDF, the text of each page and the page's own leaves."""
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    made = {}

    def of(name: str) -> tuple[Path, list[str], list[str]]:
        if name not in made:
            made[name] = _print(browser, report(name), tmp_path_factory.mktemp("pdf") / f"{name}.pdf")
        return made[name]

    return of


def _print(browser, report: Path, pdf: Path) -> tuple[Path, list[str], list[str]]:
    page = browser.new_page()
    page.goto(report.as_uri())
    leaves = page.evaluate(LEAVES)
    page.pdf(path=str(pdf), format="A4", prefer_css_page_size=True, print_background=False)
    page.close()
    return pdf, printed_pages(pdf), leaves


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_its_number_and_the_state(printed, report, name):
    _, pages, _ = printed(name)
    digest = re.search(r"<code>sha256:([0-9a-f]{64})</code>", report(name).read_text(encoding="utf-8"))
    assert digest
    assert [STATE.findall(page) for page in pages] == [[digest[1][:12]]] * len(pages)
    numbers = [NUMBER.findall(page) for page in pages]
    assert numbers == [[(str(n), str(len(pages)))] for n in range(1, len(pages) + 1)]


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_the_page_says_is_printed(printed, name):
    _, pages, leaves = printed(name)
    paper = bare("".join(NUMBER.sub("", STATE.sub("", page)) for page in pages))
    assert len(leaves) > 100
    assert [leaf for leaf in leaves if not in_pieces(bare(leaf), paper)] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_out_of_the_paper(printed, name):
    pdf, _, _ = printed(name)
    assert outside(pdf) == []


def test_there_is_a_page_to_sign(printed):
    _, pages, _ = printed("email-filter")
    page = next(" ".join(p.split()) for p in pages if "Date and signature" in p)
    assert "Decision and sign-off" in page
    assert re.search(r"in the state sha256:[0-9a-f]{64} and decide: approve approve with conditions reject", page)
    assert "Conditions Name and role Date and signature" in page


def test_the_first_page_says_the_decision_and_its_conditions(printed):
    _, pages, _ = printed("signed")
    first = " ".join(pages[0].split())
    assert "Approved with conditions, by declaration" in first
    assert "declared by Grace Hopper (product security), 2026-11-25 10:00 UTC, on exactly this state" in first
    assert "Measured again in March." in first
    assert "an acceptance ends" in first
