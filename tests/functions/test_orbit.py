"""Circular orbits: invariants 20 and 21 of the models, frames, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import orbit, sun
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

heights = st.floats(161e3, 5e6)
angles = st.floats(0.0, 360.0)


@given(heights, st.floats(1.0, 1e6))
def test_kepler_holds_and_the_period_rises_with_the_radius(height, step):
    n, v, a = orbit.mean_motion_rad_s(height), orbit.speed_m_s(height), orbit.semi_major_axis_m(height)
    assert n * a == pytest.approx(v, rel=1e-12)
    assert orbit.period_s(height) * n == pytest.approx(2 * np.pi, rel=1e-12)
    assert orbit.orbits_per_day(height) * orbit.period_s(height) == pytest.approx(86_400.0, rel=1e-12)
    assert orbit.period_s(height + step) > orbit.period_s(height)


@given(st.floats(161e3, 5.9e6), st.floats(1.0, 5e4))
def test_sun_synchronous_orbits_lean_back_and_drift_with_the_mean_sun(height, step):
    inclination = orbit.sun_synchronous_inclination_deg(height)
    assert 90.0 < inclination < 180.0
    assert orbit.sun_synchronous_inclination_deg(height + step) > inclination
    assert orbit.raan_rate_deg_per_day(height, inclination) == pytest.approx(360.0 / 365.2421897, rel=1e-9)


@given(heights, st.floats(0.0, 180.0))
def test_prograde_nodes_fall_back(height, inclination):
    rate = orbit.raan_rate_deg_per_day(height, inclination)
    assert rate * np.cos(np.radians(inclination)) <= 0.0
    assert orbit.raan_rate_deg_per_day(height, inclination, j2=0.0) == 0.0


@given(angles, st.floats(-23.44, 23.44), angles, st.floats(0.0, 180.0))
def test_beta_is_the_angle_to_the_plane(alpha, delta, raan, inclination):
    beta = orbit.beta_angle_deg(alpha, delta, raan, inclination)
    bound = min(inclination, 180.0 - inclination) + 23.44
    assert abs(beta) <= bound + 1e-6
    a, d, o, i = map(np.radians, (alpha, delta, raan, inclination))
    normal = np.array([np.sin(o) * np.sin(i), -np.cos(o) * np.sin(i), np.cos(i)])
    towards = np.array([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)])
    # Near ±90° the arcsine loses half its digits.
    assert np.sin(np.radians(beta)) == pytest.approx(normal @ towards, abs=1e-12)


@given(st.floats(0.0, 23.99), st.sampled_from(["mean", "true"]), st.integers(0, 36_000))
def test_local_time_and_node_are_inverse(ltan, reference, day):
    moment = np.datetime64("1951-01-01") + np.timedelta64(day, "D")
    raan = orbit.raan_from_ltan_deg(moment, ltan, sun_reference=reference)
    assert 0.0 <= raan < 360.0
    gap = orbit.ltan_from_raan_h(moment, raan, sun_reference=reference) - ltan
    assert min(abs(gap), 24.0 - abs(gap)) < 1e-9


def test_mean_and_true_sun_differ_by_the_equation_of_time():
    days = np.datetime64("2026-01-01") + np.arange(365) * np.timedelta64(1, "D")
    gap = orbit.raan_from_ltan_deg(days, 12.0) - orbit.raan_from_ltan_deg(days, 12.0, sun_reference="true")
    minutes = ((gap + 180.0) % 360.0 - 180.0) * 4.0
    assert 16.0 < minutes.max() < 17.0 and -15.0 < minutes.min() < -13.5


def test_a_node_drifts_in_turns():
    assert orbit.raan_at_deg("2026-03-02T00:00Z", "2026-01-01T00:00Z", 10.0, -5.0) == pytest.approx(70.0)


@given(st.floats(-90.0, 90.0), angles)
def test_the_zenith_angle_is_that_of_the_position(beta, angle):
    zenith = orbit.solar_zenith_deg(beta, angle)
    assert abs(beta) - 1e-6 <= zenith <= 180.0 - abs(beta) + 1e-6


@given(heights, st.floats(0.0, 180.0), angles, angles)
def test_position_lies_on_the_orbit_and_in_its_plane(height, inclination, raan, argument):
    place = orbit.position_m(height, inclination, raan, argument)
    o, i = np.radians(raan), np.radians(inclination)
    normal = np.array([np.sin(o) * np.sin(i), -np.cos(o) * np.sin(i), np.cos(i)])
    assert np.linalg.norm(place) == pytest.approx(orbit.semi_major_axis_m(height), rel=1e-12)
    assert abs(place @ normal) < 1e-6


def test_shapes_broadcast():
    assert orbit.position_m(np.full((2, 1), 5e5), 98.0, np.zeros(3), 0.0).shape == (2, 3, 3)
    assert orbit.raan_from_ltan_deg(["2026-01-01", "2026-06-01"], [[6.0], [18.0]]).shape == (2, 2)
    assert isinstance(orbit.period_s(5e5), float)


ONE_HEIGHT = ["semi_major_axis_m", "mean_motion_rad_s", "period_s", "speed_m_s", "orbits_per_day", "sun_synchronous_inclination_deg"]


@pytest.mark.parametrize("name", ONE_HEIGHT)
def test_heights_without_meaning_and_outside_the_validity(name):
    function = getattr(orbit, name)
    for wrong in (np.nan, np.inf, -1.0, "high", [5e5, np.nan]):
        with pytest.raises(ParameterError):
            function(wrong)
    with pytest.raises(ParameterError):
        function(5e5, earth_radius_m=0.0)
    with pytest.raises(PhysicsError) as error:
        function(100e3)
    assert error.value.parameter == "altitude_m" and error.value.low == 160e3
    with pytest.warns(ValidityWarning):
        assert np.isnan(function(100e3, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert np.isfinite(function(100e3, outside="warn"))


def test_no_sun_synchronous_orbit_is_invented():
    with pytest.raises(PhysicsError, match="sun-synchronous"):
        orbit.sun_synchronous_inclination_deg(6.1e6)
    with pytest.raises(ParameterError):
        orbit.sun_synchronous_inclination_deg(6.1e6, outside="clamp")
    with pytest.warns(ValidityWarning):
        result = orbit.sun_synchronous_inclination_deg([5e5, 6.1e6], outside="nan")
    assert np.isfinite(result[0]) and np.isnan(result[1])


@pytest.mark.parametrize(
    "call",
    [
        lambda: orbit.raan_rate_deg_per_day(5e5, 181.0),
        lambda: orbit.raan_rate_deg_per_day(5e5, 53.0, eccentricity=1.0),
        lambda: orbit.raan_from_ltan_deg("2026-01-01", 24.0),
        lambda: orbit.raan_from_ltan_deg("2026-01-01", 18.0, sun_reference="apparent"),
        lambda: orbit.raan_from_ltan_deg("tomorrow", 18.0),
        lambda: orbit.raan_from_ltan_deg(2026, 18.0),
        lambda: orbit.ltan_from_raan_h(np.datetime64("NaT"), 18.0),
        lambda: orbit.raan_at_deg("2026-01-01", "2026-01-01", np.nan, 0.0),
        lambda: orbit.beta_angle_deg(0.0, 91.0, 0.0, 98.0),
        lambda: orbit.beta_angle_deg(0.0, 0.0, 0.0, -1.0),
        lambda: orbit.solar_zenith_deg(90.1, 0.0),
        lambda: orbit.position_m(5e5, 200.0, 0.0, 0.0),
        lambda: orbit.position_m([5e5, 6e5], [1.0, 2.0, 3.0], 0.0, 0.0),
    ],
)
def test_what_has_no_meaning(call):
    with pytest.raises(ParameterError):
        call()


def test_eccentric_orbits_are_outside():
    with pytest.raises(PhysicsError):
        orbit.raan_rate_deg_per_day(5e5, 53.0, eccentricity=0.02)
    with pytest.raises(PhysicsError):
        orbit.raan_from_ltan_deg("1900-01-01", 18.0)


def test_the_node_of_a_dawn_dusk_orbit_stands_a_quarter_turn_from_the_sun():
    place = sun.position("2026-03-20T12:00Z")
    assert orbit.raan_from_ltan_deg("2026-03-20T12:00Z", 18.0) == pytest.approx((place.mean_longitude_deg + 90.0) % 360.0)
