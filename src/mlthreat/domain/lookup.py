"""From any word or id that somebody may type to the things that bear it, and from a term up to its root."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.library import Library
from mlthreat.domain.nearest import nearest
from mlthreat.domain.spelling import folded, gist, telling, words
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

_EDITION = re.compile(r"^(\w+):\d{4}$")
"""An id with its edition: people write `LLM01` for `LLM01:2025`."""
_MOST_BEFORE = 12
"""As many words as anybody names a list with, before an id of it."""


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
        """Everything that bears a word as id, name, title or synonym.

        Case, hyphens, blanks, the plural, British spelling and a remark in brackets do not count, nor do words such as
        `attack`, `what is` and `OWASP` where they were typed or where nothing bears the word without them.
        """
        if len(word) > LONGEST_LINE:
            return []  # no name is that long
        bare = _unbracketed(word)
        spelled = self._names.get(folded(word)) or self._names.get(folded(bare)) or []
        if spelled and folded(word) == gist(word):
            return spelled
        told = self._gists.get(gist(word)) or self._gists.get(gist(bare)) or self._cited(word)
        return sorted({*spelled, *told}, key=lambda t: (*self._rank(t), t not in spelled, t.id))

    def _cited(self, word: str) -> list[Thing]:
        """The entry of a list that is named with words of its list before its id: `NIST AI RMF MAP 4.1`."""
        typed = word.split()
        for n in range(1, min(len(typed), _MOST_BEFORE)):
            named = self._names.get(folded(" ".join(typed[n:])), [])
            lists = [(t, self.library.frameworks[t.id.split(" ")[0]]) for t in named if t.kind == "framework-entry"]
            before = set(words(" ".join(typed[:n])))
            if found := [t for t, f in lists if before <= set(words(f"{f.id} {f.title} {f.publisher}"))]:
                return found
        return []

    def near(self, word: str, most: int = 5) -> list[str]:
        """What somebody may have meant by a word that nothing bears, best first.

        Names in which all its words stand, threats that it is a parallel to, names spelled like it, texts that say it.
        """
        if len(word) > LONGEST_LINE:
            return []
        spelled = {folded(name): name for name in self._spelled}
        like = (spelled[m] for m in nearest(folded(word), spelled, most))
        found = dict.fromkeys([*self._holding(word), *self._resembling(word), *like, *self._saying(word)])
        return list(found)[:most]

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

    def counterparts(self, framework: str, entry: str) -> list[Thing]:
        """An entry's namesakes in other releases of the same list, and those whose place it took."""
        frameworks = self.library.frameworks
        releases = [f for f in frameworks.values() if f.title == frameworks[framework].title]
        ids = {entry, *(e.id for f in releases for e in f.entries if e.successor == entry)}
        same = [f"{f.id} {e.id}" for f in releases for e in f.entries if e.id in ids]
        return [Thing("framework-entry", full) for full in same if full != f"{framework} {entry}"]

    @cached_property
    def _names(self) -> dict[str, list[Thing]]:
        return self._by(folded)

    @cached_property
    def _gists(self) -> dict[str, list[Thing]]:
        return self._by(gist)

    def _by(self, spelling: Callable[[str], str]) -> dict[str, list[Thing]]:
        found: dict[str, dict[Thing, None]] = {}
        for name, thing in self._pairs():
            for said in {name, _unbracketed(name)}:
                found.setdefault(spelling(said), {})[thing] = None
        found.pop("", None)
        return {key: sorted(things, key=self._rank) for key, things in found.items()}

    def _rank(self, thing: Thing) -> tuple[int, bool]:
        """Kinds in their order; of two entries of frameworks the one first that something here is linked to."""
        return KINDS.index(thing.kind), thing.kind == "framework-entry" and thing.id not in self._linked

    @cached_property
    def _linked(self) -> set[str]:
        return {f"{link.row.framework} {link.row.id}" for link in self.links()}

    @cached_property
    def _spelled(self) -> list[str]:
        return [name for name, thing in self._pairs() if name != thing.id or " " not in name]

    def _holding(self, word: str) -> list[str]:
        """The names in which all words of another stand, idle ones aside, whole or as a beginning; the shortest first."""
        asked = words(telling(word)) or words(word)
        if not asked or max(map(len, asked)) < 3:
            return []
        held = {folded(n): n for n in self._spelled if all(any(w.startswith(a) for w in words(n)) for a in asked)}
        return sorted(held.values(), key=lambda n: (len(n), n))

    def _resembling(self, word: str) -> list[str]:
        """The threats that a word is a parallel to: an old weakness or attack that looks like them."""
        asked = folded(word)
        return [full for full, (_, its) in self.library.threats.items() if asked in map(folded, its.parallels)]

    def _saying(self, word: str) -> Iterator[str]:
        """The names of terms, threats, mitigations and questions whose texts say a word."""
        asked = " ".join(word.casefold().split())
        said = re.compile(rf"\b{re.escape(asked)}") if len(asked) > 3 else None
        return (name for name, text in self._texts() if said and said.search(text.casefold()))

    def _texts(self) -> Iterator[tuple[str, str]]:
        library = self.library
        yield from ((t.name, t.text) for t in library.terms.values())
        yield from ((full, its.summary) for full, (_, its) in library.threats.items())
        for mode in library.failure_modes.values():
            yield from ((m.id, m.text) for m in library.mitigations_of(mode))
        for asked in library.questions.values():
            yield asked.id, f"{asked.question.text} {asked.question.why} {asked.question.good_answer}"

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
                full = f"{framework.id} {entry.id}"
                names = (entry.id, entry.title, full, *_EDITION.findall(entry.id))
                yield from ((name, Thing("framework-entry", full)) for name in names)
        yield from ((s.id, Thing("section", s.id)) for _, s in library.sections)
        for kind, cited in (("reference", library.references), ("document", library.documents)):
            yield from ((name, Thing(kind, id_)) for id_, its in cited.items() for name in (id_, its.title))

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


def _unbracketed(name: str) -> str:
    return re.sub(r"\([^)]*\)", " ", name) if "(" in name else name
