"""Clear sky: irradiance without clouds (model T16)."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._model import Floats, kernel, legal, model, require
from gigasite._time import days_j2000
from gigasite.constants import DAY_S

__all__ = ["daily_ghi_kwh_m2", "haurwitz_ghi_w_m2"]


@model(zenith_deg=legal(0.0, 180.0))
def haurwitz_ghi_w_m2(zenith_deg: Floats) -> Floats:
    """Global horizontal irradiance under a clear sky [W/m²].

    Formula: ``1098 cos z exp(−0.059/cos z)``, z of the apparent Sun; 0 at and below the horizon.
    Shapes: element by element. Errors: `ParameterError` for a zenith angle outside 0–180°.
    Source: B. Haurwitz, "Insolation in relation to cloudiness and cloud density", J. Meteorology 2, 1945.

    >>> round(haurwitz_ghi_w_m2(60.0), 1)
    487.9
    """
    return kernel("clear_sky.haurwitz_ghi_w_m2", zenith_deg)


@model(latitude_deg=legal(-90.0, 90.0), longitude_deg=legal(-360.0, 360.0), step_s=legal(1.0, DAY_S))
def daily_ghi_kwh_m2(date: Any, latitude_deg: Floats, longitude_deg: Floats, *, step_s: Floats = 300.0) -> Floats:
    """Irradiation of a local solar day under a clear sky [kWh/m²].

    Formula: ``Σ GHI(z) Δt`` of `haurwitz_ghi_w_m2` over the middles of equal steps, z of the apparent Sun (standard refraction),
    from the mean solar midnight of ``date`` (``longitude/15`` hours before that of Greenwich) on.
    Shapes: all arguments broadcast; ``date`` is an ISO date or datetime64. Errors: `ParameterError` unless the steps divide the day.
    Source: as `haurwitz_ghi_w_m2`; `gigasite.solar_position`.

    >>> round(daily_ghi_kwh_m2("2025-03-21", 32.45, -99.73), 3)  # Abilene
    6.447
    """
    steps = DAY_S / np.asarray(step_s)
    require(np.abs(steps - np.round(steps)) < 1e-9, "the steps do not divide the day", parameter="step_s", value=step_s)
    # Whole days from 1970, when the clock of the kernel starts: 10,957 before 2000-01-01.
    day = np.floor(np.asarray(days_j2000(date, "date")) + 0.5) + 10_957.0
    midnight = (day - np.asarray(longitude_deg) / 360.0) * DAY_S
    return kernel("clear_sky.daily_ghi_kwh_m2", midnight[()], latitude_deg, longitude_deg, step_s)
