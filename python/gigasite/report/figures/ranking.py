"""Which site is cheapest, and how sure is that: twenty equally likely outcomes of each site over its P10–P90."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gigasite.report.facts import Facts, SiteFacts, is_alike
from gigasite.report.figure import Figure, Scale, Table, axis_range
from gigasite.report.numbers import count, interval, money, percent, ratio_words, usd
from gigasite.report.sentences import join
from gigasite.report.svg import Drawing, ticks
from gigasite.report.text import plain, strong, width, wrap

NARROWEST = 560  # below this width the numbers of a site stand above its dots
CLOSE = 1.12  # a site within this factor of the cheapest follows closely


@dataclass(frozen=True)
class Before:
    """What a drawing that changes keeps: the order of the sites, an axis at least this long, and a ring at each P50 that was."""

    order: tuple[str, ...]
    high: float
    p50: Mapping[str, float]


def figure(facts: Facts) -> Figure | None:
    if len(facts.sites) < 2 or not facts.priced:
        return None
    rows = [[s.title, *(usd(s.cost.q(q)) for q in (0.1, 0.25, 0.5, 0.75, 0.9)), usd(s.cost.mean)] for s in facts.priced]
    rows += [[s.title, "none", *[""] * 5] for s in facts.ranked if not s.cost.exists]
    note = f"{count(facts.draws)} draws, seed {facts.seed}. Inputs that sites share have one draw for all of them"
    if len(facts.priced) > 1:
        a, b = facts.priced[:2]
        note += (
            f", hence “{a.title} is cheaper than {b.title} in {percent(facts.probability(a.key, b.key), of_draws=True)} of "
            "draws”, whether the intervals overlap or not"
        )
    return Figure(
        id="rank",
        headline=headline(facts),
        sub=(
            f"Levelised cost per {strong('delivered')} GPU-hour, US$ of {facts.price_year}. Each dot is 1 in 20 equally "
            "likely outcomes; the line runs from P10 to P90, the tick is P50."
        ),
        drawings=(_wide(facts, 1080), _wide(facts, 700), _small(facts)),
        note=note + ".",
        table=Table(["Site", "P10", "P25", "P50", "P75", "P90", "Mean"], rows),
    )


def headline(facts: Facts) -> str:
    priced = facts.priced
    best = priced[0]
    if len(priced) == 1:
        return f"{best.title} costs {money(best.cost.p50)}; the others have no cost of a GPU-hour"
    if is_alike(priced):
        return "No site is cheaper than another by more than one per cent"
    close = [s for s in priced[1:] if best.cost.p50 > 0 and s.cost.p50 <= CLOSE * best.cost.p50]
    text = f"{best.title} is cheapest"
    if close:
        verb = "follow" if len(close) > 1 else "follows"
        text += f", {join(s.title for s in close[:3])} {verb} closely" if len(close) <= 3 else f", {len(close)} others follow closely"
    last, ref = priced[-1], facts.ref if facts.ref.cost.exists else best
    if last is not ref and last not in close and last is not best and ref.cost.p50 > 0:
        text += f"; {last.title} costs {ratio_words(last.cost.p50 / ref.cost.p50)} {ref.title}"
    return text


def label(facts: Facts) -> str:
    words = "; ".join(
        f"{s.title} {usd(s.cost.p50)} dollars ({interval(s.cost.p10, s.cost.p90).replace('–', ' to ')})" for s in facts.priced
    )
    return f"Ranked cost per delivered GPU-hour, P10 to P90 with twenty equally likely outcomes each. {words}."


def stacks(pixels: list[float], radius: float) -> list[tuple[float, int]]:
    """Dots that would touch stand on each other: (x, level)."""
    out: list[tuple[float, int]] = []
    group: list[float] = []
    for x in [*sorted(pixels), float("inf")]:
        if group and x - group[0] >= 2 * radius + 0.6:
            middle = sum(group) / len(group)
            out += [(middle, level) for level in range(len(group))]
            group = []
        group.append(x)
    return out


def fitting_radius(columns: list[list[float]], largest: float, room: float) -> float:
    """The largest radius with which the highest stack has room."""
    radius = largest
    while radius > 1.2:
        highest = max((level for pixels in columns for _, level in stacks(pixels, radius)), default=0) + 1
        if highest * 2 * radius <= room:
            return radius
        radius -= 0.1
    return 1.2


def drawing(facts: Facts, width: float, before: Before) -> Drawing:
    """One drawing of any width that changes under the eyes of the reader."""
    return _wide(facts, width, before) if width >= NARROWEST else _small(facts, width, before)


def ordered(facts: Facts, before: Before | None) -> tuple[SiteFacts, ...]:
    return facts.ranked if before is None else tuple(facts.site(key) for key in before.order)


def _scale(facts: Facts, start: float, end: float, before: Before | None = None) -> tuple[Scale, bool]:
    sites = facts.priced
    ends = [d for s in sites for d in (s.cost.dots[0],)]
    low, high, broken = axis_range([min(e, 0.0) for e in ends], [max(s.cost.dots[-1], s.cost.p90) for s in sites])
    return Scale(low, high if before is None else max(high, before.high), start, end), broken


def _axis(d: Drawing, scale: Scale, top: float, bottom: float, about: int, unit: str) -> None:
    for value in ticks(scale.low, scale.high, about):
        x = scale(value)
        d.line(x, top, x, bottom, "zero" if value == 0 and scale.low < 0 else "grid")
        d.text(
            x,
            bottom + 18,
            money(value).removesuffix(".00") if value else "0",
            "ax",
            "" if x < 8 else "end" if x > d.width - 16 else "middle",
        )
    d.text(scale.end, bottom + 32, unit, "ax", "end")


def _marks(d: Drawing, site: SiteFacts, scale: Scale, base: float, radius: float, before: Before | None = None) -> None:
    cost, token = site.cost, site.token
    was = None if before is None else before.p50.get(site.key)
    if was is not None and was <= scale.high and abs(was - cost.p50) >= 0.005:
        d.circle(scale(was), base + 10, 4, "ghost")
    if cost.p10 > scale.high:
        d.arrow(scale.end, base - 8, f"s-{token}")
        d.text(scale.end - 14, base - 4, f"{money(cost.p50)} ({interval(cost.p10, cost.p90)}), beyond the axis", "num bgt", "end")
        return
    for x, level in stacks([scale(v) for v in cost.dots if v <= scale.high], radius):
        d.circle(x, base - radius - 2 * radius * level, radius, f"s-{token}")
    y = base + 10
    d.line(scale(cost.p10), y, scale(min(cost.p90, scale.high)), y, f"iv k-{token}")
    d.line(scale(cost.p50), y - 5, scale(cost.p50), y + 5, f"iv3 k-{token}")


def _reference(d: Drawing, facts: Facts, scale: Scale, top: float, bottom: float, room: float) -> None:
    ref = facts.ref
    if ref.cost.exists and ref.cost.p50 <= scale.high:
        x = scale(ref.cost.p50)
        d.line(x, top, x, bottom, "ref")
        text = f"{wrap(ref.title, 150, 12, True, 1)[0]} P50 {money(ref.cost.p50)}"
        left = x + 6 + width(text, 12, True) > min(room, d.width)
        d.text(x - 6 if left else x + 6, top - 4, text, "refl", "end" if left else "")


def _wide(facts: Facts, total: float, before: Before | None = None) -> Drawing:
    wide = total > 900
    x0, x1, c1, c2 = (180, total - 260, total - 120, total) if wide else (142, total - 214, total - 90, total)
    row = (84 if wide else 66) if len(facts.sites) <= 6 else 56
    sites = ordered(facts, before)
    top, bottom = 42.0, 42.0 + 8 + row * len(sites)
    d = Drawing(total, bottom + 34, label(facts))
    scale, _ = _scale(facts, x0, x1, before)
    _axis(d, scale, top, bottom, 6 if wide else 5, f"US$ ({facts.price_year}) per delivered GPU-hour")
    _reference(d, facts, scale, top - 4, bottom, c1 - 92)
    several = len(facts.priced) > 1
    d.text(c1, 20, "$ per GPU-hour", "ax", "end")
    d.text(c1, 34, "P50 (P10–P90)", "ax", "end")
    if several:
        d.text(c2, 20, "cheaper than", "ax", "end")
        d.text(c2, 34, f"{wrap(facts.ref.title, 76, 12, False, 1)[0]} in", "ax", "end")
    shown = [[scale(v) for v in s.cost.dots if v <= scale.high] for s in facts.priced if s.cost.p10 <= scale.high]
    radius = fitting_radius(shown, 4.6 if wide else 3.3, row - 28)
    for i, site in enumerate(sites):
        y = top + 8 + row * (i + 1)
        d.line(0, y, total, y, "hair")
        lines = wrap(site.title, x0 - 20, 15, bold=True, lines=2 if row > 60 else 1)
        subtitle = wrap(site.subtitle, x0 - 14, 12, lines=1)[0]
        first = y - 34 - 17 * (len(lines) - 1)
        for k, line in enumerate(lines):
            d.text(0, first + 17 * k, line, "nm")
        d.text(0, y - 17, subtitle, "ax")
        if not site.cost.exists:
            d.text(c1, y - 26, "none", "lb", "end")
            continue
        d.text(c1, y - 26, usd(site.cost.p50), "big", "end")
        d.text(c1, y - 10, f"({interval(site.cost.p10, site.cost.p90)})", "lb", "end")
        if site.key == facts.reference:
            d.text(c2, y - 26, "reference", "lb", "end")
        elif facts.ref.cost.exists:
            d.text(c2, y - 26, percent(facts.probability(site.key, facts.reference), of_draws=True), "big", "end")
            d.text(c2, y - 10, "of draws", "ax", "end")
        _marks(d, site, scale, y - 23, radius, before)
    return d


def _small(facts: Facts, total: float = 358, before: Before | None = None) -> Drawing:
    sites, row, top = ordered(facts, before), 118, 38.0
    bottom = top + 8 + row * len(sites)
    d = Drawing(total, bottom + 34, label(facts))
    scale, _ = _scale(facts, 4, total - 10, before)
    _axis(d, scale, top, bottom, 5, f"US$ ({facts.price_year}) per delivered GPU-hour")
    _reference(d, facts, scale, top - 4, bottom, total)
    shown = [[scale(v) for v in s.cost.dots if v <= scale.high] for s in facts.priced if s.cost.p10 <= scale.high]
    radius = fitting_radius(shown, 3.6, row - 46)
    for i, site in enumerate(sites):
        y = top + 8 + row * (i + 1)
        d.line(0, y, total, y, "hair")
        text = "none" if not site.cost.exists else f"{usd(site.cost.p50)} ({interval(site.cost.p10, site.cost.p90)})"
        d.text(0, y - row + 17, wrap(site.title, total - 138, 15, True, 1)[0], "nm bgt")
        d.text(total, y - row + 17, plain(text), "num bgt", "end")
        if site.cost.exists:
            _marks(d, site, scale, y - 23, radius, before)
    return d
