"""Optima: against brute force and the linear programme, limits, fronts, draws."""

from __future__ import annotations

import itertools
import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import gigasite as gs
from gigasite.cli.optimise import optimise as command
from gigasite.errors import ParameterError, PhysicsError
from gigasite.evaluation import evaluate

LCOC, CO2 = "lcoc_usd_per_gpu_h", "co2_kg_per_gpu_h"
CHEAP = {"pv_capex_usd_per_kw": 500, "wind_capex_usd_per_kw": 900}


@pytest.fixture(scope="module")
def site():
    return gs.site("campus", region="US-TX", it_capacity_mw=100, generation="pv+wind", storage="battery", **CHEAP)


def test_not_above_brute_force_nor_below_the_programme(site):
    pytest.importorskip("scipy")
    vary = {"pv_capacity_mw": (0, 300), "wind_capacity_mw": (0, 300), "battery_energy_mwh": (0, 200), "battery_power_mw": (0, 50)}
    best = gs.optimise(site, vary)
    grid = {name: np.linspace(*ends, 9 if name.startswith(("pv", "wind")) else 3) for name, ends in vary.items()}
    assert best.metric <= gs.sweep(site, grid, metrics=[LCOC])[LCOC].min()
    assert best.bound <= best.metric * (1 + 1e-9)
    assert best.gap < 1e-4  # a battery at today's price is not worth it here: what is left is linear
    assert gs.simulate(best.best_site()).metrics[LCOC] == pytest.approx(best.metric, rel=1e-12)


def test_bound_holds_where_a_battery_is_worth_it(site):
    pytest.importorskip("scipy")
    cheap = site.replace(battery_energy_cost_usd_per_kwh=10, battery_power_cost_usd_per_kw=20, pv_capex_usd_per_kw=200)
    best = gs.optimise(cheap, {"pv_capacity_mw": (0, 600), "battery_energy_mwh": (0, 2000), "battery_power_mw": (0, 200)}, n=128)
    assert best.values["battery_energy_mwh"] > 50
    assert best.bound < best.metric < 1.05 * best.bound


def test_limit_is_kept_and_costs_something(site):
    vary = {"pv_capacity_mw": (0, 600), "wind_capacity_mw": (0, 600)}
    free = gs.optimise(site, vary, n=64, bound=False)
    tight = gs.optimise(site, vary, subject_to={CO2: ("<=", 0.30)}, n=64, bound=False)
    assert tight.metrics[CO2] <= 0.30 < free.metrics[CO2] and tight.metric > free.metric
    assert tight.metrics[CO2] > 0.299  # the limit binds


def test_infeasible_limit_is_named_with_its_distance(site):
    vary = {"pv_capacity_mw": (0, 100)}
    with pytest.raises(PhysicsError, match=r"co2_kg_per_gpu_h <= 0\.05.*nearest has 0\.\d+, 0\.\d+ kg/GPU-h off"):
        gs.optimise(site, vary, subject_to={CO2: ("<=", 0.05)}, n=16, bound=False)
    vary = {"pv_capacity_mw": (0, 600)}
    best = gs.optimise(site, vary, n=16, bound=False)
    both = {LCOC: ("<", best.metric * 1.001), CO2: ("<=", gs.optimise(site, vary, CO2, n=16, bound=False).metric * 1.02)}
    with pytest.raises(PhysicsError, match="each alone can be kept"):
        gs.optimise(site, vary, subject_to=both, n=16, bound=False)


def test_front_is_a_front(site):
    front = gs.optimise(site, {"pv_capacity_mw": (0, 600), "wind_capacity_mw": (0, 600)}, n=64, bound=False).front
    assert len(front) > 5
    for a, b in itertools.pairwise(front):
        assert a[LCOC] < b[LCOC] and a[CO2] > b[CO2]


def test_components_are_enumerated():
    site = gs.site("campus", region="US-TX", it_capacity_mw=100)
    plants = ["dry_cooler", "adiabatic", "air_economiser"]
    best = gs.optimise(site, {"cooling": plants}, minimise="pue")
    assert best.metric == min(gs.simulate(site.replace(cooling=plant)).metrics["pue"] for plant in plants)
    assert best.bound is None and "lcoc" in best.bound_none_because and best.evaluations == 3


@pytest.fixture(scope="module")
def virginia():
    return gs.site("campus", region="US-VA", it_capacity_mw=100, generation="pv+wind", pv_capex_usd_per_kw=500, wind_capex_usd_per_kw=800)


def test_one_design_for_several_weather_years(virginia):
    vary = {"pv_capacity_mw": [0, 120, 240], "wind_capacity_mw": [0, 120, 240]}  # lists are tried as they are
    mean, worst = (gs.optimise(virginia, vary, weather_years="all", quantile=q, bound=False) for q in (None, 0.9))
    assert mean.weather_years == worst.weather_years == 10 and mean.draws is None and mean.evaluations == 9
    # By hand: central draws go through the weather years in turn.
    sizes = list(itertools.product(*vary.values()))
    years = [
        evaluate(virginia, virginia.draws(n_draws=10).replace(pv_capacity_mw=pv, wind_capacity_mw=wind), phases=False).metrics[LCOC]
        for pv, wind in sizes
    ]
    for best, over in ((mean, np.mean), (worst, lambda v: np.quantile(v, 0.9))):
        values = [over(row) for row in years]
        assert best.metric == pytest.approx(min(values), rel=1e-12)
        assert tuple(best.values.values()) == sizes[int(np.argmin(values))]
    one = gs.optimise(virginia, vary, weather_years=1, bound=False)
    assert one.metric == gs.optimise(virginia, vary, bound=False).metric == min(row[0] for row in years)


def test_bound_over_several_weather_years(virginia):
    pytest.importorskip("scipy")
    vary = {"wind_capacity_mw": (0, 300)}
    best = gs.optimise(virginia, vary, weather_years=2, n=32)
    assert best.bound <= best.metric * (1 + 1e-9) and best.gap < 0.02


def test_limits_of_every_kind():
    vary = {"pv_capacity_mw": (0, 400), "cooling": ["dry_cooler", "adiabatic"]}  # with and without water
    base = gs.site("campus", region="US-VA", it_capacity_mw=100, generation="pv+wind", pv_capex_usd_per_kw=300, wind_capex_usd_per_kw=500)
    free = gs.optimise(base, vary, n=16, bound=False)
    for metric, share in (("land_m2", 0.8), ("co2_kg_per_gpu_h", 0.98)):
        tight = gs.optimise(base, vary, subject_to={metric: ("<=", share * free.metrics[metric])}, n=16, bound=False)
        assert tight.metrics[metric] <= share * free.metrics[metric] and tight.metric >= free.metric
    dry = gs.optimise(base, vary, subject_to={"water_l_per_gpu_h": ("<=", 0.0)}, n=16, bound=False)
    assert dry.values["cooling"] == "dry_cooler"
    island = gs.site("campus", region="US-VA", it_capacity_mw=100, generation="gas", grid="island")
    served = gs.optimise(island, {"gas_capacity_mw": (20, 300)}, subject_to={"unserved_mwh": ("<=", 0.0)}, n=64, bound=False)
    assert served.metrics["unserved_mwh"] == 0.0 and 100 < served.values["gas_capacity_mw"] < 160
    with pytest.raises(PhysicsError, match=r"unserved_mwh <= 0: the nearest has [\d,.]+, [\d,.]+ MWh/yr off"):
        gs.optimise(island, {"gas_capacity_mw": (20, 60)}, subject_to={"unserved_mwh": ("<=", 0.0)}, n=16, bound=False)
    orbit = gs.example("seeds").sites["orbit"]
    heaviest = gs.simulate(orbit).metrics["mass_kg"]
    with pytest.raises(PhysicsError, match=r"mass_kg <= [\d,]+: the nearest has .* kg off"):
        gs.optimise(orbit, {"altitude_km": (600, 700)}, subject_to={"mass_kg": ("<=", round(heaviest / 10))}, n=8, bound=False)


def test_robust_design_is_judged_by_its_quantile(site):
    vary = {"pv_capacity_mw": (0, 200)}
    best = gs.optimise(site, vary, quantile=0.9, draws=6, n=8, seed=5)
    mc = gs.sample(site.replace(**best.values), draws=6, seed=5)
    assert best.metric == pytest.approx(mc[LCOC].quantile(0.9), rel=1e-9)
    assert "central" in best.bound_none_because


def test_orbit():
    orbit = gs.example("seeds").sites["orbit"]
    best = gs.optimise(orbit, {"altitude_km": (500, 1200)}, minimise="mass_kg", n=16, bound=True)
    ends = [gs.simulate(orbit.replace(altitude_km=a)).metrics["mass_kg"] for a in (500, 800, 1200)]
    assert best.metric <= min(ends) * (1 + 1e-9)


@pytest.mark.parametrize(
    "bad",
    [
        {"minimise": "cost"},
        {"subject_to": {CO2: 0.3}},
        {"subject_to": {CO2: ("=", 0.3)}},
        {"subject_to": {"carbon": ("<", 0.3)}},
        {"quantile": 1.0},
        {"draws": 0},
        {"n": 0},
        {"vary": {}},
        {"minimise": "mass_kg"},
        {"weather_years": 2},
        {"weather_years": 0},
        {"weather_years": 1.0},
        {"weather_years": "some"},
        {"weather_years": "all", "draws": 4},
    ],
)
def test_bad_input(site, bad):
    with pytest.raises(ParameterError):
        gs.optimise(**({"site": site, "vary": {"pv_capacity_mw": (0, 1)}, "n": 4, "bound": False} | bad))


def test_without_scipy_there_is_a_reason(site, monkeypatch):
    for name in ("scipy", "scipy.optimize", "scipy.sparse"):
        monkeypatch.setitem(sys.modules, name, None)
    best = gs.optimise(site, {"pv_capacity_mw": [0, 10]})
    assert best.bound is None and "gigasite[optimise]" in best.bound_none_because


def test_command():
    arguments = ["--site", "texas", "--vary", "cooling=dry_cooler,adiabatic", "--limit", "pue<1.5", "--json", "-"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    optimum = json.loads(result.output)["optimum"]
    assert optimum["values"]["cooling"] in ("dry_cooler", "adiabatic") and optimum["limits"] == ["pue < 1.5"]
    years = CliRunner().invoke(command, [*arguments[:4], "--weather-years", "all", "--quantile", "0.9"], catch_exceptions=False)
    assert "P90 of 1 weather years" in years.output
    with pytest.raises(ParameterError, match="no number of years"):
        CliRunner().invoke(command, [*arguments, "--weather-years", "some"], catch_exceptions=False)
    with pytest.raises(ParameterError, match="not a limit"):
        CliRunner().invoke(command, [*arguments, "--limit", "pue=1"], catch_exceptions=False)
