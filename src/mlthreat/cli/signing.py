"""One run of `signoff`: what is decided on is looked at, recorded, signed if asked for, and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote

from mlthreat.cli.deciding import change_once, made
from mlthreat.domain.assessment import Assessment, State, assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.prose import amount
from mlthreat.domain.review import Decision, Review, SignOff
from mlthreat.domain.signoff import covers, review_digest
from mlthreat.domain.value import of_each
from mlthreat.files.evidence import all_changed
from mlthreat.files.ssh_signature import sign
from mlthreat.views.messages import safe


@dataclass(frozen=True, slots=True)
class Signing:
    """What the options of `signoff` said."""

    library: Library
    by: str
    role: str
    decision: Decision
    comment: str | None
    conditions: tuple[str, ...]
    key: Path | None

    def sign(self, path: Path, at: datetime, now: datetime) -> Iterator[str]:
        """Record the decision. Yields what to say; raises UserError, with nothing written, where it cannot be."""
        self._check(at, now)
        review = change_once(path, self.library, lambda review: self._recorded(path, review, at))
        sign_off = review.sign_offs[-1]
        for line in told(assess(self.library, review, now.date()), sign_off):
            yield safe(line)
        yield safe(f"saved in {path}; `mlthreat verify {quote(str(path))}` tells what it is worth")

    def _check(self, at: datetime, now: datetime) -> None:
        if at > now:
            raise UserError(f"{at:%Y-%m-%dT%H:%M:%SZ} is still to come", "leave --at out: now is meant")
        conditional = self.decision is Decision.APPROVE_WITH_CONDITIONS
        if conditional and not self.conditions:
            raise UserError("an approval with conditions needs one", "name it with --condition")
        if self.conditions and not conditional:
            raise UserError(f"{self.decision} takes no conditions", "decide approve-with-conditions")

    def _recorded(self, path: Path, review: Review, at: datetime) -> Review:
        assessment = assess(self.library, review, at.date())
        broken = all_changed(path, review)
        if broken and self.decision is not Decision.REJECT:
            question, problems = next(iter(broken.items()))
            raise UserError(
                f"{problems[0]}, evidence of {question}: what it shows now is not what was answered",
                "look at the answer again and attach the file anew; then sign off",
            )
        sign_off = made(
            SignOff,
            by=self.by,
            role=self.role,
            decision=self.decision,
            at=at,
            digest=review_digest(assessment),
            comment=self.comment,
            conditions=self.conditions,
            covers=covers(assessment),
        )
        return review.with_sign_off(sign(sign_off, self.key) if self.key else sign_off)


def told(assessment: Assessment, sign_off: SignOff) -> Iterator[str]:
    """What was decided on, in words."""
    how = "with an SSH signature" if sign_off.signature else "without a signature: the name is declared, not proven"
    yield f"{sign_off.decision}, declared by {sign_off.by} ({sign_off.role}), {how}"
    yield f"state {sign_off.digest}"
    counts, findings = assessment.coverage, assessment.findings
    accepted = sum(f.state is State.ACCEPTED for f in findings)
    opened = [f.severity for f in findings if f.state is not State.ACCEPTED]
    severe = f" ({of_each(opened)})" if opened else ""
    yield (
        f"{counts.answered} of {counts.applicable} questions answered, {counts.open} open; "
        f"{amount(len(opened), 'finding')} open{severe}, {accepted} accepted"
    )
