"""A report in a real browser, opened from disk: it asks for nothing, everybody can read it, it filters without a script."""

from __future__ import annotations

import pytest

from tests.report_subjects import HOSTILE, SUBJECTS, made_report

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async ([tags, off]) => (await axe.run(document, {
    runOnly: {type: 'tag', values: tags}, rules: Object.fromEntries(off.map(rule => [rule, {enabled: false}]))})).violations
    .map(v => `${v.id}: ${v.help}; ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`)"""
FOREIGN = "main img, main script, iframe, base, form, object, details, [style], [onerror], [onload], [onmouseover]"
TOO_WIDE = """width => [...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.skip, .defs, thead') && e.getBoundingClientRect().right > width + 1)
    .map(e => e.outerHTML.slice(0, 160))"""
TOO_SMALL = """[...document.querySelectorAll('.filter label, .contents a, .counts a')]
    .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 160))"""
SHAPE = """[...document.querySelectorAll('body *')].map(
    e => [e.tagName, e.parentElement.tagName, e.id, e.textContent.replace(/\\s+/g, '')])"""


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_report_asks_for_nothing_but_itself_and_says_nothing(opened, report, name):
    page = opened(name)
    page.mouse.wheel(0, 5000)
    assert page.asked == [report(name).as_uri()]
    assert page.said == []


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("signed", "light"),
        ("signed", "dark"),
        ("signed", "print"),
        ("email-filter", "light"),
        ("begun", "dark"),
        ("hostile", "print"),
    ],
)
def test_axe_finds_no_violation(opened, name, look):
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is missing; install --group browser")
    # the policy of the page lets no script in, not even axe
    page = opened(name, color_scheme="dark" if look == "dark" else "light", bypass_csp=True)
    if look == "print":
        page.emulate_media(media="print")
    page.add_script_tag(path=str(axe.AXE_FILE_PATH))
    # nobody presses on paper
    assert page.evaluate(VIOLATIONS, [RULES, ["target-size"] if look == "print" else []]) == []


def test_findings_are_filtered_without_scripts(opened):
    page = opened("signed", java_script_enabled=False)
    shown = page.locator(".findings article:visible")
    everything = shown.count()
    for label in page.locator(".findings .filter label").all():
        label.click()
        word, number = label.inner_text().split(" ")
        assert shown.count() == int(number)
        assert word == "all" or page.locator(f".findings article.{word}:visible").count() == int(number)
        assert page.locator(".findings .group:visible:not(:has(article:visible))").count() == 0
    page.locator(".findings .filter label").first.click()
    assert shown.count() == everything


def test_failure_modes_are_filtered_without_scripts(opened):
    page = opened("large", java_script_enabled=False)
    for label in page.locator(".modes .filter label").all():
        label.click()
        assert page.locator(".modes tbody tr:visible").count() == int(label.locator("b").inner_text())


def test_answers_are_filtered_without_scripts(opened):
    page = opened("signed", java_script_enabled=False)
    for label in page.locator(".answers .filter label").all()[1:]:
        label.click()
        # those that are findings stand in one row for a section
        alone = page.locator("ul.answers > li[id]:visible").count()
        together = page.locator("ul.answers > li:not([id]):visible a").count()
        assert alone + together == int(label.locator("b").inner_text())


def test_a_filter_is_worked_by_keys(opened):
    page = opened("signed", java_script_enabled=False)
    before = page.locator(".findings article:visible").count()
    page.locator(".findings .filter input").first.focus()
    page.keyboard.press("ArrowRight")
    assert 0 < page.locator(".findings article:visible").count() < before


def test_hostile_text_stays_text(opened):
    page = opened("hostile")
    assert page.locator(FOREIGN).count() == 0
    assert page.title().startswith("<script>")
    shown = " ".join(page.evaluate("document.body.innerText").split())
    for text in HOSTILE:
        first = next(line for line in text.split("\n") if line.strip())
        visible = "".join(c if c.isprintable() or c == "\u200d" else f"\\u{ord(c):04x}" for c in first)
        assert " ".join(visible.split()) in shown, text


def test_links_lead_to_the_web_or_into_the_page(opened):
    links = opened("hostile").evaluate("[...document.links].map(a => [a.protocol, a.getAttribute('href')])")
    assert {protocol for protocol, _ in links} <= {"file:", "https:", "http:"}
    assert all(href.startswith("#") for protocol, href in links if protocol == "file:")


@pytest.mark.parametrize("name", SUBJECTS)
def test_nothing_is_wider_than_the_window(opened, name):
    page = opened(name)
    for width in (1920, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE, width) == []


def test_what_is_pressed_is_large_enough_for_a_finger(opened):
    assert opened("signed", viewport={"width": 390, "height": 844}).evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("name", ["signed", "begun"])
def test_leaving_end_tags_out_changes_nothing(opened, tmp_path, monkeypatch, name):
    from mlthreat.views import html

    lean = opened(name).evaluate(SHAPE)
    monkeypatch.setattr(html.Templates, "get_source", html.FileSystemLoader.get_source)
    whole = made_report(name, tmp_path, "html")
    assert "</li>" in whole.read_text(encoding="utf-8")
    assert opened(whole).evaluate(SHAPE) == lean
