"""Collects what is wrong with a scenario, each problem with its place, and raises all of it together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from gigasite.errors import ScenarioError, printable
from gigasite.scenario.reading import Document, Place

__all__ = ["Path", "Problems", "nearest", "path_text", "quoted"]

Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """``("sites", "texas", "x")`` as ``sites.texas.x``, a number as ``[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return printable(text)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The nearest right name as a hint."""
    names = list(names)
    folded = [n for n in names if n.casefold().replace("-", "_") == name.casefold().replace("-", "_")]
    near = folded or difflib.get_close_matches(name, names, n=5, cutoff=0.6)
    if near:  # of the near ones the one that begins alike: "FIN" is FI and not IN
        best = max(near, key=lambda n: (difflib.SequenceMatcher(None, name, n).ratio(), n[:1] == name[:1]))
        return f"did you mean {best!r}?"
    if not names:
        return None
    shown = ", ".join(sorted(names)[:12])
    return f"known: {shown}{', …' if len(names) > 12 else ''}"


def quoted(value: Any) -> str:
    """A value as it stands in the file, not longer than a line."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return printable(text if len(text) <= 60 else text[:57] + '…"'[: 2 if isinstance(value, str) else 1])


class Problems:
    """The problems of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[ScenarioError] = []

    def add(self, path: Path, message: str, *, key: bool = False, place: Place | None = None, **parts: Any) -> None:
        """Notes a problem at a path; ``key`` puts the caret under the key instead of the value."""
        if place is None:
            _, place = self.document.root.at(path)
            if key:
                parent, _ = self.document.root.at(path[:-1])
                place = (parent.keys.get(str(path[-1])) if parent is not None and path else None) or place
        lines = self.document.lines
        if place is not None and place.line <= len(lines):
            parts |= {"line": place.line, "column": place.column, "length": place.length, "source_line": lines[place.line - 1]}
        self.found.append(ScenarioError(message, path=path_text(path) or None, file=self.document.file, **parts))

    def raise_if_any(self) -> None:
        """Raises every problem, in the order of the file."""
        if self.found:
            ordered = sorted(self.found, key=lambda e: (e.line or 0, e.column or 0))
            raise ScenarioError.together(ordered, self.document.file)
