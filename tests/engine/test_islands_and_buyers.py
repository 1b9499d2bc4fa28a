"""An island waits for its turbines; a buyer of heat whose demand alone is given; what a battery may not use."""

from __future__ import annotations

from typing import Any

import pytest

import gigasite as gs


def site(**fields: Any) -> Any:
    plain = {"type": "campus", "region": "US-TX", "weather": "dallas"}
    return gs.load({"schema_version": 1, "name": "plain", "sites": {"here": plain | fields}}).sites["here"]


def test_an_island_waits_for_turbines_and_for_no_queue() -> None:
    long = {"grid_wait_months": 100.0}
    months = [
        gs.simulate(one).metrics["time_to_power_months"]
        for one in (
            site(**long),
            site(**long, grid="island", generation="gas", gas_capacity_mw=200),
            site(**long, grid="island", generation="gas", gas_capacity_mw=200, turbine_lead_time_months=12),
            site(**long, grid="island", generation="fuel_cell", fuel_cell_capacity_mw=200),
        )
    ]
    assert months == pytest.approx([106.0, 66.0, 6.0 + 29.4, 6.0 + 29.4])


def test_demand_alone_makes_a_buyer() -> None:
    run = gs.simulate(site(heat_use="heat_pump", heat_demand_mw=5.0))
    assert run.metrics["heat_sold_mwh"] > 0
    assert any("heat_supply_c: 85" in note for note in run.notes)
    assert run.metrics["co2_avoided_kg_per_gpu_h"] == pytest.approx(224.4 * run.metrics["heat_sold_mwh"] / run.metrics["delivered_gpu_h"])


def test_avoided_carbon_is_never_subtracted() -> None:
    finland = gs.example("seeds").sites["finland"]
    none, much = (gs.simulate(finland.replace(heat_counterfactual_co2_kg_per_mwh=value)).metrics for value in (0.0, 350.0))
    assert none["co2_avoided_kg_per_gpu_h"] == 0 < much["co2_avoided_kg_per_gpu_h"]
    assert none["co2_kg_per_gpu_h"] == much["co2_kg_per_gpu_h"]


def test_the_bottom_of_a_battery_is_not_used() -> None:
    battery = {"storage": "battery", "battery_energy_mwh": 100, "battery_power_mw": 50}
    run = gs.simulate(
        site(**battery, battery_minimum_state=0.25, battery_discharge_above_usd_per_mwh=9000, battery_charge_below_usd_per_mwh=5000)
    )
    state = run.series["storage_state_mwh"]
    assert state.max() == pytest.approx(75.0) and state.min() >= 0


def test_on_an_island_the_battery_spares_fuel() -> None:
    island = {"grid": "island", "it_capacity_mw": 100, "pv_capacity_mw": 500, "gas_capacity_mw": 200, "generation": "pv+gas"}
    battery = {"storage": "battery", "battery_energy_mwh": 600, "battery_power_mw": 150}
    without, beside = (gs.simulate(site(**island, **more)) for more in ({}, battery))
    assert beside.ledger["fuel_mwh"][0] < 0.9 * without.ledger["fuel_mwh"][0]
    assert beside.ledger["unserved_mwh"][0] == pytest.approx(without.ledger["unserved_mwh"][0], abs=1e-6)
    # What the battery gave was surplus that nobody used: all of it, less its losses, is fuel not burned.
    spared = without.ledger["thermal_plant_mwh"][0] - beside.ledger["thermal_plant_mwh"][0]
    taken = without.ledger["spilled_mwh"][0] - beside.ledger["spilled_mwh"][0]
    lost = beside.ledger["storage_loss_mwh"][0] + beside.ledger["storage_change_mwh"][0]
    assert spared == pytest.approx(taken - lost, rel=1e-9)


def test_a_reactor_on_an_island_runs_before_the_battery() -> None:
    battery = {"storage": "battery", "battery_energy_mwh": 600, "battery_power_mw": 150}
    run = gs.simulate(site(grid="island", nuclear_capacity_mw=200, generation="nuclear", **battery))
    assert run.ledger["storage_change_mwh"][0] == run.ledger["storage_loss_mwh"][0] == 0.0
