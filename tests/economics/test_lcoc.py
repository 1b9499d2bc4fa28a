"""The economic model against a slow twin, closed forms, other programs, and what must hold of any levelised cost."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite import finance
from gigasite.economics.lcoc import Lcoc
from gigasite.economics.timeline import Timeline
from gigasite.ledger import COLUMNS, Ledger
from gigasite.site_model import ITEMS, Asset, Cost, NoneBecause, Phase, SiteModel

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
import lcoc as twin

COST = "lcoc_usd_per_gpu_h"
MONEY = {
    "discount_rate": 0.08,
    "gpu_rent_usd_per_gpu_h": 2.3,
    "rent_trend_per_yr": -0.1,
    "grid_fee_usd_per_mwh": 0.0,
    "demand_charge_usd_per_kw_month": 0.0,
    "coincident_peak_charge_usd_per_kw_yr": 0.0,
    "gas_variable_cost_usd_per_mwh": 0.0,
    "income_tax": 0.21,
    "bf16_dense_tflops": 989.4,
    "it_capacity_mw": 10.0,
}


def ledger(**columns: float) -> Ledger:
    whole = dict.fromkeys(COLUMNS, 0.0) | {"it_mwh": 60_000.0, "delivered_gpu_h": 4.0e7, "installed_gpu_h": 8.0e7} | columns
    return Ledger({name: np.array([value]) for name, value in whole.items()})


def model(assets: tuple[Asset, ...], costs: tuple[Cost, ...] = (), **changes: float) -> SiteModel:
    return SiteModel("earth", (Phase("operate", {}, {}),), assets, costs, **changes)


def evaluate(site: SiteModel, year: Ledger, years: float = 20.0, **money: float):
    p = {key: np.array([value]) for key, value in (MONEY | money).items()}
    return Lcoc().evaluate(site, {"operate": year}, p, years)


asset = st.builds(
    Asset,
    name=st.just("part"),
    item=st.sampled_from(["chips", "facility", "launch"]),
    cost_usd=st.floats(1e5, 1e9),
    life_years=st.floats(1.0, 30.0),
    rate=st.floats(0.0, 0.25),
    month=st.floats(0.0, 60.0),
    renew=st.booleans(),
    price_trend_per_yr=st.sampled_from([0.0, -0.15, 0.1]),
    salvage_share=st.floats(0.0, 0.5),
)
sites = st.builds(
    model,
    st.lists(asset, min_size=1, max_size=4).map(tuple),
    time_to_power_months=st.floats(0.0, 70.0),
    ramp_months=st.one_of(st.just(0.0), st.floats(0.5, 40.0)),
    ageing_per_yr=st.sampled_from([0.0, 0.1]),
)


def plain(site: SiteModel):
    assets = [
        {
            "item": a.item,
            "cost": a.cost_usd,
            "life": a.life_years,
            "rate": a.rate,
            "month": a.month,
            "renew": a.renew,
            "trend": a.price_trend_per_yr,
            "salvage": a.salvage_share,
        }
        for a in site.assets
    ]
    lives = [a.life_years for a in site.assets if a.item in ("chips", "satellite")]
    timing = {
        "start": site.time_to_power_months,
        "ramp": site.ramp_months,
        "ageing": site.ageing_per_yr,
        "shortest_life": min(lives, default=1e9),
    }
    return timing, assets


@given(sites, st.integers(8, 20), st.floats(0.0, 0.2))
@settings(max_examples=25)
def test_levelised_cost_against_the_twin(site, years, rate):
    timing, assets = plain(site)
    got = evaluate(site, ledger(grid_cost_usd=3e6, heat_income_usd=5e5), years, discount_rate=rate)
    yearly = {"energy": 3e6, "heat_income": -5e5}
    want, items, _ = twin.levelised_cost(timing, assets, yearly, 4.0e7, rate, 12 * years)
    assert got.metrics[COST][0] == pytest.approx(want, rel=1e-9)
    for item, usd in items.items():
        assert got.items_usd_per_gpu_h[item][0] == pytest.approx(usd, rel=1e-9, abs=1e-12)


@given(sites, st.integers(8, 20))
@settings(max_examples=25)
def test_cash_flow_against_the_twin(site, years):
    timing, assets = plain(site)
    chip_life = next((a.life_years for a in site.assets if a.item == "chips"), 1e9)
    want = twin.cash_flow(timing, assets, {"energy": 3e6}, 4.0e7, 2.3, -0.1, chip_life, 0.21, 12 * years)
    got = evaluate(site, ledger(grid_cost_usd=3e6), years).cash_flow_usd[0]
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-9 * np.max(np.abs(want)))


def test_constant_flows_give_finance_lcoc():
    """INTERFACES section 8: with delivered/installed as the share that counts, the two are one."""
    nodes, price, mean_kw, pue, energy = 1250.0, 280e3, 7.3, 1.2, 60.0
    hours = nodes * 8 * 8760.0
    year = ledger(installed_gpu_h=hours, delivered_gpu_h=0.62 * hours, grid_cost_usd=nodes * mean_kw * 8.76 * pue * energy)
    assets = (
        Asset("nodes", "chips", nodes * price, 5.0, 0.10),
        Asset("hall", "facility", nodes * 10.2 * 11_000.0, 20.0, 0.08),
    )
    upkeep = Cost("upkeep", "operation", 0.05 * nodes * price)
    got = evaluate(model(assets, (upkeep,)), year).metrics[COST][0]
    want = finance.lcoc(price, 8, 5, 0.10, 11_000.0, 20, 0.08, 10.2, mean_kw, pue, energy, 0.05, 0.62).lcoc_usd_per_gpu_h
    assert got == pytest.approx(want, rel=1e-12)


@given(sites)
def test_items_sum_to_the_cost(site):
    result = evaluate(site, ledger(grid_cost_usd=1e6, mining_income_usd=2e5))
    assert set(result.items_usd_per_gpu_h) == set(ITEMS)
    assert sum(v[0] for v in result.items_usd_per_gpu_h.values()) == pytest.approx(result.metrics[COST][0], rel=1e-12)
    assert result.items_usd_per_gpu_h["heat_income"][0] <= 0 and result.items_usd_per_gpu_h["other_income"][0] <= 0


@given(sites, st.floats(0.1, 10.0), st.data())
def test_the_cost_is_linear_in_every_asset(site, factor, data):
    k = data.draw(st.integers(0, len(site.assets) - 1))
    year = ledger(grid_cost_usd=1e6)

    def cost(f: float) -> float:
        assets = tuple(replace(a, cost_usd=f * a.cost_usd) if i == k else a for i, a in enumerate(site.assets))
        return float(evaluate(replace(site, assets=assets), year).metrics[COST][0])

    zero, one = cost(0.0), cost(1.0)
    assert one >= zero
    assert cost(factor) == pytest.approx(zero + factor * (one - zero), rel=1e-10)


@given(sites, st.floats(0.1, 0.99))
def test_fewer_delivered_hours_cost_more(site, share):
    whole, part = (evaluate(site, ledger(grid_cost_usd=1e6, delivered_gpu_h=4e7 * s)).metrics[COST][0] for s in (1.0, share))
    assert part == pytest.approx(whole / share, rel=1e-12)


@given(st.floats(1.0, 60.0), st.floats(0.02, 0.2))
def test_chips_that_wait_cost_money(wait, rate):
    """Chips bought at the decision against chips bought when there is power."""
    early, late = (model((Asset("nodes", "chips", 1e8, 5.0, 0.1, month=m),), time_to_power_months=wait) for m in (0.0, wait))
    costs = [evaluate(site, ledger(), discount_rate=rate).metrics[COST][0] for site in (early, late)]
    assert costs[0] > costs[1]


@given(sites, st.floats(0.0, 0.3))
@settings(max_examples=40)
def test_net_present_value_against_numpy_financial(site, rate):
    result = evaluate(site, ledger(grid_cost_usd=1e6), discount_rate=rate)
    monthly = (1 + rate) ** (1 / 12) - 1
    want = numpy_financial.npv(monthly, np.concatenate([[0.0], result.cash_flow_usd[0]]))
    assert result.metrics["npv_usd"][0] == pytest.approx(want, rel=1e-9, abs=1e-6 * np.abs(result.cash_flow_usd).sum())


def test_internal_rate_of_the_seeds_against_two_programs():
    mine = gs.sample(gs.example("seeds").sites["mine"], draws=12, seed=1)
    flow = mine.evaluation.economics.cash_flow_usd
    yearly = flow.reshape(len(flow), -1, 12).sum(axis=2)
    found = mine["irr"].values
    assert np.isfinite(found).all() and np.any(found > 0)
    for rate, years in zip(found, yearly, strict=True):
        if rate == -1.0:  # never earned back: no rate above −95 %
            assert numpy_financial.npv(-0.9, years) < 0
            continue
        assert numpy_financial.npv(rate, years) == pytest.approx(0.0, abs=1e-9 * np.abs(years).sum())
        assert pyxirr.irr(years) == pytest.approx(rate, abs=1e-7)


def test_no_internal_rate_is_said_and_not_nan():
    poor = evaluate(model((Asset("nodes", "chips", 1e9, 5.0, 0.1),)), ledger(), gpu_rent_usd_per_gpu_h=0.0, income_tax=0.0)
    assert isinstance(poor.metrics["irr"], NoneBecause) and "no rate" in str(poor.metrics["irr"])
    assert isinstance(poor.metrics["payback_years"], NoneBecause)


def test_a_horizon_shorter_than_the_build_is_said():
    site = model((Asset("nodes", "chips", 1e8, 5.0, 0.1),), time_to_power_months=40.0)
    result = evaluate(site, ledger(), years=3.0)
    assert str(result.metrics[COST]) == "no GPU-hour is delivered within the horizon"
    parts = gs.example("seeds").to_dict() | {"horizon_years": 1}
    run = gs.simulate(gs.load(parts).sites["texas"])
    assert run.metrics[COST] is None and "horizon" in run.none_because[COST]
    assert not any(isinstance(v, float) and np.isnan(v) for v in run.metrics.values())


@given(st.floats(0.0, 70.0), st.one_of(st.just(0.0), st.floats(1e-3, 40.0)))
def test_a_ramp_loses_half_its_length(start, ramp):
    time = Timeline.of(model((), time_to_power_months=start, ramp_months=ramp), 20.0, 0.0, 1)
    assert time.running.sum() == pytest.approx(240.0 - start - 0.5 * ramp, rel=1e-12)
    assert np.all(np.diff(time.running[0]) >= -1e-12) and time.running.max() <= 1.0 + 1e-12


def test_renewal_is_what_one_long_life_costs():
    """At the asset's own rate as the discount rate, bought again and again costs the same per month as the annuity says."""
    once = evaluate(model((Asset("nodes", "chips", 1e8, 5.0, 0.08),)), ledger(), discount_rate=0.08)
    annuity = 1e8 * finance.capital_recovery_factor(0.08, 5.0)
    assert once.metrics[COST][0] == pytest.approx(annuity / 4.0e7, rel=1e-12)
