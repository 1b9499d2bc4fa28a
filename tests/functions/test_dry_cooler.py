"""Liquid cooled by outdoor air (T08)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import dry_cooler
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning


@given(st.floats(-30.0, 45.0), st.floats(1.0, 15.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_constant_flow(t, approach, x, y):
    low, high = sorted((x, y))
    assert t <= dry_cooler.leaving_water_c(t, approach, low) <= dry_cooler.leaving_water_c(t, approach, high) <= t + approach + 1e-12


@given(st.floats(1.0, 15.0), st.floats(1.0, 15.0), st.floats(20.0, 50.0))
def test_design_effectiveness_is_what_is_needed_at_design(span, approach, t_in):
    design = dry_cooler.effectiveness_design(span, approach)
    assert 0.0 < design < 1.0
    assert dry_cooler.effectiveness_needed(t_in, t_in - span, t_in - span - approach) == pytest.approx(design, rel=1e-9)
    speed = dry_cooler.variable_speed(
        t_in, t_in - span, t_in - span - approach, approach, minimum_flow_fraction=0.0, design_range_k=span * (1 + 1e-12)
    )
    assert speed.flow_fraction == pytest.approx(1.0, abs=1e-6) and speed.fan_power_fraction == pytest.approx(1.0, abs=1e-5)


@given(st.floats(-20.0, 28.0), st.floats(0.1, 5.0), st.floats(0.5, 0.8))
def test_colder_air_needs_less_flow(t, colder, exponent):
    warm, cold = (dry_cooler.variable_speed(45.0, 35.0, x, 5.0, ntu_exponent=exponent) for x in (t, t - colder))
    assert cold.flow_fraction < warm.flow_fraction
    assert warm.fan_power_fraction == pytest.approx(warm.flow_fraction**3)
    # the coil at that flow reaches the set-point: ε = 1 − e^(−NTU), NTU ∝ flow^a
    ntu = -math.log(1.0 - warm.effectiveness_design) * warm.flow_fraction**exponent
    assert 1.0 - math.exp(-ntu) == pytest.approx(warm.effectiveness_needed, rel=1e-9)


def test_part_load_against_the_design_range():
    full = dry_cooler.variable_speed(45.0, 35.0, 25.0, 5.0, design_range_k=10.0)
    half = dry_cooler.variable_speed(40.0, 35.0, 25.0, 5.0, design_range_k=10.0)
    assert half.effectiveness_design == full.effectiveness_design and half.flow_fraction < full.flow_fraction
    floor = dry_cooler.variable_speed(45.0, 35.0, -20.0, 5.0, minimum_flow_fraction=0.2)
    assert (floor.flow_fraction, floor.fan_power_fraction) == (0.2, pytest.approx(0.008))
    assert dry_cooler.variable_speed(35.0, 35.0, 20.0, 5.0, design_range_k=10.0).flow_fraction == 0.0


@given(st.floats(-10.0, 45.0), st.floats(0.0, 15.0), st.floats(0.0, 1.0))
def test_wetted_air_lies_between_wet_and_dry_bulb(t, depression, e):
    out = dry_cooler.adiabatic_inlet_c(t, t - depression, effectiveness=e)
    assert t - depression - 1e-9 <= out <= t
    assert t > 25.0 or out == t


def test_trigger_is_exclusive():
    assert dry_cooler.adiabatic_inlet_c(25.0, 15.0) == 25.0
    assert dry_cooler.adiabatic_inlet_c(25.0, 15.0, trigger_c=20.0) == pytest.approx(18.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: dry_cooler.leaving_water_c(35.0, -1.0, 0.5),
        lambda: dry_cooler.leaving_water_c(math.inf, 1.0, 0.5),
        lambda: dry_cooler.effectiveness_design(0.0, 5.0),
        lambda: dry_cooler.effectiveness_needed(30.0, 35.0, 20.0),
        lambda: dry_cooler.variable_speed(35.0, 35.0, 20.0, 5.0),
        lambda: dry_cooler.variable_speed(45.0, 35.0, 20.0, 0.0),
        lambda: dry_cooler.variable_speed(45.0, 35.0, 20.0, 5.0, minimum_flow_fraction=2.0),
        lambda: dry_cooler.adiabatic_inlet_c(20.0, 25.0),
        lambda: dry_cooler.adiabatic_inlet_c(20.0, 15.0, effectiveness=1.5),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_air_warmer_than_the_set_point():
    for function in (dry_cooler.effectiveness_needed, lambda *a: dry_cooler.variable_speed(*a, 5.0)):
        with pytest.raises(PhysicsError, match="setpoint_c"):
            function(45.0, 35.0, 36.0)


def test_more_flow_than_the_fans_give():
    arguments = (45.0, 35.0, 32.0, 5.0)
    with pytest.raises(PhysicsError, match="flow_fraction"):
        dry_cooler.variable_speed(*arguments)
    with pytest.warns(ValidityWarning):
        clamped = dry_cooler.variable_speed(*arguments, outside="clamp")
    assert (clamped.flow_fraction, clamped.fan_power_fraction) == (1.0, 1.0)
    with pytest.warns(ValidityWarning):
        assert dry_cooler.variable_speed(*arguments, outside="warn").flow_fraction > 1.0
    with pytest.warns(ValidityWarning):
        values = dry_cooler.variable_speed(45.0, 35.0, np.array([20.0, 32.0]), 5.0, outside="nan")
    assert np.isnan(values.fan_power_fraction).tolist() == [False, True]
