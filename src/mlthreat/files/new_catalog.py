"""A new extension on disk: a small catalog that works, with every kind of thing in it to be replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mlthreat.domain.diagnostic import UserError
from mlthreat.files.bundled import template_folder

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def new_catalog(
    folder: Path, schemas: Mapping[str, str], id_: str | None = None, title: str | None = None
) -> list[Path]:
    """Write the example catalog into a folder, with the schemas that its modelines name. Returns what was written.

    Raises UserError for a folder that is not empty, a name that cannot be an id, and a disk that refuses.
    """
    name = id_ or _id_from(folder.resolve().name)
    if not _ID.match(name) or len(name) > 40:
        hint = "use lower-case letters, digits and single hyphens, at most 40: --id acme-privacy"
        raise UserError(f"`{name}` cannot be the id of a catalog", hint)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not an empty folder", "name a new folder: nothing is ever overwritten")
    words = {"@ID@": name, "@TITLE@": _quoted(title or name.replace("-", " ").capitalize())}
    texts = {path: _filled(text, words) for path, text in _example(words).items()}
    texts |= {Path(".schema", f"{kind}.schema.json"): text for kind, text in schemas.items()}
    try:
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror}", "check the disk and the permissions") from None
    return [folder / path for path in texts]


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


def _id_from(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _quoted(title: str) -> str:
    import json

    return json.dumps(" ".join(title.split()), ensure_ascii=False)
