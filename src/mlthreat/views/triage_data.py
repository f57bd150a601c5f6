"""What triage found, as plain data: the published shape of `triage --format json`, which the text is made from too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlthreat.domain.bugbar import Fitting, Triage, about_of
from mlthreat.domain.citation import Source
from mlthreat.domain.hindsight import Missed
from mlthreat.domain.library import Library
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.prose import flat
from mlthreat.domain.taxonomy import Does, Mitigation, RecordedRating
from mlthreat.domain.value import utc_text
from mlthreat.views.explain_taxonomy import condition, severity_lines, source_of
from mlthreat.views.exports.json_text import json_text
from mlthreat.views.triage_shape import (
    BarData,
    MeasureData,
    MissedData,
    NamedAnswer,
    PlaceData,
    RecordedData,
    RowData,
    TriageData,
    TriagedThreat,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What triage came to: each bar under the answers, and the questions of a review, if one was given."""

    library: Library
    triages: tuple[Triage, ...]
    answers: Mapping[str, TraitValue]
    """Facts and traits as they were given."""
    review: str | None = None
    missed: tuple[Missed, ...] = ()
    reopened: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the answers leave any row of any bar and contradict each other in none."""
        return any(t.fitting for t in self.triages) and not any(t.clash for t in self.triages)

    @property
    def about(self) -> tuple[str, ...]:
        """The failure modes and threats that the issue is; empty while that is not decided."""
        return settled_about(self.library, self.triages)


def settled_about(library: Library, triages: Sequence[Triage]) -> tuple[str, ...]:
    """What the certain rows are about; without one, what all rows left are about, where that is one failure mode."""
    left = [f for t in triages for f in t.fitting]
    certain = [f for f in left if f.certain]
    about = tuple(dict.fromkeys(a for f in certain or left for a in about_of(library, f.row)))
    if certain:
        return about
    one_mode = len({a.partition("/")[0] for a in about}) == 1 and all(f.row.about for f in left)
    return about if one_mode else ()


def as_json(found: Found) -> str:
    """The result as JSON."""
    return json_text(as_data(found)).rstrip()


def as_data(found: Found) -> TriageData:
    """The result as plain data."""
    leading = leading_row(found.triages) if found.fits else None
    facts = {f.id for t in found.triages for f in t.bar.facts}
    given = {k: str(v) for k, v in found.answers.items()}
    return {
        "format": 1,
        "outcome": _outcome(found),
        "bar": next((t.bar.id for t in found.triages if leading in t.fitting), None),
        "row": leading.row.id if leading else None,
        "severity": _severity(leading),
        "up_to": _up_to(leading),
        "owner": leading.row.owner if leading else None,
        "failure_modes": list(dict.fromkeys(a.partition("/")[0] for a in found.about)),
        "threats": [_threat(found.library, a) for a in found.about if "/" in a],
        "facts": {k: v for k, v in given.items() if k in facts},
        "traits": {k: v for k, v in given.items() if k not in facts},
        "bars": [_bar(found, t) for t in found.triages],
        "mitigations": _mitigations(found.library, found.about),
        "review": found.review,
        "questions": [_question(m, found.reopened) for m in found.missed],
        "reopened": list(found.reopened),
    }


def leading_row(triages: Sequence[Triage]) -> Fitting | None:
    """The row that speaks for all: of the certain ones the first that names what it is about, else one with a severity.

    Without a certain row it is the most severe of those left in the first bar that has any. None without any.
    """
    left = [f for t in triages for f in t.fitting]
    certain = [f for f in left if f.certain]
    named = [f for f in certain if f.row.about] or [f for f in certain if f.severity] or certain
    if named:
        return named[0]
    first = next((t.fitting for t in triages if t.fitting), ())
    return max(first, key=lambda f: f.severity.rank if f.severity else -1, default=None)


def _outcome(found: Found) -> str:
    if any(t.clash for t in found.triages):
        return "contradiction"
    if not found.fits:
        return "no-row"
    return "decided" if any(f.certain for t in found.triages for f in t.fitting) else "undecided"


def _severity(fitting: Fitting | None) -> str | None:
    return str(fitting.severity) if fitting and fitting.severity else None


def _up_to(fitting: Fitting | None) -> str | None:
    if fitting is None or fitting.rated.rating or fitting.row.severity.up_to is None:
        return None
    return str(fitting.row.severity.up_to)


def _bar(found: Found, triage: Triage) -> BarData:
    values = triage.values
    return {
        "id": triage.bar.id,
        "title": triage.bar.title,
        "complete": triage.bar.complete,
        "source": _source(found.library, triage.bar.source),
        "rows": [_row(found.library, values, f) for f in triage.fitting],
        "contradiction": _named(values, triage.clash),
        "ruled_out_by": _named(values, triage.excluded),
        "no_row_about_it": triage.silent,
    }


def _named(values: Mapping[str, TraitValue], ids: Sequence[str]) -> list[NamedAnswer]:
    return [{"id": id_, "answer": str(values[id_])} for id_ in ids]


def _row(library: Library, values: Mapping[str, TraitValue], fitting: Fitting) -> RowData:
    row, rating = fitting.row, fitting.rated.rating
    because = fitting.rated.because if rating or row.severity.default else row.severity.because
    return {
        "id": row.id,
        "title": row.title,
        "text": row.text,
        "certain": fitting.certain,
        "severity": _severity(fitting),
        "up_to": _up_to(fitting),
        "because": flat(because or ""),
        "condition": condition(rating.condition) if rating else None,
        "not_known": list(fitting.not_known),
        "rests_on": _source(library, (rating.source if rating else None) or row.source),
        "source": _source(library, row.source),
        "recorded": [_recorded(library, r) for r in row.severity.recorded],
        "owner": row.owner,
        "about": list(about_of(library, row)),
        "settled_by": {t: str(v) for t in row.applies.traits if (v := values.get(t)) is not None},
    }


def _source(library: Library, source: Source) -> PlaceData:
    document = library.documents.get(source.document)
    return {
        "document": source.document,
        "title": document.title if document else source.document,
        "ref": source.ref,
        "url": document.url if document else None,
        "note": flat(source.note) if source.note else None,
    }


def _recorded(library: Library, recorded: RecordedRating) -> RecordedData:
    note = flat(recorded.note) if recorded.note else None
    source = _source(library, recorded.source)
    return {"low": str(recorded.low), "high": str(recorded.high), "source": source, "note": note}


def _threat(library: Library, about: str) -> TriagedThreat:
    mode, threat = library.threats[about]
    return {
        "id": about,
        "title": threat.title,
        "failure_mode": mode.title,
        "severity_rule": severity_lines(threat.severity),
        "source": source_of(library, threat.source),
    }


def _mitigations(library: Library, about: Sequence[str]) -> dict[str, list[MeasureData]]:
    measures = {m.id: m for a in about for m in _measures(library, a)}
    return {
        str(does): [{"id": m.id, "text": flat(m.text)} for m in measures.values() if m.does is does] for does in Does
    }


def _measures(library: Library, about: str) -> Iterator[Mitigation]:
    aimed = library.aimed_at(about)
    if aimed is not None:
        mode, threats = aimed
        yield from mode.mitigations
        for threat in threats:
            yield from library.mitigations_of(mode, threat)


def _question(missed: Missed, reopened: Sequence[str]) -> MissedData:
    answer = missed.answer
    return {
        "id": missed.id,
        "text": flat(missed.item.asked.question.text),
        "applies": missed.item.applies,
        "why": missed.item.why,
        "verdict": str(missed.item.verdict) if missed.item.verdict else None,
        "from_profile": missed.item.from_profile,
        "by": answer.by if answer else None,
        "at": utc_text(answer.at) if answer and answer.at else None,
        "note": answer.note if answer else None,
        "in_doubt": missed.in_doubt,
        "reopened": missed.id in reopened,
    }
