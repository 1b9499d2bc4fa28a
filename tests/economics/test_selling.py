"""A hall in the market of its place, waiting for power, and the question whether to lease or to build."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite.errors import GigasiteError, ParameterError
from gigasite.evaluation import evaluate
from gigasite.market import local_market
from gigasite.sites import selling, waiting

COST = "lcoc_usd_per_gpu_h"
PLACE = {"unit_cost_share": 0.9, "price_elasticity": 1.5, "order_gain_per_yr": 0.5, "order_lag_steps": 4}


@pytest.fixture(scope="module")
def idle():
    return gs.example("seed_s4_idle").sites["idle"]


def metrics(site, **values):
    return evaluate(site, site.draws().replace(**values), phases=False).metrics


def slow_market(sold, demand, served, rent, cost, voucher, elasticity, gain, lag, retired, step):
    """The same place in a loop of plain numbers."""
    capacity, orders, out = 1.0, {}, []
    for t, wanted in enumerate(demand):
        if t:
            capacity = capacity * (1.0 - retired * step) + orders.get(t, 0.0)
        asked = wanted * served[t] * (1.0 - voucher) ** -elasticity / capacity
        share = min(1.0, sold * asked)
        price = min(max(1.0, rent), rent * (asked / served[0]) ** (1.0 / elasticity))
        out.append((share, price, capacity))
        orders[t + lag] = orders.get(t + lag, 0.0) + gain * step * capacity * max(0.0, price * share / cost - 1.0)
    return np.array(out).T


shares = st.floats(0.05, 1.0)


@given(
    shares,
    st.lists(st.floats(0.1, 8.0), min_size=12, max_size=12),
    st.lists(shares, min_size=12, max_size=12),
    st.floats(0.3, 1.3),
    st.floats(0.05, 2.0),
    st.floats(0.0, 0.9),
    st.floats(0.3, 4.0),
    st.floats(0.0, 2.0),
    st.integers(1, 5),
    st.floats(0.0, 0.8),
)
def test_a_place_against_a_slow_twin(sold, demand, served, rent, cost, voucher, elasticity, gain, lag, retired):
    got = local_market(
        sold,
        demand,
        served,
        rent_share=rent,
        unit_cost_share=cost,
        voucher_share=voucher,
        price_elasticity=elasticity,
        order_gain_per_yr=gain,
        order_lag_steps=lag,
        retirement_per_yr=retired,
    )
    want = slow_market(sold, demand, served, rent, cost, voucher, elasticity, gain, lag, retired, 0.25)
    np.testing.assert_allclose(np.array(got), want, rtol=1e-11)
    assert np.all(got.sold_share <= 1.0) and np.all(got.rent_share <= max(1.0, rent))


@given(shares, st.floats(0.0, 0.9), st.floats(0.0, 0.9))
def test_a_larger_voucher_never_sells_less(sold, a, b):
    low, high = (local_market(sold, [1.0, 1.2], 1.0, voucher_share=v, **PLACE).sold_share for v in sorted((a, b)))
    assert np.all(low <= high + 1e-12)


def test_rents_fall_when_capacity_arrives_and_recover_with_demand():
    demand = np.concatenate([np.linspace(1.0, 2.2, 8), np.full(8, 1.4), np.linspace(1.4, 4.0, 16)])
    path = local_market(
        0.7, demand, 1.0, rent_share=0.9, unit_cost_share=0.4, price_elasticity=1.5, order_gain_per_yr=1.0, order_lag_steps=6
    )
    turns = np.diff(np.sign(np.diff(path.rent_share[path.rent_share < 1.0])))
    assert np.any(np.diff(path.rent_share) < -1e-3) and np.any(np.diff(path.rent_share) > 1e-3)
    assert not gs.market.is_monotone_decline(path.rent_share) and len(turns) > 0


@pytest.mark.parametrize(
    "changes",
    [
        {"sold_share": 0.0},
        {"sold_share": 1.5},
        {"sold_share": np.nan},
        {"demand": [-1.0]},
        {"served_share": [1.5]},
        {"voucher_share": 1.0},
        {"price_elasticity": 0.0},
        {"order_lag_steps": 0.0},
        {"unit_cost_share": -1.0},
        {"retirement_per_yr": -0.1},
        {"step_yr": 0.0},
    ],
)
def test_bad_input_of_a_place(changes):
    good = {"sold_share": 0.3, "demand": [1.0, 2.0], "served_share": [1.0], **PLACE}
    with pytest.raises(ParameterError):
        local_market(**good | changes)


def test_a_market_at_rest_is_the_sold_share_throughout(idle):
    evaluation = evaluate(idle, idle.draws(idle.settings.sampler(20)), phases=False)
    assert np.allclose(evaluation.model.market.hours, 1.0, rtol=1e-14)
    assert np.allclose(evaluation.model.market.rent, (1.0 - evaluation.draws["lease_discount"])[:, None])


def test_recovery_sells_more_earns_more_and_costs_less_an_hour(idle):
    paths = [metrics(idle, demand_recovery_share=s) for s in (0.0, 0.4, 1.0)]
    assert paths[0][COST][0] > paths[1][COST][0] > paths[2][COST][0]
    assert paths[0]["npv_usd"][0] < paths[1]["npv_usd"][0] < paths[2]["npv_usd"][0]
    assert metrics(idle, demand_recovery_share=1.0, demand_recovery_months=80.0)["npv_usd"][0] < paths[2]["npv_usd"][0]


def test_remedies_and_troubles_act_the_right_way(idle):
    base = metrics(idle)
    voucher = metrics(idle, voucher_share=0.4)
    assert voucher["npv_usd"][0] > base["npv_usd"][0] and voucher["subsidy_usd_per_gpu_h"][0] > 0.0 == base["subsidy_usd_per_gpu_h"][0]
    failing = metrics(idle, contract_default_per_yr=0.5)
    assert failing[COST][0] == pytest.approx(base[COST][0] * 1.25, rel=0.05), "half a year lost every two and a half"
    sold_off = metrics(idle, resale_share=0.5)
    assert sold_off[COST][0] < base[COST][0] and sold_off["delivered_gpu_h"][0] == pytest.approx(base["delivered_gpu_h"][0], rel=1e-9)
    dear = metrics(idle, resale_share=0.5, resale_price_share=0.1)
    assert dear[COST][0] > sold_off[COST][0]


@pytest.mark.parametrize(
    "values",
    [
        {"user_distance_km": 9000.0},  # 132 ms there and back
        {"inference_fit_share": 0.2},
        {"data_gb_per_gpu_h": 60.0},
        {"site_link_gbit_s_per_mw": 0.5},
        {"segment_shift_per_yr": 0.1, "inference_fit_share": 0.5},
    ],
)
def test_what_a_place_cannot_serve_is_not_sold(idle, values):
    assert metrics(idle, **values)["utilisation_sold"][0] < metrics(idle)["utilisation_sold"][0] - 1e-4


def test_a_thousand_kilometres_are_no_hindrance(idle):
    assert metrics(idle, user_distance_km=1000.0)[COST][0] == metrics(idle, user_distance_km=0.0)[COST][0]


def test_every_key_of_the_market_acts_on_a_tenant():
    site = gs.example("lease_or_build").sites["lease"]
    moving = {"demand_recovery_share": 0.4, "supply_retirement_per_yr": 0.05, "contract_default_per_yr": 0.1, "segment_shift_per_yr": 0.05}
    dear = {"gpu_rent_usd_per_gpu_h": 20.0}  # others build
    far = {"user_distance_km": 7000.0, "data_gb_per_gpu_h": 50.0}  # inference comes too late, data by a line that is thin
    others = {"latency_limit_ms": 130.0, "voucher_share": 0.2, "user_distance_km": 1000.0}
    keys = (*selling.PARAMETERS, "reserved_idle_share", "sold_share", "node_price_usd", "opex_fraction")
    silent = set(keys)
    for case in (moving | dear, moving | far):
        draws = site.draws().replace(**case)
        base = evaluate(site, draws, phases=False).metrics
        for key in keys:
            found = evaluate(site, draws.replace(**{key: others.get(key, 0.8 * draws[key][0])}), phases=False).metrics
            if found[COST][0] != base[COST][0] or found["npv_usd"][0] != base["npv_usd"][0]:
                silent.discard(key)
    assert not silent


def test_a_tenant_buys_nothing_and_pays_the_rent_of_the_place():
    site = gs.example("lease_or_build").sites["lease"]
    run = gs.simulate(site)
    assert run.metrics["capex_usd_per_kw_it"] == 0.0 and run.metrics["irr"] is None and run.metrics["debt_cover"] is None
    p = site.draws()
    rent = p["gpu_rent_usd_per_gpu_h"][0] * (1.0 - p["lease_discount"][0])
    items = run.items
    per_hour = rent * run.ledger["working_gpu_h"][0] / run.ledger["delivered_gpu_h"][0]
    assert items["chips"] == pytest.approx(per_hour, rel=1e-9) and items["energy"] == 0.0
    on_demand = metrics(site, reserved_idle_share=0.0)
    assert on_demand[COST][0] < run.metrics[COST]
    assert run.metrics["co2_embodied_kg_per_gpu_h"] > 0.0


def test_lease_or_build():
    """The answer of the seed page: hours by the month are cheaper than a new hall there while nobody comes, and not once demand is back."""
    comparison = gs.compare(gs.example("lease_or_build"), draws=300)
    assert comparison.probability("lease", "<", "build_there") > 0.5
    assert comparison.probability("lease_recovery", "<", "build_there") < 0.5
    assert comparison.probability("lease_default", "<", "lease_recovery") < 0.5
    months = {key: one["time_to_power_months"].quantile(0.5) for key, one in comparison.sites.items()}
    assert months["lease"] < 7.0 < 24.0 < months["build_there"]


# ---- miners beside a hall
def test_miners_sell_back_what_a_contract_gave_them():
    """A contract at a fixed price makes no hour worth mining that the market pays more for: it is resold instead."""
    hybrid = gs.example("seed_s1_conversion").sites["hybrid"]
    contract = hybrid.replace(ppa="baseload", ppa_volume_mw=160, ppa_price_usd_per_mwh=40)
    runs = {}
    for name, site in (("market", hybrid), ("contract", contract)):
        for hashprice in (0.05, 0.03):
            runs[name, hashprice] = gs.simulate(site.replace(hashprice_usd_per_th_day=hashprice)).ledger
    for hashprice in (0.05, 0.03):
        assert runs["market", hashprice]["mining_mwh"][0] == runs["contract", hashprice]["mining_mwh"][0]
    stopped = runs["contract", 0.05]["mining_mwh"][0] - runs["contract", 0.03]["mining_mwh"][0]
    resold = runs["contract", 0.05]["grid_cost_usd"][0] - runs["contract", 0.03]["grid_cost_usd"][0]
    assert stopped > 0.0
    # Hours that stop at the lower hashprice pay between the two values of a mined MWh, less what reselling costs.
    low, high = (h / (24.0 * hybrid.draws()["asic_efficiency_j_per_th"][0]) * 1e6 for h in (0.03, 0.05))
    assert 0.8 * low < resold / stopped < 1.25 * high


# ---- waiting for power
def test_a_project_that_waits_longer_is_finished_less_often():
    texas = gs.example("seeds").sites["texas"]
    quick, slow = (metrics(texas, grid_wait_months=m, transformer_lead_months=1.0) for m in (24.0, 60.0))
    assert 0.0 < slow["completion_probability"][0] < quick["completion_probability"][0] < 1.0
    never = metrics(texas, withdrawal_hazard_per_yr=0.0)
    assert never["completion_probability"][0] == 1.0 and never["expected_npv_usd"][0] == never["npv_usd"][0]
    # Median 55 months and 13 % finished of all that ask: the hazard of the table leaves that share of those that wait so long.
    half = gs.time_to_power.completion_probability(1e9)
    p = texas.draws()
    assert p["withdrawal_hazard_per_yr"][0] == pytest.approx((1.0 - half) * np.log(2.0) / (55.0 / 12.0), rel=0.01)


def test_an_island_waits_in_no_queue():
    texas = gs.example("seeds").sites["texas"].replace(generation="gas", grid="island", gas_capacity_mw=200)
    assert gs.simulate(texas).metrics["completion_probability"] == 1.0


def test_early_power_delivers_sooner_and_its_chips_are_bought_sooner():
    texas = gs.example("seeds").sites["texas"]
    late, early = (
        evaluate(texas, texas.draws().replace(partial_power_share=s, bridge_premium_usd_per_mwh=0.0), phases=False) for s in (0.0, 0.4)
    )
    assert early.metrics["time_to_power_months"][0] == 18.0 < late.metrics["time_to_power_months"][0]
    chips = {asset.name: asset for asset in early.model.assets if asset.item == "chips"}
    assert chips["accelerators, early"].month[0] == 18.0
    assert sum(a.cost_usd[0] for a in chips.values()) == pytest.approx(late.model.assets[0].cost_usd[0], rel=1e-12)
    dear = evaluate(texas, texas.draws().replace(partial_power_share=0.4), phases=False)
    assert dear.metrics[COST][0] > early.metrics[COST][0]
    # Of the whole capacity at the same date nothing is left to wait for.
    power = late.metrics["time_to_power_months"][0]
    same = metrics(texas, partial_power_share=0.4, partial_power_months=power)
    assert same[COST][0] == pytest.approx(late.metrics[COST][0], rel=1e-12)


@settings(max_examples=10)
@given(st.floats(0.0, 1.0), st.floats(0.0, 40.0))
def test_early_power_is_never_later_than_the_rest(share, month):
    texas = gs.example("seeds").sites["texas"]
    model = waiting.with_wait(
        gs.evaluation.build(texas, texas.draws()), texas.draws().replace(partial_power_share=share, partial_power_months=month), 1.0
    )
    assert np.all(model.early_month <= model.time_to_power_months)
    assert all(np.all(np.asarray(asset.month) >= 0.0) for asset in model.assets)


@pytest.mark.parametrize(
    "fields",
    [
        {"voucher_share": 1.5},
        {"partial_power_share": -0.1},
        {"rent_elasticity": 0.0},
        {"withdrawal_hazard_per_yr": -1},
        {"resale_share": 2},
        {"latency_limit_ms": "fast"},
    ],
)
def test_bad_fields(fields):
    kind = "campus" if next(iter(fields)) in waiting.PARAMETERS else "idle_campus"
    with pytest.raises(GigasiteError) as caught:
        gs.site(kind, region="CN-GZ", **fields)
    assert next(iter(fields)) in str(caught.value)


def test_the_draws_of_a_place_do_not_see_each_other(idle):
    site = replace(idle)
    moved = {"demand_recovery_share": np.linspace(0.0, 1.5, 12), "gpu_rent_usd_per_gpu_h": np.linspace(2.0, 9.0, 12)}
    scenario = gs.example("seed_s4_idle")
    whole = evaluate(site, site.draws(scenario.sampler(12, 2)).replace(**moved), phases=False)
    for start, count in ((0, 5), (5, 7)):
        rows = slice(start, start + count)
        draws = site.draws(scenario.sampler(12, 2, start=start, count=count)).replace(**{k: v[rows] for k, v in moved.items()})
        part = evaluate(site, draws, phases=False)
        for name, values in part.economics.by_draw.items():
            assert np.array_equal(values, whole.economics.by_draw[name][rows], equal_nan=True), name
