"""A headless Chromium, driven by Playwright, and the reports it looks at; skipped with a reason where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import report_subjects as subjects

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for a module: while Playwright is open its event loop runs in this thread, where no other test may want its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is missing; install --group browser")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The HTML report of a subject by its name; each is made once a session."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = subjects.made_report(name, tmp_path_factory.mktemp(name), "html")
        return made[name]

    return of


@pytest.fixture
def opened(browser: Any, report: Callable[[str], Path]) -> Iterator[Callable[..., Any]]:
    """Open a subject's report from disk, in a context of its own: `opened("signed", color_scheme="dark")`.

    `asked` and `said` on the page collect every request and every message, dialog and error.
    """
    contexts = []

    def open_page(name: str | Path, **context: Any) -> Any:
        fresh = browser.new_context(**context)
        contexts.append(fresh)
        page = fresh.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: page.said.append(dialog.message))
        page.goto((name if isinstance(name, Path) else report(name)).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
