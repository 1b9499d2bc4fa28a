"""What kept a site from selling more heat, hour by hour: the buyers, the price, the temperature, a machine, or a full tank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gigasite import _core

__all__ = ["LIMITS", "WORDS", "hours_by_limit", "sentence"]

#: Names of the limits, in the order of the numbers in ``heat_limit``.
LIMITS: tuple[str, ...] = tuple(_core.EARTH_HEAT_LIMITS)

#: What each limit is in words.
WORDS: Mapping[str, str] = {
    "demand": "the buyers had all that they asked for",
    "tank_full": "they had, and the tank was full",
    "no_demand": "nobody asked",
    "temperature": "the network was too hot for the site",
    "price": "the price of heat did not pay for the power",
    "heat_pump": "the heat pump was at its end",
    "hall": "the hall had no more heat",
}


def hours_by_limit(series: Any) -> Mapping[str, float]:
    """Hours of a run by limit, longest first; empty where no heat is offered to anybody."""
    limit = None if series is None else series.get("heat_limit")
    if limit is None or not np.any(limit):
        return {}
    counts = np.bincount(np.asarray(limit).astype(int), minlength=len(LIMITS)) * float(np.ravel(series.step_s)[0]) / 3600.0
    order = np.argsort(-counts, kind="stable")
    return {LIMITS[i]: float(counts[i]) for i in order if counts[i] > 0.0}


def sentence(hours: Mapping[str, float]) -> str:
    """The limits in words, longest first.

    >>> sentence({"demand": 8500.0, "heat_pump": 260.0})
    'heat: in 8,500 h the buyers had all that they asked for, in 260 h the heat pump was at its end'
    """
    return "heat: " + ", ".join(f"in {value:,.0f} h {WORDS[name]}" for name, value in hours.items() if name in WORDS)
