"""Distance and service (T23)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import latency
from gigasite.constants import EARTH_RADIUS_KM, SPEED_OF_LIGHT_M_S
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

latitudes, longitudes = st.floats(-90.0, 90.0), st.floats(-180.0, 180.0)
places = st.tuples(latitudes, longitudes)


def _unit(latitude, longitude):
    phi, lam = math.radians(latitude), math.radians(longitude)
    return np.array([math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)])


@given(places, places)
def test_distance_is_the_angle_between_two_vectors_and_symmetric(a, b):
    u, v = _unit(*a), _unit(*b)
    angle = math.atan2(np.linalg.norm(np.cross(u, v)), u @ v)
    assert latency.distance_km(*a, *b) == pytest.approx(EARTH_RADIUS_KM * angle, abs=1e-3)
    assert latency.distance_km(*a, *b) == pytest.approx(latency.distance_km(*b, *a), abs=1e-9)


@given(places, places, places)
def test_no_detour_is_shorter(a, b, c):
    assert latency.distance_km(*a, *c) <= latency.distance_km(*a, *b) + latency.distance_km(*b, *c) + 1e-3


@given(st.floats(0.1, 20_000.0), st.floats(1.0, 2.5), st.floats(1.0, 2.0), st.floats(0.0, 50.0))
def test_round_trip_is_bound_by_light_and_inverts(distance, factor, index, hops):
    rtt = latency.fibre_rtt_ms(distance, route_factor=factor, group_index=index, hops_ms=hops)
    assert rtt >= 2 * distance * 1e6 * index / SPEED_OF_LIGHT_M_S * (1 - 1e-12)
    assert latency.route_factor(rtt, distance, group_index=index, hops_ms=hops) == pytest.approx(factor, rel=1e-6)


def test_route_factor_has_a_validity():
    with pytest.raises(PhysicsError, match="route_factor"):
        latency.fibre_rtt_ms(1000.0, route_factor=3.0)
    with pytest.warns(ValidityWarning):
        assert math.isnan(latency.fibre_rtt_ms(1000.0, route_factor=3.0, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert latency.fibre_rtt_ms(1000.0, route_factor=3.0, outside="clamp") == latency.fibre_rtt_ms(1000.0, route_factor=2.5)
    with pytest.warns(ValidityWarning):
        assert latency.fibre_rtt_ms(1000.0, route_factor=3.0, outside="warn") == pytest.approx(
            3 * latency.fibre_rtt_ms(1000.0, route_factor=1.0)
        )


def test_service_and_transfer():
    assert latency.meets_service([100.0, 600.0], 2000.0, 3, 3000.0).tolist() == [True, False]
    assert latency.transfer_h(100.0, 100.0, efficiency=0.5) == pytest.approx(2 * latency.transfer_h(100.0, 100.0))
    assert latency.transfer_h(1.0, 8.0) * 3600 == pytest.approx(1000.0)
    assert latency.egress_cost_usd(2.0, 0.05) == pytest.approx(100.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: latency.distance_km(91.0, 0.0, 0.0, 0.0),
        lambda: latency.distance_km(0.0, 361.0, 0.0, 0.0),
        lambda: latency.distance_km(math.nan, 0.0, 0.0, 0.0),
        lambda: latency.fibre_rtt_ms(-1.0),
        lambda: latency.fibre_rtt_ms(1.0, group_index=0.9),
        lambda: latency.route_factor(1.0, 100.0, hops_ms=2.0),
        lambda: latency.meets_service(-1.0, 1.0, 1, 1.0),
        lambda: latency.transfer_h(1.0, 0.0),
        lambda: latency.transfer_h(1.0, 1.0, efficiency=0.0),
        lambda: latency.egress_cost_usd(-1.0, 1.0),
        lambda: latency.fibre_rtt_ms([1.0, 2.0], hops_ms=[1.0, 2.0, 3.0]),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
