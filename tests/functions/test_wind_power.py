"""Wind power (T16): the curve, its ends, density and wake, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import wind_power as wp
from gigasite.errors import ParameterError, PhysicsError


@given(st.floats(0.0, 60.0), st.floats(0.0, 500.0), st.floats(0.8, 1.4), st.floats(0.0, 1.0))
def test_power_lies_between_nothing_and_rated(speed, rated, density, wake):
    power = wp.power_mw(speed, rated, air_density_kg_m3=density, wake_loss=wake)
    assert 0.0 <= power <= rated * (1.0 - wake) * (1.0 + 1e-12)


def test_generic_curve():
    speeds = np.linspace(3.0, 22.0, 1901)
    power = wp.power_mw(speeds, 100.0)
    assert np.all(np.diff(power) >= 0.0)
    assert wp.power_mw([2.999, 22.001, 40.0, 0.0], 100.0).tolist() == [0.0] * 4
    assert wp.power_mw([3.0, 4.0, 12.0, 22.0], 100.0).tolist() == pytest.approx([0.54, 5.3, 100.0, 100.0])
    # A mean wind of 7.5 m/s (Rayleigh) is what the class is made for: nearly half of the rated power before wake and losses.
    v = np.arange(0.0, 40.0, 0.01)
    share = np.sum(wp.power_mw(v, 1.0) * np.pi * v / (2 * 7.5**2) * np.exp(-np.pi / 4 * (v / 7.5) ** 2) * 0.01)
    assert 0.42 < share < 0.52


@given(st.floats(0.0, 30.0))
def test_own_curve_is_linear_between_its_points(speed):
    curve = {"curve_speed_m_s": [4.0, 10.0, 20.0], "curve_share": [0.0, 1.0, 0.8]}
    expected = 0.0 if speed < 4 or speed > 20 else (speed - 4) / 6 if speed <= 10 else 1.0 - 0.02 * (speed - 10)
    assert wp.power_mw(speed, 50.0, **curve) == pytest.approx(50.0 * expected, abs=1e-9)


def test_thin_air_and_wake():
    assert wp.power_mw(8.0, 100.0, air_density_kg_m3=1.225 * 0.9) == pytest.approx(0.9 * wp.power_mw(8.0, 100.0))
    assert wp.power_mw(15.0, 100.0, air_density_kg_m3=1.4) == 100.0
    assert wp.power_mw(15.0, 100.0, wake_loss=0.1) == pytest.approx(90.0)


def test_shear_round_trip():
    up = wp.speed_at_height_m_s(6.0, 10.0, 100.0)
    assert up > 6.0
    assert wp.speed_at_height_m_s(up, 100.0, 10.0) == pytest.approx(6.0)


@pytest.mark.parametrize(
    "curve",
    [
        {"curve_speed_m_s": [3.0, 12.0]},
        {"curve_share": [0.0, 1.0]},
        {"curve_speed_m_s": [3.0, 12.0], "curve_share": [0.0, 0.5, 1.0]},
        {"curve_speed_m_s": [12.0, 3.0], "curve_share": [0.0, 1.0]},
        {"curve_speed_m_s": [], "curve_share": []},
    ],
)
def test_half_a_curve(curve):
    with pytest.raises(ParameterError, match="curve"):
        wp.power_mw(8.0, 100.0, **curve)


def test_doors():
    doors.check(
        wp.power_mw,
        wind_speed_m_s=8.0,
        rated_mw=100.0,
        curve_speed_m_s=[3.0, 12.0, 25.0],
        curve_share=[0.0, 1.0, 1.0],
        air_density_kg_m3=1.2,
        wake_loss=0.1,
    )
    doors.check(wp.speed_at_height_m_s, wind_speed_m_s=8.0, measured_height_m=10.0, hub_height_m=100.0, shear_exponent=0.14)


@given(st.floats(0.1, 40.0), st.floats(20.0, 200.0), st.floats(1e-4, 2.0))
def test_logarithmic_profile(speed, hub, roughness):
    up = wp.log_law_speed_m_s(speed, 10.0, hub, roughness_m=roughness)
    assert up >= speed
    assert wp.log_law_speed_m_s(up, hub, 10.0, roughness_m=roughness) == pytest.approx(speed)
    assert wp.log_law_speed_m_s(speed, 10.0, hub, roughness_m=2 * roughness) >= up  # rougher land slows the wind near the ground


def test_profiles_agree_over_open_land():
    """Over 0.03 m the logarithmic profile is the one-seventh law within 2 %."""
    hub = np.array([50.0, 80.0, 120.0])
    log, power = wp.log_law_speed_m_s(8.0, 10.0, hub), wp.speed_at_height_m_s(8.0, 10.0, hub)
    np.testing.assert_allclose(log, power, rtol=0.02)


def test_no_profile_below_the_roughness():
    doors.check(wp.log_law_speed_m_s, wind_speed_m_s=8.0, measured_height_m=10.0, hub_height_m=100.0, roughness_m=0.03)
    with pytest.raises(PhysicsError, match="roughness"):
        wp.log_law_speed_m_s(8.0, 10.0, 100.0, roughness_m=12.0)


def test_a_taller_tower_or_smoother_land_in_a_site():
    import gigasite as gs

    park = gs.site("campus", region="DE", weather="frankfurt", generation="wind", wind_capacity_mw=50)
    energy = {h: gs.simulate(park.replace(wind_hub_height_m=h)).ledger.wind_mwh[0] for h in (50, 100, 160)}
    assert energy[50] < energy[100] < energy[160]
    water = gs.simulate(park.replace(wind_roughness_m=0.0002)).ledger.wind_mwh[0]
    assert water < energy[100]  # the same wind at 10 m over water gains less with height
    with pytest.raises(gs.ScenarioError):
        park.replace(wind_hub_height_m=5)
