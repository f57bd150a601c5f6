"""Asking what the system under review is, with what its papers propose for each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from mlthreat.domain.declaration import Said
from mlthreat.domain.profile import SystemProfile, TraitValue
from mlthreat.domain.proposal import Proposals
from mlthreat.domain.review import Review
from mlthreat.domain.value import misfit
from mlthreat.views.interview.front import FrontEnd

_LABELS: Final = {
    "name": "Name of the system",
    "owner": "Owner: the person or team that answers for it (optional)",
    "description": "What it does and for whom (optional)",
    "version": "Version under review (optional)",
    "repository": "Where its code lives (optional)",
}
_ASKED_ONLY_WHERE_PROPOSED: Final = {"version", "repository"}


def ask_system(front: FrontEnd, proposed: Mapping[str, Said]) -> SystemProfile:
    """Ask what the system is. Only its name must be given. Raises Leave at the end of input."""
    front.say("First, the system under review. Enter leaves an optional line out.")
    given: dict[str, str] = {}
    while not given.get("name"):
        given["name"] = _ask(front, "name", proposed.get("name"))
        if not given["name"]:
            front.say("a system needs a name; any will do, and it can be changed in the file")
    for name in (n for n in _LABELS if n != "name" and (n in proposed or n not in _ASKED_ONLY_WHERE_PROPOSED)):
        given[name] = _ask(front, name, proposed.get(name))
    return SystemProfile.model_validate({name: text or None for name, text in given.items()})


def ask_missing(front: FrontEnd, system: SystemProfile, proposed: Mapping[str, Said]) -> SystemProfile:
    """Ask for what the profile of a system lacks and something is proposed for. Raises Leave at the end of input."""
    for line in other_words(system, proposed):
        front.say(line)
    lacking = [name for name in _LABELS if name in proposed and getattr(system, name) is None]
    given = {name: _ask(front, name, proposed[name]) or None for name in lacking}
    return SystemProfile.model_validate({**system.model_dump(), **given})


def _ask(front: FrontEnd, name: str, said: Said | None) -> str:
    """Ask for one line of the profile until it is one that a file can hold; empty for none."""
    if said is not None:
        none = "" if name == "name" else ", - leaves it out"
        front.say(f"proposed: the {name} {_declared(said)}; Enter takes it over{none}")
    while True:
        answer = front.ask_line(_LABELS[name], said.value if said else "").strip()
        if not answer or (said is not None and answer == "-"):
            return ""
        try:
            SystemProfile.model_validate({"name": "any", name: answer})
        except ValidationError as error:
            front.say(f"the {' '.join(misfit(error))}; give a shorter one")
        else:
            return answer


def opening(review: Review, proposals: Proposals, files: Sequence[str]) -> Iterator[str]:
    """What is said before the first question: what is proposed, and where it speaks against what was answered."""
    waiting = [t for t in proposals.traits if t not in review.traits or t in review.unconfirmed]
    if not proposals.traits and not proposals.system:
        yield nothing_in(files)
    elif waiting:
        yield f"proposed: {', '.join(waiting)}. Each is asked in its turn, with its source; Enter confirms it."
    yield from other_answers(review, proposals)


def nothing_in(files: Sequence[str]) -> str:
    """Said where nothing is proposed at all."""
    return f"{', '.join(files)}: nothing that is asked here is declared there"


def other_words(system: SystemProfile, proposed: Mapping[str, Said]) -> Iterator[str]:
    """Where the profile of a system has other words than are declared."""
    for name, said in proposed.items():
        given = getattr(system, name)
        if given is not None and given != said.value:
            yield f"the {name} is {given}; {said.value} is {_declared(said)}"


def other_answers(review: Review, proposals: Proposals) -> Iterator[str]:
    """Where a trait is answered otherwise than is declared."""
    for trait in proposals.traits:
        value = review.traits.get(trait)
        if value is not None and value is not TraitValue.YES:
            yield f"{trait} is answered {value}; yes is {proposals.source(trait)}"


def proposal_lines(proposals: Proposals, review: Review | None) -> Iterator[str]:
    """What is proposed and was not taken over, a line each."""
    for name, said in proposals.system.items():
        if review is None or getattr(review.system, name) is None:
            yield f"{name}: {said.value} ({said.where}, {said.key})"
    for trait in proposals.traits:
        if review is None or trait not in review.traits:
            yield f"{trait}: yes, {proposals.source(trait)}"


def _declared(said: Said) -> str:
    return f"declared in {said.where} ({said.key})"
