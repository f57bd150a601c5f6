"""Links between the pages of the reference, and tables in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlthreat.domain.citation import Source
from mlthreat.domain.library import Library
from mlthreat.domain.prose import flat
from mlthreat.views.markdown import escaped


@dataclass(frozen=True, slots=True)
class Links:
    """Where everything stands, seen from the page of one catalog."""

    library: Library
    catalog: str

    def mode(self, id_: str) -> str:
        """A failure mode, by its title."""
        mode = self.library.failure_modes[id_]
        return self._to(self.library.catalog_of[id_], id_, str(escaped(mode.title)))

    def about(self, id_: str) -> str:
        """A failure mode or one of its threats, by title."""
        mode, _, threat = id_.partition("/")
        if not threat:
            return self.mode(mode)
        title = self.library.threats[id_][1].title
        return self._to(self.library.catalog_of[mode], id_, f"{escaped(threat)} {escaped(title)}")

    def question(self, id_: str) -> str:
        """A question, by its id."""
        return self._to(self.library.questions[id_].catalog, id_, f"`{id_}`")

    def term(self, id_: str) -> str:
        """A word, by its name."""
        owner = next(c.id for c in self.library.catalogs if any(t.id == id_ for t in c.terms))
        return self._to(owner, id_, str(escaped(self.library.terms[id_].name)))

    def trait(self, id_: str) -> str:
        """A fact about the system, by its id."""
        owner = next(c.id for c in self.library.catalogs if any(t.id == id_ for t in c.manifest.traits))
        return self._to(owner, id_, f"`{id_}`")

    def framework(self, id_: str) -> str:
        """Another publisher's list, by its id."""
        owner = next(c.id for c in self.library.catalogs if any(f.id == id_ for f in c.frameworks))
        return self._to(owner, id_, f"`{id_}`")

    def entry(self, framework: str, id_: str) -> str:
        """An id of another publisher's list, leading to where it is explained."""
        found = next((e for e in self.library.frameworks[framework].entries if e.id == id_), None)
        return f"[{escaped(id_)}]({found.url})" if found and found.url else str(escaped(id_))

    def changed(self, kind: str, id_: str) -> str:
        """Whatever a catalog may change, by its kind."""
        return {"question": self.question, "trait": self.trait, "term": self.term}.get(kind, self.about)(id_)

    def references(self, ids: Iterable[str]) -> str:
        """Literature in brackets, each leading to its entry; empty for none."""
        found = ", ".join(self._reference(id_) for id_ in ids)
        return f" \\[{found}\\]" if found else ""

    def source(self, source: Source) -> str:
        """A place in a document."""
        document = self.library.documents.get(source.document)
        owner = next(
            (c.id for c in self.library.catalogs if any(d.id == source.document for d in c.manifest.documents)), ""
        )
        title = str(escaped(document.title if document else source.document))
        ref = f", {escaped(source.ref)}" if source.ref else ""
        note = f" ({escaped(flat(source.note).rstrip('.'))})" if source.note else ""
        return f"{self._to(owner, f'doc-{source.document}', title) if owner else title}{ref}{note}"

    def _reference(self, id_: str) -> str:
        owners = [c.id for c in self.library.catalogs if any(r.id == id_ for r in c.references)]
        owner = self.catalog if self.catalog in owners else owners[0]
        return self._to(owner, f"ref-{id_}", id_)

    def _to(self, owner: str, anchor: str, shown: str) -> str:
        return f"[{shown}]({'' if owner == self.catalog else f'{owner}.md'}#{anchor})"


def table(head: str, rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table; the names of its columns stand in `head`, between bars."""
    yield f"| {' | '.join(head.split('|'))} |"
    yield f"|{'---|' * (head.count('|') + 1)}"
    yield from (f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
