"""Hourly prices: a measured pattern set to the level of a year and month, or a synthetic shape with mean, P10 and P90 of its source."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigasite import _core, _data
from gigasite.distributions import normal_quantile
from gigasite.uniforms import stream_of
from gigasite.units import money

__all__ = ["MONTH_OF_HOUR", "monthly_level_usd", "patterned", "quantile_function", "synthetic"]

Array = NDArray[np.float64]

MONTH_OF_HOUR = np.repeat(np.arange(12), np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24)
# Weights of the latent pattern of a synthetic price: hours of the day, two seasons of demand, weather that persists.
DAY_WEIGHT, SEASON_WEIGHT, WEATHER_WEIGHT = 0.7, 0.3, 0.65
WEATHER_PERSISTENCE = 0.95


def monthly_level_usd(iso3: str) -> tuple[int, Array] | None:
    """The last whole year of a country and its twelve monthly means of the day-ahead price [USD/MWh] (Ember), or None."""
    years: dict[int, list[float]] = {}
    for row in _data.table("ember_monthly"):
        if row["iso3"] == iso3:
            years.setdefault(int(row["month"][:4]), []).append(float(row["price_eur_per_mwh"]))
    whole = [year for year, months in years.items() if len(months) == 12]
    if not whole:
        return None
    year = max(whole)
    return year, np.asarray(money(np.array(years[year]), "EUR", "USD", year))


def patterned(zone: str, pattern_year: int, level_usd: Array) -> Array:
    """The hourly pattern of a measured zone and year, each month stretched to its level."""
    pattern, _ = _data.archive(f"price_{pattern_year}")
    values = pattern[zone]
    means = np.array([values[month == MONTH_OF_HOUR].mean() for month in range(12)])
    return np.asarray(values * (level_usd / means)[MONTH_OF_HOUR])


def quantile_function(u: Array, mean: float, p10: float, p90: float) -> Array:
    """Prices at the shares ``u`` of the hours: straight between the quantiles, an exponential tail above P90 that sets the mean."""
    spread = p90 - p10
    median = p10 + 0.42 * spread

    def excess(median: float) -> float:
        lowest = p10 - 0.5 * (median - p10)
        return 10.0 * mean - 0.5 * (lowest + p10) - 2.0 * (p10 + median) - 2.0 * (median + p90) - p90

    smallest = 0.05 * spread
    tail = excess(median)
    if tail < smallest:  # the mean is low for its P90: the middle of the hours is cheaper
        median = max(median - (smallest - tail) / 3.75, p10 + 0.02 * spread)
        tail = max(excess(median), smallest)
    lowest = p10 - 0.5 * (median - p10)
    body = np.interp(u, [0.0, 0.1, 0.5, 0.9], [lowest, p10, median, p90])
    return np.asarray(np.where(u > 0.9, p90 - tail * np.log((1.0 - np.minimum(u, 1.0 - 1e-9)) / 0.1), body))


def synthetic(region: str, year: int, mean: float, p10: float, p90: float, utc_offset_h: float) -> Array:
    """A synthetic year [the unit of ``mean``]: the order of the hours from a latent pattern, their prices from the quantiles.

    The pattern has peaks at 8 and 19 h of local time, more demand in winter and summer than between, and a random part that
    persists for a day; it is a function of region and year alone.
    """
    hours = np.arange(8760)
    local = (hours + utc_offset_h) % 24.0
    day = np.exp(-(((local - 8.0) / 2.0) ** 2)) + 1.4 * np.exp(-(((local - 19.0) / 2.5) ** 2)) - 0.7 * np.exp(-(((local - 3.0) / 3.0) ** 2))
    season = np.cos(2.0 * np.pi * (hours / 24.0 - 20.0) / 182.5)
    fresh = normal_quantile(_core.uniforms(year, stream_of(f"price.{region}"), 0, 8760))
    weather = np.empty(8760)
    value = fresh[0]
    for i in range(8760):
        value = value if i == 0 else WEATHER_PERSISTENCE * value + np.sqrt(1.0 - WEATHER_PERSISTENCE**2) * fresh[i]
        weather[i] = value
    latent = DAY_WEIGHT * (day - day.mean()) / day.std() + SEASON_WEIGHT * season + WEATHER_WEIGHT * weather
    rank = np.empty(8760)
    rank[np.argsort(latent, kind="stable")] = np.arange(8760)
    prices = quantile_function((rank + 0.5) / 8760.0, mean, p10, p90)
    return np.asarray(prices + (mean - prices.mean()))
