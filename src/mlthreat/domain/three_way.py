"""Two edits of one thing, told apart by what both began with: what every merge rests on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from mlthreat.domain.canonical import canonical, same_text
from mlthreat.domain.diagnostic import UserError

T = TypeVar("T")


def kept(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> tuple[T, ...]:
    """What is in both, and what one side added; what one side took away is gone."""
    if theirs in (base, ours):
        return tuple(ours)
    if ours == base:
        return tuple(theirs)
    before, there = set(map(_key, base)), set(map(_key, theirs))
    stayed = [x for x in ours if (key := _key(x)) in there or key not in before]
    return distinct(stayed, [x for x in theirs if _key(x) not in before])


def distinct(*parts: Sequence[T]) -> tuple[T, ...]:
    """Everything in some lists, once, in its order."""
    found: dict[Hashable, T] = {}
    for part in parts:
        for value in part:
            found.setdefault(_key(value), value)
    return tuple(found.values())


def _key(value: Any) -> Hashable:
    """What is equal where values are, and has a hash also where a mapping is in them; a file may hold very many."""
    if isinstance(value, BaseModel):
        return type(value), *(_key(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, dict):
        return frozenset((key, _key(item)) for key, item in value.items())
    return tuple(map(_key, value)) if isinstance(value, tuple) else value


def one_of(base: Any, ours: Any, theirs: Any) -> tuple[Any, ...]:
    """The value that stands after both sides' changes; both values where they differ."""
    if ours == theirs or theirs == base:
        return (ours,)
    if ours == base:
        return (theirs,)
    if same(ours, theirs):
        return (min(ours, theirs, key=order),)
    return (ours,) if same(theirs, base) else (theirs,) if same(ours, base) else (ours, theirs)


def together(texts: Sequence[str], between: str, longest: int, what: str) -> str | None:
    """Several texts as one, in an order of their own; what is in another already is not said twice. None for none.

    Raises UserError where they are too long to stand together.
    """
    found: list[str] = []
    for text in sorted(set(texts), key=lambda t: (-len(t), t)):
        if not any(same_text(text) in same_text(longer) for longer in found):
            found.append(text)
    joined = between.join(sorted(found))
    if len(joined) > longest:
        raise UserError(
            f"both sides changed {what}, and together they are longer than {longest} characters",
            "shorten one of them first",
        )
    return joined or None


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same."""
    return one == other or canonical(plain(one)) == canonical(plain(other))


def order(value: Any) -> tuple[bytes, str]:
    """The same order on both sides; of two that mean the same, the same one comes first."""
    return canonical(plain(value)), value.model_dump_json() if hasattr(value, "model_dump_json") else repr(value)


def plain(value: Any) -> Any:
    """A model as plain data; anything else as it is."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
