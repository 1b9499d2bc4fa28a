"""Plans: limits kept, demand served where it can be, prices that are derivatives, scenarios with limits."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import gigasite as gs
from gigasite import cli
from gigasite.cli.plan import plan as command
from gigasite.errors import ParameterError, ScenarioError
from gigasite.report.figures.wedge import headline, layers_of, of_plan

pytest.importorskip("scipy")
SITES = {
    "texas": {"type": "campus", "region": "US-TX", "it_capacity_mw": 1000, "grid_wait_months": 24},
    "ohio": {"type": "campus", "region": "US-OH", "it_capacity_mw": 1000, "grid_wait_months": 24},
    "guizhou": {"type": "campus", "region": "CN-GZ", "it_capacity_mw": 1000, "grid_wait_months": 24},
}


def scenario(**limits):
    return gs.load({"name": "three", "sites": SITES, "plan": {"start_year": 2026, **limits}})


def column(plan, name, site):
    return {row["year"]: row[name] for row in plan.rows if row["site"] == site}


@pytest.fixture(scope="module")
def seed():
    return gs.plan(gs.example("seed_s5_national"), {2028: 2, 2030: 10, 2035: 40}, draws=20)


def test_demand_is_served_or_told_short(seed):
    assert list(seed.demand_gw) == list(range(2028, 2036)) and seed.demand_gw[2029] == 6
    for year, wanted in seed.demand_gw.items():
        served = sum(row["in_service_gw"] for row in seed.rows if row["year"] == year)
        assert served >= wanted - seed.shortfall_gw[year] - 1e-6
    assert seed.shortfall_gw[2028] == pytest.approx(2.0)  # nothing decided in 2026 has power in 2028
    assert seed.price_usd_per_gw[2028] is None and seed.price_usd_per_gw[2035] > 1e9
    assert 0 <= seed.cost_interval_usd[0] <= seed.cost_usd * 1.2 and seed.cost_interval_usd[1] >= seed.cost_usd * 0.8


def test_limits_of_the_seed_are_kept(seed):
    plan = gs.example("seed_s5_national").plan
    for key, limit in plan.sites.items():
        if limit.power_gw is not None:
            assert max(column(seed, "in_service_gw", key).values()) <= limit.power_gw + 1e-6
        assert max(column(seed, "built_gw", key).values()) <= limit.build_gw_per_yr + 1e-6
    for year in seed.capital_usd:
        assert seed.capital_usd[year] <= plan.capital_usd_per_yr * (1 + 1e-6)
        for resource in plan.resources.values():
            used = sum(row["built_gw"] * resource.per_gw.get(row["site"], 0) for row in seed.rows if row["year"] == year)
            assert used <= resource.per_yr + 1e-6


def test_the_cheapest_site_first_and_the_next_when_it_is_full():
    mc = {key: gs.sample(site, draws=16) for key, site in scenario().sites.items()}
    cost = {key: np.median(one["lcoc_usd_per_gpu_h"].values * one.ledger.delivered_gpu_h) for key, one in mc.items()}
    free = gs.plan(scenario(), {2030: 3}, draws=16)
    used = [key for key in SITES if column(free, "in_service_gw", key)[2030] > 0]
    assert used == [min(cost, key=cost.__getitem__)]
    full = gs.plan(scenario(sites={used[0]: {"power_gw": 1}}), {2030: 3}, draws=16)
    assert column(full, "in_service_gw", used[0])[2030] == pytest.approx(1.0)
    assert full.cost_usd > free.cost_usd and full.binding[0].constraint == f"power of {used[0]} [GW]"


def test_price_of_a_limit_is_what_one_more_unit_saves():
    plans = [gs.plan(scenario(sites={key: {"power_gw": v} for key in SITES}), {2030: 5}, draws=4) for v in (2.0, 2.001)]
    saved = {b.constraint: b.usd_per_gw for b in plans[0].binding}
    rate = gs.load({"sites": SITES}).sites["texas"].draws()["discount_rate"][0]
    # Costs in `cost_usd` are not discounted, the price is: one year of service, four years after the start.
    assert (plans[0].cost_usd - plans[1].cost_usd) / 0.001 * (1 + rate) ** -4 == pytest.approx(sum(saved.values()), rel=1e-3)


def test_shortfall_names_what_would_mend_it():
    plan = gs.plan(scenario(sites={key: {"build_gw_per_yr": 0.5} for key in SITES}), {2030: 10}, draws=8)
    assert plan.shortfall_gw[2030] > 5 and plan.shortfall_probability[2030] == 1.0
    assert plan.binding[0].gw_years == pytest.approx(1.0, rel=0.01) and "build rate" in plan.binding[0].constraint


@pytest.mark.parametrize(
    ("limits", "served"),
    [
        ({"capital_usd_per_yr": 4.5e10}, "capital"),
        ({"carbon_t_per_yr": 3e6}, "carbon"),
        ({"resources": {"transformers": {"per_yr": 1.0, "per_gw": dict.fromkeys(SITES, 1.3)}}}, "transformers"),
    ],
)
def test_other_limits_bind(limits, served):
    plan = gs.plan(scenario(**limits), {2029: 8}, draws=4)
    assert plan.shortfall_gw[2029] > 1 and served in plan.binding[0].constraint
    if "carbon_t_per_yr" in limits:
        assert plan.co2_t[2029] <= 3e6 * (1 + 1e-6)


def test_orbit_needs_launches():
    sites = {"orbit": {"type": "orbit", "it_capacity_mw": 100}}
    made = gs.load({"sites": sites, "plan": {"start_year": 2026, "launch_t_per_yr": 10_000}})
    plan = gs.plan(made, {2034: 1}, draws=4)
    assert 0 < plan.shortfall_gw[2034] < 1 and "mass to orbit" in plan.binding[0].constraint


def test_ten_years_and_thirty_site_classes_are_quick():
    """The programme itself; the simulation of the sites is not in the second."""
    from gigasite.planning import _Option, _Programme, _solver
    from gigasite.scenario.model import PlanEntry, PlanSite

    n = 30
    rng = np.random.default_rng(1)
    option = _Option(rng.uniform(5e9, 2e10, n), np.full(n, 4e10), rng.uniform(0, 3e6, n), np.zeros(n), rng.uniform(6, 60, n))
    keys = [f"s{i}" for i in range(n)]
    limits = PlanEntry(capital_usd_per_yr=5e11, sites={key: PlanSite(power_gw=3.0, build_gw_per_yr=0.5) for key in keys})

    class Fake:
        sites = dict.fromkeys(keys)

    programme = _Programme(Fake(), limits, option, list(range(2026, 2036)), np.linspace(1, 50, 10), 0.08, _solver())
    built, short, *_ = programme.solve(True)
    assert built.sum() > 40 and short[-1] < 10
    # The futures take one programme instead of two: the same shortfall in every year, the same cost.
    again, short_again, *_ = programme.solve(False)
    assert short_again == pytest.approx(short, abs=1e-6)
    cost = programme.cost[: built.size]
    assert cost @ again.ravel() == pytest.approx(cost @ built.ravel(), rel=1e-6)


def test_round_trip_and_wrong_limits():
    made = scenario(sites={"texas": {"power_gw": 2}})
    assert gs.load(made.to_dict()) == made and made.digest != scenario().digest
    with pytest.raises(ScenarioError, match="there is no site"):
        scenario(sites={"txas": {"power_gw": 2}})
    with pytest.raises(ScenarioError, match="power_mw"):
        scenario(sites={"texas": {"power_mw": 2}})
    with pytest.raises(ScenarioError, match="outside what is legal"):
        scenario(sites={"texas": {"power_gw": -2}})
    with pytest.raises(ScenarioError, match="plan"):
        scenario(resources={"turbines": {"per_yr": 1, "per_gw": {"nowhere": 1}}})


def test_the_demand_may_stand_in_the_scenario():
    made = scenario(demand_gw={"2029": 1, "2031": 3})
    assert gs.plan(made, draws=2).demand_gw == {2029: 1.0, 2030: 2.0, 2031: 3.0}
    assert gs.plan(made, {2030: 1}, draws=2).demand_gw == {2030: 1.0}
    assert gs.load(made.to_dict()) == made
    with pytest.raises(ParameterError, match="no demand"):
        gs.plan(scenario(), draws=2)
    for bad, words in (({"30": 1}, "not a year"), ({"2030": -1}, "legal"), ({"next": 1}, "not a year")):
        with pytest.raises(ScenarioError, match=words):
            scenario(demand_gw=bad)


def test_a_comparison_gives_its_draws():
    made = scenario(sites={key: {"build_gw_per_yr": 0.5} for key in SITES})
    compared = gs.compare(made, draws=16, seed=3)
    assert gs.plan(compared, {2031: 4}) == gs.plan(made, {2031: 4}, draws=16, seed=3)
    with pytest.raises(ParameterError, match="has its draws"):
        gs.plan(compared, {2031: 4}, draws=8)


def test_the_wedge_adds_up(seed):
    layers = layers_of(seed)
    for k, year in enumerate(seed.demand_gw):
        assert sum(layer.gw[k] for layer in layers) >= seed.demand_gw[year] - seed.shortfall_gw[year] - 1e-6
        assert sum(layer.gw[k] for layer in layers) == pytest.approx(sum(row["in_service_gw"] for row in seed.rows if row["year"] == year))
    assert [layer.gw[-1] for layer in layers] == sorted((layer.gw[-1] for layer in layers), reverse=True)
    assert len({layer.token for layer in layers if layer.token != "other"}) == sum(layer.token != "other" for layer in layers)
    assert headline(seed) == "From 2029 on all that is asked for is there; 2 GW are short in 2028"
    drawn = of_plan(seed)
    assert all("lost" in "".join(d.parts) and "asked for 40" in "".join(d.parts) for d in drawn.drawings)
    assert len(drawn.table.rows) == len(seed.demand_gw)


def test_many_sites_are_told_apart_by_their_kind():
    short = gs.plan(gs.example("seed_s5_national"), {2028: 5, 2032: 60}, draws=4)
    assert [layer.name for layer in layers_of(short)][:2] == ["campus", "campus, own gas"]
    assert headline(short).startswith("By 2032 the plan is short of ") and "What would mend most" in short.sentence
    assert headline(gs.plan(scenario(), {2030: 3}, draws=2)) == "All of the 3 GW asked for by 2030 can be built in time"


def test_the_page_and_the_report(tmp_path):
    page, report = tmp_path / "plan.html", tmp_path / "report.html"
    assert cli.execute(["plan", "--draws", "2", "--html", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.count("<h1>") == 1 and "<script" not in text and 'id="f-wedge"' in text and "gigasite plan --draws 2" in text
    gs.compare(scenario(demand_gw={"2029": 1, "2031": 30}), draws=4).to_html(report)
    assert 'id="f-wedge"' in report.read_text("utf-8")
    gs.compare(scenario(), draws=4).to_html(report)
    assert 'id="f-wedge"' not in report.read_text("utf-8")


@pytest.mark.parametrize(
    "bad", [{}, {2030: -1}, {2030: float("nan")}, {"2030": 1}, {2030: "1 GW"}, {1700: 1}, {2020: 1}, {2026: 1, 2150: 2}]
)
def test_bad_demand(bad):
    with pytest.raises(ParameterError):
        gs.plan(scenario(), bad, draws=2)


def test_without_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(ParameterError, match=r"gigasite\[plan\]"):
        gs.plan(scenario(), {2030: 1}, draws=2)


def test_command(tmp_path):
    result = CliRunner().invoke(
        command, ["--demand", "2030=5", "--demand", "2032=20", "--draws", "8", "--json", str(tmp_path / "p.json")], catch_exceptions=False
    )
    assert result.exit_code == 0 and "binds:" in result.output and "2031" in result.output
    plan = json.loads((tmp_path / "p.json").read_text())["plan"]
    assert plan["demand_gw"] == {"2030": 5.0, "2031": 12.5, "2032": 20.0}
    with pytest.raises(ParameterError, match="YEAR=GW"):
        CliRunner().invoke(command, ["--demand", "20"], catch_exceptions=False)
