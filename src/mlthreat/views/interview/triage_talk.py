"""Triage as a conversation: one plain question after another, until the bars have nothing more to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mlthreat.domain.bugbar import Answers, next_question, triage_all
from mlthreat.domain.catalog import BugBar
from mlthreat.domain.hindsight import Missed, contradicted
from mlthreat.domain.library import Library
from mlthreat.domain.profile import Trait, TraitValue
from mlthreat.domain.prose import flat
from mlthreat.views.interview.front import FrontEnd, Leave, Move, Prompt

_KEYS = {"y": TraitValue.YES, "n": TraitValue.NO, "u": TraitValue.UNKNOWN}
_OPTIONS = (("y", "yes"), ("n", "no"), ("u", "unknown"), ("q", "leave, with what is known so far"))
MOST_OFFERED = 5
"""How many answers are offered at once to be taken back; more than that, nobody looks at one by one in a first meeting."""
_DOUBT = "Unknown is a fair answer: the more severe case is then assumed, and the result says so."


@dataclass(slots=True)
class Talk:
    """One conversation: which bars are asked, and what is known."""

    library: Library
    bars: Sequence[BugBar]
    front: FrontEnd
    answers: dict[str, TraitValue]
    asked: list[str] = field(default_factory=list)
    """What was answered in this conversation, in order."""

    def hold(self) -> Answers:
        """Ask until nothing more makes a difference, or until people leave. Returns all answers, given ones included."""
        try:
            while (fact := self._next()) is not None or self._reconsidered():
                if fact is not None and not self._put(fact):
                    break
        except Leave:
            pass
        return self.answers

    def _next(self) -> Trait | None:
        return next_question(self.bars, self.answers, self.library.traits)

    def _put(self, fact: Trait) -> bool:
        """Put one question and take an answer or a move; False where people leave."""
        command = self.front.choose(self._prompt(fact))
        if command.key == Move.QUIT:
            return False
        if command.key == Move.EXPLAIN:
            self.front.say(self._explanation(fact))
        elif command.key == Move.BACK:
            self._back()
        else:
            self.answers[fact.id] = _KEYS[command.key]
            self.asked.append(fact.id)
            self.front.say(f"{fact.id}: {_KEYS[command.key]}")
        return True

    def _back(self) -> None:
        if self.asked:
            del self.answers[self.asked.pop()]
        else:
            self.front.say("this is the first question")

    def _reconsidered(self) -> bool:
        """Where the answers fit no row: whether people go back and change the last one."""
        if not self.asked or any(t.fitting or t.clash for t in triage_all(self.bars, self.answers)):
            return False
        text = "These answers fit no row. Go back and change one, or leave it at that."
        said = [f"{id_}: {self.answers[id_]}" for id_ in self.asked]
        prompt = Prompt(
            "No row fits", "The answers so far", text, said, (("n", "leave it at that"),), "n", (Move.BACK,)
        )
        if self.front.choose(prompt).key != Move.BACK:
            return False
        self._back()
        return True

    def _prompt(self, fact: Trait) -> Prompt:
        bar = self._asking(fact)
        where = f"Question {len(self.asked) + 1}"
        kind = "About the issue" if bar else "About the system"
        help_ = [flat(fact.help)] if fact.help else []
        return Prompt(where, f"{kind}\n{fact.id}", fact.question, help_, _OPTIONS, None, (Move.BACK, Move.EXPLAIN))

    def _asking(self, fact: Trait) -> BugBar | None:
        return next((b for b in self.bars if any(f.id == fact.id for f in b.facts)), None)

    def _explanation(self, fact: Trait) -> str:
        """What hangs on a question: the rows still left under yes, and under no."""
        lines = [flat(fact.help)] if fact.help else []
        for word, value in (("yes", TraitValue.YES), ("no", TraitValue.NO)):
            left = [f.row.title for t in triage_all(self.bars, {**self.answers, fact.id: value}) for f in t.fitting]
            named = list(dict.fromkeys(left))
            lines.append(f"If {word}, what is left: {'; '.join(named) or 'nothing'}.")
        return "\n".join([*lines, _DOUBT])


def ask_reopening(front: FrontEnd, missed: Sequence[Missed]) -> tuple[tuple[str, ...], str]:
    """Ask which of the answers in doubt are to be taken back, and why. Returns their ids and the reason; none for no.

    Raises Leave at the end of input.
    """
    doubted = [m.id for m in contradicted(missed)]
    if not doubted:
        return (), ""
    offered = {"y": doubted[:MOST_OFFERED], "a": doubted, "c": doubted, "n": []}
    key = front.choose(_reopening(offered["y"], len(doubted))).key
    chosen = tuple(d for d in offered[key] if key != "c" or _wanted(front, d))
    if not chosen:
        return (), ""
    reason = ""
    while not reason:
        reason = front.ask_line("Why are they reopened? (the reason goes into their notes)").strip()
    return chosen, reason


def _reopening(few: Sequence[str], total: int) -> Prompt:
    """Which answers to take back: a few that the issue contradicts most plainly, of all that are in doubt."""
    says = "1 answer says" if total == 1 else f"{total} answers say"
    plainest = f" These {len(few)} it contradicts most plainly." if total > len(few) else ""
    text = f"{says} that all is well, although this happened.{plainest} Reopen {'it' if total == 1 else 'these'}, to be asked again?"
    more = [("a", f"reopen all {total}")] if total > len(few) else []
    choose = [("c", "choose one by one" + (f" among all {total}" if more else ""))] if total > 1 else []
    words = (
        ("y", f"reopen {'it' if total == 1 else f'these {len(few)}'}"),
        *choose,
        *more,
        ("n", "leave them as they are"),
    )
    return Prompt("The review", "Answers in doubt", text, few, words, "n", ())


def _wanted(front: FrontEnd, question: str) -> bool:
    words = (("y", "reopen it"), ("n", "leave it"))
    return front.choose(Prompt("The review", question, "Reopen this one?", [], words, "n", ())).key == "y"
