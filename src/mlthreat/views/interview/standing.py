"""Where a review stands, told at the beginning and at the end of a sitting."""

from __future__ import annotations

from collections import Counter
from shlex import quote

from mlthreat.domain.assessment import Assessment, State
from mlthreat.domain.checklist import traits_to_ask
from mlthreat.domain.library import Library
from mlthreat.domain.value import Severity

MOST_NAMED = 9
"""How many open questions, or facts, are named at the end; more are counted."""


def opened(path: str, assessment: Assessment, reviewer: str | None) -> list[str]:
    """What is said at the beginning: what is continued, and whose name stands beside the answers."""
    counts, review = assessment.coverage, assessment.review
    lines = []
    if review.traits or review.answers:
        lines.append(
            f"{path}: {review.system.name}, {counts.answered} of {counts.applicable} questions answered, "
            f"{counts.open} open"
        )
    else:
        lines.append(f"saved in {path} after every answer; leave whenever you like")
    if reviewer is None:
        lines.append("no name will stand beside the answers; --reviewer NAME or MLTHREAT_REVIEWER gives one")
    return lines


def closing(
    path: str, library: Library, assessment: Assessment, unproven: int = 0, reviewer: str | None = None
) -> list[str]:
    """What is said at the end: where everything is, what was found, what is open, what to do next.

    `unproven` is the number of answers whose evidence is not what the policy asks for; `reviewer` is who has to be named
    again, so that no answer of the next sitting lacks a name.
    """
    counts = assessment.coverage
    unset = traits_to_ask(library, assessment.review.traits)
    lines = [f"saved in {path}: {counts.answered} of {counts.applicable} questions answered, {counts.open} open"]
    if rated := Counter(f.severity for f in assessment.findings if f.state is not State.ACCEPTED):
        lines.append(f"findings so far: {', '.join(f'{rated[s]} {s}' for s in Severity if rated[s])}")
    if len(unset) > MOST_NAMED:
        lines.append(f"{len(unset)} facts about the system not given, {unset[0]} and others")
    elif unset:
        lines.append(f"facts about the system not given: {', '.join(unset)}")
    lines += _open_lines(assessment)
    file = quote(path)
    again = f"mlthreat review {file}" + (f" --reviewer {quote(reviewer)}" if reviewer else "")
    if unproven:
        answers = "1 answer lacks" if unproven == 1 else f"{unproven} answers lack"
        lines.append(f"{answers} the evidence that the policy asks for: {again} --unproven")
    following = again if assessment.open or unset else f"mlthreat report {file} --output report.html"
    lines.append(f"next: {following}")
    return lines


def _open_lines(assessment: Assessment) -> list[str]:
    """The open questions: each where they are few, else how many in which section."""
    if len(assessment.open) <= MOST_NAMED:
        return [f"  open: {question}" for question in assessment.open]
    sections = [assessment.checklist.items[q].asked.section for q in assessment.open]
    many, titles = Counter(s.id for s in sections), {s.id: s.title for s in sections}
    return [f"  open: {number} in {id_}, {titles[id_]}" for id_, number in many.items()]
