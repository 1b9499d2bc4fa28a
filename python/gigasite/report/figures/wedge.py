"""Is there enough: what a plan has in service year by year, stacked, against what is asked for; what is short is hatched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gigasite.report.facts import Facts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import percent, short
from gigasite.report.svg import Drawing, Point, nice_ceiling, ticks
from gigasite.report.text import clean, fit
from gigasite.report.tokens import SITE_TOKENS

if TYPE_CHECKING:
    from gigasite.planning import Plan

#: Sites that are told apart; with more, each kind of site is one layer.
MOST = len(SITE_TOKENS)
#: Less than this is no shortfall [GW].
NOTHING = 5e-3
OWN = {"heat_campus": "heat", "campus": "campus", "converted_mine": "mine", "idle_campus": "idle", "orbit": "orbit"}


@dataclass(frozen=True)
class Layer:
    """One layer of the stack: its name, its colour, and the GW at the end of each year."""

    name: str
    token: str
    gw: tuple[float, ...]


def figure(facts: Facts) -> Figure | None:
    """The figure of a comparison whose scenario gives a demand."""
    return None if facts.plan is None or len(facts.plan.demand_gw) < 2 else of_plan(facts.plan)


def of_plan(plan: Plan) -> Figure:
    """The figure of a plan."""
    layers, years = layers_of(plan), list(plan.demand_gw)
    rows = [
        [
            str(year),
            short(plan.demand_gw[year]),
            *(short(layer.gw[k]) for layer in layers),
            short(plan.shortfall_gw[year]),
            _span(plan, year),
            percent(plan.shortfall_probability[year], of_draws=0 < plan.shortfall_probability[year] < 1),
        ]
        for k, year in enumerate(years)
    ]
    heads = ["Year", "Asked for, GW", *(f"{layer.name}, GW" for layer in layers), "Short, GW", "P10–P90", "Draws that are short"]
    return Figure(
        id="wedge",
        headline=headline(plan),
        sub="GW of IT in service at the end of each year, at least cost within the limits of the plan; the line is what is asked for, "
        f"hatched is what is short. In brackets P10–P90 of {plan.draws} draws.",
        drawings=tuple(_draw(plan, layers, total) for total in (1080, 700, 358)),
        table=Table(heads, rows),
    )


def headline(plan: Plan) -> str:
    """How much is short at the end, or from when on nothing is."""
    years = list(plan.demand_gw)
    late = [year for year in years if plan.shortfall_gw[year] > NOTHING]
    last = years[-1]
    if not late:
        return f"All of the {short(plan.demand_gw[last])} GW asked for by {last} can be built in time"
    if late[-1] == last:
        return f"By {last} the plan is short of {short(plan.shortfall_gw[last])} GW of {short(plan.demand_gw[last])}"
    whole = years[years.index(late[-1]) + 1]
    worst = max(late, key=lambda year: plan.shortfall_gw[year])
    return f"From {whole} on all that is asked for is there; {short(plan.shortfall_gw[worst])} GW are short in {worst}"


def layers_of(plan: Plan) -> tuple[Layer, ...]:
    """Sites that are used, the largest at the end first; by kind of site where there are many."""
    years = list(plan.demand_gw)
    service: dict[str, Mapping[int, float]] = {}
    for key in plan.titles:
        by_year = {int(row["year"]): float(row["in_service_gw"]) for row in plan.rows if row["site"] == key}
        if any(by_year.get(year, 0.0) > 0 for year in years):
            service[key] = by_year
    groups = {key: [key] for key in service}
    names = dict(plan.titles)
    if len(service) > MOST:
        groups = {}
        for key in service:
            groups.setdefault(plan.technologies[key], []).append(key)
        names = {name: name for name in groups}
    totals = {group: tuple(sum(service[key].get(year, 0.0) for key in keys) for year in years) for group, keys in groups.items()}
    order = sorted(totals, key=lambda group: (-totals[group][-1], group))
    tokens: dict[str, str] = {}
    for group in order:
        kind = plan.technologies[groups[group][0]].split(",")[0].replace(" ", "_")
        free = [token for token in (OWN.get(kind, ""), *(t for t in SITE_TOKENS if t != "orbit")) if token and token not in tokens.values()]
        tokens[group] = free[0] if free else "other"
    return tuple(Layer(clean(names[group], 60), tokens[group], totals[group]) for group in order)


def _span(plan: Plan, year: int) -> str:
    low, high = plan.shortfall_interval_gw[year]
    return f"{short(low)}–{short(high)}"


def _draw(plan: Plan, layers: tuple[Layer, ...], total: float) -> Drawing:
    years = list(plan.demand_gw)
    last = years[-1]
    d = Drawing(
        total,
        320,
        f"GW in service from {years[0]} to {last} against the demand: {short(plan.demand_gw[last])} GW asked for in {last}, "
        + ", ".join(f"{layer.name} {short(layer.gw[-1])} GW" for layer in layers)
        + f", short {short(plan.shortfall_gw[last])} GW ({_span(plan, last)}).",
    )
    room = 230.0 if total > 900 else 190.0 if total > 400 else 118.0
    left, right, top, base = 40.0, total - room, 26.0, 284.0
    x = Scale(float(years[0]), float(max(last, years[0] + 1)), left, right)
    high = nice_ceiling(max(*plan.demand_gw.values(), 1e-6) * 1.02)
    y = Scale(0.0, high, base, top)
    d.text(0, 12, "GW of IT in service", "ax")
    for value in ticks(0.0, high, 4):
        d.line(left, y(value), right, y(value), "axis" if value == 0 else "grid")
        d.text(left - 6, y(value) + 4, short(value), "ax", "end")
    px = [x(float(year)) for year in years]
    under = [0.0] * len(years)
    marks: list[tuple[float, str, str]] = []
    for layer in layers:
        over = [a + b for a, b in zip(under, layer.gw, strict=True)]
        _area(d, px, under, over, y, f"s-{layer.token}")
        d.path([(p, y(v)) for p, v in zip(px, over, strict=True)], "cut line")
        marks.append((y((under[-1] + over[-1]) / 2), f"{layer.name} {short(layer.gw[-1])}", "lb"))
        under = over
    asked = [plan.demand_gw[year] for year in years]
    _area(d, px, under, asked, y, "lost")
    d.path([(p, y(v)) for p, v in zip(px, asked, strict=True)], "line2 ink")
    if plan.shortfall_gw[last] > NOTHING:
        marks.append((y((under[-1] + asked[-1]) / 2), f"short {short(plan.shortfall_gw[last])} ({_span(plan, last)})", "nm2"))
    marks.append((y(asked[-1]) - 14, f"asked for {short(asked[-1])}", "nm2"))
    for place, words, cls in _apart(marks, top - 8, base):
        d.text(right + 8, place + 4, fit(words, room - 8, 13, cls == "nm2"), cls)
    step = max(1, round((last - years[0]) / ((right - left) / 60)))
    for year in range(years[0], last + 1, step):
        d.text(x(float(year)), base + 18, str(year), "ax", "middle" if year > years[0] else "")
    return d


def _area(d: Drawing, px: list[float], under: list[float], over: list[float], y: Scale, cls: str) -> None:
    if any(b - a > NOTHING for a, b in zip(under, over, strict=True)):
        lower: list[Point] = [(p, y(v)) for p, v in zip(px, under, strict=True)]
        upper: list[Point] = [(p, y(max(a, b))) for p, a, b in zip(px, under, over, strict=True)]
        d.path([*lower, *reversed(upper)], cls, closed=True)


def _apart(marks: list[tuple[float, str, str]], top: float, base: float, gap: float = 17.0) -> list[tuple[float, str, str]]:
    """Names beside their layers, moved apart so that each can be read."""
    out: list[tuple[float, str, str]] = []
    below = base
    for place, words, cls in sorted(marks, reverse=True):
        below = min(place, below)
        out.append((below, words, cls))
        below -= gap
    lift = max(0.0, top - out[-1][0]) if out else 0.0
    return [(place + lift, words, cls) for place, words, cls in out]
