"""What a word that somebody asks about comes to here: failure modes and threats, and the questions about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.framework import CrosswalkRelation
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup, Thing


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that every system can be asked about."""

    word: str
    """As it was asked for."""
    things: tuple[Thing, ...]
    """What bears the word."""
    about: tuple[str, ...]
    """The failure modes, and threats as `mode/threat`, that it comes to."""
    questions: tuple[str, ...]
    """The questions about those, and the questions that bear the word, in the order of the meeting."""


def subject_named(library: Library, word: str) -> Subject:
    """What a word comes to: a failure mode, threat, question, section, mitigation, term, or an entry of a framework.

    Where several things bear it, those count whose id it is, and of these the first kind: a failure mode is not widened
    by a term of its name, and a section is not hidden by a term that sounds like it.
    Raises UserError where nothing bears it, or where nothing is asked about what does.
    """
    lookup = Lookup(library)
    found = lookup.find(word)
    if not found:
        near = lookup.near(word, 3)
        hint = f"did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else "`mlthreat list` shows what there is"
        raise UserError(f"nothing here is called `{word}`", hint)
    usable = [t for t in found if t.kind in _ABOUT or t.kind in _QUESTIONS]
    usable = [t for t in usable if t.id == word] or usable
    things = tuple(t for t in usable if t.kind == usable[0].kind and _comes_to_something(lookup, t))
    about = dict.fromkeys(a for t in things if t.kind in _ABOUT for a in _ABOUT[t.kind](lookup, t.id))
    named = {q for t in things if t.kind in _QUESTIONS for q in _QUESTIONS[t.kind](lookup, t.id)}
    asked = {q for a in about for q in asking(library, a)}
    if not named and not asked:
        raise _nothing_asked(word, found)
    return Subject(word, things, tuple(about), tuple(q for q in library.questions if q in named | asked))


def asking(library: Library, about: str) -> tuple[str, ...]:
    """The questions about a failure mode; about one of its threats those that name it, or the failure mode as a whole."""
    mode, _, threat = about.partition("/")
    questions = library.asking.get(mode, ())
    if not threat:
        return questions
    return tuple(q for q in questions if {about, mode} & set(library.questions[q].question.about))


def _nothing_asked(word: str, found: list[Thing]) -> UserError:
    kinds = " and ".join(dict.fromkeys(t.kind.replace("-", " ") for t in found))
    message = f"`{word}` is a {kinds} about which no catalog in force asks anything"
    return UserError(message, "`mlthreat explain` tells what it is; a catalog of your own can ask about it")


def _comes_to_something(lookup: Lookup, thing: Thing) -> bool:
    return bool((_ABOUT.get(thing.kind) or _QUESTIONS[thing.kind])(lookup, thing.id))


def _linked(lookup: Lookup, entry: str) -> list[str]:
    """What a framework's entry is, or is part of, or has as a part here; what is merely related only where nothing is.

    An entry that no link names is taken for the same one of another release.
    """
    framework, _, id_ = entry.partition(" ")
    links = lookup.links_to(framework, id_)
    for other in [] if links else lookup.counterparts(framework, id_):
        links += lookup.links_to(*other.id.split(" ", 1))
    near = [link for link in links if link.row.relation is not CrosswalkRelation.RELATED]
    return [link.ours for link in near or links]


def _with_mitigation(lookup: Lookup, id_: str) -> list[str]:
    found = []
    for mode in lookup.library.failure_modes.values():
        found += [mode.id] if any(m.id == id_ for m in mode.mitigations) else []
        found += [f"{mode.id}/{t.id}" for t in mode.threats if any(m.id == id_ for m in t.mitigations)]
    return found


_ABOUT: Final[dict[str, Callable[[Lookup, str], list[str]]]] = {
    "failure-mode": lambda _, id_: [id_],
    "threat": lambda _, id_: [id_],
    "mitigation": _with_mitigation,
    "term": lambda lookup, id_: list(lookup.library.terms[id_].failure_modes),
    "framework-entry": _linked,
}
_QUESTIONS: Final[dict[str, Callable[[Lookup, str], list[str]]]] = {
    "question": lambda lookup, id_: [id_, *lookup.library.below(id_)],
    "section": lambda lookup, id_: [a.id for a in lookup.library.questions.values() if a.section.id == id_],
}
