"""The document to sign, read back with another library: complete, tagged, with bookmarks, the same every time, and alone."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from mlthreat.domain.diagnostic import UserError
from mlthreat.files.bundled import template_folder
from mlthreat.views import html, paper
from mlthreat.views.report import environment
from tests.printed import bare, in_pieces, outside, printed_pages
from tests.report_subjects import made_report, subject


def _unable() -> str:
    """Why this machine makes no PDF; empty where it does."""
    try:
        paper._weasyprint()
    except UserError as error:
        return error.message
    return ""


able = pytest.mark.skipif(bool(_unable()), reason=_unable() or "able")
PICTURES = re.compile("[\U00010000-\U0010ffff\u200d]")
"""What no font of an ordinary machine holds."""
FOOT = re.compile(r"State sha256:([0-9a-f]{12})…\s+Page (\d+) of (\d+)")
ID = re.compile(r"sha256:[0-9a-f]{64}")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SHORT = '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><main>{}</main></body></html>'


class _Said(HTMLParser):
    """The texts of a page, without what is for a screen alone."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._hidden and len(data.strip()) > 2 and data != "Skip to the findings":
            self.said.append(data)


_UNSEEN = {"style", "script", "svg", "fieldset", "title"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The PDF of a subject by its name, with the page it was made from."""
    known: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in known:
            known[name] = made_report(name, tmp_path_factory.mktemp(name), "pdf")
        return known[name]

    return of


def must_have_pdftotext() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")


def short(body: str) -> bytes:
    return paper.pdf(SHORT.format(body), environment(template_folder(), html), "format: 1\n")


@able
def test_it_has_a_title_a_language_tags_and_bookmarks(made):
    document = PdfReader(made("signed"))
    root = document.trailer["/Root"]
    assert document.metadata.title == "Loan scoring: threat-model review"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert not document.metadata.creation_date
    chapters = _chapters(document)
    assert [c.title for c in chapters[:3]] == ["1 Failure modes at a glance", "2 Findings", "3 Accepted risks"]
    pages = [document.get_destination_page_number(c) for c in chapters]
    assert pages == sorted(pages)
    for chapter, page in zip(chapters[:6], pages, strict=False):
        assert bare(chapter.title) in bare(document.pages[page].extract_text())


@able
def test_the_contents_name_the_page_of_each_chapter(made):
    must_have_pdftotext()
    document = PdfReader(made("signed"))
    contents = "\n".join(printed_pages(made("signed"))[:2])
    chapters = _chapters(document)
    for chapter in chapters:
        page = document.get_destination_page_number(chapter) + 1
        title = r"\s+".join(map(re.escape, chapter.title.split()))
        assert re.search(rf"{title}\s+{page}\b", contents), chapter.title


@able
@pytest.mark.parametrize("name", ["chat-bot", "signed"])
def test_no_page_holds_the_contents_alone(made, name):
    must_have_pdftotext()
    pages = [bare(text) for text in printed_pages(made(name))[:2]]
    (page,) = [text for text in pages if "annexes" in text and "wordsofthefield" in text]
    assert "worstopenfindings" in page or "everyfailuremodeofeverycatalog" in page


@able
def test_every_link_leads_to_a_place_inside_or_to_the_web(made):
    document = PdfReader(made("signed"))
    places = set(document.named_destinations)
    inside = 0
    for page in document.pages:
        for link in (a.get_object() for a in page.get("/Annots", [])):
            if "/A" in link:
                assert (link["/A"]["/S"], link["/A"]["/URI"].partition(":")[0]) == ("/URI", "https")
            else:
                assert link["/Dest"] in places
                inside += 1
    assert inside > 100


@able
@pytest.mark.parametrize("name", ["signed", "hostile"])
def test_everything_that_the_page_says_is_in_it(made, run_cli, workspace, name):
    must_have_pdftotext()
    page = _Said(run_cli("report", made(name).with_name(f"{name}.review.yaml"), "--format", "html").out)
    said = bare("".join(FOOT.sub("", text) for text in printed_pages(made(name))))
    assert len(page.said) > 500
    assert [text for text in page.said if not in_pieces(bare(PICTURES.sub("", text)), said)] == []


@able
@pytest.mark.parametrize("name", ["signed", "hostile"])
def test_every_page_has_its_number_and_the_state_and_nothing_runs_out_of_it(made, name):
    must_have_pdftotext()
    texts = printed_pages(made(name))
    feet = [FOOT.findall(text) for text in texts]
    assert [[foot[1:] for foot in found] for found in feet] == [
        [(str(n), str(len(texts)))] for n in range(1, len(texts) + 1)
    ]
    assert len({found[0][0] for found in feet}) == 1
    assert outside(made(name)) == []


@able
def test_the_review_is_attached_and_is_the_state_that_the_document_shows(made, run_cli, workspace):
    document = PdfReader(made("signed"))
    (name, (content,)) = next(iter(document.attachments.items()))
    Path(name).write_bytes(content)
    shown = ID.search("".join(document.pages[0].extract_text().split()))
    assert shown
    assert shown[0] in run_cli("verify", name).out
    assert run_cli("report", name, "--format", "json").out == run_cli(
        "report", made("signed").with_name("signed.review.yaml"), "--format", "json"
    ).out  # fmt: skip


@able
def test_another_world_makes_the_same_bytes(made, workspace):
    world = {"TZ": "America/Anchorage", "PYTHONHASHSEED": "4242", "LC_ALL": "C", "XDG_CACHE_HOME": str(workspace)}
    review = made("signed").with_name("signed.review.yaml")
    command = [sys.executable, "-m", "mlthreat", "report", str(review), "--format", "pdf"]
    again = subprocess.run(command, env={**os.environ, **world}, capture_output=True, check=True)
    assert again.stdout == made("signed").read_bytes()
    assert again.stderr == b""


@able
def test_a_hostile_review_stays_text(made):
    document = PdfReader(made("hostile"))
    root = document.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert list(document.attachments) == [paper.ATTACHED]
    for page in document.pages:
        assert "/AA" not in page
        for link in (a.get_object() for a in page.get("/Annots", [])):
            assert link["/Subtype"] == "/Link"
            assert "/A" not in link or (link["/A"]["/S"] == "/URI" and link["/A"]["/URI"].startswith("https://"))
    assert not [page for page in document.pages if page.images]
    assert "<script>alert(1)</script>" in bare(document.pages[0].extract_text())


@able
@pytest.mark.parametrize(
    "body",
    [
        '<img src="{}">',
        '<p style="background: url({})">x</p>',
        "<style>@import '{}';</style>",
        '<link rel="attachment" href="{}"><p>x</p>',
        '<a rel="attachment" href="{}">x</a>',
        '<object data="{}">x</object>',
    ],
)
@pytest.mark.parametrize("address", ["file", "http://127.0.0.1:9/x"])
def test_a_page_that_wants_something_from_outside_makes_no_document(tmp_path, body, address):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    wanted = secret.as_uri() if address == "file" else address
    with pytest.raises(UserError, match=re.escape(wanted)):
        short(body.format(wanted))


@able
def test_it_bears_the_house_and_takes_templates(run_cli, workspace):
    review, _ = subject("begun", workspace)
    Path("mlthreat.yaml").write_text('house: {name: "Acme", accent: "#ffcc00"}', encoding="utf-8")
    Path("own").mkdir()
    Path("own/report.html.j2").write_text(
        '{% extends "report.html.j2" %}{% block findings %}{% endblock %}{% block failure_modes %}{% endblock %}'
        "{% block answers %}{% endblock %}{% block not_asked %}{% endblock %}{% block unanswered %}Own words.{% endblock %}",
        encoding="utf-8",
    )
    ran = run_cli("report", review, "--template", "own", "--output", "r.pdf")
    assert ran.code == 0, ran.err
    assert "the accent #ffcc00 is shown as" in ran.err
    must_have_pdftotext()
    text = bare("".join(printed_pages(Path("r.pdf"))))
    assert "acme" in text
    assert "ownwords." in text
    assert [chapter.title[0] for chapter in _chapters(PdfReader("r.pdf"))][:3] == ["1", "3", "5"]


def _chapters(document: PdfReader) -> list[Destination]:
    """The bookmarks of the chapters, without what is below them."""
    return [entry for entry in document.outline if not isinstance(entry, list)]


@able
def test_a_drawing_loads_nothing_either(tmp_path):
    picture = tmp_path / "secret.png"
    picture.write_bytes(base64.b64decode(PIXEL))
    drawing = '<svg role="img" width="90" height="90" viewBox="0 0 9 9"><image href="{}" width="9" height="9"/></svg>'
    assert PdfReader(io.BytesIO(short(drawing.format(f"data:image/png;base64,{PIXEL}")))).pages[0].images
    assert not PdfReader(io.BytesIO(short(drawing.format(picture.as_uri())))).pages[0].images


def test_without_weasyprint_it_says_how_to_get_it(run_cli, workspace, monkeypatch):
    review, _ = subject("begun", workspace)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    ran = run_cli("report", review, "--output", "r.pdf")
    assert ran.code == 2
    assert "error: a PDF needs WeasyPrint, which is not installed" in ran.err
    assert "pip install 'mlthreat[pdf]'" in ran.err
    assert not Path("r.pdf").exists()


@able
@pytest.mark.parametrize(("cut", "told"), [("pango", "a PDF needs Pango"), ("fonts", "a PDF needs a font")])
def test_without_pango_or_a_font_it_says_how_to_get_them(workspace, cut, told):
    review, _ = subject("begun", workspace)
    Path("no.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/nowhere</dir></fontconfig>',
        encoding="utf-8",
    )
    # a process of its own: a library that is loaded stays
    without = "import cffi, sys\n"
    if cut == "pango":
        without += "def gone(*_): raise OSError('cannot load library')\ncffi.FFI.dlopen = gone\n"
    program = f"{without}from mlthreat.cli.app import run\nsys.exit(int(run(sys.argv[1:])))"
    command = [sys.executable, "-c", program, "report", str(review), "--output", "r.pdf"]
    world = {**os.environ, **({"FONTCONFIG_FILE": str(Path("no.conf").resolve())} if cut == "fonts" else {})}
    ran = subprocess.run(command, env=world, capture_output=True, text=True, check=False)
    assert ran.returncode == 2, ran.stderr
    assert told in ran.stderr
    assert "apt-get install" in ran.stderr
    assert ran.stdout == ""
    assert not Path("r.pdf").exists()
