"""The report in Markdown, as GitHub and GitLab render it: all that the page says, in its order, and nothing that the text made up."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.report_subjects import SUBJECTS, made_report

MEANT = {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "li", "ol", "p", "span", "strong",
         "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip
ATTRIBUTES = {"a": {"name", "href"}, "ol": {"start"}, "td": {"style"}, "th": {"style"}}
INLINE = re.compile(r"</?(?:a|b|bdi|code|small|span|time|em|strong)\b[^>]*>")
DRAWN = re.compile(r"<(svg|fieldset|nav)\b.*?</\1>", re.DOTALL)
# what the page needs and Markdown does not: a line above the title
ON_THE_PAGE_ALONE = {
    "Threat-model review of a machine-learning system",
}
REFERENCE = re.compile(
    r"(?<![\w`])@\w|(?<!\w)#\d|\bGH-\d|(?<!\w)[!%^]\d|(?<!\w)~\w|\bwww\.|://|\[vuln:|:\w+:(?!\w)"
    r"|\*iteration:|(?<!\w)\[[ x!]",
    re.IGNORECASE,
)

BOXES = {"[ ] approve", "[ ] approve with conditions", "[ ] reject"}
"""Our own, to be ticked by hand."""


class Rendered(HTMLParser):
    """Rendered Markdown: its tags with their attributes, and its text apart from code and links."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.free: list[str] = []
        self._inside: list[str] = []
        self.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == "br" or self._inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if not {"code", "a"} & set(self._inside):
            self.free.append(data)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A subject's report as HTML text and as Markdown text."""
    made: dict[str, tuple[str, str]] = {}

    def of(name: str) -> tuple[str, str]:
        if name not in made:
            folders = [tmp_path_factory.mktemp(name) for _ in range(2)]
            page, text = (
                made_report(name, f, s).read_text(encoding="utf-8")
                for f, s in zip(folders, ("html", "md"), strict=True)
            )
            made[name] = page, text
        return made[name]

    return of


@pytest.mark.parametrize("name", SUBJECTS)
def test_it_says_what_the_page_says_in_the_same_order(both, name):
    page, markdown = both(name)
    said = bare("".join(Rendered(markdown).text))
    told = [c for c in blocks(page) if c.strip() not in ON_THE_PAGE_ALONE]
    assert len(told) > 1000
    assert [c for c in told if bare(c) not in said] == []
    at = -1
    for heading in re.findall(r"<h[1-5]\b[^>]*>(.*?)</h[1-5]>", DRAWN.sub("", page), re.DOTALL):
        text = bare(html.unescape(re.sub(r"<[^>]*>", "", heading)))
        at = at if len(text) < 40 else said.index(text, at + 1)
    assert at > len(said) / 2


@pytest.mark.parametrize("name", SUBJECTS)
def test_it_holds_no_markup_but_what_is_meant(both, name):
    rendered = Rendered(both(name)[1])
    assert {tag for tag, _ in rendered.tags} <= MEANT
    for tag, attributes in rendered.tags:
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        assert (attributes.get("href") or "#").startswith(("#", "https://", "http://"))


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_anchor_is_unique_and_every_link_arrives(both, name):
    anchors = [a for tag, a in Rendered(both(name)[1]).tags if tag == "a"]
    names = [a["name"] for a in anchors if "name" in a]
    assert len(names) == len(set(names))
    links = [a["href"] for a in anchors if (a.get("href") or "").startswith("#")]
    assert len(links) > 50
    assert {link[1:] for link in links if link} <= set(names)


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_text_becomes_a_reference(both, name):
    free = Rendered(both(name)[1]).free
    assert [t for t in free if REFERENCE.search(t) and t not in BOXES] == []


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_row_of_a_table_has_as_many_cells_as_its_head(both, name):
    width = 0
    for line in both(name)[1].split("\n"):
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not cells or not width or cells == width, line
        width = cells


@pytest.mark.parametrize("name", ["chat-bot", "email-filter", "signed"])
def test_a_full_review_stays_small_in_both(both, name):
    page, markdown = both(name)
    assert len(page.encode()) < 400_000
    assert len(markdown.encode()) < 300_000


@pytest.mark.parametrize("name", SUBJECTS)
def test_headings_and_short_sentences_read_as_an_editor_would_have_them(both, name):
    page, markdown = both(name)
    headings = [line for line in markdown.splitlines() if re.match("#+ ", line)]
    assert [h for h in headings if "  " in h or re.search(r"\\:(?: |$)|\.\. |\. \(not known: ", h)] == []
    assert "## Annex A: Failure modes in detail" in headings
    for text in (page, markdown):
        assert "nobody owns" not in text
        assert not re.search(r"Answer: [a-z, ]+\. [a-z]", text)


def test_findings_without_an_owner_are_told_on_the_first_page(run_cli, workspace):
    answers = {"data-trust.notice-tampering": "no", "data-trust.data-quality-measurements": "no"}
    given = {"system": {"name": "Filter"}, "traits": {"trains-models": "yes"}, "answers": answers}
    Path("fill.json").write_text(json.dumps(given), encoding="utf-8")
    run_cli("review", "a.review.yaml", "--answers", "fill.json", "--no-input")
    out = run_cli("report").out
    assert "| Missing | 2 open findings have no owner. |" in out
    assert "Answer: no · no owner, no due date" in out


def blocks(page: str) -> list[str]:
    """The texts of the page's blocks."""
    body = re.search(r"<header.*</main>", page, re.DOTALL)
    assert body
    return [
        html.unescape(c) for c in re.split(r"<[^>]*>", INLINE.sub("", DRAWN.sub("", body[0]))) if re.search(r"\w", c)
    ]


def bare(text: str) -> str:
    """A text's letters and digits."""
    return re.sub(r"[\W_]+", "", text).casefold()
