"""Proof of work as a load (T19)."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import mining as m
from gigasite.errors import ParameterError, PhysicsError

positive = st.floats(1e-3, 1e6)


@given(st.floats(1e12, 1e15), st.floats(1e3, 1e6), st.floats(1.1, 10.0))
def test_hashprice_is_proportional_to_price_over_difficulty(difficulty, price, factor):
    base = m.hashprice_usd_per_th_day(difficulty, price)
    assert m.hashprice_usd_per_th_day(difficulty * factor, price * factor) == pytest.approx(base, rel=1e-12)
    assert m.hashprice_usd_per_th_day(difficulty, price * factor) == pytest.approx(base * factor, rel=1e-12)


@given(positive, st.floats(1.0, 100.0), st.floats(1.1, 10.0))
def test_break_even_is_inverse_to_the_efficiency(hashprice, efficiency, factor):
    assert m.break_even_usd_per_mwh(hashprice, efficiency * factor) == pytest.approx(
        m.break_even_usd_per_mwh(hashprice, efficiency) / factor, rel=1e-12
    )


@given(positive, st.floats(1.0, 100.0))
def test_at_the_break_even_income_is_the_cost_of_power(hashprice, efficiency):
    income = m.revenue_usd_per_mw_yr(hashprice, efficiency)
    assert income == pytest.approx(8760 * m.break_even_usd_per_mwh(hashprice, efficiency), rel=1e-12)
    per_eh = m.cost_usd_per_eh(m.break_even_usd_per_mwh(hashprice, efficiency), efficiency)
    assert m.break_even_from_work_usd_per_mwh(per_eh, efficiency) == pytest.approx(
        m.break_even_usd_per_mwh(hashprice, efficiency), rel=1e-12
    )


def test_coins_and_hashprice_agree():
    network = m.network_hashrate_eh_s(136.04e12)
    coins = m.coins_btc_per_yr(1.0, network)
    assert coins * 110e3 == pytest.approx(1e6 * 365 * m.hashprice_usd_per_th_day(136.04e12, 110e3), rel=1e-12)
    assert m.implied_price_usd_per_btc(coins * 110e3, coins) == pytest.approx(110e3)
    assert m.hashrate_ph_s_per_mw(17.5) * 17.5 == pytest.approx(1000.0)


@pytest.mark.parametrize(
    ("date", "subsidy"),
    [
        ("2009-01-03", 50.0),
        ("2012-11-27", 50.0),
        ("2012-11-28", 25.0),
        ("2016-07-09", 12.5),
        (datetime.date(2020, 5, 11), 6.25),
        (np.datetime64("2024-04-19"), 6.25),
        (datetime.datetime(2026, 1, 1, 12), 3.125),
    ],
)
def test_subsidy(date, subsidy):
    assert m.subsidy_btc(date) == subsidy


def test_subsidy_is_not_guessed():
    np.testing.assert_array_equal(m.subsidy_btc(["2012-01-01", "2025-01-01"]), [50.0, 3.125])
    for date in ("2008-12-31", "2029-01-01", ["2025-01-01", "2040-01-01"]):
        with pytest.raises(PhysicsError, match="date"):
            m.subsidy_btc(date)
    for date in ("soon", 2025, 2025.5, None, "NaT"):
        with pytest.raises(ParameterError, match="date"):
            m.subsidy_btc(date)


@given(st.floats(1.0, 1e15), st.floats(1.0, 1e5))
def test_difficulty_moves_at_most_by_four(difficulty, interval):
    after = m.next_difficulty(difficulty, interval)
    assert difficulty / 4 <= after <= difficulty * 4
    assert m.next_difficulty(difficulty, 600.0) == difficulty


@given(st.floats(-100, 5000), st.floats(0, 500), st.floats(0, 1000), st.floats(0, 200))
def test_dispatch_compares_the_use_with_what_power_costs(price, break_even, payment, contract):
    free = m.dispatch(price, break_even, response_payment_usd_per_mwh=payment)
    assert bool(free.mine) == (price + payment < break_even) and not free.sell_back
    bound = m.dispatch(price, break_even, response_payment_usd_per_mwh=payment, contract_price_usd_per_mwh=contract)
    assert not (bound.mine and bound.sell_back)
    assert bool(bound.sell_back) == (not bound.mine and price > contract)
    assert free.mine or not bound.mine


def test_dispatch_broadcasts():
    found = m.dispatch([[20.0], [150.0]], [100.0, 200.0, 300.0], ai_value_usd_per_mwh=120.0)
    assert found.mine.shape == found.run_ai.shape == found.sell_back.shape == (2, 3)
    assert isinstance(m.dispatch(20.0, 100.0).mine, bool)


@pytest.mark.parametrize(
    "call",
    [
        lambda: m.network_hashrate_eh_s(0.0),
        lambda: m.hashprice_usd_per_th_day(1e14, -1.0),
        lambda: m.hashprice_usd_per_th_day(1e14, 1e5, fee_share=-0.1),
        lambda: m.break_even_usd_per_mwh(0.05, 0.0),
        lambda: m.break_even_from_work_usd_per_mwh(-1.0, 20.0),
        lambda: m.cost_usd_per_eh(math.nan, 20.0),
        lambda: m.hashrate_ph_s_per_mw(-1.0),
        lambda: m.revenue_usd_per_mw_yr(0.05, 20.0, uptime=1.1),
        lambda: m.coins_btc_per_yr(2.0, 1.0),
        lambda: m.implied_price_usd_per_btc(1.0, 0.0),
        lambda: m.next_difficulty(1.0, 0.0),
        lambda: m.dispatch(math.inf, 100.0),
        lambda: m.dispatch(1.0, 100.0, response_payment_usd_per_mwh=-1.0),
        lambda: m.dispatch([1.0, 2.0], [1.0, 2.0, 3.0]),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
