"""What decides the answer: the break-even of two sites, and which inputs move their difference most. Small runs on the same engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gigasite.errors import GigasiteError
from gigasite.report.numbers import with_unit
from gigasite.report.text import clean, strong

__all__ = ["Decision", "Swing", "break_even_sentence", "swings"]

COST = "lcoc_usd_per_gpu_h"
LAUNCH = "launch_price_usd_per_kg"


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
