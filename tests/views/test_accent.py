"""A colour is shown in shades that can be read on everything that it stands on, and near to what was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.files.bundled import template_folder
from mlthreat.views.accent import contrast, shades

STYLE = (template_folder() / "style.css").read_text(encoding="utf-8")
LIGHT = ("#fbfbf9", "#ffffff")
DARK = ("#13161a", "#1a1e24")


def rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#1b4f8f", "#1b4f8f", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(rgb(one), rgb(other)) == pytest.approx(ratio, abs=0.005)


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_shades_that_can_be_read(number):
    found = shades(f"#{number:06x}", STYLE)
    for shade, grounds in ((found.light, LIGHT), (found.dark, DARK)):
        for ground in grounds:
            assert contrast(rgb(shade), rgb(ground)) >= 4.5


def test_the_grounds_of_this_test_are_those_of_the_style_sheet():
    for light, dark in zip(LIGHT, DARK, strict=True):
        assert f"light-dark({light}, {dark})" in STYLE


def test_a_colour_that_can_be_read_stays_and_one_that_cannot_is_told():
    assert shades("#1b4f8f", STYLE).light == "#1b4f8f"
    assert shades("#93BFF7", STYLE).dark == "#93bff7"
    assert shades("#1b4f8f", STYLE).told.startswith("the accent #1b4f8f is shown as #")
    assert shades("#1b4f8f", STYLE).told.endswith("on dark ground, so that it can be read")
    assert "light" not in shades("#1b4f8f", STYLE).told
