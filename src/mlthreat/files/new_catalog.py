"""A new extension on disk: a small catalog that works, with every kind of thing in it to be replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.prose import flat
from mlthreat.domain.value import LONGEST_LINE, slug_of
from mlthreat.files.bundled import catalog_folders, template_folder

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_WELCOME: Final = re.compile(r"\.|readme|licen[cs]e|copying|notice", re.IGNORECASE)
"""Names that a fresh repository begins with; they may lie in the folder already."""


def new_catalog(
    folder: Path, schemas: Mapping[str, str], id_: str | None = None, title: str | None = None
) -> list[Path]:
    """Write the example catalog into a folder, with the schemas that its modelines name. Returns what was written.

    Raises UserError for a folder that holds more than a fresh repository does, a name that cannot be an id, and a disk
    that refuses; then nothing stays behind.
    """
    name = slug_of(folder.resolve().name) if id_ is None else id_
    _check_id(name)
    words = {"@ID@": name, "@TITLE@": _quoted(title or name.replace("-", " ").capitalize())}
    texts = {folder / path: _filled(text, words) for path, text in _example(words).items()}
    texts |= {folder / ".schema" / f"{kind}.schema.json": text for kind, text in schemas.items()}
    _check_folder(folder, list(texts))
    _write(texts)
    return list(texts)


def _check_id(name: str) -> None:
    if not _ID.match(name) or len(name) > 40:
        hint = "use lower-case letters, digits and single hyphens, at most 40: --id acme-privacy"
        raise UserError(f"`{name}` cannot be the id of a catalog", hint)
    shipped = catalog_folders()
    sections = {f.stem: id_ for id_, folder in shipped.items() for f in folder.glob("checklists/*.yaml")}
    if name in shipped or name in sections:
        what = "a shipped catalog" if name in shipped else f"a section in the shipped catalog `{sections[name]}`"
        raise UserError(f"`{name}` is the id of {what}", f"choose another: --id acme-{name}")


def _check_folder(folder: Path, wanted: list[Path]) -> None:
    hint = "name a new folder: nothing is ever overwritten"
    try:
        if folder.exists() and (not folder.is_dir() or any(not _WELCOME.match(f.name) for f in folder.iterdir())):
            raise UserError(f"{folder} is not an empty folder", hint)
        for file in wanted:
            if file.exists():
                raise UserError(f"{file} exists already", hint)
    except OSError as error:
        raise UserError(f"cannot look into {folder}: {error.strerror}", "check the permissions") from None


def _write(texts: Mapping[Path, str]) -> None:
    made: list[Path] = []
    try:
        for file, text in texts.items():
            for above in reversed(file.parents):
                if not above.exists():
                    above.mkdir()
                    made.append(above)
            with file.open("x", encoding="utf-8", newline="\n") as stream:
                made.append(file)
                stream.write(text)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        message = f"cannot write {error.filename or file}: {error.strerror}"
        raise UserError(message, "check the disk and the permissions; nothing was left behind") from None


def _example(words: Mapping[str, str]) -> dict[Path, str]:
    root = template_folder() / "new-catalog"
    files = sorted(f for f in root.rglob("*") if f.is_file())
    return {
        Path(_filled(f.relative_to(root).as_posix().replace("dot-", "."), words)): f.read_text(encoding="utf-8")
        for f in files
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _quoted(title: str) -> str:
    line = flat(title)
    if not line.isprintable() or len(line) > LONGEST_LINE:
        raise UserError("the title must be one line of characters that can be seen", "give another with --title")
    return json.dumps(line, ensure_ascii=False)
