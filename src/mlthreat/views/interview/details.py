"""What goes with an answer: a note, evidence, who sees to what is missing, and a finding taken on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from pydantic import ValidationError

from mlthreat.domain.acceptance import accepted, finding_named, withdrawn
from mlthreat.domain.assessment import Assessment
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.policy import Policy
from mlthreat.domain.review import Acceptance, Action, Evidence, Review
from mlthreat.domain.value import misfit
from mlthreat.views.interview.front import Beside, FrontEnd


def note(front: FrontEnd, review: Review, question: str, given: str) -> Review:
    """The review with a question's note as it was given, or is typed now. Raises ValidationError for one that is too long."""
    before = review.details(question).note or ""
    text = given or front.ask_text("Note", before)
    return review.with_details(question, note=text.strip() or None)


def evidence(
    front: FrontEnd,
    review: Review,
    question: str,
    given: str,
    attach: Callable[[str], Evidence],
    files: Beside | None = None,
) -> Review | None:
    """The review with one more evidence on a question, or with none; None where nothing was given that could be used.

    Raises ValidationError for an address, a ticket or a statement that no file could hold.
    """
    label = "Evidence: a file, a web address, a ticket, or a statement (- removes all)"
    given = given or front.ask_line(label, files=files)
    if not given:
        return None
    if given == "-":
        return review.with_details(question, evidence=())
    try:
        found = attach(given)
    except UserError as error:
        front.say(f"{error.message}; {error.hint}")
        return None
    front.say(f"attached, {found.grade}: {found.shown}")
    return review.with_details(question, evidence=(*review.details(question).evidence, found))


def owner(front: FrontEnd, review: Review, question: str, now: datetime) -> Review:
    """The review with a question's action as it is told now. Raises ValidationError for a name that is too long."""
    before = review.details(question).action or Action()
    name = front.ask_line("Who will see to it?", before.owner or "")
    due = ask_day(front, "Until when? (such as 2027-01-31; - for no date)", before.due, now)
    ticket = front.ask_line("Ticket?", before.ticket or "")
    action = Action(owner=name or None, due=due, ticket=ticket or None)
    return review.with_details(question, action=action if action != Action() else None)


def accept(
    front: FrontEnd, assessment: Assessment, question: str, policy: Callable[[], Policy], now: datetime
) -> Review | None:
    """The review with a finding accepted as it is told now, or with its acceptance taken back.

    None, having said why, where that must not be.
    """
    try:
        if any(a.finding == question for a in assessment.review.acceptances) and (
            front.ask_line("Enter accepts it anew, - takes the acceptance back") == "-"
        ):
            front.say(f"{question}: the acceptance is taken back")
            return withdrawn(assessment.review, question)
        finding = finding_named(assessment, question)
        front.say(
            f"a finding rated {finding.severity}; somebody other than the person who answered must accept it. An empty line leaves it open."
        )
        told = [front.ask_line(label) for label in ("Who accepts it?", "In which role?")]
        told += [front.ask_line(label) for label in ("Why?", "What limits the damage meanwhile?")] if all(told) else []
        until = ask_day(front, "Until when at the latest? (such as 2027-01-31)", None, now) if all(told) else None
        if until is None:
            front.say("nothing was accepted")
            return None
        by, role, reason, compensating = told
        wanted = Acceptance(finding=question, by=by, role=role, reason=reason, compensating=compensating, until=until)
        review = accepted(assessment, wanted, policy().acceptances, now)
    except ValidationError as error:
        front.say(f"nothing was accepted: {' '.join(misfit(error))}")
        return None
    except UserError as error:
        front.say(f"nothing was accepted: {error.message}; {error.hint}")
        return None
    front.say(f"{question}: accepted by {by} until {until} (UTC)")
    return review


def ask_day(front: FrontEnd, label: str, before: date | None, now: datetime) -> date | None:
    """Ask until a calendar day is typed that is not over (UTC), or the one of before; None for an empty line or `-`."""
    today = now.astimezone(UTC).date()
    while typed := front.ask_line(label, str(before or "")):
        if typed == "-":
            return None
        day = _day(typed)
        if day is None:
            front.say(f"{typed} is not a calendar day; write it as 2027-01-31")
        elif day < today and day != before:
            front.say(f"{day} is over: today is {today} (UTC); name a day to come")
        else:
            return day
    return None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if str(day) == typed else None
