"""District heating (T14): integrals by quadrature, merit order by linear programming, bad input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.integrate import quad
from scipy.optimize import linprog

import doors
from gigasite import district_heating as dh
from gigasite.errors import ParameterError


@given(st.floats(1.0, 500.0), st.floats(0.0, 1.0), st.floats(0.0, 600.0))
def test_sinusoidal_use_by_quadrature(mean, relative_amplitude, waste):
    amplitude = relative_amplitude * mean
    use = dh.sinusoidal_use(mean, amplitude, waste)
    corner = math.acos(min(1.0, max(-1.0, (waste - mean) / amplitude))) if amplitude > 1e-9 else 0.0
    integral = quad(lambda x: min(waste, mean + amplitude * math.cos(x)), 0.0, math.pi, points=[corner], limit=200)[0] / math.pi
    assert use.used_mw == pytest.approx(integral, rel=1e-7, abs=1e-7)
    assert use.used_mw <= min(mean, waste) * (1.0 + 1e-12)
    assert 0.0 <= use.share_of_waste_heat <= 1.0 + 1e-12 and 0.0 <= use.share_of_demand <= 1.0 + 1e-12


@given(st.floats(1.0, 500.0), st.floats(0.0, 1.0), st.floats(0.1, 400.0), st.floats(1.001, 3.0))
def test_used_share_falls_as_supply_grows(mean, relative_amplitude, waste, factor):
    small = dh.sinusoidal_use(mean, relative_amplitude * mean, waste)
    large = dh.sinusoidal_use(mean, relative_amplitude * mean, waste * factor)
    assert large.share_of_waste_heat <= small.share_of_waste_heat * (1.0 + 1e-12)
    assert large.used_mw >= small.used_mw * (1.0 - 1e-12)


def test_sinusoidal_use_at_its_ends():
    assert dh.sinusoidal_use(100.0, 0.0, 40.0) == (40.0, 1.0, 0.4)
    assert dh.sinusoidal_use(100.0, 100.0, 0.0) == (0.0, 1.0, 0.0)
    assert dh.sinusoidal_use(100.0, 80.0, 500.0).used_mw == 100.0


@given(
    hnp.arrays(np.float64, 5, elements=st.floats(0.0, 100.0)),
    hnp.arrays(np.float64, (3, 5), elements=st.floats(0.0, 60.0)),
    hnp.arrays(np.float64, (3, 5), elements=st.floats(1.0, 200.0)),
)
def test_merit_order_is_the_optimum(demand, capacity, price):
    order = dh.merit_order(demand, capacity, price)
    assert np.allclose(order.heat_mw.sum(axis=0) + order.unserved_mw, demand, rtol=1e-12, atol=1e-9)
    assert np.all(order.heat_mw >= 0.0) and np.all(order.heat_mw <= capacity)
    for t in range(5):
        served = min(demand[t], capacity[:, t].sum())
        best = linprog(price[:, t], A_eq=np.ones((1, 3)), b_eq=[served], bounds=[(0.0, c) for c in capacity[:, t]])
        assert float(order.heat_mw[:, t] @ price[:, t]) == pytest.approx(best.fun, rel=1e-6, abs=1e-4)


def test_merit_order_shapes():
    by_source = dh.merit_order([10.0, 30.0], [20.0, 5.0], [40.0, 15.0], step_h=2.0)
    by_step = dh.merit_order([10.0, 30.0], [[20.0, 20.0], [5.0, 5.0]], [[40.0, 40.0], [15.0, 15.0]], step_h=2.0)
    assert np.array_equal(by_source.heat_mw, by_step.heat_mw) and by_source.cost == by_step.cost == 2.0 * (25.0 * 40.0 + 10.0 * 15.0)
    assert by_source.unserved_mw.tolist() == [0.0, 5.0]
    for bad in ([[20.0, 20.0, 20.0], [5.0, 5.0, 5.0]], [20.0], [[[1.0]]]):
        with pytest.raises(ParameterError, match="capacity_mw"):
            dh.merit_order([10.0, 30.0], bad, [40.0, 15.0])
    with pytest.raises(ParameterError, match="demand_mw"):
        dh.merit_order([[10.0, 30.0]], [20.0], [40.0])


@given(hnp.arrays(np.float64, (3, 7), elements=st.floats(0.0, 1e3)))
def test_duration_curve_sorts_and_keeps_the_energy(demand):
    curve = dh.duration_curve(demand)
    assert np.all(np.diff(curve, axis=-1) <= 0.0)
    assert np.array_equal(np.sort(curve, axis=-1), np.sort(demand, axis=-1))
    assert np.array_equal(dh.duration_curve(demand, axis=0), dh.duration_curve(demand.T).T)


@given(st.floats(-40.0, 40.0), st.floats(0.0, 40.0))
def test_demand_falls_with_temperature(outdoor, rise):
    cold, warm = dh.demand_mw([outdoor, outdoor + rise], 3.0, hot_water_mw=4.0, loss_mw=1.0)
    assert cold >= warm >= 5.0


@given(st.floats(-60.0, 60.0))
def test_supply_stays_on_its_curve(outdoor):
    supply = dh.supply_temperature_c(outdoor, -20.0, 10.0, supply_cold_c=110.0, supply_warm_c=70.0)
    assert 70.0 <= supply <= 110.0
    assert supply == pytest.approx(min(110.0, max(70.0, 110.0 - (outdoor + 20.0) * 40.0 / 30.0)))


def test_ratios():
    assert dh.implied_demand_mwh(50.0, 0.025) * 0.025 == pytest.approx(50.0)
    assert dh.loss_fraction(100.0, 100.0) == 0.0
    assert dh.pipe_loss_mw(0.5, 1000.0, 10.0, 20.0) == pytest.approx(-0.005)


def test_what_cannot_be():
    with pytest.raises(ParameterError, match="amplitude"):
        dh.sinusoidal_use(100.0, 120.0, 60.0)
    with pytest.raises(ParameterError, match="sold"):
        dh.loss_fraction(100.0, 101.0)
    with pytest.raises(ParameterError, match="outdoor_cold_c"):
        dh.supply_temperature_c(0.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            dh.demand_mw,
            {"outdoor_c": 0.0, "space_heating_mw_per_k": 1.0, "base_temperature_c": 17.0, "hot_water_mw": 1.0, "loss_mw": 1.0},
        ),
        (dh.pipe_loss_mw, {"heat_loss_w_m_k": 0.4, "length_m": 100.0, "mean_water_c": 70.0, "ground_c": 8.0}),
        (
            dh.supply_temperature_c,
            {"outdoor_c": 0.0, "outdoor_cold_c": -20.0, "outdoor_warm_c": 10.0, "supply_cold_c": 115.0, "supply_warm_c": 65.0},
        ),
        (dh.duration_curve, {"demand_mw": [1.0, 2.0]}),
        (dh.sinusoidal_use, {"mean_demand_mw": 100.0, "demand_amplitude_mw": 80.0, "waste_heat_mw": 60.0}),
        (dh.merit_order, {"demand_mw": [1.0, 2.0], "capacity_mw": [1.0, 1.0], "price_per_mwh": [1.0, 2.0], "step_h": 1.0}),
        (dh.loss_fraction, {"supplied_mwh": 10.0, "sold_mwh": 9.0}),
        (dh.mean_price_per_mwh, {"revenue": 10.0, "sold_mwh": 9.0}),
        (dh.linear_density_mwh_per_m, {"sold_mwh": 9.0, "length_m": 9.0}),
        (dh.implied_demand_mwh, {"delivered_mwh": 9.0, "share_of_demand": 0.5}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
