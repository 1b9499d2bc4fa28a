"""What kept a site from selling more heat, and a tank that follows the price of power."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import run, sites
from hypothesis import given, settings

import gigasite as gs
from gigasite.heat_limits import LIMITS, hours_by_limit, sentence


def site(**fields: Any) -> Any:
    plain = {"type": "heat_campus", "region": "FI", "weather": "mantsala", "heat_network": "mantsala", "it_capacity_mw": 75}
    return gs.load({"sites": {"here": plain | fields}}).sites["here"]


def test_every_hour_has_one_limit() -> None:
    result = gs.simulate(site())
    hours = result.heat_limits
    assert sum(hours.values()) == pytest.approx(8760.0)
    assert list(hours.values()) == sorted(hours.values(), reverse=True)
    assert next(iter(hours)) == "demand"  # the town is small beside the hall
    assert any(note == sentence(hours) for note in result.notes)
    s = result.series
    full = s["heat_limit"] == LIMITS.index("demand")
    np.testing.assert_allclose(s["heat_sold_mw"][full], s["heat_demand_mw"][full], rtol=1e-9)


@pytest.mark.parametrize(
    ("fields", "limit"),
    [
        ({"heat_pump_capacity_mw": 0.5}, "heat_pump"),
        ({"it_capacity_mw": 0.5, "heat_pump_capacity_mw": 50}, "hall"),
        ({"heat_price_factor": 0.1, "heat_price_share": 0.1}, "price"),
        ({"heat_supply_c": 130, "heat_pump_maximum_sink_c": 90}, "temperature"),
        ({"heat_demand_mw": 0}, "no_demand"),
        ({"heat_tank_mwh": 5}, "tank_full"),
    ],
)
def test_what_limits_is_named(fields: dict[str, Any], limit: str) -> None:
    assert next(iter(gs.simulate(site(**fields)).heat_limits)) == limit


def test_a_site_without_buyers_has_no_limits() -> None:
    texas = gs.simulate(gs.example("seeds").sites["texas"])
    assert texas.heat_limits == {} and hours_by_limit(None) == {}
    assert not any(note.startswith("heat:") for note in texas.notes)


@given(sites())
@settings(deadline=None)
def test_a_tank_that_follows_the_price(one: dict[str, Any]) -> None:
    """Never filled at a dear hour, never both ways, and within its walls."""
    one["slots"]["heat_use"] = "heat_pump"
    fixed = {"heat_tank_mwh": 150.0, "heat_must_run": 1.0, "grid_price_factor": 1.0}
    limits = {"heat_tank_charge_below_usd_per_mwh": 50.0, "heat_tank_discharge_above_usd_per_mwh": 55.0}
    _, (names, values, _, _) = run(one, series_of_draw=0, **fixed, **limits)
    s = {name: np.asarray(v) for name, v in zip(names, values, strict=True)}
    rng = np.random.default_rng(one["seed"])
    from earth_sites import forcing, parameters

    parameters(rng, one["n_draws"])
    price = forcing(rng, one["n_steps"])["grid_price_usd_per_mwh"]
    filled = s["heat_stored_mw"] > 1e-9
    assert not np.any(filled & (price >= 50.0))
    state = s["heat_tank_state_mwh"]
    assert np.all((state >= -1e-9) & (state <= 150.0 * (1 + 1e-12)))


def test_following_the_price_pays_less_for_power() -> None:
    follow = {"heat_tank_charge_below_usd_per_mwh": 40, "heat_tank_discharge_above_usd_per_mwh": 60}
    paid, sold = [], []
    for limits in ({}, follow):
        result = gs.simulate(site(heat_tank_mwh=200, heat_pump_capacity_mw=12, **limits))
        power, price = result.series["heat_pump_mw"], result.evaluation.forcings[0].columns["grid_price_usd_per_mwh"]
        paid.append((power * price).sum() / power.sum())
        sold.append(result.metrics["heat_sold_mwh"])
    assert paid[1] < 0.97 * paid[0] and sold[1] > 0.98 * sold[0]


def test_bad_input() -> None:
    with pytest.raises(gs.ScenarioError):
        site(heat_tank_charge_below_usd_per_mwh="cheap")
