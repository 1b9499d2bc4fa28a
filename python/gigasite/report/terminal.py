"""The table of a comparison on a terminal: four styles, no box drawing but one rule, nothing said by colour alone."""

from __future__ import annotations

import textwrap
import unicodedata

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import axis_range
from gigasite.report.numbers import co2, count, months, percent, usd, water
from gigasite.report.sentences import summary
from gigasite.report.svg import ticks
from gigasite.report.terminal_style import Style, fold_ascii
from gigasite.report.text import plain

__all__ = ["cells", "table"]

NAME, BAR, FULL, NOTES = 15, 28, 100, 3


def cells(text: str) -> int:
    """Columns that the text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, room: int) -> str:
    """The text in ``room`` columns, with an ellipsis where it does not fit."""
    if cells(text) <= room:
        return text
    while text and cells(text) > room - 1:
        text = text[:-1]
    return text + "…"


def left(text: str, room: int) -> str:
    return cut(text, room) + " " * max(0, room - cells(cut(text, room)))


def right(text: str, room: int) -> str:
    return " " * max(0, room - cells(text)) + text


def table(facts: Facts, *, width: int = FULL, colour: bool = False, encoding: str = "utf-8", serve: bool = False) -> str:
    """The whole answer of ``gigasite compare``: head, table, sentences, boundary."""
    style, width = Style(colour), max(48, min(width, FULL))
    lines = [_title(facts, style), "", *_table(facts, style, width), ""]
    lines += _paragraph(facts, style, width)
    lines += ["", *_foot(facts, style, width, serve)]
    return fold_ascii("\n".join(line.rstrip() for line in lines), encoding) + "\n"


def _title(facts: Facts, style: Style) -> str:
    rest = ([f"{facts.capacity} IT"] if facts.capacity else []) + [
        f"{count(facts.draws)} draw{'' if facts.draws == 1 else 's'}",
        f"seed {facts.seed}",
        f"US$ {facts.price_year}",
    ]
    return style.bold(facts.heading) + "".join(" · " + r for r in rest)


def _table(facts: Facts, style: Style, width: int) -> list[str]:
    rich, several = width >= 90, len(facts.priced) > 1
    ref = cut(facts.ref.title, 12)
    beats = max(7, cells(ref) + 2) if several else 0
    room = width - 20 - beats - 7 - (20 if rich else 0)
    name = min(max(NAME, *(cells(s.title) + 1 for s in facts.sites)), NAME + 7, room)
    fixed = name + 23 + beats + 7 + (20 if rich else 0)
    bar = min(BAR, width - fixed)
    if bar < 16:
        bar = 0
    scale = _Axis(facts, bar) if bar and facts.priced else None
    top = [" " * name + left("$ per delivered GPU-h", 23 if bar else 20 + max(0, beats - 6))[: 23 if bar else 21]]
    head = [left("site", name), right("P10", 6), right("P50", 7), right("P90", 7)]
    if bar:
        top.append(" " * bar)
        head.append("   " + (scale.head() if scale else " " * bar))
    if several:
        top.append(right("beats", beats if bar else beats - 1))
        head.append(right(ref, beats))
    if rich:
        top.append(right("CO2e", 6) + right("water", 6))
        head.append(right("kg/h", 6) + right("L/h", 6))
    top.append(right("power", 7))
    head.append(right("months", 7))
    if rich:
        top.append(right("deliv-", 8))
        head.append(right("ered", 8))
    rule = "─" * min(width - 1, cells("".join(head)))
    out = [style.dim("".join(top)), style.dim("".join(head)), style.dim(rule)]
    return out + [_row(facts, site, style, name, scale, bar, rich, beats) for site in facts.ranked]


def _row(facts: Facts, site: SiteFacts, style: Style, name: int, scale: _Axis | None, bar: int, rich: bool, beats: int) -> str:
    cost = site.cost
    out = style.bold(left(site.title, name))
    if cost.exists:
        out += style.dim(right(usd(cost.p10), 6)) + style.bold(right(usd(cost.p50), 7)) + style.dim(right(usd(cost.p90), 7))
    else:
        out += right("", 6) + right("none", 7) + right("", 7)
    if bar:
        out += "   " + (style.cyan(scale.bar(site)) if scale and cost.exists else " " * bar)
    if beats:
        won = (
            ""
            if not cost.exists or not facts.ref.cost.exists
            else "ref"
            if site.key == facts.reference
            else plain(percent(facts.probability(site.key, facts.reference), of_draws=True))
        )
        out += right(won, beats)
    if rich:
        out += right(_value(site, "co2_kg_per_gpu_h", co2), 6) + right(_value(site, "water_l_per_gpu_h", water), 6)
    out += right(_value(site, "time_to_power_months", months), 7)
    if rich:
        out += right(plain(_value(site, "delivered_share", percent)), 8)
    return out


def _value(site: SiteFacts, metric: str, form: object) -> str:
    quantity = site.measures.get(metric)
    return "none" if quantity is None or not quantity.exists else str(form(quantity.p50))  # type: ignore[operator]


class _Axis:
    """P10 to P90 in half columns, the P50 as a dot; an arrow where the dearest leaves the axis."""

    def __init__(self, facts: Facts, room: int) -> None:
        sites = facts.priced
        self.room = room
        low, high, _ = axis_range([min(s.cost.p10, 0.0) for s in sites], [s.cost.p90 for s in sites])
        self.low, self.high = low, high

    def half(self, value: float) -> int:
        share = (value - self.low) / (self.high - self.low)
        return min(2 * self.room - 1, max(0, round(share * (2 * self.room - 1))))

    def head(self) -> str:
        out = [" "] * self.room
        taken = -1
        for value in ticks(self.low, self.high, 4):
            text = f"{value:g}".replace("-", "−")
            start = self.half(value) // 2
            if start > taken and start + len(text) <= self.room:
                out[start : start + len(text)] = text
                taken = start + len(text)
        return "".join(out)

    def bar(self, site: SiteFacts) -> str:
        cost = site.cost
        if cost.p10 > self.high:
            return " " * (self.room - 1) + ">"
        a, b, dot = self.half(cost.p10), self.half(cost.p90), self.half(cost.p50) // 2
        out = []
        for k in range(self.room):
            halves = (a <= 2 * k <= b, a <= 2 * k + 1 <= b)
            out.append("●" if k == dot else {(True, True): "━", (True, False): "╸", (False, True): "╺", (False, False): " "}[halves])
        return "".join(out)


def _paragraph(facts: Facts, style: Style, width: int) -> list[str]:
    sentences = summary(facts)
    lines = textwrap.wrap(" ".join(sentences), width, break_long_words=False, break_on_hyphens=False) or [""]
    start = f"{facts.priced[0].title} is cheapest" if facts.priced else ""
    if start and lines[0].startswith(start):
        lines[0] = style.bold(start) + lines[0][len(start) :]
    return lines


def _foot(facts: Facts, style: Style, width: int, serve: bool) -> list[str]:
    inside = ", ".join(dict.fromkeys(b for s in facts.ranked for b in s.boundary)) or "not named"
    rows = [("boundary", f"{inside}; not software, not bandwidth"), ("carbon", f"{facts.carbon_basis}-based")]
    notes: dict[str, list[str]] = {}
    for site in facts.ranked:
        for note in site.notes:
            notes.setdefault(note, []).append(site.title)
    shown = sorted(notes.items(), key=lambda pair: "synthetic" not in pair[0])[:NOTES]
    rows += [("note", f"{', '.join(titles)}: {note}") for note, titles in shown]
    if len(notes) > len(shown):
        rows.append(("note", f"{len(notes) - len(shown)} more in --json and --html"))
    rows += [("assert", f"{'held' if held else 'did not hold'}: {text}") for text, held in facts.asserts]
    rows.append(("next", "--html report.html for figures and sources" + (" · gigasite serve to change assumptions" if serve else "")))
    out = []
    for word, text in rows:
        for k, line in enumerate(textwrap.wrap(text, width - 10, break_on_hyphens=False) or [""]):
            out.append(style.dim(f"{word if k == 0 else '':<10}{line}"))
    return out
