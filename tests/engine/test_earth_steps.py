"""Single steps of the Earth engine beside the public functions: one physics, two doors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import START

import gigasite as gs
from gigasite import _core, battery, cooling_plant, gas_turbine, heat_pump, mining, photovoltaics, power_train, psychrometrics
from gigasite.evaluation import build

N = 48
RNG = np.random.default_rng(20)
HOUR = np.arange(N)
AIR = {
    "dry_bulb_c": 14.0 + 14.0 * np.sin(HOUR / 24 * 2 * np.pi) + RNG.normal(0, 3, N),
    "relative_humidity": RNG.uniform(0.2, 0.95, N),
    "pressure_pa": np.full(N, 98_000.0),
}
AMPLE = {"import_limit_mw": 1e4}
#: A hall without losses: its heat is its IT power.
LOSSLESS = {
    "other_load_share": 0.0,
    "pdu_efficiency": 1.0,
    "cable_efficiency": 1.0,
    **{f"ups_k{i}": 0.0 for i in range(3)},
}


def steps(slots: dict[str, str], forcing: dict[str, Any], step_s: float = 3600.0, **changes: float) -> dict[str, np.ndarray]:
    """Flows of a campus of 100 MW at the defaults of the table, with some parameters changed; and the parameters as ``p``."""
    site = gs.site("campus", region="US-TX", weather="dallas")
    p = {name: float(np.ravel(value)[0]) for name, value in build(site, site.draws()).phase("operate").parameters.items()} | changes
    table = {name: np.broadcast_to(np.asarray(values, float), (N,)) for name, values in (AIR | forcing).items()}
    values = np.array([[p[name]] for name in _core.EARTH_PARAMETERS])
    names = list(_core.EARTH_PARAMETERS)
    _, found = _core.simulate("earth", list(slots.items()), names, values, list(table), np.stack(list(table.values())), START, step_s, 1, 0)
    assert found is not None
    return dict(zip(found[0], found[1], strict=True)) | {"p": p}


@pytest.mark.parametrize("plant", cooling_plant.PLANTS)
def test_cooling_is_the_plant_hour_by_hour(plant: str) -> None:
    workload = np.r_[2.0, RNG.uniform(0.3, 1.2, N - 1)]  # the first step at full load: both plants are sized for it
    price = RNG.choice([20.0, 60.0, 300.0], N)
    sold = {"fleet_utilisation": 1.0, "sold_share": 1.0}
    s = steps({"cooling": plant}, {"workload": workload, "grid_price_usd_per_mwh": price}, **AMPLE, **LOSSLESS, **sold)
    wet = psychrometrics.wet_bulb_c(AIR["dry_bulb_c"], AIR["relative_humidity"], AIR["pressure_pa"])
    water_price = s["p"]["water_price_usd_per_m3"]
    hours = cooling_plant.hourly(s["it_mw"], AIR["dry_bulb_c"], wet, price, water_price, plant=plant, pressure_pa=AIR["pressure_pa"])
    np.testing.assert_allclose(s["cooling_mw"], hours.cooling_power_mw, rtol=1e-9)
    np.testing.assert_allclose(s["water_withdrawn_m3_per_h"], hours.water_l / 1000, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(s["unmet_cooling_mw"], hours.unmet_mw, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(s["supply_temperature_c"], hours.supply_temperature_c, rtol=1e-9)


def test_ups_loss_is_that_of_the_stage() -> None:
    only_ups = {"pdu_efficiency": 1.0, "cable_efficiency": 1.0, "switchgear_efficiency": 1.0, "transformer_efficiency": 1.0}
    s = steps({}, {"workload": RNG.uniform(0.2, 1.5, N)}, **AMPLE, **only_ups)
    p = s["p"]
    rating = p["it_capacity_mw"] * p["power_redundancy"]
    loss = power_train.stage_loss_mw(s["it_mw"], rating, no_load=p["ups_k0"], linear=p["ups_k1"], quadratic=p["ups_k2"])
    np.testing.assert_allclose(s["power_loss_mw"], loss, rtol=1e-12)


def test_heat_pump_has_the_coefficient_of_the_function() -> None:
    network = {"heat_demand_mw": 10.0, "heat_supply_c": RNG.uniform(70, 85, N), "heat_return_c": 45.0, "heat_price_usd_per_mwh": 1e4}
    s = steps({"heat_use": "heat_pump"}, network, **AMPLE)
    p = s["p"]
    assert np.all(s["heat_pump_mw"] > 0)
    source = p["heat_source_c"], p["heat_source_c"] - p["heat_source_cooling_k"]
    cop = heat_pump.heating_cop(*source, 45.0, network["heat_supply_c"], lorenz_efficiency=p["lorenz_efficiency"])
    np.testing.assert_allclose(s["heat_pump_cop"], cop, rtol=1e-12)
    balance = heat_pump.balance(s["heat_recovered_mw"], cop)
    np.testing.assert_allclose(s["heat_pump_mw"], balance.electric_mw, rtol=1e-9)
    np.testing.assert_allclose(s["heat_sold_mw"] + s["heat_lost_mw"], balance.heat_mw, rtol=1e-9)


def test_pv_is_photovoltaics() -> None:
    poa, cell = RNG.uniform(0, 1100, N), RNG.uniform(-5, 70, N)
    s = steps({"generation": "pv"}, {"poa_w_m2": poa, "cell_c": cell}, pv_capacity_mw=80.0, pv_remaining=0.95, **AMPLE)
    p = s["p"]
    dc = photovoltaics.dc_power_mw(poa, cell, 80.0 * 0.95, gamma_per_k=p["pv_gamma_per_k"])
    limit = 80.0 / p["pv_dc_ac_ratio"]
    ac = photovoltaics.ac_power_mw(dc, limit, system_losses=p["pv_losses"], inverter_efficiency=p["inverter_efficiency"])
    np.testing.assert_allclose(s["pv_mw"], ac, rtol=1e-12)


def test_gas_burns_by_the_part_load_heat_rate() -> None:
    plant = {"thermal_capacity_mw": 160.0, "thermal_must_run": 1.0, "thermal_availability": 1.0, "thermal_no_load_share": 0.2}
    s = steps({"generation": "gas", "grid": "island"}, {"workload": RNG.uniform(0.7, 1.5, N)}, **plant)
    p = s["p"]
    rated = 160.0 * (1 - p["turbine_derate_per_k"] * (AIR["dry_bulb_c"] - 15.0)) * AIR["pressure_pa"] / 101_325.0
    load = s["thermal_plant_mw"] / rated
    rate = gas_turbine.part_load_heat_rate_btu_per_kwh(
        load, full_load_heat_rate_btu_per_kwh=p["thermal_heat_rate_btu_per_kwh"], no_load_share=0.2
    )
    np.testing.assert_allclose(s["fuel_mw"], s["thermal_plant_mw"] / gas_turbine.efficiency_hhv(rate), rtol=1e-9)
    cost = s["thermal_plant_mw"] * gas_turbine.fuel_cost_usd_per_mwh(rate, p["thermal_fuel_price_usd_per_mmbtu"])
    np.testing.assert_allclose(s["fuel_cost_usd_per_h"], cost, rtol=1e-9)
    co2 = s["thermal_plant_mw"] * gas_turbine.co2_kg_per_mwh(rate, emission_factor_kg_per_mmbtu=p["thermal_emission_factor_kg_per_mmbtu"])
    np.testing.assert_allclose(s["fuel_co2_kg_per_h"], co2, rtol=1e-9)


@pytest.mark.parametrize("step_s", [900.0, 3600.0])
def test_battery_steps_are_charge_and_discharge(step_s: float) -> None:
    sizes = {"battery_energy_mwh": 120.0, "battery_power_mw": 50.0, "pv_capacity_mw": 500.0}
    poa = 1000.0 * np.clip(np.sin((HOUR - 6) / 12 * np.pi), 0, None)
    s = steps({"generation": "pv", "storage": "battery", "grid": "island"}, {"poa_w_m2": poa, "cell_c": 25.0}, step_s, **sizes)
    one_way = np.sqrt(s["p"]["battery_rte"])
    step_h = step_s / 3600.0
    law = {"capacity_mwh": 120.0, "step_h": step_h}
    # What is shed is shed alike, so the whole demand is what is served over its share.
    served = sum(s[name] for name in ("it_mw", "cooling_mw", "power_loss_mw", "auxiliary_mw"))
    surplus = s["pv_mw"] - served / np.maximum(s["powered_share"], 1e-9)
    for i in np.flatnonzero(s["powered_share"] > 1e-6):
        state = max(s["storage_state_mwh"][i - 1], 0.0) if i else 60.0
        if surplus[i] > 0:
            done = battery.charge(state, surplus[i], charge_efficiency=one_way, charge_rate_per_h=50.0 * one_way / 120.0, **law)
        else:
            done = battery.discharge(state, -surplus[i], discharge_draw=1 / one_way, discharge_rate_per_h=50.0 / one_way / 120.0, **law)
        assert s["storage_state_mwh"][i] == pytest.approx(float(done.state_mwh), abs=1e-9)
        assert s["storage_loss_mw"][i] * step_h == pytest.approx(float(done.loss_mwh), abs=1e-9)
    assert s["storage_change_mw"].min() < 0 < s["storage_change_mw"].max()


def test_miners_stop_where_the_function_says() -> None:
    price = RNG.uniform(0, 200, N)
    s = steps(
        {"flexible_load": "mining"}, {"grid_price_usd_per_mwh": price}, mining_capacity_mw=20.0, response_payment_usd_per_mwh=0.0, **AMPLE
    )
    p = s["p"]
    worth = mining.break_even_usd_per_mwh(p["hashprice_usd_per_th_day"], p["asic_efficiency_j_per_th"])
    assert np.array_equal(s["mining_mw"] > 0, price < worth) and 0 < np.count_nonzero(price < worth) < N
    np.testing.assert_allclose(s["mining_income_usd_per_h"], s["mining_mw"] * worth, rtol=1e-12)
