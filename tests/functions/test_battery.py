"""Battery (T15, orbital H): bounds and closure of the C/L/C model, a linear programme as bound of the dispatch, sizing, bad input."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog

import doors
from gigasite import battery
from gigasite.errors import ParameterError, PhysicsError

C_L_C = st.fixed_dictionaries(
    {
        "charge_efficiency": st.floats(0.7, 1.0),
        "charge_rate_per_h": st.floats(0.0, 4.0),
        "upper_bound_slope_h": st.floats(-0.2, 0.0),
        "upper_bound_fraction": st.floats(0.5, 1.0),
        "discharge_draw": st.floats(1.0, 1.4),
        "discharge_rate_per_h": st.floats(0.0, 4.0),
        "lower_bound_slope_h": st.floats(0.0, 0.2),
        "lower_bound_fraction": st.floats(0.0, 0.3),
    }
)
CHARGE = ("charge_efficiency", "charge_rate_per_h", "upper_bound_slope_h", "upper_bound_fraction")
powers = st.floats(0.0, 200.0)


def part(laws, charging):
    return {key: value for key, value in laws.items() if (key in CHARGE) == charging}


@given(C_L_C, st.floats(0.0, 1.0), powers, st.floats(0.1, 2.0), st.floats(0.0, 100.0))
def test_one_step_stays_in_bounds_and_closes(laws, filling, power, step, capacity):
    state = filling * capacity
    into = battery.charge(state, power, step, capacity, **part(laws, True))
    out = battery.discharge(state, power, step, capacity, **part(laws, False))
    for result in (into, out):
        assert 0.0 <= result.state_mwh <= capacity and 0.0 <= result.power_mw <= power and result.loss_mwh >= 0.0
    assert into.power_mw * step == pytest.approx(into.state_mwh - state + into.loss_mwh, rel=1e-9, abs=1e-9)
    assert out.power_mw * step == pytest.approx(state - out.state_mwh - out.loss_mwh, rel=1e-9, abs=1e-9)
    # The bounds of the model hold after the step wherever the step did anything.
    if into.power_mw > 0.0:
        bound = laws["upper_bound_slope_h"] * into.power_mw + laws["upper_bound_fraction"] * capacity
        assert into.state_mwh <= bound + 1e-9 * (1.0 + capacity)
        assert into.power_mw <= capacity * laws["charge_rate_per_h"] / laws["charge_efficiency"] * (1.0 + 1e-12)
    if out.power_mw > 0.0:
        bound = laws["lower_bound_slope_h"] * out.power_mw + laws["lower_bound_fraction"] * capacity
        assert out.state_mwh >= bound - 1e-9 * (1.0 + capacity)


@given(C_L_C, st.floats(0.0, 1.0), st.floats(0.1, 2.0), st.floats(0.1, 100.0))
def test_limit_is_what_a_step_accepts(laws, filling, step, capacity):
    state = filling * capacity
    limit = battery.charge_limit_mw(state, step, capacity, **part(laws, True))
    assert battery.charge(state, 1e9, step, capacity, **part(laws, True)).power_mw == limit
    limit = battery.discharge_limit_mw(state, step, capacity, **part(laws, False))
    assert battery.discharge(state, 1e9, step, capacity, **part(laws, False)).power_mw == limit


@given(C_L_C, hnp.arrays(np.float64, (2, 20), elements=powers), st.floats(0.0, 1.0), st.floats(0.5, 300.0))
def test_dispatch_closes_and_never_does_both(laws, series, filling, capacity):
    supply, load = series
    run = battery.dispatch_surplus(supply, load, 0.5, capacity, filling * capacity, **laws)
    assert np.all(run.state_mwh >= 0.0) and np.all(run.state_mwh <= capacity)
    assert not np.any((run.charge_mw > 0.0) & (run.discharge_mw > 0.0))
    assert np.all(run.unserved_mw >= 0.0) and np.all(run.spilled_mw >= 0.0)
    assert np.allclose(supply - load, run.charge_mw - run.discharge_mw + run.spilled_mw - run.unserved_mw, atol=1e-9)
    stored = run.state_mwh[-1] - filling * capacity
    assert np.sum(run.charge_mw - run.discharge_mw) * 0.5 == pytest.approx(stored + run.loss_mwh, rel=1e-9, abs=1e-8)


@given(st.floats(0.3, 1.0), st.floats(0.0, 100.0))
def test_out_is_at_most_the_round_trip(efficiency, energy):
    one_way = math.sqrt(efficiency)
    run = battery.dispatch_surplus(
        [energy, 0.0],
        [0.0, 1e6],
        1.0,
        1e4,
        0.0,
        charge_efficiency=one_way,
        charge_rate_per_h=1e3,
        discharge_draw=1 / one_way,
        discharge_rate_per_h=1e3,
    )
    trip = battery.round_trip(energy, round_trip_efficiency=efficiency)
    assert run.discharge_mw[1] == pytest.approx(efficiency * energy, rel=1e-12, abs=1e-12)
    assert (trip.delivered_mwh, trip.loss_mwh) == pytest.approx((run.discharge_mw[1], run.loss_mwh), rel=1e-9, abs=1e-9)
    assert trip.stored_mwh == pytest.approx(run.state_mwh[0], rel=1e-12, abs=1e-12)


def least_unserved_mwh(supply, load, capacity, initial, laws):
    """Linear programme with all of the future known: minimal unserved energy over hourly steps.

    Columns: charge, discharge, unserved, spilled, state after the step.
    """
    n = len(supply)
    one, none, step_of_state = np.eye(n), np.zeros((n, n)), np.eye(n) - np.eye(n, k=-1)
    balance = np.hstack([-one, one, one, -one, none])
    state = np.hstack([-laws["charge_efficiency"] * one, laws["discharge_draw"] * one, none, none, step_of_state])
    full = np.hstack([-laws["upper_bound_slope_h"] * one, none, none, none, one])
    empty = np.hstack([none, laws["lower_bound_slope_h"] * one, none, none, -one])
    most_in = capacity * laws["charge_rate_per_h"] / laws["charge_efficiency"]
    most_out = capacity * laws["discharge_rate_per_h"] / laws["discharge_draw"]
    return linprog(
        np.repeat([0.0, 0.0, 1.0, 0.0, 0.0], n),
        A_ub=np.vstack([full, empty]),
        b_ub=np.repeat([laws["upper_bound_fraction"] * capacity, -laws["lower_bound_fraction"] * capacity], n),
        A_eq=np.vstack([balance, state]),
        b_eq=np.concatenate([load - supply, [initial], np.zeros(n - 1)]),
        bounds=[(0.0, most_in)] * n + [(0.0, most_out)] * n + [(0.0, None)] * (2 * n) + [(0.0, capacity)] * n,
    ).fun


@pytest.mark.parametrize("seed", range(6))
def test_linear_programme_bounds_the_dispatch(seed):
    rng = np.random.default_rng(seed)
    supply, load = rng.uniform(0.0, 60.0, 72), rng.uniform(10.0, 40.0, 72)
    simple = {
        "charge_efficiency": 0.95,
        "charge_rate_per_h": 0.5,
        "upper_bound_slope_h": 0.0,
        "upper_bound_fraction": 1.0,
        "discharge_draw": 1.06,
        "discharge_rate_per_h": 0.4,
        "lower_bound_slope_h": 0.0,
        "lower_bound_fraction": 0.0,
    }
    unserved = float(np.sum(battery.dispatch_surplus(supply, load, 1.0, 80.0, 40.0, **simple).unserved_mw))
    assert unserved == pytest.approx(least_unserved_mwh(supply, load, 80.0, 40.0, simple), rel=1e-7)
    # With bounds that depend on the power, foresight may only help.
    real = {**simple, "upper_bound_slope_h": -0.04, "lower_bound_slope_h": 0.02, "upper_bound_fraction": 0.98, "lower_bound_fraction": 0.02}
    unserved = float(np.sum(battery.dispatch_surplus(supply, load, 1.0, 80.0, 40.0, **real).unserved_mw))
    bound = least_unserved_mwh(supply, load, 80.0, 40.0, real)
    assert bound * (1.0 - 1e-7) <= unserved <= bound * 1.05


@given(hnp.arrays(np.float64, 16, elements=st.floats(0.0, 20.0)), st.floats(0.1, 1.0), st.floats(0.8, 1.0), st.floats(1.0, 1.3))
def test_capacity_is_the_smallest_that_serves(supply, share, efficiency, draw):
    load = share * supply.mean() / draw * efficiency
    assume(load > 1e-3)
    laws = {"charge_efficiency": efficiency, "discharge_draw": draw}
    capacity = battery.constant_load_capacity_mwh(supply, load, 1.0, **laws)

    def unserved(size):
        free = {"charge_rate_per_h": 1e6, "discharge_rate_per_h": 1e6}
        run = battery.dispatch_surplus(np.tile(supply, 3), np.full(48, load), 1.0, size, size, **laws, **free)
        return float(np.sum(run.unserved_mw))

    assert unserved(capacity * (1.0 + 1e-12)) == pytest.approx(0.0, abs=1e-8)
    if capacity > 1e-3:
        assert unserved(0.99 * capacity) > 0.0


def test_supply_that_does_not_cover_the_losses():
    with pytest.raises(PhysicsError, match="does not cover"):
        battery.constant_load_capacity_mwh([2.0, 0.0], 1.0, 1.0, charge_efficiency=0.9)
    assert battery.constant_load_capacity_mwh([2.0, 0.0], 1.0, 1.0) == 1.0
    assert battery.constant_load_capacity_mwh([[2.0, 3.0], [0.0, 0.0]], 1.0, 1.0, axis=0).tolist() == [1.0, 1.0]


@given(st.floats(0.1, 500.0), st.floats(2.0, 24.0), st.floats(0.8, 1.0), st.floats(1.0, 1.3))
def test_half_sine_against_a_fine_series(load, daylight, efficiency, draw):
    laws = {"charge_efficiency": efficiency, "discharge_draw": draw}
    size = battery.half_sine_day_sizing(load, daylight, **laws)
    n = 4000
    hours = (np.arange(n) + 0.5) * 24.0 / n
    supply = np.where(hours < daylight, size.peak_power_mw * np.sin(np.pi * hours / daylight), 0.0)
    capacity = battery.constant_load_capacity_mwh(np.maximum(supply, 0.0) * (1.0 + 1e-5), load, 24.0 / n, **laws)
    assert capacity == pytest.approx(size.storage_mwh, rel=2e-3)


def test_half_sine_without_losses_in_closed_form():
    daylight = np.array([6.0, 12.0, 24.0])
    assert np.allclose(battery.half_sine_day_sizing(3.0, daylight).peak_power_mw, 12.0 * np.pi * 3.0 / daylight, rtol=1e-12)


@given(C_L_C, hnp.arrays(np.float64, (2, 8), elements=st.floats(0.0, 50.0)), st.floats(0.01, 1e6))
def test_homogeneous(laws, series, factor):
    supply, load = series
    small = battery.dispatch_surplus(supply, load, 1.0, 40.0, 20.0, **laws)
    large = battery.dispatch_surplus(supply * factor, load * factor, 1.0, 40.0 * factor, 20.0 * factor, **laws)
    for one, other in zip(small, large, strict=True):
        assert np.allclose(np.asarray(one) * factor, other, rtol=1e-9, atol=1e-9 * factor)


def test_dispatch_over_capacities_and_single_steps():
    run = battery.dispatch_surplus([3.0, 0.0], [1.0, 2.0], 1.0, [1.0, 4.0], 0.0, charge_efficiency=1.0, discharge_draw=1.0)
    assert run.state_mwh.shape == (2, 2) and run.loss_mwh.shape == (2,)
    assert run.spilled_mw.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert battery.dispatch_surplus([3.0], [1.0], 1.0, 4.0, 0.0).state_mwh.shape == (1,)
    for load in ([1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(ParameterError, match="load_mw"):
            battery.dispatch_surplus([3.0, 0.0], load, 1.0, 4.0, 0.0)


@given(st.floats(0.0, 30.0), st.floats(0.0, 1e4), st.floats(0.0, 0.1), st.floats(0.0, 1e-3), st.floats(0.0, 1.0))
def test_fade_and_augmentation(years, cycles, calendar, cycle, end):
    left = battery.remaining_capacity(years, cycles, calendar, cycle, end_of_life=end)
    assert end <= left <= 1.0
    assert battery.remaining_capacity(years + 1.0, cycles, calendar, cycle, end_of_life=end) <= left
    assert 100.0 * left + battery.augmentation_mwh(100.0, left) == pytest.approx(100.0)


def test_orbit():
    assert battery.source_oversize(0.0, 5000.0) == 1.0
    assert battery.eclipse_capacity_wh(1e6, 1800.0) == pytest.approx(1e6 * 0.5 / (0.4 * 0.95))
    assert battery.cycle_life(0.2, 3000.0, 0.8, 1.5) == pytest.approx(3000.0 * 8.0)
    assert battery.eclipse_cycles_per_yr(5400.0, 91.0) == pytest.approx(91 * 16)
    assert battery.ride_through_s(10.0, 100.0, usable_share=0.5, discharge_efficiency=0.9) == pytest.approx(162.0)


def test_what_cannot_be():
    with pytest.raises(ParameterError, match="state_mwh"):
        battery.charge(101.0, 1.0, 1.0, 100.0)
    with pytest.raises(ParameterError, match="initial_state_mwh"):
        battery.dispatch_surplus([1.0], [1.0], 1.0, 10.0, 11.0)


STATE = {"state_mwh": 5.0, "step_h": 1.0, "capacity_mwh": 10.0}
UP = {"charge_efficiency": 0.9, "charge_rate_per_h": 1.0, "upper_bound_slope_h": -0.01, "upper_bound_fraction": 0.9}
DOWN = {"discharge_draw": 1.1, "discharge_rate_per_h": 1.0, "lower_bound_slope_h": 0.01, "lower_bound_fraction": 0.1}


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (battery.charge_limit_mw, {**STATE, **UP}),
        (battery.discharge_limit_mw, {**STATE, **DOWN}),
        (battery.charge, {**STATE, **UP, "power_mw": 1.0}),
        (battery.discharge, {**STATE, **DOWN, "power_mw": 1.0}),
        (battery.round_trip, {"energy_in_mwh": 1.0, "round_trip_efficiency": 0.9}),
        (
            battery.dispatch_surplus,
            {"supply_mw": [1.0, 2.0], "load_mw": [2.0, 1.0], "step_h": 1.0, "capacity_mwh": 5.0, "initial_state_mwh": 1.0, **UP, **DOWN},
        ),
        (
            battery.constant_load_capacity_mwh,
            {"supply_mw": [3.0, 0.0], "load_mw": [1.0, 1.0], "step_h": 1.0, "charge_efficiency": 0.9, "discharge_draw": 1.1},
        ),
        (battery.half_sine_day_sizing, {"load_mw": 1.0, "daylight_h": 12.0, "charge_efficiency": 0.9, "discharge_draw": 1.1}),
        (battery.eclipse_capacity_wh, {"load_w": 1.0, "eclipse_s": 1.0, "depth_of_discharge": 0.4, "discharge_efficiency": 0.9}),
        (battery.mass_kg, {"capacity_wh": 1.0, "specific_energy_wh_per_kg": 150.0}),
        (battery.source_oversize, {"eclipse_s": 1.0, "sunlit_s": 2.0, "round_trip_efficiency": 0.9}),
        (battery.eclipse_cycles_per_yr, {"period_s": 5400.0, "eclipse_days": 90.0, "day_s": 86400.0}),
        (battery.cycle_life, {"depth_of_discharge": 0.4, "reference_cycles": 1e3, "reference_depth": 0.8, "exponent": 1.0}),
        (battery.ride_through_s, {"capacity_kwh": 1.0, "load_kw": 1.0, "usable_share": 0.9, "discharge_efficiency": 0.9}),
        (
            battery.remaining_capacity,
            {"years": 1.0, "cycles": 10.0, "calendar_fade_per_yr": 0.01, "cycle_fade_per_cycle": 1e-5, "end_of_life": 0.7},
        ),
        (battery.augmentation_mwh, {"capacity_mwh": 1.0, "remaining_fraction": 0.8}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
