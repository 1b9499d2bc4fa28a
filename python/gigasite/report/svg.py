"""A small drawing: lines, bars, dots, paths and text in SVG, the same bytes for the same input."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gigasite.report.text import escape

__all__ = ["Drawing", "nice_ceiling", "ticks"]

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal; a drawing never holds what is not a number."""
    if not math.isfinite(value):
        raise ValueError("a drawing cannot place a value that is not finite")
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round positions from ``low`` to ``high``."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    digit = raw / power
    step = power * (1.0 if digit < 1.5 else 2.0 if digit < 3.5 else 5.0 if digit < 7.5 else 10.0)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def nice_ceiling(value: float) -> float:
    """The next round number at or above a positive value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if m * power >= value * 0.9999)


class Drawing:
    """One width variant of a figure. Classes come from the style sheet; colours are never written here."""

    def __init__(self, width: float, height: float, label: str) -> None:
        self.width, self.height, self.label = width, height, label
        self.parts: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str) -> None:
        self.parts.append(f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class="{cls}"/>')

    def rect(self, x: float, y: float, width: float, height: float, cls: str) -> None:
        if width > 0 and height > 0:
            self.parts.append(
                f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(width, 0.1))}" height="{number(height)}" class="{cls}"/>'
            )

    def circle(self, x: float, y: float, radius: float, cls: str) -> None:
        self.parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" class="{cls}"/>')

    def text(self, x: float, y: float, text: str, cls: str, anchor: str = "") -> None:
        at = f' text-anchor="{anchor}"' if anchor else ""
        self.parts.append(f'<text x="{number(x)}" y="{number(y)}" class="{cls}"{at}>{escape(text)}</text>')

    def path(self, points: Iterable[Point], cls: str, closed: bool = False) -> None:
        joined = "L".join(f"{number(x)},{number(y)}" for x, y in points)
        if joined:
            self.parts.append(f'<path d="M{joined}{"Z" if closed else ""}" class="{cls}"/>')

    def shape(self, outlines: Iterable[Iterable[Point]], cls: str) -> None:
        """One area of several outlines; an outline within another is a hole."""
        joined = "".join(f"M{'L'.join(f'{number(x)},{number(y)}' for x, y in outline)}Z" for outline in outlines)
        if joined:
            self.parts.append(f'<path d="{joined}" fill-rule="evenodd" class="{cls}"/>')

    def ribbon(self, x0: float, top0: float, x1: float, top1: float, thickness: float, cls: str) -> None:
        """A flow from (x0, top0) to (x1, top1) of the same thickness at both ends."""
        middle = (x0 + x1) / 2
        n = number
        self.parts.append(
            f'<path d="M{n(x0)},{n(top0)}C{n(middle)},{n(top0)} {n(middle)},{n(top1)} {n(x1)},{n(top1)}L{n(x1)},{n(top1 + thickness)}'
            f'C{n(middle)},{n(top1 + thickness)} {n(middle)},{n(top0 + thickness)} {n(x0)},{n(top0 + thickness)}Z" class="{cls}"/>'
        )

    def arrow(self, x: float, y: float, cls: str) -> None:
        """A mark that the value lies beyond the axis."""
        self.path([(x - 8, y - 6), (x + 2, y), (x - 8, y + 6)], cls, closed=True)

    def render(self, variant: str) -> str:
        return (
            f'<svg class="p-{variant}" viewBox="0 0 {number(self.width)} {number(self.height)}" role="img" '
            f'aria-label="{escape(self.label)}">{"".join(self.parts)}</svg>'
        )


def render_variants(drawings: Sequence[Drawing], half: bool) -> str:
    """The variants of one figure; the style sheet shows one of them."""
    names = ("w", "s") if half else ("w", "m", "s")
    body = "".join(d.render(n) for d, n in zip(drawings, names, strict=True))
    return f'<div class="plots{" half" if half else ""}">{body}</div>'
