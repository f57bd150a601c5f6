"""The difference between two states of a review: for a terminal, for a pull request, for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

from typing_extensions import TypedDict

from mlthreat.domain.change import Area, Difference, FieldChange, How
from mlthreat.domain.prose import amount, flat
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.exports.words import one_of
from mlthreat.views.markdown import code, escaped
from mlthreat.views.visible import one_line

FORMATS: Final = ("text", "markdown", "json")
MOST: Final = 20
"""How many causes of one thing are shown; JSON has them all."""
LONGEST: Final = 160
"""How many characters of a text are shown; JSON has it whole."""

_TITLES: Final = {
    Area.CATALOG: "Catalogs",
    Area.SYSTEM: "The system",
    Area.TRAIT: "Facts about the system",
    Area.QUESTION: "Questions that apply",
    Area.ANSWER: "Answers",
    Area.NOTE: "Notes on questions without an answer",
    Area.DISAGREEMENT: "Disagreements",
    Area.FINDING: "Findings",
    Area.ACCEPTANCE: "Accepted findings",
    Area.SIGN_OFF: "Sign-offs",
}
MARKS: Final = {
    How.ADDED: "+",
    How.REMOVED: "-",
    How.CHANGED: "~",
    How.ASKED: "+",
    How.NOT_ASKED: "-",
    How.OPENED: "+",
    How.CLOSED: "-",
    How.VOIDED: "!",
}


class FieldData(TypedDict):
    """A field, before and after; null where it was, or is, empty."""

    name: str
    before: Any
    after: Any


class DifferenceData(TypedDict):
    """One thing that is not as it was."""

    area: Annotated[str, one_of(Area)]
    id: str
    how: Annotated[str, one_of(How)]
    fields: list[FieldData]
    because: list[str]
    """Why, in words."""
    through: list[str]
    """The traits that made the difference."""


class ChangesData(TypedDict):
    """What changed in meaning from one state of a review to another."""

    format: Literal[1]
    old: str
    new: str
    differences: list[DifferenceData]


def render(differences: Sequence[Difference], old: str, new: str, form: str) -> str:
    """Every difference, in one of FORMATS, without a final line feed."""
    if form == "json":
        data: ChangesData = {"format": 1, "old": old, "new": new, "differences": [_as_data(d) for d in differences]}
        return json_text(data).rstrip()
    if form == "markdown":
        return "\n".join(_markdown(differences, old, new))
    return "\n".join(_text(differences)) or "no difference in meaning"


def _as_data(difference: Difference) -> DifferenceData:
    return {
        "area": str(difference.area),
        "id": difference.id,
        "how": str(difference.how),
        "fields": [field_data(f) for f in difference.fields],
        "because": list(difference.because),
        "through": list(difference.through),
    }


def field_data(change: FieldChange) -> FieldData:
    """A field's change as plain data."""
    return {"name": change.name, "before": change.before, "after": change.after}


def _text(differences: Sequence[Difference]) -> Iterator[str]:
    for area, found in _by_area(differences):
        yield f"{_TITLES[area]}: {len(found)}"
        for mark, name, said, lines in _told(area, found):
            yield f"  {mark} {one_line(f'{name}: {said}' if name else said)}"
            yield from (f"      {one_line(line)}" for line in lines)


def _markdown(differences: Sequence[Difference], old: str, new: str) -> Iterator[str]:
    yield f"# What changed from {code(old)} to {code(new)}"
    if not differences:
        yield "\nNo difference in meaning."
    for area, found in _by_area(differences):
        yield f"\n## {_TITLES[area]}\n"
        for _, name, said, lines in _told(area, found):
            yield f"- {code(name)}: {said}" if name else f"- {escaped(said)}"
            yield from (f"  - {escaped(one_line(line))}" for line in lines)


def _by_area(differences: Sequence[Difference]) -> Iterator[tuple[Area, list[Difference]]]:
    for area in Area:
        found = [d for d in differences if d.area is area]
        if found:
            yield area, found


Told = tuple[str, str, str, list[str]]
"""A mark, the name of what changed where it is one thing, what happened, and the lines below."""


def _told(area: Area, found: Sequence[Difference]) -> Iterator[Told]:
    if area is Area.QUESTION:
        yield from _by_cause(found)
        return
    for difference in found:
        yield MARKS[difference.how], difference.id, str(difference.how), list(_details(difference))


def _by_cause(found: Sequence[Difference]) -> Iterator[Told]:
    """Questions that came or went through the same facts, told together: one fact may decide on dozens."""
    alike: dict[tuple[How, tuple[str, ...]], list[Difference]] = {}
    for difference in found:
        alike.setdefault((difference.how, difference.through), []).append(difference)
    for (how, through), same in alike.items():
        cause = f", through {', '.join(through)}" if through else ""
        lines = [f"{d.id}: {'; '.join(d.because)}" for d in same]
        yield MARKS[how], "", f"{how}{cause}: {amount(len(same), 'question')}", lines


def _details(difference: Difference) -> Iterator[str]:
    if difference.how is How.REMOVED and difference.area is Area.ANSWER:
        yield f"it was: {_said(difference.fields)}"
    else:
        yield from (line for field in difference.fields for line in field_lines(field))
    yield from difference.because[:MOST]
    if len(difference.because) > MOST:
        yield f"and {len(difference.because) - MOST} more"


def _said(fields: Sequence[FieldChange]) -> str:
    return ", ".join(f"{f.name} {shown(f.before)}" for f in fields if f.name != "asked")


def field_lines(change: FieldChange) -> Iterator[str]:
    """A field's change in words: one line, or for a list one for each item."""
    if change.name == "asked":
        if change.before and change.after:
            yield "answered to other words of the question than before"
        elif change.before:
            yield "it is not recorded any more to which words it was given"
    elif isinstance(change.before, list) or isinstance(change.after, list):
        before, after = change.before or [], change.after or []
        yield from (f"{change.name} - {shown(item)}" for item in before if item not in after)
        yield from (f"{change.name} + {shown(item)}" for item in after if item not in before)
        if sorted(map(str, before)) == sorted(map(str, after)):
            yield f"{change.name} in another order"
    elif change.before is None:
        yield f"{change.name}: {shown(change.after)}"
    elif change.after is None:
        yield f"{change.name}: {shown(change.before)} → nothing"
    else:
        yield f"{change.name}: {shown(change.before)} → {shown(change.after)}"


def shown(value: Any) -> str:
    """A value as it is shown: groups as `key: value`, long texts cut."""
    if isinstance(value, dict):
        return clipped(
            ", ".join(f"{k}: {shown(v)}" for k, v in value.items() if k != "asked" and v not in (None, [], {}))
        )
    if isinstance(value, list):
        return clipped("; ".join(shown(v) for v in value))
    return clipped(str(value)) if value is not None else "nothing"


def clipped(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = flat(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
