"""Questions, traits, terms, frameworks and sources explained; and everything that bears a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mlthreat.domain.declaration import Hint
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup, Thing
from mlthreat.domain.provenance import interventions_in
from mlthreat.domain.subject import asking
from mlthreat.views.explain_taxonomy import condition, failure_mode, mitigation, reference_of, source_of, threat
from mlthreat.views.explaining import Explained, Explanation, facts


def explanations(library: Library, word: str) -> Explanation:
    """Explain everything that bears a word."""
    lookup = Lookup(library)
    found = lookup.find(word)
    things = [_with_changes(library, _EXPLAIN[thing.kind](lookup, thing)) for thing in found]
    return Explanation(word, things, [] if found else lookup.near(word))


def _with_changes(library: Library, explained: Explained) -> Explained:
    """The same with what catalogs changed in the thing, and why."""
    changed = [i.said for i in interventions_in(library, explained.kind, explained.id)]
    return replace(explained, facts=[*explained.facts, *facts(("changed", changed))])


def _question(lookup: Lookup, thing: Thing) -> Explained:
    library = lookup.library
    asked = library.questions[thing.id]
    question = asked.question
    follow_ups = [f"{a.id}: {a.question.text}" for a in library.questions.values() if a.parent == asked.id]
    told = facts(
        (
            "asks for",
            "an exposure: yes means exposed" if question.asks == "exposure" else "a control: yes is the safe answer",
        ),
        ("why it matters", question.why),
        ("a good answer", question.good_answer),
        ("evidence", question.evidence),
        ("about", list(question.about)),
        ("sets the trait", question.trait),
        ("applies", condition(question.applies)),
        ("follows", asked.parent),
        ("follow-ups", follow_ups),
        ("catalog", asked.catalog),
        ("literature", [reference_of(library, r) for r in question.references]),
        ("source", source_of(library, question.source)),
    )
    return Explained(thing.kind, asked.id, asked.section.title, question.text, told)


def _trait(lookup: Lookup, thing: Thing) -> Explained:
    library = lookup.library
    trait = library.traits[thing.id]
    told = facts(
        ("what counts", trait.help),
        ("asked", condition(trait.applies) and f"where {condition(trait.applies)}"),
        ("set by the question", library.bound_traits.get(trait.id)),
        ("proposed where a model card or ML-BOM declares", [_hint(h) for h in trait.declared_by]),
        ("decides about", [m.title for m in library.failure_modes.values() if trait.id in m.applies.traits]),
        (
            "decides about the questions",
            [a.id for a in library.questions.values() if trait.id in a.question.applies.traits],
        ),
    )
    return Explained(thing.kind, trait.id, trait.id, trait.question, told)


def _hint(hint: Hint) -> str:
    return f"{hint.fact}: {', '.join(hint.among)}" if hint.among else f"any {hint.fact}"


def _term(lookup: Lookup, thing: Thing) -> Explained:
    library = lookup.library
    term = library.terms[thing.id]
    path = lookup.root_path(term)
    questions = dict.fromkeys(q for m in term.failure_modes for q in library.asking.get(m, ()))
    told = facts(
        ("also called", list(term.synonyms)),
        ("root concept", path[-1].name if len(path) > 1 else "this is a root concept"),
        ("way to the root", " → ".join(t.name for t in path) if len(path) > 1 else None),
        ("narrower", [t.name for t in lookup.narrower(term)]),
        ("related", [library.terms[r].name for r in term.related if r in library.terms]),
        (
            "failure modes",
            [f"{m}: {library.failure_modes[m].title}" for m in term.failure_modes if m in library.failure_modes],
        ),
        ("asked about by", [f"{q}: {library.questions[q].question.text}" for q in questions]),
        ("seen in", source_of(library, term.source)),
    )
    return Explained(thing.kind, term.id, term.name, term.text, told)


def _framework_entry(lookup: Lookup, thing: Thing) -> Explained:
    library = lookup.library
    name, _, id_ = thing.id.partition(" ")
    framework = library.frameworks[name]
    entry = next(e for e in framework.entries if e.id == id_)
    links = lookup.links_to(name, id_)
    questions = dict.fromkeys(q for link in links for q in asking(library, link.ours))
    told = facts(
        ("framework", f"{framework.title}, {framework.publisher}, {framework.edition}"),
        ("parent", entry.parent),
        (
            "retired",
            f"yes; its successor is {entry.successor}"
            if entry.retired and entry.successor
            else "yes"
            if entry.retired
            else None,
        ),
        ("note", entry.note),
        (
            "here",
            [f"{link.ours} ({link.row.relation}){f': {link.row.note}' if link.row.note else ''}" for link in links]
            or _by_another_name(lookup, name, id_),
        ),
        ("asked about by", [f"{q}: {library.questions[q].question.text}" for q in questions]),
        ("address", entry.url or framework.url),
    )
    return Explained(thing.kind, id_, entry.title, "", told)


def _by_another_name(lookup: Lookup, framework: str, entry: str) -> str:
    """What is said of an entry that no link names: that the same entry of another release has links, if so."""
    others = [t.id for t in lookup.counterparts(framework, entry) if lookup.links_to(*t.id.split(" ", 1))]
    return f"linked as {', '.join(others)}" if others else "nothing here is linked to it"


def _framework(lookup: Lookup, thing: Thing) -> Explained:
    framework = lookup.library.frameworks[thing.id]
    untouched = lookup.untouched(framework.id)
    told = facts(
        ("publisher", framework.publisher),
        ("edition", framework.edition),
        ("entries", f"{len(framework.entries)}{'' if framework.complete else ', not the whole list'}"),
        (
            "touched by no question",
            f"{len(untouched)}: {', '.join(untouched[:40])}{' …' if len(untouched) > 40 else ''}",
        ),
        ("license", framework.license),
        ("read in", framework.source),
        ("address", framework.url),
    )
    return Explained(thing.kind, framework.id, framework.title, "", told)


def _section(lookup: Lookup, thing: Thing) -> Explained:
    library = lookup.library
    catalog, section = next((c, s) for c, s in library.sections if s.id == thing.id)
    questions = [f"{a.id}: {a.question.text}" for a in library.questions.values() if a.section.id == section.id]
    return Explained(
        thing.kind,
        section.id,
        section.title,
        section.intro or "",
        facts(("catalog", catalog), ("questions", questions)),
    )


def _reference_thing(lookup: Lookup, thing: Thing) -> Explained:
    reference = lookup.library.references[thing.id]
    told = facts(
        ("authors", reference.authors),
        ("year", str(reference.year or "")),
        ("address", reference.url),
        ("seen in", reference.seen_in),
    )
    return Explained(thing.kind, reference.id, reference.title, "", told)


def _document(lookup: Lookup, thing: Thing) -> Explained:
    document = lookup.library.documents[thing.id]
    told = facts(
        ("publisher", document.publisher),
        ("edition", document.edition),
        ("license", document.license),
        ("address", document.url),
    )
    return Explained(thing.kind, document.id, document.title, "", told)


_EXPLAIN: dict[str, Callable[[Lookup, Thing], Explained]] = {
    "failure-mode": failure_mode,
    "threat": threat,
    "question": _question,
    "mitigation": mitigation,
    "trait": _trait,
    "term": _term,
    "framework-entry": _framework_entry,
    "framework": _framework,
    "section": _section,
    "reference": _reference_thing,
    "document": _document,
}
