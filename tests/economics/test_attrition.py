"""A fleet without repair: closed forms of what is left of it, and what its replacement brings back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gigasite as gs
from gigasite import reliability
from gigasite.economics.project import Money, worth
from gigasite.site_model import Asset, SiteModel

HAZARD, LIFE = 0.15, 5.0
#: A dollar for a month of full operation, and nothing else.
DOLLARS = Money(discount_rate=0.0, rent_usd_per_yr=12.0, rent_trend_per_yr=0.0, spent_usd_per_yr=0.0, income_tax=0.0)


def fleet(years=30.0, hazard=HAZARD, life=LIFE, **changes):
    """Share of full operation by month."""
    satellites = Asset("satellites", "satellite", 0.0, life, 0.1)
    model = SiteModel("orbit", (), (satellites,), ageing_per_yr=-np.expm1(-hazard), **changes)
    return worth(model, DOLLARS, years, 1).flow_usd[0]


def test_a_staggered_fleet_gives_the_mean_over_its_ages():
    """Launched evenly over one life, it has every age at once: the hours are those of full operation over the life-time penalty."""
    running = fleet(time_to_power_months=12.0, ramp_months=12.0 * LIFE)
    steady = running[12 + 12 * int(LIFE) :]
    first_year = -np.expm1(-HAZARD) / HAZARD
    assert steady == pytest.approx(1.0 / reliability.lifetime_penalty(HAZARD, LIFE) / first_year, rel=1e-11)


def test_a_fleet_launched_at_once_falls_and_begins_anew():
    running = fleet()
    by_life = running.reshape(-1, 12 * int(LIFE))
    assert by_life == pytest.approx(np.broadcast_to(by_life[0], by_life.shape), rel=1e-11)
    assert np.all(np.diff(by_life[0]) < 0.0)
    assert by_life[0, 12:24].mean() / by_life[0, :12].mean() == pytest.approx(np.exp(-HAZARD), rel=1e-12)
    # The first year is the ledger's.
    assert by_life[0, :12].mean() == pytest.approx(1.0, rel=1e-12)
    assert by_life[0].mean() == pytest.approx((-np.expm1(-HAZARD * LIFE) / LIFE) / -np.expm1(-HAZARD), rel=1e-12)


def test_spares_keep_the_hours_until_they_are_used_up():
    spares = np.expm1(2.0 * HAZARD)  # two years
    running = fleet(spare_share=spares)
    assert running[:24] == pytest.approx(1.0, rel=1e-12)
    assert running[36:48].mean() / running[24:36].mean() == pytest.approx(np.exp(-HAZARD), rel=1e-12)


@given(st.floats(1e-9, 20.0), st.floats(0.0, 2.0), st.floats(0.5, 40.0), st.one_of(st.just(0.0), st.floats(0.1, 60.0)))
def test_shares_lie_between_nothing_and_the_best_year(hazard, spares, life, ramp):
    running = fleet(hazard=hazard, life=life, spare_share=spares, ramp_months=ramp)
    full = np.log1p(spares) / hazard
    first_year = min(full, 1.0) - np.expm1(-hazard * max(1.0 - full, 0.0)) / hazard
    assert np.all(running >= -1e-8) and np.all(running * first_year <= 1.0 + 1e-8)
    # More spares never give less of what they are held against.
    more = fleet(hazard=hazard, life=life, spare_share=spares + 0.5, ramp_months=ramp)
    best = min(np.log1p(spares + 0.5) / hazard, 1.0)
    of_more = best - np.expm1(-hazard * (1.0 - best)) / hazard
    assert np.all(more * of_more >= running * first_year - 1e-7)


def test_a_part_that_has_power_early_ages_from_its_own_start():
    running = fleet(time_to_power_months=24.0, early_share=0.3, early_month=0.0)
    alone, rest = fleet(), fleet(time_to_power_months=24.0)
    assert running == pytest.approx(0.3 * alone + 0.7 * rest, rel=1e-9)


def test_chips_are_bought_and_lost_with_their_satellite():
    """A chip that would last longer or shorter than its station is replaced with it, not before and not without a launch."""
    orbit = gs.example("seeds").sites["orbit"].replace(station_life_years=9.0)
    model = gs.simulate(orbit).evaluation.model
    lives = {asset.name: float(np.ravel(asset.life_years)[0]) for asset in model.assets}
    assert {lives[name] for name in ("accelerators", "satellites", "radiators", "batteries", "launch")} == {9.0}
    months = {float(np.ravel(asset.month)[0]) for asset in model.assets if asset.name in ("accelerators", "satellites", "launch")}
    assert months == {60.0}  # the middle of the ramp of 24 months that begins after 48


def test_a_longer_station_dilutes_the_launch_and_thins_the_fleet():
    costs = {}
    for life in (3.0, 5.0, 10.0, 20.0, 39.0):
        site = gs.example("seeds").sites["orbit"].replace(station_life_years=life, loop_wall_mm=5.0, battery_dod=0.4)
        costs[life] = gs.simulate(
            site,
        ).metrics["lcoc_usd_per_gpu_h"]
    # Short lives launch too often; long ones keep paying for satellites that have died.
    assert costs[3.0] > costs[5.0] > costs[10.0] < costs[39.0]
