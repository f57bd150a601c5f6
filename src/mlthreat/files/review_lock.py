"""One writer at a time: a lock that the operating system drops with the process, so that none is ever stale."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from pathlib import Path

from mlthreat.domain.diagnostic import UserError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt


class ReviewLock:
    """Holds `.NAME.lock` beside a review file from construction until `release`.

    Raises UserError, naming who holds it, where somebody else does.
    """

    def __init__(self, review: Path) -> None:
        self._path = review.parent / f".{review.name}.lock"
        while True:
            self._handle = self._open(review)
            if not _take(self._handle):
                holder = os.pread(self._handle, 200, 0).decode("utf-8", "replace") if hasattr(os, "pread") else ""
                os.close(self._handle)
                who = f" by {holder}" if holder else ""
                raise UserError(
                    f"{review} is being edited{who}", "wait, or ask them to leave with `q`; nothing was changed"
                )
            if self._is_still_there():
                break
            os.close(self._handle)
        now = time.strftime("%H:%M", time.gmtime())
        with contextlib.suppress(OSError):  # on a full disk nobody is told who holds it; held it is
            os.truncate(self._handle, 0) if os.truncate in os.supports_fd else None
            os.write(self._handle, f"process {os.getpid()} on {socket.gethostname()[:60]} since {now} UTC".encode())

    def _open(self, review: Path) -> int:
        flags = (
            os.O_RDWR
            | os.O_CREAT
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_CLOEXEC", 0)
            | getattr(os, "O_NONBLOCK", 0)
        )
        try:
            return os.open(self._path, flags, 0o600)
        except FileNotFoundError:
            raise UserError(f"no such folder: {review.parent}", "make the folder first") from None
        except OSError as error:
            raise UserError(
                f"cannot write beside {review}: {error.strerror}", "choose a folder you may write to"
            ) from None

    def _is_still_there(self) -> bool:
        """Whether the lock file is still the one we hold; another process may have released and removed it."""
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._handle))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock back and take its file away."""
        if os.name == "posix":
            self._path.unlink(missing_ok=True)
        os.close(self._handle)


def _take(handle: int) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
