"""Whether a folder is the user's own, so that what lies in it may be believed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mlthreat.files.raw_text import real


def is_ours_alone(folder: Path) -> bool:
    """Whether nobody but the user (and root) can put something into a folder, or another folder in its place.

    A folder inside a repository is not: whoever writes the repository writes what is in it. Raises OSError.
    """
    if not hasattr(os, "geteuid"):
        return True
    target = real(folder)
    about = target.stat()
    if about.st_uid != os.geteuid() or about.st_mode & 0o022:
        return False
    above = {folder, *folder.parents, *target.parents}
    return not any((place / ".git").exists() for place in above) and all(map(_is_safe, above))


def _is_safe(place: Path) -> bool:
    """Whether only the user and root can rename what lies in a folder; of a link, whether it is theirs."""
    about = place.lstat()
    if about.st_uid not in {0, os.geteuid()}:
        return False
    if stat.S_ISLNK(about.st_mode) or about.st_mode & stat.S_ISVTX:
        return True
    # where every user has a group of their own, folders are often open to that group
    others = 0o002 if about.st_gid == os.getegid() else 0o022
    return not about.st_mode & others
