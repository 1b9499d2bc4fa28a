"""Where would it turn: cost as a multiple of the other site's over two inputs, in regions that name themselves."""

from __future__ import annotations

import itertools
import math

from gigasite.report.decisions import BreakEvenMap
from gigasite.report.facts import Facts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import percent, ratio_words, short, with_unit
from gigasite.report.svg import Drawing, Point, ticks
from gigasite.report.text import width, wrap

LEVELS = (1.0, 2.0, 4.0)


def figure(facts: Facts) -> Figure | None:
    found = facts.map
    if found is None:
        return None
    site, base = facts.site(found.of).title, facts.site(found.against).title
    every = [v for row in found.ratio for v in row]
    step = max(1, len(found.x.values) // 4)
    rows = [
        [with_unit(found.y.values[j], found.y.unit), *(f"{found.ratio[j][i]:.1f}" for i in range(0, len(found.x.values), step))]
        for j in range(0, len(found.y.values), step)
    ]
    heads = [
        f"{found.y.name} ↓, {found.x.name} →",
        *(with_unit(found.x.values[i], found.x.unit) for i in range(0, len(found.x.values), step)),
    ]
    return Figure(
        id="be",
        headline=headline(site, base, every),
        sub=f"{site} as a multiple of {base}, the other inputs at their median. The cross is P10–P90 of the assumed values.",
        drawings=(_draw(found, site, base, 500), _draw(found, site, base, 358)),
        half=True,
        table=Table(heads, rows),
    )


def headline(site: str, base: str, every: list[float]) -> str:
    share = sum(v < 1 for v in every) / len(every)
    if share == 0:
        return f"Nowhere on this map does {site} match {base}: at best it costs {ratio_words(min(every))} {base}"
    if share == 1:
        return f"{site} is cheaper than {base} everywhere on this map"
    return f"{site} is cheaper than {base} on {percent(share)} of this map"


def _edge(found: BreakEvenMap, i: int, level: float) -> float:
    """Place of a level in a column, as a share of the height; 0 or 1 where the whole column lies on one side."""
    column = [row[i] for row in found.ratio]
    rising = column[-1] >= column[0]
    ordered = column if rising else column[::-1]
    if level <= ordered[0]:
        place = 0.0
    elif level >= ordered[-1]:
        place = 1.0
    else:
        k = next(k for k in range(len(ordered) - 1) if ordered[k] <= level <= ordered[k + 1])
        span = ordered[k + 1] - ordered[k]
        place = (k + ((level - ordered[k]) / span if span else 0.0)) / (len(ordered) - 1)
    return place if rising else 1.0 - place


def _draw(found: BreakEvenMap, site: str, base: str, total: float) -> Drawing:
    every = [v for row in found.ratio for v in row]
    d = Drawing(
        total,
        316,
        f"Cost of {site} as a multiple of {base} over {found.x.name} and {found.y.name}: {min(every):.1f} to {max(every):.1f} times.",
    )
    left, right, top, base_y = 46.0, total - 10, 26.0, 264.0
    xs = found.x.values
    x = Scale(math.log(xs[0]), math.log(xs[-1]), left, right)
    y = Scale(found.y.values[0], found.y.values[-1], base_y, top)
    heights = {level: [base_y - (base_y - top) * _edge(found, i, level) for i in range(len(xs))] for level in LEVELS}
    rising = found.ratio[-1][0] >= found.ratio[0][0]
    cheap, dear = (base_y, top) if rising else (top, base_y)
    bounds = [[cheap] * len(xs), *(heights[level] for level in LEVELS), [dear] * len(xs)]
    px = [x(math.log(v)) for v in xs]
    for k, (a, b) in enumerate(itertools.pairwise(bounds)):
        points: list[Point] = [*zip(px, a, strict=True), *reversed(list(zip(px, b, strict=True)))]
        if any(abs(p - q) > 0.5 for p, q in zip(a, b, strict=True)):
            d.path(points, f"z{k + 1}", closed=True)
    for k, level in enumerate(LEVELS):
        inside = [(p, h) for p, h in zip(px, heights[level], strict=True) if top + 0.5 < h < base_y - 0.5]
        if len(inside) > 1:
            d.path(inside, "zl1" if k == 0 else "zl")
    _axes(d, found, x, y, left, right, top, base_y)
    names = [f"{site} cheaper", f"1–2 × {base}", "2–4 ×", "over 4 ×"]
    point = (x(math.log(min(max(found.x.middle, xs[0]), xs[-1]))), y(found.y.middle))
    for k, name in enumerate(names):
        _name(d, px, bounds[k], bounds[k + 1], name, "onz" if k == 0 else "lbz", point)
    ends = [x(math.log(min(max(v, xs[0]), xs[-1]))) for v in (found.x.p10, found.x.p90)]
    d.line(ends[0], point[1], ends[1], point[1], "ptl")
    d.line(point[0], y(found.y.p10), point[0], y(found.y.p90), "ptl")
    d.circle(*point, 5, "pt")
    right_side = point[0] + 70 < right
    d.text(point[0] + (9 if right_side else -9), point[1] + 20, "assumed", "nm2", "" if right_side else "end")
    return d


def _axes(d: Drawing, found: BreakEvenMap, x: Scale, y: Scale, left: float, right: float, top: float, base: float) -> None:
    d.text(0, 12, wrap(f"{found.y.name}{f', {found.y.unit}' if found.y.unit not in ('', '1') else ''}", d.width, 12, lines=1)[0], "ax")
    for value in ticks(found.y.values[0], found.y.values[-1], 5):
        d.line(left - 4, y(value), left, y(value), "axis")
        d.text(left - 8, y(value) + 4, short(value), "ax", "end")
    d.line(left, top, left, base, "axis")
    d.line(left, base, right, base, "axis")
    marks = [m * 10.0**k for k in range(7) for m in (1, 2, 5)]
    last = -1e9
    for value in marks:
        if found.x.values[0] * 0.999 <= value <= found.x.values[-1] * 1.001:
            place, words = x(math.log(value)), short(value)
            if place - last > width(words, 12) + 14:
                d.text(place, base + 17, words, "ax", "" if place < left + 8 else "end" if place > right - 12 else "middle")
                last = place
    d.text(right, base + 34, f"{found.x.name}, {found.x.unit}", "ax", "end")


def _name(d: Drawing, px: list[float], a: list[float], b: list[float], name: str, cls: str, point: Point) -> None:
    """Write the name where its region is widest, clear of the cross; not at all where it has no room."""
    half = width(name, 14, True) / 2 + 6
    best, place = 20.0, None
    for i, middle in enumerate(px):
        if middle - half < px[0] or middle + half > px[-1]:
            continue
        window = [k for k in range(len(px)) if abs(px[k] - middle) <= half]
        upper, lower = max(min(a[k], b[k]) for k in window), min(max(a[k], b[k]) for k in window)
        height = (upper + lower) / 2
        clear = abs(middle - point[0]) > half + 66 or abs(height - point[1]) > 34
        if lower - upper > best and clear:
            best, place = lower - upper, (px[i], height)
    if place is not None:
        d.text(place[0], place[1] + 4.5, name, cls, "middle")
