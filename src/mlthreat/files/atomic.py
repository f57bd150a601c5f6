"""Replacing a file whole: readers see the old or the new one, and the new one survives a power cut."""

from __future__ import annotations

import contextlib
import os
from glob import escape
from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.files.raw_text import real


def replace(path: Path, content: bytes) -> None:
    """Write a file by way of a temporary one in the same folder: write, fsync, rename, fsync of the folder.

    A symbolic link stays one; its target is replaced. The mode of an existing file is kept. A device or a pipe takes
    the bytes and stays what it is. Raises UserError where anything fails; the file is then as it was.
    """
    target = real(path)
    if path.exists() and not (path.is_file() or path.is_dir()):
        _pour(path, content)
        return
    # not the process id: two containers that share a folder may have the same
    temporary = target.parent / f".{target.name}.{os.urandom(4).hex()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(temporary, flags, 0o666)
        try:
            if target.exists() and hasattr(os, "fchmod"):
                os.fchmod(handle, target.stat().st_mode & 0o7777)
            _write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise UserError(f"{path} was not written: {error.strerror}", _advice(error)) from None


def clear_up(path: Path) -> None:
    """Take away what a run that was killed while it wrote a file left beside it. Nobody else may be writing it."""
    for left in path.parent.glob(f".{escape(path.name)}.????????.tmp"):
        with contextlib.suppress(OSError):
            left.unlink()


def _pour(path: Path, content: bytes) -> None:
    try:
        # without O_NONBLOCK, opening a pipe that nobody reads would wait for a reader for ever
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            os.set_blocking(handle, True)
            _write_all(handle, content)
        finally:
            os.close(handle)
    except OSError as error:
        raise UserError(f"{path} was not written: {error.strerror}", "name a file") from None


def _write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _advice(error: OSError) -> str:
    import errno

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "free some space; what was saved before is intact"
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return "choose a folder you may write to; what was saved before is intact"
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return "make the folder first"
    return "what was saved before is intact"
