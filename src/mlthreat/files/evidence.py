"""Files that support an answer: pinned by their SHA-256, never outside the review's repository."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Answer, Evidence
from mlthreat.files.raw_text import read_bytes

MAX_EVIDENCE = 1024 * 1024 * 1024


def repository_of(review: Path) -> Path:
    """The folder that evidence must lie in: the git repository around the review file, or the file's own folder."""
    folder = review.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder


def resolve(review: Path, named: str) -> Path:
    """The file that an evidence names.

    Raises UserError where it is missing, or lies outside the repository, also through a link.
    """
    root = repository_of(review)
    path = (review.resolve().parent / named).resolve()
    if not path.is_relative_to(root):
        raise UserError(
            f"evidence {named} lies outside {root}", "copy the file into the repository, or give its address as a URL"
        )
    if not path.is_file():
        raise UserError(f"evidence {named} is missing", f"paths count from {review.parent}; check the name")
    return path


def pin(review: Path, named: str) -> Evidence:
    """An evidence with the present hash of the file it names. Raises UserError as `resolve` does."""
    path = resolve(review, named)
    relative = Path(os.path.relpath(path, review.resolve().parent)).as_posix()
    return Evidence(file=relative, sha256=sha256_of(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal. Raises UserError where it cannot be read."""
    return hashlib.sha256(read_bytes(path, MAX_EVIDENCE)).hexdigest()


def pin_all(review: Path, answer: Answer) -> Answer:
    """The answer with each of its files pinned that was not."""
    pinned = tuple(pin(review, e.file) if e.file is not None and e.sha256 is None else e for e in answer.evidence)
    return answer.model_copy(update={"evidence": pinned})


def changed(review: Path, answer: Answer) -> list[str]:
    """What is wrong with an answer's pinned files, in words; empty where every hash still holds."""
    found = []
    for evidence in answer.evidence:
        if evidence.file is None or evidence.sha256 is None:
            continue
        try:
            if sha256_of(resolve(review, evidence.file)) != evidence.sha256:
                found.append(f"{evidence.file} has changed since it was pinned")
        except UserError as error:
            found.append(error.message)
    return found
