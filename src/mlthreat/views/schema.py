"""JSON Schemas, for editors and for programs: what a key means comes from the string below it in the source.

Pydantic's `use_attribute_docstrings` would read the source of every model at every start; here it is read for a schema only.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_type_hints, is_typeddict

DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes from field names: they repeat the key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's own signature
        """Never."""
        return False


def json_schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    """The schema of a model as it is written in files, with `$schema`, `$id` and a description for every key."""
    schema = model.model_json_schema(by_alias=True, mode="validation", schema_generator=_Untitled)
    classes = {c.__name__: c for c in _models_in(model, set())}
    for where, part in {**schema.get("$defs", {}), model.__name__: schema}.items():
        part.pop("title", None)
        if where in classes:
            _describe(part, classes[where])
    return _headed(schema, name)


def data_schema(shape: Any, name: str) -> dict[str, Any]:
    """The schema of what a command prints as JSON. Keys are only ever added, so it lets further ones be."""
    schema = TypeAdapter(shape).json_schema(mode="serialization", schema_generator=_Untitled)
    shapes = {s.__name__: s for s in _shapes_in(shape, set())}
    for where, part in {**schema.get("$defs", {}), schema.get("title", ""): schema}.items():
        part.pop("title", None)
        texts = _texts_of(shapes[where]) if where in shapes else {}
        for key, text in texts.items():
            part["properties"][key] = {**part["properties"][key], "description": text}
    return _headed(schema, name)


def _headed(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": f"mlthreat-{name}.schema.json",
        "title": f"mlthreat {name.replace('-', ' ')}",
        **schema,
    }


def attribute_docstrings(cls: type) -> dict[str, str]:
    """What stands below each field of a model or a shape in the source, by field name, as plain text."""
    found: dict[str, str] = {}
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    for field, below in pairwise(statements):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            text = below.value.value if isinstance(below.value, ast.Constant) else None
            if isinstance(text, str):
                found[field.target.id] = inspect.cleandoc(text)
    return found


def _describe(part: dict[str, Any], cls: type[BaseModel]) -> None:
    texts = attribute_docstrings(cls)
    whole = next((arm for arm in part.get("anyOf", ()) if "properties" in arm), part)
    for name, field in cls.model_fields.items():
        key = field.alias or name
        if name in texts and key in whole.get("properties", {}):
            whole["properties"][key].setdefault("description", texts[name])


def _models_in(annotation: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every model that a model, or a type around models, is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            annotation.model_rebuild()
            for field in annotation.model_fields.values():
                _models_in(field.annotation, seen)
    else:
        for argument in get_args(annotation):
            _models_in(argument, seen)
    return seen


def _shapes_in(shape: Any, seen: set[Any]) -> set[Any]:
    """Every TypedDict that a shape is made of."""
    if is_typeddict(shape) and shape not in seen:
        seen.add(shape)
        for annotation in get_type_hints(shape).values():
            _shapes_in(annotation, seen)
    for argument in get_args(shape):
        _shapes_in(argument, seen)
    return seen


def _texts_of(shape: Any) -> dict[str, str]:
    inherited = [_texts_of(base) for base in getattr(shape, "__orig_bases__", ()) if is_typeddict(base)]
    return {key: text for texts in (*inherited, attribute_docstrings(shape)) for key, text in texts.items()}
