"""What changed in meaning between two versions of one catalog, and which version step that needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from mlthreat.domain.canonical import canonical
from mlthreat.domain.catalog import BugBar, Catalog, Disable, Override
from mlthreat.domain.change import FieldChange, How
from mlthreat.domain.framework import Framework
from mlthreat.domain.profile import Trait
from mlthreat.domain.question import ChecklistSection, Question, Status
from mlthreat.domain.semver import numbers, precedence
from mlthreat.domain.taxonomy import FailureMode, Mitigation, SeverityRule
from mlthreat.domain.value import Value


class Step(IntEnum):
    """How far a version must move; a greater step includes the smaller ones."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an id: the fields that make it what it is, and those that only word it."""

    kind: str
    id: str
    meaning: Mapping[str, Any]
    wording: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """One thing that is not as it was."""

    kind: str
    id: str
    how: How
    step: Step
    fields: tuple[FieldChange, ...] = ()


def compare_catalogs(old: Catalog, new: Catalog) -> tuple[CatalogChange, ...]:
    """Every change between two versions of a catalog; those that need the greatest step first."""
    was = {(t.kind, t.id): t for t in things(old)}
    now = {(t.kind, t.id): t for t in things(new)}
    found = [c for key in dict.fromkeys([*was, *now]) if (c := _compared(was.get(key), now.get(key))) is not None]
    return tuple(sorted(found, key=lambda c: -c.step))


def needed(changes: tuple[CatalogChange, ...]) -> Step:
    """The version step that changes need."""
    return max((c.step for c in changes), default=Step.NONE)


def step_between(old: str, new: str) -> Step:
    """The step that was taken from one version to another. Before 1.0.0, raising the middle number is a major step."""
    if goes_back(old, new) or old == new:
        return Step.NONE
    was, now = numbers(old), numbers(new)
    if now == was:  # from a pre-release on
        return Step.MAJOR if now[1:] == (0, 0) else Step.MINOR if now[2] == 0 else Step.PATCH
    if now[0] > was[0]:
        return Step.MAJOR
    if now[1] > was[1]:
        return Step.MINOR if was[0] else Step.MAJOR
    return Step.PATCH if was[0] else Step.MINOR


def goes_back(old: str, new: str) -> bool:
    """Whether a version comes before another that it was meant to follow."""
    return precedence(new) < precedence(old)


def next_version(old: str, step: Step) -> str:
    """The lowest version that is one step further."""
    major, minor, patch = numbers(old)
    if not major:
        return f"0.{minor + 1}.0" if step is Step.MAJOR else f"0.{minor}.{patch + 1}"
    bumped = {Step.MAJOR: (major + 1, 0, 0), Step.MINOR: (major, minor + 1, 0), Step.PATCH: (major, minor, patch + 1)}
    return ".".join(str(n) for n in bumped.get(step, (major, minor, patch)))


def _compared(was: Thing | None, now: Thing | None) -> CatalogChange | None:
    if was is None and now is not None:
        step = Step.MINOR if now.kind not in _CHANGES_OTHERS else Step.MAJOR if _weighs(now) else Step.PATCH
        return CatalogChange(now.kind, now.id, How.ADDED, step)
    if was is None or now is None:
        assert was is not None
        return CatalogChange(was.kind, was.id, How.REMOVED, Step.MAJOR if _weighs(was) else Step.PATCH)
    meaning, wording = _differing(was.meaning, now.meaning), _differing(was.wording, now.wording)
    if not meaning and not wording:
        return None
    named = {change.name for change in meaning}
    fields = (*meaning, *(change for change in wording if change.name not in named))
    step = Step.MAJOR if meaning else Step.MINOR if any(c.name == _REPLACED for c in wording) else Step.PATCH
    return CatalogChange(was.kind, was.id, How.CHANGED, step, fields)


def _weighs(thing: Thing) -> bool:
    """Whether having a thing or not makes a difference; an override that only words an entry anew makes none."""
    return thing.kind != "override" or bool(thing.meaning)


_REPLACED = "status"
"""A question that another took the place of is retired without loss: upgrading carries its answers over."""
_CHANGES_OTHERS = {"override", "disable", "extends"}


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[FieldChange]:
    pairs = ((name, was.get(name), now.get(name)) for name in dict.fromkeys([*was, *now]))
    return [FieldChange(name, b, a) for name, b, a in pairs if canonical(b) != canonical(a)]


def things(catalog: Catalog) -> Iterator[Thing]:
    """Everything in a catalog that has an id."""
    yield from _manifest(catalog)
    for mode in catalog.failure_modes:
        yield from _failure_mode(mode)
    for section in catalog.sections:
        yield Thing("section", section.id, {}, _rest(section, "questions"))
        yield from _questions(section, section.questions, None)
    for term in catalog.terms:
        yield Thing("term", term.id, {"parents": sorted(term.parents)}, _rest(term, "parents"))
    for framework in catalog.frameworks:
        yield from _framework(framework)
    for reference in catalog.references:
        yield Thing("reference", reference.id, {}, _rest(reference))
    for bar in catalog.bug_bars:
        yield from _bug_bar(bar)


def _rest(value: Value, *meant: str) -> dict[str, Any]:
    """The fields that only word a thing, as plain data."""
    return value.model_dump(mode="json", by_alias=True, exclude={"id", *meant}, exclude_defaults=True)


def _plain(value: Value, *fields: str) -> dict[str, Any]:
    return value.model_dump(mode="json", include=set(fields))


def _manifest(catalog: Catalog) -> Iterator[Thing]:
    manifest = catalog.manifest
    inner = ("version", "extends", "documents", "traits", "override", "disable")
    yield Thing("catalog", manifest.id, {}, _rest(manifest, *inner))
    for requirement in manifest.extends:
        yield Thing("extends", requirement.id, {}, {"version": requirement.version})
    for document in manifest.documents:
        yield Thing("document", document.id, {}, _rest(document))
    yield from (_trait("trait", t) for t in manifest.traits)
    for target in dict.fromkeys(_target(o) for o in manifest.override):
        yield _overridden(target, [o for o in manifest.override if _target(o) == target])
    for disable in manifest.disable:
        yield Thing("disable", _target(disable), {}, {"because": disable.because, "owner": disable.owner})


def _trait(kind: str, trait: Trait) -> Thing:
    return Thing(kind, trait.id, _plain(trait, "question", "applies"), _rest(trait, "question", "applies"))


def _target(change: Override | Disable) -> str:
    return " ".join(change.target or ("nothing", ""))


_WORDS = {"why", "evidence", "summary", "title", "text", "help", "source", "references", "also_called", "examples"}
"""Fields whose overriding changes no meaning; the text of a question does, and is told apart."""


def _overridden(target: str, overrides: list[Override]) -> Thing:
    """Everything that a catalog changes in one entry of another."""
    wording = _WORDS - ({"text"} if target.startswith("question ") else set())
    fields = {f"{verb} {n}": v for o in overrides for verb in ("set", "add") for n, v in getattr(o, verb).items()}
    meaning = {name: v for name, v in fields.items() if name.partition(" ")[2] not in wording}
    rest = {name: v for name, v in fields.items() if name not in meaning}
    return Thing("override", target, meaning, {**rest, "because": [o.because for o in overrides]})


def _questions(section: ChecklistSection, questions: tuple[Question, ...], parent: str | None) -> Iterator[Thing]:
    meant = ("asks", "text", "good_answer", "about", "trait", "applies", "asked_when")
    for question in questions:
        meaning = {**_plain(question, *meant), "about": sorted(question.about), "asked below": parent}
        wording = _rest(question, *meant, "status", "follow_ups")
        state = meaning if question.status is Status.RETIRED and question.replaced_by is None else wording
        state[_REPLACED] = str(question.status)
        full = f"{section.id}.{question.id}"
        yield Thing("question", full, meaning, wording)
        yield from _questions(section, question.follow_ups, full)


def _failure_mode(mode: FailureMode) -> Iterator[Thing]:
    meaning = {
        **_plain(mode, "kind", "applies"),
        "compromises": sorted(c.property for c in mode.compromises),
        "severity": _severity(mode.severity),
    }
    yield Thing("failure-mode", mode.id, meaning, _rest(mode, "kind", "applies", "threats", "mitigations"))
    yield from (_mitigation(m) for m in mode.mitigations)
    for threat in mode.threats:
        meaning = {**_plain(threat, "applies"), "severity": _severity(threat.severity)}
        yield Thing("threat", f"{mode.id}/{threat.id}", meaning, _rest(threat, "applies", "mitigations"))
        yield from (_mitigation(m) for m in threat.mitigations)


def _severity(rule: SeverityRule | None) -> Any:
    """What a rule decides, without the reasons it gives."""
    if rule is None:
        return None
    return rule.model_dump(mode="json", include={"default": True, "up_to": True, "when": {"__all__": {"condition", "severity"}}, "recorded": {"__all__": {"low", "high"}}})  # fmt: skip


def _mitigation(mitigation: Mitigation) -> Thing:
    return Thing("mitigation", mitigation.id, _plain(mitigation, "does"), _rest(mitigation, "does"))


def _framework(framework: Framework) -> Iterator[Thing]:
    yield Thing("framework", framework.id, {}, _rest(framework, "entries"))
    for entry in framework.entries:
        yield Thing(f"entry of {framework.id}", entry.id, {}, _rest(entry))


def _bug_bar(bar: BugBar) -> Iterator[Thing]:
    yield Thing("bug-bar", bar.id, {}, _rest(bar, "facts", "rows"))
    yield from (_trait(f"fact of {bar.id}", t) for t in bar.facts)
    for row in bar.rows:
        meaning = {**_plain(row, "applies"), "about": sorted(row.about), "severity": _severity(row.severity)}
        yield Thing(f"row of {bar.id}", row.id, meaning, _rest(row, "applies", "about"))
