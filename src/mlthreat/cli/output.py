"""Where a result goes: standard output, or a file that nothing was read from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer


def deliver(result: str | bytes, output: Path | None, read_from: Sequence[Path]) -> None:
    """Print a result, or put it whole into a file. Raises UserError where the file is one of those that were read."""
    if output is None:
        _print(result)
        return
    from mlthreat.domain.diagnostic import UserError
    from mlthreat.files.atomic import replace

    if any(_are_one_file(output, source) for source in read_from):
        raise UserError(f"{output} is what was read; it is not overwritten", "name another file with --output")
    replace(output, result.encode("utf-8", "backslashreplace") if isinstance(result, str) else result)
    typer.echo(f"written: {output}", err=True)


def _are_one_file(one: Path, other: Path) -> bool:
    """Whether two names lead to one file, also through links of either kind."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _print(result: str | bytes) -> None:
    if isinstance(result, bytes) and sys.stdout.isatty():
        from mlthreat.domain.diagnostic import UserError

        raise UserError("this format is not text; a terminal cannot show it", "name a file with --output")
    typer.echo(result, nl=False, color=True)  # whoever made it has asked whether colour is wanted
