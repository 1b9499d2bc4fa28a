"""Drag: density of the thermosphere, decay, station keeping, life until re-entry, disposal (model M).

``drag_area_ratio_m2_kg`` is B = C_d A_ram/m with the area projected on the velocity, averaged over attitude (parameter
``drag_area_ratio``). Near-circular orbits, 200–1,000 km, F10.7 70–250 sfu. A constant activity is a scenario, not a forecast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._model import Floats, Outside, kernel, model, non_negative, positive, possible, require, series_kernel, valid
from gigasite.constants import (
    EARTH_EQUATORIAL_RADIUS_M,
    GRAVITATIONAL_PARAMETER_M3_S2,
    JULIAN_YEAR_S,
    STANDARD_GRAVITY_M_S2,
)

__all__ = [
    "decay_rate_m_per_day",
    "density_kg_m3",
    "lifetime_cycle_yr",
    "lifetime_yr",
    "meets_disposal_rule",
    "propellant_kg",
    "station_keeping_m_s_per_yr",
]

_altitude = valid(200e3, 1000e3, positive)
_flux = valid(70.0, 250.0, positive)
_index = valid(0.0, 400.0, non_negative)


@model(altitude_m=_altitude, f107_sfu=_flux, ap=_index)
def density_kg_m3(altitude_m: Floats, *, f107_sfu: Floats, ap: Floats, outside: Outside = "raise") -> Floats:
    """Density [kg/m³] of the thermosphere, mean over the globe, by the built-in table of NRLMSIS 2.1.

    Formula: log ρ linear in altitude (25 km), F10.7 (20 sfu) and Ap between the points of
    ``data/tables/density_nrlmsis21.csv``: cosine-of-latitude mean, 20 March. Shapes: arguments broadcast.
    Valid: 200–1,000 km, F10.7 70–250, Ap 0–400; "warn" goes on with the last slope. Errors: `PhysicsError` outside.
    Source: J. T. Emmert et al. 2022, DOI 10.1029/2022JA030896, through pymsis 0.13.0 (MIT).

    >>> f"{density_kg_m3(550e3, f107_sfu=70.0, ap=4.0):.2e}", f"{density_kg_m3(550e3, f107_sfu=230.0, ap=15.0):.2e}"
    ('3.78e-14', '1.59e-12')
    """
    return kernel("drag.density_kg_m3", altitude_m, f107_sfu, ap)


@model(
    altitude_m=_altitude,
    density_kg_m3=non_negative,
    drag_area_ratio_m2_kg=non_negative,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
)
def decay_rate_m_per_day(
    altitude_m: Floats,
    density_kg_m3: Floats,
    drag_area_ratio_m2_kg: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> Floats:
    """Change of the semi-major axis [m/d], negative.

    Formula: ``da/dt = −ρ B sqrt(μ a)``. Shapes: arguments broadcast. Valid: 200–1,000 km. Errors: `PhysicsError` outside.
    Source: D. A. Vallado, Fundamentals of Astrodynamics and Applications, section 9.6.

    >>> round(decay_rate_m_per_day(550e3, 1e-12, 0.022), 3)
    -99.888
    """
    return kernel(
        "drag.decay_rate_m_per_day", altitude_m, density_kg_m3, drag_area_ratio_m2_kg, earth_radius_m, gravitational_parameter_m3_s2
    )


@model(
    altitude_m=_altitude,
    density_kg_m3=non_negative,
    drag_area_ratio_m2_kg=non_negative,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    year_s=positive,
)
def station_keeping_m_s_per_yr(
    altitude_m: Floats,
    density_kg_m3: Floats,
    drag_area_ratio_m2_kg: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    year_s: Floats = JULIAN_YEAR_S,
    outside: Outside = "raise",
) -> Floats:
    """Velocity change [m/s per year] that holds the altitude.

    Formula: ``½ ρ v² B·1 yr``. Shapes: arguments broadcast. Valid: 200–1,000 km. Errors: `PhysicsError` outside.
    Source: as `decay_rate_m_per_day`.

    >>> round(station_keeping_m_s_per_yr(550e3, 1e-12, 0.022), 2)
    19.97
    """
    return kernel(
        "drag.station_keeping_m_s_per_yr",
        altitude_m,
        density_kg_m3,
        drag_area_ratio_m2_kg,
        earth_radius_m,
        gravitational_parameter_m3_s2,
        year_s,
    )


@model(mass_kg=non_negative, velocity_change_m_s=non_negative, specific_impulse_s=positive, standard_gravity_m_s2=positive)
def propellant_kg(
    mass_kg: Floats, velocity_change_m_s: Floats, specific_impulse_s: Floats, *, standard_gravity_m_s2: Floats = STANDARD_GRAVITY_M_S2
) -> Floats:
    """Propellant [kg] of a satellite of ``mass_kg`` with it: ``m (1 − e^(−Δv/(I_sp g0)))``.

    Shapes: arguments broadcast. Errors: `ParameterError` for a specific impulse of 0. Source: Tsiolkovsky's equation.

    >>> round(propellant_kg(1000.0, 100.0, 1500.0), 3)
    6.775
    """
    return kernel("drag.propellant_kg", mass_kg, velocity_change_m_s, specific_impulse_s, standard_gravity_m_s2)


def _descends(altitude_m: Floats, end_altitude_m: Floats) -> None:
    require(
        np.less(end_altitude_m, altitude_m),
        "a satellite comes down: the end lies below the start",
        parameter="end_altitude_m",
        value=end_altitude_m,
    )


@model(
    altitude_m=_altitude,
    drag_area_ratio_m2_kg=positive,
    f107_sfu=_flux,
    ap=_index,
    end_altitude_m=_altitude,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    year_s=positive,
)
def lifetime_yr(
    altitude_m: Floats,
    drag_area_ratio_m2_kg: Floats,
    *,
    f107_sfu: Floats,
    ap: Floats,
    end_altitude_m: Floats = 200000.0,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    year_s: Floats = JULIAN_YEAR_S,
    outside: Outside = "raise",
) -> Floats:
    """Life [yr] until the end altitude at constant activity.

    Formula: ``∫ da/(ρ B sqrt(μ a))`` with `density_kg_m3`. Shapes: arguments broadcast. Valid: as `density_kg_m3`.
    Errors: `PhysicsError` outside, `ParameterError` for an end at or above the start. Source: as `decay_rate_m_per_day`.

    >>> round(lifetime_yr(550e3, 0.022, f107_sfu=230.0, ap=15.0), 2), round(lifetime_yr(550e3, 0.022, f107_sfu=70.0, ap=4.0), 1)
    (1.31, 38.7)
    """
    _descends(altitude_m, end_altitude_m)
    return kernel(
        "drag.lifetime_yr",
        altitude_m,
        drag_area_ratio_m2_kg,
        f107_sfu,
        ap,
        end_altitude_m,
        earth_radius_m,
        gravitational_parameter_m3_s2,
        year_s,
    )


@model(
    altitude_m=_altitude,
    drag_area_ratio_m2_kg=positive,
    f107_series_sfu=_flux.series(),
    ap_series=_index.series(),
    end_altitude_m=_altitude,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
    year_s=positive,
)
def lifetime_cycle_yr(
    altitude_m: Floats,
    drag_area_ratio_m2_kg: Floats,
    f107_series_sfu: Floats,
    ap_series: Floats,
    *,
    end_altitude_m: Floats = 200000.0,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    year_s: Floats = JULIAN_YEAR_S,
    outside: Outside = "raise",
) -> Floats:
    """Life [yr] until the end altitude through a solar cycle: monthly activities from the launch on, repeated.

    Formula: as `lifetime_yr` with the activity of the month. Shapes: months on the last axis of the series, the other arguments
    broadcast over the axes before it. Valid: as `density_kg_m3`.
    Errors: `PhysicsError` outside and for a life beyond 100,000 years, `ParameterError` for series of unequal length.
    Source: as `decay_rate_m_per_day`.

    >>> import numpy as np
    >>> cycle = 150.0 - 80.0 * np.cos(2.0 * np.pi * np.arange(132) / 132)  # launched at the minimum
    >>> round(lifetime_cycle_yr(550e3, 0.022, cycle, 10.0), 1)
    4.6
    """
    _descends(altitude_m, end_altitude_m)

    def row(value: Floats) -> Any:
        return np.asarray(value, np.float64)[..., None]

    life = series_kernel(
        "drag.lifetime_cycle_yr",
        row(altitude_m),
        row(drag_area_ratio_m2_kg),
        f107_series_sfu,
        ap_series,
        row(end_altitude_m),
        row(earth_radius_m),
        row(gravitational_parameter_m3_s2),
        row(year_s),
        steps=max(f107_series_sfu.shape[-1], ap_series.shape[-1]),
    )
    possible(
        np.isfinite(life),
        "the life is beyond 100,000 years",
        outside=outside,
        parameter="drag_area_ratio_m2_kg",
        value=drag_area_ratio_m2_kg,
    )
    return life


@model(lifetime_yr=non_negative.or_infinite(), limit_yr=positive)
def meets_disposal_rule(lifetime_yr: Floats, *, limit_yr: Floats = 5.0) -> Any:
    """Whether a satellite comes down in time without active disposal: ``lifetime ≤ limit``.

    Shapes: arguments broadcast; a scalar call gives a bool. Errors: `ParameterError` for a negative lifetime.
    Source: FCC 22-74 (2022): five years after the end of the mission.

    >>> meets_disposal_rule(4.2)
    True
    """
    return np.less_equal(lifetime_yr, limit_yr)
