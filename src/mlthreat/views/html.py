"""Plain text inside HTML: Jinja escapes it; here is what it must not do for itself, and the policy of the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, Undefined
from markupsafe import Markup, escape

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.prose import flat
from mlthreat.views.report_text import QUESTION_ID, is_address, paragraphs
from mlthreat.views.visible import STEERING, visible

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOOSE: Final = re.compile(r"\s*([{};,])\s*|(?<=[\w-]):[ ](?=[^\"\s])|\s*\n\s*")
_END_TAG: Final = re.compile(r"</(?:p|li|dt|dd|td|th|tr)>")
_FOOT: Final = re.compile(r"[\w :().…-]*", re.ASCII)


class Templates(FileSystemLoader):
    """Templates that close every element, without the end tags that HTML lets one leave out: a tenth of a page's markup.

    That holds for a paragraph as long as no bare text follows it in its parent.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's source without them."""
        source, path, is_fresh = super().get_source(environment, template)
        return _END_TAG.sub("", source), path, is_fresh


def finalize(value: Any) -> Any:
    """What a template is about to show: nothing in a text may steer the page."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else visible(value)
    return "" if value is None or type(value) is Undefined else value


def prose(text: str) -> Markup:
    """A text that was broken into lines to fit a file, as paragraphs."""
    return _markup("\n".join(f"<p>{escape(visible(p))}</p>" for p in paragraphs(text)))


def quoted(text: str) -> Markup:
    """A text of several lines exactly as it was written; the style sheet keeps its lines."""
    said = escape(visible(text).strip("\n"))
    return _markup(f"<blockquote>{said}</blockquote>")


def code(text: str) -> Markup:
    """An id, a digest or a path."""
    return _markup(f"<code>{escape(visible(text))}</code>")


def anchor(text: str) -> str:
    """An id as the name or the target of an anchor: Jinja escapes what needs it."""
    return text


def link(text: str) -> Markup:
    """A web address as a link that shows where it leads; anything else as text."""
    if not is_address(text):
        return escape(visible(text))
    shown = escape(text)
    return _markup(f'<a href="{shown}">{shown}</a>')


def linked(text: str, known: frozenset[str]) -> Markup:
    """A text in which the ids of known questions are links to them."""
    line, parts, end = flat(visible(text)), [], 0
    for found in QUESTION_ID.finditer(line):
        if found[0] in known:
            parts += [escape(line[end : found.start()]), f'<a href="#{found[0]}">{found[0]}</a>']
            end = found.end()
    return _markup("".join([*parts, escape(line[end:])]))


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - every piece of it that is not ours was escaped just before


def style_sheet(written: str, foot: str) -> str:
    """The style sheet without what only its writers need, and with a line at the foot of every printed page."""
    return _LOOSE.sub(_tight, _COMMENT.sub("", written)).strip() + _page_rule(foot)


def _tight(found: re.Match[str]) -> str:
    return found[1] + "\n" * (found[1] == "}") if found[1] else ":" if ":" in found[0] else " "


def _page_rule(foot: str) -> str:
    # so that no page can be taken for one of another report
    shown = foot if _FOOT.fullmatch(foot) else ""
    return f'\n@page {{ @bottom-left {{ content: "{shown}" }} }}\n'


def policy(style: str, *, images: bool = False) -> str:
    """The Content-Security-Policy of a page with one style sheet, perhaps with images inside it, and nothing else.

    Raises UserError for a style sheet that could end its element.
    """
    if "</" in style or "<!" in style:
        raise UserError("a style sheet may hold neither `</` nor `<!`", "look at the block `css` of the template")
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    pictures = " img-src data:;" if images else ""
    return f"default-src 'none';{pictures} style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"


def data_block(data: Any) -> Markup:
    """Data for a `<script type="application/json">`: no text in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = STEERING.sub(lambda found: json.dumps(found[0])[1:-1], text)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - no character of it means anything in HTML
