"""What every command has in common: options, output files, and a line of progress."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

import click

from gigasite.cli import silence
from gigasite.cli.problems import use_colour
from gigasite.files import write_together

__all__ = ["Output", "Progress", "common", "head"]

F = TypeVar("F", bound=Callable[..., Any])


def common(function: F) -> F:
    """``--json``, ``--color`` and ``--debug``."""
    for option in (
        click.option("--debug", is_flag=True, help="Show a traceback when something fails."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour on the terminal."),
        click.option(
            "--json", "json_file", metavar="FILE", help="Write the result as JSON; - is standard output, then nothing else is printed."
        ),
    ):
        function = option(function)
    return function


class Output:
    """Collects what a command writes, and writes it at the end: files whole or not at all."""

    def __init__(self, json_file: str | None, color: str) -> None:
        self.json_file = json_file
        self.quiet = json_file == "-"
        self.colour = use_colour([f"--color={color}"], sys.stdout)
        self.files: list[tuple[str, str]] = []
        self.text = ""

    @property
    def width(self) -> int:
        """Columns of the terminal; 100 where there is none."""
        return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100

    @property
    def encoding(self) -> str:
        return sys.stdout.encoding or "utf-8"

    def json(self, data: Any) -> None:
        if self.json_file:
            self.files.append((self.json_file, json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False, default=_plain) + "\n"))

    def file(self, path: str | None, text: str) -> None:
        if path:
            self.files.append((path, text))

    def print(self, text: str) -> None:
        self.text += text if text.endswith("\n") else text + "\n"

    def finish(self) -> None:
        """Write the files, then print."""
        write_together((path, text) for path, text in self.files if path != "-")
        from gigasite.report.terminal_style import fold_ascii

        shown = [text for path, text in self.files if path == "-"]
        if not self.quiet:
            shown.append(fold_ascii(self.text, self.encoding))
        try:
            click.echo("".join(shown), nl=False, color=self.colour)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader has gone, as `| head` does
            silence()
            raise click.exceptions.Exit(0) from None


def _plain(value: Any) -> Any:
    """Arrays and numbers of numpy as JSON has them."""
    for method in ("tolist", "to_dict"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def head(command: str, scenario: Any = None) -> dict[str, Any]:
    """What every JSON result begins with."""
    import gigasite

    out: dict[str, Any] = {"schema_version": 1, "gigasite": gigasite.__version__, "command": command}
    if scenario is not None:
        out["scenario"] = {"name": scenario.name, "digest": scenario.digest}
    return out


class Progress:
    """One line on standard error, only on a terminal: ``simulating  3/5 sites · 2,000 draws · 8 s left``."""

    def __init__(self, what: str = "simulating") -> None:
        self.what = what
        self.on = sys.stderr.isatty()
        self.shown = False
        self.start = time.monotonic()

    def __call__(self, done: int, total: int, draws: int) -> None:
        """``done`` of ``total`` sites are through."""
        self.tell(done, total, f"{done}/{total} sites · {draws:,} draws")

    def tell(self, done: int, total: int, text: str) -> None:
        """How far it is, and the time that is left."""
        if not self.on or done >= total:
            return
        left = f" · {(time.monotonic() - self.start) / done * (total - done):.0f} s left" if done else ""
        click.echo(f"\r\x1b[2K{self.what}  {text}{left}", nl=False, err=True)
        self.shown = True

    def close(self) -> None:
        """Take the line away."""
        if self.shown:
            click.echo("\r\x1b[2K", nl=False, err=True)
            self.shown = False
