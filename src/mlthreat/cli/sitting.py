"""One run of `review`: the file is opened, filled in, asked about and saved after every change."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shlex import quote

from mlthreat.cli.app import Exit
from mlthreat.cli.moments import now
from mlthreat.cli.terminal import front_end, tell
from mlthreat.cli.typed import evidence_from, file_name
from mlthreat.domain.assessment import assess
from mlthreat.domain.declaration import Declarations
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.filling import Author, filled_in, with_trait
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.policy import Policy
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.proposal import Proposals, propose, take_all
from mlthreat.domain.prose import flat
from mlthreat.domain.review import Review
from mlthreat.files.composition import must_read
from mlthreat.files.evidence import offered, pin_all
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.raw_text import real
from mlthreat.files.review_file import Prefill, locate, read_prefill
from mlthreat.files.review_store import ReviewStore, pinned
from mlthreat.views.interview.conduct import Interview
from mlthreat.views.interview.front import Beside, FrontEnd, Leave
from mlthreat.views.interview.standing import closing, opened
from mlthreat.views.interview.system import ask_missing, ask_system, opening
from mlthreat.views.interview.wording import described
from mlthreat.views.messages import render


@dataclass(slots=True)
class Sitting:
    """What the options of `review` said."""

    extensions: list[Path]
    reviewer: str | None = None
    plain: bool | None = None
    only: str | None = None
    redo: bool = False
    unproven: bool = False
    cards: tuple[Path, ...] = ()
    """The files that propose a profile."""
    take: bool = False
    """Whether what they propose is taken over without anybody being asked."""
    proposals: Proposals = field(default_factory=Proposals, init=False)
    _answers: Path | None = field(default=None, init=False)
    """The file that answers are filled in from."""
    _front: FrontEnd | None = field(default=None, init=False)

    def hold(self, file: Path | None, answers: Path | None, *, no_input: bool) -> int:
        """Run the sitting. Returns the exit code; raises UserError for what stands in its way."""
        library = must_read(self.extensions)
        self._check_section(library)
        if self.cards:
            self.proposals = propose(library, self._declared(file))
        self._answers = answers
        prefill = read_prefill(answers, library) if answers else Prefill.model_construct()
        if file is None and not no_input and not any(Path().glob(f"*{REVIEW_SUFFIX}")):
            return self._hold_new(library, prefill)
        path = locate(file)
        with ReviewStore(path) as store:
            review, warnings = store.load(library)
            if warnings:
                sys.stderr.write(render(warnings, "text") + "\n")
            review = self._begun(store, library, review, prefill, no_input=no_input)
            if review is None:
                return Exit.DONE
            return self._ask(store, library, review, no_input=no_input)

    def _declared(self, file: Path | None) -> list[Declarations]:
        from mlthreat.files.declared import name_beside, read_declared

        beside = file or Path(REVIEW_SUFFIX)
        return [read_declared(card, name_beside(beside, card)) for card in self.cards]

    def _hold_new(self, library: Library, prefill: Prefill) -> int:
        """Without a file and without one at hand: the system's name becomes the file's."""
        try:
            system = prefill.system or ask_system(self.front, self.proposals.system)
        except Leave:
            sys.stderr.write("nothing was asked, nothing was saved\n")
            return Exit.DONE
        path = Path(file_name(system.name))
        if path.exists():
            raise UserError(f"{path} exists already", f"continue it with: mlthreat review {quote(str(path))}")
        with ReviewStore(path) as store:
            review = self._fill(store, library, pinned(library, Review(system=system)), prefill)
            store.save(review)
            return self._ask(store, library, review, no_input=False)

    @property
    def front(self) -> FrontEnd:
        """The front end, opened when it is first needed."""
        if self._front is None:
            self._front = front_end(self.plain)
        return self._front

    def _begun(
        self, store: ReviewStore, library: Library, review: Review | None, prefill: Prefill, *, no_input: bool
    ) -> Review | None:
        """The review to go on with: the one on disk, or a new one; with the answers of the file filled in, and saved."""
        try:
            system = prefill.system or self._system(review, no_input=no_input)
        except Leave:
            sys.stderr.write("nothing was asked, nothing was saved\n")
            return None
        review = review.model_copy(update={"system": system}) if review else Review(system=system)
        review = self._fill(store, library, review if review.catalogs else pinned(library, review), prefill)
        store.save(review)
        return review

    def _system(self, review: Review | None, *, no_input: bool) -> SystemProfile:
        """What the system is: as it stands, as it is told now, or, where that was asked for, as it is proposed."""
        proposed = self.proposals.system
        if review is not None:
            return review.system if no_input else ask_missing(self.front, review.system, proposed)
        if not no_input:
            return ask_system(self.front, proposed)
        from mlthreat.cli.proposing import system_as_proposed

        return system_as_proposed(self.cards, self.proposals, take=self.take)

    def _fill(self, store: ReviewStore, library: Library, review: Review, prefill: Prefill) -> Review:
        author = Author(self.reviewer, now())
        for trait, value in prefill.traits.items():
            review = with_trait(library, review, trait, value)
        for question, answer in prefill.answers.items():
            before = review.answers.get(question)
            review = filled_in(library, review, question, pin_all(store.path, answer, self._answers), author)
            if before is not None and before.verdict is not answer.verdict:
                tell(f"{question}: now {answer.verdict}; it was {flat(described(before))}")
        return take_all(library, review, self.proposals) if self.take else review

    def _ask(self, store: ReviewStore, library: Library, review: Review, *, no_input: bool) -> int:
        if no_input:
            from mlthreat.cli.proposing import list_proposals

            list_proposals(self.cards, self.proposals, review)
            self._tell(store, library, review)
            return Exit.DONE
        for line in opened(str(store.path), assess(library, review), self.reviewer):
            self.front.say(line)
        for line in (
            opening(review, self.proposals, [str(c) for c in self.cards]) if self.cards and not self.only else ()
        ):
            self.front.say(line)
        interview = Interview(
            library=library,
            front=self.front,
            reviewer=self.reviewer,
            now=now,
            attach=lambda given: evidence_from(store.path, given),
            policy=cache(lambda: _policy(store.path)),
            files=Beside(real(store.path).parent, offered(store.path)),
            only=self.only,
            redo=self._again(store.path, library, review),
            proposals=self.proposals,
        )
        try:
            for latest in interview.conduct(review):
                review = latest
                self._keep(store, review)
        except Leave:
            pass
        except KeyboardInterrupt:
            self._tell(store, library, review)
            return Exit.INTERRUPTED
        self._tell(store, library, review)
        return Exit.DONE

    def _again(self, path: Path, library: Library, review: Review) -> set[str]:
        """The answered questions that are asked again: all of them, or those that the gate would call unproven."""
        if self.redo:
            return {i.id for i in assess(library, review).checklist.applicable}
        return unproven(path, library, review) if self.unproven else set()

    def _keep(self, store: ReviewStore, review: Review) -> None:
        """Save; where that fails, the answer stays on the screen and the team may try again."""
        while True:
            try:
                store.save(review)
            except UserError as error:
                self.front.say(f"NOT SAVED. {error.message}; {error.hint}")
                if self.front.ask_line("Enter tries again, q leaves without this answer").strip().lower() == "q":
                    raise
            else:
                return

    def _tell(self, store: ReviewStore, library: Library, review: Review) -> None:
        try:
            lacking = len(unproven(store.path, library, review))
        except UserError:
            lacking = 0  # `check` says what is wrong with the policy, and lets nothing through
        for line in closing(str(store.path), library, assess(library, review), lacking, self._typed_name):
            tell(line, lines=True)

    @property
    def _typed_name(self) -> str | None:
        """The reviewer's name where it has to be typed again next time."""
        return None if self.reviewer == os.environ.get("MLTHREAT_REVIEWER") else self.reviewer

    def _check_section(self, library: Library) -> None:
        sections = [s.id for _, s in library.sections]
        if self.only is not None and self.only not in sections:
            hint = did_you_mean(self.only, sections) or f"sections: {', '.join(sections)}"
            raise UserError(f"there is no section `{self.only}`", hint)


def _policy(review: Path) -> Policy:
    """The policy in force; read when an answer or an acceptance is first held against it."""
    from mlthreat.files.policy_file import policy_for

    return policy_for(review).policy


def unproven(path: Path, library: Library, review: Review) -> set[str]:
    """The questions whose answers stand and lack what the policy in force asks for: evidence, a reason, an unchanged file."""
    from mlthreat.domain.gate import gate
    from mlthreat.domain.reason import NEED_EVIDENCE, Facts
    from mlthreat.files.evidence import all_changed

    today = now().date()
    facts = Facts(day=today, evidence=all_changed(path, review))
    reasons = gate(assess(library, review, today), _policy(path), facts)
    return {r.about for r in reasons if r.kind in NEED_EVIDENCE}
