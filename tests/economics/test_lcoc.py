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
from gigasite import _core, finance
from gigasite.economics.lcoc import Lcoc, NominalLcoc
from gigasite.economics.project import Money, worth
from gigasite.ledger import COLUMNS, Ledger
from gigasite.site_model import ITEMS, Asset, Cost, MarketPath, NoneBecause, Phase, SiteModel

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
    "debt_share": 0.7,
    "debt_rate_per_yr": 0.075,
    "debt_years": 10.0,
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
    ageing_per_yr=st.sampled_from([0.0, 0.1, 0.6]),
    spare_share=st.sampled_from([0.0, 0.05, 0.4]),
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
        "spares": site.spare_share,
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
    assert poor.by_draw["irr"] == -1.0 and poor.by_draw["payback_years"] == np.inf
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
    money = Money(discount_rate=0.0, rent_usd_per_yr=12.0, rent_trend_per_yr=0.0, spent_usd_per_yr=0.0, income_tax=0.0)
    found = worth(model((), time_to_power_months=start, ramp_months=ramp), money, 20.0, 1)
    assert 12.0 * found["cost_years"][0] == pytest.approx(240.0 - start - 0.5 * ramp, rel=1e-12)
    running = found.flow_usd[0]  # a dollar for a month of full operation
    assert np.all(np.diff(running) >= -1e-12) and running.max() <= 1.0 + 1e-12


def test_renewal_is_what_one_long_life_costs():
    """At the asset's own rate as the discount rate, bought again and again costs the same per month as the annuity says."""
    once = evaluate(model((Asset("nodes", "chips", 1e8, 5.0, 0.08),)), ledger(), discount_rate=0.08)
    annuity = 1e8 * finance.capital_recovery_factor(0.08, 5.0)
    assert once.metrics[COST][0] == pytest.approx(annuity / 4.0e7, rel=1e-12)


# What the project of the core has beside the plain case: money of the month, an early share, a market.
inflations = st.sampled_from([0.0, 0.02, 0.08])


def nominal(site: SiteModel, year: Ledger, years: float, inflation: float, **money: float):
    p = {key: np.array([value]) for key, value in (MONEY | money | {"inflation_per_yr": inflation}).items()}
    return NominalLcoc().evaluate(site, {"operate": year}, p, years)


@given(sites, st.integers(8, 15), inflations, st.floats(0.0, 0.9), st.floats(0.0, 30.0), st.data())
@settings(max_examples=25)
def test_inflation_an_early_share_and_a_market_against_the_twin(site, years, inflation, early, early_month, data):
    path = st.lists(st.floats(0.2, 3.0), min_size=6, max_size=6)
    hours, rent, lease = data.draw(path), data.draw(path), data.draw(path)
    extra = {"early_share": early, "early_month": min(early_month, float(site.time_to_power_months))}
    market = MarketPath(np.array([hours]), np.array([rent]), 7, np.array([lease]))
    costs = (
        Cost("bridge", "energy", 2e6, phase="early"),
        Cost("rent of servers", "chips", 3e7, follows="rent"),
    )
    given_site = replace(site, costs=costs, market=market, **extra)
    timing, assets = plain(site)
    timing |= extra | {"hours": hours, "market_rent": rent, "lease": lease, "step_months": 7, "early_usd": 2e6, "leased_usd": 3e7}
    got = nominal(given_site, ledger(grid_cost_usd=3e6), years, inflation)
    chip_life = next((a.life_years for a in site.assets if a.item == "chips"), 1e9)
    want = twin.cash_flow(timing, assets, {"energy": 3e6}, 4.0e7, 2.3, -0.1, chip_life, 0.21, 12 * years, inflation)
    np.testing.assert_allclose(got.cash_flow_usd[0], want, rtol=1e-12, atol=1e-12 * np.max(np.abs(want)))
    _, items, _ = twin.levelised_cost(timing, assets, {"energy": 3e6}, 4.0e7, 0.08, 12 * years, inflation)
    rest = {item: usd for item, usd in items.items() if item != "chips"}
    for item, usd in rest.items():
        assert got.items_usd_per_gpu_h[item][0] == pytest.approx(usd, rel=1e-10, abs=1e-12)


@given(sites, st.integers(8, 20))
@settings(max_examples=25)
def test_real_money_is_nominal_money_without_inflation(site, years):
    one, other = evaluate(site, ledger(grid_cost_usd=1e6), years), nominal(site, ledger(grid_cost_usd=1e6), years, 0.0)
    assert all(np.array_equal(one.by_draw[name], other.by_draw[name], equal_nan=True) for name in one.by_draw)


@given(sites, st.floats(0.005, 0.08))
@settings(max_examples=25)
def test_without_tax_inflation_moves_money_by_the_price_level_and_no_present_value(site, inflation):
    """Depreciation at the price paid is the one thing that inflation takes from an owner."""
    year = ledger(grid_cost_usd=1e6)
    real, money = evaluate(site, year, 15, income_tax=0.0), nominal(site, year, 15, inflation, income_tax=0.0)
    level = (1.0 + inflation) ** ((np.arange(180) + 1.0) / 12.0)
    scale = np.abs(real.cash_flow_usd).sum()
    np.testing.assert_allclose(money.cash_flow_usd, real.cash_flow_usd * level, rtol=1e-10, atol=1e-12 * scale)
    assert money.by_draw["npv_usd"][0] == pytest.approx(real.by_draw["npv_usd"][0], rel=1e-9, abs=1e-10 * scale)
    bought = replace(site, assets=tuple(replace(asset, month=0.0) for asset in site.assets))  # before it is written off
    taxed = [nominal(bought, year, 15, i).metrics["npv_usd"][0] for i in (0.0, inflation)]
    assert taxed[1] <= taxed[0] + 1e-10 * scale


@given(sites)
@settings(max_examples=25)
def test_a_month_of_delay_is_what_a_later_start_loses(site):
    """Everything is bought as planned and stands a month longer."""
    year = ledger(grid_cost_usd=1e6)
    start = round(8.0 * site.time_to_power_months) / 8.0  # a month later is then exact
    now, later = (evaluate(replace(site, time_to_power_months=start + m), year, 15) for m in (0.0, 1.0))
    lost = now.metrics["npv_usd"][0] - later.metrics["npv_usd"][0]
    scale = np.abs(now.cash_flow_usd).sum()
    assert now.metrics["delay_usd_per_month"][0] == pytest.approx(lost, rel=1e-9, abs=1e-10 * scale)


@given(sites, st.floats(1.0, 5.0))
@settings(max_examples=25)
def test_at_the_break_even_rent_nothing_is_earned(site, rent):
    year = ledger(grid_cost_usd=1e6)
    found = evaluate(site, year, 15, gpu_rent_usd_per_gpu_h=rent).metrics["breakeven_rent_usd_per_gpu_h"][0]
    even = evaluate(site, year, 15, gpu_rent_usd_per_gpu_h=found)
    assert even.metrics["npv_usd"][0] == pytest.approx(0.0, abs=1e-9 * np.abs(even.cash_flow_usd).sum())


def test_a_rate_of_return_with_two_roots_is_flagged_and_is_the_one_above_which_nothing_pays():
    """Chips are cleared away at a cost that is larger than what they earn at the end: worth is negative at low and at high rates."""
    site = model((Asset("nodes", "chips", 1e8, 5.0, 0.1, renew=False, salvage_share=-1.15),))
    result = evaluate(site, ledger(delivered_gpu_h=2.4e7), 6.0, rent_trend_per_yr=0.0, gpu_rent_usd_per_gpu_h=1.8, income_tax=0.0)
    yearly = result.cash_flow_usd.reshape(1, -1, 12).sum(axis=2)
    roots = finance.irr_roots(yearly[0])
    if len(roots) != result.metrics["irr_roots"][0]:
        assert np.min(np.diff(np.log1p(roots))) < 0.06, "only roots nearer than the grid are not told apart"
    assert len(roots) == 2
    assert result.metrics["irr"][0] == pytest.approx(roots[-1], rel=1e-12)


@given(st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=25))
@settings(max_examples=200)
def test_rates_of_return_against_all_roots(yearly):
    """The core's rate is the highest of all roots at which the worth turns from positive to negative, or there is none."""
    flows = np.array(yearly)
    rate, count = _core.rate_of_return(flows)
    roots = finance.irr_roots(flows, low=-0.95, high=5.0)
    if np.isfinite(rate) and rate > -1.0:
        assert count >= 1 and np.min(np.abs(np.log1p(roots) - np.log1p(rate))) < 1e-7
    if len(roots) == 0:
        assert count == 0 and (rate == -1.0 or rate == np.inf)


@pytest.mark.parametrize("name", ["texas", "mine", "idle_china", "orbit"])
def test_a_draw_does_not_depend_on_the_draws_beside_it(name):
    scenario = gs.example("seeds")
    site = scenario.sites[name]
    whole = gs.evaluation.evaluate(site, site.draws(scenario.sampler(40, 5)), phases=False)
    for start, count in ((0, 1), (1, 6), (7, 33)):
        part = gs.evaluation.evaluate(site, site.draws(scenario.sampler(40, 5, start=start, count=count)), phases=False)
        rows = slice(start, start + count)
        assert np.array_equal(part.economics.cash_flow_usd, whole.economics.cash_flow_usd[rows])
        for item, values in part.economics.items_usd_per_gpu_h.items():
            assert np.array_equal(values, whole.economics.items_usd_per_gpu_h[item][rows]), item
        for metric, values in part.economics.by_draw.items():
            assert np.array_equal(values, whole.economics.by_draw[metric][rows], equal_nan=True), metric
        for metric, values in part.metrics.items():
            if not isinstance(values, NoneBecause) and not isinstance(whole.metrics[metric], NoneBecause):
                assert np.array_equal(values, whole.metrics[metric][rows]), metric
