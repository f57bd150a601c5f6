"""The catalogs in force, composed: what each adds, what it changes in the others, and who changed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from mlthreat.domain.catalog import BugBar, Catalog
from mlthreat.domain.citation import Document, Reference
from mlthreat.domain.framework import Framework
from mlthreat.domain.profile import Trait
from mlthreat.domain.question import ChecklistSection, Question
from mlthreat.domain.taxonomy import FailureMode, Mitigation, Threat
from mlthreat.domain.term import Term
from mlthreat.domain.value import Line, Text, Value

_DECIDES_NOTHING: Final = frozenset(
    {"title", "summary", "text", "why", "evidence", "help", "examples", "source", "references", "also_called", "attacker",
     "related", "crosswalk", "parallels", "mitigations", "mitigations_of"}
)  # fmt: skip
"""Fields of entries that people read, and that neither say what is asked, nor when, nor how severe anything is."""


class Change(Value):
    """One thing that a catalog changed in another: the report tells every one of them."""

    kind: Line
    """`failure-mode`, `threat`, `question`, `trait` or `term`."""
    id: Line
    field: Line | None = None
    """The field that got another value or more items; None where the entry was switched off."""
    added: bool = False
    """Whether items joined the field, rather than replacing it."""
    catalog: Line
    because: Text
    owner: Line | None = None

    @property
    def disabled(self) -> bool:
        """Whether the entry was switched off."""
        return self.field is None

    @property
    def decides(self) -> bool:
        """Whether it bears on what is asked, when, or how severe anything is: in doubt it does."""
        if self.kind == "term":
            return False
        return self.field not in _DECIDES_NOTHING or (self.kind, self.field) == ("question", "text")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it stands: its section, its parent, its catalog."""

    id: str
    question: Question
    section: ChecklistSection
    parent: str | None
    catalog: str


class Library(Value):
    """Catalogs in their order, with every override applied. What is switched off stays, and is told apart by `disabled`."""

    catalogs: tuple[Catalog, ...]
    changes: tuple[Change, ...] = ()
    shipped: tuple[Line, ...] = ()
    """The ids of the catalogs that come with the program, as they came; what the others change is somebody's own decision."""
    stand_ins: tuple[Line, ...] = ()
    """The ids of those that bear the id of one that comes with the program, and hold something else."""

    @cached_property
    def failure_modes(self) -> dict[str, FailureMode]:
        """Every failure mode, by id: numbered ones first, by number."""
        found = [m for c in self.catalogs for m in c.failure_modes]
        return {m.id: m for m in sorted(found, key=lambda m: (m.number is None, m.number or 0))}

    @cached_property
    def catalog_of(self) -> dict[str, str]:
        """The catalog that each failure mode comes from."""
        return {m.id: c.id for c in self.catalogs for m in c.failure_modes}

    @cached_property
    def threats(self) -> dict[str, tuple[FailureMode, Threat]]:
        """Every threat, by `<failure mode>/<threat>`."""
        return {f"{m.id}/{t.id}": (m, t) for m in self.failure_modes.values() for t in m.threats}

    @cached_property
    def traits(self) -> dict[str, Trait]:
        """Every trait, by id, in the order in which they are asked."""
        return {t.id: t for c in self.catalogs for t in c.manifest.traits}

    @cached_property
    def sections(self) -> tuple[tuple[str, ChecklistSection], ...]:
        """Every checklist section with its catalog, in the order of the meeting."""
        found = [(c.id, s) for c in self.catalogs for s in c.sections]
        return tuple(sorted(found, key=lambda cs: (cs[1].order, cs[1].id)))

    @cached_property
    def questions(self) -> dict[str, Asked]:
        """Every question, by full id, in the order of the meeting; a follow-up comes right after its parent."""
        return {a.id: a for catalog, section in self.sections for a in _walk(catalog, section, section.questions, None)}

    @cached_property
    def bound_traits(self) -> dict[str, str]:
        """For each trait that an exposure question answers: that question's full id."""
        return {a.question.trait: a.id for a in self.questions.values() if a.question.trait}

    @cached_property
    def references(self) -> dict[str, Reference]:
        """Every reference, by id."""
        return {r.id: r for c in reversed(self.catalogs) for r in c.references}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Every source document, by id."""
        return {d.id: d for c in self.catalogs for d in c.manifest.documents}

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Every term, by id."""
        return {t.id: t for c in self.catalogs for t in c.terms}

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """Every framework, by id."""
        return {f.id: f for c in self.catalogs for f in c.frameworks}

    @cached_property
    def bug_bars(self) -> dict[str, BugBar]:
        """Every bug bar, by id."""
        return {b.id: b for c in self.catalogs for b in c.bug_bars}

    @cached_property
    def disabled(self) -> dict[tuple[str, str], Change]:
        """The entries that are switched off, by kind and id, with who did it and why."""
        return {(c.kind, c.id): c for c in self.changes if c.disabled}

    @cached_property
    def own_changes(self) -> tuple[Change, ...]:
        """What catalogs that do not come with the program change, in order."""
        return tuple(c for c in self.changes if c.catalog not in self.shipped)

    @cached_property
    def asking(self) -> dict[str, tuple[str, ...]]:
        """The active questions about each failure mode, by its id."""
        found: dict[str, list[str]] = {m: [] for m in self.failure_modes}
        for asked in self.questions.values():
            for mode in dict.fromkeys(about.partition("/")[0] for about in asked.question.about):
                if mode in found:
                    found[mode].append(asked.id)
        return {mode: tuple(ids) for mode, ids in found.items()}

    def below(self, question: str) -> tuple[str, ...]:
        """The follow-ups of a question, at any depth."""
        direct = [a.id for a in self.questions.values() if a.parent == question]
        return (*direct, *(deeper for d in direct for deeper in self.below(d)))

    def mitigations_of(self, mode: FailureMode, threat: Threat | None = None) -> tuple[Mitigation, ...]:
        """What can be done about a failure mode as a whole, or about one of its threats (inherited ones included)."""
        if threat is None:
            return (*mode.mitigations, *(m for t in mode.threats for m in t.mitigations))
        inherited = [m for t in mode.threats if t.id in threat.mitigations_of for m in t.mitigations]
        return (*threat.mitigations, *inherited, *mode.mitigations)

    def aimed_at(self, about: str) -> tuple[FailureMode, tuple[Threat, ...]] | None:
        """What an `about` id names: the failure mode, and the one threat or all of them. None where nothing bears it."""
        mode_id, _, threat_id = about.partition("/")
        mode = self.failure_modes.get(mode_id)
        if mode is None:
            return None
        return mode, tuple(t for t in mode.threats if not threat_id or t.id == threat_id)


def _walk(
    catalog: str, section: ChecklistSection, questions: tuple[Question, ...], parent: str | None
) -> Iterator[Asked]:
    for question in questions:
        full = f"{section.id}.{question.id}"
        yield Asked(full, question, section, parent, catalog)
        yield from _walk(catalog, section, question.follow_ups, full)


def as_written(value: Value) -> dict[str, Any]:
    """A model as the plain data that a file would hold."""
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
