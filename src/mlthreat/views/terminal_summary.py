"""The assessment on one screen of a terminal: calm, in words, and the same without colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mlthreat.domain.prose import amount
from mlthreat.views.exports.review_shape import Complete, FindingData, QuestionData
from mlthreat.views.first_page import DECISIONS, Deadline, FirstPage, first_page, nearest
from mlthreat.views.paper_console import PaperConsole
from mlthreat.views.report_text import moment, sentence, short, spaced, verdict
from mlthreat.views.visible import one_line

# so that all of it fits on forty lines of eighty columns
_NAME, _TITLE, _QUESTION, _CAUSE = 36, 72, 130, 220
_FINDINGS, _FEW, _MOST_CHANGES = 4, 3, 5
_STYLES: Final = {
    "critical": "bold red",
    "important": "bold yellow",
    "moderate": "yellow",
    "low": "dim",
    "unanswered": "magenta",
    "accepted": "cyan",
    "changed": "bold",
    "settled": "green",
    "quiet": "dim",
}


def summary(data: Complete, *, width: int = 80, color: bool = False) -> str:
    """The summary, ending in a line feed; with `color` it holds escape sequences, otherwise none."""
    console = PaperConsole(max(width, 20), color=color)
    front = first_page(data)
    _head(console, data, front)
    _findings(console, data, front)
    _facts(console, data, front)
    return console.written()


def _head(console: Console, data: Complete, front: FirstPage) -> None:
    system = data["system"]
    version = f" {short(one_line(system['version']), _NAME)}" if system["version"] else ""
    owner = f"owned by {_name(system['owner'])}" if system["owner"] else "nobody is named as its owner"
    console.print(Text.assemble((short(one_line(system["name"]), _TITLE) + version, "bold"), f", {owner}"))
    console.print(Text(front.state, style=_STYLES.get(front.tone, "")))
    counts = [Text(f"{c.number} {c.word.removesuffix(', open')}", _STYLES[c.tone]) for c in front.counts if c.number]
    console.print(Text(", ").join(counts))
    console.print()


def _findings(console: Console, data: Complete, front: FirstPage) -> None:
    if not front.worst:
        return
    questions = {q["id"]: q for q in data["questions"]}
    console.print(Text("Worst open findings", style="bold"))
    table = _grid()
    for finding in front.worst[:_FINDINGS]:
        table.add_row(Text(finding["severity"], style=_STYLES[finding["severity"]]), _told(finding, questions))
    console.print(table)
    if more := front.more + len(front.worst[_FINDINGS:]):
        console.print(Text(f"and {more} more; --output report.html shows them all", style="dim"))
    console.print()


def _told(finding: FindingData, questions: dict[str, QuestionData]) -> Text:
    question = questions[finding["id"]]
    action = question["action"]
    owner = _name(action["owner"]) if action and action["owner"] else "no owner"
    due = f", due {action['due']}" if action and action["due"] else ""
    overdue = ", overdue" if action and action["overdue"] else ""
    lapsed = ", its acceptance lapsed" if finding["state"] == "lapsed" else ""
    body = Text(short(one_line(question["text"]), _QUESTION) + "\n")
    return body.append(f"{verdict(question)}; {owner}{due}{overdue}{lapsed}; {finding['id']}", style="dim")


def _facts(console: Console, data: Complete, front: FirstPage) -> None:
    table = _grid(style="bold")
    for word, said in _rows(data, front):
        table.add_row(Text(word), Text(said))
    console.print(table)
    console.print(Text.assemble(("State  ", "bold"), data["digest"]), overflow="fold")


def _rows(data: Complete, front: FirstPage) -> Iterator[tuple[str, str]]:
    coverage = data["coverage"]
    none = "none that holds; something was changed since it was signed off" if front.earlier else "none recorded yet"
    decided = [
        f"{DECISIONS[d['decision']]}, declared by {_name(d['by'])} ({_name(d['role'])}), {moment(d['at'])}{'; lapsed' if d['lapsed'] else ''}"
        for d in front.decisions
    ]
    yield "Decision", _few(decided, "\n") or none
    if since := [] if front.decisions else _causes(front):
        yield "Since then", _few(since, "\n")
    dates = [_day(d) for d in nearest(front.deadlines, _FEW)]
    gaps = [sentence("; ".join(front.gaps)).rstrip(".")] if front.gaps else []
    yield "Until when", "\n".join([*dates, *gaps]) or "no date is set"
    yield "Unanswered", _few([f"{_name(c.word)} {c.number}" for c in front.unanswered], ", ") or "nothing"
    asked = f"{coverage['applicable']} of {coverage['total']} questions apply, {coverage['answered']} answered"
    noted = sum(q["open"] and bool(q["draft"]) for q in data["questions"])
    yield "Questions", asked + (f", {noted} of the others have a note" if noted else "")
    if disputed := [f"{f['trait']} is {' or '.join(f['disagreement'])}" for f in data["profile"] if f["disagreement"]]:
        yield "Disputed", _few(disputed, ", ")
    if kept := _kept(data):
        yield "Kept", f"{kept} that no catalog in force asks for"
    if changes := "\n".join(_changes(data)):
        yield "Changed", changes


def _causes(front: FirstPage) -> list[str]:
    """Why the last decision is not of this state."""
    last = max(front.earlier, key=lambda s: s["at"], default=None)
    return [short(one_line(cause), _CAUSE) for cause in last["why"]] if last else []


def _kept(data: Complete) -> str:
    facts = len(data["former_traits"]) + len(data["unknown_traits"])
    counts = ((facts, "fact"), (len(data["orphans"]), "answer"), (len(data["orphan_drafts"]), "note"))
    return ", ".join(amount(number, word) for number, word in counts if number)


def _changes(data: Complete) -> Iterator[str]:
    """What catalogs that do not come with mlthreat switch off or rate otherwise, a line each; of the rest, how much."""
    own = {c["id"] for c in data["catalogs"] if not c["shipped"]}
    changes = [c for c in data["changes"] if c["catalog"] in own]
    weighty = [c for c in changes if c["disabled"] or c["field"] == "severity"]
    for change in weighty[:_MOST_CHANGES]:
        what = f"{spaced(change['kind'])} {one_line(change['id'])}"
        owner = f", {_name(change['owner'])} answers for it" if change["owner"] else ""
        did = f"{what} switched off" if change["disabled"] else f"severity of {what} set"
        yield short(f"{did} by {change['catalog']}{owner}: {one_line(change['because'])}", _QUESTION)
    if more := len(changes) - len(weighty[:_MOST_CHANGES]):
        yield f"{amount(more, 'more change')}; the whole report names them"


def _day(deadline: Deadline) -> str:
    return f"{deadline.day} {deadline.what}" + (f": {_name(deadline.who)}" if deadline.who else "")


def _few(items: list[str], between: str) -> str:
    more = [f"and {len(items) - _FEW} more"] if len(items) > _FEW else []
    return between.join([*items[:_FEW], *more])


def _name(text: str) -> str:
    return short(one_line(text), _NAME)


def _grid(style: str = "") -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=style)
    table.add_column(ratio=1)
    return table
