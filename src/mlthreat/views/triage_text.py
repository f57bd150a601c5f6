"""What triage found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.views.triage_data import Found, as_data
from mlthreat.views.triage_shape import MissedData, NamedAnswer, PlaceData, RecordedData, RowData, TriageData
from mlthreat.views.visible import one_line, wrapped

_MOST_ROWS = 20


def as_text(found: Found, width: int) -> str:
    """The result as lines no wider than `width`."""
    data = as_data(found)
    lines = [*_headline(data), *_bars(data), *_rules(data), *_mitigations(data), *_questions(data)]
    return "\n".join(part for line in lines for part in _wrapped(line, width))


def severity_words(row: RowData) -> str:
    """A severity, with its upper end where the source prints one; or that there is none."""
    if row["severity"] is None:
        return f"no fixed severity, at most {row['up_to']}" if row["up_to"] else "no severity"
    return str(row["severity"]) + (f", up to {row['up_to']}" if row["up_to"] else "")


def _wrapped(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return wrapped(indent + one_line(line), width, hang=2 if indent else 0)


def _headline(data: TriageData) -> Iterator[str]:
    rows = [(b["id"], r) for b in data["bars"] for r in b["rows"]]
    leading = next((r for bar, r in rows if bar == data["bar"] and r["id"] == data["row"]), None)
    if data["outcome"] == "contradiction":
        clash = next(b["contradiction"] for b in data["bars"] if b["contradiction"])
        yield f"These answers contradict each other: {answers_in_words(clash)}. At least one of them must be another."
    elif data["outcome"] == "no-row":
        yield "These answers fit no row. Either one of them is wrong, or no bar lists such an issue."
    elif leading and data["outcome"] == "decided":
        yield f"{leading['title']}: {severity_words(leading)}"
        yield f"Goes to: {leading['owner']}"
    elif leading:
        yield f"Not decided: {len(rows)} rows are possible. At worst it is {leading['title']}: {severity_words(leading)}"


def answers_in_words(named: list[NamedAnswer]) -> str:
    """Answers as `deliberate is no and …`."""
    return " and ".join(f"{a['id']} is {a['answer']}" for a in named)


def _bars(data: TriageData) -> Iterator[str]:
    for bar in data["bars"]:
        yield ""
        yield bar["title"] + ("" if bar["complete"] else " (only a part of it could be read)")
        if bar["contradiction"]:
            yield f"  contradictory answers: {answers_in_words(bar['contradiction'])}"
        elif bar["no_row_about_it"]:
            what = "no row is" if bar["complete"] else "no row that could be read is"
            yield f"  {what} about {', '.join(data['failure_modes']) or 'what was found'}"
        elif not bar["rows"]:
            yield f"  no row fits, because {answers_in_words(bar['ruled_out_by'])}"
        certain = [r for r in bar["rows"] if r["certain"]]
        for row in certain:
            yield from _row(row)
        yield from _possible([r for r in bar["rows"] if not r["certain"]], alone=not certain)
        if not bar["complete"] and bar["rows"]:
            yield f"  before you rely on it, look at {bar['source']['url'] or bar['source']['title']}"


def _possible(rows: list[RowData], *, alone: bool) -> Iterator[str]:
    if alone and len(rows) == 1:
        yield from _row(rows[0])
        return
    for row in rows[:_MOST_ROWS]:
        yield f"  possible: {row['title']} ({row['id']}): {severity_words(row)}"
    if len(rows) > _MOST_ROWS:
        yield f"  and {len(rows) - _MOST_ROWS} more"


def _row(row: RowData) -> Iterator[str]:
    yield f"  row: {row['title']} ({row['id']})" + ("" if row["certain"] else ", possible")
    yield f"  {row['text']}"
    yield f"  severity: {severity_words(row)}"
    if row["because"]:
        yield f"  because: {row['because']}"
    if row["condition"]:
        yield f"  condition: {row['condition']}"
    if row["not_known"]:
        yield f"  not known: {', '.join(row['not_known'])}; the more severe case was taken"
    yield f"  rests on: {_place(row['rests_on'])}"
    if row["source"] != row["rests_on"]:
        yield f"  row in: {_place(row['source'])}"
    for recorded in row["recorded"]:
        yield f"  recorded elsewhere: {_range(recorded)} in {_place(recorded['source'])}. {recorded['note'] or ''}"
    yield f"  goes to: {row['owner']}"


def _range(recorded: RecordedData) -> str:
    low, high = recorded["low"], recorded["high"]
    return str(low) if low == high else f"{low} to {high}"


def _place(source: PlaceData) -> str:
    said = f"{source['title']}, {source['ref']}" if source["ref"] else str(source["title"])
    return f"{said} ({source['note']})" if source["note"] else said


def _rules(data: TriageData) -> Iterator[str]:
    if data["failure_modes"]:
        yield ""
        yield f"Failure mode: {', '.join(data['failure_modes'])}"
    for threat in data["threats"]:
        yield f"  threat {threat['id']}, {threat['title']}"
        yield from (f"    {line}" for line in threat["severity_rule"])


def _mitigations(data: TriageData) -> Iterator[str]:
    if any(data["mitigations"].values()):
        yield ""
        yield "What can be done"
    for does, measures in data["mitigations"].items():
        for measure in measures:
            yield f"  {does}: {measure['text']}"


def _questions(data: TriageData) -> Iterator[str]:
    if data["review"] is None:
        return
    yield ""
    if not data["questions"]:
        why = "no question is about it" if data["failure_modes"] else "the failure mode is not decided"
        yield f"Questions in {data['review']} that should have caught it: none, {why}"
        return
    yield f"Questions in {data['review']} that should have caught it"
    for question in data["questions"]:
        yield f"  {question['id']}: {_answered(question)}"
        yield f"    {question['text']}"


def _answered(question: MissedData) -> str:
    if not question["applies"]:
        said = f"answered {question['verdict']}, but " if question["verdict"] else ""
        return f"{said}not asked: {question['why']}"
    if question["verdict"] is None:
        return "not answered"
    by = ", from the profile" if question["from_profile"] else f", by {question['by']}" if question["by"] else ""
    at = f", {question['at']}" if question["at"] else ""
    note = f"; {one_line(question['note'])}" if question["note"] else ""
    return f"{question['verdict']}{by}{at}{' (in doubt)' if question['in_doubt'] else ''}{note}"
