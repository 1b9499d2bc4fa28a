"""The exception tree. Every error names the parameter, the value, the legal interval, the place in the file, and what to do."""

from __future__ import annotations

import math
from typing import Any

__all__ = [
    "DataError",
    "GigasiteError",
    "ParameterError",
    "PhysicsError",
    "PluginError",
    "ScenarioError",
    "ValidityWarning",
]


def format_number(value: Any) -> str:
    """A number as people write it: thousands separated, no noise digits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if math.isinf(value) or math.isnan(value):
        return {True: "∞", False: "−∞"}[value > 0] if math.isinf(value) else "NaN"
    if value != 0 and (abs(value) >= 1e9 or abs(value) < 1e-3):
        return f"{value:.6g}".replace("-", "−")
    text = f"{value:,.6f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
    return text.replace("-", "−")


class GigasiteError(Exception):
    """Root of all errors of gigasite.

    The parts are attributes, ``None`` where they do not apply: ``parameter``, ``value``, ``low``, ``high`` (the legal
    interval), ``unit``, ``path`` (``sites.finland.it_capacity_mw``), ``file``, ``line``, ``hint``. The text is made from them.
    """

    def __init__(
        self,
        message: str,
        *,
        parameter: str | None = None,
        value: Any = None,
        low: float | None = None,
        high: float | None = None,
        unit: str | None = None,
        path: str | None = None,
        file: str | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.parameter = parameter
        self.value = value
        self.low = low
        self.high = high
        self.unit = unit
        self.path = path
        self.file = file
        self.line = line
        self.hint = hint
        super().__init__(self.text())

    def text(self) -> str:
        """The whole message in one paragraph."""
        place = self.path or self.parameter
        parts = [f"{place}: {self.message}" if place and not self.message.startswith(place) else self.message]
        if self.low is not None or self.high is not None:
            low, high = (
                format_number(-math.inf if self.low is None else self.low),
                format_number(math.inf if self.high is None else self.high),
            )
            parts.append(f"legal: {low} to {high}" + (f" {self.unit}" if self.unit else ""))
        if self.file:
            parts.append(f"at {self.file}" + (f":{self.line}" if self.line else ""))
        if self.hint:
            parts.append(self.hint)
        return "; ".join(parts)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(kind: type[GigasiteError], parts: dict[str, Any]) -> GigasiteError:
    known = {k: parts.get(k) for k in ("parameter", "value", "low", "high", "unit", "path", "file", "line", "hint")}
    error = kind(parts["message"], **known)
    error.__dict__.update(parts)
    return error


class ParameterError(GigasiteError, ValueError):
    """A value without physical meaning: a negative count, a fraction above 1, NaN, infinity, a wrong shape or name."""


class PhysicsError(GigasiteError, ValueError):
    """A value that has meaning but lies outside the validity of the model, or a state that nature does not allow."""


class DataError(GigasiteError, ValueError):
    """A file, series or table that cannot be read as what it should be."""


class ScenarioError(GigasiteError, ValueError):
    """A scenario that does not say what to simulate. ``errors`` holds every problem found, in the order of the file.

    A single problem also has ``column`` and ``length`` (the caret), ``source_line`` and ``expected``. The parts of the first
    problem are those of the whole.
    """

    def __init__(
        self,
        message: str,
        *,
        errors: tuple[ScenarioError, ...] = (),
        column: int | None = None,
        length: int | None = None,
        source_line: str | None = None,
        expected: str | None = None,
        **parts: Any,
    ) -> None:
        self.errors = errors
        self.column = column
        self.length = length
        self.source_line = source_line
        self.expected = expected
        super().__init__(message, **parts)

    @classmethod
    def together(cls, errors: list[ScenarioError], file: str | None) -> ScenarioError:
        """One error for all problems of a file."""
        count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
        first = errors[0]
        names = ("parameter", "value", "low", "high", "unit", "path", "file", "line", "hint", "column", "length", "source_line", "expected")
        parts = {name: getattr(first, name) for name in names}
        return cls(f"{count}{f' in {file}' if file else ''}. Nothing was simulated.", errors=tuple(errors), **parts)

    def text(self) -> str:
        return "\n".join([*(str(error) for error in self.errors), self.message]) if self.errors else super().text()

    def render(self, color: bool = False) -> str:
        """The problems as a terminal shows them: place, the line with a caret, what is legal, what to do next."""
        if self.errors:
            return "\n\n".join([*(error.render(color) for error in self.errors), self.message])
        red, end = ("\033[1;31m", "\033[0m") if color else ("", "")
        place = f"{self.path}: " if self.path else ""
        lines = [f"{red}error{end}: {printable(place + self.message)}"]
        if self.file:
            lines.append(f"  {printable(self.file)}{f':{self.line}' if self.line else ''}")
        if self.source_line is not None and self.line and self.column:
            shown, at = _window(self.source_line, self.column - 1)
            width = max(1, min(self.length or 1, len(shown) - at))
            number = f"  {self.line} │ "
            lines += [f"{number}{shown}", " " * (len(number) - 2) + "│ " + " " * at + f"{red}{'^' * width}{end}"]
        if self.hint:
            lines.append(f"  {printable(self.hint)}")
        if self.expected:
            lines.append(f"  expected  {self.expected}")
        if self.parameter:
            lines.append(f"  explain   gigasite explain {printable(self.parameter)}")
        return "\n".join(lines)


def printable(text: str) -> str:
    """Text without control characters, so that a file cannot speak to the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)


def _window(line: str, at: int, width: int = 100) -> tuple[str, int]:
    """The part of a line around a place, and where the place is in it."""
    line = printable(line.replace("\t", " "))
    if len(line) <= width:
        return line, at
    start = max(0, min(at - 20, len(line) - width))
    return line[start : start + width], at - start


class PluginError(GigasiteError):
    """A plugin that cannot be loaded, breaks a promise of the interface, or failed in the middle of a run."""


class ValidityWarning(UserWarning):
    """A model was used outside the interval in which it was checked, because the caller asked for it."""
