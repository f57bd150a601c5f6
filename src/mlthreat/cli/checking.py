"""One run of `check`: each review read and judged, those that cannot be read told apart."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mlthreat.domain.assessment import Assessment, assess
from mlthreat.domain.diagnostic import Refused, UserError
from mlthreat.domain.gate import forecast, gate
from mlthreat.domain.library import Library
from mlthreat.domain.policy import Policy
from mlthreat.domain.reason import Facts
from mlthreat.domain.review import Review
from mlthreat.domain.value import Severity
from mlthreat.files.evidence import all_changed
from mlthreat.files.policy_file import (
    PolicyInForce,
    catalogs_not_in_force,
    missing_reviews,
    must_be_no_review,
    policy_for,
)
from mlthreat.files.raw_text import read_bytes
from mlthreat.files.repository import must_lie_inside, path_in_repository
from mlthreat.files.review_file import check_review, places
from mlthreat.files.ssh_signature import can_verify, verify_all
from mlthreat.views.gate.judged import Judged


@dataclass(frozen=True, slots=True)
class Seen:
    """One review as it was read, with what it is judged by."""

    raw: bytes
    assessment: Assessment
    policy: Policy
    policy_file: Path | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Gate:
    """What the options of `check` said."""

    library: Library
    day: date
    policy: Path | None
    fail_on: Severity | None
    allowed_signers: Path | None
    ahead: int | None

    def judge_all(self, files: Sequence[Path], form: str) -> list[Judged]:
        """Judge every review. Raises UserError, after the problems of every other one are told, where one cannot be read."""
        judged: list[Judged] = []
        failed: list[UserError] = []
        once: dict[str, Path] = {}
        for file in files:
            once.setdefault(os.path.realpath(file), file)
        for file in once.values():
            try:
                judged.append(self.judge(file))
            except UserError as error:
                failed.append(error)
                if form == "github" and isinstance(error, Refused):
                    from mlthreat.views.gate.github import annotated

                    sys.stdout.write(annotated(error.diagnostics, lambda named: path_in_repository(Path(named))))
        if failed:
            from mlthreat.cli.app import show

            for earlier in failed[:-1]:
                show(earlier)
            raise failed[-1]
        return judged

    def judge(self, file: Path) -> Judged:
        """Judge one review. Raises UserError where it, or its policy, cannot be used."""
        seen = self.look_at(file)
        reasons = gate(seen.assessment, seen.policy, seen.facts)
        upcoming = None if self.ahead is None else forecast(seen.assessment, seen.policy, seen.facts, self.ahead)
        told = [*reasons, *(r for u in upcoming or () for r in u.reasons)]
        return Judged(
            file=str(file),
            path=path_in_repository(file),
            assessment=seen.assessment,
            policy=seen.policy,
            policy_file=str(seen.policy_file) if seen.policy_file else None,
            reasons=reasons,
            places=places(str(file), seen.raw, {r.anchor for r in told}),
            upcoming=upcoming,
        )

    def look_at(self, file: Path) -> Seen:
        """Everything that a judgement rests on. Raises UserError as `judge` does."""
        must_lie_inside(file)
        raw = read_bytes(file)
        in_force = policy_for(file, self.policy)
        review, problems = check_review(str(file), raw, self.library)
        if review is None:
            raise Refused(problems, f"{file} cannot be judged", "mend it; until then the gate lets nothing through")
        policy = in_force.policy.model_copy(update={"fail_on": self.fail_on} if self.fail_on else {})
        facts = self._facts(file, review, in_force)
        return Seen(raw, assess(self.library, review, self.day), policy, in_force.path, facts)

    def _facts(self, file: Path, review: Review, in_force: PolicyInForce) -> Facts:
        signers = self.allowed_signers or in_force.allowed_signers
        if signers is not None:
            must_be_no_review(signers)
        # a record that its own signature does not fit is noticed wherever it can be, demanded or not
        looked_at = in_force.policy.sign_offs.signed or signers is not None or can_verify()
        signatures = verify_all(review.sign_offs, signers) if looked_at else {}
        return Facts(
            day=self.day,
            evidence=all_changed(file, review),
            catalogs=catalogs_not_in_force(in_force.policy, self.library),
            missing_reviews=missing_reviews(in_force),
            signatures=signatures,
        )


def add_step_summary(judged: Sequence[Judged]) -> None:
    """Append to the summary of the running step, where GitHub gives a file for it."""
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    if not named:
        return
    from mlthreat.views.gate.markdown import LONGEST_SUMMARY, markdown

    try:
        with Path(named).open("a", encoding="utf-8", errors="backslashreplace") as summary:
            summary.write(markdown(judged, LONGEST_SUMMARY) + "\n")
    except OSError as error:
        raise UserError(f"the step summary was not written: {error.strerror}", "look at GITHUB_STEP_SUMMARY") from None
