"""The Sun: position by the low-precision almanac formula, flux over the year (models B and D1)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, kernel, model, positive
from gigasite._time import almanac_days, year_start
from gigasite.parameters import default

__all__ = ["FluxExtremes", "SunPosition", "daily_flux_w_m2", "flux_extremes", "flux_w_m2", "position", "position_m"]


class SunPosition(NamedTuple):
    """Position of the true Sun, true equator of date; the mean longitude is the right ascension of the mean Sun."""

    right_ascension_deg: Floats
    declination_deg: Floats
    distance_au: Floats
    ecliptic_longitude_deg: Floats
    mean_longitude_deg: Floats


class Vector(NamedTuple):
    """A place in the equator of date."""

    x_m: Floats
    y_m: Floats
    z_m: Floats


class FluxExtremes(NamedTuple):
    """Largest and smallest daily solar flux of a year; 1 January is day 1."""

    max_w_m2: float
    max_day_of_year: int
    min_w_m2: float
    min_day_of_year: int


def position(time_utc: Any, *, outside: Outside = "raise") -> SunPosition:
    """Position of the Sun, D days after J2000.

    Formula: ``L = 280.460° + 0.9856474° D``, ``g = 357.528° + 0.9856003° D``, ``λ = L + 1.915° sin g + 0.020° sin 2g``,
    ``ε = 23.439° − 4e-7° D``, ``α = atan2(cos ε sin λ, cos λ)``, ``δ = asin(sin ε sin λ)``,
    ``d = 1.00014 − 0.01671 cos g − 0.00014 cos 2g``.
    Shapes: those of ``time_utc`` (ISO 8601 text, datetime or datetime64, UTC where no zone is given).
    Valid: 1950–2050, to about 0.01° and 1e-4 AU. Errors: `ParameterError` for what is not a moment, `PhysicsError` for another century.
    Source: Astronomical Almanac, section C, low-precision formulas for the Sun.

    >>> place = position("2026-01-03T12:00Z")
    >>> round(place.right_ascension_deg, 1), round(place.declination_deg, 1), round(place.distance_au, 4)
    (284.2, -22.8, 0.9833)
    """
    return kernel("sun.position", almanac_days(time_utc, outside), result=SunPosition)  # type: ignore[no-any-return]


def position_m(time_utc: Any, *, outside: Outside = "raise") -> Any:
    """Position of the Sun as a vector [m] from the Earth, last axis x, y, z in the equator of date.

    Formula, validity, errors, source: as `position`. Shapes: those of ``time_utc``, plus the last axis.

    >>> [round(x / 1e9) for x in position_m("2026-03-20T14:46Z")]
    [149, 0, 0]
    """
    place = kernel("sun.position_m", almanac_days(time_utc, outside), result=Vector)
    return np.stack(place, axis=-1)


@model(distance_au=positive, solar_constant_w_m2=positive)
def flux_w_m2(distance_au: Floats, *, solar_constant_w_m2: Floats = default("solar_constant")) -> Floats:
    """Solar flux [W/m²] at a distance from the Sun.

    Formula: ``S = S0/d²``. Shapes: arguments broadcast. Errors: `ParameterError` for a distance that is not positive.
    Source: inverse-square law; IAU/TIM solar constant.

    >>> flux_w_m2(1.0)
    1361.0
    """
    return kernel("sun.flux_w_m2", distance_au, solar_constant_w_m2)


@model(solar_constant_w_m2=positive)
def daily_flux_w_m2(year: int, *, solar_constant_w_m2: Floats = default("solar_constant"), outside: Outside = "raise") -> Any:
    """Solar flux [W/m²] at 12:00 UTC of each day of one year (365 or 366 values).

    Formula: `position` and `flux_w_m2`. Valid: 1950–2050.
    Errors: `ParameterError` for what is not a calendar year, `PhysicsError` for another century. Source: as `position`.

    >>> len(daily_flux_w_m2(2028)), round(daily_flux_w_m2(2026).max())
    (366, 1408)
    """
    start = year_start(year)
    days = int((year_start(int(year) + 1) - start) / np.timedelta64(1, "D"))
    noons = start + np.arange(days) * np.timedelta64(24, "h") + np.timedelta64(12, "h")
    distance = kernel("sun.position", almanac_days(noons, outside), result=SunPosition).distance_au
    return kernel(
        "sun.flux_w_m2", distance, np.asarray(solar_constant_w_m2)[..., None] if np.ndim(solar_constant_w_m2) else solar_constant_w_m2
    )


@model(solar_constant_w_m2=positive)
def flux_extremes(year: int, *, solar_constant_w_m2: Floats = default("solar_constant"), outside: Outside = "raise") -> FluxExtremes:
    """Largest and smallest of the daily values of `daily_flux_w_m2`, with their days.

    Validity, errors, source: as there.

    >>> extremes = flux_extremes(2026)
    >>> round(extremes.max_w_m2), extremes.max_day_of_year, round(extremes.min_w_m2), extremes.min_day_of_year
    (1408, 3, 1317, 186)
    """
    flux = daily_flux_w_m2(year, solar_constant_w_m2=solar_constant_w_m2, outside=outside)
    return FluxExtremes(flux.max(axis=-1), flux.argmax(axis=-1) + 1, flux.min(axis=-1), flux.argmin(axis=-1) + 1)
