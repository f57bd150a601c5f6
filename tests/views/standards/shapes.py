"""What is wrong with an export, by the standard of its format; and what stands where in a document."""

from __future__ import annotations

import json

from tests.published import cyclonedx_problems, oscal_problems


def problems(form, text):
    """What is wrong with an export by its own standard."""
    if form == "cyclonedx":
        return cyclonedx_problems(text)
    return oscal_problems(json.loads(text)) if form == "oscal" else layer_problems(json.loads(text))


LAYER = {"versions", "name", "description", "domain", "techniques", "gradient", "legendItems", "metadata"}
TECHNIQUE = {"techniqueID", "comment", "enabled", "score", "color", "showSubtechniques"}


def layer_problems(layer):
    """What is not as the specification of layers, version 4.3, has it."""
    found = [key for key in layer if key not in LAYER]
    found += [t["techniqueID"] for t in layer["techniques"] if not set(t) <= TECHNIQUE]
    ids = [t["techniqueID"] for t in layer["techniques"]]
    found += [] if len(ids) == len(set(ids)) else ["a technique stands twice"]
    found += [str(row) for row in layer["metadata"] if not (set(row) == {"name", "value"} and row["value"])]
    return found


def strings(data):
    """Every text in a document."""
    if isinstance(data, str):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(inner)


def declared(data, key):
    """Every value of a key, anywhere in a document."""
    if isinstance(data, dict):
        yield from ([data[key]] if key in data else [])
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from declared(inner, key)
