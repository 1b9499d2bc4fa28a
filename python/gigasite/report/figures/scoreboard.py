"""Cheap, clean, dry, soon: six measures side by side, each column on its own scale from zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gigasite.report import numbers
from gigasite.report.facts import Facts, Quantity, SiteFacts, is_alike
from gigasite.report.figure import BREAK, Figure, Table
from gigasite.report.numbers import interval
from gigasite.report.sentences import soonest
from gigasite.report.svg import Drawing
from gigasite.report.text import wrap


@dataclass(frozen=True)
class Measure:
    key: str
    name: str
    unit: str
    short_unit: str
    form: Callable[[float], str]


MEASURES = (
    Measure("lcoc_usd_per_gpu_h", "Cost", "$ per GPU-h", "$/GPU-h", numbers.usd),
    Measure("co2_kg_per_gpu_h", "CO₂e", "kg per GPU-h", "kg/GPU-h", numbers.co2),
    Measure("water_l_per_gpu_h", "Water on site", "L per GPU-h", "L/GPU-h", numbers.water),
    Measure("heat_kwh_per_gpu_h", "Heat sold", "kWh per GPU-h", "kWh/GPU-h", lambda v: numbers.minus(f"{v:,.2f}")),
    Measure("time_to_power_months", "Time to power", "months", "months", numbers.months),
    Measure("delivered_share", "Delivered", "of installed hours", "of installed", numbers.percent),
)


def figure(facts: Facts) -> Figure | None:
    if len(facts.sites) < 2 or not any(_get(s, m).exists for s in facts.sites for m in MEASURES):
        return None
    heads = ["Site", *(f"{m.name}, {m.unit}" for m in MEASURES)]
    rows = [[s.title, *(_cell(_get(s, m), m) for m in MEASURES)] for s in facts.ranked]
    return Figure(
        id="score",
        headline=headline(facts),
        sub=(
            "P50 as dot and number, P10–P90 as line; each column has its own scale from zero. Carbon: "
            f"{facts.carbon_basis}-based. Water: on site only."
        ),
        drawings=(_table(facts, 1080), _table(facts, 700), _blocks(facts)),
        note="Heat sold replaces other heat; that saving is reported apart and never netted against the site’s own emissions.",
        table=Table(heads, rows),
    )


def _get(site: SiteFacts, measure: Measure) -> Quantity:
    found = site.measures.get(measure.key, Quantity(none_because="not in these results"))
    if measure.key == "heat_kwh_per_gpu_h" and found.exists and found.q(1.0) == 0:
        return Quantity(none_because="sells no heat")
    return found


def _cell(quantity: Quantity, measure: Measure) -> str:
    if not quantity.exists:
        return f"none: {quantity.none_because}"
    return f"{measure.form(quantity.p50)} ({interval(quantity.p10, quantity.p90, measure.form)})"


def headline(facts: Facts) -> str:
    """Who is cheapest, cleanest, driest and soonest; sites that lead in several measures are named once."""
    leads: dict[str, list[str]] = {}
    priced = facts.priced
    if priced and not is_alike(priced):
        leads.setdefault(priced[0].title, []).append("cheapest")
    clean = _lowest(facts, MEASURES[1])
    if clean:
        leads.setdefault(clean.title, []).append("cleanest")
    first = soonest(facts)
    if first:
        leads.setdefault(first.title, []).append("soonest")
    if not leads:
        return "No site leads in cost, carbon or time to power"
    return "; ".join(
        f"{title} is {' and '.join(words)}" if len(words) < 3 else f"{title} is cheapest, cleanest and soonest"
        for title, words in leads.items()
    )


def _lowest(facts: Facts, measure: Measure) -> SiteFacts | None:
    known = sorted(((_get(s, measure).p50, s) for s in facts.sites if _get(s, measure).exists), key=lambda pair: pair[0])
    if len(known) < 2 or measure.form(known[0][0]) == measure.form(known[1][0]):
        return None
    return known[0][1]


def label(facts: Facts) -> str:
    sites = "; ".join(
        f"{s.title}: " + ", ".join(f"{m.name} {m.form(q.p50)} {m.unit}" if (q := _get(s, m)).exists else f"{m.name} none" for m in MEASURES)
        for s in facts.ranked
    )
    return f"Six measures beside each other: {sites}"


def _top(facts: Facts, measure: Measure) -> float:
    """The end of a column: the second largest P90 when the largest is far beyond it."""
    ends = sorted(q.p90 for s in facts.sites if (q := _get(s, measure)).exists)
    if not ends:
        return 1.0
    while len(ends) > 1 and ends[-2] > 0 and ends[-1] > BREAK * ends[-2] and measure.key == "lcoc_usd_per_gpu_h":
        ends.pop()
    return max(ends[-1] * 1.08, 1e-9)


def _mark(d: Drawing, site: SiteFacts, measure: Measure, x: float, y: float, room: float, top: float) -> None:
    quantity = _get(site, measure)
    d.line(x, y, x + room, y, "track")
    if not quantity.exists:
        return

    def place(value: float) -> float:
        return x + max(0.0, min(value / top, 1.0)) * room

    if quantity.p10 > top:
        d.arrow(x + room, y, f"s-{site.token}")
        return
    d.line(place(quantity.p10), y, place(quantity.p90), y, f"iv4 k-{site.token}")
    d.circle(place(quantity.p50), y, 4.4, f"s-{site.token} halo")


def _number(d: Drawing, site: SiteFacts, measure: Measure, x: float, y: float) -> None:
    quantity = _get(site, measure)
    d.text(x, y, measure.form(quantity.p50) if quantity.exists else "none", "num" if quantity.exists else "ax", "end")


def _table(facts: Facts, width: float) -> Drawing:
    wide = width > 900
    start, gap, number = (196, 26, 54) if wide else (132, 14, 43)
    column = (width - start - gap * (len(MEASURES) - 1)) / len(MEASURES)
    sites = facts.ranked
    d = Drawing(width, 64 + 44 * len(sites), label(facts))
    tops = {m.key: _top(facts, m) for m in MEASURES}
    for k, m in enumerate(MEASURES):
        x = start + k * (column + gap)
        d.text(x, 16, m.name, "nm2")
        d.text(x, 32, m.unit if wide else m.short_unit, "ax")
    d.line(0, 46, width, 46, "rule")
    for i, site in enumerate(sites):
        y = 70 + 44 * i
        lines = wrap(site.title, start - 20, 15, bold=True)
        for k, line in enumerate(lines):
            d.text(0, y + 5 - 8.5 * (len(lines) - 1) + 17 * k, line, "nm")
        d.line(0, y + 20, width, y + 20, "hair")
        for k, m in enumerate(MEASURES):
            x = start + k * (column + gap)
            _mark(d, site, m, x, y, column - number - 5, tops[m.key])
            _number(d, site, m, x + column, y + 4.5)
    return d


def _blocks(facts: Facts) -> Drawing:
    sites = facts.ranked
    block = 44 + 21 * len(sites) + 14
    d = Drawing(358, block * len(MEASURES), label(facts))
    for k, m in enumerate(MEASURES):
        top = block * k
        d.text(0, top + 16, m.name, "nm2")
        d.text(358, top + 16, m.unit, "ax", "end")
        d.line(0, top + 24, 358, top + 24, "rule")
        limit = _top(facts, m)
        for i, site in enumerate(sites):
            y = top + 42 + 21 * i
            d.text(0, y + 4, wrap(site.title, 122, 13, lines=1)[0], "lb")
            _mark(d, site, m, 132, y, 160, limit)
            _number(d, site, m, 358, y + 4.5)
    return d
