"""What a template of one's own may reach: filters, globals and attributes, each by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import wraps
from typing import Any, Final

from jinja2 import pass_context
from jinja2.environment import TemplateModule
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext
from jinja2.tests import TESTS
from jinja2.utils import Cycler, Joiner, Namespace

from mlthreat.views.templating.budget import LOOKING, Budget, shown

Function = Callable[..., Any]

GLOBALS: Final = ("range", "dict", "cycler", "joiner", "namespace")
_OF_TEXT: Final = (
    "capitalize", "e", "escape", "lower", "replace", "string", "striptags", "title", "trim", "truncate", "upper", "wordcount",
)  # fmt: skip
_OF_ALL: Final = (
    "abs", "count", "d", "default", "first", "float", "int", "items", "last", "length", "list",
    "map", "reject", "rejectattr", "reverse", "round", "select", "selectattr",
)  # fmt: skip
_COMPARING: Final = ("dictsort", "groupby", "max", "min", "sort", "unique")
BUILT_IN: Final = tuple(sorted((*_OF_TEXT, *_OF_ALL, *_COMPARING, "join")))
"""Jinja's filters that stay. The others make much of little, call text markup, or differ from run to run."""
_REACHABLE: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(
        [
            "capitalize",
            "endswith",
            "isdigit",
            "lower",
            "lstrip",
            "removeprefix",
            "removesuffix",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper",
        ]
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    tuple: frozenset({"grouper", "list"}),
}
"""By kind of value; what `groupby` gives are tuples."""
_JINJAS: Final = (BlockReference, Cycler, Joiner, LoopContext, Namespace, TemplateModule)


def may_reach(value: Any, attribute: str) -> bool:
    """Whether a template may reach an attribute: the fields of our values, and a few methods that change nothing."""
    if attribute.startswith("_"):
        return False
    if is_dataclass(value):
        return attribute in value.__dataclass_fields__
    for kind, names in _REACHABLE.items():
        if isinstance(value, kind):
            return attribute in names
    return isinstance(value, _JINJAS)


def reachable(value: Any) -> set[str]:
    """The names under which a template reaches parts of a value, for messages."""
    if isinstance(value, dict):
        return {str(key) for key in value}
    if is_dataclass(value):
        return set(value.__dataclass_fields__)
    if isinstance(value, TemplateModule):
        return {name for name in vars(value) if not name.startswith("_")}
    return next((set(names) for kind, names in _REACHABLE.items() if isinstance(value, kind)), set())


def filters(budget: Budget, ours: Mapping[str, Function]) -> dict[str, Function]:
    """The filters that a template may use, each paying for what it takes and for what it makes."""
    every = {name: FILTERS[name] for name in _OF_ALL}
    every |= {name: _comparing(FILTERS[name], budget) for name in _COMPARING}
    every |= {name: _for_text(FILTERS[name], budget) for name in _OF_TEXT}
    every |= {name: _for_text(function, budget) for name, function in ours.items()}
    every["join"] = _join(budget)
    return {name: _paid(function, budget) for name, function in every.items()}


def _paid(function: Function, budget: Budget) -> Function:
    @wraps(function)
    def paid(*given: Any, **named: Any) -> Any:
        budget.make(LOOKING)
        for value in given:
            budget.weighed(value)
        return budget.weighed(function(*given, **named))

    return paid


def _for_text(function: Function, budget: Budget) -> Function:
    """A filter that takes a text or a number: the text of a list would be Python's own, and can be without end."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        text = str(shown(given[at]))
        if function is FILTERS["replace"]:
            old, new = (str(shown(part)) for part in given[at + 1 : at + 3])
            budget.make(text.count(old) * len(new))
        return function(*given, **named)

    return checked


def _comparing(function: Function, budget: Budget) -> Function:
    """A filter that compares the items of a list, which are made into one first."""

    @wraps(function)
    def compared(environment: Any, value: Any, *given: Any, **named: Any) -> Any:
        items = value if isinstance(value, dict) else list(value)
        return function(environment, budget.compared(items), *given, **named)

    return compared


def tests(budget: Budget) -> dict[str, Any]:
    """The tests that a template may use, each paying for what it compares."""
    return {name: _tested(function, budget) for name, function in TESTS.items()}


def _tested(function: Any, budget: Budget) -> Function:
    @wraps(function)
    def tested(*given: Any) -> Any:
        for value in given:
            budget.compared(value)
        return function(*given)

    return tested


def _join(budget: Budget) -> Function:
    """Jinja's `join`, which would put a long text between many short ones before anybody counts."""

    @pass_context
    def join(context: Context, value: Any, d: str = "", attribute: str | int | None = None) -> str:
        if attribute is not None:
            value = FILTERS["map"](context, value, attribute=attribute)
        parts = [part for item in value for part in (d, item)][1:]
        return budget.joined(parts)

    return join
