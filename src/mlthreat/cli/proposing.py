"""What `review --from` proposes, where nobody is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlthreat.cli.terminal import tell
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.profile import SystemProfile
from mlthreat.domain.proposal import Proposals, system_of
from mlthreat.domain.review import Review
from mlthreat.views.interview.system import nothing_in, other_answers, other_words, proposal_lines


def system_as_proposed(cards: Sequence[Path], proposals: Proposals, *, take: bool) -> SystemProfile:
    """The system as it is proposed. Raises UserError, having told what is proposed, where that is not to be taken over."""
    system = system_of(proposals) if take else None
    if system is not None:
        return system
    list_proposals(cards, proposals, None)
    more = "; or take over what is proposed with --take-proposals" if "name" in proposals.system else ""
    hint = f"give `system: {{name: …}}` in a file, and the file with --answers{more}"
    raise UserError("the system has no name", hint)


def list_proposals(cards: Sequence[Path], proposals: Proposals, review: Review | None) -> None:
    """Tell what is proposed and was not taken over, and where it speaks against the review."""
    lines = list(proposal_lines(proposals, review))
    if review is not None:
        lines += [*other_words(review.system, proposals.system), *other_answers(review, proposals)]
    if lines:
        tell(f"proposed from {', '.join(map(str, cards))}, not taken over:")
    elif cards and not (proposals.system or proposals.traits):
        tell(nothing_in([str(card) for card in cards]))
    for line in lines:
        tell(f"  {line}", lines=True)
