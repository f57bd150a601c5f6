"""What sentences are made of: a text on one line, a number with its word."""

from __future__ import annotations


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def amount(number: int, word: str, plural: str = "") -> str:
    """`1 question`, `2 questions`."""
    return f"{number} {word if number == 1 else plural or word + 's'}"
