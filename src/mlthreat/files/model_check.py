"""Plain data to models: each of pydantic's complaints becomes a Diagnostic at its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic
from mlthreat.domain.nearest import did_you_mean, nearest
from mlthreat.domain.prose import amount
from mlthreat.files.enough import MOST_PROBLEMS, at_most, too_many
from mlthreat.files.yaml_source import KeyPath, YamlSource

M = TypeVar("M", bound=BaseModel)

_MOST_LISTED = 20 * MOST_PROBLEMS
_FIRST = 100
_FORMS = {
    "Slug": "lower-case letters, digits and single hyphens, such as `membership-inference`",
    "^https?": "a web address that begins with http:// or https://",
    "(0|[1-9]": "a version such as 1.0.0",
    "[.][a-z0-9]": "a full question id such as `data-trust.detect-poisoning`",
    "^#": "a colour such as `#1b4f8f`",
    "^[^/": "a path from the folder of this file, with forward slashes",
}


def check(source: YamlSource, model: type[M], data: Any = None, at: KeyPath = ()) -> tuple[M | None, list[Diagnostic]]:
    """Validate a file's data, or the part of it at a path.

    Returns the model, or None where the data does not fit it, and every problem found.
    """
    given = source.data if data is None and not at else data
    refused = {_begin(p) for p in source.problems}  # the values that the reader of the YAML has refused already
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        details = _first(model, given, error)
        told = echoes(model, details[: 2 * MOST_PROBLEMS])
        problems = (diagnose(source, model, (*at, *d["loc"]), d) for d in details if d["loc"] not in told)
        found = at_most(p for p in problems if _begin(p) not in refused)
        if error.error_count() > _MOST_LISTED and len(found) <= MOST_PROBLEMS:
            found.append(too_many(found[-1].place if found else source.place(at)))
        return None, found


def _first(model: type[BaseModel], given: Any, error: ValidationError) -> list[ErrorDetails]:
    """Pydantic's complaints. Where they are so many that they would fill the memory, only those about the first items."""
    if error.error_count() <= _MOST_LISTED:
        return error.errors(include_url=False)
    try:
        model.model_validate(_shortened(given))
    except ValidationError as shorter:
        return shorter.errors(include_url=False) if shorter.error_count() <= _MOST_LISTED else []
    return []


def _shortened(data: Any) -> Any:
    """The same data with the first items of each list and each group."""
    if isinstance(data, dict):
        return {key: _shortened(value) for key, value in islice(data.items(), _FIRST)}
    return [_shortened(item) for item in data[:_FIRST]] if isinstance(data, list) else data


def _begin(problem: Diagnostic) -> tuple[int, int]:
    return problem.place.span.line, problem.place.span.column


def echoes(model: type[BaseModel], details: Sequence[Any]) -> set[KeyPath]:
    """The places of complaints that only repeat others.

    A key that is missing because it is misspelt right there; a list that is too short because its items are wrong.
    """
    wrong_items = {d["loc"] for d in details if d["type"] == "too_short" and len(d["input"]) >= d["ctx"]["min_length"]}
    missing = {d["loc"] for d in details if d["type"] == "missing"}
    misspelt = [d["loc"] for d in details if d["type"] == "extra_forbidden"] if missing else []
    meant = {(*at, *nearest(str(name), fields_at(model, at))) for *at, name in misspelt}
    return (missing & meant) | wrong_items


def diagnose(source: YamlSource, model: type[BaseModel], path: KeyPath, detail: Any) -> Diagnostic:
    """One of pydantic's complaints about `model`, in our words, at a path in the file."""
    kind: str = detail["type"]
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = fields_at(model, detail["loc"][:-1])
        hint = did_you_mean(name, known) or (f"known here: {', '.join(known)}" if known else "delete it")
        if " " in name and detail["input"] is None:
            hint = "between `{` and `}` a comma begins a new key: put the whole text in quotes"
        return Diagnostic(source.place(path, key=True), Code.UNKNOWN_KEY, f"unknown key `{name}`", hint)
    if kind == "missing":
        place = source.place(path[:-1], key=True)
        return Diagnostic(place, Code.MISSING_KEY, f"the key `{name}` is missing", f"add `{name}: …` here")
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
    place = source.place(path)
    if kind == "enum":
        expected = detail["ctx"]["expected"].replace("'", "")
        words = expected.replace(" or ", ", ").split(", ")
        given = str(detail["input"]).lower()
        hint = _REWRITTEN[given] if given in _REWRITTEN and "yes" in words else did_you_mean(given, words)
        return Diagnostic(place, Code.UNKNOWN_WORD, f"`{field}` must be {expected}", hint)
    code = Code.WRONG_TYPE if kind.endswith(("_type", "_parsing", "_attributes_type")) else Code.BAD_VALUE
    return Diagnostic(place, code, f"`{field}` {_said(kind, detail)}", _hint(kind, detail))


_REWRITTEN = {
    given: f"write `{word}`; programs that save YAML by its old version turn a bare `{word}` into `{given}`"
    for given, word in (("true", "yes"), ("false", "no"))
}
_TYPES = {"string_type": "a text", "tuple_type": "a list", "list_type": "a list", "model_type": "a group of keys", "dict_type": "a group of keys",
          "int_type": "a whole number", "bool_type": "true or false", "model_attributes_type": "a group of keys", "int_parsing": "a whole number",
          "date_type": "a date such as 2027-01-31", "bool_parsing": "true or false", "int_from_float": "a whole number"}  # fmt: skip
_KINDS = {
    type(None): "nothing",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a group of keys",
}


def _said(kind: str, detail: Any) -> str:
    if kind in _TYPES:
        return f"must be {_TYPES[kind]}, not {_KINDS.get(type(detail['input']), 'this')}"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "string_pattern_mismatch":
        return f"must be {_form(detail['ctx']['pattern'])}"
    if kind == "string_too_long":
        return f"is longer than {detail['ctx']['max_length']} characters"
    if kind in {"too_short", "too_long"}:
        bound = detail["ctx"].get("min_length", detail["ctx"].get("max_length"))
        return f"must have at {'least' if kind == 'too_short' else 'most'} {amount(bound, 'item')}"
    if kind.startswith("date_"):
        return "must be a date such as 2027-01-31"
    if kind.startswith(("datetime_", "timezone_")):
        return "must be a moment with its time zone, such as 2026-11-23T18:00:00Z"
    return str(detail["msg"]).replace("Input should be", "must be")


def _form(pattern: str) -> str:
    for part, form in _FORMS.items():
        if part in pattern:
            return form
    return _FORMS["Slug"]


def _hint(kind: str, detail: Any) -> str:
    if kind == "string_type" and isinstance(detail["input"], int | float):
        return "put quotes around it"
    if kind in _TYPES and detail["input"] is None:
        return "the value is empty: fill it in, or check the indentation of the lines below"
    if kind in {"tuple_type", "list_type"}:
        return "write one item a line, each after `- `"
    return ""


def fields_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that a model knows at a path below it, as they are written in files."""
    here: Any = model
    for step in path:
        here = _below(here, step)
    found = next((arm for arm in arms(here) if _is_model(arm)), None)
    return [f.alias or n for n, f in found.model_fields.items()] if found else []


def _below(annotation: Any, step: str | int) -> Any:
    """The type one step deeper; the same type for a step that is not in the file, such as the arm of a union."""
    for arm in arms(annotation):
        if _is_model(arm):
            field = next((f for n, f in arm.model_fields.items() if step in (n, f.alias)), None)
            if field is not None:
                return field.annotation
        elif get_origin(arm) is dict:
            return get_args(arm)[1]
        elif get_origin(arm) in {tuple, list} and isinstance(step, int):
            return get_args(arm)[0]
    return annotation


def arms(annotation: Any) -> Iterator[Any]:
    """The members of a union, without annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from arms(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for arm in get_args(annotation):
            yield from arms(arm)
    else:
        yield annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
