"""The command line: which commands there are, how errors are shown, which code the program leaves with."""

from __future__ import annotations

import errno
import os
import sys
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from mlthreat.domain.diagnostic import UserError

COMMANDS = {
    "review": "Start a review of one system, or continue it.",
    "report": "Turn a review into a report for people, or data for programs.",
    "check": "The gate: do reviews fulfil the policy?",
    "accept": "Take on a finding: by whom, why, until when.",
    "signoff": "Record a person's decision on the present state of a review.",
    "verify": "Recompute digests, evidence hashes and signatures.",
    "explain": "Explain anything that has a name or an id here.",
    "list": "List what the catalogs hold.",
    "diff": "Tell what changed in meaning in a review or a catalog.",
    "upgrade": "Carry a review over to the catalogs at hand.",
    "merge": "Join two people's work on one review.",
    "portfolio": "Show many reviews as one table, the worst first.",
    "triage": "Rate a reported issue: failure mode, severity, owner.",
    "validate": "Show every problem in catalogs, reviews and policies.",
    "catalog": "Start, test and look into catalogs; print schemas for editors.",
}
"""In the order in which somebody meets them; each fits on its line of the help."""


MOST_SHOWN = 20
"""How many problems of unusable files are shown by a command that only wanted to use them."""


_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}
"""Where a file is concerned the code that writes it says so; what is left is standard output."""


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    ANSWER_IS_NO = 1
    CANNOT = 2
    BUG = 3
    INTERRUPTED = 130


class LazyGroup(TyperGroup):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Enough of a command to list it in the help."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name], callback=lambda: None) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was asked for, imported now."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from mlthreat.domain.nearest import did_you_mean

            hint = did_you_mean(args[0], COMMANDS) or "`mlthreat --help` lists them"
            ctx.fail(f"there is no command {args[0]!r}; {hint}")
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(str(name)) if name in COMMANDS else command, rest


def load(name: str) -> Any:
    """Import a command's module and build its command, or its group where the module has SUBCOMMANDS."""
    from mlthreat.cli.help import PlainCommand, unwrapped

    module = import_module(f"mlthreat.cli.{name}_command")
    about = unwrapped(module.__doc__)
    commands = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=about)
    if not hasattr(module, "SUBCOMMANDS"):
        commands.command(name, cls=PlainCommand, help=about)(module.command)
    for sub, function in getattr(module, "SUBCOMMANDS", {}).items():
        commands.command(sub, cls=PlainCommand, help=unwrapped(function.__doc__))(function)
    return typer.main.get_command(commands)


app = typer.Typer(
    name="mlthreat",
    cls=LazyGroup,
    help="Threat-model checklist runner for machine-learning systems.",
    epilog="Begin with: mlthreat review",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
    no_plugins: bool = typer.Option(False, "--no-plugins", help="Leave out catalogs of installed packages."),  # noqa: ARG001 - read in cli/option.py
) -> None:
    if version:
        from mlthreat.version import VERSION

        typer.echo(f"mlthreat {VERSION}")
        raise typer.Exit


def run(arguments: list[str] | None = None) -> int:
    """Run the command line. Returns the exit code; whatever goes wrong is told on standard error."""
    from mlthreat.domain.diagnostic import UserError

    try:
        try:
            app(args=arguments, prog_name="mlthreat", standalone_mode=True)
        finally:
            sys.stdout.flush()
    except SystemExit as leaving:
        code = leaving.code
        return code if isinstance(code, int) else int(bool(code))
    except UserError as error:
        show(error)
        return Exit.CANNOT
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted\n")
        return Exit.INTERRUPTED
    except OSError as error:
        if error.errno in _CANNOT_WRITE:
            return _unwritten(error)
        return _confess(error) if _has_a_working_folder() else _nowhere()
    except Exception as bug:  # noqa: BLE001 - the one place where a bug ends
        return _confess(bug)
    return Exit.DONE


def _has_a_working_folder() -> bool:
    try:
        return bool(os.getcwd())  # noqa: PTH109 - whether it can be told is asked, not which it is
    except OSError:
        return False


def _nowhere() -> int:
    sys.stderr.write("error: the working folder has been deleted\nhint: change to one that exists\n")
    return Exit.CANNOT


def _unwritten(error: OSError) -> int:
    sys.stderr.write(
        f"error: the output could not be written: {error.strerror}\nhint: free some space, or send it elsewhere\n"
    )
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is not tried again at the end
    return Exit.CANNOT


def show(error: UserError) -> None:
    """Tell on standard error what went wrong and what to do."""
    from mlthreat.domain.diagnostic import Refused
    from mlthreat.views.messages import render, safe

    if isinstance(error, Refused):
        sys.stderr.write(render(error.diagnostics[:MOST_SHOWN], "text") + "\n")
        if len(error.diagnostics) > MOST_SHOWN:
            sys.stderr.write(f"\nand {len(error.diagnostics) - MOST_SHOWN} more; `mlthreat validate` shows them all\n")
    sys.stderr.write(f"error: {safe(error.message)}\n")
    if error.hint:
        sys.stderr.write(f"hint: {safe(error.hint)}\n")


def _confess(bug: Exception) -> int:
    from mlthreat.views.messages import safe

    sys.stderr.write(f"bug in mlthreat: {type(bug).__name__}: {safe(str(bug))}\n")
    if os.environ.get("MLTHREAT_DEBUG"):
        import traceback

        sys.stderr.write(safe("".join(traceback.format_exception(bug)), lines=True))
    else:
        sys.stderr.write("please report it, with what MLTHREAT_DEBUG=1 prints; your files were not changed by it\n")
    return Exit.BUG
