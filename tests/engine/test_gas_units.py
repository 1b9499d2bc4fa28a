"""A gas plant of units in a site: outages, spare units, least load and starts, and what an island then delivers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import run, sites
from hypothesis import given, settings

import gigasite as gs
from gigasite import gas_island


def site(**fields: Any) -> Any:
    plain = {
        "type": "campus",
        "region": "US-TX",
        "weather": "dallas",
        "it_capacity_mw": 50,
        "generation": "gas",
        "grid": "island",
        "gas_capacity_mw": 80,
        "gas_unit_mw": 20,
    }
    return gs.load({"sites": {"here": plain | fields}}).sites["here"]


def test_spare_units_serve_and_cost() -> None:
    runs = [gs.simulate(site(gas_capacity_mw=50, gas_spare_units=k, gas_forced_outage=0.08)) for k in (0, 1, 2, 4)]
    unserved = [r.metrics["unserved_mwh"] for r in runs]
    price = [r.metrics["capex_usd_per_kw_it"] for r in runs]
    assert unserved[0] > unserved[1] > unserved[2] >= unserved[3] and unserved[0] > 100.0
    assert price == sorted(price) and price[0] < price[-1]
    assert runs[0].metrics["availability"] < runs[2].metrics["availability"]


def test_outages_of_a_site_are_those_of_the_function() -> None:
    result = gs.simulate(site(gas_spare_units=1))
    up = gas_island.units_available(5, 0.05, 50.0)
    np.testing.assert_array_equal(result.evaluation.forcings[0].columns["thermal_available"], up / 5)
    s = result.series
    short = s["unserved_mw"] > 1e-9
    assert not np.any(short & (up == 5)) and np.all(s["thermal_units"] <= up)
    assert any("outages: 5 gas units" in note for note in result.notes)


def test_draws_go_through_years_of_outages() -> None:
    """The mean over draws comes near the binomial expectation, which one year of events does not."""
    here = site(gas_spare_units=0, gas_forced_outage=0.1, gas_capacity_mw=60, turbine_derate_per_k=0.0)
    sample = gs.sample(here.replace(sold_share=0.9, fleet_utilisation=0.75, idle_fraction=0.3, power_exponent=1.0), draws=64)
    shares = sample.ledger.unserved_mwh / (sample.ledger.unserved_mwh + sample.ledger.it_mwh)
    assert len(np.unique(np.round(shares, 6))) >= 8
    run_ = gs.simulate(here.replace(sold_share=0.9, fleet_utilisation=0.75, gas_forced_outage=0.0))
    load = run_.series["thermal_plant_mw"]
    assert load.max() > 20.0


def test_a_chunk_of_draws_has_the_outages_of_the_whole() -> None:
    scenario = gs.load({"sites": {"here": site(gas_spare_units=0, gas_forced_outage=0.1).to_dict()}})
    from gigasite.evaluation import evaluate

    whole = evaluate(scenario.sites["here"], scenario.draws_for("here", 40)).ledger.unserved_mwh
    part = evaluate(scenario.sites["here"], scenario.draws_for("here", 40, start=18, count=10)).ledger.unserved_mwh
    np.testing.assert_array_equal(whole[18:28], part)


def test_a_plant_without_units_is_as_it_was() -> None:
    result = gs.simulate(site(gas_unit_mw=0, gas_capacity_mw=100))
    assert "thermal_available" not in result.evaluation.forcings[0].columns
    assert set(np.unique(result.series["thermal_units"])) <= {0.0, 1.0}


def test_units_at_rest_burn_nothing() -> None:
    """A plant of units runs as many as it needs; one large machine runs at part load."""
    units, one = (gs.simulate(site(gas_unit_mw=size, gas_spare_units=4, gas_capacity_mw=160, gas_forced_outage=0.0)) for size in (10, 0))
    rate = [r.ledger.fuel_mwh[0] / r.ledger.thermal_plant_mwh[0] for r in (units, one)]
    assert rate[0] < rate[1]


def test_least_load_spills_and_starts_cost() -> None:
    sunny = {"generation": "pv+gas", "pv_capacity_mw": 200}
    low, high = (gs.simulate(site(**sunny, gas_minimum_load=m)) for m in (0.0, 0.5))
    assert high.ledger.spilled_mwh[0] > low.ledger.spilled_mwh[0] and high.ledger.fuel_mwh[0] > low.ledger.fuel_mwh[0]
    cheap, dear = (gs.simulate(site(**sunny, gas_start_cost_usd_per_mw=c)) for c in (0.0, 100.0))
    starts = np.maximum(np.diff(dear.series["thermal_units"], prepend=0.0), 0.0).sum()
    assert starts > 300
    assert dear.ledger.fuel_cost_usd[0] - cheap.ledger.fuel_cost_usd[0] == pytest.approx(starts * 20 * 100.0, rel=1e-9)


@given(sites())
@settings(deadline=None)
def test_no_unit_runs_below_its_least_or_while_it_is_out(one: dict[str, Any]) -> None:
    one["slots"] |= {"generation": "gas"}
    weather = {"dry_bulb_c": 15.0, "pressure_pa": 101_325.0}
    fixed = {"thermal_unit_mw": 20.0, "thermal_capacity_mw": 100.0, "thermal_minimum_load": 0.4, "thermal_availability": 1.0}
    _, (names, values, _, _) = run(one, series_of_draw=0, **weather, **fixed)
    s = dict(zip(names, values, strict=True))
    power, up = np.asarray(s["thermal_plant_mw"]), np.asarray(s["thermal_units"])
    assert np.all((power == 0.0) | (power >= 8.0 - 1e-9))
    assert np.all(power <= up * 20.0 + 1e-6) and np.all(up <= 5)


def test_given_outages_go_first() -> None:
    result = gs.simulate(site(thermal_available=0.5, gas_spare_units=0))
    assert result.series["thermal_plant_mw"].max() <= 40.0 * 1.2
    assert any("as thermal_available is given" in note for note in result.notes)


@pytest.mark.parametrize("wrong", [{"gas_unit_mw": -5}, {"gas_spare_units": -1}, {"gas_repair_time_h": 0}, {"thermal_available": 1.5}])
def test_bad_input(wrong: dict[str, Any]) -> None:
    with pytest.raises(gs.ScenarioError):
        site(**wrong)
