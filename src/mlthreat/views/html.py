"""Plain text inside HTML: Jinja escapes it; here is what it must not do for itself, and the policy of the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any, Final

from markupsafe import Markup, escape

from mlthreat.domain.diagnostic import UserError
from mlthreat.views.report_text import QUESTION_ID, flat, is_address, paragraphs
from mlthreat.views.visible import visible

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


def finalize(value: Any) -> Any:
    """What a template is about to show: nothing in a text may steer the page."""
    return (
        visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else "" if value is None else value
    )


def prose(text: str) -> Markup:
    """A text that was broken into lines to fit a file, as paragraphs."""
    return Markup("\n").join(Markup("<p>{}</p>").format(visible(p)) for p in paragraphs(text))


def quoted(text: str) -> Markup:
    """A text of several lines exactly as it was written; the style sheet keeps its lines."""
    return Markup('<blockquote dir="auto">{}</blockquote>').format(visible(text).strip("\n"))


def code(text: str) -> Markup:
    """An id, a digest or a path."""
    return Markup("<code>{}</code>").format(visible(text))


def anchor(text: str) -> str:
    """An id as the name or the target of an anchor: Jinja escapes what needs it."""
    return text


def link(text: str) -> Markup:
    """A web address as a link that shows where it leads; anything else as text."""
    if not is_address(text):
        return escape(visible(text))
    return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(text)


def linked(text: str, known: frozenset[str]) -> Markup:
    """A text in which the ids of known questions are links to them."""
    line, parts, end = flat(visible(text)), [], 0
    for found in QUESTION_ID.finditer(line):
        if found[0] in known:
            parts += [escape(line[end : found.start()]), Markup('<a href="#{0}">{0}</a>').format(found[0])]
            end = found.end()
    return Markup("").join([*parts, escape(line[end:])])


def style_sheet(written: str, digest: str) -> str:
    """The style sheet without what only its writers need, and with the digest at the foot of every printed page."""
    bare = re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", written)).strip()
    return bare + _page_rule(digest)


def _page_rule(digest: str) -> str:
    # so that no page can be taken for one of another report
    shown = digest if _DIGEST.fullmatch(digest) else ""
    return f'\n@page {{ @bottom-left {{ content: "State {shown[:19]}…" }} }}\n'


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
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - no character of it means anything in HTML
