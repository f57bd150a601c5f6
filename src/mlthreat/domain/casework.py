"""A catalog's own tests, run: what was expected of a profile and did not come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlthreat.domain.assessment import Assessment, assess, severity_of
from mlthreat.domain.case import Case
from mlthreat.domain.checklist import threats_in_play
from mlthreat.domain.library import Library
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.review import Answer, Review


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met: where it stands in the case, what came instead, and why."""

    path: tuple[str | int, ...]
    message: str
    why: str


def run_case(library: Library, case: Case) -> tuple[Failure, ...]:
    """Everything in a case that does not hold. `library` must know every id that the case names."""
    answers = {question: Answer(verdict=verdict) for question, verdict in case.answers.items()}
    review = Review(system=SystemProfile(name=case.title), traits=case.traits, answers=answers)
    assessment = assess(library, review)
    return (*_asking(case, assessment), *_severities(case, assessment), *_dispositions(case, assessment))


def _asking(case: Case, assessment: Assessment) -> Iterator[Failure]:
    for part, wanted in (("asked", True), ("not_asked", False)):
        for index, question in enumerate(getattr(case, part)):
            item = assessment.checklist.items[question]
            if item.applies is not wanted:
                said = "should be asked, and is not" if wanted else "should not be asked, and is"
                yield Failure((part, index), f"`{question}` {said}", item.why)


def _severities(case: Case, assessment: Assessment) -> Iterator[Failure]:
    library, traits = assessment.library, assessment.checklist.traits
    for question, wanted in case.severity.items():
        item = assessment.checklist.items[question]
        path = ("severity", question)
        if not item.applies:
            yield Failure(path, f"`{question}` should be {wanted}, and is not asked", item.why)
            continue
        every = item.asked.question.about
        rated = severity_of(library, [a for a in every if threats_in_play(library, a, traits)] or every, traits)
        if rated.severity is not wanted:
            yield Failure(path, f"`{question}` should be {wanted}, and is {rated.severity}", rated.because)


def _dispositions(case: Case, assessment: Assessment) -> Iterator[Failure]:
    modes = {m.mode.id: m for m in assessment.modes}
    for mode, wanted in case.disposition.items():
        came = modes[mode]
        if came.disposition is not wanted:
            yield Failure(("disposition", mode), f"`{mode}` should be {wanted}, and is {came.disposition}", came.why)
