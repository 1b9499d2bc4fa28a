"""A mine becomes an AI hall (T29)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import conversion as c
from gigasite import mining
from gigasite.errors import ParameterError

shares = st.floats(0.0, 1.0)


@given(st.floats(0.1, 1000.0), st.floats(1.0, 2.0), st.floats(1.0, 2.0))
def test_critical_power_is_at_most_the_connection(connection, pue, redundancy):
    critical = c.critical_it_mw(connection, pue, redundancy=redundancy)
    assert critical <= connection
    assert c.gross_to_critical_ratio(connection, critical) == pytest.approx(pue * redundancy)


@given(st.floats(0.0, 1e10), st.floats(0.1, 1.0), st.floats(1.0, 500.0))
def test_capital_from_a_loan(loan, ltc, mw):
    found = c.capex_from_loan(loan, ltc, mw)
    assert found.capex_usd * ltc == pytest.approx(loan)
    assert found.capex_usd_per_mw * mw == pytest.approx(found.capex_usd)
    assert c.capex_from_loan(loan, [0.5, 1.0], [[mw], [2 * mw]]).capex_usd.shape == (2, 2)


@given(st.floats(0.1, 10.0), st.floats(1.0, 5.0), st.floats(0.1, 10.0), st.floats(1.0, 5.0), shares, shares)
def test_every_ratio_lies_in_the_range(new, new_width, old, old_width, a, b):
    found = c.capex_ratio_range(new, new * new_width, old, old * old_width)
    ratio = new * (1 + a * (new_width - 1)) / (old * (1 + b * (old_width - 1)))
    assert found.low * (1 - 1e-9) <= ratio <= found.high * (1 + 1e-9)


@given(st.lists(st.tuples(st.floats(0.0, 100.0), shares, st.floats(0.0, 60.0)), min_size=1, max_size=8))
def test_what_carries_over_and_what_is_bought_are_the_whole(assets):
    cost, share, months = (np.array(column) for column in zip(*assets, strict=True))
    found = c.reuse(cost, share, months)
    assert found.reused_usd + found.new_usd == pytest.approx(cost.sum())
    assert found.months <= months.max()
    assert c.reuse(cost, 1.0, months)[1:] == (0.0, 0.0)
    np.testing.assert_allclose(c.reuse(np.array([cost, cost]).T, share[:, None], months[:, None], axis=0).new_usd, found.new_usd)


@given(st.floats(0.01, 0.2), st.floats(10.0, 40.0), shares)
def test_at_the_break_even_nothing_is_lost(hashprice, efficiency, uptime):
    revenue = mining.revenue_usd_per_mw_yr(hashprice, efficiency, uptime=uptime)
    price = mining.break_even_usd_per_mwh(hashprice, efficiency)
    assert c.lost_mining_margin_usd_per_yr(100.0, revenue, price, uptime=uptime) == pytest.approx(0.0, abs=1e-9 * 100 * 8760 * price)
    assert c.lost_mining_margin_usd_per_yr(100.0, revenue, price + 1.0) <= 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: c.critical_it_mw(200.0, 0.9),
        lambda: c.critical_it_mw(200.0, 1.2, redundancy=0.5),
        lambda: c.critical_it_mw(-1.0, 1.2),
        lambda: c.gross_to_critical_ratio(1.0, 0.0),
        lambda: c.capex_from_loan(1.0, 0.0, 1.0),
        lambda: c.capex_from_loan(1.0, 1.1, 1.0),
        lambda: c.capex_ratio_range(2.0, 1.0, 1.0, 1.0),
        lambda: c.capex_ratio_range(1.0, 2.0, 0.0, 1.0),
        lambda: c.reuse([1.0, -1.0], 0.5, 1.0),
        lambda: c.reuse([1.0], 1.5, 1.0),
        lambda: c.reuse([1.0], 0.5, 1.0, axis=2),
        lambda: c.reuse([1.0, 2.0], [0.5, 0.5, 0.5], 1.0),
        lambda: c.lost_mining_margin_usd_per_yr(1.0, 1.0, 1.0, uptime=2.0),
        lambda: c.lost_mining_margin_usd_per_yr(math.nan, 1.0, 1.0),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
