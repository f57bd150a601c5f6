"""For managers: one page in the style of a report, with nothing in it that acts, and nothing that is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from mlthreat.domain.disposition import Disposition
from mlthreat.domain.look import House
from mlthreat.domain.portfolio import Portfolio, Row
from mlthreat.domain.stance import Stance
from mlthreat.domain.value import Severity
from mlthreat.views import html
from mlthreat.views.portfolio.front import approved, front, tone_of
from mlthreat.views.portfolio.told import (
    answered_in_words,
    findings_in_words,
    gate_in_words,
    left_open,
    sections,
    severity_in_words,
    signed_in_words,
    stance_in_words,
    stances_in_words,
    subject_in_words,
    until,
)
from mlthreat.views.report import environment, house_shown, style_of
from mlthreat.views.report_parts import Choice

_CHOICES: Final = {
    **{str(s): str(s) for s in Severity},
    **{d.replace(" ", "-"): str(d) for d in Disposition},
    "unapproved": "not approved",
    "refused": "refused by the gate",
}
"""What the table can be filtered by, each with its words."""

LISTED: Final = 40
"""How many entries of a section are listed; the rest are counted."""


@dataclass(frozen=True, slots=True)
class System:
    """A line of the table."""

    anchor: str
    row: Row
    tone: str
    marks: frozenset[str]
    """What it can be filtered by; its tone is among them."""
    cells: tuple[str, ...]

    @property
    def classes(self) -> str:
        """What its line is marked with."""
        return " ".join(sorted(self.marks))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the page, as its contents list it."""

    mark: str
    anchor: str
    title: str
    number: int


def page(portfolio: Portfolio, templates: Path, cache: Path | None = None, house: House | None = None) -> str:
    """The portfolio as one HTML page that stands alone.

    `templates` is the folder of the shipped templates, `cache` one for their compiled form; `house` what an organization
    puts on its pages.
    """
    world = environment(templates, html, cache)
    anchors = {row.file: f"system/{number}" for number, row in enumerate(portfolio.rows, 1)}
    systems = [_system(row, anchors[row.file]) for row in portfolio.rows]
    found = [] if portfolio.subject else sections(portfolio)
    return world.get_template("portfolio.html.j2").render(
        portfolio=portfolio,
        front=front(portfolio, found, anchors),
        chapters=list(_chapters(portfolio, [(s.key, s.heading, len(s.entries)) for s in found])),
        systems=systems,
        choices=_choices(systems),
        sections=found,
        listed=LISTED,
        anchors=anchors,
        until=until(portfolio),
        about=(subject_in_words(portfolio), stances_in_words(portfolio)) if portfolio.subject else None,
        house=house_shown(house),
        style=style_of(world, house, f"Judged on {portfolio.day} (UTC)", "portfolio.css"),
        policy=partial(html.policy, images=house is not None),
    )


def _system(row: Row, anchor: str) -> System:
    tone = tone_of(row)
    if row.stance:
        return System(anchor, row, tone, frozenset({tone}), tuple(_stance(row.stance)))
    flags = {"unanswered": row.coverage.open > 0, "unapproved": not approved(row), "refused": not row.passed}
    cells = (findings_in_words(row), answered_in_words(row), signed_in_words(row), gate_in_words(row))
    return System(anchor, row, tone, frozenset({tone, *(f for f in flags if flags[f])}), cells)


def _stance(stance: Stance) -> Iterator[str]:
    yield severity_in_words(stance.severity)
    yield stance_in_words(stance)
    yield left_open(stance)
    yield ", ".join(stance.doubted)


def _chapters(portfolio: Portfolio, found: Iterable[tuple[str, str, int]]) -> Iterator[Chapter]:
    parts = [("systems", "The systems, the worst first", len(portfolio.rows)), *found]
    if portfolio.unread:
        parts.append(("unread", "Not read", len(portfolio.unread)))
    yield from (Chapter(str(number), *part) for number, part in enumerate(parts, 1))


def _choices(systems: Iterable[System]) -> tuple[Choice, ...]:
    marks = [mark for system in systems for mark in system.marks]
    return tuple(Choice(key, word, marks.count(key)) for key, word in _CHOICES.items() if key in marks)
