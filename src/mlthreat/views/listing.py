"""Lists of what the catalogs hold, as rows of plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlthreat.domain.citation import Source
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup
from mlthreat.domain.taxonomy import FailureMode, Mitigation, SeverityRule, Threat
from mlthreat.views.visible import one_line

if TYPE_CHECKING:
    from mlthreat.views.listing_shape import (
        CatalogRow,
        CrosswalkRow,
        FailureModeRow,
        FrameworkRow,
        MitigationRow,
        PlaceRow,
        QuestionRow,
        TermRow,
        ThreatRow,
        TraitRow,
    )

Row = Mapping[str, Any]


def failure_modes(library: Library) -> Iterator[FailureModeRow]:
    """One row a failure mode; `compromises_because` gives the reason for each property."""
    for mode in library.failure_modes.values():
        yield {
            "id": mode.id,
            "number": mode.number,
            "title": mode.title,
            "kind": str(mode.kind),
            "compromises": [str(c.property) for c in mode.compromises],
            "catalog": library.catalog_of[mode.id],
            "compromises_because": {str(c.property): one_line(c.why) for c in mode.compromises},
            "summary": one_line(mode.summary),
            "threats": [t.id for t in mode.threats],
            "questions": list(library.asking[mode.id]),
        }


def threats(library: Library) -> Iterator[ThreatRow]:
    """One row a threat; `severity` is the default, null where the source gives none."""
    for mode, threat in library.threats.values():
        yield {
            "id": threat.id,
            "failure_mode": mode.id,
            "title": threat.title,
            "severity": str(threat.severity.default) if threat.severity.default else None,
            "catalog": library.catalog_of[mode.id],
            "severity_rule": severity_rule(threat.severity),
            "summary": one_line(threat.summary),
            "parallels": list(threat.parallels),
            "mitigations": [m.id for m in library.mitigations_of(mode, threat)],
        }


def questions(library: Library) -> Iterator[QuestionRow]:
    """One row a question, in the order of the meeting."""
    for asked in library.questions.values():
        question = asked.question
        yield {
            "id": asked.id,
            "checklist": asked.section.id,
            "parent": asked.parent,
            "asks": str(question.asks),
            "text": one_line(question.text),
            "about": list(question.about),
            "source": _place(question.source) if question.source else None,
            "catalog": asked.catalog,
            "trait": question.trait,
            "status": str(question.status),
            "replaced_by": question.replaced_by,
        }


def mitigations(library: Library) -> Iterator[MitigationRow]:
    """One row a mitigation, with where it belongs."""
    for mode in library.failure_modes.values():
        owners: list[tuple[FailureMode | Threat, str | None]] = [(mode, None), *((t, t.id) for t in mode.threats)]
        for owner, threat in owners:
            yield from (_mitigation(library, mode, threat, m) for m in owner.mitigations)


def _mitigation(library: Library, mode: FailureMode, threat: str | None, mitigation: Mitigation) -> MitigationRow:
    return {
        "id": mitigation.id,
        "does": str(mitigation.does),
        "failure_mode": mode.id,
        "threat": threat,
        "text": one_line(mitigation.text),
        "source": _place(mitigation.source) if mitigation.source else None,
        "references": list(mitigation.references),
        "catalog": library.catalog_of[mode.id],
    }


def _place(source: Source) -> PlaceRow:
    told: PlaceRow = {"document": source.document}
    if source.ref is not None:
        told["ref"] = source.ref
    if source.note is not None:
        told["note"] = source.note
    return told


def traits(library: Library) -> Iterator[TraitRow]:
    """One row a trait, in the order in which they are asked."""
    for catalog in library.catalogs:
        for trait in catalog.manifest.traits:
            help_ = one_line(trait.help) if trait.help else None
            yield {
                "id": trait.id,
                "question": trait.question,
                "help": help_,
                "question_id": library.bound_traits.get(trait.id),
                "catalog": catalog.id,
            }


def terms(library: Library) -> Iterator[TermRow]:
    """One row a term, with its root concept."""
    lookup = Lookup(library)
    for catalog in library.catalogs:
        for term in catalog.terms:
            yield {
                "id": term.id,
                "name": term.name,
                "synonyms": list(term.synonyms),
                "text": one_line(term.text),
                "root": lookup.root_path(term)[-1].id,
                "parents": list(term.parents),
                "related": list(term.related),
                "failure_modes": list(term.failure_modes),
                "source": _place(term.source),
                "catalog": catalog.id,
            }


def frameworks(library: Library) -> Iterator[FrameworkRow]:
    """One row a framework, with how many of its entries nothing touches."""
    lookup = Lookup(library)
    for framework in library.frameworks.values():
        yield {
            "id": framework.id,
            "title": framework.title,
            "publisher": framework.publisher,
            "edition": framework.edition,
            "entries": len(framework.entries),
            "complete": framework.complete,
            "untouched": len(lookup.untouched(framework.id)),
            "url": framework.url,
        }


def catalogs(library: Library) -> Iterator[CatalogRow]:
    """One row a catalog in force."""
    for catalog in library.catalogs:
        yield {
            "id": catalog.id,
            "version": catalog.manifest.version,
            "title": catalog.manifest.title,
            "license": catalog.manifest.license,
            "failure_modes": len(catalog.failure_modes),
            "questions": sum(a.catalog == catalog.id for a in library.questions.values()),
            "terms": len(catalog.terms),
            "digest": catalog.digest,
        }


def crosswalk(library: Library) -> Iterator[CrosswalkRow]:
    """One row a link to a framework; then, with an empty `ours`, one for each entry that no question touches."""
    lookup = Lookup(library)
    linked: set[str] = set()
    for link in lookup.links():
        linked.add(link.row.framework)
        mode = link.ours.partition("/")[0]
        yield {
            "ours": link.ours,
            "catalog": library.catalog_of[mode],
            "framework": link.row.framework,
            "id": link.row.id,
            "title": link.row.title,
            "relation": str(link.row.relation),
            "questions": len(library.asking[mode]),
            "note": link.row.note,
        }
    for framework in (f for f in library.frameworks if f in linked):
        titles = {e.id: e.title for e in library.frameworks[framework].entries}
        for entry in lookup.untouched(framework):
            yield {
                "ours": "",
                "catalog": "",
                "framework": framework,
                "id": entry,
                "title": titles[entry],
                "relation": "",
                "questions": 0,
                "note": None,
            }


def severity_rule(rule: SeverityRule) -> dict[str, Any]:
    """A severity with its conditions, as plain data."""
    return rule.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


ROWS: Mapping[str, Callable[[Library], Iterator[Row]]] = {
    "failure-modes": failure_modes,
    "threats": threats,
    "questions": questions,
    "mitigations": mitigations,
    "traits": traits,
    "terms": terms,
    "frameworks": frameworks,
    "catalogs": catalogs,
    "crosswalk": crosswalk,
}
