"""What people said of one system: profile, answers, acceptances, sign-offs. One file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.question import Verdict
from mlthreat.domain.value import LONGEST_TEXT, Day, Line, Moment, QuestionId, Severity, Slug, Text, Url, Value, Version

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
FilePath = Annotated[str, StringConstraints(pattern=r"^[^/\\~\x00-\x1f\x7f][^\\\x00-\x1f\x7f]*$", max_length=1000)]
"""A path below the folder of the review file, with forward slashes."""


class Grade(StrEnum):
    """How much an evidence proves, weakest first."""

    ASSERTED = "asserted"
    LINKED = "linked"
    PINNED = "pinned"

    @property
    def rank(self) -> int:
        """0 for the weakest."""
        return list(Grade).index(self)


class Evidence(Value):
    """What supports an answer: exactly one of a statement, a URL, a ticket or a file."""

    statement: Text | None = None
    url: Url | None = None
    ticket: Line | None = None
    file: FilePath | None = None
    """Relative to the review file; never outside its repository."""
    sha256: Sha256 | None = None
    """Of the file's bytes, when it was attached."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(x is not None for x in (self.statement, self.url, self.ticket, self.file)) != 1:
            raise ValueError("must be exactly one of `file`, `url`, `ticket`, `statement`")
        if self.sha256 is not None and self.file is None:
            raise ValueError("a `sha256` belongs to a `file`")
        return self

    @property
    def grade(self) -> Grade:
        """Pinned with a file and its hash, linked with an address or ticket, asserted otherwise."""
        if self.file is not None and self.sha256 is not None:
            return Grade.PINNED
        return Grade.LINKED if self.url is not None or self.ticket is not None else Grade.ASSERTED

    @property
    def shown(self) -> str:
        """The evidence as one text."""
        return self.file or self.url or self.ticket or self.statement or ""


class Action(Value):
    """Who will do what is missing, and until when."""

    owner: Line | None = None
    due: Day | None = None
    ticket: Line | None = None


def _or_just_a_verdict(schema: dict[str, Any]) -> None:
    whole = {**schema}
    schema.clear()
    schema["anyOf"] = [{"enum": [str(v) for v in Verdict], "type": "string"}, whole]


class Answer(Value):
    """One answer, as it was given."""

    model_config = ConfigDict(json_schema_extra=_or_just_a_verdict)

    verdict: Verdict
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    action: Action | None = None
    by: Line | None = None
    at: Moment | None = None
    asked: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    """The fingerprint of the question when it was answered."""

    @model_validator(mode="before")
    @classmethod
    def _just_a_verdict(cls, given: Any) -> Any:
        return {"verdict": given} if isinstance(given, str) else given

    @property
    def grade(self) -> Grade:
        """The best grade among its evidence."""
        return max((e.grade for e in self.evidence), key=lambda g: g.rank, default=Grade.ASSERTED)


class Draft(Value):
    """What was noted on a question that has no answer yet."""

    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()
    action: Action | None = None


class Acceptance(Value):
    """A finding taken on deliberately."""

    finding: QuestionId
    by: Line
    role: Line
    reason: Text
    compensating: Text
    """What limits the damage meanwhile."""
    until: Day
    """The last day on which it holds, in UTC."""
    at: Moment | None = None
    verdict: Verdict | None = None
    """The answer that was accepted; a worse one was not."""
    severity: Severity | None = None
    """How severe the finding was that was accepted; a more severe one was not."""


class Decision(StrEnum):
    """What somebody decided about one state of a review."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve-with-conditions"
    REJECT = "reject"


class SignOff(Value):
    """A named person's decision on exactly one state of the review."""

    by: Line
    role: Line
    decision: Decision
    at: Moment
    digest: Digest
    comment: Text | None = None
    conditions: tuple[Line, ...] = ()
    covers: dict[Line, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]] = {}
    """The beginning of the digest of each item, so that a later change can be named."""
    signature: Text | None = None
    """An SSH signature of the canonical record, in armor."""


class CatalogPin(Value):
    """A catalog as it was when the review was last saved."""

    id: Slug
    version: Version
    digest: Digest | None = None


class Review(Value):
    """One system's review."""

    format: Literal[1] = 1
    system: SystemProfile
    catalogs: tuple[CatalogPin, ...] = ()
    traits: dict[Slug, TraitValue] = {}
    answers: dict[QuestionId, Answer] = {}
    drafts: dict[QuestionId, Draft] = {}
    """Notes, evidence and actions on questions without an answer."""
    disagreements: dict[QuestionId, Annotated[tuple[Answer, ...], Field(min_length=2)]] = {}
    """Questions to which two people gave different answers, until the team settles them."""
    trait_disagreements: dict[Slug, Annotated[tuple[TraitValue, ...], Field(min_length=2)]] = {}
    """Traits of which two people said different things; they have no value until the team settles them."""
    trait_sources: dict[Slug, Line] = {}
    """Where a value was declared that the team took over from a model card or a bill of materials."""
    unconfirmed: tuple[Slug, ...] = ()
    """Traits that were taken over without anybody being asked; they count, and the next sitting asks."""
    former_traits: dict[Slug, TraitValue] = {}
    """What was said of traits that no catalog in force has any more; kept, and taken up again if they return."""
    acceptances: tuple[Acceptance, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    def with_trait(self, trait: str, value: TraitValue, source: str | None = None) -> Review:
        """The review with one trait set and any dispute of it settled; where it was declared stays while its value does."""
        same = self.traits.get(trait) is value
        sources = {t: s for t, s in self.trait_sources.items() if t != trait or same}
        disputed = {t: v for t, v in self.trait_disagreements.items() if t != trait}
        update: dict[str, Any] = {"traits": {**self.traits, trait: value}, "trait_disagreements": disputed}
        update["trait_sources"] = {**sources, trait: source} if source else sources
        update["unconfirmed"] = tuple(t for t in self.unconfirmed if t != trait)
        return self.model_copy(update=update)

    def with_answer(self, question: str, answer: Answer, trait: str | None = None) -> Review:
        """The review with one question answered, any disagreement about it settled, and its trait set."""
        update: dict[str, Any] = {
            "answers": {**self.answers, question: answer},
            "disagreements": {q: a for q, a in self.disagreements.items() if q != question},
            "drafts": {q: d for q, d in self.drafts.items() if q != question},
        }
        review = self if trait is None else self.with_trait(trait, trait_value(answer.verdict))
        return review.model_copy(update=update)

    def with_details(self, question: str, **details: Any) -> Review:
        """The review with the note, evidence or action of one question replaced, whether it is answered or not.

        Raises ValidationError for what no file could hold, such as a note that is too long.
        """
        given = Draft.model_validate(details)  # what is copied below is checked by nobody else
        update = {name: getattr(given, name) for name in details}
        if question in self.answers:
            answer = self.answers[question].model_copy(update=update)
            return self.model_copy(update={"answers": {**self.answers, question: answer}})
        draft = self._draft(question).model_copy(update=update)
        return self.model_copy(update={"drafts": {**self.drafts, question: draft}})

    def details(self, question: str) -> Answer | Draft:
        """The answer to a question, or what was noted on it so far: in a disagreement, by everybody."""
        return self.answers.get(question) or self._draft(question)

    def _draft(self, question: str) -> Draft:
        return self.drafts.get(question) or all_said(self.disagreements.get(question, ()))

    def with_acceptance(self, acceptance: Acceptance) -> Review:
        """The review with a finding accepted; what was accepted of it before is replaced."""
        others = tuple(a for a in self.acceptances if a.finding != acceptance.finding)
        return self.model_copy(update={"acceptances": (*others, acceptance)})

    def with_sign_off(self, sign_off: SignOff) -> Review:
        """The review with one more sign-off."""
        return self.model_copy(update={"sign_offs": (*self.sign_offs, sign_off)})

    def without_answer(self, question: str) -> Review:
        """The review with one answer taken back."""
        return self.model_copy(update={"answers": {q: a for q, a in self.answers.items() if q != question}})


def trait_value(verdict: Verdict) -> TraitValue:
    """The value of the trait that an exposure question sets: partly exposed is exposed."""
    if verdict in {Verdict.YES, Verdict.PARTLY}:
        return TraitValue.YES
    return TraitValue.UNKNOWN if verdict is Verdict.UNKNOWN else TraitValue.NO


def all_said(answers: tuple[Answer, ...]) -> Draft:
    """What several answers say beyond their verdicts, in one: every note with its author, all evidence, the first action."""
    notes = [f"{a.by or 'somebody'} ({a.verdict}): {a.note}" for a in answers if a.note]
    return Draft(
        note="\n".join(notes)[:LONGEST_TEXT] or None,
        evidence=tuple(dict.fromkeys(e for a in answers for e in a.evidence)),
        action=next((a.action for a in answers if a.action), None),
    )
