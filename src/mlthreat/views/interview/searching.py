"""Finding steps of an interview by words in what is asked."""

from __future__ import annotations

from mlthreat.domain.library import Library
from mlthreat.domain.prose import flat
from mlthreat.views.interview.steps import Step, Steps


def search(library: Library, steps: Steps, wanted: str) -> list[Step]:
    """The steps that speak of every word of `wanted`, in their order; none for no word."""
    words = wanted.lower().split()
    return [s for s in steps.all if words and all(w in _haystack(library, s) for w in words)]


def text_of(library: Library, step: Step) -> str:
    """What is asked, on one line."""
    return flat(library.traits[step.id].question if step.is_trait else library.questions[step.id].question.text)


def _haystack(library: Library, step: Step) -> str:
    if step.is_trait:
        return f"{step.id} {text_of(library, step)} {library.traits[step.id].help or ''}".lower()
    question = library.questions[step.id].question
    titles = [m.title for a in question.about if (m := library.failure_modes.get(a.partition("/")[0]))]
    return f"{step.id} {question.text} {question.why} {question.good_answer} {' '.join(titles)}".lower()
