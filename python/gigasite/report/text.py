"""Text that may come from anyone: made harmless, measured, wrapped.

Sentences carry two marks that survive until the output is known: `strong` and `interval`. `plain` drops them, `html` turns them
into elements after everything else has been escaped, so that no title can bring markup of its own.
"""

from __future__ import annotations

import html as _html
import unicodedata

__all__ = ["clean", "escape", "fit", "html", "interval", "plain", "strong", "width", "wrap"]

STRONG, STRONG_END, INTERVAL, INTERVAL_END = "\ue000", "\ue001", "\ue002", "\ue003"
NARROW = "\u202f"  # narrow no-break space, before % and units

# Advance widths of Helvetica and its metric twins (Arial, Liberation Sans) in thousandths, from the AFM of the printing font.
_WIDTHS = dict.fromkeys("0123456789abdeghnopquLβ#$_?–", 556) | dict.fromkeys(" !,./:;It[]\\f", 278) | dict.fromkeys("ckvxyzsJ", 500)
_WIDTHS |= dict.fromkeys("ABEKPSVXY&", 667) | dict.fromkeys("CDHNRUw", 722) | dict.fromkeys("GOQ", 778) | dict.fromkeys("FTZ", 611)
_WIDTHS |= (
    dict.fromkeys("ijl'", 222)
    | dict.fromkeys("r()-`", 333)
    | dict.fromkeys("+<=>~−×", 584)
    | {"m": 833, "M": 833, "W": 944, "%": 889, "@": 1015, "…": 1000, "—": 1000, NARROW: 200}
)


def clean(text: object, limit: int = 200) -> str:
    """One line without control, direction or private characters; cut at ``limit``."""
    shown = "".join(" " if c in "\t\n\r" else c for c in str(text) if c in "\t\n\r" or unicodedata.category(c)[0] != "C")
    shown = " ".join(shown.split(" ")).strip()
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def escape(text: object) -> str:
    """Text for HTML, in elements and in quoted attributes."""
    return _html.escape(str(text), quote=True)


def strong(text: str) -> str:
    """Mark the word that carries the finding."""
    return f"{STRONG}{text}{STRONG_END}"


def interval(text: str) -> str:
    """Mark an interval in brackets."""
    return f"{INTERVAL}{text}{INTERVAL_END}"


def plain(text: str) -> str:
    """The sentence without marks, with plain spaces."""
    return text.translate({ord(c): None for c in (STRONG, STRONG_END, INTERVAL, INTERVAL_END)} | {ord(NARROW): " ", 0xA0: " "})


def html(text: str) -> str:
    """The sentence as HTML."""
    marks = {STRONG: "<b>", STRONG_END: "</b>", INTERVAL: '<span class="iv">', INTERVAL_END: "</span>"}
    return escape(text).translate({ord(k): v for k, v in marks.items()})


def width(text: str, size: float = 13.0, bold: bool = False) -> float:
    """Width in px of a line set in the sans-serif of the report; a little generous, since the font is the reader's."""
    thousandths = sum(_WIDTHS.get(c, 1000 if unicodedata.east_asian_width(c) in "WF" else 600) for c in text)
    return thousandths / 1000.0 * size * (1.09 if bold else 1.03)


def fit(text: str, room: float, size: float = 13.0, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it does not fit in ``room`` px."""
    if width(text, size, bold) <= room:
        return text
    while text and width(text + "…", size, bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, size: float = 13.0, bold: bool = False, lines: int = 2) -> list[str]:
    """The text in at most ``lines`` lines of ``room`` px; the last is cut where it must be."""
    out: list[str] = []
    rest = text
    while rest and len(out) < lines - 1 and width(rest, size, bold) > room:
        words = rest.split(" ")
        line = words[0]
        taken = 1
        while taken < len(words) and width(f"{line} {words[taken]}", size, bold) <= room:
            line += " " + words[taken]
            taken += 1
        if width(line, size, bold) > room:
            break
        out.append(line)
        rest = " ".join(words[taken:])
    if rest:
        out.append(fit(rest, room, size, bold))
    return out or [""]
