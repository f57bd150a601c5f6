"""What each diagnostic code means."""

from __future__ import annotations

from mlthreat.views.explaining import Explanation


def explained_code(word: str) -> Explanation | None:  # noqa: ARG001
    """Explain a diagnostic code. Returns None for a word that is no code."""
    return None
