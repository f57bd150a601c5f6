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
from mlthreat.files.said import said
from mlthreat.files.yaml_source import YamlSource

VERSIONS: Final = ("1.5", "1.6", "1.7")
_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_INDENT: Final = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_NOTHING: Final = {"", "no", "none", "n/a", "na", "not applicable", "nothing"}
_WRAPPING: Final = {"modelCard", "modelParameters", "considerations"}
"""Keys that only wrap others; they are left out where a key is named."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One component, and the path to it."""

    path: Path
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
    subject = _Part(("metadata", "component"), _group(_group(data.get("metadata")).get("component")))
    parts = [*_parts(data, ()), *([subject, *_parts(subject.data, subject.path)] if subject.data else [])]
    models = [p for p in parts if p.data.get("type") == "machine-learning-model" or _group(p.data.get("modelCard"))]
    own = _makers(subject.data, {"supplier", "manufacturer", "publisher", "author"}) | _makers(
        _group(data.get("metadata")), {"supplier", "manufacture"}
    )
    by_ref = {ref: p for p in parts if isinstance(ref := p.data.get("bom-ref"), str)}
    facts = [fact for model in models for fact in _Reader(source, by_ref, own).facts(model)]
    about = subject if subject.data else models[0] if len(models) == 1 else None
    return Declarations(_system(source, about) if about else {}, tuple(facts))


def _must_be_known(name: str, data: Any) -> None:
    if not isinstance(data, dict) or data.get("bomFormat") != "CycloneDX":
        raise UserError(f"{name} is no CycloneDX file", "in CycloneDX JSON, `bomFormat` is `CycloneDX`")
    version = str(data.get("specVersion"))
    if version not in VERSIONS:
        hint = f"these are read: {', '.join(VERSIONS)}; earlier ones cannot describe a model"
        raise UserError(f"{name} is CycloneDX {version[:20]}", hint)


def _parts(data: dict[str, Any], path: Path) -> Iterator[_Part]:
    """The components of a component, at any depth."""
    for index, item in enumerate(_list(data.get("components"))):
        if isinstance(item, dict):
            here = (*path, "components", index)
            yield _Part(here, item)
            yield from _parts(item, here)


def _makers(data: dict[str, Any], keys: set[str]) -> set[str]:
    """Who is named as the maker of something, in lower case."""
    named = [v.get("name") if isinstance(v := data.get(key), dict) else v for key in keys]
    return {" ".join(n.casefold().split()) for n in named if isinstance(n, str) and n.strip()}


def _system(source: YamlSource, part: _Part) -> dict[str, Said]:
    found = {field: _at(source, part, (field,)) for field in ("name", "description", "version")}
    for index, reference in enumerate(_list(part.data.get("externalReferences"))):
        if _group(reference).get("type") == "vcs":
            found.setdefault("repository", _at(source, part, ("externalReferences", index, "url")))
    return {field: text for field, text in found.items() if text}


def _at(source: YamlSource, part: _Part, steps: Path) -> Said | None:
    """What stands below a component."""
    value: Any = part.data
    for step in steps:
        value = _below(value, step)
    key = ".".join(s for s in steps if isinstance(s, str) and s not in _WRAPPING)
    return said(source, (*part.path, *steps), value, key)


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _group(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the models of one bill of materials."""

    source: YamlSource
    by_ref: dict[str, _Part]
    own: set[str]
    """Who makes the system, as far as that is said."""

    def facts(self, model: _Part) -> Iterator[tuple[Fact, Said]]:
        """Everything that is declared of one model."""
        card = _group(model.data.get("modelCard"))
        asked = _group(card.get("modelParameters"))
        parameters = ("modelCard", "modelParameters")
        yield from self._one(Fact.TASK, model, (*parameters, "task"))
        yield from self._one(Fact.APPROACH, model, (*parameters, "approach", "type"))
        for index, _ in enumerate(_list(asked.get("inputs"))):
            yield from self._one(Fact.INPUT, model, (*parameters, "inputs", index, "format"))
        for index, _ in enumerate(_list(model.data.get("tags"))):
            yield from self._one(Fact.TAG, model, ("tags", index))
            yield from self._one(Fact.TASK, model, ("tags", index))
        for index, _ in enumerate(_list(_group(model.data.get("pedigree")).get("ancestors"))):
            yield from self._one(Fact.BASE_MODEL, model, ("pedigree", "ancestors", index, "name"))
        considered = ("modelCard", "considerations", "fairnessAssessments")
        for index, _ in enumerate(_list(_group(card.get("considerations")).get("fairnessAssessments"))):
            yield from self._one(Fact.GROUP_AT_RISK, model, (*considered, index, "groupAtRisk"))
        outside = list(self._outside_makers(model))
        yield from outside
        for index, dataset in enumerate(_list(asked.get("datasets"))):
            part = _Part((*model.path, *parameters, "datasets", index), _group(dataset))
            yield from self._dataset(part, trained_here=not outside)

    def _one(self, fact: Fact, part: _Part, steps: Path) -> Iterator[tuple[Fact, Said]]:
        if found := _at(self.source, part, steps):
            yield fact, found

    def _outside_makers(self, model: _Part) -> Iterator[tuple[Fact, Said]]:
        """Who made a model, where the makers of both it and the system are named and are not the same."""
        makers = _makers(model.data, {"supplier", "manufacturer", "publisher", "author"})
        if not self.own or not makers or makers & self.own:
            return
        for steps in (("supplier", "name"), ("manufacturer", "name"), ("publisher",), ("author",)):
            yield from self._one(Fact.OUTSIDE_MAKER, model, steps)

    def _dataset(self, part: _Part, *, trained_here: bool) -> Iterator[tuple[Fact, Said]]:
        """A dataset, told in place or by reference; what others trained their model on is no training of one's own."""
        referred = part.data.get("ref")
        if trained_here:
            yield from self._one(Fact.DATASET, part, ("ref",) if isinstance(referred, str) else ("name",))
        if not isinstance(referred, str):
            yield from self._sensitive(part, ("sensitiveData",))
        elif target := self.by_ref.get(referred):
            for index, _ in enumerate(_list(target.data.get("data"))):
                yield from self._sensitive(target, ("data", index, "sensitiveData"))

    def _sensitive(self, part: _Part, steps: Path) -> Iterator[tuple[Fact, Said]]:
        index = 0
        while found := _at(self.source, part, (*steps, index)):
            index += 1
            if found.value.casefold() not in _NOTHING:
                yield Fact.SENSITIVE_DATA, found
