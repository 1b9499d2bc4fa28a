"""When in the year: 365 × 24 heat maps, one cell an hour, maps of one quantity on one scale."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigasite.report import numbers
from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure
from gigasite.report.png import data_uri, palette_png
from gigasite.report.svg import nice_ceiling
from gigasite.report.text import escape
from gigasite.report.tokens import BLUE, ORANGE, ramp

Array = NDArray[np.float64]
STEPS = 12
MONTHS = "JFMAMJJASOND"
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Quantity:
    name: str
    unit: str
    colours: Mapping[str, tuple[str, ...]]
    read: Callable[[SiteFacts], Array | None]
    form: Callable[[float], str]
    zero: bool = True
    least: float = 0.0  # a map whose mean is below this is left out


def _series(key: str) -> Callable[[SiteFacts], Array | None]:
    return lambda site: None if key not in site.series else np.asarray(site.series[key], float)


def facility_ratio(site: SiteFacts) -> Array | None:
    """PUE of each hour, from the flows."""
    if site.in_orbit or "it_mw" not in site.series:
        return None
    it = np.asarray(site.series["it_mw"], float)
    extra = sum(
        np.asarray(site.series[k], float) for k in ("cooling_mw", "power_loss_mw", "auxiliary_mw", "storage_loss_mw") if k in site.series
    )
    return np.asarray(np.where(it > 0, 1 + extra / np.where(it > 0, it, 1), np.nan), float)


def price_of_power(site: SiteFacts) -> Array | None:
    """What a MWh from the grid costs in each hour: as given, else what was paid for it."""
    if "grid_price_usd_per_mwh" in site.series:
        return np.asarray(site.series["grid_price_usd_per_mwh"], float)
    if "grid_cost_usd_per_h" not in site.series or "grid_import_mw" not in site.series:
        return None
    power = np.asarray(site.series["grid_import_mw"], float)
    return np.asarray(np.where(power > 0, np.asarray(site.series["grid_cost_usd_per_h"], float) / np.where(power > 0, power, 1), np.nan))


def _unit(unit: str) -> Callable[[float], str]:
    return lambda v: f"{numbers.short(v)} {unit}"


QUANTITIES = (
    Quantity("PUE", "", BLUE, facility_ratio, lambda v: f"{v:.2f}", zero=False),
    Quantity("price of power", "$/MWh", BLUE, price_of_power, lambda v: f"${numbers.short(v)}/MWh".replace("$−", "−$")),
    Quantity("heat sold", "MW", ORANGE, _series("heat_sold_mw"), _unit("MW")),
    Quantity("load not served", "MW", BLUE, _series("unserved_mw"), _unit("MW"), least=0.01),
)


def by_hour(values: Array | None, steps_per_hour: int = 1) -> Array | None:
    """A year as (24, 365), hour 0 at the bottom; several years are averaged, and so are the steps of an hour."""
    if values is None or len(values) < 8760 or len(values) % 8760:
        return None
    hours = values.reshape(8760, -1).mean(axis=1) if steps_per_hour > 1 else values.reshape(-1, 8760).mean(axis=0)
    return np.asarray(hours.reshape(365, 24).T[::-1], float)


def grid_of(site: SiteFacts, read: Callable[[SiteFacts], Array | None]) -> Array | None:
    """The map of one quantity of a site, if its series span a year."""
    return by_hour(read(site), site.steps_per_hour)


def sites_of(facts: Facts) -> list[SiteFacts]:
    """Two sites on the ground: the one that sells most heat or is cheapest, and the reference or the next."""
    ground = [s for s in facts.ranked if not s.in_orbit and grid_of(s, _series("it_mw")) is not None]
    heat = max(ground, key=lambda s: s.ledger.get("heat_sold_mwh", 0.0), default=None)
    first = heat if heat is not None and heat.ledger.get("heat_sold_mwh", 0.0) > 0 else ground[0] if ground else None
    if first is None:
        return []
    second = facts.ref if facts.ref in ground and facts.ref is not first else next((s for s in ground if s is not first), None)
    return [first] if second is None else [first, second]


def figure(facts: Facts) -> Figure | None:
    sites = sites_of(facts)
    maps = []
    for quantity in QUANTITIES:
        grids = {
            s.key: grid
            for s in sites
            if (grid := grid_of(s, quantity.read)) is not None and np.nanmax(grid) > np.nanmin(grid) and np.nanmean(grid) >= quantity.least
        }
        if not grids:
            continue
        low, high = _ends(list(grids.values()), quantity)
        maps += [_map(s, quantity, grids[s.key], low, high) for s in sites if s.key in grids]
    if not maps:
        return None
    return Figure(
        id="year",
        headline=headline(sites),
        sub="Each cell is one hour: 365 days across, 24 hours (UTC) up.",
        body=f'<div class="hms">{"".join(maps)}</div>',
        note="Maps of one quantity share one scale, so a pale map is a low one.",
    )


def monthly(grid: Array) -> list[float]:
    """Mean of each month."""
    edges = np.cumsum((0, *MONTH_DAYS))
    return [float(np.nanmean(grid[:, a:b])) for a, b in itertools.pairwise(edges)]


def headline(sites: list[SiteFacts]) -> str:
    clauses = []
    for site in sites:
        heat = grid_of(site, _series("heat_sold_mw"))
        price = grid_of(site, price_of_power)
        ratio = grid_of(site, facility_ratio)
        if heat is not None and heat.max() > 0:
            means = monthly(heat)
            clauses.append(f"{site.title} sells most heat in {NAMES[int(np.argmax(means))]} and least in {NAMES[int(np.argmin(means))]}")
        elif price is not None and np.nanmax(price) > np.nanmin(price):
            clauses.append(f"power at {site.title} is dearest in {NAMES[int(np.argmax(monthly(price)))]}")
        elif ratio is not None:
            clauses.append(f"cooling at {site.title} takes most power in {NAMES[int(np.argmax(monthly(ratio)))]}")
    text = "; ".join(clauses) or "Nothing stands out in the year"
    return text[0].upper() + text[1:]


def _ends(grids: list[Array], quantity: Quantity) -> tuple[float, float]:
    """One scale for all maps of a quantity; the top at the 99.5th percentile, so that single hours do not pale the rest."""
    every = np.concatenate([g.ravel() for g in grids])
    top = float(np.nanpercentile(every, 99.5)) or float(np.nanmax(every))
    if not quantity.zero:
        return float(np.floor(np.nanmin(every) * 20) / 20), float(np.ceil(top * 20) / 20)
    return min(0.0, float(np.nanpercentile(every, 0.5))), nice_ceiling(top)


def _picture(grid: Array, low: float, high: float, stops: tuple[str, ...]) -> str:
    share = np.nan_to_num((grid - low) / (high - low if high > low else 1.0))
    cells = np.clip((share * STEPS).astype(int), 0, STEPS - 1).astype(np.uint8)
    return data_uri(palette_png(cells, ramp(stops, STEPS)))


def _map(site: SiteFacts, quantity: Quantity, grid: Array, low: float, high: float) -> str:
    mean = quantity.form(float(np.nanmean(grid)))
    p1, p99 = (quantity.form(float(np.nanpercentile(grid, p))) for p in (1, 99))
    alt = escape(
        f"{site.title}, {quantity.name}: mean {mean}, 1st to 99th percentile {p1} to {p99}; months left to right, hours "
        "of the day bottom to top."
    )
    pictures = "".join(
        f'<img class="{cls}" src="{_picture(grid, low, high, quantity.colours[theme])}" alt="{alt}" width="365" height="24">'
        for cls, theme in (("hl", "light"), ("hd", "dark"))
    )
    months = "".join(f"<span>{m}</span>" for m in MONTHS)
    key = "".join(
        f'<i style="--l:#{bytes(a).hex()};--d:#{bytes(b).hex()}"></i>'
        for a, b in zip(ramp(quantity.colours["light"], STEPS), ramp(quantity.colours["dark"], STEPS), strict=True)
    )
    above = "≥ " if float(np.nanmax(grid)) > high * 1.001 else ""
    return (
        f'<div class="hm"><div class="hmh"><b>{escape(site.title)}</b> {escape(quantity.name)}<span>mean {escape(mean)}</span></div>'
        f'<div class="hmg"><div class="hy"><span>24 h</span><span>12</span><span>0</span></div>{pictures}<div '
        f'class="hx">{months}</div></div>'
        f'<div class="hk"><span>{escape(quantity.form(low))}</span><span class="ks">{key}</span>'
        f"<span>{above}{escape(quantity.form(high))}</span></div></div>"
    )
