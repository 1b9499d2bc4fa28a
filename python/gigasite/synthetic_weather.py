"""A weather year made from monthly normals: means and daily ranges of the month, and days that persist.

Temperature is the interpolated monthly mean, plus days with the spread of the month and a persistence of 0.75, plus a cosine of
the mean daily range with its peak at 15 h solar time. Humidity, clearness and wind are drawn around their monthly means in the
same way. Against real years the annual mean is within about 0.5 K and the hours below 18 °C within 4 %; the warmest hundredth is
0 to 3 K too cool.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite import _core, _data
from gigasite.distributions import normal_cdf, normal_quantile
from gigasite.irradiance import clear_sky_year, split
from gigasite.psychrometrics import saturation_pressure_pa, standard_pressure_pa
from gigasite.uniforms import stream_of

__all__ = ["Normals", "normals", "weather_year"]

Array = NDArray[np.float64]

MONTH: NDArray[np.int64] = np.repeat(np.arange(12), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # of each day
DAY_PERSISTENCE, HUMIDITY_PERSISTENCE, CLEARNESS_PERSISTENCE, WIND_PERSISTENCE = 0.75, 0.6, 0.3, 0.92
PEAK_SOLAR_H = 15.0
HUMIDITY_SPREAD = 0.08  # of the daily mean of the relative humidity
CLEARNESS_SPREAD = 1.2  # of the logit of the daily clear-sky index
HIGHEST_CLEARNESS = 1.05
SMALLEST_SPREAD_K = 0.6
# A monthly mean cloud cover n takes 0.65 n of the clear-sky irradiance: Kasten and Czeplak by the hour, averaged over the three
# reanalysis years in the wheel (0.57–0.77 by month).
CLOUD_LOSS = 0.65


@dataclass(frozen=True)
class Normals:
    """Twelve monthly values of a place; what the source lacks is from its analogue."""

    place: str
    title: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    mean_c: Array
    range_k: Array  # mean daily maximum less minimum
    day_spread_k: Array  # standard deviation of the daily means
    relative_humidity: Array
    ghi_kwh_m2_day: Array
    wind_speed_m_s: Array
    source: str
    licence: str
    notes: tuple[str, ...]


@functools.cache
def _rows() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    months: dict[str, list[Mapping[str, str]]] = {}
    for row in _data.table("climate_normals"):
        months.setdefault(row["site"], []).append(row)
    return {site: tuple(rows) for site, rows in months.items()}


def _months(rows: tuple[Mapping[str, str], ...], column: str) -> Array | None:
    texts = [row[column] for row in rows]
    return None if "" in texts else np.array([float(text) for text in texts])


def _day_spread(rows: tuple[Mapping[str, str], ...]) -> Array | None:
    """Spread of the daily means: with the cosine of the mean daily range it gives the 1st and 99th percentile of the hours.

    ``mean over θ of Φ((h − A cos θ)/s) = 0.99``, h half of the distance of the percentiles, A half of the daily range.
    """
    low, high, warm, cold = (_months(rows, name) for name in ("t_p01_c", "t_p99_c", "t_mean_daily_max_c", "t_mean_daily_min_c"))
    if low is None or high is None or warm is None or cold is None:
        return None
    half, swing = (high - low) / 2.0, np.outer((warm - cold) / 2.0, np.cos(np.arange(24) * np.pi / 12.0))
    small, large = np.full(12, SMALLEST_SPREAD_K), np.full(12, 15.0)
    for _ in range(40):
        middle = 0.5 * (small + large)
        share = normal_cdf(((half[:, None] - swing) / middle[:, None]).ravel()).reshape(12, 24).mean(axis=1)
        small, large = np.where(share > 0.99, middle, small), np.where(share > 0.99, large, middle)
    return np.asarray(middle)


@functools.cache
def places() -> Mapping[str, Mapping[str, str]]:
    """Rows of ``climate_places`` by place."""
    return {row["place"]: row for row in _data.table("climate_places")}


@functools.cache
def normals(place: str) -> Normals:
    """Normals of a place with what it takes from its analogue."""
    link = places()[place]
    rows = _rows()[link["site"]]
    other = _rows()[link["analogue"]] if link["analogue"] else rows
    notes = [f"synthetic year from monthly normals ({rows[0]['period']}, {rows[0]['evidence']})"]
    borrowed = []

    def own(name: str, values: Array | None, replacement: Array | None) -> Array:
        if values is not None:
            return values
        assert replacement is not None, f"{place} has no {name}"
        borrowed.append(name)
        return replacement

    def difference(of: tuple[Mapping[str, str], ...]) -> Array | None:
        warm, cold = _months(of, "t_mean_daily_max_c"), _months(of, "t_mean_daily_min_c")
        return None if warm is None or cold is None else warm - cold

    mean = _months(rows, "t_mean_c")
    assert mean is not None
    warming = float(link["warming_k"])
    if warming:
        notes.append(f"{warming:g} K added to the map of 1979–2014 for today's climate")
    if link["relative_humidity"]:
        humidity = np.full(12, float(link["relative_humidity"]))
        notes.append("annual mean of the relative humidity from memory")
    else:
        humidity = own("relative humidity", _months(rows, "rh_mean_pct"), _months(other, "rh_mean_pct")) / 100.0
    latitude, longitude, altitude = (float(rows[0][name]) for name in ("lat_deg", "lon_deg", "elevation_m"))
    result = Normals(
        place=place,
        title=link["site"],
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        mean_c=mean + warming,
        range_k=own("daily range", difference(rows), difference(other)),
        day_spread_k=own("spread of the days", _day_spread(rows), _day_spread(other)),
        relative_humidity=humidity,
        ghi_kwh_m2_day=_irradiation(rows, other, latitude, longitude, altitude, borrowed),
        wind_speed_m_s=own("wind", _months(rows, "wind_mean_m_s"), _months(other, "wind_mean_m_s")),
        source=rows[0]["source"],
        licence=rows[0]["licence"],
        notes=tuple(notes),
    )
    return replace(result, notes=(*notes, f"{', '.join(borrowed)} as in {link['analogue']}")) if borrowed else result


def _clear_kwh_m2_day(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Array:
    clear, _ = clear_sky_year(latitude_deg, longitude_deg, altitude_m)
    daily = clear.reshape(365, 24).sum(axis=1) / 1000.0
    return np.array([daily[month == MONTH].mean() for month in range(12)])


def _irradiation(rows: Any, other: Any, latitude: float, longitude: float, altitude: float, borrowed: list[str]) -> Array:
    """Monthly irradiation: measured, from the cloud cover, or the clear-sky index of the analogue."""
    measured = _months(rows, "ghi_kwh_m2_day")
    if measured is not None:
        return measured
    clear = _clear_kwh_m2_day(latitude, longitude, altitude)
    clouds = _months(rows, "cloud_cover_mean_pct")
    if clouds is not None:
        return clear * (1.0 - CLOUD_LOSS * clouds / 100.0)
    borrowed.append("clear-sky index")
    where = tuple(float(other[0][name]) for name in ("lat_deg", "lon_deg", "elevation_m"))
    analogue = _months(other, "ghi_kwh_m2_day")
    if analogue is not None:
        return clear * analogue / _clear_kwh_m2_day(*where)
    clouds = _months(other, "cloud_cover_mean_pct")
    assert clouds is not None
    return clear * (1.0 - CLOUD_LOSS * clouds / 100.0)


def _smooth(monthly: Array) -> Array:
    """Daily values, straight between the middles of the months, whose monthly means are those given."""
    middles = np.array([np.flatnonzero(month == MONTH).mean() for month in range(12)])
    grid = np.r_[middles[-1] - 365.0, middles, middles[0] + 365.0]
    knots = monthly.astype(np.float64).copy()
    for _ in range(8):
        daily = np.interp(np.arange(365.0), grid, np.r_[knots[-1], knots, knots[0]])
        knots += monthly - np.array([daily[month == MONTH].mean() for month in range(12)])
    return np.asarray(np.interp(np.arange(365.0), grid, np.r_[knots[-1], knots, knots[0]]))


def _persistent(place: str, what: str, year: int, count: int, persistence: float) -> Array:
    """Standard normal numbers, each correlated with the one before; a function of place, quantity and year alone."""
    fresh = normal_quantile(_core.uniforms(year, stream_of(f"weather.{place}.{what}"), 0, count))
    result = np.empty(count)
    value = fresh[0]
    innovation = np.sqrt(1.0 - persistence**2)
    for i in range(count):
        value = fresh[0] if i == 0 else persistence * value + innovation * fresh[i]
        result[i] = value
    return result


def _clearness(target: Array, clear_daily: Array, noise: Array) -> Array:
    """Daily clear-sky index: a logistic of the noise whose irradiation in each month is the target."""
    result = np.empty(365)
    for month in range(12):
        days = np.equal(MONTH, month)
        weight = clear_daily[days]
        wanted = min(target[month] * days.sum(), 0.98 * HIGHEST_CLEARNESS * weight.sum())
        low, high = -12.0, 12.0
        for _ in range(50):
            middle = 0.5 * (low + high)
            index = HIGHEST_CLEARNESS / (1.0 + np.exp(-(middle + CLEARNESS_SPREAD * noise[days])))
            low, high = (middle, high) if (index * weight).sum() < wanted else (low, middle)
        result[days] = index
    return result


def weather_year(place: str, year: int) -> Mapping[str, Array]:
    """The seven weather columns of the forcing on the 8,760 UTC hours of synthetic year ``year`` (1, 2, …) of a place."""
    site = normals(place)
    hours = np.arange(8760)
    solar_h = hours + 0.5 + site.longitude_deg / 15.0
    day = (np.floor(solar_h / 24.0).astype(int)) % 365  # the local solar day of each UTC hour
    spread = _smooth(site.day_spread_k)
    clear_noise = _persistent(place, "clearness", year, 365, CLEARNESS_PERSISTENCE)
    daily_c = _smooth(site.mean_c) + spread * _persistent(place, "temperature", year, 365, DAY_PERSISTENCE)
    swing = np.cos(2.0 * np.pi * (solar_h - PEAK_SOLAR_H) / 24.0)
    dry_bulb = daily_c[day] + 0.5 * np.maximum(_smooth(site.range_k), 0.0)[day] * swing

    # Clear days are drier: half of the humidity noise is that of the clearness.
    humid_noise = 0.8 * _persistent(place, "humidity", year, 365, HUMIDITY_PERSISTENCE) - 0.6 * clear_noise
    humidity_day = np.clip(_smooth(site.relative_humidity) + HUMIDITY_SPREAD * humid_noise, 0.08, 0.98)
    inverse = 1.0 / np.asarray(saturation_pressure_pa(dry_bulb))
    mean_inverse = np.bincount(day, inverse, 365) / np.bincount(day, minlength=365)
    # The water in the air stays over the day; only the saturation pressure moves.
    relative_humidity = np.clip(humidity_day[day] * inverse / mean_inverse[day], 0.05, 1.0)

    clear, cos_zenith = clear_sky_year(site.latitude_deg, site.longitude_deg, site.altitude_m)
    clear_daily = np.bincount(day, clear, 365) / 1000.0
    ghi = clear * _clearness(site.ghi_kwh_m2_day, clear_daily, clear_noise)[day]
    dni, dhi = split(ghi, cos_zenith)

    # Rayleigh around the monthly mean.
    exceedance = 1.0 - normal_cdf(_persistent(place, "wind", year, 8760, WIND_PERSISTENCE))
    wind = _smooth(site.wind_speed_m_s)[day] * np.sqrt(-np.log(np.clip(exceedance, 1e-12, 1.0))) * 2.0 / np.sqrt(np.pi)
    return {
        "dry_bulb_c": dry_bulb,
        "relative_humidity": relative_humidity,
        "pressure_pa": np.full(8760, standard_pressure_pa(site.altitude_m)),
        "ghi_w_m2": ghi,
        "dni_w_m2": dni,
        "dhi_w_m2": dhi,
        "wind_speed_m_s": np.maximum(wind, 0.0),
    }
