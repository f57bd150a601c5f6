"""One run of `accept`: which finding of which review is meant, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from mlthreat.cli.deciding import change_once, made
from mlthreat.cli.moments import now
from mlthreat.domain.acceptance import accepted, finding_named, withdrawn
from mlthreat.domain.assessment import assess
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.review import Acceptance, Review
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.policy_file import policy_for
from mlthreat.files.review_file import locate
from mlthreat.views.messages import safe


def meant(names: Sequence[str], told: Mapping[str, object], *, withdraw: bool) -> tuple[Path, str]:
    """The review and the finding that the words of the command line name.

    Raises a usage error where they are too many or an option is missing or superfluous, and UserError where no finding is
    named, or no review is and not exactly one is at hand.
    """
    given = [f"--{name}" for name, value in told.items() if value is not None]
    if withdraw and given:
        raise typer.BadParameter(f"it takes no {', '.join(given)}", param_hint="'--withdraw'")
    missing = [f"--{name}" for name, value in told.items() if value is None]
    if missing and not withdraw:
        raise typer.BadParameter(f"an acceptance needs {', '.join(missing)} too")
    if len(names) > 2:
        raise typer.BadParameter(f"a review and a finding are meant, not {len(names)} names")
    *file, finding = names
    if finding.endswith(REVIEW_SUFFIX):
        raise UserError(f"{finding} is a review; which finding in it?", "`mlthreat report` shows the findings with ids")
    return locate(Path(file[0]) if file else None), finding


def accept(path: Path, library: Library, finding: str, told: Mapping[str, object], policy: Path | None) -> str:
    """Accept a finding and save the review. Returns what to say; raises UserError, nothing written, where it must not be."""
    demand = policy_for(path, policy).policy.acceptances

    def change(review: Review) -> Review:
        assessment = assess(library, review, now().date())
        named = finding_named(assessment, finding).id  # first: a name that fits nothing is no form of an id either
        return accepted(assessment, made(Acceptance, finding=named, **told), demand, now())

    change_once(path, library, change)
    return safe(f"{finding}: accepted by {told['by']} ({told['role']}) until {told['until']} (UTC)")


def take_back(path: Path, library: Library, finding: str) -> str:
    """Take back the acceptance of a finding and save the review. Returns what to say; raises UserError where there is none."""
    change_once(path, library, lambda review: withdrawn(review, finding))
    return safe(f"{finding}: the acceptance is taken back")
