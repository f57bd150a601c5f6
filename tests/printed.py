"""What is on paper, as pdftotext reads it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

STATE = re.compile(r"^State sha256:([0-9a-f]{12})…$", re.MULTILINE)
NUMBER = re.compile(r"^Page (\d+) of (\d+)$", re.MULTILINE)
A4 = (595.0, 842.0)


def printed_pages(pdf: Path) -> list[str]:
    """The text of each page."""
    return _told(pdf, "-raw", "-enc", "UTF-8").split("\f")[:-1]


def outside(pdf: Path) -> list[tuple[float, ...]]:
    """The boxes of words that run into the margins of A4; the foot of the page stands below."""
    words = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">', _told(pdf, "-bbox")
    )
    assert len(words) > 1000
    margin = 14 / 25.4 * 72 - 2
    boxes = [tuple(map(float, word)) for word in words]
    return [b for b in boxes if not (margin <= b[0] and b[2] <= A4[0] - margin and b[1] > 0 and b[3] < A4[1])]


def _told(pdf: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, pdf, "-"], capture_output=True, text=True, check=True).stdout


def bare(text: str) -> str:
    """A text without what a PDF tells in its own way: blanks, script from right to left, and what few machines have a font for."""
    return re.sub(r"[\s\u0600-\u06ff\u4e00-\u9fff]+", "", text).casefold()


def in_pieces(text: str, paper: str, pieces: int = 3) -> bool:
    """Whether a text is printed in a few pieces, as one is that goes over to another page or has an id at its right."""
    if not text or text in paper:
        return True
    length = next((n for n in range(len(text) - 1, 0, -1) if text[:n] in paper), 0)
    return pieces > 1 and length > 0 and in_pieces(text[length:], paper, pieces - 1)
