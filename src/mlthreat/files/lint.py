"""What is legal in a catalog but poor: warnings for its author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import ValidationError

from mlthreat.domain.catalog import Override
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.domain.profile import ALWAYS, Applicability
from mlthreat.domain.question import Asks, ChecklistSection, Question, Status
from mlthreat.domain.taxonomy import FailureMode, Mitigation, SeverityRule, Threat
from mlthreat.domain.value import Value
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.links import links
from mlthreat.files.reachability import Reachability
from mlthreat.files.yaml_source import KeyPath

Model = TypeVar("Model", bound=Value)
LONGEST_QUESTION: Final = 320
"""Characters of a question that can still be followed when it is read aloud."""


@dataclass(slots=True)
class _Around:
    """What the other entries say, where all of them could be read."""

    deciding: set[str] | None
    """The traits that decide anything; None where that cannot be told."""
    asked_about: set[str] | None
    reachability: Reachability


def lint(folders: Sequence[Folder], given: Sequence[Folder], *, whole: bool) -> Iterator[Diagnostic]:
    """Every warning about the entries of `given` that have no errors of their own.

    `folders` are all catalogs in force. What one entry misses in another is told only where all are `whole`.
    """
    around = _look_around(folders, whole)
    for folder in given:
        yield from _manifest(folder, around)
        for entry in folder.entries:
            model = entry.model
            if isinstance(model, ChecklistSection):
                for index, question in enumerate(model.questions):
                    yield from _question(entry, question, ("questions", index), [], around)
            elif isinstance(model, FailureMode):
                yield from _failure_mode(entry, model, around)
            elif isinstance(model, Override):
                yield from _override(entry, model, (), around)
            elif entry.kind == "reference" and model is not None and not entry.data.get("seen_in"):
                message = "nobody says where this reference was seen"
                yield _warn(entry, ("id",), Code.REFERENCE_UNSEEN, message, "add `seen_in: …`")


def _look_around(folders: Sequence[Folder], whole: bool) -> _Around:
    traits = {t.id: t for f in folders if f.manifest for t in f.manifest.traits}
    modes = {e.model.id: e.model for f in folders for e in f.entries if isinstance(e.model, FailureMode)}
    reachability = Reachability(traits, modes)
    if not whole:
        return _Around(None, None, reachability)
    entries = [e for f in folders for e in f.entries]
    everything = [link for e in entries for link in (e.links if e.changed is None else links(e.changed))]
    deciding = {id_ for kind, id_, _ in everything if kind == "trait"}
    return _Around(deciding, {id_.partition("/")[0] for kind, id_, _ in everything if kind == "about"}, reachability)


def _warn(entry: Entry, path: KeyPath, code: Code, message: str, hint: str, *, key: bool = False) -> Diagnostic:
    return Diagnostic(entry.source.place((*entry.at, *path), key=key), code, message, hint, Level.WARNING)


def _manifest(folder: Folder, around: _Around) -> Iterator[Diagnostic]:
    entry, manifest = folder.manifest_entry, folder.manifest
    if entry is None or manifest is None:
        return
    for index, trait in enumerate(manifest.traits):
        if around.deciding is not None and trait.id not in around.deciding:
            message = f"the trait `{trait.id}` decides nothing"
            hint = "name it in an `applies` or an `if`, or delete it"
            yield _warn(entry, ("traits", index, "id"), Code.TRAIT_DECIDES_NOTHING, message, hint)
        yield from _length(entry, trait.question, ("traits", index, "question"), "help")
        other = around.reachability.never_true(trait.id)
        if other and not any(around.reachability.never_true(t) for t in trait.applies.all):
            message = f"the trait `{trait.id}` can never be true: `{other}` would have to be both true and false"
            hint = "compare its `applies` with those of the traits that it names"
            yield _warn(entry, ("traits", index, "applies"), Code.NEVER_HOLDS, message, hint)
    for index, override in enumerate(manifest.override):
        yield from _override(entry, override, ("override", index), around)
    if manifest.documents and not manifest.attribution:
        message = "documents are named as sources, but there is no `attribution`"
        hint = "say in `attribution` what the documents' licences ask for"
        yield _warn(entry, ("documents",), Code.NO_ATTRIBUTION, message, hint, key=True)


def _question(
    entry: Entry, question: Question, at: KeyPath, above: list[Applicability], around: _Around
) -> Iterator[Diagnostic]:
    own = [*above, question.applies]
    if question.status is Status.ACTIVE:
        yield from _words(entry, question, at)
        yield from _never_asked(entry, question, at, own, around)
    for index, follow_up in enumerate(question.follow_ups):
        yield from _question(entry, follow_up, (*at, "follow_ups", index), own, around)


def _words(entry: Entry, question: Question, at: KeyPath) -> Iterator[Diagnostic]:
    if not question.why:
        message = f"the question `{question.id}` does not say why it matters"
        yield _warn(entry, (*at, "id"), Code.NO_WHY, message, "add `why: …`")
    if not question.about:
        message = f"the question `{question.id}` is about no failure mode"
        yield _warn(entry, (*at, "id"), Code.ABOUT_NOTHING, message, "add `about: [...]`")
    yield from _length(entry, question.text, (*at, "text"), "why")
    if question.asks is Asks.EXPOSURE and not question.follow_ups and not question.trait:
        message = f"the exposure `{question.id}` leads to no follow-up and sets no trait"
        hint = "add `follow_ups`, or ask for a control"
        yield _warn(entry, (*at, "asks"), Code.EXPOSURE_LEADS_NOWHERE, message, hint)


def _length(entry: Entry, text: str, at: KeyPath, rest: str) -> Iterator[Diagnostic]:
    if len(text) > LONGEST_QUESTION:
        message = f"{len(text)} characters are too many to read aloud"
        hint = f"keep it under {LONGEST_QUESTION}; move the rest to `{rest}`"
        yield _warn(entry, at, Code.TOO_LONG_TO_READ_ALOUD, message, hint)


def _never_asked(
    entry: Entry, question: Question, at: KeyPath, own: list[Applicability], around: _Around
) -> Iterator[Diagnostic]:
    reach = around.reachability
    trait = reach.clash(own) or reach.never_about(own, question.about)
    if trait:
        message = f"the question `{question.id}` is never asked: `{trait}` would have to be both true and false"
        hint = "compare `applies` here, on the questions above, and on what the question is about"
        part = "applies" if question.applies.traits else "about"
        yield _warn(entry, (*at, part), Code.NEVER_HOLDS, message, hint)


def _failure_mode(entry: Entry, mode: FailureMode, around: _Around) -> Iterator[Diagnostic]:
    if around.asked_about is not None and mode.id not in around.asked_about:
        message = f"no question is about the failure mode `{mode.id}`"
        yield _warn(entry, ("id",), Code.NOTHING_ASKS, message, "add a question about it to a checklist")
    if trait := around.reachability.clash([mode.applies]):
        message = f"the failure mode `{mode.id}` never applies: `{trait}` would have to be both true and false"
        yield _warn(entry, ("applies",), Code.NEVER_HOLDS, message, "compare its `applies` with those of the traits")
        return
    yield from _mitigations(entry, mode.mitigations, ())
    yield from _severity(entry, mode.severity, (), [mode.applies], around)
    for index, threat in enumerate(mode.threats):
        yield from _threat(entry, threat, ("threats", index), mode.applies, around)


def _threat(entry: Entry, threat: Threat, at: KeyPath, above: Applicability, around: _Around) -> Iterator[Diagnostic]:
    yield from _mitigations(entry, threat.mitigations, at)
    yield from _severity(entry, threat.severity, at, [above, threat.applies], around)
    if trait := around.reachability.clash([above, threat.applies]):
        message = f"the threat `{threat.id}` never applies: `{trait}` would have to be both true and false"
        hint = "compare its `applies` with that of the failure mode"
        yield _warn(entry, (*at, "applies"), Code.NEVER_HOLDS, message, hint)


def _override(entry: Entry, override: Override, at: KeyPath, around: _Around) -> Iterator[Diagnostic]:
    """What is poor in what an override brings; what it changes in an entry of another catalog is that entry's matter."""
    for part, fields in (("set", override.set), ("add", override.add)):
        here: KeyPath = (*at, part)
        if override.question and isinstance(text := fields.get("text"), str):
            yield from _length(entry, text, (*here, "text"), "why")
        yield from _mitigations(entry, _fitting(Mitigation, fields.get("mitigations")), here)
        for rule in _fitting(SeverityRule, [fields["severity"]] if "severity" in fields else None):
            yield from _severity(entry, rule, here, [], around)
        for index, question in enumerate(_fitting(Question, fields.get("follow_ups"))):
            yield from _question(entry, question, (*here, "follow_ups", index), [], around)
        for index, threat in enumerate(_fitting(Threat, fields.get("threats"))):
            yield from _threat(entry, threat, (*here, "threats", index), ALWAYS, around)


def _fitting(model: type[Model], items: object) -> list[Model]:
    """The items of a list as models; none where any of them does not fit, which is told as an error."""
    try:
        return [model.model_validate(item) for item in items] if isinstance(items, list) else []
    except ValidationError:
        return []


def _severity(
    entry: Entry, rule: SeverityRule | None, at: KeyPath, conditions: list[Applicability], around: _Around
) -> Iterator[Diagnostic]:
    for path, message in around.reachability.never_decides(rule, conditions):
        hint = "put the narrower condition first, or delete it"
        yield _warn(entry, (*at, "severity", *path), Code.NEVER_HOLDS, message, hint)


def _mitigations(entry: Entry, mitigations: Sequence[Mitigation], at: KeyPath) -> Iterator[Diagnostic]:
    for index, mitigation in enumerate(mitigations):
        if mitigation.source is None and not mitigation.references:
            message = f"the mitigation `{mitigation.id}` names neither a source nor literature"
            path = (*at, "mitigations", index, "id")
            yield _warn(entry, path, Code.NO_SOURCE, message, "add `source` or `references`")
