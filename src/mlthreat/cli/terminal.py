"""Which front end suits the terminal, and whether it wants colour."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from mlthreat.views.messages import safe
from mlthreat.views.visible import wrapped

if TYPE_CHECKING:
    from mlthreat.views.interview.front import FrontEnd


def wants_color() -> bool:
    """What NO_COLOR, FORCE_COLOR and TERM say, in that order, and whether standard output is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def screen() -> tuple[int, bool]:
    """How wide standard output is and whether it wants colour; 80 columns where it is no terminal."""
    return printed_width(most=120) if sys.stdout.isatty() else 80, wants_color()


def tell(text: str, *, lines: bool = False) -> None:
    """Print a text that may be anybody's, wrapped at the width of the terminal; indented where `lines` keeps its blanks."""
    sys.stdout.write("\n".join(wrapped(safe(text, lines=lines), printed_width())) + "\n")


def fitted(text: str) -> str:
    """A text with its lines wrapped where standard output is a terminal; for files and pipes as it is."""
    if not sys.stdout.isatty():
        return text
    return "\n".join(part for line in text.split("\n") for part in wrapped(line, printed_width()))


def printed_width(*, otherwise: int = 80, most: int = 500) -> int:
    """How wide what is printed may be; `otherwise` where no terminal and no COLUMNS tells, never too narrow for a word."""
    return min(max(shutil.get_terminal_size((otherwise, 24)).columns, 30), most)


def front_end(plain: bool | None) -> FrontEnd:
    """The front end that was asked for, or that the terminal can carry.

    Plain without a terminal, always; plain where `plain`, MLTHREAT_PLAIN, ACCESSIBLE or TERM=dumb say so; plain, with
    a word about it, where the terminal cannot be opened.
    """
    from mlthreat.views.interview.plain import PlainFrontEnd

    width = printed_width(most=100)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or (plain if plain is not None else _prefers_plain()):
        return PlainFrontEnd(width=width)
    try:
        from mlthreat.views.interview.full import FullFrontEnd

        return FullFrontEnd(color=wants_color())
    except Exception as error:  # noqa: BLE001 - whatever a console refuses to do, lines still work
        sys.stderr.write(f"this terminal allows lines only ({type(error).__name__})\n")
        return PlainFrontEnd(width=width)


def _prefers_plain() -> bool:
    named = os.environ.get("MLTHREAT_PLAIN") or os.environ.get("ACCESSIBLE") or ""
    return named.lower() not in {"", "0", "false", "no"} or os.environ.get("TERM", "dumb") == "dumb"
