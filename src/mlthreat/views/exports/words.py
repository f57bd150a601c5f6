"""Texts of a known form in the data for programs: plain strings in Python, closed lists and formats in the published schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import WithJsonSchema

from mlthreat.domain.assessment import State
from mlthreat.domain.disposition import Disposition
from mlthreat.domain.framework import CrosswalkRelation
from mlthreat.domain.profile import TraitValue
from mlthreat.domain.question import Asks, Status, Verdict
from mlthreat.domain.review import Decision, Grade
from mlthreat.domain.taxonomy import Does, Kind, Knowledge, Property, RelationKind
from mlthreat.domain.value import Severity


def one_of(words: Iterable[str]) -> WithJsonSchema:
    """A string that is one of some words, for `Annotated[str, …]`."""
    return WithJsonSchema({"type": "string", "enum": [str(word) for word in words]})


AsksWord = Annotated[str, one_of(Asks)]
DecisionWord = Annotated[str, one_of(Decision)]
DispositionWord = Annotated[str, one_of(Disposition)]
DoesWord = Annotated[str, one_of(Does)]
EvidenceWord = Annotated[str, one_of(("file", "url", "ticket", "statement"))]
GradeWord = Annotated[str, one_of(Grade)]
KindWord = Annotated[str, one_of(Kind)]
KnowledgeWord = Annotated[str, one_of(Knowledge)]
KnownByWord = Annotated[str, one_of(("said", "follows", "nobody said", "taken over", "disputed"))]
CrosswalkWord = Annotated[str, one_of(CrosswalkRelation)]
PropertyWord = Annotated[str, one_of(Property)]
RelationWord = Annotated[str, one_of(RelationKind)]
SeverityWord = Annotated[str, one_of(Severity)]
StandingWord = Annotated[str, one_of(("in force", "lapsed", "superseded", "unused"))]
StateWord = Annotated[str, one_of(State)]
StatusWord = Annotated[str, one_of(Status)]
TraitWord = Annotated[str, one_of(TraitValue)]
VerdictWord = Annotated[str, one_of(Verdict)]
DayText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
DigestText = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"})]
MomentText = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
