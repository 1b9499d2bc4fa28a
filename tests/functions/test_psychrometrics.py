"""Moist air (T03): order and round trips, two independent programs, ice, borders."""

import math
import warnings

import numpy as np
import psychrolib
import pytest
from CoolProp.HumidAirProp import HAPropsSI
from hypothesis import given
from hypothesis import strategies as st

from gigasite import psychrometrics as air
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

psychrolib.SetUnitSystem(psychrolib.SI)
dry_bulbs = st.floats(-20.0, 60.0)
humidities = st.floats(0.001, 1.0)
pressures = st.floats(60e3, 105e3)


@pytest.fixture(scope="module")
def points():
    """12,000 states over the whole range."""
    random = np.random.default_rng(3)
    n = 12_000
    return random.uniform(-20, 60, n), random.uniform(0.005, 1.0, n), random.uniform(60e3, 105e3, n)


def each(function, *columns):
    return np.array([function(*row) for row in zip(*columns, strict=True)])


# order and round trips -------------------------------------------------------------------------------------------------
@given(dry_bulbs, humidities, pressures)
def test_dew_point_below_wet_bulb_below_dry_bulb(t, rh, p):
    state = air.state(t, rh, p)
    assert state.dew_point_c <= state.wet_bulb_c + 1e-6 <= t + 2e-6
    assert state.humidity_ratio >= 0.0


@given(dry_bulbs, humidities, pressures)
def test_relative_humidity_returns(t, rh, p):
    assert air.relative_humidity(t, air.humidity_ratio(t, rh, p), p) == pytest.approx(rh, rel=1e-12)


@given(dry_bulbs, humidities)
def test_dew_point_returns(t, rh):
    # The saturation curve has a step of 3e-6 where ice becomes water.
    assert air.relative_humidity_from_dew_point(t, air.dew_point_c(t, rh)) == pytest.approx(rh, rel=1e-5)


@given(dry_bulbs, humidities, pressures)
def test_wet_bulb_closes_its_balance(t, rh, p):
    wet = air.wet_bulb_c(t, rh, p)
    w = air.humidity_ratio(t, rh, p)
    if abs(wet) > 0.02:  # the balance jumps at 0 °C, the saturation curve at 0.01 °C
        assert air.humidity_ratio_from_wet_bulb(t, min(wet, t), p, outside="clamp") == pytest.approx(w, abs=2e-9)


def test_roots_are_closed_to_a_micro_kelvin(points):
    t, rh, p = points
    wet, w = air.wet_bulb_c(t, rh, p), air.humidity_ratio(t, rh, p)
    far = np.abs(wet) > 0.02  # the balance jumps at 0 °C, the saturation curve at 0.01 °C
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        at, above, below = (air.humidity_ratio_from_wet_bulb(60.0, wet + d, p, outside="warn") for d in (0.0, 1e-3, -1e-3))
        residual = air.humidity_ratio_from_wet_bulb(t, np.minimum(wet, t), p, outside="warn") - w
    assert np.max(np.abs(residual / ((above - below) / 2e-3))[far]) < 1e-6
    assert np.all(above > at)


@given(dry_bulbs, st.floats(0.01, 0.98), pressures)
def test_more_water_raises_dew_point_and_enthalpy(t, rh, p):
    low, high = air.state(t, rh, p), air.state(t, rh + 0.02, p)
    assert high.dew_point_c > low.dew_point_c
    assert high.enthalpy_j_kg > low.enthalpy_j_kg
    assert high.specific_volume_m3_kg > low.specific_volume_m3_kg


@given(dry_bulbs, pressures)
def test_saturated_air_has_one_temperature(t, p):
    assert air.wet_bulb_c(t, 1.0, p) == t
    assert air.dew_point_c(t, 1.0) == pytest.approx(t, abs=2e-6)


@given(dry_bulbs, humidities, pressures)
def test_state_is_the_single_functions(t, rh, p):
    s = air.state(t, rh, p)
    w = air.humidity_ratio(t, rh, p)
    expected = (w, air.wet_bulb_c(t, rh, p), air.dew_point_c(t, rh), air.enthalpy_j_kg(t, w), air.specific_volume_m3_kg(t, w, p))
    assert tuple(s) == expected


@given(dry_bulbs, humidities, pressures)
def test_density_is_moist_mass_over_volume(t, rh, p):
    w = air.humidity_ratio(t, rh, p)
    assert air.density_kg_m3(t, w, p) * air.specific_volume_m3_kg(t, w, p) == pytest.approx(1.0 + w, rel=1e-14)


@given(st.floats(-500.0, 11000.0), st.floats(-500.0, 11000.0))
def test_pressure_falls_with_altitude(a, b):
    low, high = sorted((a, b))
    assert air.standard_pressure_pa(high) <= air.standard_pressure_pa(low)


# other programs --------------------------------------------------------------------------------------------------------
def test_wet_bulb_and_dew_point_against_psychrolib(points):
    t, rh, p = points
    np.testing.assert_allclose(air.wet_bulb_c(t, rh, p), each(psychrolib.GetTWetBulbFromRelHum, t, rh, p), atol=0.002)
    np.testing.assert_allclose(air.dew_point_c(t, rh), each(psychrolib.GetTDewPointFromRelHum, t, rh), atol=0.002)


def test_properties_against_psychrolib(points):
    t, rh, p = (column[:2000] for column in points)
    w = air.humidity_ratio(t, rh, p)
    np.testing.assert_allclose(w, np.maximum(each(psychrolib.GetHumRatioFromRelHum, t, rh, p), 0), rtol=1e-9, atol=2e-7)
    np.testing.assert_allclose(air.enthalpy_j_kg(t, w), each(psychrolib.GetMoistAirEnthalpy, t, w), rtol=1e-9, atol=1.0)
    np.testing.assert_allclose(air.specific_volume_m3_kg(t, w, p), each(psychrolib.GetMoistAirVolume, t, w, p), rtol=1e-6)
    np.testing.assert_allclose(air.saturation_pressure_pa(t), each(psychrolib.GetSatVapPres, t), rtol=1e-9)


def test_against_real_gas():
    """CoolProp counts the enhancement factor of water vapour in air, which an ideal mixture lacks: about 0.5 % more water."""
    t, rh = (g.ravel() for g in np.meshgrid(np.linspace(-15.0, 45.0, 13), np.linspace(0.2, 0.9, 4)))
    kelvin = t + 273.15
    p = 101325.0
    w = each(lambda a, b: HAPropsSI("W", "T", a, "R", b, "P", p), kelvin, rh)
    ratio = w / air.humidity_ratio(t, rh, p)
    enhancement = each(lambda a: HAPropsSI("W", "T", a, "R", 1.0, "P", p), kelvin) / air.humidity_ratio(t, np.ones_like(t), p)
    assert np.all((ratio > 1.002) & (ratio < 1.008))
    np.testing.assert_allclose(ratio, enhancement, atol=6e-4)  # the difference is that of saturation, whatever the humidity
    wet = each(lambda a, b: HAPropsSI("B", "T", a, "R", b, "P", p), kelvin, rh) - 273.15
    inside = np.abs(wet) > 0.5  # around 0 °C the programs choose ice or water differently
    assert np.max(np.abs(wet - air.wet_bulb_c(t, rh, p))[inside]) < 0.08
    v = each(lambda a, b: HAPropsSI("V", "T", a, "R", b, "P", p), kelvin, rh)
    np.testing.assert_allclose(air.specific_volume_m3_kg(t, air.humidity_ratio(t, rh, p), p), v, rtol=1e-3)


def test_ice_holds_less_vapour_than_supercooled_water():
    t = np.array([-20.0, -10.0, -1.0])
    magnus_over_water = 610.94 * np.exp(17.625 * t / (t + 243.04))
    assert np.all(air.saturation_pressure_pa(t) < magnus_over_water)
    assert air.saturation_pressure_pa(0.0099) == pytest.approx(air.saturation_pressure_pa(0.01), rel=1e-4)
    assert air.saturation_pressure_pa(100.0) == pytest.approx(101325.0, rel=2e-3)


# borders ---------------------------------------------------------------------------------------------------------------
def test_dry_air():
    with pytest.raises(PhysicsError, match="dew_point_c"):
        air.dew_point_c(20.0, 0.0)
    with pytest.raises(PhysicsError, match="dew_point_c"):
        air.state(20.0, 0.0)
    with pytest.warns(ValidityWarning):
        assert math.isnan(air.dew_point_c(20.0, 0.0, outside="nan"))
    assert air.wet_bulb_c(20.0, 0.0) < air.wet_bulb_c(20.0, 0.01) < 20.0


@pytest.mark.parametrize("rh", [40.0, -0.1, 1.0001, math.nan, math.inf])
def test_relative_humidity_is_a_fraction(rh):
    for function in (air.humidity_ratio, air.wet_bulb_c, air.dew_point_c, air.state):
        with pytest.raises(ParameterError):
            function(20.0, rh)


@pytest.mark.parametrize("t", [-300.0, math.nan, math.inf, "warm", None])
def test_temperatures_without_meaning(t):
    for function in (air.humidity_ratio, air.wet_bulb_c, air.dew_point_c):
        with pytest.raises(ParameterError):
            function(t, 0.5)
    with pytest.raises(ParameterError):
        air.saturation_pressure_pa(t)


def test_outside_modes():
    with pytest.raises(PhysicsError) as error:
        air.wet_bulb_c(75.0, 0.1)
    assert (error.value.parameter, error.value.value, error.value.low, error.value.high) == ("dry_bulb_c", 75.0, -20.0, 60.0)
    with pytest.warns(ValidityWarning, match="dry_bulb_c"):
        assert air.wet_bulb_c(75.0, 0.1, outside="clamp") == air.wet_bulb_c(60.0, 0.1)
    with pytest.warns(ValidityWarning):
        values = air.wet_bulb_c([20.0, 75.0], 0.1, outside="nan")
    assert values[0] == air.wet_bulb_c(20.0, 0.1) and np.isnan(values[1])
    with pytest.warns(ValidityWarning):
        assert 30.0 < air.wet_bulb_c(75.0, 0.1, outside="warn") < 75.0
    with pytest.raises(ParameterError, match="outside"):
        air.wet_bulb_c(20.0, 0.1, outside="ignore")
    with pytest.raises(PhysicsError):
        air.humidity_ratio(20.0, 0.5, 50e3)
    with pytest.raises(ParameterError):
        air.humidity_ratio(20.0, 0.5, -1.0)
    with pytest.raises(PhysicsError):
        air.standard_pressure_pa(12000.0)


def test_states_that_cannot_be():
    with pytest.raises(ParameterError, match="wet_bulb_c"):
        air.humidity_ratio_from_wet_bulb(20.0, 21.0)
    with pytest.raises(PhysicsError, match="humidity_ratio"):
        air.humidity_ratio_from_wet_bulb(40.0, 5.0)
    with pytest.raises(ParameterError, match="dew_point_c"):
        air.relative_humidity_from_dew_point(20.0, 21.0)
    with pytest.raises(ParameterError, match="saturated"):
        air.relative_humidity(20.0, 0.03)
    with pytest.raises(ParameterError):
        air.enthalpy_j_kg(20.0, -0.001)
    with pytest.raises(ParameterError):
        air.specific_heat_j_kg_k(-0.001)


def test_shapes():
    grid = air.wet_bulb_c(np.zeros((3, 1)) + 20.0, np.array([0.2, 0.5]), 101325.0)
    assert grid.shape == (3, 2) and isinstance(air.wet_bulb_c(20, 0.5), float)
    assert isinstance(air.state(20.0, [0.4, 0.5]).dew_point_c, np.ndarray)
    with pytest.raises(ParameterError, match="broadcast"):
        air.humidity_ratio([20.0, 21.0, 22.0], [0.5, 0.6])
