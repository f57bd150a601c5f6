"""YAML text to plain data, remembering where every key and value stood.

Built from the parser's events rather than from nodes: three times as fast, and depth, aliases, tags and duplicate
keys are refused in the same pass, before anything is built that could grow out of proportion.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Any, Final

import yaml

from mlthreat.domain.codes import Code
from mlthreat.files.raw_text import MAX_DEPTH, MAX_NODES, MAX_SCALAR
from mlthreat.files.syntax_error import syntax_error
from mlthreat.files.yaml_source import YamlSource

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXPLAINED: Final = 1_000_000
"""The longest text, in characters, that is read a second time to explain what is wrong with it: about two seconds."""
_INT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_WORDS: Final = {"": None, "null": None, "~": None, "true": True, "false": False}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class _Refuse(Exception):
    """The text cannot be read any further."""


def parse(name: str, text: str) -> YamlSource:
    """Read YAML text. Never raises for what the text holds: problems are in the result.

    `name` is what messages call the file; `text` is decoded and free of control characters (see `raw_text`).
    """
    source = YamlSource(name, text)
    error = _read(source, _LOADER)
    if error and len(text) <= _EXPLAINED:
        # the pure-Python parser has the better words, and no limit of its own that would hide ours
        source = YamlSource(name, text)
        error = _read(source, yaml.SafeLoader) or (None if source.problems else error)
    if error:
        source.data = None
        source.report(Code.YAML_SYNTAX, *syntax_error(error))
    return source


def _read(source: YamlSource, loader: Any) -> yaml.YAMLError | None:
    """Fill a source from its text. Returns what the parser could not get past."""
    try:
        _build(source, yaml.parse(source.text, Loader=loader))
    except _Refuse:
        source.data = None
    except yaml.YAMLError as error:
        source.data = None
        return error
    return None


def _build(source: YamlSource, events: Iterator[Any]) -> None:  # noqa: C901 - one state machine, kept in one piece for speed
    """Turn events into dicts, lists and scalars. `stack` holds the open containers with their pending keys."""
    spans = source.spans
    stack: list[tuple[Any, array[int], list[Any]]] = []
    documents = nodes = 0
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            nodes += 1
            value: Any = _scalar(source, event)
            start, end = event.start_mark.index, event.end_mark.index
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            nodes += 1
            _refuse_decoration(source, event)
            if len(stack) >= MAX_DEPTH:
                message = f"nested deeper than {MAX_DEPTH} levels"
                source.report(Code.TOO_DEEP, message, *_at(event), hint="flatten this part of the file")
                raise _Refuse
            container: Any = {} if kind is yaml.MappingStartEvent else []
            places = array("I")
            spans[id(container)] = places
            # [start, end of content, pending key or None, its start, its end]
            stack.append((container, places, [event.start_mark.index, 0, None, 0, 0]))
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value, places, state = stack.pop()
            start = state[0]
            end = event.end_mark.index if event.end_mark.index > event.start_mark.index else max(state[1], start)
        elif kind is yaml.AliasEvent:
            source.report(Code.ALIAS, "aliases are not allowed", *_at(event), hint="write the value out again")
            value, start, end = None, *_at(event)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                message = "a second document begins here"
                source.report(Code.SECOND_DOCUMENT, message, *_at(event), hint="keep one document in a file")
                raise _Refuse
            if event.version or event.tags:
                message = "YAML directives are not allowed"
                source.report(Code.SECOND_DOCUMENT, message, *_at(event), hint="delete the lines that begin with %")
            continue
        else:
            continue
        if nodes > MAX_NODES:
            source.report(Code.TOO_LARGE, f"more than {MAX_NODES:,} values in one file", start, end, "split the file")
            raise _Refuse
        if not stack:
            source.data, source.root = value, (start, end)
            continue
        container, places, state = stack[-1]
        state[1] = end
        if type(container) is list:
            container.append(value)
            places.extend((0, 0, start, end))
        elif state[2] is None:
            state[2:] = _key(source, event, start), start, end
        else:
            _store(source, container, places, state, (value, start, end))


def _key(source: YamlSource, event: Any, start: int) -> str:
    if type(event) is yaml.ScalarEvent and event.value and len(event.value) <= 200:
        if event.value == "<<" and event.implicit[0]:
            source.report(Code.ALIAS, "merge keys are not allowed", start, start + 2, hint="write the keys out")
        return str(event.value)
    source.report(
        Code.KEY_NOT_TEXT, "a key must be a short text", start, event.end_mark.index, hint="write `name: value`"
    )
    raise _Refuse


def _store(
    source: YamlSource, container: dict[str, Any], places: array[int], state: list[Any], what: tuple[Any, int, int]
) -> None:
    value, start, end = what
    key, key_start, key_end = state[2:]
    state[2] = None
    if key in container:
        index = 4 * list(container).index(key)
        first = source.place_at(places[index], places[index + 1])
        source.report(
            Code.DUPLICATE_KEY,
            f"the key `{key}` stands here a second time",
            key_start,
            key_end,
            hint="keep one of the two",
            note=(first, "the first one"),
        )
        return
    container[key] = value
    places.extend((key_start, key_end, start, end))


def _scalar(source: YamlSource, event: Any) -> Any:
    text = event.value
    if event.anchor or event.tag:
        _refuse_decoration(source, event)
    if len(text) > MAX_SCALAR:
        source.report(
            Code.TOO_LARGE,
            f"a text longer than {MAX_SCALAR:,} characters",
            *_at(event),
            hint="shorten it, or link to a file",
        )
        return ""
    if event.implicit[0] and not event.style:
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in "-0123456789":
            if _INT.match(text):
                return int(text)
            if _DECIMAL.match(text):
                return float(text)
    elif found := _CONTROL.search(text):
        message = f"the character U+{ord(found[0]):04X} is not allowed"
        source.report(
            Code.FORBIDDEN_CHARACTER, message, *_at(event), hint="delete it; only line feeds and tabs may control"
        )
        return text.translate({ord(found[0]): None})
    return text


def _refuse_decoration(source: YamlSource, event: Any) -> None:
    if event.anchor:
        source.report(Code.ALIAS, "anchors are not allowed", *_word_at(source, event, "&"), hint="delete the `&…`")
    if event.tag and event.tag != "!":
        hint = "delete the `!…`; what a value is, the schema says"
        source.report(Code.TAG, "tags are not allowed", *_word_at(source, event, "!"), hint=hint)


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _word_at(source: YamlSource, event: Any, sign: str) -> tuple[int, int]:
    """The word at an event that begins with a sign."""
    start = source.text.find(sign, event.start_mark.index)
    return start, start + len(re.split(r"[\s,\[\]{}]", source.text[start : start + 200], maxsplit=1)[0])
