"""Outdoor air and evaporative coolers (T09)."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gigasite import air_economiser, psychrometrics
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

dry_bulbs = st.floats(-30.0, 50.0)


@given(dry_bulbs, st.floats(0.0, 20.0), st.floats(0.0, 1.0))
def test_outlet_never_below_the_wet_bulb(t, depression, e):
    out = air_economiser.direct_evaporative_c(t, t - depression, effectiveness=e)
    assert t - depression - 1e-9 <= out <= t


@given(dry_bulbs, st.floats(20.0, 45.0), st.floats(0.0, 1.0))
def test_wheel_lies_between_its_ends(outdoor, back, e):
    assert min(outdoor, back) - 1e-9 <= air_economiser.indirect_c(outdoor, back, effectiveness=e) <= max(outdoor, back) + 1e-9


@given(st.floats(5.0, 45.0), st.floats(0.1, 0.95), st.floats(5.0, 20.0), st.floats(0.1, 1.0))
def test_water_is_what_the_air_takes_up(t, rh, rise, e):
    wet = psychrometrics.wet_bulb_c(t, rh)
    assume(wet > 0.5)
    w_in = psychrometrics.humidity_ratio(t, rh)
    out = air_economiser.direct_evaporative_c(t, wet, effectiveness=e)
    w_out = psychrometrics.humidity_ratio_from_wet_bulb(out, wet)
    water = air_economiser.water_l_per_kwh(t, wet, rise, effectiveness=e)
    assert water >= 0.0
    assert water == pytest.approx(3.6e6 * (w_out - w_in) / ((1006.0 + 1860.0 * w_out) * rise), rel=1e-6, abs=1e-9)
    # the wet-bulb line is close to constant enthalpy: what the air cools, the water takes
    cooled = psychrometrics.enthalpy_j_kg(out, w_out) - psychrometrics.enthalpy_j_kg(t, w_in)
    assert cooled == pytest.approx(4186.0 * wet * (w_out - w_in), abs=0.02 * abs(w_out - w_in) * 2.5e6 + 1.0)


@given(st.floats(-30.0, 50.0), st.floats(25.0, 45.0), st.floats(10.0, 24.0))
def test_mixing_reaches_the_set_point_where_it_can(outdoor, back, setpoint):
    share = air_economiser.outdoor_share(outdoor, back, setpoint)
    assert 0.0 <= share <= 1.0
    if outdoor <= setpoint:
        assert share * outdoor + (1 - share) * back == pytest.approx(setpoint, abs=1e-9)
    elif outdoor < back:
        assert share == 1.0
    else:
        assert share == 0.0


def test_no_need_to_mix_equal_airs():
    assert air_economiser.outdoor_share(30.0, 30.0, 20.0) == 0.0


@given(st.floats(0.0, 0.02), st.floats(0.0, 0.02), st.floats(0.0, 1.0))
def test_humidification_only_of_dry_air(outdoor, lowest, share):
    water = air_economiser.humidification_l_per_kwh(outdoor, lowest, 12.0, share)
    assert water >= 0.0 and (water > 0.0) == (lowest > outdoor and share > 0.0 and water > 0.0)
    assert outdoor >= lowest or water == pytest.approx(3.6e6 * share * (lowest - outdoor) / ((1006 + 1860 * lowest) * 12.0))


def test_lock_outs():
    locked = air_economiser.locked_out([24.0, 26.0, 24.0, 24.0, 25.0], [10.0, 10.0, -13.0, 18.0, 17.0], 25.0, -12.0, 17.0)
    assert locked.tolist() == [False, True, True, True, False]
    assert air_economiser.locked_out(20.0, 10.0, 25.0, -12.0, 17.0, smoke=True) is True
    assert air_economiser.locked_out([20.0, 20.0], 10.0, 25.0, -12.0, 17.0, smoke=[True, False]).tolist() == [True, False]


@pytest.mark.parametrize(
    "call",
    [
        lambda: air_economiser.direct_evaporative_c(20.0, 21.0),
        lambda: air_economiser.direct_evaporative_c(20.0, 15.0, effectiveness=1.1),
        lambda: air_economiser.direct_evaporative_c(math.nan, 15.0),
        lambda: air_economiser.indirect_c(20.0, 30.0, effectiveness=-0.1),
        lambda: air_economiser.water_l_per_kwh(20.0, 21.0, 12.0),
        lambda: air_economiser.water_l_per_kwh(20.0, 15.0, 0.0),
        lambda: air_economiser.humidification_l_per_kwh(-0.001, 0.003, 12.0, 0.5),
        lambda: air_economiser.humidification_l_per_kwh(0.001, 0.003, 12.0, 1.5),
        lambda: air_economiser.locked_out(20.0, 10.0, 25.0, 17.0, -12.0),
        lambda: air_economiser.locked_out(20.0, math.nan, 25.0, -12.0, 17.0),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_modes():
    for call in (
        lambda **o: air_economiser.direct_evaporative_c(55.0, 25.0, **o),
        lambda **o: air_economiser.indirect_c(-35.0, 30.0, **o),
        lambda **o: air_economiser.water_l_per_kwh(55.0, 25.0, 12.0, **o),
        lambda **o: air_economiser.outdoor_share(-35.0, 30.0, 20.0, **o),
    ):
        with pytest.raises(PhysicsError):
            call()
        with pytest.warns(ValidityWarning):
            assert math.isnan(call(outside="nan"))
        with pytest.warns(ValidityWarning):
            clamped = call(outside="clamp")
        with pytest.warns(ValidityWarning):
            assert np.isfinite(call(outside="warn")) and call is not None and clamped != call(outside="warn")
