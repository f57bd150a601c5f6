"""What is legal in a catalog but poor: warnings for its author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.domain.question import Asks, ChecklistSection, Question, Status
from mlthreat.domain.taxonomy import FailureMode, Mitigation, SeverityRule
from mlthreat.files.catalog_folder import Entry, Folder
from mlthreat.files.links import Path, links

LONGEST_QUESTION: Final = 320
"""Characters of a question that can still be followed when it is read aloud."""


def lint(folders: Sequence[Folder]) -> list[Diagnostic]:
    """Every warning about catalogs that have no errors."""
    deciding = {id_ for f in folders for e in f.entries for kind, id_, _ in links(e.current) if kind == "trait"}
    asked_about = {
        a.partition("/")[0]
        for f in folders
        for e in f.of_kind("section")
        for kind, a, _ in links(e.current)
        if kind == "about"
    }
    found: list[Diagnostic] = []
    for folder in folders:
        found += _manifest(folder, deciding)
        for entry in folder.entries:
            model = entry.model
            if isinstance(model, ChecklistSection):
                for index, question in enumerate(model.questions):
                    found += _question(entry, question, ("questions", index))
            elif isinstance(model, FailureMode):
                found += _failure_mode(entry, model, asked_about)
            elif entry.kind == "reference" and not entry.data.get("seen_in"):
                found.append(
                    _warn(
                        entry,
                        ("id",),
                        Code.REFERENCE_UNSEEN,
                        "nobody says where this reference was seen",
                        "add `seen_in: …`",
                    )
                )
    return found


def _warn(entry: Entry, path: Path, code: Code, message: str, hint: str) -> Diagnostic:
    return Diagnostic(entry.source.place((*entry.at, *path)), code, message, hint, Level.WARNING)


def _manifest(folder: Folder, deciding: set[str]) -> Iterator[Diagnostic]:
    entry, manifest = folder.manifest_entry, folder.manifest
    if entry is None or manifest is None:
        return
    for index, trait in enumerate(manifest.traits):
        if trait.id not in deciding:
            message = f"the trait `{trait.id}` decides nothing"
            yield _warn(
                entry,
                ("traits", index, "id"),
                Code.TRAIT_DECIDES_NOTHING,
                message,
                "name it in an `applies` or an `if`, or delete it",
            )
    if manifest.documents and not manifest.attribution:
        message = "documents are named as sources, but there is no `attribution`"
        yield _warn(
            entry,
            ("documents",),
            Code.NO_ATTRIBUTION,
            message,
            "say in `attribution` what the documents' licences ask for",
        )


def _question(entry: Entry, question: Question, at: Path) -> Iterator[Diagnostic]:
    if question.status is Status.ACTIVE:
        if not question.why:
            yield _warn(
                entry,
                (*at, "id"),
                Code.NO_WHY,
                f"the question `{question.id}` does not say why it matters",
                "add `why: …`",
            )
        if not question.about:
            message = f"the question `{question.id}` is about no failure mode"
            yield _warn(entry, (*at, "id"), Code.ABOUT_NOTHING, message, "add `about: [...]`")
        if len(question.text) > LONGEST_QUESTION:
            message = f"{len(question.text)} characters are too many to read aloud"
            yield _warn(
                entry,
                (*at, "text"),
                Code.TOO_LONG_TO_READ_ALOUD,
                message,
                f"keep it under {LONGEST_QUESTION}; move the rest to `why`",
            )
        if question.asks is Asks.EXPOSURE and not question.follow_ups and not question.trait:
            message = f"the exposure `{question.id}` leads to no follow-up and sets no trait"
            yield _warn(
                entry, (*at, "asks"), Code.EXPOSURE_LEADS_NOWHERE, message, "add `follow_ups`, or ask for a control"
            )
    for index, follow_up in enumerate(question.follow_ups):
        yield from _question(entry, follow_up, (*at, "follow_ups", index))


def _failure_mode(entry: Entry, mode: FailureMode, asked_about: set[str]) -> Iterator[Diagnostic]:
    if mode.id not in asked_about:
        message = f"no question is about the failure mode `{mode.id}`"
        yield _warn(entry, ("id",), Code.NOTHING_ASKS, message, "add a question about it to a checklist")
    yield from _mitigations(entry, mode.mitigations, ())
    yield from _never(entry, mode.severity, ("severity",))
    for index, threat in enumerate(mode.threats):
        yield from _mitigations(entry, threat.mitigations, ("threats", index))
        yield from _never(entry, threat.severity, ("threats", index, "severity"))


def _mitigations(entry: Entry, mitigations: Sequence[Mitigation], at: Path) -> Iterator[Diagnostic]:
    for index, mitigation in enumerate(mitigations):
        if mitigation.source is None and not mitigation.references:
            message = f"the mitigation `{mitigation.id}` names neither a source nor literature"
            yield _warn(
                entry, (*at, "mitigations", index, "id"), Code.NO_SOURCE, message, "add `source` or `references`"
            )


def _never(entry: Entry, rule: SeverityRule | None, at: Path) -> Iterator[Diagnostic]:
    """A `when` behind one that always holds where it holds."""
    earlier: list[set[tuple[str, str]]] = []
    for index, rating in enumerate(rule.when if rule else ()):
        parts = {(part, trait) for part in ("all", "any", "none") for trait in getattr(rating.condition, part)}
        if any(first <= parts and not any(p == "any" for p, _ in first) for first in earlier):
            message = "an earlier condition holds whenever this one does, so this one never decides"
            yield _warn(entry, (*at, "when", index), Code.NEVER_HOLDS, message, "put the narrower condition first")
        earlier.append(parts)
