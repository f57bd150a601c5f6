"""The assessment on one screen of a terminal: calm, in words, and the same without colour."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mlthreat.views.exports.review_shape import Complete
from mlthreat.views.first_page import DECISIONS, FirstPage, amount, first_page
from mlthreat.views.report_text import moment, sentence, spaced
from mlthreat.views.visible import one_line

_STYLES: Final = {
    "critical": "bold red",
    "important": "bold yellow",
    "moderate": "yellow",
    "low": "dim",
    "unanswered": "magenta",
    "accepted": "cyan",
    "changed": "bold",
    "settled": "green",
}


_MOST_CHANGES: Final = 5


def summary(data: Complete, *, width: int = 80, color: bool = False) -> str:
    """The summary, ending in a line feed; with `color` it holds escape sequences, otherwise none."""
    paper = StringIO()
    console = Console(
        file=paper,
        width=max(width, 20),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    front = first_page(data)
    _head(console, data, front)
    _findings(console, data, front)
    _facts(console, data, front)
    return "\n".join(line.rstrip() for line in paper.getvalue().splitlines()) + "\n"


def _head(console: Console, data: Complete, front: FirstPage) -> None:
    system = data["system"]
    owner = f", owned by {one_line(system['owner'])}" if system["owner"] else ", nobody is named as its owner"
    version = f" {one_line(system['version'])}" if system["version"] else ""
    console.print(Text.assemble((one_line(system["name"]) + version, "bold"), owner))
    console.print(Text(front.state, style=_STYLES.get(front.tone, "")))
    console.print()


def _findings(console: Console, data: Complete, front: FirstPage) -> None:
    if not front.worst:
        return
    questions = {q["id"]: q for q in data["questions"]}
    console.print(Text("Worst open findings", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for finding in front.worst:
        action = questions[finding["id"]]["action"]
        owner = one_line(action["owner"]) if action and action["owner"] else "nobody owns it"
        due = f", due {action['due']}" if action and action["due"] else ""
        body = Text(one_line(questions[finding["id"]]["text"]) + "\n")
        body.append(f"{finding['id']}: {finding['verdict']}, {owner}{due}", style="dim")
        table.add_row(Text(finding["severity"], style=_STYLES[finding["severity"]]), body)
    console.print(Padding(table, (0, 0, 0, 2)))
    if front.more:
        console.print(Text(f"  and {front.more} more", style="dim"))
    console.print()


def _facts(console: Console, data: Complete, front: FirstPage) -> None:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(ratio=1)
    for word, said in _rows(data, front):
        table.add_row(Text(word), Text(said))
    console.print(table)


def _rows(data: Complete, front: FirstPage) -> list[tuple[str, str]]:
    coverage = data["coverage"]
    decisions = "; ".join(
        f"{DECISIONS[d['decision']]}, declared by {one_line(d['by'])} ({one_line(d['role'])}), {moment(d['at'])}"
        for d in front.decisions
    )
    none = "none on this state; it was changed since it was signed off" if front.earlier else "none recorded yet"
    unanswered = ", ".join(f"{one_line(c.word)} {c.number}" for c in front.unanswered)
    asked = f"{coverage['applicable']} of {coverage['total']} questions apply, {coverage['answered']} are answered"
    dates = [f"{d.day} {d.what}" + (f": {one_line(d.who)}" if d.who else "") for d in front.deadlines[:3]]
    return [
        ("Decision", decisions or none),
        ("Until when", "; ".join([*dates, *(sentence(g).rstrip(".") for g in front.gaps)]) or "no date is set"),
        ("Unanswered", unanswered or "nothing"),
        ("Questions", asked),
        *(("" if number else "Changed", said) for number, said in enumerate(_changes(data))),
        ("This state", data["digest"]),
    ]


def _changes(data: Complete) -> Iterator[str]:
    """What catalogs that do not come with mlthreat switch off or rate otherwise, a line each; of the rest, how much."""
    own = {c["id"] for c in data["catalogs"] if not c["shipped"]}
    changes = [c for c in data["changes"] if c["catalog"] in own]
    weighty = [c for c in changes if c["disabled"] or c["field"] == "severity"]
    for change in weighty[:_MOST_CHANGES]:
        what = f"{spaced(change['kind'])} {one_line(change['id'])}"
        owner = f", {one_line(change['owner'])} answers for it" if change["owner"] else ""
        did = f"{what} switched off" if change["disabled"] else f"severity of {what} set"
        yield f"{did} by {change['catalog']}{owner}: {one_line(change['because'])}"
    if more := len(changes) - len(weighty[:_MOST_CHANGES]):
        yield f"{amount(more, 'more change')}; the whole report names them"
