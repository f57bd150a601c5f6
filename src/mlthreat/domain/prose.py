"""What sentences are made of: a text on one line, a number with its word."""

from __future__ import annotations


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def amount(number: int, word: str, plural: str = "") -> str:
    """A number with its word, as in `1 question` and `2 questions`; `plural` is given where it takes more than an s."""
    return f"{number} {word if number == 1 else plural or word + 's'}"
