"""A review as it lies on disk, as a report carries it, or as it was in a revision of git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.review import Review
from mlthreat.files.raw_text import MAX_BYTES, read_bytes
from mlthreat.files.report_page import SUFFIXES, read_page
from mlthreat.files.review_file import must_check


def read_version(given: str) -> Review:
    """The review that a path, a report in HTML, or `REV:path` in git, names; only its form is checked.

    Raises Refused where it cannot be used, UserError where it cannot be read.
    """
    if given.endswith(SUFFIXES) and is_file(given):
        return read_page(Path(given)).review
    raw = read_bytes(Path(given)) if is_file(given) else _from_git(given)
    return must_check(given, raw)[0]


def is_file(given: str) -> bool:
    """Whether something names a file on disk rather than `REV:path`; what exists is a file, whatever its name."""
    return ":" not in given or os.path.lexists(given)


def _from_git(given: str) -> bytes:
    revision, _, path = given.partition(":")
    if not path or given.startswith("-"):
        raise UserError(f"{given} names nothing in git", "write the revision and the path: HEAD~1:payments.review.yaml")
    if _git("rev-parse", "--git-dir").returncode:
        hint = "run it inside one, or name two files"
        raise UserError(f"there is no file {given}, and this is not a git repository that may hold it", hint)
    if revision and _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{}}").returncode:
        hint = "`git log --oneline` shows them; a shallow clone may lack it"
        raise UserError(f"git knows no revision `{revision}`", hint)
    # git counts paths from the top of the repository; people count from where they are
    for name in (f"{revision}:{path}", f"{revision}:./{path}"):
        if (found := _blob(given, name)) is not None:
            return found
    hint = f"`git ls-tree -r --name-only {revision or 'HEAD'}` shows what there is"
    raise UserError(f"there is no {path} in {revision or 'the index of git'}", hint)


def _blob(given: str, name: str) -> bytes | None:
    """What git keeps under a name; None where it keeps nothing there."""
    size = _git("cat-file", "-s", "--", name)
    if size.returncode:
        return None
    if int(size.stdout) > MAX_BYTES:
        raise UserError(f"{given} is larger than {MAX_BYTES} bytes", "a review is never that large; check the name")
    # not `git show`, which runs the text conversion that a repository's settings may name
    shown = _git("cat-file", "blob", "--", name)
    if shown.returncode:
        raise UserError(f"{given} is not a file", "name one file in that revision")
    return shown.stdout


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise UserError("git is not installed", "install it, or name two files")
    # nothing is fetched, in an older git because no way to fetch is allowed; and nothing asks for a password
    still = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_OPTIONAL_LOCKS": "0"}
    world = {**os.environ, **still}
    return subprocess.run([program, *arguments], capture_output=True, check=False, env=world)  # noqa: S603 - no shell, fixed verbs
