"""Demand, rent and utilisation (T22)."""

import math

import numpy as np
import pytest
import scipy.integrate
from hypothesis import given
from hypothesis import strategies as st

from gigasite import market as m
from gigasite.errors import ParameterError

rates = st.floats(-0.5, 0.8)


@given(st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_unit_cost_falls_with_hours_used_and_is_above_the_variable_cost(fixed, variable, a, b):
    low, high = sorted((a, b))
    cost = m.unit_cost_usd_per_gpu_h(fixed, variable, [low, high])
    assert cost[0] >= cost[1] >= variable


@given(st.floats(0.0, 1e3), st.floats(1e-3, 1e3))
def test_utilisation_is_at_most_one(demand, supply):
    assert 0 <= m.utilisation(demand, supply) <= 1


@given(st.floats(0.1, 10.0), st.floats(0.1, 15.0), rates, rates)
def test_discounted_rent_is_the_integral(rent, years, decline, discount):
    want = scipy.integrate.quad(lambda t: rent * 7000 * math.exp(-(decline + discount) * t), 0, years)[0]
    assert m.discounted_rent_usd(rent, 7000.0, years, decline_rate=decline, discount_rate=discount) == pytest.approx(want, rel=1e-9)


@given(st.floats(100.0, 1e5), st.floats(0.1, 15.0), rates, rates)
def test_no_return_rent_inverts_the_discounted_rent(cost, years, decline, discount):
    rent = m.no_return_rent_usd_per_gpu_h(cost, 7000.0, years, decline_rate=decline, discount_rate=discount)
    assert m.discounted_rent_usd(rent, 7000.0, years, decline_rate=decline, discount_rate=discount) == pytest.approx(cost, rel=1e-9)
    dearer = m.no_return_rent_usd_per_gpu_h(cost, 7000.0, years, decline_rate=decline, discount_rate=discount, variable_usd_per_gpu_h=0.3)
    spent = cost + m.discounted_rent_usd(0.3, 7000.0, years, discount_rate=discount)
    assert m.discounted_rent_usd(dearer, 7000.0, years, decline_rate=decline, discount_rate=discount) == pytest.approx(spent, rel=1e-9)


def test_rent_of_a_server():
    assert m.rent_usd_per_gpu_h(10_333.0, 8) == pytest.approx(1.7693, abs=1e-4)
    assert m.voucher_rent_usd_per_gpu_h(m.rent_usd_per_gpu_h(10_333.0, 8), 0.5) == pytest.approx(0.8847, abs=1e-4)


_MARKET = {"order_lag_steps": 3, "life_steps": 20, "price_elasticity": 1.0, "order_gain": 0.8}


def test_a_market_at_rest_stays_at_rest_but_for_wear():
    path = m.stock_and_flow(np.full(5, 80.0), 100.0, 2.0, 10.0, **_MARKET)
    np.testing.assert_allclose(path.capacity, [100.0, 95.0, 90.0, 85.0, 80.0])
    np.testing.assert_allclose(path.utilisation, 80.0 / path.capacity)
    np.testing.assert_allclose(path.rent_usd_per_gpu_h, 2.0 * 100.0 / path.capacity)


def test_rents_fall_and_rise_again():
    demand = np.concatenate([np.full(4, 100.0), np.full(8, 220.0), np.full(28, 170.0)])
    path = m.stock_and_flow(demand, 100.0, 2.0, 2.0, **_MARKET)
    steps = np.diff(path.rent_usd_per_gpu_h)
    assert (steps > 1e-9).any() and (steps < -1e-9).any()
    trough = 12 + int(np.argmin(path.rent_usd_per_gpu_h[12:]))
    assert path.rent_usd_per_gpu_h[trough:].max() > 1.2 * path.rent_usd_per_gpu_h[trough]
    assert not m.is_monotone_decline(path.rent_usd_per_gpu_h)


@given(
    st.lists(st.floats(1.0, 300.0), min_size=2, max_size=25),
    st.integers(1, 8),
    st.integers(1, 30),
    st.floats(0.2, 3.0),
    st.floats(0.0, 3.0),
)
def test_market_bounds_and_conservation(demand, lag, life, elasticity, gain):
    path = m.stock_and_flow(demand, 100.0, 2.0, 1.5, order_lag_steps=lag, life_steps=life, price_elasticity=elasticity, order_gain=gain)
    assert np.all(path.capacity >= 0) and np.all((path.utilisation >= 0) & (path.utilisation <= 1))
    retired = 100.0 / life
    assert np.all(np.diff(path.capacity[: min(lag, life) + 1]) >= -retired - 1e-9)  # only wear before the first arrival
    if gain == 0.0:
        assert np.all(np.diff(path.capacity) <= 0)


def test_market_of_many_draws_is_row_by_row():
    demand = np.random.default_rng(0).uniform(50, 200, (4, 30))
    gains = np.array([0.0, 0.4, 0.8, 1.2])
    all_ = m.stock_and_flow(demand, 100.0, 2.0, 1.5, **_MARKET | {"order_gain": gains})
    one = m.stock_and_flow(demand[2], 100.0, 2.0, 1.5, **_MARKET | {"order_gain": 0.8})
    np.testing.assert_allclose(all_.rent_usd_per_gpu_h[2], one.rent_usd_per_gpu_h)
    assert m.stock_and_flow(demand[0], 100.0, [2.0, 3.0], 1.5, **_MARKET).capacity.shape == (2, 30)


@given(st.floats(0.1, 10.0))
def test_market_is_homogeneous_in_money(scale):
    demand = [100.0, 150.0, 150.0, 150.0, 150.0, 150.0]
    plain, scaled = (m.stock_and_flow(demand, 100.0, 2.0 * s, 1.5 * s, **_MARKET) for s in (1.0, scale))
    np.testing.assert_allclose(scaled.capacity, plain.capacity, rtol=1e-9)
    np.testing.assert_allclose(scaled.rent_usd_per_gpu_h, plain.rent_usd_per_gpu_h * scale, rtol=1e-9)


def test_monotone_decline():
    assert m.is_monotone_decline([3.0, 2.0, 2.0, 1.0]) is True
    assert m.is_monotone_decline([3.0, 3.0]) is False
    assert m.is_monotone_decline([[3.0, 2.0], [2.0, 3.0]]).tolist() == [True, False]


@pytest.mark.parametrize(
    "call",
    [
        lambda: m.utilisation(1.0, 0.0),
        lambda: m.unit_cost_usd_per_gpu_h(1.0, 0.1, 0.0),
        lambda: m.unit_cost_usd_per_gpu_h(1.0, 0.1, 1.01),
        lambda: m.discounted_rent_usd(-1.0, 1.0, 1.0),
        lambda: m.no_return_rent_usd_per_gpu_h(1.0, 0.0, 1.0),
        lambda: m.no_return_rent_usd_per_gpu_h(1.0, 1.0, 0.0),
        lambda: m.rent_usd_per_gpu_h(1.0, 0),
        lambda: m.voucher_rent_usd_per_gpu_h(1.0, 1.5),
        lambda: m.stock_and_flow([0.0, 1.0], 100.0, 2.0, 1.5, **_MARKET),
        lambda: m.stock_and_flow([1.0, -1.0], 100.0, 2.0, 1.5, **_MARKET),
        lambda: m.stock_and_flow([1.0], 100.0, 2.0, 1.5, **_MARKET | {"order_lag_steps": 1.5}),
        lambda: m.stock_and_flow([1.0], 100.0, 2.0, 1.5, **_MARKET | {"life_steps": [5, 6]}),
        lambda: m.stock_and_flow([1.0], 100.0, 2.0, 1.5, **_MARKET | {"price_elasticity": 0.0}),
        lambda: m.stock_and_flow([1.0], 0.0, 2.0, 1.5, **_MARKET),
        lambda: m.is_monotone_decline([]),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
