"""Evaporative heat rejection (T07)."""

import math

import numpy as np
import psychrolib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq

from gigasite import cooling_tower, psychrometrics
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

psychrolib.SetUnitSystem(psychrolib.SI)
wet_bulbs = st.floats(-10.0, 30.0)
ranges = st.floats(2.0, 12.0)


# approach --------------------------------------------------------------------------------------------------------------
@given(wet_bulbs, ranges, st.floats(2.0, 10.0))
def test_design_point_returns(wet, span, approach):
    design = {"design_wet_bulb_c": wet, "design_range_k": span, "design_approach_k": approach}
    assert cooling_tower.approach_k(wet, span, 1.0, **design) == pytest.approx(approach, abs=1e-6)


@given(wet_bulbs, ranges, st.floats(0.1, 1.2), st.floats(0.3, 1.2))
def test_water_never_leaves_below_the_wet_bulb(wet, span, load, air):
    approach = cooling_tower.approach_k(wet, span, load, air_flow_fraction=air)
    assert approach >= 0.0
    assert cooling_tower.leaving_water_c(wet, approach) >= wet


@given(wet_bulbs, ranges, st.floats(0.2, 1.0), st.floats(0.4, 1.0))
def test_approach_rises_with_load_and_falls_with_air(wet, span, load, air):
    here = cooling_tower.approach_k(wet, span, load, air_flow_fraction=air)
    assert cooling_tower.approach_k(wet, span, load * 1.05, air_flow_fraction=air) >= here
    assert cooling_tower.approach_k(wet, span, load, air_flow_fraction=air * 1.05) <= here


def test_approach_grows_in_cold_air():
    """Cold air takes up less heat per kelvin: the well-known rise of the approach."""
    approach = cooling_tower.approach_k(np.array([-10.0, 0.0, 10.0, 20.0, 30.0]), 6.0, 1.0)
    assert np.all(np.diff(approach) < 0.0) and approach[0] > 3 * approach[-1]
    assert cooling_tower.approach_k(20.0, 6.0, 0.0) == 0.0


def saturated_enthalpy(t):
    return psychrolib.GetMoistAirEnthalpy(t, psychrolib.GetHumRatioFromRelHum(t, 1.0, 101325.0))


def merkel(wet, span, approach, water_to_air):
    """The integral of Merkel by adaptive quadrature, with the enthalpies of another program."""
    cold, air_in = wet + approach, saturated_enthalpy(wet)

    def difference(t):
        return saturated_enthalpy(t) - air_in - water_to_air * 4186.0 * (t - cold)

    if min(difference(t) for t in np.linspace(cold, cold + span, 30)) <= 0.0:
        return 1e6
    return quad(lambda t: 4186.0 / difference(t), cold, cold + span)[0]


@pytest.mark.parametrize("wet,span,load,air", [(20.0, 6.0, 1.0, 1.0), (10.0, 6.0, 0.7, 1.0), (25.0, 8.0, 0.9, 0.8), (0.0, 5.0, 1.0, 0.9)])
def test_approach_against_quadrature(wet, span, load, air):
    design = (saturated_enthalpy(32.0) - saturated_enthalpy(25.0)) / (4186.0 * 6.0)
    ratio = load * 6.0 / span / air
    available = merkel(25.0, 6.0, 4.0, design) * ratio**-0.6
    expected = brentq(lambda a: merkel(wet, span, a, design * ratio) - available, 0.5, 40.0)
    assert cooling_tower.approach_k(wet, span, load, air_flow_fraction=air) == pytest.approx(expected, abs=0.05)


def test_air_that_cannot_take_the_heat():
    with pytest.raises(PhysicsError, match="approach_k"):
        cooling_tower.approach_k(20.0, 6.0, 1.0, air_flow_fraction=0.001)
    with pytest.warns(ValidityWarning):
        assert math.isnan(cooling_tower.approach_k(20.0, 6.0, 1.0, air_flow_fraction=0.001, outside="nan"))


# water -----------------------------------------------------------------------------------------------------------------
@given(wet_bulbs, st.floats(0.0, 15.0), st.floats(2.0, 15.0))
def test_evaporation_below_the_latent_bound(wet, depression, rise):
    dry, out = wet + depression, wet + rise
    assume(_possible(dry, wet))
    makeup = min(max(out, 0.0), 15.0)
    evaporation = cooling_tower.evaporation_l_per_kwh(dry, wet, out, makeup)
    assert evaporation > 0.0
    if out >= dry and out >= 0.0:  # air that arrives warmer than it leaves brings heat of its own
        assert evaporation <= cooling_tower.latent_bound_l_per_kwh(makeup) * 1.001


def _possible(dry, wet):
    try:
        return psychrometrics.humidity_ratio_from_wet_bulb(dry, wet) >= 0.0
    except PhysicsError:
        return False


def test_water_falls_in_cold_weather():
    """Never a constant: part of the heat leaves as sensible heat when it is cold."""
    wet = np.array([-10.0, 0.0, 10.0, 20.0])
    water = cooling_tower.evaporation_l_per_kwh(wet + 2.0, wet, wet + 8.0, 15.0)
    assert np.all(np.diff(water) > 0.0) and water[0] < 0.65 * water[-1]


def test_evaporation_closes_mass_and_energy():
    dry, wet, out, makeup = 25.0, 18.0, 28.0, 20.0
    w_in, w_out = psychrometrics.humidity_ratio_from_wet_bulb(dry, wet), psychrometrics.humidity_ratio(out, 1.0)
    water = w_out - w_in
    heat = psychrometrics.enthalpy_j_kg(out, w_out) - psychrometrics.enthalpy_j_kg(dry, w_in) - water * 4186.0 * makeup
    assert cooling_tower.evaporation_l_per_kwh(dry, wet, out, makeup) == pytest.approx(3.6e6 * water / heat, rel=1e-12)


@given(st.floats(0.1, 2.0), st.floats(1.5, 10.0), st.floats(0.0, 0.1))
def test_makeup_is_the_sum_and_falls_with_cycles(evaporation, cycles, drift):
    balance = cooling_tower.water_balance(evaporation, cycles_of_concentration=cycles, drift_l_per_kwh=drift)
    assert balance.makeup_l_per_kwh == pytest.approx(evaporation + balance.blowdown_l_per_kwh + drift)
    assert balance.blowdown_l_per_kwh >= 0.0
    more = cooling_tower.water_balance(evaporation, cycles_of_concentration=cycles + 1.0, drift_l_per_kwh=drift)
    assert more.makeup_l_per_kwh <= balance.makeup_l_per_kwh
    if balance.blowdown_l_per_kwh > 0.0:  # salt in with the make-up, out with blow-down and drift
        assert balance.makeup_l_per_kwh == pytest.approx(cycles * (balance.blowdown_l_per_kwh + drift))


@given(ranges)
def test_drift_is_a_share_of_the_circulation(span):
    assert cooling_tower.drift_l_per_kwh(span, drift_share=1.0) == pytest.approx(3600.0 / (4.186 * span))
    assert cooling_tower.drift_l_per_kwh(span) == pytest.approx(5e-5 * 3600.0 / (4.186 * span))


@given(st.lists(st.tuples(st.floats(0.0, 1e5), st.floats(0.0, 1.0), st.floats(0.0, 3.0)), min_size=1, max_size=30), st.floats(0.1, 4.0))
def test_wet_and_dry(rows, step):
    heat, dry, makeup = (np.array(column) for column in zip(*rows, strict=True))
    w = cooling_tower.wet_and_dry(heat, dry, makeup, step)
    assert w.wet_only_l == pytest.approx(float(np.sum(heat * makeup) * step))
    assert -1e-9 <= w.water_l <= w.wet_only_l * (1 + 1e-12) + 1e-9 and 0.0 <= w.saving_fraction <= 1.0


@given(st.floats(0.0, 1.5))
def test_fan_power(flow):
    assert cooling_tower.fan_power_ratio(flow) == pytest.approx(flow**3)


# borders ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda: cooling_tower.leaving_water_c(20.0, -1.0),
        lambda: cooling_tower.approach_k(20.0, 0.0, 1.0),
        lambda: cooling_tower.approach_k(20.0, 6.0, -0.1),
        lambda: cooling_tower.approach_k(math.nan, 6.0, 1.0),
        lambda: cooling_tower.evaporation_l_per_kwh(20.0, 21.0, 28.0, 15.0),
        lambda: cooling_tower.evaporation_l_per_kwh(25.0, 18.0, 28.0, 150.0),
        lambda: cooling_tower.water_balance(1.4, cycles_of_concentration=1.0),
        lambda: cooling_tower.water_balance(-1.0),
        lambda: cooling_tower.drift_l_per_kwh(6.0, drift_share=5.0),
        lambda: cooling_tower.drift_l_per_kwh(0.0),
        lambda: cooling_tower.fan_power_ratio(-1.0),
        lambda: cooling_tower.wet_and_dry([1.0, 2.0], [0.5], [1.0, 1.0], 1.0),
        lambda: cooling_tower.wet_and_dry([1.0], [1.5], [1.0], 1.0),
        lambda: cooling_tower.wet_and_dry([], [], [], 1.0),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_modes():
    with pytest.raises(PhysicsError, match="wet_bulb_c"):
        cooling_tower.approach_k(31.0, 6.0, 1.0)
    with pytest.raises(PhysicsError, match="outlet_air_c"):
        cooling_tower.evaporation_l_per_kwh(25.0, 18.0, 15.0, 15.0)
    with pytest.raises(PhysicsError):
        cooling_tower.latent_bound_l_per_kwh(-5.0)
    with pytest.warns(ValidityWarning):
        assert cooling_tower.approach_k(31.0, 6.0, 1.0, outside="clamp") == cooling_tower.approach_k(30.0, 6.0, 1.0)
    with pytest.warns(ValidityWarning):
        assert cooling_tower.approach_k(31.0, 6.0, 1.0, outside="warn") < cooling_tower.approach_k(30.0, 6.0, 1.0)
    with pytest.warns(ValidityWarning):
        assert np.isnan(cooling_tower.evaporation_l_per_kwh(40.0, 31.0, 38.0, 15.0, outside="nan"))
