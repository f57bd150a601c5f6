"""Things that lead to other things, walked without recursion: chains are as long as somebody cares to make them.

The standard library's `graphlib` tells of one circle and stops; an author wants to see all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mlthreat.files.enough import MOST_PROBLEMS

_MOST_NAMED: Final = 12


def follow(arrows: Mapping[str, Iterable[str]]) -> tuple[list[str], list[list[str]]]:
    """Walk along all arrows from everything that has one.

    Returns everything that was met, each after all that it leads to, otherwise in order; and the circles: one for each
    way back, no more than anybody is told.
    """
    settled: dict[str, None] = {}
    rings: list[list[str]] = []
    for start in arrows:
        trail, turns = ({}, []) if start in settled else ({start: 0}, [iter(arrows[start])])
        while trail:
            step = next(turns[-1], None)
            if step is None:
                settled[trail.popitem()[0]] = None
                turns.pop()
            elif step in trail:
                if len(rings) <= MOST_PROBLEMS:
                    rings.append(list(trail)[trail[step] :])
            elif step not in settled:
                trail[step] = len(trail)
                turns.append(iter(arrows.get(step, ())))
    return list(settled), rings


def chain(ring: list[str]) -> str:
    """A circle in words, from its first member back to it; the middle of a long one is left out."""
    return " → ".join([*ring, ring[0]] if len(ring) <= _MOST_NAMED else [*ring[:_MOST_NAMED], "…", ring[0]])
