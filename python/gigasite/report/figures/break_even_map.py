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
FURTHER = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


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


def levels_of(found: BreakEvenMap) -> tuple[float, ...]:
    """Multiples at which the regions part: from even on, or further out where the whole map is dearer than twice the other."""
    every = [v for row in found.ratio for v in row]
    if min(every) < 2:
        return LEVELS
    inside = [v for v in FURTHER if min(every) < v < max(every)]
    first = inside[0] if inside else max(v for v in FURTHER if v <= max(min(every), FURTHER[0]))
    return (first, 2 * first)


def _names(levels: tuple[float, ...], site: str, base: str) -> list[tuple[str, str, str]]:
    """Name, style of the name and fill of each region."""
    even = levels[0] == 1.0
    fills = [f"z{k}" for k in range(1 if even else 2, 5)]
    words = [f"{site} cheaper" if even else f"under {levels[0]:g} × {base}"]
    words += [f"{a:g}–{b:g} ×" + (f" {base}" if even and a == 1.0 else "") for a, b in itertools.pairwise(levels)]
    words.append(f"over {levels[-1]:g} ×")
    return [(word, "onz" if even and k == 0 else "lbz", fills[k]) for k, word in enumerate(words)]


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
    levels = levels_of(found)
    heights = {level: [base_y - (base_y - top) * _edge(found, i, level) for i in range(len(xs))] for level in levels}
    rising = found.ratio[-1][0] >= found.ratio[0][0]
    cheap, dear = (base_y, top) if rising else (top, base_y)
    bounds = [[cheap] * len(xs), *(heights[level] for level in levels), [dear] * len(xs)]
    px = [x(math.log(v)) for v in xs]
    names = _names(levels, site, base)
    for (a, b), (_, _, fill) in zip(itertools.pairwise(bounds), names, strict=True):
        points: list[Point] = [*zip(px, a, strict=True), *reversed(list(zip(px, b, strict=True)))]
        if any(abs(p - q) > 0.5 for p, q in zip(a, b, strict=True)):
            d.path(points, fill, closed=True)
    for level in levels:
        inside = [(p, h) for p, h in zip(px, heights[level], strict=True) if top + 0.5 < h < base_y - 0.5]
        if len(inside) > 1:
            d.path(inside, "zl1" if level == 1.0 else "zl")
    _axes(d, found, x, y, left, right, top, base_y)
    point = (x(math.log(min(max(found.x.middle, xs[0]), xs[-1]))), y(found.y.middle))
    ends = [x(math.log(min(max(v, xs[0]), xs[-1]))) for v in (found.x.p10, found.x.p90)]
    taken = [
        (ends[0], point[1] - 4, ends[1], point[1] + 4),
        (point[0] - 4, y(found.y.p90), point[0] + 4, y(found.y.p10)),
        (point[0] - 76, point[1] + 6, point[0] + 76, point[1] + 26),
    ]
    for k, (name, cls, _) in enumerate(names):
        _name(d, px, bounds[k], bounds[k + 1], name, cls, taken)
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


def _name(
    d: Drawing, px: list[float], a: list[float], b: list[float], name: str, cls: str, taken: list[tuple[float, float, float, float]]
) -> None:
    """Write the name where its region is widest, clear of what is taken; not at all where it has no room."""
    half = width(name, 14, True) / 2 + 6
    boxes = [(x0, min(y0, y1), x1, max(y0, y1)) for x0, y0, x1, y1 in taken]
    best, place = 20.0, None
    for i, middle in enumerate(px):
        if middle - half < px[0] or middle + half > px[-1]:
            continue
        window = [k for k in range(len(px)) if abs(px[k] - middle) <= half]
        upper, lower = max(min(a[k], b[k]) for k in window), min(max(a[k], b[k]) for k in window)
        height = (upper + lower) / 2
        clear = not any(x0 < middle + half and middle - half < x1 and y0 < height + 10 and height - 10 < y1 for x0, y0, x1, y1 in boxes)
        if lower - upper > best and clear:
            best, place = lower - upper, (px[i], height)
    if place is not None:
        d.text(place[0], place[1] + 4.5, name, cls, "middle")
