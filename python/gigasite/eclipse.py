"""Shadow of the Earth: share, duration and edges per orbit, illumination of any place, series over a year (models C and B)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite import orbit, sun
from gigasite._model import Floats, Outside, choose, finite, kernel, legal, model, positive, require
from gigasite._time import almanac_days, year_start
from gigasite.constants import (
    ASTRONOMICAL_UNIT_M,
    DAY_S,
    EARTH_EQUATORIAL_RADIUS_M,
    GRAVITATIONAL_PARAMETER_M3_S2,
    J2,
    SUN_RADIUS_M,
    TROPICAL_YEAR_DAYS,
)
from gigasite.errors import ParameterError
from gigasite.orbit import altitude, beta
from gigasite.parameters import default

__all__ = [
    "EclipseSeries",
    "EclipseYear",
    "OrbitEclipse",
    "annual_series",
    "annual_summary",
    "critical_beta_deg",
    "disc_illumination",
    "duration_s",
    "duration_s_per_day",
    "fraction",
    "illumination",
    "orbit_illumination",
    "orbit_summary",
    "sunlit_s",
]

MODELS = ("cylindrical", "conical")


class OrbitEclipse(NamedTuple):
    """One orbit in the cone of the shadow; angles count from orbit noon and are NaN where there is no such edge."""

    mean_illumination: Floats
    umbra_fraction: Floats
    shadow_fraction: Floats
    penumbra_entry_deg: Floats
    umbra_entry_deg: Floats
    umbra_exit_deg: Floats
    penumbra_exit_deg: Floats


class EclipseSeries(NamedTuple):
    """Angle to the Sun and eclipse of each sample of a year; ``eclipse_s`` is per orbit."""

    time_utc: Any
    beta_deg: Floats
    eclipse_fraction: Floats
    eclipse_s: Floats


class EclipseYear(NamedTuple):
    """A year of eclipses; the longest ones are those of the worst sample, ``sunlit_fraction`` is the mean over the year."""

    beta_min_deg: Floats
    beta_max_deg: Floats
    longest_eclipse_s: Floats
    longest_eclipse_s_per_day: Floats
    eclipse_days: Floats
    sunlit_fraction: Floats


@model(altitude_m=altitude, beta_deg=beta, earth_radius_m=positive, sun_radius_m=positive, sun_distance_m=positive)
def fraction(
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    model: str = "cylindrical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> Floats:
    """Share of a circular orbit without sunlight.

    Formula: cylinder ``f = acos(sqrt(1 − (R/r)²)/cos β)/π`` for ``|β| < β*``, otherwise 0; cone ``1 − mean ν`` of `orbit_summary`.
    Shapes: arguments broadcast. Valid: h > 160 km, spherical Earth without refraction.
    Errors: `ParameterError` for β beyond ±90° or an unknown model, `PhysicsError` below 160 km.
    Source: spherical trigonometry; O. Montenbruck and E. Gill, Satellite Orbits, section 3.4.2.

    >>> round(fraction(550e3, 0.0), 7)
    0.3723108
    """
    return _fraction(model, altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m)


def _fraction(
    shape: str, altitude_m: Floats, beta_deg: Floats, earth_radius_m: Floats, sun_radius_m: Floats, sun_distance_m: Floats
) -> Floats:
    if choose("model", shape, MODELS) == "cylindrical":
        return kernel("eclipse.fraction_cylindrical", altitude_m, beta_deg, earth_radius_m)
    summary = kernel("eclipse.orbit_summary", altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m, result=OrbitEclipse)
    return 1.0 - summary.mean_illumination


@model(altitude_m=altitude, earth_radius_m=positive)
def critical_beta_deg(altitude_m: Floats, *, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M, outside: Outside = "raise") -> Floats:
    """Angle to the Sun [°] from which on a circular orbit misses the cylinder of the shadow.

    Formula: ``β* = asin(R_E/r)``. Shapes, validity, errors, source: as `fraction`.

    >>> round(critical_beta_deg(650e3), 5)
    65.16412
    """
    return kernel("eclipse.critical_beta_deg", altitude_m, earth_radius_m)


@model(
    altitude_m=altitude,
    beta_deg=beta,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    sun_radius_m=positive,
    sun_distance_m=positive,
)
def duration_s(
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    model: str = "cylindrical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> Floats:
    """Time without sunlight [s] in each orbit.

    Formula: ``f T``. Shapes, validity, errors, source: as `fraction`.

    >>> round(duration_s(550e3, 0.0) / 60, 2)
    35.61
    """
    share = _fraction(model, altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m)
    return share * kernel("orbit.period_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


@model(
    altitude_m=altitude,
    beta_deg=beta,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    sun_radius_m=positive,
    sun_distance_m=positive,
)
def duration_s_per_day(
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    model: str = "cylindrical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> Floats:
    """Time without sunlight [s] in each day of 86,400 s.

    Formula: ``86,400 f``. Shapes, validity, errors, source: as `fraction`; the period plays no part.

    >>> round(duration_s_per_day(550e3, 0.0) / 60, 1)
    536.1
    """
    return DAY_S * np.asarray(_fraction(model, altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m))


@model(
    altitude_m=altitude,
    beta_deg=beta,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    sun_radius_m=positive,
    sun_distance_m=positive,
)
def sunlit_s(
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    model: str = "cylindrical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> Floats:
    """Time in sunlight [s] in each orbit.

    Formula: ``(1 − f) T``. Shapes, validity, errors, source: as `fraction`.

    >>> round(sunlit_s(550e3, 0.0) / 60, 2)
    60.04
    """
    share = _fraction(model, altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m)
    return (1.0 - share) * kernel("orbit.period_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)


_radius_deg = legal(0.0, 90.0, open_low=True)


@model(sun_angular_radius_deg=_radius_deg, earth_angular_radius_deg=_radius_deg, separation_deg=legal(0.0, 180.0))
def disc_illumination(sun_angular_radius_deg: Floats, earth_angular_radius_deg: Floats, separation_deg: Floats) -> Floats:
    """Share of the Sun's disc seen beside the Earth's: full, partial, umbra or annular.

    Formula: ``ν = 1 − [a² acos(x/a) + b² acos((c−x)/b) − c y]/(π a²)``, ``x = (c² + a² − b²)/(2c)``, ``y = sqrt(a² − x²)``;
    1 for ``c ≥ a + b``, 0 for ``c ≤ b − a``, ``1 − (b/a)²`` for ``c ≤ a − b``.
    Shapes: arguments broadcast. Errors: `ParameterError` for a radius that is not positive or a separation outside 0–180°.
    Source: O. Montenbruck and E. Gill, Satellite Orbits, section 3.4.2.

    >>> disc_illumination(0.27, 65.0, 64.7), round(disc_illumination(0.27, 65.0, 65.0), 3), disc_illumination(0.27, 65.0, 65.3)
    (0.0, 0.5, 1.0)
    """
    return kernel("eclipse.disc_illumination", sun_angular_radius_deg, earth_angular_radius_deg, separation_deg)


@model(position_m=finite, sun_position_m=finite, earth_radius_m=positive, sun_radius_m=positive)
def illumination(
    position_m: Any,
    sun_position_m: Any,
    *,
    model: str = "conical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    sun_radius_m: Floats = SUN_RADIUS_M,
) -> Floats:
    """Illumination ν at a place, both vectors from the centre of the Earth in one frame, last axis x, y, z.

    Formula: `disc_illumination` with ``a = asin(R_sun/|s − r|)``, ``b = asin(R_E/r)``, c between the Sun and the centre of the
    Earth; cylinder: 0 behind the Earth within ``R_E`` of the axis. Shapes: the other axes broadcast.
    Errors: `ParameterError` for a place inside the Earth or a last axis that is not 3. Source: as `disc_illumination`.

    >>> illumination([-7.0e6, 0.0, 0.0], [1.496e11, 0.0, 0.0])
    0.0
    """
    choose("model", model, MODELS)
    places = {"position_m": np.asarray(position_m), "sun_position_m": np.asarray(sun_position_m)}
    for name, place in places.items():
        require(place.ndim >= 1 and place.shape[-1:] == (3,), "the last axis holds x, y, z", parameter=name)
    radius = np.linalg.norm(places["position_m"], axis=-1)
    require(radius >= earth_radius_m, "the place lies inside the Earth", parameter="position_m")
    require(np.linalg.norm(places["sun_position_m"], axis=-1) > radius, "the Sun stands nearer than the place", parameter="sun_position_m")
    parts = [np.asarray(place)[..., i] for place in places.values() for i in range(3)]
    if model == "cylindrical":
        return kernel("eclipse.illumination_cylindrical", *parts, earth_radius_m)
    return kernel("eclipse.illumination_conical", *parts, earth_radius_m, sun_radius_m)


@model(altitude_m=altitude, beta_deg=beta, orbit_angle_deg=finite, earth_radius_m=positive, sun_radius_m=positive, sun_distance_m=positive)
def orbit_illumination(
    altitude_m: Floats,
    beta_deg: Floats,
    orbit_angle_deg: Floats,
    *,
    model: str = "conical",
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> Floats:
    """Illumination ν at the angle u from noon of a circular orbit.

    Formula: as `illumination` with ``cos ζ = cos β cos u``. Shapes: arguments broadcast. Validity, errors, source: as `fraction`.

    >>> orbit_illumination(650e3, 0.0, 0.0), orbit_illumination(650e3, 0.0, 180.0)
    (1.0, 0.0)
    """
    if choose("model", model, MODELS) == "cylindrical":
        return kernel("eclipse.orbit_illumination_cylindrical", altitude_m, beta_deg, orbit_angle_deg, earth_radius_m)
    return kernel("eclipse.orbit_illumination_conical", altitude_m, beta_deg, orbit_angle_deg, earth_radius_m, sun_radius_m, sun_distance_m)


@model(altitude_m=altitude, beta_deg=beta, earth_radius_m=positive, sun_radius_m=positive, sun_distance_m=positive)
def orbit_summary(
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    sun_radius_m: Floats = SUN_RADIUS_M,
    sun_distance_m: Floats = ASTRONOMICAL_UNIT_M,
    outside: Outside = "raise",
) -> OrbitEclipse:
    """Mean illumination, shares and edges of a circular orbit in the cone of the shadow.

    Formula: edges where ``c = b ± a``, solved to machine precision; the mean integrates ν between them.
    Shapes: arguments broadcast. Validity, errors, source: as `fraction`.

    >>> summary = orbit_summary(400e3, 0.0)
    >>> round(summary.mean_illumination, 4), round(summary.umbra_fraction, 4), round(summary.shadow_fraction, 4)
    (0.6099, 0.3886, 0.3916)
    """
    return kernel(  # type: ignore[no-any-return]
        "eclipse.orbit_summary", altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m, result=OrbitEclipse
    )


_annual = model(
    altitude_m=altitude,
    ltan_h=legal(0.0, 24.0, open_high=True).or_none(),
    inclination_deg=legal(0.0, 180.0).or_none(),
    epoch_raan_deg=finite.or_none(),
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    j2=positive,
    sun_radius_m=positive,
)


@_annual
def annual_series(
    year: int,
    altitude_m: Floats,
    *,
    ltan_h: Floats | None = default("ltan_mean_sun"),
    sun_reference: str = "mean",
    inclination_deg: Floats | None = None,
    epoch_raan_deg: Floats | None = None,
    model: str = "cylindrical",
    samples_per_day: int = 1,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    j2: Floats = J2,
    sun_radius_m: Floats = SUN_RADIUS_M,
    outside: Outside = "raise",
) -> EclipseSeries:
    """Angle to the Sun and eclipse of one orbit through a year, in the middle of equal parts of each day (one: 12:00 UTC).

    Formula: `sun.position`, `orbit.beta_angle_deg`, `fraction`. The node keeps the local time ``ltan_h``, or with ``ltan_h=None``
    drifts from ``epoch_raan_deg`` on 1 January 00:00 UTC by `orbit.raan_rate_deg_per_day`; the inclination is sun-synchronous
    where none is given. The cone uses the distance of the Sun on the day.
    Shapes: scalars in, series out. Valid: 1950–2050, h > 160 km.
    Errors: `ParameterError` for both or neither of ``ltan_h`` and ``epoch_raan_deg``, or a drifting node without inclination;
    `PhysicsError` where no sun-synchronous orbit exists. Source: as `sun.position` and `fraction`.

    >>> series = annual_series(2026, 650e3)
    >>> len(series.time_utc), round(float(series.eclipse_s.max()) / 60, 1)
    (365, 19.7)
    """
    scalars = (altitude_m, ltan_h, inclination_deg, epoch_raan_deg, earth_radius_m, gravitational_parameter_m3_s2, j2, sun_radius_m)
    require(all(value is None or np.ndim(value) == 0 for value in scalars), "one orbit: scalars only", parameter="altitude_m")
    time, place = _sun_of_year(year, samples_per_day, outside)
    geometry = (ltan_h, sun_reference, inclination_deg, epoch_raan_deg, model)
    series = _year(time, place, altitude_m, *geometry, earth_radius_m, gravitational_parameter_m3_s2, j2, sun_radius_m, outside)
    return EclipseSeries(time, *series)


def _sun_of_year(year: int, samples_per_day: int, outside: Any) -> tuple[Any, sun.SunPosition]:
    start = year_start(year)
    if isinstance(samples_per_day, bool) or not isinstance(samples_per_day, (int, np.integer)) or samples_per_day < 1:
        raise ParameterError("expected a whole number from 1 on", parameter="samples_per_day", value=samples_per_day)
    days = int((year_start(int(year) + 1) - start) / np.timedelta64(1, "D"))
    step = np.timedelta64(86_400_000_000, "us") / samples_per_day
    time = start + (np.arange(days * samples_per_day) * 2 + 1) * step / 2
    return time, kernel("sun.position", almanac_days(time, outside), result=sun.SunPosition)


def _year(
    time: Any,
    place: sun.SunPosition,
    altitude_m: Floats,
    ltan_h: Floats | None,
    sun_reference: str,
    inclination_deg: Floats | None,
    epoch_raan_deg: Floats | None,
    shape: str,
    earth_radius_m: Floats,
    gravitational_parameter_m3_s2: Floats,
    j2: Floats,
    sun_radius_m: Floats,
    outside: Any,
) -> tuple[Floats, Floats, Floats]:
    """β, eclipse fraction and eclipse per orbit, with the samples on the last axis."""
    choose("sun_reference", sun_reference, ("mean", "true"))
    choose("model", shape, MODELS)
    require((ltan_h is None) != (epoch_raan_deg is None), "give exactly one of ltan_h and epoch_raan_deg", parameter="ltan_h")
    if inclination_deg is None:
        require(epoch_raan_deg is None, "a node that drifts needs an inclination", parameter="inclination_deg")
        inclination_deg = orbit.sun_synchronous_inclination_deg(
            altitude_m,
            earth_radius_m=earth_radius_m,
            gravitational_parameter_m3_s2=gravitational_parameter_m3_s2,
            j2=j2,
            tropical_year_days=TROPICAL_YEAR_DAYS,
            outside="raise" if outside == "clamp" else outside,
        )
    altitude_m, inclination_deg, earth_radius_m, gravitational_parameter_m3_s2, j2, sun_radius_m = (
        np.asarray(value)[..., None]
        for value in (altitude_m, inclination_deg, earth_radius_m, gravitational_parameter_m3_s2, j2, sun_radius_m)
    )
    if ltan_h is not None:
        alpha = place.mean_longitude_deg if sun_reference == "mean" else place.right_ascension_deg
        raan = kernel("orbit.raan_from_ltan_deg", alpha, np.asarray(ltan_h)[..., None])
    else:
        rate = kernel("orbit.raan_rate_deg_per_day", altitude_m, inclination_deg, 0.0, j2, earth_radius_m, gravitational_parameter_m3_s2)
        elapsed = (time - time[0].astype("datetime64[Y]")) / np.timedelta64(1, "D")
        raan = kernel("orbit.raan_at_deg", elapsed, np.asarray(epoch_raan_deg)[..., None], rate)
    beta_deg = kernel("orbit.beta_angle_deg", place.right_ascension_deg, place.declination_deg, raan, inclination_deg)
    distance_m = place.distance_au * ASTRONOMICAL_UNIT_M
    share = _fraction(shape, altitude_m, beta_deg, earth_radius_m, sun_radius_m, distance_m)
    eclipse_s = share * kernel("orbit.period_s", altitude_m, earth_radius_m, gravitational_parameter_m3_s2)
    return np.broadcast_to(beta_deg, np.shape(share)), share, eclipse_s


@_annual
def annual_summary(
    year: int,
    altitude_m: Floats,
    *,
    ltan_h: Floats | None = default("ltan_mean_sun"),
    sun_reference: str = "mean",
    inclination_deg: Floats | None = None,
    epoch_raan_deg: Floats | None = None,
    model: str = "cylindrical",
    samples_per_day: int = 1,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    j2: Floats = J2,
    sun_radius_m: Floats = SUN_RADIUS_M,
    outside: Outside = "raise",
) -> EclipseYear:
    """Extremes and means of `annual_series`.

    Formula: ``eclipse_days`` counts the days with at least one sample in eclipse; ``sunlit_fraction = 1 − mean f``.
    Shapes: the orbit's arguments broadcast; one year. Validity, errors, source: as `annual_series`.

    >>> summary = annual_summary(2026, 650e3)
    >>> summary.eclipse_days, round(summary.sunlit_fraction, 3), round(summary.longest_eclipse_s_per_day / 60)
    (91.0, 0.96, 291)
    """
    time, place = _sun_of_year(year, samples_per_day, outside)
    geometry = (ltan_h, sun_reference, inclination_deg, epoch_raan_deg, model)
    series = _year(time, place, altitude_m, *geometry, earth_radius_m, gravitational_parameter_m3_s2, j2, sun_radius_m, outside)
    beta_deg, share, eclipse_s = series
    by_day = np.reshape(share, (*share.shape[:-1], share.shape[-1] // samples_per_day, samples_per_day)).max(axis=-1)
    longest = share.max(axis=-1)
    return EclipseYear(
        beta_deg.min(axis=-1),
        beta_deg.max(axis=-1),
        eclipse_s.max(axis=-1),
        DAY_S * longest,
        np.where(np.isnan(longest), np.nan, np.sum(by_day > 0.0, axis=-1, dtype=np.float64)),
        1.0 - share.mean(axis=-1),
    )
