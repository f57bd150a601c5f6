"""The bytes of a file, and whether they are text within limits that are far above real use."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Span, UserError

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 1_000_000
MAX_GROUPS: Final = 250_000
"""How many lists and groups of keys: an empty one takes as much memory as ten texts, and may lack ten keys."""
MAX_SCALAR: Final = 65_536
BOM: Final = b"\xef\xbb\xbf"

_CONTENT: Final = re.compile(rb"^[ \t]*[^#\s]", re.MULTILINE)
_WEB_PAGE: Final = re.compile(rb"\s*<(?:!doctype\s|html[\s>])", re.IGNORECASE)
_CONFLICT: Final = re.compile(rb"\n(?:<{7} |={7}\r?(?:\n|\Z)|>{7} |\|{7} )")
_DIRECTIVE: Final = re.compile(rb"\n%(?:YAML|TAG)[ \t]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]|\r(?!\n)")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file, never more than `limit` bytes of it plus one.

    Raises UserError for whatever keeps the file from being read: missing, a folder, a device, no permission.
    """
    handle = open_regular(path)
    try:
        return b"".join(_parts(handle, limit + 1))
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


def _parts(handle: int, most: int) -> Iterator[bytes]:
    """What an open file holds, up to a number of bytes: in one part, unless it grows meanwhile."""
    expected = os.fstat(handle).st_size + 1
    while most > 0 and (part := os.read(handle, min(expected, most))):
        yield part
        most -= len(part)
        expected = max(expected, 4096)


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


def refused(name: str, raw: bytes) -> list[Diagnostic]:
    """Why bytes are not read as YAML at all; empty where they are.

    Looks at bytes alone, in few and fast passes. Wrong characters are left to the parser, which meets them anyway; what
    it stumbles over, `wrong_character` tells.
    """
    if len(raw) > MAX_BYTES:
        message = f"larger than {MAX_BYTES // 1024 // 1024} MiB"
        return [_problem(name, raw[:1], 0, Code.TOO_LARGE, message, "split the file")]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        message = "this is UTF-16 or UTF-32, not UTF-8"
        return [_problem(name, b"", 0, Code.NOT_UTF8, message, "save the file as UTF-8")]
    if raw.startswith(b"%PDF-"):
        hint = "the PDF of a report has its review attached: save that from the reader, or with `pdfdetach -saveall`"
        return [_problem(name, b"", 0, Code.NOT_YAML, "this is a PDF, not YAML", hint)]
    if _WEB_PAGE.match(raw.removeprefix(BOM)):
        hint = "a report gives its review back: `mlthreat review --from-report FILE`"
        return [_problem(name, b"", 0, Code.NOT_YAML, "this is a web page, not YAML", hint)]
    if b"\x00" in raw[:8192]:
        return [_problem(name, b"", 0, Code.NOT_YAML, "this is a binary file, not YAML", "name a YAML file")]
    if not _CONTENT.search(raw.removeprefix(BOM)):
        message = "the file is empty"
        return [_problem(name, b"", 0, Code.EMPTY_FILE, message, "see the reference for what belongs in it")]
    if raw.startswith(b"version https://git-lfs"):
        message = "this is a Git LFS pointer, not the file itself"
        return [_problem(name, raw, 0, Code.NOT_YAML, message, "run `git lfs pull`")]
    if (at := _line_like(_CONFLICT, raw)) is not None:
        hint = "resolve the conflict, then delete the lines with <<<<<<<, ======= and >>>>>>>"
        return [_problem(name, raw, at, Code.MERGE_CONFLICT, "an unresolved merge conflict", hint)]
    if (at := _line_like(_DIRECTIVE, raw)) is not None:
        # the parser compares each %TAG with all the others, which takes hours where there are very many
        hint = "delete the lines that begin with %"
        return [_problem(name, raw, at, Code.SECOND_DOCUMENT, "YAML directives are not allowed", hint)]
    # carriage returns and byte-order marks in the middle of a text are what the parser lets pass
    return wrong_character(name, raw) if b"\r" in raw or raw.find(BOM, 1) > 0 else []


def wrong_character(name: str, raw: bytes) -> list[Diagnostic]:
    """The first byte that is not UTF-8, or the first character that may not stand in a file; empty where there is none."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error.object[error.start]
        at = len(raw) - len(error.object) + error.start
        message = f"not valid UTF-8: byte 0x{wrong:02X}"
        return [_problem(name, raw, at, Code.NOT_UTF8, message, "save the file as UTF-8")]
    found = _FORBIDDEN.search(text)
    if found is None:
        return []
    at = len(raw) - len(text[found.start() :].encode())
    message = f"the character U+{ord(found[0][0]):04X} is not allowed"
    return [_problem(name, raw, at, Code.FORBIDDEN_CHARACTER, message, "delete it")]


def _line_like(pattern: re.Pattern[bytes], raw: bytes) -> int | None:
    """Where the first line begins that a pattern fits; the pattern begins with a line feed, which makes it fast."""
    if pattern.match(b"\n" + raw.removeprefix(BOM)[:80]):
        return len(raw) - len(raw.removeprefix(BOM))
    found = pattern.search(raw)
    return found.start() + 1 if found else None


def _problem(name: str, raw: bytes, offset: int, code: Code, message: str, hint: str) -> Diagnostic:
    line = raw.count(b"\n", 0, offset) + 1
    begin = raw.rfind(b"\n", 0, offset) + 1
    if begin == 0 and raw.startswith(BOM):
        begin = len(BOM)
    end = raw.find(b"\n", offset)
    column = len(raw[begin:offset].decode("utf-8", "replace")) + 1
    before = raw[begin:offset].decode("utf-8", "replace")[-200:]
    after = raw[offset : end if end >= 0 else None][:800].decode("utf-8", "replace")
    place = Place(name, Span(line, column, line, column + 1), before + after, cut=column - 1 - len(before))
    return Diagnostic(place, code, message, hint)
