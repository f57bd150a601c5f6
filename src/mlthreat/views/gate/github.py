"""For GitHub Actions: workflow commands that annotate the review file at its lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from mlthreat.domain.diagnostic import Diagnostic, Place
from mlthreat.domain.prose import amount
from mlthreat.domain.reason import Reason
from mlthreat.views.gate.judged import Judged, verdict
from mlthreat.views.visible import one_line

MOST: Final = 10
"""GitHub shows ten annotations of a kind per step and drops the rest in silence."""
_COMMAND: Final = re.compile(r"##(?=\w*\[)")


def github(reviews: Sequence[Judged]) -> str:
    """The worst reasons as annotations, the rest counted in the last of them; then the verdict."""
    found = sorted(((j, r) for j in reviews for r in j.reasons), key=lambda jr: (not jr[1].fails, -jr[1].severity.rank))
    shown = found if len(found) <= MOST else found[: MOST - 1]
    lines = [_annotation(judged, reason) for judged, reason in shown]
    if len(shown) < len(found):
        left = found[len(shown) :]
        failing = sum(reason.fails for _, reason in left)
        message = f"and {amount(len(left), 'more reason')}, {failing} of them failing; the step summary lists them all"
        lines.append(f"::{'error' if failing else 'notice'} title={_property('mlthreat')}::{_message(message)}")
    return "\n".join([*lines, f"mlthreat: {_message(verdict(reviews))}"]) + "\n"


def annotated(diagnostics: Sequence[Diagnostic], path: Callable[[str], str]) -> str:
    """The problems of files that cannot be used, as annotations; `path` gives a file's path from the repository's root."""
    lines = [
        _command("error", path(d.place.file), d.place, f"mlthreat: {d.code}", f"{d.message}. {d.hint}".rstrip(". "))
        for d in diagnostics[:MOST]
    ]
    return "\n".join(lines) + "\n"


def _annotation(judged: Judged, reason: Reason) -> str:
    level = "error" if reason.fails else "warning" if reason.severity.rank else "notice"
    owner = f" Owner: {reason.owner}." if reason.owner else ""
    message = f"{reason.message} → {reason.advice.rstrip('.')}.{owner}"
    return _command(level, judged.path, judged.place(reason), f"mlthreat: {reason.kind} {reason.about}", message)


def _command(level: str, path: str, place: Place, title: str, message: str) -> str:
    where = f"file={_property(path)},line={place.span.line},col={place.span.column}"
    return f"::{level} {where},title={_property(title)}::{_message(message)}"


def _message(text: str) -> str:
    """A text as the data of a command: on one line, and without what the runner takes for another command."""
    return _COMMAND.sub("## ", one_line(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
