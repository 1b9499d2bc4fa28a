"""Does the heat find a buyer: demand of the network sorted over the year, against what the site can supply."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import count, percent, short
from gigasite.report.svg import Drawing, nice_ceiling, ticks
from gigasite.report.text import width

POINTS = 120


def site_of(facts: Facts) -> SiteFacts | None:
    """The site that sells most heat and whose demand is known hour by hour."""
    known = [s for s in facts.sites if "heat_demand_mw" in s.series and s.ledger.get("heat_sold_mwh", 0.0) > 0]
    return max(known, key=lambda s: s.ledger["heat_sold_mwh"], default=None)


def figure(facts: Facts) -> Figure | None:
    site = site_of(facts)
    if site is None:
        return None
    hours = 1.0 / site.steps_per_hour
    demand, sold = np.asarray(site.series["heat_demand_mw"], float), np.asarray(site.series["heat_sold_mw"], float)
    supply = float(sold.max())
    order = np.sort(demand)[::-1]
    years = max(1.0, len(demand) * hours / 8760)
    amounts = {
        "sold": float(sold.sum() * hours / years / 1000),
        "other plant": float((demand - sold).clip(0).sum() * hours / years / 1000),
        "not needed": float((supply - np.maximum(sold, np.minimum(demand, supply))).clip(0).sum() * hours / years / 1000),
    }
    available = np.asarray(site.series.get("heat_available_mw", np.zeros(0)), float)
    offered = float(available.sum() * hours / years / 1000) if len(available) == len(demand) else 0.0
    note = f"The hall could give {short(offered)} GWh; above the line no pump lifts it." if offered > 1.2 * supply * 8.76 else ""
    all_taken = float(np.mean(demand >= supply * 0.999))
    return Figure(
        id="dur",
        headline=headline(site, all_taken, amounts["sold"] / offered if offered else None),
        sub=f"{site.title}: heat demand of the network, sorted, against the most that the site sells in an hour.",
        drawings=(_draw(order, supply, amounts, 500), _draw(order, supply, amounts, 358)),
        half=True,
        note=" ".join(part for part in (note, _limits(site)) if part),
        table=Table(["Heat", "GWh a year"], [[k, short(v)] for k, v in amounts.items()]),
    )


def _limits(site: SiteFacts) -> str:
    """In which hours what kept the site from selling more."""
    from gigasite.heat_limits import LIMITS, sentence

    limit = site.series.get("heat_limit")
    if limit is None or not np.any(limit):
        return ""
    steps = np.bincount(np.asarray(limit).astype(int), minlength=len(LIMITS)) / len(limit)
    order = np.argsort(-steps, kind="stable")
    found = {LIMITS[i]: 8760.0 * float(steps[i]) for i in order if steps[i] > 0.0}
    return f"What kept it from selling more {sentence(found).removeprefix('heat: ')}." if found else ""


def headline(site: SiteFacts, share: float, of_offered: float | None) -> str:
    """How long the network takes all, or how little of what the hall could give it takes at all."""
    if of_offered is not None and of_offered < 0.5:
        return f"The network takes {percent(of_offered)} of the heat that {site.title} could give"
    if share >= 0.995:
        return f"The network takes all the heat of {site.title} the whole year"
    words = {0.25: "a quarter", 1 / 3: "a third", 0.5: "half", 2 / 3: "two thirds", 0.75: "three quarters"}
    word = next((w for f, w in words.items() if abs(share - f) < 0.03), None) or percent(share)
    return f"The network takes all of the heat for {word} of the year" if share >= 0.005 else "The network never takes all of the heat"


def _draw(order: NDArray[np.float64], supply: float, amounts: dict[str, float], total: float) -> Drawing:
    words = ", ".join(f"{k} {short(v)} GWh" for k, v in amounts.items())
    d = Drawing(
        total,
        300,
        f"Duration curve: heat demand of the network sorted over the year against {short(supply)} MW of heat from the site; {words}.",
    )
    left, right, top, base = 40.0, total - 8, 26.0, 264.0
    high = nice_ceiling(max(float(order[0]), supply) * 1.02)
    y = Scale(0.0, high, base, top)
    x = Scale(0.0, 8760.0, left, right)
    for value in ticks(0, high, 4):
        d.line(left, y(value), right, y(value), "axis" if value == 0 else "grid")
        d.text(left - 6, y(value) + 4, count(value), "ax", "end")
    d.text(0, 12, "MW of heat", "ax")
    index = np.unique(np.r_[np.linspace(0, len(order) - 1, POINTS).astype(int)])
    curve = [(x(8760.0 * i / (len(order) - 1)), float(order[i])) for i in index]
    above = [(px, y(v)) for px, v in curve if v > supply]
    if above:
        d.path([*above, (above[-1][0], y(supply)), (left, y(supply))], "f-grey", closed=True)
    d.path([(left, base), *((px, y(min(v, supply))) for px, v in curve), (right, base)], "sold", closed=True)
    below = [(px, y(v)) for px, v in curve if v <= supply]
    if below:
        d.path([(below[0][0], y(supply)), *below, (right, y(supply))], "lost", closed=True)
    d.path([(px, y(v)) for px, v in curve], "line ink")
    d.line(left, y(supply), right, y(supply), "line k-heat")
    _labels(d, curve, supply, amounts, x, y, total)
    step = 2000 if total > 400 else 4000
    for value in range(0, 8760, step):
        d.text(x(value), 281, count(value), "ax", "middle" if value else "")
    d.text(right, 296, "hours of the year, highest demand first", "ax", "end")
    return d


def _labels(
    d: Drawing, curve: list[tuple[float, float]], supply: float, amounts: dict[str, float], x: Scale, y: Scale, total: float
) -> None:
    """Each area names itself where it has room; a small one is named above its place."""
    if y(0) - y(min(supply, curve[len(curve) // 8][1])) > 24:
        d.text(x(500), y(min(supply, curve[len(curve) // 8][1]) / 2) + 4, f"sold {short(amounts['sold'])} GWh", "onf")
    else:
        d.text(x(8760) - 4, y(0) - 10, f"sold {short(amounts['sold'])} GWh", "num bgt", "end")
    right = x(8760)
    text = f"the site sells up to {short(supply)} MW"
    low_supply = y(supply) > 235
    demand_there = max(v for px, v in curve if px > right - width(text, 13) - 4)
    label_y = min(y(supply), y(demand_there)) - 8 if demand_there > supply else y(supply) - 8
    if not low_supply or demand_there <= supply:
        d.text(right, max(label_y, 24.0), text, "lb bgt", "end")
    if amounts["other plant"] > 0.5:
        px, value = next(((px, v) for px, v in curve if px > x(700 if total > 400 else 900)), curve[-1])
        height = y(max(value, supply))
        d.text(px + 22, max(height - 18, 22.0), f"other plant {short(amounts['other plant'])} GWh", "lb bgt")
    hidden = [px for px, v in curve if v < supply]
    if amounts["not needed"] > 0.5 and hidden and right - hidden[0] > 150:
        lowest = curve[-1][1]
        if y(lowest) - y(supply) > 22:
            d.text(right - 6, y(supply) + 19, f"not needed {short(amounts['not needed'])} GWh", "lb bgt", "end")
