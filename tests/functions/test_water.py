"""Withdrawal, consumption, source (T27)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import water
from gigasite.errors import ParameterError

volumes = st.floats(0.0, 1e9)


@given(volumes, volumes, volumes)
def test_water_is_conserved(evaporation, blowdown, drift):
    account = water.account(evaporation, blowdown, drift)
    assert account.withdrawal_m3 == pytest.approx(account.consumption_m3 + account.discharge_m3)
    assert account.consumption_m3 <= account.withdrawal_m3


@given(st.floats(0.0, 5.0), st.floats(1.0, 2.5), st.floats(0.0, 10.0))
def test_source_comes_on_top_of_the_site(site, pue, grid):
    assert water.wue_source_l_per_kwh(site, pue, ewif_l_per_kwh=grid) >= site + grid - 1e-12
    assert water.wue_source_l_per_kwh(site, pue, ewif_l_per_kwh=0.0) == site


@given(st.floats(1.0, 1e8), st.floats(0.0, 1.0), st.floats(1.0, 2.5))
def test_leased_halls_leave_both_sides(total, share, pue):
    owned = water.owned_it_energy_mwh(total, share * total, pue)
    assert 0.0 <= owned <= total / pue * (1 + 1e-12)
    assert owned * pue + share * total == pytest.approx(total)


def test_published_company_figures():
    """Withdrawal of 3,881 ML over the energy of the owned halls; over all energy it would look a seventh smaller."""
    owned = water.owned_it_energy_mwh(14_975_435.0, 2_187_020.0, 1.08)
    assert 3_881_000.0 / owned == pytest.approx(0.3277, rel=1e-3)
    assert 3_881_000.0 * 1.08 / 14_975_435.0 < 0.281


@given(volumes, st.floats(0.1, 100.0))
def test_scarcity_scales(consumption, factor):
    assert water.scarcity_weighted_m3(consumption, factor) == pytest.approx(consumption * factor)


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=100), st.sampled_from([0.5, 1.0, 3.0]))
def test_peak_day(litres, step):
    peak = water.peak_m3_per_day(litres, step_h=step)
    per_day = round(24 / step)
    days = [sum(litres[i : i + per_day]) for i in range(0, len(litres), per_day)]
    assert peak == pytest.approx(max(days) / 1000.0, rel=1e-9, abs=1e-9)
    assert peak * 1000.0 * len(days) >= sum(litres) * (1 - 1e-9) - 1e-6


def test_shapes():
    assert water.peak_m3_per_day(np.ones((2, 48))).tolist() == [0.024, 0.024]
    assert water.account([1.0, 2.0], 0.5, 0.0).withdrawal_m3.tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    "call",
    [
        lambda: water.wue_source_l_per_kwh(0.3, 0.9),
        lambda: water.wue_source_l_per_kwh(-0.3, 1.1),
        lambda: water.wue_source_l_per_kwh(math.nan, 1.1),
        lambda: water.owned_it_energy_mwh(1.0, 2.0, 1.1),
        lambda: water.account(-1.0, 0.0, 0.0),
        lambda: water.scarcity_weighted_m3(1.0, -1.0),
        lambda: water.peak_m3_per_day([1.0], step_h=5.0),
        lambda: water.peak_m3_per_day([], step_h=1.0),
        lambda: water.peak_m3_per_day([-1.0]),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()
