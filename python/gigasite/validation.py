"""The table of truth: each reference case with its model, source, what was expected and what came out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from gigasite.testing.cases import Result, _short, results

__all__ = ["Validation", "validate"]


@dataclass(frozen=True)
class Validation:
    """Results of the reference cases. ``ok`` when none failed."""

    rows: tuple[Result, ...]

    @property
    def ok(self) -> bool:
        """No case failed; cases that need a file or a scenario do not count."""
        return self.count("failed") == 0

    def count(self, status: str) -> int:
        """Number of cases with this status."""
        return sum(row.status == status for row in self.rows)

    def summary(self) -> str:
        """One line of counts."""
        parts = [f"{self.count('passed')} passed", f"{self.count('failed')} failed"]
        parts += [f"{n} need a {what}" for what in ("file", "scenario") if (n := self.count(f"needs {what}"))]
        return ", ".join(parts)

    def table(self) -> str:
        """The rows as aligned text, the counts in the last line."""
        head = ("case", "model", "expected", "got", "error", "result", "source")
        body = [_cells(row) for row in self.rows]
        widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head) - 1)]
        lines = ["  ".join([*(cell.ljust(w) for cell, w in zip(line, widths, strict=False)), line[-1]]).rstrip() for line in [head, *body]]
        return "\n".join([*lines, self.summary()])

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        counts = {status: self.count(status) for status in ("passed", "failed", "needs file", "needs scenario")}
        return {"ok": self.ok, "counts": counts, "rows": [row.to_dict() for row in self.rows]}


def _cells(row: Result) -> tuple[str, ...]:
    source = row.reason if row.status != "passed" else row.source
    error = f"{row.error:.1e}" if row.error == row.error else ""
    expected, got = (_short(v)[:36] if row.checks else "" for v in (row.expected, row.got))
    return (row.id, row.model, expected, got, error, row.status, " ".join(source.split())[:100])


def validate(only: str | None = None, *, files: str | os.PathLike[str] | None = None) -> Validation:
    """Runs the reference cases that come with the package.

    ``only`` keeps the cases with this text in their id or model; ``files`` is a folder with the third-party files that a
    few cases read and that are not shipped. Errors: `ParameterError` where no case matches.

    >>> validate("T24-a1").summary()
    '1 passed, 0 failed'
    """
    return Validation(tuple(results(only, files=files)))
