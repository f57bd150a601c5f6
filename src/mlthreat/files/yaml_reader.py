"""YAML text to plain data, remembering where every key and value stood.

Built from the parser's events rather than from nodes: three times as fast, and depth, aliases, tags and duplicate
keys are refused in the same pass, before anything is built that could grow out of proportion.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from typing import Any, Final

import yaml
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, SequenceEndEvent, StreamEndEvent
from yaml.reader import ReaderError

from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Place
from mlthreat.files.enough import MOST_PROBLEMS, too_many
from mlthreat.files.raw_text import BOM, MAX_DEPTH, MAX_GROUPS, MAX_NODES, MAX_SCALAR, refused, wrong_character
from mlthreat.files.syntax_error import syntax_error
from mlthreat.files.yaml_source import YamlSource

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXPLAINED: Final = 1_000_000
"""The longest file, in bytes, that is read a second time to explain what is wrong with it: about two seconds."""
_LONGEST_KEY: Final = 200
_Scalar: Final[Any] = yaml.ScalarEvent  # never without its marks, whatever the stubs say
_INT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}\Z")
_WORDS: Final = {"": None, "null": None, "~": None, "true": True, "false": False}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_Placed = tuple[Any, int, int]
"""A value, and where it begins and ends."""


class _Refuse(Exception):
    """The text cannot be read any further."""


def parse(name: str, raw: bytes) -> YamlSource:
    """Read the bytes of a YAML file. Never raises for what they hold: problems are in the result.

    `name` is what messages call the file.
    """
    source = YamlSource(name, raw)
    source.problems += refused(name, raw)
    if source.problems:
        return source
    error = _read(source, _LOADER)
    if error and not isinstance(error, ReaderError) and len(raw) <= _EXPLAINED:
        # the pure-Python parser has the better words, and no limit of its own that would hide ours
        source = YamlSource(name, raw)
        error = _read(source, yaml.SafeLoader) or (None if source.problems else error)
    if isinstance(error, ReaderError):
        source.problems = wrong_character(name, raw)
    if error and not (isinstance(error, ReaderError) and source.problems):
        source.report(Code.YAML_SYNTAX, *syntax_error(error))
    return source


def _read(source: YamlSource, loader: Any) -> yaml.YAMLError | None:
    """Fill a source from its bytes. Returns what the parser could not get past."""
    try:
        # without its BOM, which the two parsers count differently
        _Reader(source, loader(source.raw.removeprefix(BOM)).get_event).read_document()
    except _Refuse:
        source.data = None
    except yaml.YAMLError as error:
        source.data = None
        return error
    return None


class _Reader:
    """Turns one file's events into dicts, lists and scalars: a method for each shape, written for speed."""

    def __init__(self, source: YamlSource, next_event: Callable[[], Any]) -> None:
        self._source = source
        self._next = next_event
        self._nodes = 0
        self._keys: dict[str, str] = {}
        """Every key that is in order, once: most keys of a file are the same few words."""

    def read_document(self) -> None:
        """Read the one document that there may be. Raises _Refuse, and YAMLError for what is not YAML."""
        source = self._source
        self._next()  # the stream begins
        if type(self._next()) is StreamEndEvent:
            return
        source.data, start, end = self._value(self._next(), 0)
        source.root = (start, end)
        self._next()  # the document ends
        if type(event := self._next()) is not StreamEndEvent:
            message = "a second document begins here"
            raise self._refusal(Code.SECOND_DOCUMENT, message, *_at(event), "keep one document in a file")

    def _value(self, event: Any, depth: int) -> _Placed:
        kind = type(event)
        if kind is _Scalar:
            return self._scalar(event), event.start_mark.index, event.end_mark.index
        if kind is AliasEvent:
            self._tell(Code.ALIAS, "aliases are not allowed", *_at(event), "write the value out again")
            return None, *_at(event)
        if event.anchor or event.tag:
            self._tell_decoration(event)
        if depth >= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise self._refusal(Code.TOO_DEEP, message, *_at(event), "flatten this part of the file")
        if len(self._source.spans) >= MAX_GROUPS:
            raise self._too_many(f"{MAX_GROUPS:,} lists and groups", *_at(event))
        read = self._mapping if kind is MappingStartEvent else self._sequence
        return read(event.start_mark.index, depth + 1)

    def _mapping(self, start: int, depth: int) -> _Placed:
        data: dict[str, Any] = {}
        places = self._source.spans[id(data)] = array("I")
        again: list[tuple[str, int, int]] = []
        next_event, known, end = self._next, self._keys, start
        try:
            while type(event := next_event()) is not MappingEndEvent:
                key = known.get(event.value) if type(event) is _Scalar else None
                if key is None or event.anchor or event.tag:
                    key = self._new_key(event, depth)
                key_start, key_end = event.start_mark.index, event.end_mark.index
                event = next_event()
                if type(event) is _Scalar:
                    value, begin, end = self._scalar(event), event.start_mark.index, event.end_mark.index
                else:
                    value, begin, end = self._value(event, depth)
                if key not in data:
                    data[key] = value
                    places.extend((key_start, key_end, begin, end))
                else:
                    again.append((key, key_start, key_end))
                self._nodes += 2
                if self._nodes > MAX_NODES:
                    raise self._too_many(f"{MAX_NODES:,} values", begin, end)
        finally:
            if again:
                self._tell_duplicates(list(data), places, again)
        return data, start, _end_of(event, end)

    def _sequence(self, start: int, depth: int) -> _Placed:
        data: list[Any] = []
        places = self._source.spans[id(data)] = array("I")
        next_event, end = self._next, start
        while type(event := next_event()) is not SequenceEndEvent:
            value, begin, end = self._value(event, depth)
            data.append(value)
            places.extend((0, 0, begin, end))
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise self._too_many(f"{MAX_NODES:,} values", begin, end)
        return data, start, _end_of(event, end)

    def _new_key(self, event: Any, depth: int) -> str:
        """The key at an event, if it is one. Raises _Refuse where it is not."""
        _, start, end = self._value(event, depth)
        key = event.value if type(event) is _Scalar else ""
        if not 0 < len(key) <= _LONGEST_KEY:
            raise self._refusal(Code.KEY_NOT_TEXT, "a key must be a short text", start, end, "write `name: value`")
        if key == "<<" and event.implicit[0]:
            self._tell(Code.ALIAS, "merge keys are not allowed", start, end, "write the keys out")
            return "<<"
        return self._keys.setdefault(key, key)

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.anchor or event.tag:
            self._tell_decoration(event)
        if len(text) > MAX_SCALAR:
            message = f"a text longer than {MAX_SCALAR:,} characters"
            self._tell(Code.TOO_LARGE, message, *_at(event), "shorten it, or link to a file")
            return ""
        style = event.style
        if not style:
            return _plain(text) if event.implicit[0] else text
        if style == '"' and (found := _CONTROL.search(text)):  # written as an escape; the parser refuses others
            message = f"the character U+{ord(found[0]):04X} is not allowed"
            hint = "delete it; of all control characters, only line feeds and tabs are allowed"
            self._tell(Code.FORBIDDEN_CHARACTER, message, *_at(event), hint)
            return text.translate({ord(found[0]): None})
        return text

    def _too_many(self, what: str, start: int, end: int) -> _Refuse:
        return self._refusal(Code.TOO_LARGE, f"more than {what} in one file", start, end, "split the file")

    def _tell_duplicates(self, keys: list[str], places: array[int], again: list[tuple[str, int, int]]) -> None:
        index_of = {key: 4 * index for index, key in enumerate(keys)}
        for key, start, end in again:
            index = index_of[key]
            first = self._source.place_at(places[index], places[index + 1])
            message = f"the key `{key}` appears here a second time"
            self._tell(Code.DUPLICATE_KEY, message, start, end, "keep one of the two", (first, "the first one"))

    def _tell_decoration(self, event: Any) -> None:
        if event.anchor:
            self._tell(Code.ALIAS, "anchors are not allowed", *self._word_at(event, "&"), "delete the `&…`")
        if event.tag and event.tag != "!":
            hint = "delete the `!…`; the schema says what a value is"
            self._tell(Code.TAG, "tags are not allowed", *self._word_at(event, "!"), hint)

    def _word_at(self, event: Any, sign: str) -> tuple[int, int]:
        """The word at an event that begins with a sign."""
        text = self._source.text
        start = text.find(sign, event.start_mark.index)
        return start, start + len(re.split(r"[\s,\[\]{}]", text[start : start + 200], maxsplit=1)[0])

    def _tell(
        self, code: Code, message: str, start: int, end: int, hint: str, note: tuple[Place, str] | None = None
    ) -> None:
        self._source.report(code, message, start, end, hint, note)
        if len(self._source.problems) >= MOST_PROBLEMS:
            self._source.problems.append(too_many(self._source.place_at(start, end)))
            raise _Refuse

    def _refusal(self, code: Code, message: str, start: int, end: int, hint: str) -> _Refuse:
        self._source.report(code, message, start, end, hint)
        return _Refuse()


def _plain(text: str) -> Any:
    """What a text without quotes says: a word of YAML, a number, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-0123456789":
        if _INT.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
    return text


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _end_of(closing: Any, last: int) -> int:
    """Where a container ends: with its bracket, or with the last thing in it."""
    start, end = _at(closing)
    return end if end > start else last
