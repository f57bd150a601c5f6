"""How `--help` looks: plain lines, arguments under their own names, examples as they are typed."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from typer.core import TyperCommand

EXAMPLES = "For example:\n"


class PlainCommand(TyperCommand):
    """A command whose help names its arguments without the types of Python, the same with every release of Typer."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`[OPTIONS] FILE [FILE]...`: optional arguments in brackets, repeatable ones with dots."""
        return ["[OPTIONS]", *(_usage(p) for p in self._arguments(ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The arguments with their help, then the options with theirs."""
        options = [p.get_help_record(ctx) for p in self.get_params(ctx) if p.param_type_name == "option"]
        arguments = [(str(p.metavar), p.help or "") for p in self._arguments(ctx)]
        for heading, rows in (("Arguments", arguments), ("Options", [o for o in options if o is not None])):
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def _arguments(self, ctx: Any) -> list[Any]:
        return [p for p in self.get_params(ctx) if p.param_type_name == "argument"]


def _usage(argument: Any) -> str:
    name = argument.metavar if argument.required else f"[{argument.metavar}]"
    return name if argument.nargs == 1 or " " in name else f"{name}..."  # several words say themselves how many


def unwrapped(doc: str | None) -> str:
    """A docstring as help: the lines of its examples stay as they are, so that they can be copied."""
    return cleandoc(doc or "").replace(EXAMPLES, f"\b\n{EXAMPLES}")
