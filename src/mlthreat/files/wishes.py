"""What extensions ask to change in other catalogs, and where two of them ask for different things."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from mlthreat.domain.catalog import Disable, Override
from mlthreat.domain.codes import Code
from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.files.catalog_folder import Folder
from mlthreat.files.yaml_source import KeyPath, YamlSource

Extended = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """One override or switch-off, with the catalog that asks for it and the place where it stands."""

    catalog: str
    value: Override | Disable
    source: YamlSource
    at: KeyPath

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where a part of it stands."""
        return self.source.place((*self.at, *path), key=key)


@dataclass(frozen=True, slots=True)
class _Touch:
    """One field that an override sets or adds to."""

    wish: Wish
    part: str
    field: str
    value: object

    @property
    def place(self) -> Place:
        return self.wish.place(self.part, self.field, key=True)


def wishes(folder: Folder) -> Iterator[Wish]:
    """Everything that one catalog asks to change, in order; what is broken in itself is left out."""
    manifest, top, name = folder.manifest, folder.manifest_entry, folder.name
    for index, override in enumerate(manifest.override if manifest and top else ()):
        assert top is not None
        yield Wish(name, override, top.source, ("override", index))
    for entry in folder.of_kind("override"):
        if isinstance(entry.model, Override):
            yield Wish(name, entry.model, entry.source, ())
    for index, disable in enumerate(manifest.disable if manifest and top else ()):
        assert top is not None
        yield Wish(name, disable, top.source, ("disable", index))


def disputes(asked: Sequence[Wish], extended_by: Extended) -> Iterator[Diagnostic]:
    """Every field on which two overrides disagree and no catalog that builds on both of theirs has the last word."""
    touched: dict[tuple[str, str, str], list[_Touch]] = {}
    for wish in asked:
        target = wish.value.target
        if target is not None and isinstance(wish.value, Override):
            for part in ("set", "add"):
                for field, value in getattr(wish.value, part).items():
                    touched.setdefault((*target, field), []).append(_Touch(wish, part, field, value))
    for (kind, id_, field), touches in touched.items():
        last = _last_words([t for t in touches if t.part == "set"], extended_by)
        adders = [t for t in touches if t.part == "add"]
        pairs = chain(
            ((a, b) for a, b in combinations(last, 2) if a.value != b.value),
            ((s, a) for s in last for a in adders if _collide(s, a, extended_by)),
        )
        yield from (_dispute(f"`{field}` of the {kind} `{id_}`", one, other) for one, other in pairs)


def _last_words(setters: Sequence[_Touch], extended_by: Extended) -> list[_Touch]:
    """Those that no catalog overrules which builds on theirs; of equal ones in one catalog the first."""
    overruled = {base for t in setters for base in extended_by.get(t.wish.catalog, ())}
    once: dict[tuple[str, str], _Touch] = {}
    for touch in (t for t in setters if t.wish.catalog not in overruled):
        once.setdefault((touch.wish.catalog, json.dumps(touch.value, sort_keys=True, default=str)), touch)
    return list(once.values())


def _builds_on(later: _Touch, earlier: _Touch, extended_by: Extended) -> bool:
    return earlier.wish.catalog in extended_by.get(later.wish.catalog, set())


def _collide(setter: _Touch, adder: _Touch, extended_by: Extended) -> bool:
    """Whether setting a field would drop, or not, what another adds to it, by nothing but their order."""
    ordered = _builds_on(setter, adder, extended_by) or _builds_on(adder, setter, extended_by)
    return setter.wish is not adder.wish and not ordered


def _dispute(what: str, first: _Touch, second: _Touch) -> Diagnostic:
    one, other, field = first.wish.catalog, second.wish.catalog, first.field
    does = "adds to" if second.part == "add" else "sets"
    if one == other:
        message = f"`{one}` {does} {what}, which it sets elsewhere"
        hint = "keep one of the two"
    else:
        message = f"`{other}` {does} {what}, which `{one}` sets " + ("differently" if does == "sets" else "anew")
        hint = f"delete `{field}` in one of the two, or set it in a third catalog that extends `{one}` and `{other}`"
    note = (first.place, f"`{one}` sets it here")
    return Diagnostic(second.place, Code.OVERRIDE_DISPUTED, message, hint, notes=(note,))


def switched_off_elsewhere(asked: Sequence[Wish], extended_by: Extended) -> Iterator[Diagnostic]:
    """Every override of an entry that another catalog switches off, where neither catalog builds on the other."""
    off: dict[object, list[Wish]] = {}
    for wish in (w for w in asked if isinstance(w.value, Disable)):
        off.setdefault(wish.value.target, []).append(wish)
    for wish in (w for w in asked if isinstance(w.value, Override)):
        for other in (w for w in off.get(wish.value.target, ()) if w.catalog != wish.catalog):
            ordered = {wish.catalog, other.catalog} & (extended_by[wish.catalog] | extended_by[other.catalog])
            if wish.value.target is None or ordered:
                continue
            kind, id_ = wish.value.target
            message = f"`{wish.catalog}` changes the {kind} `{id_}`, which `{other.catalog}` switches off"
            hint = f"delete one of the two, or let `{wish.catalog}` or `{other.catalog}` extend the other"
            note = (other.place(kind.replace("-", "_")), f"`{other.catalog}` switches it off here")
            place = wish.place(kind.replace("-", "_"))
            yield Diagnostic(place, Code.OVERRIDE_DISPUTED, message, hint, notes=(note,))
