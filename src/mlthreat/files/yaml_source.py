"""YAML text to plain data, remembering where every key and value stood.

Built from the parser's events rather than from nodes: three times as fast, and depth, aliases, tags and duplicate
keys are refused in the same pass, before anything is built that could grow out of proportion.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place, Span
from mlthreat.files.raw_text import MAX_DEPTH, MAX_NODES, MAX_SCALAR
from mlthreat.files.syntax_error import syntax_error

Path = Sequence[str | int]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_WORDS: Final = {"": None, "null": None, "~": None, "true": True, "false": False}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class _Refuse(Exception):
    """The text cannot be read any further."""


class YamlSource:
    """One file's text, its data, the place of each part of it, and the problems met while reading."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = None
        self.problems: list[Diagnostic] = []
        self._spans: dict[int, array[int]] = {}
        self._root = (0, 0)
        self._line_starts: list[int] | None = None

    def span_of(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Offsets of the value at a path, or of its key; of the nearest part of the path that is in the file."""
        here, spans = self.data, self._root
        for step in path:
            index = _index_in(here, step)
            if index is None:
                continue  # a step that only the models know, such as the arm of a union
            four = self._spans[id(here)][4 * index : 4 * index + 4]
            empty = four[2] == four[3]
            spans = (four[0], four[1]) if (key or empty) and four[1] else (four[2], four[3])
            here = here[step]
        return spans

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """Where the value (or the key) at a path stands, for people."""
        return self.place_at(*self.span_of(path, key=key))

    def place_at(self, start: int, end: int) -> Place:
        """Turn offsets into line, column and the line's text."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in re.finditer("\r\n|\n|\r", self.text))]
        starts = self._line_starts
        line = bisect_right(starts, start) - 1
        text = self.text[starts[line] : starts[line + 1] if line + 1 < len(starts) else None].rstrip("\r\n")
        start = min(start, starts[line] + len(text))
        end = min(end, len(self.text))
        while end > start + 1 and self.text[end - 1] in " \t\r\n":
            end -= 1
        end = max(end, start)
        stop = bisect_right(starts, end) - 1
        span = Span(line + 1, start - starts[line] + 1, stop + 1, end - starts[stop] + 1)
        return Place(self.name, span, text)

    def report(
        self, code: Code, message: str, start: int, end: int, hint: str = "", note: tuple[Place, str] | None = None
    ) -> None:
        """Remember a problem at offsets."""
        notes = (note,) if note else ()
        self.problems.append(Diagnostic(self.place_at(start, end), code, message, hint, notes=notes))


def _index_in(here: Any, step: str | int) -> int | None:
    if isinstance(here, dict):
        return next((i for i, key in enumerate(here) if key == step), None)
    if isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
        return step
    return None


def parse(name: str, text: str) -> YamlSource:
    """Read YAML text. Never raises for what the text holds: problems are in the result.

    `name` is what messages call the file; `text` is decoded and free of control characters (see `raw_text`).
    """
    source = YamlSource(name, text)
    try:
        _build(source, yaml.parse(text, Loader=_LOADER))
    except _Refuse:
        source.data = None
    except yaml.YAMLError:
        source.data = None
        source.report(Code.YAML_SYNTAX, *syntax_error(text))
    return source


def _build(source: YamlSource, events: Iterator[Any]) -> None:  # noqa: C901 - one state machine, kept in one piece for speed
    """Turn events into dicts, lists and scalars. `stack` holds the open containers with their pending keys."""
    spans = source._spans
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
            source.data, source._root = value, (start, end)
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
