"""A folder of somebody's own templates, read whole and only once: a template can load nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Refused, Span, UserError
from mlthreat.domain.look import OwnTemplates
from mlthreat.files.raw_text import read_bytes

SUFFIXES: Final = (".j2", ".css")
MAX_FILES: Final = 100
MAX_DEPTH: Final = 16
MAX_BYTES: Final = 256 * 1024


def read_templates(folder: Path) -> OwnTemplates:
    """The templates in a folder: every file that ends in one of SUFFIXES, hidden ones left out.

    Raises Refused for links and for what is not UTF-8, UserError for a folder that is none or holds too much.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise UserError(f"the folder of templates {folder} {what}", "name the folder that report.html.j2 lies in")
    files = list(islice(_walk(folder), MAX_FILES + 1))
    if not files:
        raise UserError(f"there is no template in {folder}", f"templates end in {' or '.join(SUFFIXES)}")
    if len(files) > MAX_FILES:
        raise UserError(
            f"there are more than {MAX_FILES} templates in {folder}", "name a folder that holds nothing else"
        )
    texts: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for file in files:
        text, problem = _read(file)
        texts[file.relative_to(folder).as_posix()] = text
        problems += [problem] if problem else []
    if problems:
        raise Refused(tuple(problems), f"the templates in {folder} cannot be used", "mend them; no report was made")
    return OwnTemplates(str(folder), texts)


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        if folders and len(Path(where).relative_to(folder).parts) >= MAX_DEPTH:
            raise UserError(
                f"the folders in {folder} are nested deeper than {MAX_DEPTH} levels", "move the templates up"
            )
        linked = [f for f in folders if Path(where, f).is_symlink()]
        yield from (Path(where, f) for f in linked)
        for file in sorted(files):
            if file.endswith(SUFFIXES) and not file.startswith("."):
                yield Path(where, file)


def _read(file: Path) -> tuple[str, Diagnostic | None]:
    """The text of a template with line feeds at the ends of its lines; or what is wrong with the file."""
    if file.is_symlink():
        return "", _whole(file, Code.OUTSIDE_FOLDER, "links are not followed", "copy what it leads to into the folder")
    raw = read_bytes(file, MAX_BYTES)
    if len(raw) > MAX_BYTES:
        return "", _whole(file, Code.TOO_LARGE, f"larger than {MAX_BYTES // 1024} KiB", "split the template")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"not valid UTF-8: byte 0x{raw[error.start]:02X}"
        return "", _whole(file, Code.NOT_UTF8, message, "save the file as UTF-8", line)
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


def _whole(file: Path, code: Code, message: str, hint: str, line: int = 1) -> Diagnostic:
    return Diagnostic(Place(str(file), Span(line, 1, line, 1)), code, message, hint)
