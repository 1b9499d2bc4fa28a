"""Distance and service: great circles, round trips in fibre, moving data (model T23)."""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, legal, model, non_negative, positive, require, share, valid
from gigasite.constants import EARTH_RADIUS_KM, SPEED_OF_LIGHT_M_S
from gigasite.parameters import default

__all__ = ["distance_km", "egress_cost_usd", "fibre_rtt_ms", "meets_service", "route_factor", "transfer_h"]

_latitude = legal(-90.0, 90.0)
_longitude = legal(-360.0, 360.0)
_index = legal(1.0)


@model(latitude_1_deg=_latitude, longitude_1_deg=_longitude, latitude_2_deg=_latitude, longitude_2_deg=_longitude, earth_radius_km=positive)
def distance_km(
    latitude_1_deg: Floats,
    longitude_1_deg: Floats,
    latitude_2_deg: Floats,
    longitude_2_deg: Floats,
    *,
    earth_radius_km: Floats = EARTH_RADIUS_KM,
) -> Floats:
    """Great-circle distance [km] between two places, latitudes and longitudes in degrees.

    Formula: ``d = 2 R asin(sqrt(sin²(Δφ/2) + cos φ1 cos φ2 sin²(Δλ/2)))`` (haversine).
    Shapes: all arguments broadcast.
    Errors: `ParameterError` for a latitude beyond ±90° or a longitude beyond ±360°.
    Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2), 1984.

    >>> round(distance_km(60.17, 24.94, 32.78, -96.80), 0)  # Helsinki to Dallas
    8400.0
    """
    return kernel("latency.distance_km", latitude_1_deg, longitude_1_deg, latitude_2_deg, longitude_2_deg, earth_radius_km)


@model(
    distance_km=non_negative, route_factor=valid(1.0, 2.5, positive), group_index=_index, hops_ms=non_negative, speed_of_light_m_s=positive
)
def fibre_rtt_ms(
    distance_km: Floats,
    *,
    route_factor: Floats = default("route_factor"),
    group_index: Floats = 1.468,
    hops_ms: Floats = 0.0,
    speed_of_light_m_s: Floats = SPEED_OF_LIGHT_M_S,
    outside: Outside = "raise",
) -> Floats:
    """Round-trip time [ms] through fibre along a great circle of ``distance_km``.

    Formula: ``RTT = 2 d ρ n/c + hops``, ρ route factor, n group index of the fibre.
    Shapes: all arguments broadcast. Valid: route factor 1–2.5.
    Errors: `ParameterError` for a negative distance; `PhysicsError` for a route factor outside its validity.
    Source: speed of light in silica fibre (Corning SMF-28 data sheet, group index 1.468 at 1,550 nm).

    >>> round(fibre_rtt_ms(1000.0, route_factor=1.5), 4)
    14.6902
    """
    return kernel("latency.fibre_rtt_ms", distance_km, route_factor, group_index, hops_ms, speed_of_light_m_s)


@model(rtt_ms=positive, distance_km=positive, group_index=_index, hops_ms=non_negative)
def route_factor(rtt_ms: Floats, distance_km: Floats, *, group_index: Floats = 1.468, hops_ms: Floats = 0.0) -> Floats:
    """Route factor that a measured round trip implies, the inverse of `fibre_rtt_ms`.

    Formula: ``ρ = (RTT − hops) c/(2 d n)``. Shapes: all arguments broadcast.
    Errors: `ParameterError` when the hops alone take longer than the round trip.
    Source: as `fibre_rtt_ms`.

    >>> round(route_factor(14.6902, 1000.0), 3)
    1.5
    """
    require(np.greater(rtt_ms, hops_ms), "the hops alone take longer than the round trip", parameter="hops_ms", value=hops_ms)
    return kernel("latency.route_factor", rtt_ms, distance_km, group_index, hops_ms)


@model(rtt_ms=non_negative, generation_ms=non_negative, round_trips=non_negative, limit_ms=positive)
def meets_service(rtt_ms: Floats, generation_ms: Floats, round_trips: Floats, limit_ms: Floats) -> Any:
    """Whether the answer is there in time: ``generation + round trips · RTT ≤ limit``, all in ms.

    Shapes: all arguments broadcast; a scalar call gives a bool. Errors: `ParameterError` for negative times.
    Source: definition of the service level.

    >>> meets_service(117.5, 2000.0, 3, 3000.0)
    True
    """
    met = np.asarray(generation_ms) + np.asarray(round_trips) * rtt_ms <= limit_ms
    return met


@model(data_tb=non_negative, bandwidth_gbit_s=positive, efficiency=share)
def transfer_h(data_tb: Floats, bandwidth_gbit_s: Floats, *, efficiency: Floats = 1.0) -> Floats:
    """Hours to move ``data_tb`` terabytes (10¹² bytes) over a line: ``8000 D/(B η)/3600``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a line without bandwidth or an efficiency of 0.
    Source: definition.

    >>> round(transfer_h(100.0, 100.0), 4)
    2.2222
    """
    require(np.greater(efficiency, 0.0), "a line of efficiency 0 moves nothing", parameter="efficiency", value=0.0)
    return np.asarray(data_tb) * 8000.0 / (np.asarray(bandwidth_gbit_s) * efficiency) / 3600.0


@model(data_tb=non_negative, price_usd_per_gb=finite)
def egress_cost_usd(data_tb: Floats, price_usd_per_gb: Floats) -> Floats:
    """Cost [USD] of moving ``data_tb`` terabytes (10¹² bytes) at a price per gigabyte (10⁹ bytes): ``1000 D p``.

    Shapes: all arguments broadcast. Source: definition.

    >>> egress_cost_usd(1.0, 0.05)
    50.0
    """
    return 1000.0 * np.asarray(data_tb) * price_usd_per_gb
