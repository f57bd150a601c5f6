"""Whether a drawing in SVG is nothing but a drawing.

A browser runs nothing and loads nothing in a picture. But a picture can be saved and opened by itself, and a small
one can be built to take for ever to draw; so only what draws at a cost in proportion to its size may stand in it.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_SPACE: Final = "http://www.w3.org/2000/svg"
_ELEMENTS: Final = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
    ]
)
"""What draws. `use`, `pattern`, `filter` and their like repeat or compute; `a`, `image`, `script` lead elsewhere."""
_MAX_ELEMENTS: Final = 2000
_ELSEWHERE: Final = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|\\|expression\(|javascript:", re.IGNORECASE)


class _Fault(Exception):
    """Found something that may not stand in a logo."""


def fault_of_svg(raw: bytes) -> str:
    """What is wrong with a drawing, with its line; empty for nothing."""
    look = _Look()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = look.at_declaration
    parser.StartDoctypeDeclHandler = look.at_doctype
    parser.ProcessingInstructionHandler = look.at_instruction
    parser.StartElementHandler = look.at_element
    parser.EndElementHandler = look.at_end
    parser.CharacterDataHandler = look.text.append
    try:
        parser.Parse(raw, True)
    except _Fault as fault:
        return f"{fault}, in line {parser.CurrentLineNumber}"
    except expat.ExpatError as error:
        return f"is not an SVG that can be read: line {error.lineno}, {expat.ErrorString(error.code)}"
    return look.fault_of_text()


class _Look:
    """Looks at each part of a drawing as it is read. Raises _Fault."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._elements = 0
        self._in_clip = False

    def at_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        """Refuse encodings that two readers might understand differently."""
        if encoding and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise _Fault("is not UTF-8")

    def at_doctype(self, _name: str, _system: str | None, _public: str | None, inner: int) -> None:
        """Refuse declarations of entities; a bare document type, as some programs write it, is harmless."""
        if inner:
            raise _Fault("declares entities")

    def at_instruction(self, _target: str, _data: str) -> None:
        """Refuse instructions: they name style sheets that lie elsewhere."""
        raise _Fault("holds a processing instruction")

    def at_element(self, name: str, attributes: dict[str, str]) -> None:
        """Refuse what does not draw, and attributes that do more than describe."""
        space, _, local = name.rpartition(" ")
        if space != _SPACE or local not in _ELEMENTS:
            raise _Fault(f"holds `<{local[:40]}>`, which may not stand in a logo")
        if not self._elements:
            _check_root(local, attributes)
        self._elements += 1
        if self._elements > _MAX_ELEMENTS:
            raise _Fault(f"has more than {_MAX_ELEMENTS} elements")
        self._in_clip = self._in_clip or local == "clipPath"
        for key, value in attributes.items():
            self._check(key.rpartition(" ")[2].lower(), value)

    def at_end(self, name: str) -> None:
        """Leave a clip path."""
        if name.endswith(" clipPath"):
            self._in_clip = False

    def fault_of_text(self) -> str:
        """What is wrong with the texts taken together, as no comment or section can part a word; empty for nothing."""
        text = "".join(self.text)
        if _ELSEWHERE.search(text):
            return "has a style that leads elsewhere"
        return "clips by a style; write `clip-path` at the element" if "clip-path" in text.lower() else ""

    def _check(self, key: str, value: str) -> None:
        if key.startswith("on"):
            raise _Fault(f"holds `{key[:40]}`, which would run something")
        if key == "href" and not value.startswith("#"):
            raise _Fault("leads elsewhere")
        if _ELSEWHERE.search(value):
            raise _Fault("has a style that leads elsewhere")
        if self._in_clip and key in {"clip-path", "style"}:
            # paths that clip paths that clip paths double the work at every step
            raise _Fault("nests clip paths")


def _check_root(name: str, attributes: dict[str, str]) -> None:
    if name != "svg":
        raise _Fault("is not an SVG")
    if "viewBox" not in attributes and not {"width", "height"} <= set(attributes):
        raise _Fault("says neither its size nor its `viewBox`")
