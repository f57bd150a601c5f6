"""Make the pictures of the report: `python -m tests.browser.pictures [FOLDER]`.

Without a folder the pictures that the documentation shows are made anew. With one, everything that is worth a look
goes there: each subject's first page, matrix, findings, answers and sign-off, on a desk, on a projector, on two phones
and in the dark, and the pages that are printed (which need pdftoppm).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from mlthreat.cli.app import run
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.conftest import REPOSITORY
from tests.report_subjects import EXAMPLES, made_report

LOOKS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 1000}},
    "projector": {"viewport": {"width": 1920, "height": 1080}},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
    "small": {"viewport": {"width": 320, "height": 640}, "device_scale_factor": 2},
}
PLACES = (
    "summary",
    "matrix",
    "findings",
    "unanswered",
    "sign-off",
    "failure-modes",
    "answers",
    "not-asked",
    "catalogs",
)
SHOWN = {"report": ("chat-bot", "summary"), "report-findings": ("chat-bot", "findings")}
FRAME = {"viewport": {"width": 1280, "height": 860}}


def for_the_docs(browser: Browser, folder: Path) -> None:
    """The pictures that the documentation shows."""
    for name, (subject, place) in SHOWN.items():
        picture(browser, made_report(subject, Path(tempfile.mkdtemp(dir=folder)), "html"), place, FRAME,
                REPOSITORY / "docs" / "images" / f"{name}.png")  # fmt: skip
    table = folder / "portfolio.html"
    run(["portfolio", str(EXAMPLES), "--at", "2026-12-01", "--forecast", "120", "--output", str(table)])
    picture(browser, table, "summary", FRAME, REPOSITORY / "docs" / "images" / "portfolio.png")


def for_a_look(browser: Browser, folder: Path, target: Path) -> None:
    """Every subject in every look, and on paper."""
    for subject in ("chat-bot", "email-filter", "large", "signed", "begun", "hostile"):
        report = made_report(subject, Path(tempfile.mkdtemp(dir=folder)), "html")
        for look, settings in LOOKS.items():
            for place in PLACES:
                picture(browser, report, place, settings, target / f"{subject}-{look}-{place}.png")
        paper(browser, report, target / f"{subject}.pdf")


def picture(browser: Browser, report: Path, place: str, settings: dict[str, Any], file: Path) -> None:
    """One window of a report at one of its anchors."""
    page = browser.new_page(**settings)
    page.goto(f"{report.as_uri()}#{place}")
    page.screenshot(path=file)
    page.close()


def paper(browser: Browser, report: Path, file: Path) -> None:
    """A report as it is printed, and a picture of each page where there is a program for that."""
    page = browser.new_page()
    page.goto(report.as_uri())
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    page.close()
    if pdftoppm := shutil.which("pdftoppm"):
        subprocess.run([pdftoppm, "-r", "80", "-png", file, file.with_suffix("")], check=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine."""
    if CHROMIUM is None:
        sys.exit("no Chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def main() -> None:
    """Make the pictures for the docs, or all of them in a folder."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with chromium() as browser, tempfile.TemporaryDirectory() as name:
        if target is None:
            for_the_docs(browser, Path(name))
        else:
            target.mkdir(parents=True, exist_ok=True)
            for_a_look(browser, Path(name), target)


if __name__ == "__main__":
    main()
