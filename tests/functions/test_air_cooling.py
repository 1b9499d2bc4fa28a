"""Air through IT equipment (T04)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import air_cooling, psychrometrics
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

temperatures = st.floats(5.0, 45.0)
humidities = st.floats(0.0, 1.0)
pressures = st.floats(65e3, 105e3)


@given(st.floats(1.0, 1000.0), st.floats(2.0, 40.0), temperatures, humidities, pressures)
def test_the_air_carries_the_heat(heat, rise, t, rh, p):
    w = psychrometrics.humidity_ratio(t, rh, p)
    flow = air_cooling.mass_flow_kg_s(heat, rise, t, rh, p)
    assert flow * psychrometrics.specific_heat_j_kg_k(w) * rise == pytest.approx(1000 * heat, rel=1e-12)
    assert air_cooling.volume_flow_m3_s(heat, rise, t, rh, p) * psychrometrics.density_kg_m3(t, w, p) == pytest.approx(flow, rel=1e-12)


@given(temperatures, humidities, pressures, pressures)
def test_thin_air_needs_more(t, rh, p, q):
    low, high = sorted((p, q))
    thin = air_cooling.altitude_flow_ratio(t, rh, low)
    assert thin >= air_cooling.altitude_flow_ratio(t, rh, high) - 1e-12
    assert air_cooling.altitude_flow_ratio(t, rh, 101325.0) == pytest.approx(1.0)
    # fan power grows with the cube
    assert air_cooling.fan_power_ratio(thin) == pytest.approx(thin**3)


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_fan_power_is_convex_in_flow(x, y):
    middle = air_cooling.fan_power_ratio((x + y) / 2)
    assert middle <= (air_cooling.fan_power_ratio(x) + air_cooling.fan_power_ratio(y)) / 2 + 1e-12
    assert air_cooling.fan_power_ratio(x, exponent=2.5) == pytest.approx(x**2.5)


@given(st.floats(10.0, 25.0), st.floats(0.0, 20.0), st.floats(0.0, 1.0))
def test_mixing_lies_between_its_ends(supply, rise, share):
    back = air_cooling.return_temperature_c(supply, rise, bypass=share)
    assert supply - 1e-9 <= back <= supply + rise + 1e-9
    assert supply - 1e-9 <= air_cooling.inlet_temperature_c(supply, supply + rise, recirculation=share) <= supply + rise + 1e-9


@pytest.mark.parametrize("name,low,high,per_kelvin", [("A1", 15, 32, 300), ("A2", 10, 35, 300), ("A3", 5, 40, 175), ("A4", 5, 45, 125)])
def test_classes_and_their_derating(name, low, high, per_kelvin):
    assert air_cooling.allowable_range_c(name) == (low, high)
    assert air_cooling.allowable_range_c(name, altitude_m=900.0).high_c == high
    assert air_cooling.allowable_range_c(name, altitude_m=900.0 + 2 * per_kelvin).high_c == pytest.approx(high - 2)
    assert air_cooling.recommended_range_c(name) == (18.0, 27.0)
    assert air_cooling.within_class(low, name) and air_cooling.within_class(high, name)
    assert not air_cooling.within_class(high + 0.01, name)
    assert not air_cooling.within_class(low - 0.01, name)


def test_dense_equipment_is_kept_cooler():
    assert air_cooling.recommended_range_c("H1") == (18.0, 22.0)
    assert air_cooling.allowable_range_c("H1") == (5.0, 25.0)


def test_dew_point_limits():
    inside = air_cooling.within_class(25.0, "A1", dew_point_c=[-12.1, -12.0, 17.0, 17.1])
    assert inside.tolist() == [False, True, True, False]
    assert air_cooling.within_class(25.0, "A2", dew_point_c=21.0) and not air_cooling.within_class(25.0, "A1", dew_point_c=21.0)
    altitudes = air_cooling.allowable_range_c("A1", altitude_m=[0.0, 1200.0])
    assert altitudes.low_c.tolist() == [15.0, 15.0] and altitudes.high_c.tolist() == [32.0, 31.0]
    assert isinstance(air_cooling.within_class(25.0, "A1"), bool)


@pytest.mark.parametrize(
    "call",
    [
        lambda: air_cooling.mass_flow_kg_s(40.0, 0.0, 25.0, 0.4),
        lambda: air_cooling.volume_flow_m3_s(-1.0, 12.0, 25.0, 0.4),
        lambda: air_cooling.volume_flow_m3_s(40.0, 12.0, 25.0, 40.0),
        lambda: air_cooling.volume_flow_m3_s(40.0, 12.0, math.nan, 0.4),
        lambda: air_cooling.fan_power_ratio(-0.1),
        lambda: air_cooling.inlet_temperature_c(20.0, 32.0, recirculation=1.5),
        lambda: air_cooling.return_temperature_c(20.0, 12.0, bypass=-0.1),
        lambda: air_cooling.allowable_range_c("A5"),
        lambda: air_cooling.recommended_range_c(None),
        lambda: air_cooling.within_class(25.0, "w32"),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_its_validity():
    with pytest.raises(PhysicsError, match="altitude_m"):
        air_cooling.allowable_range_c("A1", altitude_m=4000.0)
    with pytest.warns(ValidityWarning):
        assert air_cooling.allowable_range_c("A1", altitude_m=4000.0, outside="clamp") == air_cooling.allowable_range_c(
            "A1", altitude_m=3050.0
        )
    with pytest.warns(ValidityWarning):
        assert np.isnan(air_cooling.allowable_range_c("A1", altitude_m=4000.0, outside="nan").high_c)
    with pytest.warns(ValidityWarning):
        assert air_cooling.volume_flow_m3_s(40.0, 12.0, 70.0, 0.1, outside="warn") > 2.7
    with pytest.raises(PhysicsError, match="pressure_pa"):
        air_cooling.altitude_flow_ratio(25.0, 0.4, 40e3)
