"""What decides the answer: the break-even of two sites, and which inputs move their difference most. Small runs on the same engine."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gigasite.errors import GigasiteError
from gigasite.report.numbers import with_unit
from gigasite.report.text import clean, strong

if TYPE_CHECKING:
    from gigasite.break_even_map import BreakEvenMap
    from gigasite.planning import Plan

__all__ = ["Decision", "Swing", "break_even_map", "break_even_sentence", "heat_map", "planned", "swings"]

COST = "lcoc_usd_per_gpu_h"
LAUNCH = "launch_price_usd_per_kg"
LOWEST_LAUNCH = 20.0  # USD/kg, where the map begins: below the cost of the propellant
#: Supply temperatures of heat networks, from the lowest of the fourth generation to steam [°C].
NETWORK_C = (40.0, 120.0)


@dataclass(frozen=True)
class Swing:
    """One input at the two ends of its range, the others at their median, and the result at each."""

    key: str
    name: str
    low: str
    high: str
    at_low: float
    at_high: float

    @property
    def size(self) -> float:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Decision:
    """Swings of a difference (or of one cost), the largest first, around ``base``."""

    of: str
    against: str | None
    base: float
    swings: tuple[Swing, ...]


def break_even_sentence(comparison: Any, site: str, base: str, levers: bool) -> str | None:
    """The launch price at which the site matches the other, with marks; ``None`` where that is no question for it."""
    from gigasite.break_even import breakeven_of

    if not hasattr(comparison.sites[site], "evaluation") or LAUNCH not in comparison.sites[site].draws:
        return None
    try:
        found = breakeven_of(comparison, site, base, LAUNCH, levers=levers)
    except GigasiteError:
        return None
    amount = r"\$[\d,.]+\d(?:\s(?:M|bn))?(?:/kg)?"
    return re.sub(rf"((?:falls|rises) to |costs )({amount})", lambda m: m[1] + strong(m[2]), clean(found.sentence, 600), count=1)


def swings(comparison: Any, site: str, base: str | None) -> Decision | None:
    """What moves the cost of ``site`` less that of ``base`` when one input goes from end to end; ``None`` without the real engine."""
    from gigasite.sensitivity_analysis import factors_of, one_at_a_time

    keys = [site] if base is None else [site, base]
    if not all(hasattr(comparison.sites[k], "evaluation") for k in keys):
        return None
    pair = {k: comparison.sites[k].evaluation for k in keys}
    sites = {k: one.site for k, one in pair.items()}
    factors = factors_of(pair)
    nothing: dict[str, dict[str, float]] = {k: {} for k in keys}
    lows, highs = (one_at_a_time(sites, factors, COST, [f.support[end] for f in factors], nothing) for end in (0, 1))
    if lows is None or highs is None or not factors:
        return None

    def difference(values: Any) -> Any:
        return values[site] - values[base] if base is not None else values[site]

    at_low, at_high = difference(lows), difference(highs)
    found = []
    for k, factor in enumerate(factors):
        low, high = (with_unit(v, factor.unit) for v in factor.support)
        found.append(Swing(factor.key, clean(factor.words), low, high, float(at_low[k + 1]), float(at_high[k + 1])))
    found.sort(key=lambda s: (-s.size, s.key))
    return Decision(site, base, float(at_low[0]), tuple(found))


def break_even_map(comparison: Any, site: str, base: str, decision: Decision) -> BreakEvenMap | None:
    """The map over the launch price and the input of this site alone that moves it most; ``None`` where there is no such pair."""
    from gigasite.sensitivity_analysis import factors_of

    pair = {k: comparison.sites[k].evaluation for k in (site, base)}
    own = {f.key: f for f in factors_of(pair) if tuple(f.keys) == (site,)}
    launch = own.pop(LAUNCH, None)
    other = next((own[s.key] for s in decision.swings if s.key in own and own[s.key].support[0] < own[s.key].support[1]), None)
    if launch is None or other is None:
        return None
    ends = (LOWEST_LAUNCH, max(launch.support[1], 10 * LOWEST_LAUNCH))
    return _whole(comparison.scenario, site, base, f"sites.{site}.{LAUNCH}", f"sites.{site}.{other.key}", x_range=ends)


def heat_map(comparison: Any) -> BreakEvenMap | None:
    """Heat at what price pays for its pump, in a network of which temperature: the site that sells most, with recovery and without.

    ``None`` where no site with a heat pump is paid for heat.
    """
    from gigasite.scenario.entities import Frozen

    sold = {key: one.evaluation.ledger.heat_sold_mwh.mean() for key, one in comparison.sites.items() if hasattr(one, "evaluation")}
    best = max(sold, key=lambda key: float(sold[key]), default=None)
    if best is None or sold[best] <= 0:
        return None
    one = comparison.sites[best].evaluation
    site = comparison.scenario.sites[best]
    if one.model.phase("operate").components.get("heat_use") != "heat_pump" or "heat_price_factor" not in one.draws or not one.forcings:
        return None
    price = float(np.mean(one.forcings[0].columns["heat_price_usd_per_mwh"]))
    if "heat_price_share" in one.draws:
        price *= float(np.median(one.draws["heat_price_share"]))
    if not price > 0:
        return None
    without = replace(site.replace(heat_use="none", title=f"{site.title} without recovery"), key="without")
    twins = replace(comparison.scenario, sites=Frozen({best: site, "without": without}), reference="without", asserts=(), plan=None)
    found = _whole(twins, best, "without", f"sites.{best}.heat_supply_c", "heat_price_factor", x_range=NETWORK_C, y_range=(0.0, 6.0), n=9)
    if found is None:
        return None
    factor = found.y
    paid = replace(
        factor,
        words="heat price paid to the site, mean",
        unit="$/MWh",
        values=tuple(price * v for v in factor.values),
        middle=price * factor.middle,
        p10=price * factor.p10,
        p90=price * factor.p90,
    )
    return replace(found, x=replace(found.x, words="supply temperature of the network"), y=paid)


def planned(comparison: Any) -> Plan | None:
    """The plan of a scenario that gives a demand by year; ``None`` without one, or where the solver is not installed."""
    entry = getattr(comparison.scenario, "plan", None)
    if entry is None or not entry.demand_gw:
        return None
    from gigasite.planning import plan

    try:
        return plan(comparison)
    except GigasiteError:
        return None


def _whole(*names: Any, **options: Any) -> BreakEvenMap | None:
    """A map without holes and with costs that can be told as multiples, or None."""
    from gigasite.break_even_map import breakeven_map

    try:
        found = breakeven_map(*names, **options)
    except GigasiteError:
        return None
    return found if np.isfinite(found.difference).all() and np.min(found.at_b) > 0 else None
