"""National capacity (T28)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import buildout as b
from gigasite.errors import ParameterError, PhysicsError

capacity = st.floats(0.0, 5000.0)
shares = st.floats(0.0, 1.0)


@given(capacity, st.floats(-0.9, 2.0))
def test_net_additions_lead_from_the_start_to_the_end(end, growth):
    start = end - b.net_additions_gw(end, growth)
    assert start * (1 + growth) == pytest.approx(end, rel=1e-9, abs=1e-9)


@given(capacity, capacity, shares)
def test_stock_is_conserved(start, gross, part):
    retired = part * (start + gross)
    stock = b.stock_step(start, gross, retired)
    assert stock.end_gw == pytest.approx(start + gross - retired, abs=1e-9) and stock.end_gw >= 0
    assert stock.end_gw - start == pytest.approx(stock.net_gw, abs=1e-9)


@given(st.lists(st.tuples(capacity, shares, shares), min_size=1, max_size=6))
def test_firm_and_mean_are_at_most_nameplate(mix):
    added, factor, elcc = (np.array(column) for column in zip(*mix, strict=True))
    found = b.mix_capacity(added, factor, elcc)
    assert 0 <= found.firm_gw <= found.nameplate_gw * (1 + 1e-12)
    assert found.mean_gw == pytest.approx(np.sum(b.mean_power_of_additions_gw(added, factor)))
    np.testing.assert_allclose(b.mix_capacity(np.array([added, added]).T, factor[:, None], elcc[:, None], axis=0).firm_gw, found.firm_gw)


@given(st.floats(1.0, 5000.0), st.floats(1.0, 5000.0), shares)
def test_capacity_factor_round_trip(start, end, factor):
    energy = factor * 0.5 * (start + end) * 8.76
    assert b.fleet_capacity_factor(energy, start, end) == pytest.approx(factor, rel=1e-9, abs=1e-12)
    assert b.implied_load_factor(factor * end * 8.76, end) == pytest.approx(factor, rel=1e-9, abs=1e-12)


@given(st.floats(0.1, 1e3), st.floats(0.01, 1.0))
def test_share_and_total_are_inverse(part, share):
    assert b.share(part, b.implied_total(part, share) * (1 + 1e-12)) == pytest.approx(share)


@given(capacity, capacity, capacity)
def test_additions_keep_within_both_limits(wanted, workforce, transformers):
    assert b.limited_additions_gw(wanted, workforce, transformers) == min(wanted, workforce, transformers)
    assert b.limited_additions_gw(wanted, math.inf, math.inf) == wanted


def test_more_energy_than_capacity_is_refused():
    with pytest.raises(PhysicsError, match="energy"):
        b.implied_load_factor(1000.0, 50.0)
    with pytest.raises(PhysicsError, match="energy"):
        b.fleet_capacity_factor(1000.0, 50.0, 60.0)


def test_capital():
    np.testing.assert_allclose(b.capital_usd_per_gw([400e9, 32e9], [7.0, 1.0]), [400e9 / 7, 32e9])


@pytest.mark.parametrize(
    "call",
    [
        lambda: b.net_additions_gw(1.0, -1.0),
        lambda: b.net_additions_gw(-1.0, 0.1),
        lambda: b.stock_step(10.0, 1.0, 12.0),
        lambda: b.stock_step(10.0, -1.0, 0.0),
        lambda: b.mix_capacity([1.0, -1.0], 0.5, 0.5),
        lambda: b.mix_capacity([1.0], 1.5, 0.5),
        lambda: b.mix_capacity([1.0, 2.0], 0.5, 0.5, axis=3),
        lambda: b.mix_capacity([1.0, 2.0], [0.5, 0.5, 0.5], 0.5),
        lambda: b.mean_power_of_additions_gw(1.0, 1.1),
        lambda: b.implied_load_factor(1.0, 0.0),
        lambda: b.share(2.0, 1.0),
        lambda: b.share(1.0, 0.0),
        lambda: b.implied_total(1.0, 0.0),
        lambda: b.capital_usd_per_gw(1.0, 0.0),
        lambda: b.limited_additions_gw(1.0, -1.0, 1.0),
        lambda: b.limited_additions_gw(math.nan, 1.0, 1.0),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
