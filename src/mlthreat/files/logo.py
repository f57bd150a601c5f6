"""A logo: an image that is known by its content, small, and complete. Nothing in it moves, runs or loads anything."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from typing import Final

from mlthreat.domain.look import Logo
from mlthreat.files.raw_text import BOM
from mlthreat.files.svg import fault_of_svg

MAX_BYTES: Final = 64 * 1024
MAX_PIXELS: Final = 2048
"""The longest side: a small file can unfold into an enormous picture."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""The marks of the JPEG frames that browsers show: baseline, extended, progressive."""
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""The marks of JPEG that no length follows."""


class NotALogo(Exception):
    """Why some bytes cannot be a logo, in words, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def logo_of(raw: bytes) -> Logo:
    """The logo that some bytes are. Raises NotALogo."""
    if len(raw) > MAX_BYTES:
        raise NotALogo(f"is larger than {MAX_BYTES // 1024} KiB", "scale it down: it is shown an inch high")
    media_type, fault = _kind(raw)
    problem = fault(raw)
    if problem:
        raise NotALogo(problem, "export it again as PNG, JPEG or plain SVG")
    return Logo(media_type, base64.b64encode(raw).decode())


def _kind(raw: bytes) -> tuple[str, Callable[[bytes], str]]:
    """What the first bytes say: the media type, and who looks for faults in such a file."""
    if raw.startswith(_PNG):
        return "image/png", _fault_of_png
    if raw.startswith(_JPEG):
        return "image/jpeg", _fault_of_jpeg
    if raw.removeprefix(BOM).lstrip().startswith(b"<"):
        return "image/svg+xml", fault_of_svg
    raise NotALogo("is neither PNG nor JPEG nor SVG, whatever its name says", "export it as one of these")


def _fault_of_png(raw: bytes) -> str:
    """What is wrong with a PNG, chunk by chunk; empty for nothing."""
    at, seen = len(_PNG), b""
    while seen != b"IEND":
        if at + 12 > len(raw):
            return "is a PNG that is cut off"
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        if at + 12 + length > len(raw):
            return "is a PNG that is cut off"
        if zlib.crc32(raw[at + 4 : at + 8 + length]) != int.from_bytes(raw[at + 8 + length : at + 12 + length], "big"):
            return f"is a PNG whose part at byte {at} is damaged"
        if not seen and kind != b"IHDR":
            return "is a PNG without its head"
        if kind == b"IHDR" and (problem := _too_many(*struct.unpack(">II", raw[at + 8 : at + 16]))):
            return problem
        if kind == b"acTL":
            return "is animated"
        at, seen = at + 12 + length, kind
    return "has something behind its end" if at < len(raw) else ""


def _fault_of_jpeg(raw: bytes) -> str:
    """What is wrong with a JPEG, as far as its segments tell; empty for nothing."""
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        mark = raw[at + 1]
        if mark == 0xFF or mark in _BARE:
            at += 1 if mark == 0xFF else 2
            continue
        length = int.from_bytes(raw[at + 2 : at + 4], "big")
        if mark in _FRAMES:
            if length < 8 or at + 9 > len(raw):
                break
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return _too_many(width, height) or ("" if raw.endswith(b"\xff\xd9") else "is a JPEG that is cut off")
        at += 2 + length
    return "is a JPEG without a picture that browsers show"


def _too_many(width: int, height: int) -> str:
    if not width or not height:
        return "has no size"
    return f"is {width} by {height} pixels; {MAX_PIXELS} are the most" if max(width, height) > MAX_PIXELS else ""
