"""The heat tank at the network: it holds what it can, gives back no more than it took, and finds buyers for more heat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import run, sites
from hypothesis import given

import gigasite as gs
from gigasite import thermal_storage


def finland(**fields: Any) -> Any:
    return gs.example("seeds").sites["finland"].replace(**fields)


@given(sites())
def test_the_tank_stays_within_its_walls(site: dict[str, Any]) -> None:
    site["slots"]["heat_use"] = "heat_pump"
    _, (names, values, _, step_s) = run(site, series_of_draw=0, heat_tank_mwh=120.0, heat_must_run=1.0)
    s = dict(zip(names, values, strict=True))
    state = np.asarray(s["heat_tank_state_mwh"])
    assert np.all((state >= -1e-9) & (state <= 120.0 * (1 + 1e-12)))
    np.testing.assert_allclose(np.diff(state, prepend=0.0), s["heat_stored_mw"] * step_s / 3600.0, atol=1e-9)
    assert np.all(s["heat_sold_mw"] <= s["heat_demand_mw"] * (1 + 1e-9))


@given(sites())
def test_a_tank_makes_no_heat(site: dict[str, Any]) -> None:
    site["slots"]["heat_use"] = "heat_pump"
    c, _ = run(site, heat_tank_mwh=300.0, heat_must_run=1.0)
    balance = c["heat_recovered_mwh"] + c["heat_pump_mwh"] - c["heat_lost_mwh"]
    np.testing.assert_allclose(c["heat_sold_mwh"], balance, atol=1e-9, rtol=1e-9)
    assert np.all(c["heat_stored_mwh"] >= -1e-9)  # it starts empty


def test_standing_loss_is_that_of_the_tank_function() -> None:
    site = {"slots": {"heat_use": "heat_pump"}, "seed": 1, "n_draws": 1, "n_steps": 48, "step_s": 3600.0}
    demand = np.r_[np.zeros(12), np.zeros(36)]
    fixed = {
        "heat_must_run": 1.0,
        "heat_tank_mwh": 50.0,
        "heat_tank_loss_per_day": 0.1,
        "heat_pump_capacity_mw": 100.0,
        "it_capacity_mw": 80.0,
    }
    clear = {
        "import_limit_mw": 1e4,
        "grid_available": 1.0,
        "heat_supply_c": 80.0,
        "heat_return_c": 25.0,
        "workload": np.r_[np.ones(12), np.zeros(36)],
    }
    _, (names, values, _, _) = run(site, series_of_draw=0, heat_demand_mw=demand, **fixed, **clear)
    s = dict(zip(names, values, strict=True))
    held = s["heat_lost_mw"][20:] / s["heat_tank_state_mwh"][19:-1]
    assert held == pytest.approx(np.full(28, 1.0 - thermal_storage.step(1.0, 0.0, 0.0, 1.0, 1.0, 0.1).state_mwh), rel=3e-3)


def test_more_tank_sells_more_heat_and_costs_more() -> None:
    runs = [gs.simulate(finland(heat_tank_mwh=size)) for size in (0.0, 50.0, 200.0)]
    sold = [run.metrics["heat_sold_mwh"] for run in runs]
    demand = runs[0].series["heat_demand_mw"].sum()
    assert sold[0] < 0.999 * demand and sold[1] == pytest.approx(demand, rel=1e-9) == sold[2]  # 50 MWh reach every buyer
    assets = [{a.name: float(np.ravel(a.cost_usd)[0]) for a in run.evaluation.model.assets}["heat tank"] for run in runs]
    assert assets[0] == 0 < assets[1] and assets[2] == pytest.approx(4 * assets[1])
    for one in runs:
        assert max(float(np.abs(v).max()) for v in one.ledger.closures().values()) < 1e-9


def test_a_site_without_a_buyer_has_no_tank() -> None:
    texas = gs.example("seeds").sites["texas"]
    assert gs.simulate(texas).ledger.heat_stored_mwh[0] == 0.0


def test_the_stepper_goes_back_to_a_tank() -> None:
    stepper = gs.stepper(finland(heat_tank_mwh=100.0), outputs=["heat_tank_state_mwh", "heat_sold_mw"])
    for _ in range(3000):
        stepper.step(3600.0)
    saved = stepper.state()
    first = [stepper.step(3600.0) for _ in range(200)]
    stepper.restore(saved)
    assert [stepper.step(3600.0) for _ in range(200)] == first
    assert max(out["heat_tank_state_mwh"] for out in first) > 0
