"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from mlthreat.cli.moments import a_day


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


def At(purpose: str) -> Any:  # noqa: N802 - reads as the option it declares
    """The option `--at`: a calendar day."""
    return typer.Option("--at", metavar="DATE", help=purpose, parser=a_day)


def Reviewer(purpose: str) -> Any:  # noqa: N802 - reads as the option it declares
    """The option `--reviewer`: a name that an answer can bear."""
    return typer.Option("--reviewer", metavar="NAME", help=purpose, envvar="MLTHREAT_REVIEWER", callback=_a_name)


def _a_name(given: str | None) -> str | None:
    if given is None:
        return None
    from pydantic import TypeAdapter, ValidationError

    from mlthreat.cli.deciding import unkeepable
    from mlthreat.domain.value import Line, misfit

    if why := unkeepable(given):
        raise typer.BadParameter(f"a name {why}")
    try:
        return str(TypeAdapter(Line).validate_python(given))
    except ValidationError as error:
        raise typer.BadParameter(f"a name {misfit(error)[1]}") from None


NoInput: Any = typer.Option("--no-input", help="Ask nothing.")
"""The option `--no-input`."""
Plain: Any = typer.Option("--plain/--no-plain", help="Ask on plain lines.")
"""The option `--plain`."""
Signers: Any = typer.Option("--allowed-signers", metavar="FILE", help="Whose SSH signatures count.")
"""The option `--allowed-signers`."""


def _in_force(context: typer.Context, given: list[Path] | None) -> list[Path]:
    """The catalogs of the option, after those of installed packages, of the user and of the project."""
    from mlthreat.files.catalog_sources import sources

    if context.resilient_parsing:
        return given or []
    return sources(given or [], packages=not context.find_root().params.get("no_plugins"))


Catalogs: Any = typer.Option(
    "--catalog",
    metavar="DIR",
    help="Another catalog; can be repeated. More come from mlthreat.yaml, the user's folder and packages.",
    callback=_in_force,
)
"""The option `--catalog`. A command that has it gets every extension in force, wherever it comes from."""
