"""Four styles of the terminal's own colours, and what is written where the encoding has no dots and dashes."""

from __future__ import annotations

__all__ = ["Style", "fold_ascii"]

ASCII = {
    "━": "=",
    "●": "o",
    "╸": "=",
    "╺": "=",
    "─": "-",
    "–": "-",
    "−": "-",
    "·": "-",
    "…": "...",
    "│": "|",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "“": '"',
    "”": '"',
    "’": "'",
    "°": " deg ",
    "²": "2",
    "³": "3",
    "×": "x",
    "₂": "2",
}


class Style:
    """Bold, dim, cyan and red of the terminal's own colours, or nothing."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def bold(self, text: str) -> str:
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        return self._wrap("2", text)

    def cyan(self, text: str) -> str:
        return self._wrap("36", text)

    def red(self, text: str) -> str:
        return self._wrap("1;31", text)

    def yellow(self, text: str) -> str:
        return self._wrap("33", text)


def fold_ascii(text: str, encoding: str) -> str:
    """The text in an encoding that has no dots and dashes."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = "".join(ASCII.get(c, c) for c in text)
        try:
            return text.encode(encoding, "replace").decode(encoding)
        except LookupError:
            return text.encode("ascii", "replace").decode("ascii")
    return text
