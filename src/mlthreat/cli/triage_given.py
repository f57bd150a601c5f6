"""What was said on the command line of `triage`: facts and traits by name, a threat, bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NoReturn

import typer

from mlthreat.domain.bugbar import bar_of_threat, clashing
from mlthreat.domain.catalog import BugBar
from mlthreat.domain.diagnostic import UserError
from mlthreat.domain.library import Library
from mlthreat.domain.lookup import Lookup
from mlthreat.domain.nearest import did_you_mean
from mlthreat.domain.profile import TraitValue
from mlthreat.views.messages import safe

_WORDS = {"y": TraitValue.YES, "n": TraitValue.NO, "u": TraitValue.UNKNOWN, **{str(v): v for v in TraitValue}}


def values(option: str, given: Iterable[str]) -> list[tuple[str, TraitValue]]:
    """`NAME=yes` and the like, in order. Raises a usage error for anything else."""
    found = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or value.strip().lower() not in _WORDS:
            wanted = "NAME=yes, NAME=no or NAME=unknown"
            raise typer.BadParameter(f"`{safe(text)}` is not one; write {wanted}", param_hint=f"'{option}'")
        found.append((name.strip(), _WORDS[value.strip().lower()]))
    return found


def bars_meant(library: Library, named: Sequence[str], threat: str | None) -> list[BugBar]:
    """The bars to triage by: those named, or all; with a threat, its own rule first and then only those named."""
    for bar in named:
        if bar not in library.bug_bars:
            _unknown("bug bar", bar, library.bug_bars)
    bars = [library.bug_bars[b] for b in dict.fromkeys(named)]
    if threat is not None:
        return [bar_of_threat(library, threat_meant(library, threat)), *bars]
    if not library.bug_bars:
        raise UserError("no catalog in force has a bug bar", "")
    return bars or list(library.bug_bars.values())


def threat_meant(library: Library, word: str) -> str:
    """The full id of the threat, or failure mode, that a word names."""
    things = [t for t in Lookup(library).find(word) if t.kind in {"threat", "failure-mode"}]
    found = [t for t in things if t.kind == "threat"] or things
    exact = [t for t in found if t.id == word]
    if len(exact or found) > 1:
        raise UserError(f"`{word}` names several threats", f"say which: {', '.join(t.id for t in found)}")
    if not found:
        _unknown(
            "threat", word, [*library.threats, *library.failure_modes, *(t.id for _, t in library.threats.values())]
        )
    return (exact or found)[0].id


def checked_facts(
    bars: Sequence[BugBar], library: Library, given: Sequence[tuple[str, TraitValue]]
) -> dict[str, TraitValue]:
    """Facts that the bars at hand know, said once each."""
    known = {f.id for b in bars for f in b.facts}
    for name, _ in given:
        if name in known:
            continue
        if name in library.traits:
            raise UserError(
                f"`{name}` is a trait of the system, not a fact about the issue", f"give it as --trait {name}=…"
            )
        having = [b.id for b in library.bug_bars.values() if any(f.id == name for f in b.facts)]
        if having:
            raise UserError(f"no bug bar at hand asks for the fact `{name}`", f"add --bar {having[0]}")
        _unknown("fact", name, known)
    return _said_once("--fact", given)


def checked_traits(library: Library, given: Sequence[tuple[str, TraitValue]]) -> dict[str, TraitValue]:
    """Traits that the catalogs know, said once each, none presupposing what another denies."""
    for name, _ in given:
        if name not in library.traits:
            _unknown("trait", name, library.traits)
    said = _said_once("--trait", given)
    if clash := clashing(tuple(library.traits.values()), said):
        named = " and ".join(f"{t} is {said[t]}" for t in clash)
        raise UserError(f"these traits contradict each other: {named}", "change one of them")
    return said


def _unknown(kind: str, word: str, known: Iterable[str]) -> NoReturn:
    names = list(known)
    hint = did_you_mean(word, names, most=3) or f"known: {', '.join(names[:30])}" + (", …" if len(names) > 30 else "")
    raise UserError(f"there is no {kind} `{word}`", hint if names else "")


def _said_once(option: str, given: Sequence[tuple[str, TraitValue]]) -> dict[str, TraitValue]:
    said: dict[str, TraitValue] = {}
    for name, value in given:
        if said.setdefault(name, value) is not value:
            raise UserError(f"{option} says that `{name}` is {said[name]} and that it is {value}", "say it once")
    return said
