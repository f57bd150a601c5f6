"""Why a sign-off no longer holds: a sentence for each thing that is not as it was signed off."""

from __future__ import annotations

from collections.abc import Collection
from textwrap import shorten
from typing import Final

from mlthreat.domain.assessment import Assessment, is_stale
from mlthreat.domain.library import Library
from mlthreat.domain.review import Answer, SignOff
from mlthreat.domain.value import utc_text

_LONGEST: Final = 90


def named(library: Library, id_: str) -> str:
    """A question, a finding or a trait by its text, shortened, and its id; by the id alone where no catalog in force has it."""
    asked, trait = library.questions.get(id_), library.traits.get(id_)
    text = asked.question.text if asked else trait.question if trait else ""
    return f"“{shorten(text, _LONGEST, placeholder='…')}” ({id_})" if text else id_


def cause(assessment: Assessment, sign_off: SignOff, item: str, now: Collection[str]) -> str:
    """What is not as it was of one material item that changed since a sign-off; `now` names the items that there are."""
    kind, _, id_ = item.partition(" ")
    new, gone = item not in sign_off.covers, item not in now
    name = named(assessment.library, id_)
    match kind:
        case "system":
            return "what the review says of the system itself is different: its name, owner, description, version or repository"
        case "trait":
            return f"no catalog in force knows the fact {id_}" if gone else _fact(assessment, id_, new=new)
        case "answer":
            return _kept_answer(name, new=new, gone=gone)
        case "disagreement":
            subject = name if "." in id_ else f"the fact {name}"
            return f"people {'no longer ' if gone else ''}disagree about {subject}{'' if new or gone else ' in another way'}"
        case "acceptance":
            return f"the finding {name} is not accepted any more" if gone else _accepted(assessment, id_, new=new)
        case _:
            return _asked(assessment, sign_off, id_, new=new, gone=gone)


def _fact(assessment: Assessment, trait: str, *, new: bool) -> str:
    value = assessment.checklist.traits[trait]
    return f"the fact {named(assessment.library, trait)} is {value} now" + (
        ", and was not looked at then" if new else ""
    )


def _kept_answer(name: str, *, new: bool, gone: bool) -> str:
    """The answer to a question that no catalog in force has, or had."""
    if gone:
        return f"the answer to {name}, which no catalog in force had then, is no longer among those that are kept"
    return f"the answer to {name}, which no catalog in force has, is {'kept now' if new else 'another one'}"


def _accepted(assessment: Assessment, finding: str, *, new: bool) -> str:
    mine = [a for a in assessment.review.acceptances if a.finding == finding]
    said = " and ".join(f"until {a.until} by {a.by}" for a in mine)
    how = "was accepted since" if new else "is accepted on other terms"
    return f"the finding {named(assessment.library, finding)} {how}: {said}"


def _asked(assessment: Assessment, sign_off: SignOff, question: str, *, new: bool, gone: bool) -> str:
    name = named(assessment.library, question)
    if gone:
        return f"{name} is not asked any more"
    item, answer = assessment.checklist.items[question], assessment.review.answers.get(question)
    if new:
        return (
            f"{name} is asked now and was not then"
            if item.applies
            else f"{name} was answered, though it does not apply"
        )
    if not item.applies:
        return f"{name} does not apply any more: {item.why}"
    if is_stale(item, assessment.review):
        return f"the wording of {name} has changed"
    if answer is None:
        said = f"what was said on {name} is different: it has no answer now"
        return _other(name, item.verdict) if item.verdict else said
    return _again(name, answer) if answer.at is not None and answer.at >= sign_off.at else _other(name, answer.verdict)


def _again(name: str, answer: Answer) -> str:
    assert answer.at is not None
    by = f", by {answer.by}" if answer.by else ""
    return f"{name} was answered again: {answer.verdict}{by}, {utc_text(answer.at)}"


def _other(name: str, verdict: str) -> str:
    return f"the answer to {name}, what supports it or its severity is different; now it is “{verdict}”"
