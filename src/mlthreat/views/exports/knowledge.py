"""What the catalogs in force say, as plain data; rated and placed under one profile where that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mlthreat.domain.assessment import Assessment, ModeResult
from mlthreat.domain.catalog import Catalog
from mlthreat.domain.checklist import because
from mlthreat.domain.citation import Source
from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.library import Change, Library
from mlthreat.domain.pins import as_pinned
from mlthreat.domain.rating import rate
from mlthreat.domain.taxonomy import Alias, FailureMode, Mitigation, Threat
from mlthreat.views.exports.knowledge_shape import (
    AliasData,
    CatalogData,
    ChangeData,
    CrosswalkData,
    FrameworkData,
    MitigationData,
    ModeData,
    ReferenceData,
    SectionData,
    SourceData,
    TermData,
    ThreatData,
)


def source_data(source: Source | None) -> SourceData | None:
    """A place in a document."""
    return {"document": source.document, "ref": source.ref, "note": source.note} if source else None


def catalog_data(assessment: Assessment, catalog: Catalog) -> CatalogData:
    """A catalog, with the state of it that the review was last saved with."""
    manifest = catalog.manifest
    pin = next((p for p in assessment.review.catalogs if p.id == catalog.id), None)
    return {
        "id": manifest.id,
        "version": manifest.version,
        "shipped": manifest.id in assessment.library.shipped,
        "digest": catalog.digest,
        "title": manifest.title,
        "summary": manifest.summary,
        "license": manifest.license,
        "attribution": manifest.attribution,
        "extends": [r.id for r in manifest.extends],
        "documents": [
            {
                "id": d.id,
                "title": d.title,
                "publisher": d.publisher,
                "url": d.url,
                "license": d.license,
                "edition": d.edition,
            }
            for d in manifest.documents
        ],
        "reviewed": pin.version if pin else None,
        "changed": pin is not None and not as_pinned(pin, catalog),
    }


def change_data(change: Change) -> ChangeData:
    """What one catalog changed in another."""
    return {
        "kind": change.kind,
        "id": change.id,
        "field": change.field,
        "added": change.added,
        "disabled": change.disabled,
        "catalog": change.catalog,
        "because": change.because,
        "owner": change.owner,
    }


def mode_data(assessment: Assessment, result: ModeResult, findings: Sequence[str]) -> ModeData:
    """One failure mode and what became of it. `findings` are the ids of all findings."""
    mode, library = result.mode, assessment.library
    asked_about = set(result.questions)
    attacker = mode.attacker
    return {
        "id": mode.id,
        "number": mode.number,
        "title": mode.title,
        "kind": mode.kind.value,
        "catalog": result.catalog,
        "summary": mode.summary,
        "disposition": result.disposition.value,
        "why": result.why,
        "severity": result.rated.severity.value,
        "severity_because": result.rated.because,
        "rated": result.rated.rated,
        "compromises": [
            {"property": c.property.value, "why": c.why, "source": source_data(c.source)} for c in mode.compromises
        ],
        "attacker": {
            "knowledge": [k.value for k in attacker.knowledge],
            "violates_authorization": attacker.violates_authorization,
            "note": attacker.note,
        }
        if attacker
        else None,
        "also_called": _aliases(mode.also_called),
        "related": [{"id": r.id, "relation": r.relation.value, "note": r.note} for r in mode.related],
        "threats": [_threat(assessment, mode, t) for t in mode.threats],
        "mitigations": _ids(library.mitigations_of(mode)),
        "questions": list(result.questions),
        "findings": [f for f in findings if f in asked_about],
        "examples": [{"text": e.text, "references": list(e.references)} for e in mode.examples],
        "crosswalk": _crosswalk(mode.crosswalk),
        "references": list(mode.references),
        "source": source_data(mode.source),
    }


def _threat(assessment: Assessment, mode: FailureMode, threat: Threat) -> ThreatData:
    traits = assessment.checklist.traits
    rated = rate(threat.severity, traits)
    excluded = because(threat.applies, traits)
    return {
        "id": threat.id,
        "full_id": f"{mode.id}/{threat.id}",
        "title": threat.title,
        "summary": threat.summary,
        "applies": not excluded,
        "why": excluded,
        "severity": rated.severity.value,
        "severity_because": rated.because,
        "also_called": _aliases(threat.also_called),
        "parallels": list(threat.parallels),
        "mitigations": _ids(assessment.library.mitigations_of(mode, threat)),
        "crosswalk": _crosswalk(threat.crosswalk),
        "references": list(threat.references),
        "source": source_data(threat.source),
    }


def mitigations_data(library: Library) -> list[MitigationData]:
    """Every mitigation once, in the order of the failure modes."""
    found: dict[str, Mitigation] = {}
    for mode in library.failure_modes.values():
        for mitigation in library.mitigations_of(mode):
            found.setdefault(mitigation.id, mitigation)
    return [_mitigation(m) for m in found.values()]


def _mitigation(mitigation: Mitigation) -> MitigationData:
    return {
        "id": mitigation.id,
        "does": mitigation.does.value,
        "text": mitigation.text,
        "classified_by": mitigation.classified_by,
        "references": list(mitigation.references),
        "source": source_data(mitigation.source),
    }


def sections_data(library: Library) -> list[SectionData]:
    """Every section of the checklist, in the order of the meeting."""
    found = {a.section.id: a.section for a in library.questions.values()}
    return [{"id": s.id, "title": s.title, "intro": s.intro} for s in found.values()]


def terms_data(library: Library) -> list[TermData]:
    """The words of the field that name a failure mode in force, in the order of their names."""
    named = [t for t in library.terms.values() if any(m in library.failure_modes for m in t.failure_modes)]
    return [
        {
            "id": t.id,
            "name": t.name,
            "synonyms": list(t.synonyms),
            "text": t.text,
            "parents": list(t.parents),
            "related": list(t.related),
            "failure_modes": [m for m in t.failure_modes if m in library.failure_modes],
            "source": source_data(t.source),
        }
        for t in sorted(named, key=lambda t: (t.name.casefold(), t.id))
    ]


def frameworks_data(library: Library) -> list[FrameworkData]:
    """The other publishers' lists that the catalogs know; their ids stand at the entries."""
    return [
        {
            "id": f.id,
            "title": f.title,
            "publisher": f.publisher,
            "edition": f.edition,
            "url": f.url,
            "license": f.license,
        }
        for f in library.frameworks.values()
    ]


def references_data(library: Library) -> list[ReferenceData]:
    """The literature, in the order of its ids."""
    return [
        {"id": r.id, "title": r.title, "authors": r.authors, "year": r.year, "url": r.url}
        for r in sorted(library.references.values(), key=lambda r: r.id)
    ]


def _ids(mitigations: Iterable[Mitigation]) -> list[str]:
    return list(dict.fromkeys(m.id for m in mitigations))


def _aliases(aliases: Iterable[Alias]) -> list[AliasData]:
    return [{"name": a.name, "where": a.where} for a in aliases]


def _crosswalk(entries: Iterable[Crosswalk]) -> list[CrosswalkData]:
    return [
        {"framework": c.framework, "id": c.id, "title": c.title, "relation": c.relation.value, "note": c.note}
        for c in entries
    ]
