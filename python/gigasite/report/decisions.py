"""What decides the answer: the break-even of two sites, and which inputs move their difference most. Small runs on the same engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from gigasite.errors import GigasiteError
from gigasite.report.numbers import with_unit
from gigasite.report.text import clean, strong

__all__ = ["BreakEvenMap", "Decision", "Input", "Swing", "break_even_map", "break_even_sentence", "swings"]

COST = "lcoc_usd_per_gpu_h"
LAUNCH = "launch_price_usd_per_kg"
LOWEST_LAUNCH = 20.0  # USD/kg, where the map begins: below the cost of the propellant
GRID = 17


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


@dataclass(frozen=True)
class Input:
    """An axis of the map: values, its middle and P10–P90, and how to write it."""

    name: str
    unit: str
    values: tuple[float, ...]
    middle: float
    p10: float
    p90: float


@dataclass(frozen=True)
class BreakEvenMap:
    """Cost of ``of`` as a multiple of that of ``against`` over two inputs, the others at their median: ``ratio[y][x]``."""

    of: str
    against: str
    x: Input
    y: Input
    ratio: tuple[tuple[float, ...], ...]


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
    from gigasite.evaluation import evaluate
    from gigasite.sensitivity_analysis import factors_of

    pair = {k: comparison.sites[k].evaluation for k in (site, base)}
    factors = factors_of(pair)
    own = {f.key: f for f in factors if tuple(f.keys) == (site,)}
    launch = own.pop(LAUNCH, None)
    other = next((own[s.key] for s in decision.swings if s.key in own and own[s.key].support[0] < own[s.key].support[1]), None)
    if launch is None or other is None:
        return None
    x = np.geomspace(LOWEST_LAUNCH, max(launch.support[1], 10 * LOWEST_LAUNCH), GRID)
    y = np.linspace(*other.support, GRID)
    medians = {key: float(f.at(0.5)[0]) for f in factors for keys in f.keys.values() for key in keys}

    def cost(of: str, columns: dict[str, Any], n: int) -> Any:
        one = pair[of].site
        known = {key: np.full(n, value) for key, value in medians.items() if key in one.draws()}
        return evaluate(one, one.draws(n_draws=n).replace(**(known | columns)), phases=False, one_year=True).metrics[COST]

    spread = dict.fromkeys(launch.keys[site], np.tile(x, GRID)) | dict.fromkeys(other.keys[site], np.repeat(y, GRID))
    try:
        upper, lower = cost(site, spread, GRID * GRID), cost(base, {}, 1)
    except GigasiteError:
        return None
    if not (isinstance(upper, np.ndarray) and isinstance(lower, np.ndarray) and lower[0] > 0 and np.isfinite(upper).all()):
        return None
    ratio = (upper / lower[0]).reshape(GRID, GRID)
    axes = [_axis_of(f, values) for f, values in ((launch, x), (other, y))]
    return BreakEvenMap(site, base, axes[0], axes[1], tuple(tuple(float(v) for v in row) for row in ratio))


def _axis_of(factor: Any, values: Any) -> Input:
    p10, p50, p90 = (float(v) for v in factor.distribution.quantile(np.array([0.1, 0.5, 0.9])))
    return Input(clean(factor.words), clean(factor.unit), tuple(float(v) for v in values), p50, p10, p90)
