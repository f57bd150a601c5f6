"""What the gate has to say about facts and answers: missing, stale, unproven, and what they found."""

from __future__ import annotations

from collections.abc import Iterator

from mlthreat.domain.acceptance import flaw_in
from mlthreat.domain.assessment import Assessment, Finding, State
from mlthreat.domain.checklist import Item, traits_to_ask
from mlthreat.domain.policy import Policy, Proof, Reaction, proof_of
from mlthreat.domain.question import Asks, Verdict
from mlthreat.domain.reason import Facts, Kind, Reason, owner_of, severity_in
from mlthreat.domain.value import Severity

_WANTED = {
    Proof.ASSERTED: "a note that says what is in place",
    Proof.LINKED: "an address, a ticket or a pinned file",
    Proof.PINNED: "a file pinned by its SHA-256",
}


def reasons_of_answers(assessment: Assessment, policy: Policy, facts: Facts) -> Iterator[Reason]:
    """Every reason that facts, questions, answers, findings and their acceptances and actions give."""
    yield from _missing_facts(assessment, policy)
    for item in assessment.checklist.applicable:
        reason = _open(assessment, policy, item) or _unproven(assessment, policy, item)
        if reason:
            yield reason
        yield from _wording(assessment, policy, item)
        yield from _overdue(assessment, policy, facts, item)
    for question, problems in facts.evidence.items():
        yield from (_changed_evidence(assessment, policy, question, problem) for problem in problems)
    yield from (_finding(assessment, policy, facts, f) for f in assessment.findings if _counts(policy, facts, f))
    yield from _without_effect(assessment)


def _missing_facts(assessment: Assessment, policy: Policy) -> Iterator[Reason]:
    library = assessment.library
    for trait in traits_to_ask(library, assessment.review.traits):
        if trait in library.bound_traits:
            continue  # its question is open, and says so
        message = f"nobody said whether: {library.traits[trait].question}"
        yield Reason(
            Kind.FACT,
            policy.fail_on,
            policy.unanswered is Reaction.FAIL,
            trait,
            assessment.review.system.owner,
            message,
            "answer it with `mlthreat review`; `unknown` is an answer too",
            ("traits",),
        )


def _open(assessment: Assessment, policy: Policy, item: Item) -> Reason | None:
    review, id_ = assessment.review, item.id
    if id_ in review.disagreements:
        said = " and ".join(f"{a.verdict} ({a.by or 'nobody named'})" for a in review.disagreements[id_])
        return _about(
            assessment,
            policy,
            Kind.DISAGREEMENT,
            id_,
            f"two people answered differently: {said}",
            "settle it with `mlthreat review`",
            ("disagreements", id_),
        )
    if item.verdict is None and id_ in review.drafts:
        return _about(
            assessment,
            policy,
            Kind.UNFINISHED,
            id_,
            "something was noted, but no answer given",
            "answer it with `mlthreat review`",
            ("drafts", id_),
        )
    if item.verdict is None:
        return _about(
            assessment,
            policy,
            Kind.UNANSWERED,
            id_,
            f"no answer: {_flat(item.asked.question.text)}",
            "answer it with `mlthreat review`",
        )
    answer = review.answers.get(id_)
    if answer is not None and answer.verdict is Verdict.NOT_APPLICABLE and not answer.note:
        return _about(
            assessment,
            policy,
            Kind.NO_REASON,
            id_,
            "answered not-applicable, without a reason",
            "add a note that says why it does not apply",
        )
    return None


def _unproven(assessment: Assessment, policy: Policy, item: Item) -> Reason | None:
    if item.asked.question.asks is not Asks.CONTROL or item.verdict is not Verdict.YES:
        return None
    severity = severity_in(assessment, policy, item.id)
    wanted, given = policy.demands(severity), proof_of(assessment.review.answers.get(item.id))
    if given.rank >= wanted.rank:
        return None
    said = "nothing but the word" if given is Proof.NOTHING else f"evidence that is only {given}"
    return Reason(
        Kind.UNPROVEN,
        severity,
        policy.fails_at(severity),
        item.id,
        owner_of(assessment, item.id),
        f"answered yes with {said}; a control rated {severity} must be {wanted}",
        f"attach {_WANTED[wanted]}"
        + (f": {_flat(item.asked.question.evidence)}" if item.asked.question.evidence else ""),
        ("answers", item.id),
    )


def _wording(assessment: Assessment, policy: Policy, item: Item) -> Iterator[Reason]:
    answer = assessment.review.answers.get(item.id)
    if item.id in assessment.stale:
        yield Reason(
            Kind.STALE,
            severity_in(assessment, policy, item.id),
            policy.stale is Reaction.FAIL,
            item.id,
            owner_of(assessment, item.id),
            "the question's wording has changed since it was answered",
            "answer it again with `mlthreat review`, which shows the old answer",
            ("answers", item.id),
        )
    elif answer is not None and answer.asked is None:
        yield Reason(
            Kind.UNDATED_WORDING,
            severity_in(assessment, policy, item.id),
            False,
            item.id,
            owner_of(assessment, item.id),
            "it is not recorded which wording was answered, so a change of it goes unnoticed",
            "answer it with `mlthreat review`",
            ("answers", item.id),
        )


def _overdue(assessment: Assessment, policy: Policy, facts: Facts, item: Item) -> Iterator[Reason]:
    action = assessment.review.details(item.id).action
    done = Verdict.YES if item.asked.question.asks is Asks.CONTROL else Verdict.NO
    if (
        action is None
        or action.due is None
        or action.due >= facts.day
        or item.verdict in {done, Verdict.NOT_APPLICABLE}
    ):
        return
    where = "answers" if item.id in assessment.review.answers else "drafts"
    ticket = f" ({action.ticket})" if action.ticket else ""
    yield Reason(
        Kind.OVERDUE,
        severity_in(assessment, policy, item.id),
        policy.overdue is Reaction.FAIL,
        item.id,
        owner_of(assessment, item.id),
        f"the action{ticket} was due on {action.due} (UTC)",
        "answer the question anew when it is done, or agree on another day",
        (where, item.id, "action"),
    )


def _changed_evidence(assessment: Assessment, policy: Policy, question: str, problem: str) -> Reason:
    known = question in assessment.checklist.items
    severity = severity_in(assessment, policy, question) if known else policy.fail_on
    advice = "look at the answer again, then attach the file anew in `mlthreat review` (key v)"
    return Reason(
        Kind.EVIDENCE,
        severity,
        True,
        question,
        owner_of(assessment, question),
        problem,
        advice,
        ("answers", question),
        problem,
    )


def _counts(policy: Policy, facts: Facts, finding: Finding) -> bool:
    return finding.state is not State.ACCEPTED or _flaw(policy, facts, finding) is not None


def _flaw(policy: Policy, facts: Facts, finding: Finding) -> tuple[str, str] | None:
    return flaw_in(finding.acceptance, finding, policy.acceptances, facts.day) if finding.acceptance else None


def _finding(assessment: Assessment, policy: Policy, facts: Facts, finding: Finding) -> Reason:
    severity = severity_in(assessment, policy, finding.id)
    kind, owner, anchor = Kind.FINDING, owner_of(assessment, finding.id), ("answers", finding.id)
    message = f"answered {finding.item.verdict}: {_flat(finding.item.asked.question.text)}"
    advice = "put it in place and answer anew, or let somebody else accept it with `mlthreat accept`"
    if finding.acceptance is not None:
        index = assessment.review.acceptances.index(finding.acceptance)
        owner, anchor = finding.acceptance.by, ("acceptances", index)  # type: ignore[assignment]
        flaw = _flaw(policy, facts, finding)
        if finding.state is State.LAPSED:
            kind = Kind.LAPSED
            message = f"accepted by {finding.acceptance.by} until {finding.acceptance.until} (UTC), which is over"
            advice = "put it in place and answer anew, or accept it again with `mlthreat accept`"
        elif flaw is not None:
            kind, (message, advice) = Kind.FLAWED_ACCEPTANCE, flaw
    return Reason(kind, severity, policy.fails_at(severity), finding.id, owner, message, advice, anchor)


def _without_effect(assessment: Assessment) -> Iterator[Reason]:
    findings = {f.id for f in assessment.findings}
    for index, acceptance in enumerate(assessment.review.acceptances):
        if acceptance.finding not in findings:
            yield Reason(
                Kind.IDLE_ACCEPTANCE,
                Severity.LOW,
                False,
                acceptance.finding,
                acceptance.by,
                f"accepted by {acceptance.by}, but it is no finding any more",
                "delete the acceptance",
                ("acceptances", index),
            )
    for orphan in assessment.orphans:
        yield Reason(
            Kind.ORPHAN,
            Severity.LOW,
            False,
            orphan,
            assessment.review.system.owner,
            "an answer to a question that no catalog in force has",
            "`mlthreat upgrade` says what took its place",
            ("answers", orphan),
        )


def _about(
    assessment: Assessment,
    policy: Policy,
    kind: Kind,
    question: str,
    message: str,
    advice: str,
    anchor: tuple[str | int, ...] = (),
) -> Reason:
    return Reason(
        kind,
        severity_in(assessment, policy, question),
        policy.unanswered is Reaction.FAIL,
        question,
        owner_of(assessment, question),
        message,
        advice,
        anchor or ("answers", question),
    )


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
