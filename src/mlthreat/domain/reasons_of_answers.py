"""What the gate has to say about facts and answers: missing, disputed, stale."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.assessment import Assessment
from mlthreat.domain.checklist import Item, traits_to_ask
from mlthreat.domain.pins import moved_catalogs
from mlthreat.domain.policy import Policy, Reaction
from mlthreat.domain.prose import flat
from mlthreat.domain.question import Verdict
from mlthreat.domain.reason import Anchor, Facts, Kind, Reason, owner_of, severity_in
from mlthreat.domain.value import Severity

_ANSWER = "answer it with `mlthreat review`"


def reasons_of_answers(assessment: Assessment, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """Every reason that facts about the system, questions and answers give."""
    yield from _facts(assessment, policy)
    moved = any(m.before is not None for m in moved_catalogs(assessment.library, assessment.review))
    for item in assessment.checklist.applicable:
        if reason := _open(assessment, policy, item):
            yield reason
        yield from _wording(assessment, policy, item, moved=moved)
    for question, problems in facts.evidence.items():
        yield from (_changed_evidence(assessment, policy, question, problem) for problem in problems)
    for orphan in assessment.orphans:
        message, advice = (
            "an answer to a question that no catalog in force has",
            "`mlthreat upgrade` says what took its place",
        )
        owner = assessment.review.system.owner
        yield Reason(
            kind=Kind.ORPHAN,
            severity=Severity.LOW,
            fails=False,
            about=orphan,
            owner=owner,
            message=message,
            advice=advice,
            anchor=("answers", orphan),
        )


def _facts(assessment: Assessment, policy: Policy) -> Iterator[Reason]:
    """Facts about the system that nobody gave, or that two people gave differently."""
    library, review, owner = assessment.library, assessment.review, assessment.review.system.owner
    fails = policy.unanswered is Reaction.FAIL
    for trait, values in review.trait_disagreements.items():
        message = f"two people said differently: {' and '.join(values)}"
        known = trait in library.traits
        yield Reason(
            kind=Kind.DISAGREEMENT,
            severity=policy.fail_on if known else Severity.LOW,
            fails=known and fails,
            about=trait,
            owner=owner,
            message=message,
            advice="settle it with `mlthreat review`"
            if known
            else "it decides nothing: no catalog in force knows the fact",
            anchor=("trait_disagreements", trait),
        )
    for trait in traits_to_ask(library, review.traits):
        asking = assessment.checklist.items.get(library.bound_traits.get(trait, ""))
        if (asking and asking.applies) or trait in review.trait_disagreements:
            continue  # its question is open, or it was told above
        message = f"nobody said whether: {library.traits[trait].question}"
        advice = f"{_ANSWER}; `unknown` is an answer too"
        yield Reason(
            kind=Kind.FACT,
            severity=policy.fail_on,
            fails=fails,
            about=trait,
            owner=owner,
            message=message,
            advice=advice,
            anchor=("traits",),
        )


def _open(assessment: Assessment, policy: Policy, item: Item) -> Reason | None:
    """Why a question counts as unanswered; None where it does not."""
    review, id_ = assessment.review, item.id
    answer = review.answers.get(id_)
    kind, message, advice, room = Kind.UNANSWERED, f"no answer: {flat(item.asked.question.text)}", _ANSWER, "answers"
    if id_ in review.disagreements:
        said = " and ".join(f"{a.verdict} ({a.by or 'nobody named'})" for a in review.disagreements[id_])
        kind, message, room = Kind.DISAGREEMENT, f"two people answered differently: {said}", "disagreements"
        advice = "settle it with `mlthreat review`"
    elif item.verdict is None and id_ in review.drafts:
        kind, message, room = Kind.UNFINISHED, "something was noted, but no answer given", "drafts"
    elif answer is not None and answer.verdict is Verdict.NOT_APPLICABLE and not answer.note:
        kind, message = Kind.NO_REASON, "answered not-applicable, without a reason"
        advice = "add a note that says why it does not apply"
    elif item.verdict is not None:
        return None
    return _about(assessment, policy, kind, id_, policy.unanswered is Reaction.FAIL, message, advice, (room, id_))


def _wording(assessment: Assessment, policy: Policy, item: Item, *, moved: bool) -> Iterator[Reason]:
    answer = assessment.review.answers.get(item.id)
    if item.id in assessment.stale:
        message = "the question's wording has changed since it was answered"
        advice = "answer it again with `mlthreat review`, which shows the old answer"
        yield _about(assessment, policy, Kind.STALE, item.id, policy.stale is Reaction.FAIL, message, advice)
    elif answer is not None and answer.asked is None:
        message = "it is not recorded which wording was answered, so a change of it goes unnoticed"
        message += ", and a catalog has changed since" if moved else ""
        fails = moved and policy.stale is Reaction.FAIL
        yield _about(assessment, policy, Kind.UNDATED_WORDING, item.id, fails, message, _ANSWER)


def _changed_evidence(assessment: Assessment, policy: Policy, question: str, problem: str) -> Reason:
    known = question in assessment.checklist.items
    severity = severity_in(assessment, policy, question) if known else policy.fail_on
    advice = "look at the answer again, then attach the file anew in `mlthreat review` (key v)"
    owner, anchor = owner_of(assessment, question), ("answers", question)
    return Reason(
        kind=Kind.EVIDENCE,
        severity=severity,
        fails=True,
        about=question,
        owner=owner,
        message=problem,
        advice=advice,
        anchor=anchor,
        detail=problem,
    )


def _about(
    assessment: Assessment,
    policy: Policy,
    kind: Kind,
    question: str,
    fails: bool,
    message: str,
    advice: str,
    anchor: Anchor = (),
) -> Reason:
    severity, owner = severity_in(assessment, policy, question), owner_of(assessment, question)
    return Reason(
        kind=kind,
        severity=severity,
        fails=fails,
        about=question,
        owner=owner,
        message=message,
        advice=advice,
        anchor=anchor or ("answers", question),
    )
