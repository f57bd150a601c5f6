"""The interview as a generator: it yields the whole Review after every change, and whoever runs it saves each one.

Resuming needs no code of its own: what is still open is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.filling import Author, answered, with_trait
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.policy import Policy
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.proposal import Proposals
from mlthreat.domain.question import Verdict
from mlthreat.domain.reasons_of_proof import lack_of_proof
from mlthreat.domain.review import Evidence, Review
from mlthreat.domain.value import misfit
from mlthreat.views.interview import details, explaining, wording
from mlthreat.views.interview.front import VERDICT_KEYS, Beside, Command, FrontEnd, Move, Prompt
from mlthreat.views.interview.searching import search, text_of
from mlthreat.views.interview.steps import Step, Steps, steps_of

MOST_HITS = 9
"""How many hits of a search are shown."""


@dataclass(slots=True)
class Interview:
    """One sitting: who asks what of whom, and where we are."""

    library: Library
    front: FrontEnd
    reviewer: str | None
    now: Callable[[], datetime]
    attach: Callable[[str], Evidence]
    """Turns what was typed into an evidence, pinning a file.

    Raises UserError where the file cannot be pinned, ValidationError for what no evidence can be.
    """
    policy: Callable[[], Policy] = Policy
    """What the gate will demand. Raises UserError where the policy cannot be read."""
    files: Beside | None = None
    """The files that may be evidence, to complete their names."""
    only: str | None = None
    redo: set[str] = field(default_factory=set)
    proposals: Proposals = field(default_factory=Proposals)
    """What files declare about the system; each is put before the team, none is taken over by itself."""
    here: Step | None = None
    trail: list[Step] = field(default_factory=list)
    passed: set[Step] = field(default_factory=set)
    explained: Step | None = None
    """What `?` was last pressed on: pressed again it tells the rest."""

    def conduct(self, review: Review) -> Iterator[Review]:
        """Ask until nothing is open that was not skipped, or until the team leaves. Yields after every change.

        Raises Leave at the end of input.
        """
        steps = self._steps(review)
        self.here = steps.after(None, self.passed) or self._nothing_open(steps)
        for line in wording.switched_off(self.library) if self.here else ():
            self.front.say(line)
        while self.here is not None:
            step = self.here
            command = self.front.choose(self._prompt(review, steps, step))
            if command.key == Move.QUIT:
                return
            changed = yield from self._obey(review, steps, step, command)
            if changed is not None:
                review = changed
                steps = self._steps(review)
                if command.key in VERDICT_KEYS:
                    self._settled(steps, step)
                    self._tell_what_lacks(steps, step)
                    self._go(steps.after(step, self.passed))

    def _settled(self, steps: Steps, step: Step) -> None:
        """Say what an answer came to: the severity of a finding; after the last fact, how much will be asked."""
        if not step.is_trait:
            self.front.say(wording.settled_line(steps.assessment, step.id))
        elif not any(s.is_trait for s in steps.open) and any(not s.is_trait for s in steps.open):
            self.front.say(wording.facts_are_given(steps.assessment.coverage))

    def _nothing_open(self, steps: Steps) -> Step | None:
        """Where to stand when everything is answered: notes, evidence and acceptances may still be added."""
        questions = [s for s in steps.all if not s.is_trait]
        if questions:
            self.front.say("everything is answered; g goes to a question, v attaches evidence, q leaves")
        return questions[0] if questions else None

    def _steps(self, review: Review) -> Steps:
        return steps_of(self.library, review, self.only, self.redo)

    def _prompt(self, review: Review, steps: Steps, step: Step) -> Prompt:
        number, total, left = steps.counted(step)
        if step.is_trait:
            where = wording.position(number, total, left, "Fact")
            return wording.trait_prompt(self.library, review, step.id, where, self.proposals.source(step.id))
        where = wording.position(number, total, left, "Question")
        lack = self._lack(steps, step.id)
        return wording.question_prompt(self.library, review, steps.assessment.checklist, step.id, where, lack)

    def _lack(self, steps: Steps, question: str) -> str:
        """What the policy asks for and an answer lacks; empty where nothing, or where the policy cannot be read."""
        if question in steps.assessment.open:
            return ""
        try:
            reason = lack_of_proof(steps.assessment, self.policy(), question)
        except UserError:
            return ""  # `check` says so, and lets nothing through
        return reason.message if reason else ""

    def _tell_what_lacks(self, steps: Steps, step: Step) -> None:
        """Say at once what the answer just given will need; for a fact, its question has the room for it."""
        question = self.library.bound_traits.get(step.id) if step.is_trait else step.id
        if question and (lack := self._lack(steps, question)):
            there = "b goes back to it"
            if step.is_trait:
                there = f"`g {question}` goes to its question"
            elif steps.after(step, self.passed) is None:
                there = "`mlthreat review --unproven` comes back to it"
            self.front.say(f"  {lack}; {there}; e notes, v attaches")

    def _obey(
        self, review: Review, steps: Steps, step: Step, command: Command
    ) -> Generator[Review, None, Review | None]:
        """Carry out one command. Yields, and returns, the changed review; returns None where nothing changed."""
        try:
            changed = self._changed(review, steps, step, command)
        except ValidationError as error:
            self.front.say(f"the {' '.join(misfit(error))}; nothing was changed")
            return None
        if changed is not None:
            yield changed
        return changed

    def _changed(self, review: Review, steps: Steps, step: Step, command: Command) -> Review | None:
        """The review as a command changes it; None where it changes nothing. Raises ValidationError for what cannot be kept."""
        match command.key:
            case key if key in VERDICT_KEYS:
                return self._answer(review, step, VERDICT_KEYS[key], command.rest)
            case Move.NOTE:
                return details.note(self.front, review, step.id, command.rest)
            case Move.EVIDENCE:
                return details.evidence(self.front, review, step.id, command.rest, self.attach, self.files)
            case Move.OWNER:
                return details.owner(self.front, review, step.id, self.now())
            case Move.ACCEPT:
                return details.accept(self.front, steps.assessment, step.id, self.policy, self.now())
            case _:
                self._move(steps, step, command)
                return None

    def _answer(self, review: Review, step: Step, verdict: Verdict, rest: str) -> Review | None:
        if step.is_trait:
            value = TraitValue(verdict.value)
            source = self.proposals.source(step.id) if value is TraitValue.YES else None
            self.front.say(wording.finished_line(step.id, f"{verdict}, {source}" if source else verdict))
            return with_trait(self.library, review, step.id, value, source)
        note, given = review.details(step.id).note or "", review.answers.get(step.id)
        # what was noted to another answer is a reason only where somebody says so
        if verdict is Verdict.NOT_APPLICABLE and (not note or (given and given.verdict is not verdict)):
            noted = " (Enter: for the reason that is noted)" if note else ""
            note = rest or self.front.ask_line(f"Why does it not apply?{noted}") or note
            if not note:
                self.front.say("not applicable needs a reason; nothing was changed")
                return None
        elif rest:
            note = rest
        if note:
            review = review.with_details(step.id, note=note)
        review = answered(self.library, review, step.id, verdict, Author(self.reviewer, self.now()))
        self.redo.discard(step.id)
        self.passed.discard(step)
        return review

    def _move(self, steps: Steps, step: Step, command: Command) -> None:
        if command.key == Move.EXPLAIN:
            self.front.say(f"\n{self._explanation(steps, step)}")
        elif command.key == Move.BACK:
            self._back(steps)
        elif command.key == Move.SKIP:
            skipped = {step, *(Step(id_, False) for id_ in self.library.below(step.id))}
            self.passed |= skipped
            self._go(steps.after(step, self.passed))
        elif command.key == Move.NEXT_OPEN:
            following = steps.after(step, {step})
            if following is None:
                self.front.say("nothing else is open")
            self._go(following or step)
        elif command.key == Move.GO_TO:
            self._go_to(steps, command.rest or self.front.ask_line("Go to which id?", words=[s.id for s in steps.all]))
        elif command.key == Move.SEARCH:
            self._search(steps, command.rest or self.front.ask_line("Search for what?"))

    def _explanation(self, steps: Steps, step: Step) -> str:
        if step.is_trait:
            return explaining.explain_trait(self.library, step.id)
        again, self.explained = self.explained == step, step
        tell = explaining.explain_failures if again else explaining.explain_question
        return tell(self.library, steps.assessment.checklist, step.id)

    def _go(self, step: Step | None) -> None:
        if self.here is not None and step != self.here:
            self.trail.append(self.here)
        self.here = step

    def _back(self, steps: Steps) -> None:
        while self.trail:
            step = self.trail.pop()
            if step in steps.all:
                self.here = step
                return
        at = steps.all.index(self.here) if self.here in steps.all else 0
        if at == 0:
            self.front.say("this is the first one")
        self.here = steps.all[max(at - 1, 0)]

    def _go_to(self, steps: Steps, wanted: str) -> None:
        found = steps.find(wanted.strip()) if wanted.strip() else None
        if found is None and wanted.strip():
            hint = did_you_mean(wanted, (s.id for s in steps.all), most=3)
            excluded = steps.assessment.checklist.items.get(wanted.strip())
            reason = f"it does not apply: {excluded.why}" if excluded else hint or "/ searches"
            self.front.say(f"{wanted} is not asked here; {reason}")
        if found is not None:
            self._go(found)

    def _search(self, steps: Steps, wanted: str) -> None:
        hits = search(self.library, steps, wanted)
        if not hits:
            self.front.say(f"nothing that is asked mentions {wanted}; try another word, or g with an id")
            return
        shown, more = hits[:MOST_HITS], len(hits) - MOST_HITS
        for number, step in enumerate(shown, 1):
            self.front.say(f"{number}  {step.id}: {text_of(self.library, step)}")
        if more > 0:
            self.front.say(f"and {more} more; add another word to see fewer")
        chosen = self.front.ask_line("Go to which number? (Enter stays)")
        if chosen.isdigit() and 1 <= int(chosen) <= len(shown):
            self._go(shown[int(chosen) - 1])
