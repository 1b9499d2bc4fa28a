"""Which inputs the page offers: those that move the cost most, a few for each site, with what the sources say of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gigasite.comparison import Comparison
from gigasite.report.facts import Facts
from gigasite.report.figures.assumptions import Input, inputs_of

__all__ = ["MOST", "SHARED", "Control", "choose"]

#: Inputs on the page, and how many of them may be of one site or of several.
MOST, MOST_OF_A_SITE, MOST_SHARED = 7, 2, 3
#: Name of the group of inputs that several sites read.
SHARED = "Several sites"
#: From this ratio of its ends on, a track is spaced by ratios.
LOG_FROM = 30.0
LAUNCH, LOWEST_LAUNCH = "launch_price_usd_per_kg", 20.0


@dataclass(frozen=True)
class Control:
    """An input: what it is called in a scenario, what the sources say, and the ends of its track."""

    name: str
    names: tuple[str, ...]
    key: str
    sites: tuple[str, ...]
    group: str
    label: str
    unit: str
    now: float
    p10: float
    p90: float
    sourced: tuple[float, float]
    legal: tuple[float, float]
    track: tuple[float, float]

    @property
    def log(self) -> bool:
        return self.track[0] > 0.0 and self.track[1] >= LOG_FROM * self.track[0]

    def to_dict(self) -> dict[str, Any]:
        """What the page needs; an end that is not finite is ``None``."""
        plain = {name: getattr(self, name) for name in ("name", "group", "label", "unit", "now", "p10", "p90", "log")}
        ends = {name: [v if math.isfinite(v) else None for v in getattr(self, name)] for name in ("sourced", "legal", "track")}
        return plain | ends


def choose(comparison: Comparison, facts: Facts) -> tuple[Control, ...]:
    """At most seven inputs, by their effect on the cost of a GPU-hour (the launch price always).

    They stand in the order of the sites, those of several sites last.
    """
    found: list[Control] = []
    for row in sorted(inputs_of(facts), key=lambda one: one.key != LAUNCH):  # what a launch costs is asked of every orbit
        if len(found) == MOST:
            break
        control = _control(comparison, facts, row)
        if control is None:
            continue
        beside = sum(one.group == control.group for one in found)
        if beside < (MOST_SHARED if len(control.sites) > 1 else MOST_OF_A_SITE):
            found.append(control)
    order = [site.title for site in facts.sites]
    return tuple(sorted(found, key=lambda one: (one.group == SHARED, order.index(one.group) if one.group in order else len(order))))


def _control(comparison: Comparison, facts: Facts, row: Input) -> Control | None:
    mine = facts.site(row.site).draws[row.key]
    readers = [site.key for site in facts.sites if row.key in site.draws]
    sites = tuple(key for key in readers if np.array_equal(facts.site(key).draws[row.key], mine))
    variable = comparison.sites[row.site].draws.variable(row.key)
    low, high = (float(end) for end in variable.distribution.support)
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = (float(v) for v in variable.distribution.quantile(np.array([0.01, 0.99])))
    parameter = variable.origin.row
    legal = (parameter.minimum, parameter.maximum) if parameter is not None else (-math.inf, math.inf)
    if not low < high:
        return None
    everywhere = set(readers) == set(sites)
    names = (row.key,) if everywhere and len(readers) > 1 else tuple(f"sites.{key}.{row.key}" for key in sites)
    group = facts.site(sites[0]).title if len(sites) == 1 else SHARED
    label = row.name.removesuffix(f", {facts.site(row.site).title}")
    track = _track(row.key, low, high, legal)
    return Control(names[0], names, row.key, sites, group, label, row.unit, row.p50, row.p10, row.p90, (low, high), legal, track)


def _track(key: str, low: float, high: float, legal: tuple[float, float]) -> tuple[float, float]:
    """Half the range of the sources beyond each of its ends, within what is legal; a launch price down to that of the propellant."""
    room = 0.5 * (high - low)
    first, last = max(low - room, legal[0]), min(high + room, legal[1])
    if low > 0.0:
        first = max(first, 0.2 * low)
    return (LOWEST_LAUNCH, last) if key == LAUNCH else (first, last)
