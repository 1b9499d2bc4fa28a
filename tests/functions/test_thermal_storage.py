"""Thermal storage (T15): closure, step size, bad input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import thermal_storage as ts
from gigasite.errors import ParameterError


@given(
    st.floats(0.0, 1.0),
    st.floats(0.0, 100.0),
    st.floats(0.0, 100.0),
    st.floats(0.1, 48.0),
    st.floats(0.1, 500.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_a_step_closes_and_stays_in_bounds(filling, charge, discharge, step_h, capacity, loss, mixing):
    state = filling * capacity
    after = ts.step(state, charge, discharge, step_h, capacity, loss, mixing_share=mixing)
    assert 0.0 <= after.state_mwh <= capacity
    assert 0.0 <= after.delivered_mw <= discharge * (1.0 + 1e-12)
    assert state + charge * step_h == pytest.approx(after.state_mwh + after.delivered_mw * step_h + after.loss_mwh, rel=1e-12, abs=1e-9)
    assert after.loss_mwh >= -1e-9 * (state + charge * step_h)


@given(st.floats(0.0, 100.0), st.floats(0.0, 0.5), st.integers(1, 48))
def test_standing_loss_does_not_depend_on_the_step(state, loss, parts):
    once = ts.step(state, 0.0, 0.0, 24.0, 100.0, loss)
    split = state
    for _ in range(parts):
        split = ts.step(split, 0.0, 0.0, 24.0 / parts, 100.0, loss).state_mwh
    assert split == pytest.approx(once.state_mwh, rel=1e-9, abs=1e-12)
    assert once.state_mwh == pytest.approx(state * (1.0 - loss), rel=1e-12, abs=1e-12)


def test_capacity_of_water():
    from CoolProp.CoolProp import PropsSI

    low, high = (PropsSI("H", "T", t + 273.15, "P", 1.6e6, "Water") for t in (40.0, 80.0))
    heat = 1000.0 * PropsSI("D", "T", 333.15, "P", 1.6e6, "Water") * (high - low) / 3.6e9
    assert ts.capacity_mwh(1000.0, 40.0) == pytest.approx(heat, rel=5e-3)
    assert ts.capacity_mwh(1000.0, 40.0, usable_share=0.5) == pytest.approx(0.5 * ts.capacity_mwh(1000.0, 40.0))


def test_more_than_it_holds():
    with pytest.raises(ParameterError, match="state_mwh"):
        ts.step(11.0, 0.0, 0.0, 1.0, 10.0, 0.0)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            ts.step,
            {
                "state_mwh": 5.0,
                "charge_mw": 1.0,
                "discharge_mw": 1.0,
                "step_h": 1.0,
                "capacity_mwh": 10.0,
                "loss_per_day": 0.02,
                "mixing_share": 0.1,
            },
        ),
        (ts.capacity_mwh, {"volume_m3": 10.0, "temperature_difference_k": 40.0, "usable_share": 0.9}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
