"""Published calculators: their own figures, how they move, bad input."""

import doctest
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import published_models as published
from gigasite.errors import ParameterError


@given(st.floats(0.0, 1e4), st.floats(1.01, 3.0))
def test_mccalip_moves_as_its_equations_say(price, k):
    base, more = published.mccalip(launch_price_usd_per_kg=price), published.mccalip(launch_price_usd_per_kg=price * k + 1.0)
    assert more.lcoe_usd_per_mwh > base.lcoe_usd_per_mwh
    assert more.break_even_launch_price_usd_per_kg == base.break_even_launch_price_usd_per_kg
    assert more.total_cost_usd - base.total_cost_usd == pytest.approx((price * (k - 1.0) + 1.0) * base.total_mass_kg, rel=1e-6)


@given(st.integers(1, 30), st.floats(0.01, 100.0))
def test_mccalip_counts_whole_satellites(years, target):
    m = published.mccalip(years=years, target_power_gw=target)
    mean = np.mean((1.0 - 0.025) ** np.arange(years))
    assert m.satellite_count == math.ceil(target * 1e9 / mean / 0.98 / 27e3)
    assert m.launches == math.ceil(m.total_mass_kg / 1e5)


def test_mccalip_broadcasts_over_years_too():
    many = published.mccalip(years=np.array([[5.0], [10.0]]), target_power_gw=[1.0, 2.0])
    assert many.satellite_count.shape == (2, 2)
    assert many.satellite_count[0, 0] == 39731 and many.satellite_count[1, 1] == 84484
    assert many.equilibrium_temperature_k == pytest.approx(335.7495380283, abs=1e-7)
    with pytest.raises(ParameterError, match="years"):
        published.mccalip(years=5.5)


def test_cell_efficiency_has_no_effect():
    assert published.mccalip(cell_efficiency=0.4) == published.mccalip()


def test_starcloud_wants_one_of_two():
    assert published.starcloud_table(launch_price_usd_per_kg=50.0) == published.starcloud_table(launch_cost_usd=5e6)
    assert published.starcloud_table(launch_price_usd_per_kg=30.0).space_total_usd == pytest.approx(6.2e6)
    for wrong in ({}, {"launch_cost_usd": 5e6, "launch_price_usd_per_kg": 50.0}):
        with pytest.raises(ParameterError, match="exactly one"):
            published.starcloud_table(**wrong)


def test_doors():
    check(published.starcloud_table, launch_cost_usd=5e6, payload_kg=1e5, array_usd=2e6, it_power_mw=40.0, years=10.0)
    check(published.mccalip, years=5.0, target_power_gw=1.0, beta_deg=0.0, altitude_m=550e3, pue=1.2, solar_absorptivity=0.9)


def test_the_walk_through_the_published_figures_holds():
    page = Path(__file__).parents[2] / "docs" / "published_models.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 40 and result.failed == 0
