"""A CycloneDX bill of materials in JSON, 1.5 to 1.7, as far as it speaks of models and their data.

Its keys are those of https://cyclonedx.org/docs/1.7/json/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from mlthreat.domain.codes import Code
from mlthreat.domain.declaration import Declarations, Fact, Said
from mlthreat.domain.diagnostic import Diagnostic, Place, Span, UserError
from mlthreat.files.said import found
from mlthreat.files.yaml_source import KeyPath, YamlSource

VERSIONS: Final = ("1.5", "1.6", "1.7")
_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_INDENT: Final = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_SUBJECT: Final[KeyPath] = ("metadata", "component")
_NOTHING: Final = {"", "no", "none", "n/a", "na", "not applicable", "nothing"}
_FACTS: Final = (
    (Fact.TASK, "modelCard.modelParameters.task"),
    (Fact.TASK, "tags.*"),
    (Fact.TAG, "tags.*"),
    (Fact.APPROACH, "modelCard.modelParameters.approach.type"),
    (Fact.INPUT, "modelCard.modelParameters.inputs.*.format"),
    (Fact.BASE_MODEL, "pedigree.ancestors.*.name"),
    (Fact.SENSITIVE_DATA, "modelCard.modelParameters.datasets.*.sensitiveData.*"),
    (Fact.GROUP_AT_RISK, "modelCard.considerations.fairnessAssessments.*.groupAtRisk"),
)
_DATASETS: Final = ("modelCard.modelParameters.datasets.*.name", "modelCard.modelParameters.datasets.*.ref")
_MAKERS: Final = ("supplier.name", "manufacturer.name", "publisher", "author")
_OWN_MAKERS: Final = (
    *(f"metadata.component.{way}" for way in _MAKERS),
    "metadata.supplier.name",
    "metadata.manufacture.name",
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One component, and the path to it."""

    path: KeyPath
    data: dict[str, Any]


def as_yaml(text: str) -> str:
    """JSON without the two things in it that YAML would take amiss: tabs before a line, and characters told in halves."""
    return _INDENT.sub(lambda t: " " * len(t[0]), _PAIR.sub(_joined, text))


def _joined(halves: re.Match[str]) -> str:
    before, high, low = halves[1], int(halves[2], 16), int(halves[3], 16)
    return f"{before}\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"


def syntax_problems(name: str, text: str) -> list[Diagnostic]:
    """Where a text is not JSON; empty where it is, or is nested too deep to tell."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        span = Span(error.lineno, error.colno, error.lineno, error.colno + 1)
        place = Place(name, span, text.split("\n")[error.lineno - 1].rstrip("\r"))
        message = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        return [Diagnostic(place, Code.YAML_SYNTAX, message, "mend it, or have it made anew by what wrote it")]
    except RecursionError:
        return []
    return []


def declarations(source: YamlSource) -> Declarations:
    """Everything that a bill of materials declares. Raises UserError where it is none that is read here."""
    data = source.data
    _must_be_known(source.name, data)
    parts = list(_parts(data, ()))
    models = [p for p in parts if p.data.get("type") == "machine-learning-model" or p.data.get("modelCard")]
    by_ref = {ref: p for p in parts if isinstance(ref := p.data.get("bom-ref"), str)}
    own = {s.value.casefold() for way in _OWN_MAKERS for s in found(source, way)}
    facts = [fact for model in models for fact in _facts(source, model, own, by_ref)]
    subject = next((p for p in parts if p.path == _SUBJECT), models[0] if len(models) == 1 else None)
    return Declarations(_system(source, subject) if subject else {}, tuple(facts))


def _must_be_known(name: str, data: Any) -> None:
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise UserError(f"{name} is not a CycloneDX file", "in CycloneDX JSON, `bomFormat` is `CycloneDX`")
    version = str(data.get("specVersion"))
    if version not in VERSIONS:
        hint = f"these are read: {', '.join(VERSIONS)}; earlier ones cannot describe a model"
        raise UserError(f"{name} is CycloneDX {version[:20]}", hint)


def _parts(data: dict[str, Any], path: KeyPath) -> Iterator[_Part]:
    """Every component, at any depth; what the bill of materials is about first."""
    metadata = data.get("metadata") if not path else None
    subject = metadata.get("component") if isinstance(metadata, dict) else None
    listed = data.get("components")
    below = [((*path, "components", i), item) for i, item in enumerate(listed if isinstance(listed, list) else ())]
    for at, item in [(_SUBJECT, subject), *below]:
        if isinstance(item, dict):
            yield _Part(at, item)
            yield from _parts(item, at)


def _system(source: YamlSource, part: _Part) -> dict[str, Said]:
    said = {name: found(source, name, part.data, part.path) for name in ("name", "description", "version")}
    first = {name: next(values, None) for name, values in said.items()}
    listed = part.data.get("externalReferences")
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict) and item.get("type") == "vcs" and "repository" not in first:
            first["repository"] = next(found(source, "url", item, (*part.path, "externalReferences", index)), None)
    return {name: value for name, value in first.items() if value}


def _facts(source: YamlSource, model: _Part, own: set[str], by_ref: dict[str, _Part]) -> Iterator[tuple[Fact, Said]]:
    """Everything that is declared of one model."""

    def at(way: str, part: _Part = model) -> list[Said]:
        return list(found(source, way, part.data, part.path))

    makers = [s for way in _MAKERS for s in at(way)]
    datasets = [s for way in _DATASETS for s in at(way)]
    # somebody else made it only where the makers of both are named, and are not the same
    outside = own and makers and not own & {s.value.casefold() for s in makers}
    yield from ((Fact.OUTSIDE_MAKER, s) for s in makers if outside)
    # what others trained their model on is no training of one's own
    yield from ((Fact.DATASET, s) for s in datasets if not outside)
    told = [(fact, s) for fact, way in _FACTS for s in at(way)]
    referred = [by_ref[s.value] for s in datasets if s.value in by_ref]
    told += [(Fact.SENSITIVE_DATA, s) for part in referred for s in at("data.*.sensitiveData.*", part)]
    yield from ((f, s) for f, s in told if f is not Fact.SENSITIVE_DATA or s.value.casefold() not in _NOTHING)
