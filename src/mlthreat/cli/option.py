"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer


def one_of(words: Sequence[str]) -> Any:
    """A check that a value is one of some words. Raises a usage error that names the nearest."""

    def check(value: str | None) -> str | None:
        from mlthreat.domain.nearest import did_you_mean

        if value is None or value in words:
            return value
        hint = did_you_mean(value, words)
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(words)}{'; ' + hint if hint else ''}")

    return check


def Format(words: Sequence[str]) -> Any:  # noqa: N802 - reads as the option it declares
    """The option `--format`, limited to some words."""
    return typer.Option("--format", metavar="|".join(words), help="How to print.", callback=one_of(words))


Catalogs: Any = typer.Option("--catalog", metavar="DIR", help="A further catalog; may be given again.")
"""The option `--catalog`."""
