"""A page in house style, in a real browser: nothing is fetched, nothing is blocked, everything can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

COLOURS = """
[...document.querySelectorAll(".dates a, .by-owner a, .classification, .house p")].map(e => {
  let ground = e;
  while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
  const numbers = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const [a, b] = [e, ground].map((x, i) => light(numbers(getComputedStyle(x)[i ? "backgroundColor" : "color"])));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
})
"""


@pytest.fixture
def page(run_cli, workspace) -> Path:
    shutil.copytree(REPOSITORY / "docs" / "examples" / "house-style", workspace, dirs_exist_ok=True)
    assert run_cli("report", "--template", "templates", "--output", "r.html").code == 0
    return (workspace / "r.html").resolve()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_in_house_style(opened, page, scheme):
    shown = opened(page, color_scheme=scheme)
    ratios = shown.evaluate(COLOURS)
    assert len(ratios) >= 8
    assert min(ratios) >= 4.5, ratios
    assert shown.evaluate("document.querySelector('#house-logo').naturalWidth") == 120
    assert shown.evaluate("getComputedStyle(document.querySelector('.classification')).borderTopWidth") == "1px"
    shown.set_viewport_size({"width": 320, "height": 700})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 320
    assert [r for r in shown.asked if not r.startswith(("file://", "data:image/svg+xml"))] == []
    assert shown.said == []
