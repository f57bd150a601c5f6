"""For GitHub Actions: workflow commands that mark the lines of the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.views.visible import one_line

MOST: Final = 10
"""GitHub shows ten annotations of a kind per step and drops the rest in silence."""
_COMMAND: Final = re.compile(r"##(?=\w*\[)")


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """At most ten annotations, errors first; what is left over is counted in the last of them."""
    ordered = sorted(diagnostics, key=lambda d: d.level is not Level.ERROR)
    shown = ordered if len(ordered) <= MOST else ordered[: MOST - 1]
    lines = [_annotation(d) for d in shown]
    if left := ordered[len(shown) :]:
        errors = sum(d.level is Level.ERROR for d in left)
        message = f"and {len(left)} more, {errors} of them errors; `mlthreat validate` lists them all"
        lines.append(f"::{'error' if errors else 'warning'} title=mlthreat::{_data(message)}")
    return "\n".join(lines)


def _annotation(d: Diagnostic) -> str:
    span = d.place.span
    where = f"file={_property(d.place.file)},line={span.line}"
    # GitHub places a mark over several lines by its lines alone, and refuses columns there
    if span.end_line == span.line:
        where += f",col={span.column},endColumn={max(span.end_column, span.column + 1)}"
    notes = "".join(f" ({text}: {place.file}:{place.span.line})" for place, text in d.notes)
    hint = f". {d.hint}" if d.hint else ""
    return f"::{d.level} {where},title={_property(f'mlthreat {d.code}')}::{_data(f'{d.message}{hint}{notes}')}"


def _data(text: str) -> str:
    """A text as the data of a command: on one line, and without what the runner takes for another command."""
    return _COMMAND.sub("## ", one_line(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
