"""From any word or id that somebody may type to the things that bear it, and from a term up to its root."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import nearest
from mlthreat.domain.term import Term
from mlthreat.domain.value import LONGEST_LINE

KINDS = (
    "failure-mode",
    "threat",
    "question",
    "mitigation",
    "trait",
    "term",
    "framework-entry",
    "framework",
    "section",
    "reference",
    "document",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name here: its kind, and its full id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A crosswalk row with the entry of ours that it belongs to: a failure mode, or a threat as `mode/threat`."""

    ours: str
    row: Crosswalk


class Lookup:
    """An index over one library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def find(self, word: str) -> list[Thing]:
        """Everything that bears a word as id, name, title or synonym; case, hyphens, blanks, a plural s and a remark in brackets do not count."""
        if len(word) > LONGEST_LINE:
            return []  # no name is that long
        key = plain(word)
        if key not in self._names and "(" in key:
            key = plain(re.sub(r"\([^)]*\)", " ", key))
        return self._names.get(key) or self._names.get(key.removesuffix("s")) or self._names.get(key + "s") or []

    def near(self, word: str, most: int = 5) -> list[str]:
        """The names most like a word that nothing bears, best first."""
        spelled = {plain(name): name for name in self._spelled}
        return list(dict.fromkeys(spelled[m] for m in nearest(plain(word), spelled, most)))

    def root_path(self, term: Term) -> list[Term]:
        """The way from a term up to its root concept, both included, by the shortest chain of parents."""
        terms = self.library.terms
        reached: dict[str, str | None] = {term.id: None}
        """For each term on the way, from which one it was reached first, which is the shortest way."""
        queue = deque([term])
        while queue:
            here = queue.popleft()
            if not here.parents:
                return [terms.get(step, term) for step in reversed(_back(reached, here.id))]
            new = [p for p in dict.fromkeys(here.parents) if p in terms and p not in reached]
            reached |= dict.fromkeys(new, here.id)
            queue += [terms[p] for p in new]
        return [term]

    def narrower(self, term: Term) -> list[Term]:
        """The terms of which this one is a parent."""
        return [t for t in self.library.terms.values() if term.id in t.parents]

    def links(self) -> Iterator[Link]:
        """Every crosswalk row of every failure mode and threat."""
        for mode in self.library.failure_modes.values():
            yield from (Link(mode.id, row) for row in mode.crosswalk)
            for threat in mode.threats:
                yield from (Link(f"{mode.id}/{threat.id}", row) for row in threat.crosswalk)

    def links_to(self, framework: str, entry: str) -> list[Link]:
        """The rows that name one entry of a framework."""
        return [link for link in self.links() if link.row.framework == framework and link.row.id == entry]

    def untouched(self, framework: str) -> list[str]:
        """The ids of a framework that no failure mode or threat with a question about it is linked to."""
        asked = {mode for mode, questions in self.library.asking.items() if questions}
        touched = {
            link.row.id
            for link in self.links()
            if link.row.framework == framework and link.ours.partition("/")[0] in asked
        }
        return [e.id for e in self.library.frameworks[framework].entries if e.id not in touched]

    @cached_property
    def _names(self) -> dict[str, list[Thing]]:
        found: dict[str, list[Thing]] = {}
        for name, thing in self._pairs():
            things = found.setdefault(plain(name), [])
            if thing not in things:
                things.append(thing)
        return {name: sorted(things, key=lambda t: KINDS.index(t.kind)) for name, things in found.items()}

    @cached_property
    def _spelled(self) -> list[str]:
        return [name for name, _ in self._pairs()]

    def _pairs(self) -> Iterator[tuple[str, Thing]]:
        yield from self._taxonomy_names()
        library = self.library
        for asked in library.questions.values():
            yield from ((name, Thing("question", asked.id)) for name in (asked.id, asked.question.id))
        yield from ((t, Thing("trait", t)) for t in library.traits)
        for term in library.terms.values():
            yield from ((name, Thing("term", term.id)) for name in (term.id, term.name, *term.synonyms))
        for framework in library.frameworks.values():
            yield from ((name, Thing("framework", framework.id)) for name in (framework.id, framework.title))
            for entry in framework.entries:
                yield from (
                    (name, Thing("framework-entry", f"{framework.id} {entry.id}")) for name in (entry.id, entry.title)
                )
        yield from ((s.id, Thing("section", s.id)) for _, s in library.sections)
        yield from ((r, Thing("reference", r)) for r in library.references)
        yield from ((d, Thing("document", d)) for d in library.documents)

    def _taxonomy_names(self) -> Iterator[tuple[str, Thing]]:
        for mode in self.library.failure_modes.values():
            names = [
                mode.id,
                mode.title,
                *(a.name for a in mode.also_called),
                *([str(mode.number)] if mode.number else []),
            ]
            yield from ((name, Thing("failure-mode", mode.id)) for name in names)
            for threat in mode.threats:
                full = f"{mode.id}/{threat.id}"
                aliases = [a.name for a in threat.also_called]
                yield from ((name, Thing("threat", full)) for name in (full, threat.id, threat.title, *aliases))
            for mitigation in self.library.mitigations_of(mode):
                yield mitigation.id, Thing("mitigation", mitigation.id)


def _back(reached: dict[str, str | None], last: str) -> list[str]:
    steps: list[str] = []
    step: str | None = last
    while step is not None:
        steps.append(step)
        step = reached[step]
    return steps


def plain(word: str) -> str:
    """A word without case, and with hyphens, underscores and runs of blanks as single blanks."""
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").replace("\u2010", " ").split())
