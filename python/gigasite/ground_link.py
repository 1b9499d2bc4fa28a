"""Links to the ground: slant range, latency, passes, and the compute that the link lets out (model K)."""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, along, kernel, legal, model, non_negative, positive, possible, share
from gigasite.constants import DAY_S, EARTH_EQUATORIAL_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, SPEED_OF_LIGHT_M_S

__all__ = [
    "bent_pipe_latency_s",
    "communication_ceiling_gb_per_kwh",
    "contact_share",
    "earth_central_half_angle_deg",
    "link_limited_share",
    "longest_pass_s",
    "one_way_latency_s",
    "site_availability",
    "slant_range_m",
    "space_path_latency_s",
    "sustained_rate_bit_s",
]

_elevation = legal(0.0, 90.0)


@model(altitude_m=positive, elevation_deg=_elevation, earth_radius_m=positive)
def slant_range_m(altitude_m: Floats, elevation_deg: Floats, *, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M) -> Floats:
    """Distance [m] from the ground to a satellite at an elevation.

    Formula: ``sqrt(r² − (R cos e)²) − R sin e``. Shapes: arguments broadcast. Errors: `ParameterError` for e outside 0–90°.
    Source: triangle of site, satellite and centre of the Earth.

    >>> round(slant_range_m(550e3, 25.0), 1)
    1123417.7
    """
    return kernel("ground_link.slant_range_m", altitude_m, elevation_deg, earth_radius_m)


@model(altitude_m=positive, elevation_deg=_elevation, earth_radius_m=positive, speed_of_light_m_s=positive)
def one_way_latency_s(
    altitude_m: Floats,
    elevation_deg: Floats = 90.0,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    speed_of_light_m_s: Floats = SPEED_OF_LIGHT_M_S,
) -> Floats:
    """Light time [s] from the ground to a satellite: `slant_range_m` over c.

    Shapes: arguments broadcast. Errors: as `slant_range_m`. Source: as there.

    >>> round(1e3 * one_way_latency_s(550e3, 25.0), 5)  # ms
    3.74732
    """
    return kernel("ground_link.one_way_latency_s", altitude_m, elevation_deg, earth_radius_m, speed_of_light_m_s)


@model(altitude_m=positive, elevation_deg=_elevation, earth_radius_m=positive, speed_of_light_m_s=positive)
def bent_pipe_latency_s(
    altitude_m: Floats,
    elevation_deg: Floats = 90.0,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    speed_of_light_m_s: Floats = SPEED_OF_LIGHT_M_S,
) -> Floats:
    """Light time [s] of question and answer through a relay: up and down, twice, ``4 s/c``.

    Shapes: arguments broadcast. Errors: as `slant_range_m`. Source: as there.

    >>> round(1e3 * bent_pipe_latency_s(550e3), 2)  # ms
    7.34
    """
    return kernel("ground_link.bent_pipe_latency_s", altitude_m, elevation_deg, earth_radius_m, speed_of_light_m_s)


@model(uplink_m=non_negative, crosslink_m=non_negative, downlink_m=non_negative, queueing_s=non_negative, speed_of_light_m_s=positive)
def space_path_latency_s(
    uplink_m: Floats,
    crosslink_m: Floats,
    downlink_m: Floats,
    *,
    queueing_s: Floats = 0.0,
    speed_of_light_m_s: Floats = SPEED_OF_LIGHT_M_S,
) -> Floats:
    """One-way latency [s] up, along the crosslinks and down, with the queues: ``(up + cross + down)/c + queueing``.

    Shapes: arguments broadcast. Errors: `ParameterError` for a negative path. Source: light time in vacuum.

    >>> round(1e3 * space_path_latency_s(1.1e6, 8e6, 1.1e6, queueing_s=0.002), 2)  # ms
    36.02
    """
    return kernel("ground_link.space_path_latency_s", uplink_m, crosslink_m, downlink_m, queueing_s, speed_of_light_m_s)


@model(altitude_m=positive, min_elevation_deg=_elevation, earth_radius_m=positive)
def earth_central_half_angle_deg(
    altitude_m: Floats, min_elevation_deg: Floats, *, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M
) -> Floats:
    """Half of the arc [deg] over which a site sees a satellite above an elevation (parameter ``min_elevation``).

    Formula: ``κ = acos((R/r) cos e) − e``. Shapes: arguments broadcast. Errors: `ParameterError` for e outside 0–90°.
    Source: as `slant_range_m`.

    >>> round(earth_central_half_angle_deg(550e3, 25.0), 3)
    8.451
    """
    return kernel("ground_link.earth_central_half_angle_deg", altitude_m, min_elevation_deg, earth_radius_m)


@model(altitude_m=positive, min_elevation_deg=_elevation, earth_radius_m=positive, gravitational_parameter_m3_s2=positive)
def longest_pass_s(
    altitude_m: Floats,
    min_elevation_deg: Floats,
    *,
    earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
) -> Floats:
    """Longest pass [s] of a circular orbit over a site, overhead, the Earth not rotating: ``κ T/π``.

    Shapes: arguments broadcast. Errors: as `earth_central_half_angle_deg`. Source: as there.

    >>> round(longest_pass_s(550e3, 25.0), 1)
    269.4
    """
    return kernel("ground_link.longest_pass_s", altitude_m, min_elevation_deg, earth_radius_m, gravitational_parameter_m3_s2)


@model(passes_per_day=non_negative, mean_pass_s=non_negative, day_s=positive)
def contact_share(passes_per_day: Floats, mean_pass_s: Floats, *, day_s: Floats = DAY_S) -> Floats:
    """Share of the day in contact: ``passes · mean pass/day``.

    Shapes: arguments broadcast. Errors: `PhysicsError` above 1: the passes do not fit into the day. Source: definition.

    >>> round(contact_share(6, 400.0), 4)
    0.0278
    """
    contact = np.multiply(passes_per_day, mean_pass_s) / day_s
    possible(np.less_equal(contact, 1.0), "the passes are longer than the day", parameter="passes_per_day", value=passes_per_day)
    return contact


@model(cloud_probability=share.series())
def site_availability(cloud_probability: Floats, *, axis: int = -1) -> Floats:
    """Probability that at least one of several independent sites is free of clouds: ``1 − Π p``.

    Shapes: sites along ``axis``. Errors: `ParameterError` for a probability outside 0–1. Valid: independent weather.
    Source: product of independent probabilities.

    >>> round(site_availability([0.4, 0.3, 0.5]), 2)
    0.94
    """
    (cloudy,) = along(axis, cloud_probability)
    return 1.0 - cloudy.prod(axis=-1)


@model(peak_rate_bit_s=non_negative, contact_share=share, availability=share)
def sustained_rate_bit_s(peak_rate_bit_s: Floats, contact_share: Floats, availability: Floats) -> Floats:
    """Rate [bit/s] over the day: ``peak · contact share · availability``.

    Shapes: arguments broadcast. Errors: `ParameterError` for shares outside 0–1. Source: definition.

    >>> sustained_rate_bit_s(200e9, 0.1, 0.75)
    15000000000.0
    """
    return np.multiply(peak_rate_bit_s, contact_share) * availability


@model(sustained_rate_bit_s=non_negative, it_power_w=positive, utilisation=legal(0.0, 1.0, open_low=True))
def communication_ceiling_gb_per_kwh(sustained_rate_bit_s: Floats, it_power_w: Floats, utilisation: Floats) -> Floats:
    """Data [GB] that may move per kWh of IT.

    Formula: ``Γ_max = R/(8 P U)·3.6e6/1e9``. Shapes: arguments broadcast. Errors: `ParameterError` for U outside (0, 1] or no power.
    Source: S. Turyshev, arXiv:2604.27197.

    >>> communication_ceiling_gb_per_kwh(15e9, 1e6, 0.75)
    9.0
    """
    return kernel("ground_link.communication_ceiling_gb_per_kwh", sustained_rate_bit_s, it_power_w, utilisation)


@model(workload_gb_per_kwh=non_negative, communication_ceiling_gb_per_kwh=non_negative)
def link_limited_share(workload_gb_per_kwh: Floats, communication_ceiling_gb_per_kwh: Floats) -> Floats:
    """Share of the compute that the link lets out: ``min(1, ceiling/workload)``; 1 for a workload that moves nothing.

    Shapes: arguments broadcast. Errors: `ParameterError` for negative values. Source: as `communication_ceiling_gb_per_kwh`.

    >>> link_limited_share(12.0, 9.0)
    0.75
    """
    return kernel("ground_link.link_limited_share", workload_gb_per_kwh, communication_ceiling_gb_per_kwh)
