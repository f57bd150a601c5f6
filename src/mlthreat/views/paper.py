"""A page as a PDF: the document that is signed. It needs WeasyPrint, the extra `mlthreat[pdf]`, and the system's Pango.

Nothing is loaded, from a network or from a disk: whatever the page shows, it holds. Same page, same fonts, same bytes.
"""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stdout
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any, Final
from xml.etree.ElementTree import SubElement

from jinja2 import Environment

from mlthreat.domain.diagnostic import UserError

ATTACHED: Final = "attached.review.yaml"
"""The name of the review inside the document."""
_CREATED: Final = datetime(2000, 1, 1)
"""What is attached must name a moment, and a clock would change its bytes."""


def pdf(page: str, world: Environment, attached: str) -> bytes:
    """A report's page as a tagged PDF with bookmarks, and the review, as the text of its file, attached to it.

    `world` is that of the shipped templates. Raises UserError where WeasyPrint or Pango is missing, where there is no font,
    or where the page wants anything from outside, as only templates of somebody's own can make it.
    """
    weasyprint = _weasyprint()
    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    html = weasyprint.HTML(string=page, url_fetcher=inside)
    _complete(html.etree_element, world)
    review = weasyprint.Attachment(
        string=attached, name=ATTACHED, description="The review", created=_CREATED, modified=_CREATED
    )
    try:
        made: bytes = html.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True, attachments=[review])
    except weasyprint.urls.FatalURLFetchingError as wanted:
        raise UserError(f"a PDF holds everything it shows: {wanted}", "look at the templates of your own") from None
    return made


def _weasyprint() -> ModuleType:
    """WeasyPrint. Raises UserError where it, or what it needs of the system, is not there."""
    try:
        # it prints an essay where Pango is missing
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            weasyprint = import_module("weasyprint")
    except ImportError as missing:
        raise UserError(
            "a PDF needs WeasyPrint, which is not installed", "install it with: pip install 'mlthreat[pdf]'"
        ) from missing
    except OSError as missing:
        raise UserError(
            "a PDF needs Pango, a library of the system, which is not installed",
            "on Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from missing
    _must_have_a_font(weasyprint)
    return weasyprint


def _must_have_a_font(weasyprint: ModuleType) -> None:
    # Pango does not fail where there is none: it takes the whole process down
    fontconfig = weasyprint.text.ffi.fontconfig
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcInitLoadConfigAndFonts(), fontconfig.FcSetSystem)
    if not fonts or not fonts.nfont:
        raise UserError(
            "a PDF needs a font, and none is installed", "on Debian and Ubuntu: apt-get install fonts-dejavu-core"
        )


def _complete(page: Any, world: Environment) -> None:
    """Give a page the style of paper."""
    SubElement(page.find("head"), "style").text = world.get_template("paper.css").render()
    for number in page.iterfind(".//h2//span[@class='mark']"):
        number.tail = f" {number.tail or ''}"  # a bookmark is the bare text of its heading
