"""Failure modes, threats and questions as entries of the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mlthreat.domain.framework import Crosswalk
from mlthreat.domain.library import Asked, Library
from mlthreat.domain.prose import flat
from mlthreat.domain.provenance import interventions_in
from mlthreat.domain.taxonomy import Alias, FailureMode, Mitigation, SeverityRule, Threat
from mlthreat.views.explain_taxonomy import attacker, condition, severity_lines
from mlthreat.views.markdown import escaped
from mlthreat.views.reference_links import Links, table


def failure_mode(library: Library, mode: FailureMode, links: Links) -> Iterator[str]:
    """A failure mode with its threats, what can be done, its names elsewhere and where it is asked about."""
    number = f"{mode.number}. " if mode.number else ""
    where = condition(mode.applies)
    yield from (f'<a id="{mode.id}"></a>', "", f"### {number}{escaped(mode.title)}", "")
    yield from (
        f"`{mode.id}` · {mode.kind} · {f'applies where {escaped(where)}' if where else 'applies to every system'}",
        "",
    )
    yield from (_prose(mode.summary), "")
    yield from table("Compromises|Why", ([c.property, _prose(c.why)] for c in mode.compromises))
    yield ""
    yield from _named("Attacker", attacker(mode))
    yield from _named("Also called", _aliases(mode.also_called))
    yield from _severity(mode.severity)
    yield from _listed("Related", (f"{r.relation} {links.mode(r.id)}{_after(r.note)}" for r in mode.related))
    for threat in mode.threats:
        yield from _threat(library, mode, threat, links)
    yield from _measures(mode.mitigations, links)
    yield from _crosswalk(mode.crosswalk, links)
    yield from _listed("Seen", (f"{_prose(e.text)}{links.references(e.references)}" for e in mode.examples))
    yield from _named("Literature", links.references(mode.references).strip(), ready=True)
    yield from _named("Source", links.source(mode.source) if mode.source else "", ready=True)
    asking = (f"{links.question(q)}: {_prose(library.questions[q].question.text)}" for q in library.asking[mode.id])
    yield from _listed("Asked about by", asking)
    yield from _listed("Changed", _changed(library, "failure-mode", mode.id))


def question(library: Library, asked: Asked, links: Links) -> Iterator[str]:
    """A question with all that helps to answer it; the first of a section after the section's heading."""
    section, its = asked.section, asked.question
    if its is section.questions[0]:
        yield from (f'<a id="{section.id}"></a>', "", f"### {escaped(section.title)}", "")
        yield from ((_prose(section.intro), "") if section.intro else ())
    yield from (f'<a id="{asked.id}"></a>', "", f"**{_prose(its.text)}**", "")
    yield from (" · ".join(_nature(asked, links)), "")
    yield from ((_prose(its.why), "") if its.why else ())
    follow_ups = [links.question(a.id) for a in library.questions.values() if a.parent == asked.id]
    facts = (
        ("A good answer", _prose(its.good_answer or "")),
        ("Evidence", _prose(its.evidence or "")),
        ("About", ", ".join(links.about(a) for a in its.about)),
        ("Follow-ups", ", ".join(follow_ups)),
        ("Literature", links.references(its.references).strip()),
        ("Source", links.source(its.source) if its.source else ""),
        ("Changed", "; ".join(_changed(library, "question", asked.id))),
    )
    yield from (f"- {label}: {text}" for label, text in facts if text)
    yield ""


def _nature(asked: Asked, links: Links) -> Iterator[str]:
    its = asked.question
    yield f"`{asked.id}`"
    yield "an exposure: yes means exposed" if its.asks == "exposure" else "a control: yes is the safe answer"
    if asked.parent:
        yield f"asked below {links.question(asked.parent)}"
    if its.trait:
        yield f"sets {links.trait(its.trait)}"
    if where := condition(its.applies):
        yield f"asked where {escaped(where)}"
    if its.status != "active":
        yield f"{its.status}{f', replaced by {links.question(its.replaced_by)}' if its.replaced_by else ''}"


def _threat(library: Library, mode: FailureMode, threat: Threat, links: Links) -> Iterator[str]:
    yield from (f'<a id="{mode.id}/{threat.id}"></a>', "", f"#### Threat {threat.id}: {escaped(threat.title)}", "")
    if where := condition(threat.applies):
        yield from (f"Applies where {escaped(where)}.", "")
    yield from (_prose(threat.summary), "")
    yield from _named("Also called", _aliases(threat.also_called))
    yield from _severity(threat.severity)
    yield from _named("Resembles", "; ".join(threat.parallels))
    yield from _measures(threat.mitigations, links)
    inherited = [links.about(f"{mode.id}/{t}") for t in threat.mitigations_of]
    yield from _named("What helps against these helps here too", ", ".join(inherited), ready=True)
    yield from _crosswalk(threat.crosswalk, links)
    yield from _named("Literature", links.references(threat.references).strip(), ready=True)
    yield from _named("Source", links.source(threat.source) if threat.source else "", ready=True)
    yield from _listed("Changed", _changed(library, "threat", f"{mode.id}/{threat.id}"))


def _severity(rule: SeverityRule | None) -> Iterator[str]:
    lines = [_prose(line) for line in severity_lines(rule)] if rule else []
    if len(lines) == 1:
        yield from _named("Severity", lines[0], ready=True)
    else:
        yield from _listed("Severity", lines)


def _measures(measures: Sequence[Mitigation], links: Links) -> Iterator[str]:
    yield from _listed("What can be done", (_measure(m, links) for m in measures))


def _measure(measure: Mitigation, links: Links) -> str:
    source = f" Source: {links.source(measure.source)}." if measure.source else ""
    return f'<a id="{measure.id}"></a>*{measure.does}*: {_prose(measure.text)}{links.references(measure.references)}{source}'


def _crosswalk(rows: Sequence[Crosswalk], links: Links) -> Iterator[str]:
    if rows:
        cells = (
            [
                links.framework(r.framework),
                links.entry(r.framework, r.id),
                escaped(r.title),
                r.relation,
                _prose(r.note or ""),
            ]
            for r in rows
        )
        yield from ("**In other lists**", "", *table("List|Id|Its title|Compared with ours|Note", cells), "")


def _changed(library: Library, kind: str, id_: str) -> list[str]:
    return [_prose(i.said) for i in interventions_in(library, kind, id_)]


def _listed(label: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from (f"**{label}**", "", *(f"- {line}" for line in found), "")


def _named(label: str, text: str | None, *, ready: bool = False) -> Iterator[str]:
    if text:
        yield from (f"**{label}.** {text if ready else _prose(text)}", "")


def _aliases(aliases: Sequence[Alias]) -> str:
    return ", ".join(f"{a.name}{f' ({a.where})' if a.where else ''}" for a in aliases)


def _after(note: str | None) -> str:
    return f": {_prose(note)}" if note else ""


def _prose(text: str) -> str:
    return str(escaped(flat(text)))
