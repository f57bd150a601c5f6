"""A catalog as a page of the reference, in Markdown: every entry whole, every id an anchor, every link leading somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.catalog import BugBar, Catalog
from mlthreat.domain.citation import Reference
from mlthreat.domain.framework import Framework
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup
from mlthreat.domain.profile import Trait
from mlthreat.domain.prose import flat
from mlthreat.domain.provenance import interventions, interventions_in
from mlthreat.domain.term import Term
from mlthreat.views.explain_taxonomy import condition, severity_lines
from mlthreat.views.markdown import escaped, link
from mlthreat.views.reference_entries import failure_mode, question
from mlthreat.views.reference_links import Links, table


def page(library: Library, catalog_id: str) -> str:
    """Everything that one catalog of a library holds, with what the others changed in it."""
    catalog = next(c for c in library.catalogs if c.id == catalog_id)
    links = Links(library, catalog.id)
    return "\n".join([*_head(catalog), *_body(library, catalog, links)]).rstrip() + "\n"


def index(library: Library) -> str:
    """The page that leads to the pages of all catalogs."""
    rows = [
        [
            f"[{c.id}]({c.id}.md)",
            escaped(c.manifest.title),
            c.manifest.version,
            str(escaped(c.manifest.license)),
            _holds(c),
        ]
        for c in library.catalogs
    ]
    intro = "Every catalog that comes with mlthreat, entry by entry; made from the files in `catalog/`."
    return "\n".join(["# Catalogs", "", intro, "", *table("Catalog|Title|Version|Licence|Holds", rows)]) + "\n"


def _holds(catalog: Catalog) -> str:
    questions = sum(1 for s in catalog.sections for q in s.questions for _ in (q, *q.follow_ups))
    counts = {
        "failure modes": len(catalog.failure_modes),
        "questions": questions,
        "terms": len(catalog.terms),
        "frameworks": len(catalog.frameworks),
        "references": len(catalog.references),
    }
    return ", ".join(f"{n} {word}" for word, n in counts.items() if n)


def _head(catalog: Catalog) -> Iterator[str]:
    manifest = catalog.manifest
    yield from (f"# {escaped(manifest.title)}", "")
    builds_on = ", ".join(f"`{r.id}` {escaped(r.version)}" for r in manifest.extends)
    extends = f" It builds on {builds_on}." if builds_on else ""
    yield f"Catalog `{catalog.id}`, version {manifest.version}, {escaped(manifest.license)}.{extends} [All catalogs](README.md)"
    yield from ("", str(escaped(flat(manifest.summary or ""))))
    yield from ("", str(escaped(flat(manifest.attribution or ""))))


def _body(library: Library, catalog: Catalog, links: Links) -> Iterator[str]:
    modes = [m for m in library.failure_modes.values() if library.catalog_of[m.id] == catalog.id]
    asked = [a for a in library.questions.values() if a.catalog == catalog.id]
    parts = {
        "Facts about the system": [line for t in catalog.manifest.traits for line in _trait(library, t, links)],
        "Failure modes": [
            *(f"- {links.mode(m.id)}" for m in modes),
            *(line for m in modes for line in ("", *failure_mode(library, m, links))),
        ],
        "Questions": [
            *(f"- [{escaped(s.title)}](#{s.id})" for c, s in library.sections if c == catalog.id),
            *(line for a in asked for line in ("", *question(library, a, links))),
        ],
        "Words": [line for t in _by_name(catalog.terms) for line in _term(library, t, links)],
        "The bug bar": [line for b in catalog.bug_bars for line in _bug_bar(b, links)],
        "What it changes in other catalogs": list(_changes(library, catalog, links)),
        "Lists of other publishers": list(_frameworks(catalog.frameworks)),
        "Documents": list(_documents(catalog)),
        "Literature": [line for r in sorted(catalog.references, key=lambda r: r.id) for line in _reference(r)],
    }
    full = {title: lines for title, lines in parts.items() if lines}
    yield from ("", *(f"- [{title}](#{_anchor(title)})" for title in full))
    for title, lines in full.items():
        yield from ("", f'<a id="{_anchor(title)}"></a>', "", f"## {title}", "", *lines)


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _by_name(terms: tuple[Term, ...]) -> list[Term]:
    return sorted(terms, key=lambda t: t.name.casefold())


def _trait(library: Library, trait: Trait, links: Links) -> Iterator[str]:
    yield f'- <a id="{trait.id}"></a>**{trait.id}**: {escaped(trait.question)} {escaped(flat(trait.help or ""))}'
    if where := condition(trait.applies):
        yield f"  Asked where {escaped(where)}."
    if asked := library.bound_traits.get(trait.id):
        yield f"  Answered by {links.question(asked)}."
    yield from (f"  *{escaped(i.said)}*" for i in interventions_in(library, "trait", trait.id))


def _term(library: Library, term: Term, links: Links) -> Iterator[str]:
    path = Lookup(library).root_path(term)[1:]
    also = f" Also called {escaped(', '.join(term.synonyms))}." if term.synonyms else ""
    yield f'- <a id="{term.id}"></a>**{escaped(term.name)}**: {escaped(flat(term.text))}{also}'
    said = [f"wider: {' → '.join(links.term(t.id) for t in path)}"] if path else []
    related = [links.term(r) for r in term.related if r in library.terms]
    modes = [links.mode(m) for m in term.failure_modes if m in library.failure_modes]
    said += [f"related: {', '.join(related)}"] if related else []
    said += [f"failure modes: {', '.join(modes)}"] if modes else []
    yield f"  {'; '.join([*said, f'seen in {links.source(term.source)}'])}"
    yield from (f"  *{escaped(i.said)}*" for i in interventions_in(library, "term", term.id))


def _bug_bar(bar: BugBar, links: Links) -> Iterator[str]:
    yield from (
        f'<a id="{bar.id}"></a>',
        "",
        f"### {escaped(bar.title)}",
        "",
        str(escaped(flat(bar.summary or ""))),
    )
    rows = [
        [
            f"{escaped(row.title)}: {escaped(flat(row.text))}",
            "<br>".join(str(escaped(flat(s))) for s in severity_lines(row.severity)),
            str(escaped(row.owner)),
            ", ".join(links.about(a) for a in row.about),
        ]
        for row in bar.rows
    ]
    yield from (
        "",
        *table("What was seen|Severity|Who takes it|About", rows),
        "",
        f"Source: {links.source(bar.source)}.",
    )


def _changes(library: Library, catalog: Catalog, links: Links) -> Iterator[str]:
    for did in interventions(c for c in library.changes if c.catalog == catalog.id):
        yield f"- {did.kind.replace('-', ' ')} {links.changed(did.kind, did.id)}: {escaped(did.said)}"


def _frameworks(frameworks: tuple[Framework, ...]) -> Iterator[str]:
    rows = [
        [
            f'<a id="{f.id}"></a>`{f.id}`',
            f"[{escaped(f.title)}]({f.url})" if f.url else str(escaped(f.title)),
            f"{escaped(f.publisher)}, {escaped(f.edition)}",
            f"{len(f.entries)}{'' if f.complete else ' (not the whole list)'}",
            str(escaped(f.license)),
            str(escaped(f.source)),
        ]
        for f in sorted(frameworks, key=lambda f: f.id)
    ]
    if rows:
        yield from table("List|Title|Publisher and edition|Entries|Licence|Read in", rows)


def _documents(catalog: Catalog) -> Iterator[str]:
    for document in catalog.manifest.documents:
        title = f"[{escaped(document.title)}]({document.url})" if document.url else escaped(document.title)
        edition = f", {escaped(document.edition)}" if document.edition else ""
        yield (
            f'- <a id="doc-{document.id}"></a>{title}, {escaped(document.publisher)}{edition}. Licence: {escaped(document.license)}. '
            f"`{document.id}`"
        )


def _reference(reference: Reference) -> Iterator[str]:
    by = ", ".join(str(escaped(part)) for part in (reference.authors, str(reference.year or "")) if part)
    where = f" {link(reference.url)}" if reference.url else ""
    seen = f" Seen in: {escaped(reference.seen_in)}." if reference.seen_in else ""
    yield f'- <a id="ref-{reference.id}"></a>`{reference.id}`: {escaped(reference.title)}{f", {by}" if by else ""}.{where}{seen}'
