"""Failure modes, threats and mitigations explained."""

from __future__ import annotations

from mlthreat.domain.citation import Source
from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup, Thing
from mlthreat.domain.profile import Applicability
from mlthreat.domain.subject import asking
from mlthreat.domain.taxonomy import FailureMode, SeverityRule
from mlthreat.views.explaining import Explained, facts


def failure_mode(lookup: Lookup, thing: Thing) -> Explained:
    """A failure mode: what it compromises and why, its threats, what can be done, where it is asked about."""
    library = lookup.library
    mode = library.failure_modes[thing.id]
    number = f"{mode.number}. " if mode.number else ""
    terms = [t.name for t in library.terms.values() if mode.id in t.failure_modes]
    told = facts(
        ("nature", f"{mode.kind}, from catalog {library.catalog_of[mode.id]}"),
        ("compromises", [f"{c.property}: {c.why}" for c in mode.compromises]),
        ("attacker", attacker(mode)),
        ("also called", [f"{a.name}{f' ({a.where})' if a.where else ''}" for a in mode.also_called]),
        ("related", [f"{r.relation} {r.id}{f': {r.note}' if r.note else ''}" for r in mode.related]),
        ("severity", severity_lines(mode.severity) if mode.severity else None),
        ("threats", [f"{t.id} {t.title}: {t.summary}" for t in mode.threats]),
        ("mitigations", [f"{m.does}: {m.text}" for m in library.mitigations_of(mode)]),
        ("seen", [f"{e.text} [{', '.join(e.references)}]" for e in mode.examples]),
        ("applies", condition(mode.applies)),
        ("asked about by", [f"{q}: {library.questions[q].question.text}" for q in library.asking[mode.id]]),
        ("elsewhere", _elsewhere(lookup, mode.id)),
        ("terms", ", ".join(terms)),
        ("source", source_of(library, mode.source)),
    )
    return Explained(thing.kind, mode.id, number + mode.title, mode.summary, told)


def attacker(mode: FailureMode) -> str | None:
    """What the attacker needs, in words; None where nothing is said."""
    needs = mode.attacker
    if needs is None:
        return None
    knows = f"knows: {', '.join(needs.knowledge)}" if needs.knowledge else ""
    breaks = {True: "breaks access control", False: "needs to break no access control", None: ""}[
        needs.violates_authorization
    ]
    return "; ".join(part for part in (knows, breaks, needs.note or "") if part)


def threat(lookup: Lookup, thing: Thing) -> Explained:
    """A threat: how severe, what it resembles, what can be done, where it is asked about."""
    library = lookup.library
    mode, its = library.threats[thing.id]
    told = facts(
        ("failure mode", f"{mode.id}: {mode.title}"),
        ("also called", [a.name for a in its.also_called]),
        ("severity", severity_lines(its.severity)),
        ("resembles", list(its.parallels)),
        ("mitigations", [f"{m.does}: {m.text}" for m in library.mitigations_of(mode, its)]),
        ("applies", condition(its.applies)),
        ("asked about by", [f"{q}: {library.questions[q].question.text}" for q in asking(library, thing.id)]),
        ("elsewhere", [_row(r) for r in its.crosswalk or mode.crosswalk]),
        ("literature", [reference_of(library, r) for r in its.references]),
        ("source", source_of(library, its.source)),
    )
    return Explained(thing.kind, thing.id, its.title, its.summary, told)


def mitigation(lookup: Lookup, thing: Thing) -> Explained:
    """A mitigation: what it does, against what, on which literature."""
    library = lookup.library
    owners = [(m, x) for m in library.failure_modes.values() for x in library.mitigations_of(m) if x.id == thing.id]
    its = owners[0][1]
    told = facts(
        ("does", str(its.does)),
        ("against", [f"{m.id}: {m.title}" for m, _ in owners]),
        ("literature", [reference_of(library, r) for r in its.references]),
        ("source", source_of(library, its.source)),
    )
    return Explained(thing.kind, thing.id, thing.id.replace("-", " ").capitalize(), its.text, told)


def _elsewhere(lookup: Lookup, ours: str) -> list[str]:
    return list(dict.fromkeys(_row(link.row) for link in lookup.links() if link.ours.partition("/")[0] == ours))


def _row(row: Crosswalk) -> str:
    """One link to another list: the entry with its title, unless that is the id, the relation and what is to be said about it."""
    named = row.id if row.id == row.title else f"{row.id} {row.title}"
    return f"{row.framework} {named} ({row.relation}){f': {row.note}' if row.note else ''}"


def severity_lines(rule: SeverityRule) -> list[str]:
    """A severity rule in words, a line each."""
    lines = [
        f"{rule.default or 'not rated'}{f', up to {rule.up_to}' if rule.up_to else ''}{f': {rule.because}' if rule.because else ''}"
    ]
    lines += [f"{r.severity} if {condition(r.condition)}: {r.because}" for r in rule.when]
    for recorded in rule.recorded:
        value = str(recorded.low) if recorded.low is recorded.high else f"{recorded.low} to {recorded.high}"
        lines.append(
            f"recorded elsewhere: {value} ({recorded.source.document}{', ' + recorded.source.ref if recorded.source.ref else ''})"
        )
    return lines


def condition(given: Applicability) -> str:
    """A condition in words; empty where it always holds."""
    parts = [
        (" and ".join(given.all)),
        (" or ".join(given.any)),
        (f"not {' and not '.join(given.none)}" if given.none else ""),
    ]
    return ", and ".join(p for p in parts if p)


def source_of(library: Library, source: Source | None) -> str | None:
    """A source in words."""
    if source is None:
        return None
    document = library.documents.get(source.document)
    name = document.title if document else source.document
    return f"{name}{f', {source.ref}' if source.ref else ''}{f'. {source.note}' if source.note else ''}"


def reference_of(library: Library, id_: str) -> str:
    """A work of the literature in words, or its id where no catalog in force tells of it."""
    reference = library.references.get(id_)
    if reference is None:
        return id_
    parts = (reference.authors, str(reference.year) if reference.year else None, reference.title, reference.url)
    return ", ".join(p for p in parts if p)
