"""Links to the ground: invariants 28 and 29, geometry by vectors, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import ground_link as ground
from gigasite import orbit
from gigasite.errors import ParameterError, PhysicsError

altitude = st.floats(200e3, 36e6)
elevation = st.floats(0.0, 89.0)
R = 6378137.0


@given(altitude, elevation, st.floats(0.1, 1.0))
def test_slant_range_falls_with_elevation_down_to_the_altitude(h, e, step):
    s = ground.slant_range_m(h, e)
    assert s > ground.slant_range_m(h, e + step) >= h * (1 - 1e-9)
    assert ground.slant_range_m(h, 90.0) == pytest.approx(h, rel=1e-9)


@given(altitude, elevation)
def test_triangle_closes(h, e):
    # Place the satellite at the central angle κ: its distance and elevation must come back.
    kappa = np.radians(ground.earth_central_half_angle_deg(h, e))
    satellite = (R + h) * np.array([np.sin(kappa), np.cos(kappa)])
    sight = satellite - np.array([0.0, R])
    assert np.hypot(*sight) == pytest.approx(ground.slant_range_m(h, e), rel=1e-9)
    assert np.degrees(np.arctan2(sight[1], sight[0])) == pytest.approx(e, abs=1e-6)


@given(altitude, elevation)
def test_latencies_and_passes_follow(h, e):
    one_way = ground.one_way_latency_s(h, e)
    assert ground.bent_pipe_latency_s(h, e) == pytest.approx(4.0 * one_way, rel=1e-14)
    assert ground.space_path_latency_s(ground.slant_range_m(h, e), 0.0, 0.0) == pytest.approx(one_way, rel=1e-12)
    share = ground.earth_central_half_angle_deg(h, e) / 180.0
    assert ground.longest_pass_s(h, e) == pytest.approx(share * orbit.period_s(h), rel=1e-12)


@given(st.floats(1e6, 1e12), st.floats(1e3, 1e9), st.floats(0.1, 1.0), st.floats(1.1, 100.0))
def test_ceiling_falls_with_it_power(rate, power, use, k):
    ceiling = ground.communication_ceiling_gb_per_kwh(rate, power, use)
    assert ground.communication_ceiling_gb_per_kwh(rate, power * k, use) == pytest.approx(ceiling / k, rel=1e-12)
    # In plain words: the bytes of an hour over the kWh of an hour.
    assert ceiling == pytest.approx(rate * 3600.0 / 8.0 / 1e9 / (power * use / 1e3), rel=1e-12)


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_the_link_never_lets_out_more_than_all(workload, ceiling):
    share = ground.link_limited_share(workload, ceiling)
    assert 0.0 <= share <= 1.0
    assert share * workload <= ceiling * (1 + 1e-12)


def test_link_of_nothing():
    assert ground.link_limited_share(0.0, 0.0) == 1.0
    assert ground.link_limited_share(1.0, 0.0) == 0.0


def test_sites_and_contact():
    assert ground.site_availability([0.5]) == 0.5
    assert ground.site_availability([[0.5, 0.5], [1.0, 0.2]]) == pytest.approx([0.75, 0.8])
    assert ground.site_availability([[0.5, 1.0], [0.5, 0.2]], axis=0) == pytest.approx([0.75, 0.8])
    assert ground.contact_share(24.0, 3600.0) == 1.0
    with pytest.raises(PhysicsError):
        ground.contact_share(25.0, 3600.0)
    with pytest.raises(ParameterError):
        ground.site_availability([])
    with pytest.raises(ParameterError):
        ground.site_availability([0.1, 1.1])


def test_doors():
    sight = {"altitude_m": 550e3, "elevation_deg": 25.0, "earth_radius_m": 6.4e6}
    check(ground.slant_range_m, **sight)
    check(ground.one_way_latency_s, **sight, speed_of_light_m_s=3e8)
    check(ground.bent_pipe_latency_s, **sight, speed_of_light_m_s=3e8)
    check(ground.space_path_latency_s, uplink_m=1e6, crosslink_m=1e6, downlink_m=1e6, queueing_s=0.01)
    check(ground.earth_central_half_angle_deg, altitude_m=550e3, min_elevation_deg=20.0)
    check(ground.longest_pass_s, altitude_m=550e3, min_elevation_deg=20.0, gravitational_parameter_m3_s2=4e14)
    check(ground.contact_share, passes_per_day=6, mean_pass_s=400.0, day_s=86400.0)
    check(ground.sustained_rate_bit_s, peak_rate_bit_s=1e9, contact_share=0.1, availability=0.7)
    check(ground.communication_ceiling_gb_per_kwh, sustained_rate_bit_s=1e9, it_power_w=1e6, utilisation=0.7)
    check(ground.link_limited_share, workload_gb_per_kwh=1.0, communication_ceiling_gb_per_kwh=0.5)
