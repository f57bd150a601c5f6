"""For GitHub Actions: workflow commands that mark the lines of the files."""

from __future__ import annotations

from collections.abc import Sequence

from mlthreat.domain.diagnostic import Diagnostic, Level
from mlthreat.views.workflow_command import MOST, command


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """At most ten annotations, errors first; what is left over is counted in the last of them."""
    ordered = sorted(diagnostics, key=lambda d: d.level is not Level.ERROR)
    shown = ordered if len(ordered) <= MOST else ordered[: MOST - 1]
    lines = [_annotation(d) for d in shown]
    if left := ordered[len(shown) :]:
        errors = sum(d.level is Level.ERROR for d in left)
        message = f"and {len(left)} more, {errors} of them errors; `mlthreat validate` lists them all"
        lines.append(command("error" if errors else "warning", message, title="mlthreat"))
    return "\n".join(lines)


def _annotation(d: Diagnostic) -> str:
    span = d.place.span
    # GitHub places a mark over several lines by its lines alone, and refuses columns there
    columns = (
        {"col": span.column, "endColumn": max(span.end_column, span.column + 1)} if span.end_line == span.line else {}
    )
    notes = "".join(f" ({text}: {place.file}:{place.span.line})" for place, text in d.notes)
    hint = f". {d.hint}" if d.hint else ""
    said = f"{d.message}{hint}{notes}"
    return command(d.level, said, file=d.place.file, line=span.line, **columns, title=f"mlthreat {d.code}")
