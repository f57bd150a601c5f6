"""What `?` tells: why a question is asked and what a good answer is; pressed again, what it is about and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlthreat.domain.assessment import severity_of
from mlthreat.domain.checklist import Checklist, Item, threats_in_play
from mlthreat.domain.library import Library
from mlthreat.domain.prose import flat
from mlthreat.domain.question import Asks


def explain_trait(library: Library, trait: str) -> str:
    """What a trait means and what hangs on it."""
    declared = library.traits[trait]
    deciding = [m.title for m in library.failure_modes.values() if trait in m.applies.traits]
    lines = [flat(declared.help or "")]
    if deciding:
        lines.append(f"It decides about: {', '.join(deciding)}.")
    lines.append("Unknown is a fair answer: what hangs on it will then be asked.")
    return "\n".join(line for line in lines if line)


def explain_question(library: Library, checklist: Checklist, question: str) -> str:
    """Why a question is asked, what a good answer is, what goes with it; and what it is about, by title.

    What helps most to answer comes last: in a low window the question below it pushes the first lines out of sight.
    """
    item = checklist.items[question]
    asked = item.asked.question
    modes = [found[0].title for name in asked.about if (found := threats_in_play(library, name, checklist.traits))]
    more = f"{', '.join(dict.fromkeys(modes))}. What that is, and what can be done: ? again." if modes else None
    parts = [
        ("Source", _source(library, item)),
        ("Asked because", item.why),
        ("About", more),
        ("If it is missing", _severity(library, checklist, item)),
        ("Why it matters", asked.why),
        ("A good answer", asked.good_answer),
        ("Evidence", asked.evidence),
    ]
    return "\n".join(f"{label}: {flat(text)}" for label, text in parts if text)


def explain_failures(library: Library, checklist: Checklist, question: str) -> str:
    """The failure modes and threats that a question is about, and what can be done."""
    about = checklist.items[question].asked.question.about
    return "\n".join(_about(library, checklist, about)) or "it is about no failure mode that applies here"


def _severity(library: Library, checklist: Checklist, item: Item) -> str | None:
    if item.asked.question.asks is Asks.EXPOSURE:
        return None
    rated = severity_of(library, item.asked.question.about, checklist.traits)
    return f"a finding rated {rated.severity}; {rated.because}"


def _source(library: Library, item: Item) -> str | None:
    source = item.asked.question.source
    if source is None:
        return f"catalog {item.asked.catalog}"
    document = library.documents.get(source.document)
    return f"{document.title if document else source.document}{', ' + source.ref if source.ref else ''}"


def _about(library: Library, checklist: Checklist, about: Sequence[str]) -> Iterator[str]:
    for name in about:
        found = threats_in_play(library, name, checklist.traits)
        if found is None:
            continue
        mode, threats = found
        yield f"About {mode.title} ({mode.id}): {flat(mode.summary)}"
        for threat in threats:
            yield f"  Threat {threat.id}, {threat.title}: {flat(threat.summary)}"
        measures = {
            m.id: m for m in [*mode.mitigations, *(m for t in threats for m in library.mitigations_of(mode, t))]
        }
        yield from (f"  {m.does}: {flat(m.text)}" for m in measures.values())
