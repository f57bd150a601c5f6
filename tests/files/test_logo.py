"""A logo is known by its content, small and complete; nothing in it runs, moves, loads or takes for ever to draw."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlthreat.files.logo import NotALogo, logo_of


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = zlib.compress((b"\0" + b"\x80\x20\x40" * min(width, 9)) * min(height, 9))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND")


def jpeg(width: int = 8, height: int = 8, frame: int = 0xC0) -> bytes:
    size = struct.pack(">BHHB", 8, height, width, 3) + b"\1\x11\0\2\x11\0\3\x11\0"
    parts = [b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0", b"\xff\xd0", b"\xff"]
    parts.append(bytes([0xFF, frame]) + struct.pack(">H", len(size) + 2) + size)
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\0\2\0\xff\xd9"


def svg(inside: str = "<path d='M0 0h8v8H0z'/>", root: str = 'viewBox="0 0 8 8"', before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {root}>{inside}</svg>'.encode()


GOOD = {
    "a PNG": (png(), "image/png"),
    "a JPEG": (jpeg(), "image/jpeg"),
    "a progressive JPEG": (jpeg(frame=0xC2), "image/jpeg"),
    "an SVG": (svg(), "image/svg+xml"),
    "an SVG with a declaration": (svg(before='<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "a" "b">\n'), "image/svg+xml"),
    "an SVG with a mark": (b"\xef\xbb\xbf" + svg(), "image/svg+xml"),
    "an SVG with its size": (svg(root='width="10" height="4"'), "image/svg+xml"),
    "a gradient": (svg("<defs><linearGradient id='a'><stop offset='0'/></linearGradient><linearGradient id='b' xlink:href='#a'/></defs><rect width='8' height='8' fill='url(#b)'/>"), "image/svg+xml"),
    "classes": (svg("<style>.a { fill: #fff }</style><text class='a'>Acme &amp; <tspan>Sons</tspan></text>"), "image/svg+xml"),
    "a clip path": (svg("<clipPath id='c'><rect width='8' height='8'/></clipPath><g clip-path='url(#c)'><path d='M0 0'/></g>"), "image/svg+xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_logo_goes_into_the_page_whole(name):
    raw, media_type = GOOD[name]
    logo = logo_of(raw)
    assert logo.media_type == media_type
    assert base64.b64decode(logo.uri.removeprefix(f"data:{media_type};base64,")) == raw


BAD = {
    "nothing": (b"", "neither PNG nor JPEG nor SVG"),
    "text": (b"logo", "neither PNG nor JPEG nor SVG"),
    "a GIF": (b"GIF89a\1\0\1\0", "neither PNG nor JPEG nor SVG"),
    "HTML": (b"<html><body>x</body></html>", "holds `<html>`"),
    "too large": (png() + b"\0" * 65536, "larger than 64 KiB"),
    "a cut PNG": (png()[:-6], "cut off"),
    "a PNG's first bytes": (png()[:8], "cut off"),
    "a damaged PNG": (png().replace(b"IDAT", b"IDAQ"), "damaged"),
    "a PNG without a head": (png()[:8] + chunk(b"IEND"), "without its head"),
    "a PNG and more": (png() + b"<script>", "behind its end"),
    "a moving PNG": (png(2, 2, chunk(b"acTL", b"\0" * 8)), "is animated"),
    "an enormous PNG": (png(30000, 2), "2048 are the most"),
    "an empty PNG": (png(0, 2), "has no size"),
    "a chunk that lies": (png()[:8] + b"\xff\xff\xff\xff" + png()[12:], "cut off"),
    "a cut JPEG": (jpeg()[:-2], "cut off"),
    "an enormous JPEG": (jpeg(8, 60000), "2048 are the most"),
    "a JPEG without a frame": (b"\xff\xd8\xff\xe0\0\2\xff\xd9", "without a picture"),
    "an arithmetic JPEG": (jpeg(frame=0xC9), "without a picture"),
    "a frame that is too short": (b"\xff\xd8\xff\xc0\0\2\xff\xd9", "without a picture"),
    "broken XML": (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><g>", "line 1"),
    "a drawing in no namespace": (b"<svg viewBox='0 0 1 1'/>", "holds `<svg>`"),
    "no size": (svg(root=""), "neither its size"),
    "another root": (b"<g xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", "is not an SVG"),
    "a script": (svg("\n<script>alert(1)</script>"), "holds `<script>`, which may not stand in a logo, in line 2"),
    "an event": (svg("<path onload='alert(1)'/>"), "holds `onload`"),
    "an event in capitals": (svg("<path ONLOAD='alert(1)'/>"), "holds `onload`"),
    "foreign markup": (svg("<foreignObject/>"), "holds `<foreignObject>`"),
    "HTML inside": (svg("<p xmlns='http://www.w3.org/1999/xhtml'/>"), "holds `<p>`"),
    "a link": (svg("<a href='https://evil.example'/>"), "holds `<a>`"),
    "an image": (svg("<image href='https://evil.example/x.png'/>"), "holds `<image>`"),
    "a use": (svg("<g id='a'/><use href='#a'/>"), "holds `<use>`"),
    "a pattern": (svg("<pattern/>"), "holds `<pattern>`"),
    "a filter": (svg("<filter/>"), "holds `<filter>`"),
    "an animation": (svg("<animate/>"), "holds `<animate>`"),
    "a gradient from elsewhere": (svg("<linearGradient xlink:href='https://evil.example#a'/>"), "leads elsewhere"),
    "a fill from elsewhere": (svg("<path fill='url(https://evil.example#a)'/>"), "leads elsewhere"),
    "a style from elsewhere": (svg("<style>@import 'https://evil.example/a.css'</style>"), "leads elsewhere"),
    "a parted style": (svg("<style>@imp<!-- -->ort<![CDATA[ 'x']]></style>"), "leads elsewhere"),
    "an escaped style": (svg("<style>.a { fill: u\\72l(x) }</style>"), "leads elsewhere"),
    "an instruction": (svg(before="<?xml-stylesheet href='x.css'?>"), "processing instruction"),
    "entities": (svg(before="<!DOCTYPE svg [<!ENTITY a 'x'>]>"), "declares entities"),
    "another encoding": (svg(before="<?xml version='1.0' encoding='utf-7'?>"), "is not UTF-8"),
    "an encoding that nobody knows": (svg(before="<?xml version='1.0' encoding='klingon'?>"), "is not UTF-8"),
    "nested clip paths": (svg("<clipPath id='a'><rect clip-path='url(#b)'/></clipPath>"), "nests clip paths"),
    "nested clip paths by a style": (svg("<clipPath id='a'><rect style='clip-path: url(#b)'/></clipPath>"), "nests clip paths"),
    "nested clip paths by a class": (svg("<style>rect { clip-path: url(#b) }</style>"), "clips by a style"),
    "very many elements": (svg("<g/>" * 2001), "more than 2000 elements"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_logo_says_why(name):
    raw, said = BAD[name]
    with pytest.raises(NotALogo) as refused:
        logo_of(raw)
    assert said in refused.value.message
    assert refused.value.hint


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_nothing_but_a_refusal_comes_of_damage(name, data):
    raw = bytearray(GOOD[name][0])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not raw:
            break
    try:
        logo_of(bytes(raw))
    except NotALogo as refused:
        assert refused.message  # noqa: PT017 - both outcomes are right, a crash is not
