"""Where would it turn: one site against another over two inputs, in regions that name themselves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gigasite.break_even_map import contour
from gigasite.report.facts import Facts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import percent, ratio_words, short, with_unit
from gigasite.report.svg import Drawing, Point, ticks
from gigasite.report.text import clean, width, wrap

if TYPE_CHECKING:
    from gigasite.break_even_map import BreakEvenMap, MapAxis

LEVELS = (1.0, 2.0, 4.0)
FURTHER = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
#: Below this multiple everywhere, cheaper and dearer are all that there is to tell apart.
CLOSE = 1.5
#: What lies around the map when its regions are outlined.
OUTSIDE = 1e9


def figure(facts: Facts) -> Figure | None:
    """The map of what is dearer."""
    found = facts.map
    if found is None:
        return None
    return of_map(replace(found, titles=(facts.site(found.a).title, facts.site(found.b).title)))


def heat_figure(facts: Facts) -> Figure | None:
    """The map of heat recovery: its price over the temperature of the network."""
    found = facts.heat
    if found is None:
        return None
    title = facts.site(found.a).title
    cheap, warm = (_price(found, k) for k in (0, -1))
    at, last = (with_unit(found.x.values[k], found.x.unit) for k in (0, -1))
    if cheap is None:
        headline = f"No heat price on this map pays for recovery at {title}"
    elif warm is None:
        headline = f"Recovery at {title} pays from {with_unit(cheap, found.y.unit)} at {at}, at no price of this map at {last}"
    else:
        first, then = (with_unit(v, found.y.unit) for v in (cheap, warm))
        headline = f"Recovery at {title} pays from {first} in a network of {at}, from {then} in one of {last}"
    sub = "Least heat price at which recovery pays for its heat pump and line; the other inputs at their median."
    drawn = of_map(found, names=("recovery pays", "does not pay"))
    return replace(drawn, id="bh", headline=headline, sub=sub)


def _price(found: BreakEvenMap, column: int) -> float | None:
    """The least y at which the two are even in a column; None where they are nowhere."""
    here = found.x.values[column]
    return min((y for chain in found.line for x, y in chain if abs(x - here) < 1e-9 * max(1.0, abs(here))), default=None)


def of_map(found: BreakEvenMap, names: tuple[str, str] | None = None) -> Figure:
    """The figure of any map; ``names`` are the words of the two regions where only even is drawn."""
    site, base = (clean(title, 60) for title in found.titles)
    every = [float(v) for v in found.ratio[np.isfinite(found.ratio)]]
    columns, rows = (_some(len(axis.values)) for axis in (found.x, found.y))
    cost = found.metric.startswith("lcoc")
    form = "{:.1f}" if max(every) >= CLOSE else "{:.3f}"
    cells = [
        [with_unit(found.y.values[j], found.y.unit), *("none" if np.isnan(v := found.ratio[j, i]) else form.format(v) for i in columns)]
        for j in rows
    ]
    heads = [f"{found.y.words} ↓, {found.x.words} →", *(with_unit(found.x.values[i], found.x.unit) for i in columns)]
    what = f"{site} as a multiple of {base}" if cost else f"{found.metric} of {site} against that of {base}"
    drawings = tuple(_draw(found, site, base, every, names, total) for total in (500, 358))
    sub = f"{what}, the other inputs at their median. The cross is P10–P90 of the assumed values."
    return Figure("be", headline(site, base, every, found.metric), sub, drawings, half=True, table=Table(heads, cells))


def drawing(found: BreakEvenMap, width: float) -> Drawing:
    """The map alone, of any width."""
    every = [float(v) for v in found.ratio[np.isfinite(found.ratio)]]
    return _draw(found, clean(found.titles[0], 60), clean(found.titles[1], 60), every, None, width)


def frame(width: float) -> dict[str, float]:
    """Where in a drawing of this width the map lies."""
    return {"left": 46.0, "right": width - 10, "top": 26.0, "bottom": 264.0}


def _some(n: int) -> range:
    return range(0, n, max(1, n // 4))


def headline(site: str, base: str, every: Sequence[float], metric: str = "lcoc") -> str:
    """What share of the map turns, and how far it is where nothing does."""
    cost = metric.startswith("lcoc")
    better = f"is cheaper than {base}" if cost else f"has the lower {metric} than {base}"
    share = sum(v < 1 for v in every) / len(every)
    if share == 0:
        distance = f": at best it costs {ratio_words(min(every))} {base}" if cost else ""
        return f"Nowhere on this map does {site} match {base}{distance}"
    if share == 1:
        return f"{site} {better} everywhere on this map"
    return f"{site} {better} on {percent(share)} of this map"


def levels_of(found: BreakEvenMap) -> tuple[float, ...]:
    """Multiples at which the regions part: from even on, or further out where the whole map is dearer than twice the other."""
    every = found.ratio[np.isfinite(found.ratio)]
    least, most = float(every.min()), float(every.max())
    if most < CLOSE or not found.metric.startswith("lcoc"):
        return (1.0,)
    if least < 2:
        return LEVELS
    inside = [v for v in FURTHER if least < v < most]
    first = inside[0] if inside else max(v for v in FURTHER if v <= max(least, FURTHER[0]))
    return (first, 2 * first)


def _names(levels: tuple[float, ...], site: str, base: str, own: tuple[str, str] | None) -> list[tuple[str, str, str]]:
    """Name, style of the name and fill of each region."""
    if levels == (1.0,):
        low, high = own or (f"{site} lower", f"{base} lower")
        return [(low, "onz", "z1"), (high, "lbz", "z3")]
    even = levels[0] == 1.0
    fills = [f"z{k}" for k in range(1 if even else 2, 5)]
    words = [f"{site} cheaper" if even else f"under {levels[0]:g} × {base}"]
    words += [f"{a:g}–{b:g} ×" + (f" {base}" if even and a == 1.0 else "") for a, b in itertools.pairwise(levels)]
    words.append(f"over {levels[-1]:g} ×")
    return [(word, "onz" if even and k == 0 else "lbz", fills[k]) for k, word in enumerate(words)]


def _draw(found: BreakEvenMap, site: str, base: str, every: Sequence[float], own: tuple[str, str] | None, total: float) -> Drawing:
    cost = found.metric.startswith("lcoc")
    what = f"Cost of {site} as a multiple of {base}" if cost else f"{found.metric} of {site} against {base}"
    d = Drawing(total, 316, f"{what} over {found.x.words} and {found.y.words}: {min(every):.3g} to {max(every):.3g} times.")
    left, right, top, bottom = frame(total).values()
    x, y = Scale(0.0, 1.0, left, right), Scale(0.0, 1.0, bottom, top)
    levels = levels_of(found)
    names = _names(levels, site, base, own)
    regions = [_region(found, level, x, y) for level in (*levels, OUTSIDE / 2)]
    for chains, (_, _, fill) in reversed(list(zip(regions, names, strict=True))):  # each lies on the dearer ones
        d.shape(chains, fill)
    n, m = len(found.x.values) - 1, len(found.y.values) - 1
    for level in levels:
        for chain in contour(found.ratio, level):
            d.path([(x(i / n), y(j / m)) for i, j in chain], "zl1" if level == 1.0 else "zl")
    _axes(d, found, x, y, left, right, top, bottom)

    def at(axis: MapAxis, value: float, scale: Scale) -> float:
        return scale(min(max(axis.place(value), 0.0), 1.0))

    px, py = at(found.x, found.x.middle, x), at(found.y, found.y.middle, y)
    x10, x90 = at(found.x, found.x.p10, x), at(found.x, found.x.p90, x)
    y10, y90 = at(found.y, found.y.p10, y), at(found.y, found.y.p90, y)
    side = 1 if px + 70 < right else -1
    label = py + 20 if py + 20 < bottom - 4 else py - 12
    taken = [
        (x10, py - 5, x90, py + 5),
        (px - 5, y90, px + 5, y10),
        (min(px, px + 76 * side), label - 13, max(px, px + 76 * side), label + 5),
    ]
    _name(d, found, levels, names, x, y, taken)
    d.line(x10, py, x90, py, "ptl")
    d.line(px, y10, px, y90, "ptl")
    d.circle(px, py, 5, "pt")
    d.text(px + 9 * side, label, "assumed", "nm2", "" if side > 0 else "end")
    return d


def _region(found: BreakEvenMap, level: float, x: Scale, y: Scale) -> list[list[Point]]:
    """The outlines of all that lies below a level: contours of the map with a rim that lies above everything."""
    values = np.pad(np.where(np.isnan(found.ratio), OUTSIDE, found.ratio), 1, constant_values=OUTSIDE)
    n, m = len(found.x.values) - 1, len(found.y.values) - 1

    def inside(place: float, last: int) -> float:
        return min(max(place - 1.0, 0.0), last) / last

    return [[(x(inside(i, n)), y(inside(j, m))) for i, j in chain] for chain in contour(values, level)]


def _name(
    d: Drawing,
    found: BreakEvenMap,
    levels: tuple[float, ...],
    names: Sequence[tuple[str, str, str]],
    x: Scale,
    y: Scale,
    taken: list[tuple[float, float, float, float]],
) -> None:
    """Each region is named where it has most room around its name, clear of what is taken; not at all where it has none."""
    rows, columns = 24, 48
    u, v = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    ratio = found.at(u, v)
    region = np.where(np.isnan(ratio), -1, np.searchsorted(levels, ratio))
    boxes = [(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)) for x0, y0, x1, y1 in taken]
    wide = (x(1.0) - x(0.0)) / columns
    for k, (name, cls, _) in enumerate(names):
        half = width(name, 14, True) / 2 + 6
        reach = int(np.ceil(half / wide))
        best, place = 0, None
        for j, i in np.argwhere(region == k).tolist():
            if i - reach < 0 or i + reach >= columns:
                continue
            rim = 0  # rows above and below in which the whole name still lies in its region
            while rim < 7 and rim <= j < rows - rim and np.all(region[j - rim : j + rim + 1, i - reach : i + reach + 1] == k):
                rim += 1
            middle, height = x(u[i]), y(v[j])
            clear = not any(x0 < middle + half and middle - half < x1 and y0 < height + 10 and height - 10 < y1 for x0, y0, x1, y1 in boxes)
            if rim > best and clear:
                best, place = rim, (middle, height)
        if place is not None and best > 1:
            d.text(place[0], place[1] + 4.5, name, cls, "middle")


def _axes(d: Drawing, found: BreakEvenMap, x: Scale, y: Scale, left: float, right: float, top: float, base: float) -> None:
    unit = found.y.unit
    d.text(0, 12, wrap(f"{found.y.words}{f', {unit}' if unit not in ('', '1') else ''}", d.width, 12, lines=1)[0], "ax")
    last = 1e9
    for value in _marks(found.y):
        place = y(found.y.place(value))
        if last - place > 14:
            d.line(left - 4, place, left, place, "axis")
            d.text(left - 8, place + 4, short(value), "ax", "end")
            last = place
    d.line(left, top, left, base, "axis")
    d.line(left, base, right, base, "axis")
    last = -1e9
    for value in _marks(found.x):
        place, words = x(found.x.place(value)), short(value)
        if place - last > width(words, 12) + 14:
            d.text(place, base + 17, words, "ax", "" if place < left + 8 else "end" if place > right - 12 else "middle")
            last = place
    unit = found.x.unit
    d.text(right, base + 34, f"{found.x.words}{f', {unit}' if unit not in ('', '1') else ''}", "ax", "end")


def _marks(axis: MapAxis) -> list[float]:
    """Round values on an axis."""
    low, high = axis.values[0], axis.values[-1]
    if not axis.log:
        return ticks(low, high, 5)
    return [v for k in range(-9, 13) for m in (1, 2, 5) if low * 0.999 <= (v := m * 10.0**k) <= high * 1.001]
