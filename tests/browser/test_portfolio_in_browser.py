"""The page of many reviews in a real browser: it asks for nothing, everybody can read it, its first screen is the whole answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.test_report_page import FOREIGN, RULES, TOO_SMALL, TOO_WIDE, VIOLATIONS
from tests.conftest import REPOSITORY
from tests.report_subjects import subject

PAGES = ("all", "about")


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """The page of five systems and a broken file, in house style; the second about a failure mode."""
    folder = tmp_path_factory.mktemp("portfolio")
    for name in ("chat-bot", "email-filter", "signed", "begun", "hostile"):
        (folder / name).mkdir()
        subject(name, folder / name)
    (folder / "broken.review.yaml").write_text("system: [", encoding="utf-8")
    example = REPOSITORY / "docs" / "examples" / "house-style"
    for file in ("mlthreat.yaml", "logo.svg"):
        (folder / file).write_bytes((example / file).read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return {name: _made(folder, name) for name in PAGES}


def _made(folder: Path, name: str) -> Path:
    from mlthreat.cli.app import run

    page = folder / f"{name}.html"
    more = ["--about", "prompt-injection"] if name == "about" else []
    code = run(["portfolio", "--at", "2026-12-20", "--forecast", "120", "--output", str(page), *more])
    assert code == 2  # one file is broken
    return page


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_for_nothing_but_itself_and_runs_nothing(opened, pages, name):
    page = opened(pages[name])
    assert [url for url in page.asked if not url.startswith("data:image/svg+xml")] == [pages[name].as_uri()]
    assert page.said == []
    assert page.locator(FOREIGN).count() == 0
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()


@pytest.mark.parametrize("look", ["light", "dark", "print"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(opened, pages, name, look):
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is missing; install --group browser")
    page = opened(pages[name], color_scheme="dark" if look == "dark" else "light", bypass_csp=True)
    if look == "print":
        page.emulate_media(media="print")
    page.add_script_tag(path=str(axe.AXE_FILE_PATH))
    assert page.evaluate(VIOLATIONS, [RULES, ["target-size"] if look == "print" else []]) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(opened, pages, name):
    page = opened(pages[name])
    for width in (1920, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE, width) == []
    assert page.evaluate(TOO_SMALL) == []


def test_the_first_screen_is_the_whole_answer(opened, pages):
    page = opened(pages["all"], viewport={"width": 1440, "height": 1000})
    for title in ("Worst systems", "Lapses next", "Not approved", "Unanswered"):
        assert page.get_by_role("heading", name=title, exact=True).bounding_box()["y"] < 950


def test_systems_are_filtered_without_scripts(opened, pages):
    page = opened(pages["all"], java_script_enabled=False)
    labels = page.locator("#systems .filter label").all()
    assert len(labels) >= 4
    for label in labels:
        label.click()
        assert page.locator("#systems tbody tr:visible").count() == int(label.locator("b").inner_text())
