"""Files that support an answer: pinned by their SHA-256, never outside the review's repository."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Answer, Evidence, Review
from mlthreat.files.raw_text import open_regular, real
from mlthreat.files.repository import repository_of

MAX_EVIDENCE: Final = 4 * 1024**3
_CHUNK: Final = 1024 * 1024


def resolve(review: Path, named: str) -> Path:
    """The file that an evidence names.

    Raises UserError where it is missing, is no regular file, or lies outside the repository, also through a link.
    """
    root = repository_of(review)
    try:
        path = (real(review).parent / named).resolve()
        if not path.is_relative_to(root):
            raise UserError(
                f"evidence {named} lies outside the review's repository",
                f"copy the file below {root}, or give its address as a URL",
            )
        if not path.exists():
            raise UserError(f"evidence {named} is missing", "paths count from the folder of the review; check the name")
        if not path.is_file():
            raise UserError(f"evidence {named} is not a regular file", "name one file; of a folder, make an archive")
        if not path.stat().st_size:
            raise UserError(f"evidence {named} is empty", "attach the file that shows what the answer says")
    except (OSError, RuntimeError, ValueError):
        raise UserError(
            f"evidence {named} cannot be reached", "check the name, and the links on the way to it"
        ) from None
    return path


def offered(review: Path) -> Callable[[str], bool]:
    """Tells of a file or folder whether it is offered as evidence: it lies in the repository and is not hidden."""
    root = repository_of(review)
    return lambda found: not Path(found).name.startswith(".") and real(Path(found)).is_relative_to(root)


def pin(review: Path, named: str) -> Evidence:
    """An evidence with the present hash of the file it names. Raises UserError as `resolve` does."""
    path = resolve(review, named)
    if review.exists() and path.samefile(review):
        raise UserError("a review cannot be its own evidence", "attach the file that shows what the answer says")
    relative = Path(os.path.relpath(path, real(review).parent)).as_posix()
    return Evidence(file=relative, sha256=sha256_of(path, named))


def sha256_of(path: Path, named: str) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal; `named` is what messages call it.

    Raises UserError where it cannot be read, is larger than any evidence, or changes meanwhile.
    """
    try:
        handle = open_regular(path)
    except UserError as error:
        raise UserError(error.message.replace(str(path), f"evidence {named}"), error.hint) from None
    try:
        before = os.fstat(handle)
        if before.st_size > MAX_EVIDENCE:
            hint = "attach what it shows: a report, a log, or a file with its checksum"
            raise UserError(f"evidence {named} is larger than {MAX_EVIDENCE // 1024**3} GiB", hint)
        found = _hash_of(handle, before.st_size)
        after = os.fstat(handle)
        if found is None or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UserError(f"evidence {named} changed while it was read", "try again when nobody writes to it")
        return found
    except OSError as error:
        raise UserError(
            f"cannot read evidence {named}: {error.strerror}", "check the disk and the permissions"
        ) from None
    finally:
        os.close(handle)


def _hash_of(handle: int, size: int) -> str | None:
    """The SHA-256 of an open file; None where it holds more than it should, so that a file that grows has an end."""
    hashed = hashlib.sha256()
    while chunk := os.read(handle, _CHUNK):
        size -= len(chunk)
        if size < 0:
            return None
        hashed.update(chunk)
    return hashed.hexdigest()


def pin_all(review: Path, answer: Answer, given_in: Path | None = None) -> Answer:
    """The answer with each of its files pinned that was not.

    A path counts from the folder of the review; where nothing is there, from that of the file the answer was given in,
    so that one file of answers serves reviews in any folder. Raises UserError as `resolve` does.
    """
    pinned = tuple(
        pin(review, _named_in(given_in, review, e.file)) if e.file is not None and e.sha256 is None else e
        for e in answer.evidence
    )
    return answer.model_copy(update={"evidence": pinned})


def _named_in(given_in: Path | None, review: Path, named: str) -> str:
    if given_in is None or os.path.lexists(real(review).parent / named):
        return named
    beside = real(given_in).parent / named
    return os.path.relpath(beside, real(review).parent) if os.path.lexists(beside) else named


def changed(review: Path, answer: Answer, hash_of: Callable[[Path, str], str] = sha256_of) -> list[str]:
    """What is wrong with an answer's files, in words; empty where every hash still holds."""
    found = []
    for evidence in answer.evidence:
        if evidence.file is None:
            continue
        try:
            path = resolve(review, evidence.file)
            if evidence.sha256 is not None and hash_of(path, evidence.file) != evidence.sha256:
                found.append(f"{evidence.file} has changed since it was pinned")
        except UserError as error:
            found.append(error.message)
    return found


def all_changed(path: Path, review: Review) -> dict[str, tuple[str, ...]]:
    """What is wrong with the files of a review's answers, by question; questions without a fault are left out."""
    known: dict[Path, str] = {}

    def once(file: Path, named: str) -> str:
        """The hash of a file that any number of answers may name."""
        if file not in known:
            known[file] = sha256_of(file, named)
        return known[file]

    found = {question: tuple(changed(path, answer, once)) for question, answer in review.answers.items()}
    return {question: problems for question, problems in found.items() if problems}
