"""Bytes of a file to text, within limits that are far above real use."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Span, UserError

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 4_000_000
MAX_SCALAR: Final = 65_536

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]|\r(?!\n)")
_CONTENT: Final = re.compile(r"^[ \t]*[^#\s]", re.MULTILINE)
_CONFLICT: Final = re.compile(r"^(?:<{7} |={7}$|>{7} |\|{7} )", re.MULTILINE)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file, never more than `limit` bytes of it plus one.

    Raises UserError for whatever keeps the file from being read: missing, a folder, a device, no permission.
    """
    handle = open_regular(path)
    try:
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}", "check the disk and the permissions") from None
    finally:
        os.close(handle)


def is_there(path: Path) -> bool:
    """Whether anything bears a name, be it a broken link: what cannot be read must not be overlooked.

    Raises UserError where that cannot be told.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        message = f"cannot tell whether there is a {path}: {error.strerror}"
        raise UserError(message, "work in a folder that you may read, with all those above it") from None
    return True


def open_regular(path: Path) -> int:
    """Open a regular file for reading. Returns its handle; raises UserError as `read_bytes` does."""
    try:
        # without O_NONBLOCK, opening a named pipe would wait for a writer for ever
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        )
    except FileNotFoundError:
        raise UserError(f"no such file: {path}", "check the path") from None
    except IsADirectoryError:
        raise UserError(f"{path} is a folder, not a file", "name a file in it") from None
    except PermissionError:
        raise UserError(f"no permission to read {path}", "ask its owner, or change its mode") from None
    except (OSError, ValueError) as error:
        raise UserError(f"cannot open {path}: {getattr(error, 'strerror', None) or error}", "check the path") from None
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise UserError(f"{path} is a folder, not a file", "name a file in it")
    raise UserError(f"{path} is not a regular file", "pipes and devices cannot be read; save it to a file first")


def real(path: Path) -> Path:
    """A path with every link on its way followed; where links lead in a circle, opening it will say so."""
    return Path(os.path.realpath(path))


def from_here(path: Path) -> Path:
    """A path as it is seen from the working folder, so that messages are the same on every machine."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path


def decode(name: str, raw: bytes) -> tuple[str, list[Diagnostic]]:
    """Turn bytes into text. Returns the text, empty where it cannot be used, and what is wrong with it."""
    if len(raw) > MAX_BYTES:
        return "", [
            _problem(name, raw[:1], 0, Code.TOO_LARGE, f"larger than {MAX_BYTES // 1024 // 1024} MiB", "split the file")
        ]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return "", [
            _problem(name, b"", 0, Code.NOT_UTF8, "this is UTF-16 or UTF-32, not UTF-8", "save the file as UTF-8")
        ]
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in raw[:8192]:
        return "", [_problem(name, b"", 0, Code.NOT_YAML, "this is a binary file, not YAML", "name a YAML file")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = _problem(
            name,
            raw,
            error.start,
            Code.NOT_UTF8,
            f"not valid UTF-8: byte 0x{raw[error.start]:02X}",
            "save the file as UTF-8",
        )
        return "", [problem]
    return text, _refused(name, text)


def _refused(name: str, text: str) -> list[Diagnostic]:
    encoded = text.encode()
    if not _CONTENT.search(text):
        return [
            _problem(name, b"", 0, Code.EMPTY_FILE, "the file is empty", "see the reference for what belongs in it")
        ]
    if text.startswith("version https://git-lfs"):
        return [
            _problem(
                name, encoded, 0, Code.NOT_YAML, "this is a Git LFS pointer, not the file itself", "run `git lfs pull`"
            )
        ]
    if found := _CONFLICT.search(text):
        hint = "settle the merge, then delete the lines with <<<<<<<, ======= and >>>>>>>"
        return [
            _problem(
                name,
                encoded,
                len(text[: found.start()].encode()),
                Code.MERGE_CONFLICT,
                "an unsettled merge conflict",
                hint,
            )
        ]
    if found := _FORBIDDEN.search(text):
        where = len(text[: found.start()].encode())
        return [
            _problem(
                name,
                encoded,
                where,
                Code.FORBIDDEN_CHARACTER,
                f"the character U+{ord(found[0][0]):04X} is not allowed",
                "delete it",
            )
        ]
    return []


def _problem(name: str, raw: bytes, offset: int, code: Code, message: str, hint: str) -> Diagnostic:
    line = raw.count(b"\n", 0, offset) + 1
    begin = raw.rfind(b"\n", 0, offset) + 1
    end = raw.find(b"\n", offset)
    column = len(raw[begin:offset].decode("utf-8", "replace")) + 1
    excerpt = raw[begin : end if end >= 0 else None][:200].decode("utf-8", "replace")
    return Diagnostic(Place(name, Span(line, column, line, column + 1), excerpt), code, message, hint)
