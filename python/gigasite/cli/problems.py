"""Errors as a person needs them: where, the line itself, what is legal, why, and the next command. On standard error."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gigasite.cli import BAD_INPUT, DEFECT, offered
from gigasite.errors import GigasiteError, format_number
from gigasite.report.terminal_style import Style, fold_ascii

__all__ = ["tell"]


def tell(error: Exception, args: list[str]) -> int:
    """Print the error and give the exit code."""
    style = Style(use_colour(args))
    if isinstance(error, GigasiteError):
        _print(shown(error, style))
        return BAD_INPUT
    if isinstance(error, OSError) and error.filename is not None:
        _print(f"{style.red('error')}: {error.filename}: {(error.strerror or str(error)).lower()}")
        return BAD_INPUT
    words = "This is a defect of gigasite, not of your input. --debug shows where it happened."
    _print(f"{style.red('error')}: {type(error).__name__}: {safe(str(error))}\n  {words}")
    return DEFECT


def shown(error: GigasiteError, style: Style) -> str:
    """One or many problems, then how many there are."""
    many = [e for e in getattr(error, "errors", ()) if isinstance(e, GigasiteError)]
    if not many:
        return one(error, style)
    file = next((e.file for e in many if e.file), error.file)
    count = style.bold(f"{len(many)} error{'' if len(many) == 1 else 's'}")
    place = f" in {file}" if file else ""
    return "\n\n".join([*(one(e, style) for e in many), f"{count}{place}. Nothing was simulated."])


def one(error: GigasiteError, style: Style) -> str:
    place = error.path or error.parameter
    words = error.message if not place or error.message.startswith(place) else f"{place}: {error.message}"
    lines = [f"{style.red('error')}: {style.bold(safe(words))}"]
    if error.file:
        lines.append("  " + style.dim(safe(error.file) + (f":{error.line}" if error.line else "")))
        lines += _source(error, style)
    if error.hint:
        lines.append(f"  {safe(error.hint)}")
    expected = getattr(error, "expected", None) or _interval(error)
    if expected:
        lines.append(f"  {style.dim('expected')}  {safe(expected)}")
    if error.parameter and offered("explain") and _is_parameter(error.parameter):
        lines.append(f"  {style.dim('explain')}   gigasite explain {error.parameter}")
    return "\n".join(lines)


def safe(text: str) -> str:
    """Text without control characters, lines kept apart by spaces."""
    from gigasite.report.text import clean

    return clean(text, 2000)


def _interval(error: GigasiteError) -> str:
    if error.low is None and error.high is None:
        return ""
    unit = f" {error.unit}" if error.unit and error.unit != "1" else ""
    if error.high is None or error.high == float("inf"):
        return f"at least {format_number(error.low)}{unit}"
    if error.low is None or error.low == -float("inf"):
        return f"at most {format_number(error.high)}{unit}"
    return f"{format_number(error.low)} to {format_number(error.high)}{unit}"


def _is_parameter(name: str) -> bool:
    from gigasite.parameters import table

    return name in table()


def _source(error: GigasiteError, style: Style) -> list[str]:
    """The line of the file with the value marked."""
    if not error.line:
        return []
    text = getattr(error, "source_line", None)
    if text is None:
        text = _line(str(error.file), error.line)
    if text is None:
        return []
    start = (getattr(error, "column", None) or 0) - 1
    length = getattr(error, "length", None) or 0
    if start < 0 or not length:
        start, length = _mark(text, error)
    text = text.replace("\t", " ")
    if start > 60:  # a long line is shown around the value
        text, start = "…" + text[start - 40 :], 41
    text = safe(text[:160])
    number = str(error.line)
    length = max(1, min(length, len(text) - start))
    return [f"  {style.dim(f'{number} │')} {text}", f"  {style.dim(' ' * len(number) + ' │')} {' ' * start}{style.red('^' * length)}"]


def _line(file: str, number: int) -> str | None:
    path = Path(file)
    try:
        if path.stat().st_size > 10 * 2**20:
            return None
        return path.read_text("utf-8", "replace").splitlines()[number - 1]
    except (OSError, IndexError):
        return None


def _mark(text: str, error: GigasiteError) -> tuple[int, int]:
    """Where to put the caret: the value when the line has it, else the key."""
    for value in (f'"{error.value}"', f"'{error.value}'", str(error.value)) if error.value is not None else ():
        at = text.find(value)
        if at >= 0:
            return at, len(value)
    key = (error.path or error.parameter or "").rsplit(".", 1)[-1]
    at = text.find(key) if key else -1
    if at >= 0:
        return at, len(key)
    start = len(text) - len(text.lstrip())
    return start, max(1, len(text.strip()))


def use_colour(args: list[str], stream: object = None) -> bool:
    """``--color`` as given, else colour on a terminal unless NO_COLOR is set."""
    import os

    choice = "auto"
    for k, word in enumerate(args):
        if word.startswith("--color="):
            choice = word.split("=", 1)[1]
        elif word == "--color" and k + 1 < len(args):
            choice = args[k + 1]
    if choice in ("always", "never"):
        return choice == "always"
    out = sys.stderr if stream is None else stream
    return bool(getattr(out, "isatty", lambda: False)()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print(text: str) -> None:
    click.echo(fold_ascii(text, sys.stderr.encoding or "utf-8"), err=True, color=True)
