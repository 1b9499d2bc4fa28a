"""Circular orbits: period, drift of the node, sun-synchronous inclination, angle to the Sun (models A and B)."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite import sun
from gigasite._model import Floats, Outside, choose, finite, flag, kernel, legal, model, non_negative, positive, valid
from gigasite._time import almanac_days, days_j2000
from gigasite.constants import EARTH_EQUATORIAL_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, J2, TROPICAL_YEAR_DAYS
from gigasite.errors import PhysicsError

__all__ = [
    "beta_angle_deg",
    "ltan_from_raan_h",
    "mean_motion_rad_s",
    "orbits_per_day",
    "period_s",
    "position_m",
    "raan_at_deg",
    "raan_from_ltan_deg",
    "raan_rate_deg_per_day",
    "semi_major_axis_m",
    "solar_zenith_deg",
    "speed_m_s",
    "sun_synchronous_inclination_deg",
]

# Above 160 km an orbit lasts; below, drag ends it within a turn.
altitude = valid(160e3, np.inf, non_negative)
beta = legal(-90.0, 90.0)
_inclination = legal(0.0, 180.0)
_eccentricity = valid(0.0, 0.01, legal(0.0, 1.0, open_high=True))


@model(altitude_m=altitude, earth_radius_m=positive)
def semi_major_axis_m(altitude_m: Floats, *, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M, outside: Outside = "raise") -> Floats:
    """Semi-major axis [m] of a circular orbit at ``altitude_m`` above ``earth_radius_m``.

    Formula: ``a = R_E + h``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: `PhysicsError` below 160 km, `ParameterError` for a negative altitude.
    Source: definition.

    >>> semi_major_axis_m(650e3)
    7028137.0
    """
    return kernel("orbit.semi_major_axis_m", altitude_m, earth_radius_m)


@model(altitude_m=altitude, earth_radius_m=positive, gravitational_parameter_m3_s2=positive)
def mean_motion_rad_s(
    altitude_m: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Mean motion [rad/s] of a circular orbit.

    Formula: ``n = sqrt(μ/a³)``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: as `semi_major_axis_m`. Source: D. A. Vallado, Fundamentals of Astrodynamics and Applications.

    >>> round(mean_motion_rad_s(650e3), 9)
    0.00107154
    """
    return kernel("orbit.mean_motion_rad_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


@model(altitude_m=altitude, earth_radius_m=positive, gravitational_parameter_m3_s2=positive)
def period_s(
    altitude_m: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Period [s] of a circular orbit.

    Formula: ``T = 2π sqrt(a³/μ)``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: as `semi_major_axis_m`. Source: as `mean_motion_rad_s`.

    >>> round(period_s(550e3), 4)
    5738.9928
    """
    return kernel("orbit.period_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


@model(altitude_m=altitude, earth_radius_m=positive, gravitational_parameter_m3_s2=positive)
def speed_m_s(
    altitude_m: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Speed [m/s] on a circular orbit.

    Formula: ``v = sqrt(μ/a)``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: as `semi_major_axis_m`. Source: as `mean_motion_rad_s`.

    >>> round(speed_m_s(650e3), 1)
    7530.9
    """
    return kernel("orbit.speed_m_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


@model(altitude_m=altitude, earth_radius_m=positive, gravitational_parameter_m3_s2=positive)
def orbits_per_day(
    altitude_m: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Revolutions in 86,400 s.

    Formula: ``86,400/T``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: as `semi_major_axis_m`. Source: definition.

    >>> round(orbits_per_day(650e3), 3)
    14.735
    """
    return kernel("orbit.orbits_per_day", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


@model(
    altitude_m=altitude,
    inclination_deg=_inclination,
    eccentricity=_eccentricity,
    j2=finite,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
)
def raan_rate_deg_per_day(
    altitude_m: Floats,
    inclination_deg: Floats,
    *,
    eccentricity: Floats = 0.0,
    j2: Floats = J2,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Drift [°/d] of the ascending node under the flattening of the Earth, first order in J2.

    Formula: ``dΩ/dt = −(3/2) J2 n (R_E/(a(1−e²)))² cos i``. Shapes: arguments broadcast.
    Valid: h > 160 km, e < 0.01; within 0.2 % of SGP4 in low orbits.
    Errors: `ParameterError` for an inclination outside 0–180° or e ≥ 1, `PhysicsError` outside the validity.
    Source: as `mean_motion_rad_s`.

    >>> round(raan_rate_deg_per_day(550e3, 53.0), 2)
    -4.49
    """
    return kernel(
        "orbit.raan_rate_deg_per_day", altitude_m, inclination_deg, eccentricity, j2, earth_radius_m, gravitational_parameter_m3_s2
    )


@model(
    clamp=False,
    altitude_m=altitude,
    eccentricity=_eccentricity,
    j2=positive,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    tropical_year_days=positive,
)
def sun_synchronous_inclination_deg(
    altitude_m: Floats,
    *,
    eccentricity: Floats = 0.0,
    j2: Floats = J2,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    tropical_year_days: Floats = TROPICAL_YEAR_DAYS,
    outside: Outside = "raise",
) -> Floats:
    """Inclination [°], 90–180, at which the node follows the mean Sun.

    Formula: ``cos i = −2 Ω_s a^(7/2) (1−e²)²/(3 J2 R_E² sqrt μ)``, ``Ω_s = 2π/(tropical year)``. Shapes: arguments broadcast.
    Valid: h > 160 km, e < 0.01, and ``|cos i| ≤ 1``: a circular orbit with a above about 12,352 km cannot be sun-synchronous.
    Errors: `PhysicsError` where no such orbit exists (``outside="clamp"`` is not accepted; "nan" and "warn" give NaN there).
    Source: as `mean_motion_rad_s`.

    >>> round(sun_synchronous_inclination_deg(650e3), 3)
    97.986
    """
    inclination = kernel(
        "orbit.sun_synchronous_inclination_deg",
        altitude_m,
        eccentricity,
        j2,
        earth_radius_m,
        gravitational_parameter_m3_s2,
        tropical_year_days,
    )
    impossible = np.isnan(inclination)
    if impossible.any():
        message = "no sun-synchronous orbit exists this high: |cos i| would exceed 1"
        if outside == "raise":
            highest = float(np.max(np.asarray(altitude_m)))
            raise PhysicsError(message, parameter="altitude_m", value=highest)
        flag(message)
    return inclination


@model(ltan_h=legal(0.0, 24.0, open_high=True))
def raan_from_ltan_deg(time_utc: Any, ltan_h: Floats, *, sun_reference: str = "mean", outside: Outside = "raise") -> Floats:
    """Right ascension [°], 0–360, of the ascending node whose local time is ``ltan_h``.

    Formula: ``Ω = α + (LTAN − 12 h)·15°/h``, α the right ascension of the "mean" or the "true" Sun.
    Shapes: arguments broadcast. Valid: 1950–2050.
    Errors: `ParameterError` for a local time outside 0–24 h (24 excluded) or an unknown Sun, `PhysicsError` for another century.
    Source: definition of the local time of the ascending node.

    >>> round(raan_from_ltan_deg("2026-03-20T12:00Z", 18.0), 1)
    88.0
    """
    return kernel("orbit.raan_from_ltan_deg", _right_ascension_deg(time_utc, sun_reference, outside), ltan_h)


@model(raan_deg=finite)
def ltan_from_raan_h(time_utc: Any, raan_deg: Floats, *, sun_reference: str = "mean", outside: Outside = "raise") -> Floats:
    """Local time [h], 0–24, of the ascending node: the inverse of `raan_from_ltan_deg`.

    Shapes, validity, errors, source: as there.

    >>> round(ltan_from_raan_h("2026-03-20T12:00Z", 88.0), 1)
    18.0
    """
    return kernel("orbit.ltan_from_raan_h", _right_ascension_deg(time_utc, sun_reference, outside), raan_deg)


def _right_ascension_deg(time_utc: Any, sun_reference: str, outside: Any) -> Floats:
    choose("sun_reference", sun_reference, ("mean", "true"))
    place = kernel("sun.position", almanac_days(time_utc, outside), result=sun.SunPosition)
    return place.mean_longitude_deg if sun_reference == "mean" else place.right_ascension_deg


@model(epoch_raan_deg=finite, rate_deg_per_day=finite)
def raan_at_deg(time_utc: Any, epoch_utc: Any, epoch_raan_deg: Floats, rate_deg_per_day: Floats) -> Floats:
    """Right ascension [°], 0–360, of a drifting node.

    Formula: ``Ω0 + (dΩ/dt)(t − t0)``. Shapes: arguments broadcast. Errors: `ParameterError` for what is not a moment.
    Source: definition.

    >>> raan_at_deg("2026-01-11T00:00Z", "2026-01-01T00:00Z", 30.0, -4.5)
    345.0
    """
    elapsed = np.subtract(days_j2000(time_utc), days_j2000(epoch_utc, "epoch_utc"))
    return kernel("orbit.raan_at_deg", elapsed, epoch_raan_deg, rate_deg_per_day)


@model(sun_right_ascension_deg=finite, sun_declination_deg=legal(-90.0, 90.0), raan_deg=finite, inclination_deg=_inclination)
def beta_angle_deg(sun_right_ascension_deg: Floats, sun_declination_deg: Floats, raan_deg: Floats, inclination_deg: Floats) -> Floats:
    """Angle [°], −90…90, between the Sun and the orbit plane, positive on the side of the angular momentum.

    Formula: ``sin β = cos δ sin i sin(Ω − α) + sin δ cos i``. Shapes: arguments broadcast.
    Errors: `ParameterError` for a declination beyond ±90° or an inclination outside 0–180°.
    Source: as `mean_motion_rad_s`.

    >>> round(beta_angle_deg(0.0, 0.0, 45.0, 51.6), 5)
    33.65253
    """
    return kernel("orbit.beta_angle_deg", sun_right_ascension_deg, sun_declination_deg, raan_deg, inclination_deg)


@model(beta_deg=beta, orbit_angle_deg=finite)
def solar_zenith_deg(beta_deg: Floats, orbit_angle_deg: Floats) -> Floats:
    """Solar zenith angle [°], 0–180, at the sub-satellite point, ``u`` counted from orbit noon.

    Formula: ``cos ζ = cos β cos u``. Shapes: arguments broadcast. Errors: `ParameterError` for β beyond ±90°.
    Source: spherical trigonometry.

    >>> round(solar_zenith_deg(60.0, 0.0), 9)
    60.0
    """
    return kernel("orbit.solar_zenith_deg", beta_deg, orbit_angle_deg)


@model(altitude_m=altitude, inclination_deg=_inclination, raan_deg=finite, argument_of_latitude_deg=finite, earth_radius_m=positive)
def position_m(
    altitude_m: Floats,
    inclination_deg: Floats,
    raan_deg: Floats,
    argument_of_latitude_deg: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    outside: Outside = "raise",
) -> Any:
    """Place [m] on a circular orbit, last axis x, y, z in the equator of date: what `eclipse.illumination` takes.

    Formula: rotation of ``r (cos u, sin u, 0)`` by inclination and node. Shapes: arguments broadcast, plus the last axis.
    Valid: h > 160 km. Errors: as `raan_rate_deg_per_day`. Source: as `mean_motion_rad_s`.

    >>> [round(x) for x in position_m(621863.0, 90.0, 0.0, 90.0)]
    [0, 0, 7000000]
    """
    place = kernel("orbit.position_m", altitude_m, inclination_deg, raan_deg, argument_of_latitude_deg, earth_radius_m, result=sun.Vector)
    return np.stack(np.broadcast_arrays(*place), axis=-1)
