"""Every kind of file that people write, with the model that it must fit."""

from __future__ import annotations

from typing import Final

from mlthreat.domain.case import Case
from mlthreat.domain.catalog import BugBar, Manifest, Override
from mlthreat.domain.citation import Reference
from mlthreat.domain.framework import Framework
from mlthreat.domain.policy import Policy
from mlthreat.domain.question import ChecklistSection
from mlthreat.domain.review import Review
from mlthreat.domain.taxonomy import FailureMode
from mlthreat.domain.term import Term
from mlthreat.domain.value import Value
from mlthreat.files.project_file import ProjectFile
from mlthreat.files.review_file import Prefill


class TermFile(Value):
    """A file in `terms/`."""

    terms: tuple[Term, ...]


class ReferenceFile(Value):
    """A file in `references/`."""

    references: tuple[Reference, ...]


FILE_KINDS: Final[dict[str, type[Value]]] = {
    "catalog": Manifest,
    "failure-mode": FailureMode,
    "checklist": ChecklistSection,
    "term": TermFile,
    "reference": ReferenceFile,
    "framework": Framework,
    "bug-bar": BugBar,
    "override": Override,
    "case": Case,
    "review": Review,
    "answers": Prefill,
    "policy": Policy,
    "project": ProjectFile,
}
