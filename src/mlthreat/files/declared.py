"""Reading what a system came with: a model card, or a bill of materials. Whoever wrote them may have meant harm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mlthreat.domain.codes import Code
from mlthreat.domain.declaration import Declarations
from mlthreat.domain.diagnostic import Diagnostic, Refused, UserError, by_place
from mlthreat.files import ml_bom, model_card
from mlthreat.files.raw_text import BOM, read_bytes, real, refused, wrong_character
from mlthreat.files.repository import repository_of
from mlthreat.files.yaml_reader import parse
from mlthreat.files.yaml_source import YamlSource

LARGEST: Final = 16 * 1024 * 1024


def name_beside(review: Path, card: Path) -> str:
    """What a card is called in a review: the way to it, if it lies in the review's repository; else its bare name."""
    folder, target = real(review).parent, real(card)
    if not target.is_relative_to(repository_of(review)):
        return card.name
    return Path(os.path.relpath(target, folder)).as_posix()


def read_declared(path: Path, name: str) -> Declarations:
    """Everything that a model card (Markdown with YAML before it) or a CycloneDX bill of materials (JSON) declares.

    `name` is what it is called as a source. Which of the two it is, its first character says. Raises Refused, with every
    problem at its line, where its data cannot be used; UserError where it is neither or cannot be read.
    """
    raw = read_bytes(path, LARGEST)
    if len(raw) > LARGEST:
        raise UserError(f"{path} is larger than {LARGEST // 1024 // 1024} MiB", "name a model card or an ML-BOM")
    raw = raw.removeprefix(BOM)
    if raw.lstrip()[:1] == b"{":
        return ml_bom.declarations(_json(path, name, raw))
    if model_card.begins(raw):
        front, body = model_card.parted(path, raw)
        return model_card.declarations(_parsed(path, name, front), body)
    raise UserError(f"{path} is neither a model card nor a bill of materials", _advice(raw))


def _advice(raw: bytes) -> str:
    if raw.lstrip()[:1] == b"<":
        return "a CycloneDX file in XML can be converted: `cyclonedx convert --output-format json`"
    return "a model card begins with a line `---` and YAML after it; CycloneDX is read as JSON"


def _json(path: Path, name: str, raw: bytes) -> YamlSource:
    """JSON, read as the YAML that it nearly is: for the lines, and for the limits."""
    text = _decoded(path, raw)
    if problems := ml_bom.syntax_problems(str(path), text):
        raise _refused(path, problems)
    return _parsed(path, name, ml_bom.as_yaml(text).encode())


def _decoded(path: Path, raw: bytes) -> str:
    if problems := refused(str(path), raw) or wrong_character(str(path), raw):
        raise _refused(path, problems)
    return raw.decode()


def _parsed(path: Path, name: str, raw: bytes) -> YamlSource:
    source = parse(str(path), raw)
    # a text that is too long, such as a picture of a measurement, was left out; nothing that is read here is one
    grave = [p for p in source.problems if p.code != Code.TOO_LARGE or source.data is None]
    if grave:
        raise _refused(path, grave)
    source.name = name
    return source


def _refused(path: Path, problems: list[Diagnostic]) -> Refused:
    return Refused(
        by_place(problems), f"{path} cannot be used as it is", "mend it, or go on without it; nothing was proposed"
    )
