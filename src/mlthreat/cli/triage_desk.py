"""One run of `triage`: what is given is checked, the rest is asked, the result is shown, answers are reopened."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from mlthreat.cli.app import Exit
from mlthreat.cli.deciding import change_once
from mlthreat.cli.moments import now
from mlthreat.cli.terminal import printed_width
from mlthreat.domain.bugbar import triage_all
from mlthreat.domain.catalog import BugBar
from mlthreat.domain.checklist import effective_traits
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.filling import Author
from mlthreat.domain.hindsight import missed, reopened
from mlthreat.domain.library import Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.review import Review
from mlthreat.views.interview.front import FrontEnd, Leave
from mlthreat.views.interview.plain import PlainFrontEnd, clean
from mlthreat.views.interview.triage_talk import Talk, ask_reopening
from mlthreat.views.messages import safe
from mlthreat.views.triage_data import Found, as_json, settled_about
from mlthreat.views.triage_text import as_text

_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Desk:
    """What the options said."""

    library: Library
    bars: Sequence[BugBar]
    facts: Mapping[str, TraitValue]
    traits: Mapping[str, TraitValue]
    file: Path | None
    review: Review | None
    asks: bool
    form: str
    plain: bool | None
    reviewer: str | None

    def sit(self, reason: str | None) -> int:
        """Triage one issue. Returns the exit code; raises UserError where a review cannot be changed."""
        front = self._front() if self.asks else None
        known = self._known()
        answers = Talk(self.library, self.bars, front, known).hold() if front and self._open(known) else known
        found = self._found(answers)
        if self.form == "text":
            typer.echo(as_text(found, printed_width(otherwise=100, most=100)))
        found = self._reopen(found, front, reason)
        if self.form == "json":
            typer.echo(as_json(found))
        return Exit.DONE if found.fits else Exit.ANSWER_IS_NO

    def _known(self) -> dict[str, TraitValue]:
        """The facts, and the traits of the review and of the options; what follows from a trait is known too."""
        given = {**(self.review.traits if self.review else {}), **self.traits}
        settled = {t: v for t, v in effective_traits(self.library, given).items() if v is not TraitValue.UNKNOWN}
        return {**self.facts, **settled, **self.traits}

    def _open(self, known: Mapping[str, TraitValue]) -> bool:
        return not any(t.clash for t in triage_all(self.bars, known))

    def _front(self) -> FrontEnd:
        """Talk goes to the terminal, and where the result is for a file or a program, to standard error."""
        from mlthreat.cli.terminal import front_end

        if self.form == "json" or not sys.stdout.isatty():
            return PlainFrontEnd(speak=sys.stderr, width=printed_width(most=100))
        return front_end(self.plain)

    def _found(self, answers: Mapping[str, TraitValue]) -> Found:
        triages = triage_all(self.bars, answers)
        named = {t for bar in triages for f in bar.fitting for r in f.row.severity.when for t in r.condition.traits}
        shown = {k: v for k, v in answers.items() if k not in self.library.traits or k in named or k in self.traits}
        found = Found(self.library, triages, shown, review=str(self.file) if self.file else None)
        if self.review is None or not found.fits:
            return found
        return replace(found, missed=missed(self.library, self.review, settled_about(self.library, triages)))

    def _reopen(self, found: Found, front: FrontEnd | None, reason: str | None) -> Found:
        doubted = tuple(m.id for m in found.missed if m.in_doubt)
        if reason is None and front is not None:
            try:
                doubted, reason = ask_reopening(front, found.missed)
            except Leave:
                return found
        if reason is None or not found.fits:
            return found
        if not found.about:
            raise UserError("the failure mode is not decided, so nothing was reopened", "give more facts")
        if self.file is None or not doubted:
            return found
        self._take_back(self.file, doubted, reason)
        return replace(found, reopened=doubted)

    def _take_back(self, file: Path, questions: Sequence[str], reason: str) -> None:
        said = clean(reason).strip()
        if not said or len(said) > _LONGEST_REASON:
            raise UserError(f"a reason has 1 to {_LONGEST_REASON} characters", "give another; nothing was reopened")
        author = Author(self.reviewer, now())

        def change(review: Review) -> Review:
            for question in questions:
                review = reopened(self.library, review, question, said, author)
            return review

        change_once(file, self.library, change)
        sys.stderr.write(f"reopened: {', '.join(questions)}; saved in {safe(str(file))}\n")
        sys.stderr.write(f"next: mlthreat review {safe(str(file))}\n")
