"""Text for the messages of SARIF, in which viewers make a link of `[words](target)`."""

from __future__ import annotations


def without_links(text: str) -> str:
    """The text with every bracket escaped that would begin a link."""
    parts = text.split("]")
    follows = [*parts[1:], ""]
    return "]".join(
        part.replace("[", "\\[") if after.startswith("(") else part for part, after in zip(parts, follows, strict=True)
    )
