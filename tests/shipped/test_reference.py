"""The generated pages of the reference are what the catalogs say now."""

from __future__ import annotations

import re

import pytest

from mlthreat.files.composition import must_read
from mlthreat.views.reference import index, page
from tests.conftest import REPOSITORY

REFERENCE = REPOSITORY / "docs" / "reference"
CATALOGS = ["microsoft", "unintended", "genai", "nist"]
ANCHOR, LINK = re.compile(r'<a id="([^"]+)"></a>'), re.compile(r"(?<!\\)\]\(([^)#\s]*)#([^)\s]+)\)")


@pytest.mark.parametrize("catalog", CATALOGS)
def test_the_page_of_a_catalog_is_fresh(golden, catalog):
    golden(REFERENCE / "catalogs" / f"{catalog}.md", page(must_read(), catalog))


def test_the_page_of_all_catalogs_is_fresh(golden):
    golden(REFERENCE / "catalogs" / "README.md", index(must_read()))


@pytest.mark.parametrize("catalog", CATALOGS)
def test_every_entry_is_on_its_page_and_every_link_leads_to_one(catalog):
    file = REFERENCE / "catalogs" / f"{catalog}.md"
    text = file.read_text("utf-8")
    anchors = ANCHOR.findall(text)
    assert len(anchors) == len(set(anchors))
    library = must_read()
    own = next(c for c in library.catalogs if c.id == catalog)
    entries = {a.id for a in library.questions.values() if a.catalog == catalog} | {t.id for t in own.manifest.traits}
    entries |= {
        e.id for kind in (own.failure_modes, own.sections, own.terms, own.frameworks, own.bug_bars) for e in kind
    }
    entries |= {f"{m.id}/{t.id}" for m in own.failure_modes for t in m.threats}
    entries |= {f"ref-{r.id}" for r in own.references} | {f"doc-{d.id}" for d in own.manifest.documents}
    assert entries <= set(anchors)
    for other, anchor in LINK.findall(text):
        there = (file.parent / (other or file.name)).read_text("utf-8")
        assert f'<a id="{anchor}"></a>' in there, f"{other}#{anchor}"


def test_an_entry_is_told_whole():
    """Severity rule, measures with literature, names elsewhere with relation and note, who changed what, and why."""
    text = (REFERENCE / "catalogs" / "microsoft.md").read_text("utf-8")
    entry = text[text.index('<a id="model-stealing"></a>') : text.index('<a id="reprogramming"></a>')]
    assert "applies where exposes-predictions or releases-model" in entry
    assert "- important if security-sensitive: " in entry
    assert "recorded elsewhere: important to critical" in entry
    assert re.search(r"\*protect\*: .*\\\[\[.*\]\(#ref-.*\)\\\]", entry)
    assert re.search(
        r"\| \[`mitre-atlas-5\.6\.0`\]\(#mitre-atlas-5\.6\.0\) \| \[AML\.T0024\.002\]\(https://atlas", entry
    )
    changed = text[text.index('<a id="reward-hacking"></a>') :]
    assert re.search(
        r"- applies and severity set and .*mitigations.* extended by unintended: Microsoft's text", changed
    )
