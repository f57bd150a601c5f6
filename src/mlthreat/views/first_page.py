"""What the first page says in ten seconds: the state in words, the decision, the worst, the dates, what is unanswered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlthreat.domain.prose import amount
from mlthreat.domain.value import Severity
from mlthreat.views.exports.review_shape import Complete, FindingData, QuestionData, SignOffData

DECISIONS = {"approve": "approved", "approve-with-conditions": "approved with conditions", "reject": "rejected"}
WORST_SHOWN = 5
NAMES_SHOWN = 3
DAYS_SHOWN = 4
SEVERITIES = tuple(s.value for s in Severity)


@dataclass(frozen=True, slots=True)
class Count:
    """A number, what is counted, and where in the report those are."""

    number: int
    word: str
    anchor: str
    tone: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something ends or is due."""

    day: str
    what: str
    who: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The values of the first page."""

    state: str
    """The state of the review as one sentence."""
    tone: str
    """The worst thing in it: a severity, `unanswered`, `changed` or `settled`."""
    decisions: tuple[SignOffData, ...]
    """The last decision of everyone who decided on exactly this state."""
    earlier: tuple[SignOffData, ...]
    """The last decision of everyone else: made on a state that is no more."""
    counts: tuple[Count, ...]
    worst: tuple[FindingData, ...]
    more: int
    """How many open findings there are beyond the worst."""
    deadlines: tuple[Deadline, ...]
    shown: tuple[Deadline, ...]
    """The next of them."""
    gaps: tuple[str, ...]
    """What open findings lack: owners, due dates."""
    unanswered: tuple[Count, ...]
    """How many questions are unanswered in each section that has any."""


def first_page(data: Complete) -> FirstPage:
    """Pick out of the complete data what the first page shows."""
    questions = {q["id"]: q for q in data["questions"]}
    opened = [f for f in data["findings"] if f["state"] != "accepted"]
    decisions, earlier = last_words(data["sign_offs"])
    deadlines = _deadlines(data, opened, questions)
    return FirstPage(
        state=_state(data, opened, decisions, earlier),
        tone=_tone(data, opened, decisions, earlier),
        decisions=decisions,
        earlier=earlier,
        counts=_counts(data, opened),
        worst=tuple(opened[:WORST_SHOWN]),
        more=max(len(opened) - WORST_SHOWN, 0),
        deadlines=deadlines,
        shown=nearest(deadlines, DAYS_SHOWN),
        gaps=_gaps(opened, questions),
        unanswered=_unanswered(data),
    )


def nearest(deadlines: tuple[Deadline, ...], most: int) -> tuple[Deadline, ...]:
    """The next few days, the first on which an acceptance ends among them."""
    ends = [d for d in deadlines if d.anchor.startswith("acceptance/")]
    next_few = deadlines[:most]
    return next_few if not ends or ends[0] in next_few else (*next_few[:-1], ends[0])


def last_words(sign_offs: Sequence[SignOffData]) -> tuple[tuple[SignOffData, ...], tuple[SignOffData, ...]]:
    """The last decision of each person, apart: those on exactly this state, and those on another."""
    last = {(s["by"], s["role"]): s for s in sorted(sign_offs, key=lambda s: s["at"])}
    decisions = tuple(s for s in last.values() if s["current"])
    return decisions, tuple(s for s in last.values() if not s["current"])


def _state(
    data: Complete, opened: list[FindingData], decisions: Sequence[SignOffData], earlier: Sequence[SignOffData]
) -> str:
    parts = [_decided(decisions, earlier), _found(opened, data), _still_open(data)]
    if bare := len(_bare(data)):
        parts.append(f"{amount(bare, 'control')} {'rests' if bare == 1 else 'rest'} on nothing but a yes")
    if broken := sum(bool(q["evidence_changed"]) for q in data["questions"]):
        parts.append(f"the evidence of {amount(broken, 'answer')} is not as it was")
    lapsed = sum(f["state"] == "lapsed" for f in opened)
    if lapsed:
        parts.append(f"{amount(lapsed, 'acceptance')} lapsed")
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]


def _decided(decisions: Sequence[SignOffData], earlier: Sequence[SignOffData]) -> str:
    for decision in ("reject", "approve-with-conditions", "approve"):
        made = [s for s in decisions if s["decision"] == decision]
        if made:
            over = " that has lapsed" if all(s["lapsed"] for s in made) else ""
            return f"{DECISIONS[decision]}, by declaration{over}"
    return "changed since it was signed off" if earlier else "not signed off"


def _found(opened: list[FindingData], data: Complete) -> str:
    if not opened:
        return "no finding open" if data["findings"] or not data["coverage"]["open"] else "no finding so far"
    severity = opened[0]["severity"]
    worst = sum(f["severity"] == severity for f in opened)
    if worst == len(opened):
        return f"{amount(worst, severity + ' finding')} open"
    return f"{worst} {severity} and {len(opened) - worst} less severe findings open"


def _still_open(data: Complete) -> str:
    coverage = data["coverage"]
    if not coverage["open"]:
        return "every question that applies is answered"
    text = f"{amount(coverage['open'], 'question')} unanswered"
    again = sum(q["open"] and q["stale"] for q in data["questions"])
    return f"{text}, {again} of them because the wording changed" if again else text


def _bare(data: Complete) -> list[QuestionData]:
    """The controls that are called in place with neither a note nor evidence: who reads the counts must not take them for proof."""
    return [
        q
        for q in data["questions"]
        if q["applies"] and not q["open"] and q["asks"] == "control" and q["verdict"] == "yes"
        if not q["note"] and not q["evidence"]
    ]


def _tone(
    data: Complete, opened: list[FindingData], decisions: Sequence[SignOffData], earlier: Sequence[SignOffData]
) -> str:
    if opened:
        return opened[0]["severity"]
    if data["coverage"]["open"] or _bare(data):
        return "unanswered"
    return "settled" if decisions or not earlier else "changed"


def _counts(data: Complete, opened: list[FindingData]) -> tuple[Count, ...]:
    by_severity = [Count(sum(f["severity"] == s for f in opened), f"{s}, open", "findings", s) for s in SEVERITIES]
    accepted = sum(f["state"] == "accepted" for f in data["findings"])
    coverage = data["coverage"]
    return (
        *by_severity,
        Count(accepted, "accepted", "accepted", "accepted"),
        Count(coverage["open"], "unanswered", "unanswered", "unanswered"),
        Count(coverage["total"] - coverage["applicable"], "not asked", "not-asked", "quiet"),
    )


def _deadlines(
    data: Complete, opened: Iterable[FindingData], questions: dict[str, QuestionData]
) -> tuple[Deadline, ...]:
    found = list(_due(opened, questions))
    for acceptance in data["acceptances"]:
        if acceptance["state"] in {"in force", "lapsed"}:
            verb = "ended" if acceptance["state"] == "lapsed" else "ends"
            anchor = f"acceptance/{acceptance['finding']}"
            found.append(Deadline(acceptance["until"], f"an acceptance {verb}", acceptance["by"], anchor))
    return tuple(sorted(found, key=lambda d: (d.day, d.anchor)))


def _due(opened: Iterable[FindingData], questions: dict[str, QuestionData]) -> Iterator[Deadline]:
    """The days on which actions are due, each with how many those are and who has to act."""
    days: dict[tuple[str, bool], dict[str, str]] = {}
    for finding in opened:
        action = questions[finding["id"]]["action"]
        if action and action["due"]:
            days.setdefault((action["due"], action["overdue"]), {})[finding["id"]] = action["owner"] or ""
    for (day, overdue), owners in days.items():
        what = "an action is" if len(owners) == 1 else f"{len(owners)} actions are"
        names = list(dict.fromkeys(name for name in owners.values() if name))
        who = (
            names
            if len(names) <= NAMES_SHOWN
            else [*names[: NAMES_SHOWN - 1], f"and {len(names) - NAMES_SHOWN + 1} more"]
        )
        yield Deadline(day, f"{what} {'overdue' if overdue else 'due'}", ", ".join(who), next(iter(owners)))


def _gaps(opened: Sequence[FindingData], questions: dict[str, QuestionData]) -> tuple[str, ...]:
    actions = [questions[f["id"]]["action"] for f in opened]
    owners = sum(not (a and a["owner"]) for a in actions)
    dates = sum(not (a and a["due"]) for a in actions)
    lacking = [(owners, "no owner"), (dates, "no due date")]
    return tuple(f"{amount(n, 'open finding')} {'has' if n == 1 else 'have'} {what}" for n, what in lacking if n)


def _unanswered(data: Complete) -> tuple[Count, ...]:
    waiting = [q["section"] for q in data["questions"] if q["open"]]
    return tuple(
        Count(waiting.count(s["id"]), s["title"], f"unanswered/{s['id']}", "unanswered")
        for s in data["sections"]
        if s["id"] in waiting
    )
