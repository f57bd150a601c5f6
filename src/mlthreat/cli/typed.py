"""What was typed in a sitting, as what it means: an evidence, or the name of a file."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Evidence
from mlthreat.domain.value import ADDRESS, slug_of
from mlthreat.files.evidence import pin
from mlthreat.files.file_names import REVIEW_SUFFIX
from mlthreat.files.raw_text import real


def evidence_from(review: Path, given: str) -> Evidence:
    """What was typed, as an evidence: an address is linked, a file that is there is pinned, a ticket's id is a ticket.

    Raises UserError for an address that is none and for a file that cannot be pinned, ValidationError for what is too long.
    """
    text = given.strip()
    if text.startswith(("http://", "https://")):
        if not re.fullmatch(ADDRESS, text):
            raise UserError(f"{text} is not a web address", "write the blanks and quotes in it as %20 and so on")
        return Evidence(url=text)
    if re.fullmatch(r"[A-Z][A-Z0-9]+-[0-9]+|#[0-9]+", text):
        return Evidence(ticket=text)
    beside = real(review).parent / text
    looks_like_path = " " not in text and ("/" in text or re.search(r"\.[A-Za-z0-9]{1,8}$", text))
    if looks_like_path or ("\n" not in text and len(text) < 200 and os.path.lexists(beside)):
        return pin(review, text)
    return Evidence(statement=text)


def file_name(system: str) -> str:
    """A file name made from a system's name: lower-case ASCII letters, digits and hyphens."""
    return (slug_of(system)[:60].strip("-") or "system") + REVIEW_SUFFIX
