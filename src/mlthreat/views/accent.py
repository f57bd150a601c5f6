"""An organization's colour in shades that can be read: 4.5 to 1 on everything that it stands on, as WCAG 2.2 demands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEAST: Final = 4.5
"""The contrast that success criterion 1.4.3 of WCAG 2.2 asks of text."""
_GROUND: Final = re.compile(r"--(?:paper|card): *light-dark\((#[0-9a-fA-F]{6}), *(#[0-9a-fA-F]{6})\)")
_TINT: Final = 0.09
"""How much of the accent is in the ground of what a link led to."""

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """One colour on light and on dark ground."""

    given: str
    light: str
    dark: str

    @property
    def told(self) -> str:
        """What became of the colour, in words; empty where it is shown as it was given."""
        other = [
            f"{c} on {g} ground" for c, g in ((self.light, "light"), (self.dark, "dark")) if c != self.given.lower()
        ]
        return f"the accent {self.given} is shown as {' and '.join(other)}, so that it can be read" if other else ""


def shades(accent: str, style: str) -> Shades:
    """The shades of a colour nearest to it that can be read on the grounds of a style sheet."""
    grounds = _GROUND.findall(style)
    assert grounds, "the style sheet says no grounds"
    light, dark = ([_rgb(pair[side]) for pair in grounds] for side in (0, 1))
    return Shades(accent, _hex(_readable(_rgb(accent), light, 0)), _hex(_readable(_rgb(accent), dark, 255)))


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours as WCAG 2.2 defines it: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: Rgb, grounds: Sequence[Rgb], towards: int) -> Rgb:
    """The colour, mixed with as much black (0) or white (255) as it needs."""
    mixed = (_mixed((towards, towards, towards), colour, share / 256) for share in range(257))
    return next(c for c in mixed if _can_be_read(c, grounds))


def _can_be_read(colour: Rgb, grounds: Sequence[Rgb]) -> bool:
    tinted = [_mixed(colour, ground, _TINT) for ground in grounds]
    return all(contrast(colour, ground) >= LEAST for ground in (*grounds, *tinted))


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (c / 255 for c in colour)
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def _rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
