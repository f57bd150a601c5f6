"""A catalog's own test: a profile, and what must and must not come of it."""

from __future__ import annotations

from mlthreat.domain.disposition import Disposition
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.value import Line, QuestionId, Severity, Slug, Value


class Case(Value):
    """One profile with its expectations."""

    id: Slug
    title: Line
    traits: dict[Slug, TraitValue]
    answers: dict[QuestionId, Verdict] = {}
    asked: tuple[QuestionId, ...] = ()
    """Questions that must apply."""
    not_asked: tuple[QuestionId, ...] = ()
    """Questions that must not apply."""
    severity: dict[QuestionId, Severity] = {}
    """How severe the finding is where the question is answered no."""
    disposition: dict[Slug, Disposition] = {}
    """What becomes of a failure mode under the case's answers."""
