"""A catalog as a page of the reference, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup
from mlthreat.domain.taxonomy import FailureMode, Mitigation
from mlthreat.views.explain_taxonomy import condition, severity_lines
from mlthreat.views.markdown import escaped


def page(library: Library, catalog_id: str) -> str:
    """Everything that one catalog of a library holds; every entry has an anchor of its id."""
    catalog = next(c for c in library.catalogs if c.id == catalog_id)
    manifest = catalog.manifest
    lines = [
        f"# {escaped(manifest.title)}",
        "",
        f"Catalog `{catalog.id}`, version {manifest.version}, {escaped(manifest.license)}.",
    ]
    lines += ["", str(escaped(manifest.summary or "")), "", str(escaped(manifest.attribution or ""))]
    if manifest.traits:
        lines += ["", "## Traits", ""]
        lines += [
            f'- <a id="{t.id}"></a>**{t.id}**: {escaped(t.question)} {escaped(t.help or "")}' for t in manifest.traits
        ]
    if catalog.failure_modes:
        lines += ["", "## Failure modes"]
        for mode in (m for m in library.failure_modes.values() if library.catalog_of[m.id] == catalog.id):
            lines += _failure_mode(library, mode)
    if catalog.sections:
        lines += ["", "## Questions"]
        lines += _questions(library, catalog.id)
    if catalog.terms:
        lines += ["", "## Terms", ""]
        lines += _terms(library, catalog.id)
    return "\n".join(lines).rstrip() + "\n"


def _failure_mode(library: Library, mode: FailureMode) -> Iterator[str]:
    number = f"{mode.number}. " if mode.number else ""
    yield from (
        "",
        f'<a id="{mode.id}"></a>',
        "",
        f"### {number}{escaped(mode.title)}",
        "",
        f"`{mode.id}`, {mode.kind}. {escaped(mode.summary)}",
        "",
    )
    yield from (f"- compromises {c.property}: {escaped(c.why)}" for c in mode.compromises)
    if always := condition(mode.applies):
        yield f"- applies: {escaped(always)}"
    if mode.severity:
        yield f"- severity: {escaped('; '.join(severity_lines(mode.severity)))}"
    yield from (f"- {r.relation} [{r.id}](#{r.id}){f': {escaped(r.note)}' if r.note else ''}" for r in mode.related)
    for threat in mode.threats:
        yield f"- threat {threat.id}, {escaped(threat.title)}: {escaped(threat.summary)} Severity: {escaped('; '.join(severity_lines(threat.severity)))}"
    measures: tuple[Mitigation, ...] = library.mitigations_of(mode)
    yield from (f"- {m.does}: {escaped(m.text)}" for m in measures)
    asking = library.asking[mode.id]
    yield f"- asked about by: {', '.join(f'`{q}`' for q in asking)}"


def _questions(library: Library, catalog: str) -> Iterator[str]:
    section = ""
    for asked in (a for a in library.questions.values() if a.catalog == catalog):
        if asked.section.id != section:
            section = asked.section.id
            yield from ("", f"### {escaped(asked.section.title)}", "")
        question = asked.question
        indent = "  " if asked.parent else ""
        yield f'{indent}- <a id="{asked.id}"></a>**{asked.id}** ({question.asks}): {escaped(question.text)} {escaped(question.why or "")}'


def _terms(library: Library, catalog: str) -> Iterator[str]:
    lookup = Lookup(library)
    terms = next(c for c in library.catalogs if c.id == catalog).terms
    for term in sorted(terms, key=lambda t: t.name.casefold()):
        root = lookup.root_path(term)[-1]
        also = f" Also called {escaped(', '.join(term.synonyms))}." if term.synonyms else ""
        under = "" if root is term else f" Root concept: {escaped(root.name)}."
        yield f'- <a id="{term.id}"></a>**{escaped(term.name)}**: {escaped(term.text)}{also}{under}'
