"""Solar position: where the Sun stands over a site (model T16)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, kernel, legal, model, non_negative
from gigasite._time import almanac_days
from gigasite.constants import DAY_S, STANDARD_PRESSURE_PA, ZERO_CELSIUS_K

__all__ = ["SolarPosition", "position"]

# 2000-01-01 12:00 on the clock of the kernel, which counts from 1970.
_J2000_UNIX_S = 946_728_000.0


class SolarPosition(NamedTuple):
    """Elevation without and with refraction, zenith without, azimuth from north eastward."""

    elevation_deg: Floats
    apparent_elevation_deg: Floats
    zenith_deg: Floats
    azimuth_deg: Floats


@model(
    latitude_deg=legal(-90.0, 90.0),
    longitude_deg=legal(-360.0, 360.0),
    altitude_m=legal(-500.0, 11_000.0),
    pressure_pa=non_negative,
    temperature_c=legal(-ZERO_CELSIUS_K, open_low=True),
)
def position(
    time_utc: Any,
    latitude_deg: Floats,
    longitude_deg: Floats,
    *,
    altitude_m: Floats = 0.0,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    temperature_c: Floats = 12.0,
    outside: Outside = "raise",
) -> SolarPosition:
    """The Sun in the sky of a site, to 0.05° (0.01° in practice).

    Formula: mean longitude, equation of the centre, aberration and nutation give the apparent place; sidereal time the hour
    angle; ``sin h = sin φ sin δ + cos φ cos δ cos H``; less the parallax. Refraction by Sæmundsson for ``pressure_pa`` and
    ``temperature_c``; none once the upper limb is below the horizon.
    Shapes: all arguments broadcast; ``time_utc`` is an ISO text, a datetime or datetime64, or an array of them, without a zone UTC.
    Units: degrees; north and east positive. Valid: years 1950–2050.
    Errors: `ParameterError` for what is no instant, or a latitude beyond ±90°; `PhysicsError` outside 1950–2050.
    Source: J. Meeus, Astronomical Algorithms, 2nd ed. 1998, chapters 12, 13, 16, 25, ISBN 0-943396-61-1.

    >>> sun = position("2025-06-21T12:00", 51.48, 0.0)
    >>> round(sun.elevation_deg, 1), round(sun.azimuth_deg, 0)
    (62.0, 179.0)
    """
    seconds = np.asarray(almanac_days(time_utc, outside)) * DAY_S + _J2000_UNIX_S
    result: SolarPosition = kernel(
        "solar_position.position", seconds[()], latitude_deg, longitude_deg, altitude_m, pressure_pa, temperature_c, result=SolarPosition
    )
    return result
