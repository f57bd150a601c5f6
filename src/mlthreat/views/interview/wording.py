"""The interview's words: prompts, where we are, and what an answer came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlthreat.domain.assessment import Assessment, Coverage, is_stale
from mlthreat.domain.checklist import Checklist, Item
from mlthreat.domain.library import Change, Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.prose import flat
from mlthreat.domain.question import Asks, Verdict
from mlthreat.domain.review import Answer, Review
from mlthreat.views.interview.front import MOVES, VERDICT_KEYS, Move, Prompt

_CONTROL = {"y": "yes, it is in place", "p": "partly", "n": "no", "u": "unknown", "x": "not applicable (say why)"}
_EXPOSURE = {"y": "yes, exposed", "p": "partly", "n": "no", "u": "unknown", "x": "not applicable (say why)"}
_TRAIT = {"y": "yes", "n": "no", "u": "unknown"}
MOST_SWITCHED_OFF = 5
"""How many switched-off entries are told at the beginning; a sitting does not begin with a page of them."""
_TRAIT_MOVES = (Move.BACK, Move.SKIP, Move.NEXT_OPEN, Move.GO_TO, Move.SEARCH, Move.EXPLAIN, Move.QUIT)


def position(number: int, total: int, left: int, what: str) -> str:
    """Where we are, in words."""
    return f"{what} {number} of {total}, {left} open"


def trait_prompt(library: Library, review: Review, trait: str, where: str, declared: str | None = None) -> Prompt:
    """The prompt for a trait of the system. `declared` says where a file declares that it holds, which is then proposed."""
    value = review.traits.get(trait)
    current = next((k for k, v in VERDICT_KEYS.items() if value is not None and v.value == value.value), None)
    proposed = current if trait in review.unconfirmed else None
    if declared and value is None and trait not in review.trait_disagreements:
        proposed = "y"
    return Prompt(
        where,
        f"About the system\n{trait}",
        library.traits[trait].question,
        [*_changed(library.own_changes, "trait", trait), *_trait_remarks(review, trait, declared, proposed)],
        [(key, f"{words} (proposed)" if key == proposed else words) for key, words in _TRAIT.items()],
        current,
        _TRAIT_MOVES,
        proposed,
    )


def _trait_remarks(review: Review, trait: str, declared: str | None, proposed: str | None) -> Iterator[str]:
    yield from disputed(review, trait)
    value = review.traits.get(trait)
    if value is not None:
        answered = "answered" if not proposed else "not confirmed; Enter confirms it"
        yield f"{answered}: {value}{from_where(review, trait)}"
    elif proposed:
        yield f"proposed: yes, {declared}; Enter confirms it"
    if declared and value not in {None, TraitValue.YES}:
        yield f"yes is {declared}"


def from_where(review: Review, trait: str) -> str:
    """Where the value of a trait was taken over from, to be added to it; empty where somebody just said it."""
    source = review.trait_sources.get(trait)
    return f", {source}" if source else ""


def question_prompt(
    library: Library, review: Review, checklist: Checklist, question: str, where: str, lack: str = ""
) -> Prompt:
    """The prompt for a question of a checklist. `lack` says what the policy asks for and the answer does not have."""
    item = checklist.items[question]
    words = _CONTROL if item.asked.question.asks is Asks.CONTROL else _EXPOSURE
    current = next((k for k, v in VERDICT_KEYS.items() if v is item.verdict), None)
    title = f"{item.asked.section.title}\n{question}"
    return Prompt(
        where,
        title,
        flat(item.asked.question.text),
        [*remarks(library, review, item), *([f"not proven: {lack}"] if lack else [])],
        [*words.items()],
        current,
        tuple(Move),
    )


def remarks(library: Library, review: Review, item: Item) -> Iterator[str]:
    """What the team should know before it answers."""
    yield from _changed(library.own_changes, "question", item.id)
    yield from _rated_anew(library, item.asked.question.about)
    yield from disputed(review, item.asked.question.trait or "")
    if item.id in review.disagreements:
        yield "two people answered differently; settle it:"
        yield from (f"  {flat(described(a))}" for a in review.disagreements[item.id])
    elif is_stale(item, review):
        yield from _with_lines("the wording has changed since it was answered", described(review.answers[item.id]))
    elif item.from_profile:
        yield f"answered from the profile: {item.verdict}{from_where(review, item.asked.question.trait or '')}"
    elif item.id in review.answers:
        yield from _with_lines("answered", described(review.answers[item.id]))
    details = review.details(item.id)
    noted = review.drafts.get(item.id)
    if noted and noted.note:
        yield from _with_lines("somebody else noted" if item.id in review.answers else "note", noted.note)
    yield from (f"evidence: {e.grade} {flat(e.shown)}" for e in details.evidence)
    if details.action:
        said = [details.action.owner, details.action.due and f"until {details.action.due}", details.action.ticket]
        yield f"action: {', '.join(str(s) for s in said if s)}"
    yield from (
        f"accepted by {a.by} ({a.role}) until {a.until} (UTC)" for a in review.acceptances if a.finding == item.id
    )


def _changed(changes: Sequence[Change], kind: str, id_: str) -> Iterator[str]:
    for change in changes:
        if change.kind == kind and change.id == id_ and not change.disabled:
            yield f"{change.field} set by {change.catalog}: {flat(change.because)}"


def _rated_anew(library: Library, about: Sequence[str]) -> Iterator[str]:
    """Severities that matter here and that somebody's own catalog set."""
    aimed = [found for a in about if (found := library.aimed_at(a))]
    ids = {m.id for m, _ in aimed} | {f"{m.id}/{t.id}" for m, threats in aimed for t in threats}
    for change in library.own_changes:
        if change.field == "severity" and change.id in ids:
            yield f"severity of {change.id} set by {change.catalog}: {flat(change.because)}"


def switched_off(library: Library) -> Iterator[str]:
    """What is not asked because a catalog says so, a line each, for the beginning of a sitting."""
    off = [c for c in library.own_changes if c.disabled]
    for change in off[:MOST_SWITCHED_OFF]:
        yield f"switched off by {change.catalog}: {change.id}. {flat(change.because)} ({change.owner} answers for it)"
    if len(off) > MOST_SWITCHED_OFF:
        yield f"and {len(off) - MOST_SWITCHED_OFF} more; `mlthreat catalog show` lists them"


def disputed(review: Review, trait: str) -> list[str]:
    """What different people said of a trait, until the team settles it; empty where they agree."""
    said = review.trait_disagreements.get(trait, ())
    return [f"two people described the system differently ({trait} is {' or '.join(said)}); settle it"] if said else []


def described(answer: Answer) -> str:
    """An answer, by whom, and the note with its lines."""
    by = f" by {answer.by}" if answer.by else ""
    note = f": {answer.note}" if answer.note else ""
    return f"{answer.verdict}{by}{note}"


def _with_lines(label: str, text: str) -> Iterator[str]:
    """What was written with its lines kept, since a note grows by one with each thing that happens to an answer."""
    first, *more = [flat(line) for line in text.splitlines() if line.strip()] or [""]
    yield f"{label}: {first}"
    yield from (f"  {line}" for line in more)


def keys_help(moves: Sequence[Move], width: int) -> list[str]:
    """The keys that are no answers, on lines no wider than `width` that part between keys."""
    lines = [""]
    for word in (f"{move.value} {MOVES[move]}" for move in moves):
        joined = f"{lines[-1]}  {word}" if lines[-1] else word
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def finished_line(question: str, verdict: Verdict | str) -> str:
    """The one line that a fact leaves behind."""
    return f"{question}: {verdict}"


def settled_line(assessment: Assessment, question: str) -> str:
    """The one line that an answered question leaves behind; it says where the answer is a finding, and how severe."""
    line = finished_line(question, assessment.checklist.items[question].verdict or "")
    finding = next((f for f in assessment.findings if f.id == question), None)
    return f"{line}, a finding rated {finding.severity}" if finding else line


def facts_are_given(counts: Coverage) -> str:
    """Said between the facts and the questions."""
    left_out = counts.total - counts.applicable
    return (
        f"\nThat is the system: {counts.applicable} questions apply to it, {counts.open} of them are open; "
        f"{left_out} do not apply, and the report says why."
    )
