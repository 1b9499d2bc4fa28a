"""What all figures share: a headline that is a finding, its drawings, its data as a table; scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gigasite.report.svg import Drawing, nice_ceiling, render_variants
from gigasite.report.text import escape, html

BREAK = 5.0  # a site this many times dearer than the next leaves the axis

__all__ = ["Figure", "Scale", "Table", "axis_range"]


@dataclass(frozen=True)
class Table:
    """Rows under heads; the first column names the row. Cells are text, made harmless here."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    label: str = "Data table"
    words: frozenset[int] = frozenset()  # columns that hold words, set left

    def render(self) -> str:
        n = ["" if i == 0 or i in self.words else ' class="n"' for i in range(len(self.heads))]
        head = "".join(f'<th scope="col"{n[i]}>{escape(h)}</th>' for i, h in enumerate(self.heads))
        body = ""
        for row in self.rows:
            cells = "".join(f"<td{n[i]}>{escape(c)}</td>" for i, c in enumerate(row) if i)
            body += f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(self.label)}">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )


@dataclass(frozen=True)
class Figure:
    """A picture with its finding. ``drawings`` are the width variants: wide, middle, small; half-width figures have two."""

    id: str
    headline: str
    sub: str
    drawings: Sequence[Drawing] = ()
    half: bool = False
    body: str = ""
    note: str = ""
    table: Table | None = None
    after: str = field(default="", compare=False)

    def render(self, number: int) -> str:
        parts = [
            f'<figure id="f-{self.id}" class="fig"><figcaption><h3><span class="fn">{number}</span>{html(self.headline)}</h3>'
            f'<p class="sub">{html(self.sub)}</p></figcaption>'
        ]
        if self.drawings:
            parts.append(render_variants(self.drawings, self.half))
        parts.append(self.body)
        if self.note:
            parts.append(f'<p class="note">{html(self.note)}</p>')
        if self.table:
            parts.append(f"<details><summary>Show the data</summary>{self.table.render()}</details>")
        return "".join(parts) + "</figure>" + self.after


@dataclass(frozen=True)
class Scale:
    """A straight map from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        return self.start if span == 0 else self.start + (value - self.low) / span * (self.end - self.start)


def axis_range(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float, bool]:
    """Ends of a cost axis: from zero (or below, when there is income), and whether it breaks off before the dearest.

    One site that is far dearer than the next would press all others into the corner; beyond a factor of five the axis ends
    before it and its row shows an arrow and the number.
    """
    ordered = sorted(highs)
    top = ordered[-1]
    broken = False
    while len(ordered) > 1 and ordered[-2] > 0 and ordered[-1] > BREAK * ordered[-2]:
        ordered.pop()
        top, broken = ordered[-1] * 1.1, True
    low = min(0.0, *lows)
    if low < 0:
        low = -nice_ceiling(-low * 1.02)
    return low, nice_ceiling(max(top, 1e-9) * (1.0 if broken else 1.03)), broken
