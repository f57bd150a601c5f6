"""The shape of `validate --format json`: a list of problems. Keys are only ever added."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from mlthreat.domain.diagnostic import Level
from mlthreat.views.exports.words import one_of


class PlaceData(TypedDict):
    """A stretch of text in a file; lines and columns count from 1, columns in code points."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class NoteData(PlaceData):
    """Another place that is involved."""

    message: str


class ProblemData(PlaceData):
    """One problem in a file, and what to do about it. `mlthreat explain CODE` says more."""

    code: str
    severity: Annotated[str, one_of(Level)]
    message: str
    hint: str
    notes: list[NoteData]
