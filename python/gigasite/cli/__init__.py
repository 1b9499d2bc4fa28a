"""The command line. Commands are imported when they are used; ``--help`` and ``--version`` load neither numpy nor pydantic.

Exit codes: 0 fine, 1 a defect of ours, 2 bad input or usage, 3 an assert of the scenario did not hold, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

__all__ = ["COMMANDS", "execute", "main"]

# Command -> module of this package, and the module of gigasite without which it is not offered.
COMMANDS: dict[str, tuple[str, str]] = {
    "compare": ("compare", "comparison"),
    "run": ("run", "simulation"),
    "sweep": ("sweep", "sweeping"),
    "breakeven": ("breakeven", "break_even"),
    "sensitivity": ("sensitivity", "sensitivity_analysis"),
    "optimise": ("optimise", "optimisation"),
    "plan": ("plan", "planning"),
    "options": ("site_options", "site_options"),
    "explain": ("explain", "explanation"),
    "validate": ("validate", "validation"),
    "schema": ("schema", "scenario.schema"),
    "sites": ("listing", "hooks"),
    "grids": ("listing", "hooks"),
    "economics": ("listing", "hooks"),
    "hardware": ("listing", "hooks"),
    "plugins": ("listing", "hooks"),
    "check": ("check", "testing.conformance"),
    "new-plugin": ("new_plugin", "testing.template"),
    "serve": ("serve", "serving"),
}
DEFECT, BAD_INPUT, NOT_HELD, INTERRUPTED = 1, 2, 3, 130


def exists(module: str) -> bool:
    """Whether a module of gigasite is there. Its file is looked for, so that nothing is imported."""
    place = Path(__file__).parent.parent.joinpath(*module.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def offered(name: str) -> bool:
    """Whether a command works in this build."""
    command, needs = COMMANDS[name]
    return exists(f"cli.{command}") and exists(needs)


class _Commands(click.Group):
    """Finds a command by name, and imports it then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if offered(name)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS or not offered(name):
            return None
        module = importlib.import_module(f"gigasite.cli.{COMMANDS[name][0]}")
        command: click.Command = module.commands[name]
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            raise click.UsageError(f"{error.message}{f' Did you mean {near[0]}?' if near else ''}", ctx) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(package_name="gigasite", prog_name="gigasite")
def gigasite() -> None:
    """Where should the next 100 MW of AI compute go, on Earth or in orbit, and what does a delivered GPU-hour cost there?

    `gigasite compare` without a scenario compares the five seed systems.
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    sys.exit(execute(list(sys.argv[1:] if args is None else args)))


def execute(args: list[str]) -> int:
    """Run a command; the exit code, with every error told on standard error."""
    debug = "--debug" in args
    try:
        code: Any = gigasite.main(args, prog_name="gigasite", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        silence()
        return 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except Exception as error:
        if debug:
            raise
        from gigasite.cli.problems import tell

        return tell(error, args)
    return code if isinstance(code, int) else 0


def silence() -> None:
    """The reader has gone: nothing more is written, also not when Python closes standard output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
