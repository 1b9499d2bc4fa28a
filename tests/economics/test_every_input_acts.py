"""An input that has no effect on any metric is a defect: every key of every built-in site type moves some metric somewhere."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import gigasite as gs
from gigasite.errors import ValidityWarning
from gigasite.sensitivity_analysis import _evaluate
from gigasite.site_model import NoneBecause
from gigasite.sites import hall
from gigasite.sites.campus import Campus

# Facts of an item of the catalogue: shown by `gigasite hardware`, for plugins; the built-in site types ask for power, price and speed.
FACTS = {"node_power_mean_kw", "fp8_dense_tflops", "memory_gb", "memory_bandwidth_tb_per_s", "chip_tdp_w", "chip_mass_kg", "mass_kg"}
# The economic model reads tariffs for every site; an orbit has no meter.
GRID = {"coincident_peak_charge_usd_per_kw_yr", "demand_charge_usd_per_kw_month", "gas_variable_cost_usd_per_mwh", "grid_fee_usd_per_mwh"}

BATTERY = {
    "battery_power_mw": 20.0,
    "battery_energy_mwh": 80.0,
    "battery_charge_below_usd_per_mwh": 45.0,
    "battery_discharge_above_usd_per_mwh": 70.0,
}
FLEXIBLE: tuple[dict[str, Any], dict[str, float]] = ({}, {"curtailment_share": 0.002, "grid_wait_months": 55.0})
GROUND: list[tuple[dict[str, Any], dict[str, float]]] = [
    # what is chosen in the scenario, and values that switch on what is off by default
    ({}, {}),
    ({}, {"curtailment_share": 0.005, "transformer_lead_months": 1.0}),
    ({}, {"partial_power_share": 0.3}),
    ({"cooling": "air_economiser"}, {}),
    ({"cooling": "adiabatic"}, {"supply_limit_air_c": 20.0}),
    ({"cooling": "water_economiser"}, {}),
    ({"cooling": "chiller_tower"}, {}),
    ({"cooling": "chiller_air_cooled"}, {}),
    ({"cooling": "sea_water", "sea_water_c": 30}, {}),
    ({"power_train": "eco"}, {}),
    ({"power_train": "dc_800v"}, {}),
    ({"generation": "pv+wind"}, {"pv_capacity_mw": 60.0, "wind_capacity_mw": 30.0}),
    ({"generation": "pv", "storage": "battery"}, {"pv_capacity_mw": 200.0, "export_limit_mw": 50.0, **BATTERY}),
    ({"generation": "gas"}, {"gas_capacity_mw": 60.0, "connection_mw": 70.0}),
    ({"generation": "nuclear"}, {"nuclear_capacity_mw": 100.0}),
    ({"generation": "fuel_cell"}, {"fuel_cell_capacity_mw": 60.0, "connection_mw": 70.0}),
    ({"flexible_load": "mining"}, {"mining_capacity_mw": 20.0}),
    ({"flexible_load": "shift"}, {}),
    FLEXIBLE,
    ({"generation": "gas", "grid": "island"}, {"gas_capacity_mw": 200.0}),
    ({"generation": "gas"}, {"gas_capacity_mw": 60.0, "connection_mw": 70.0, "gas_unit_mw": 30.0}),
    ({"generation": "gas", "grid": "island"}, {"gas_capacity_mw": 100.0, "gas_unit_mw": 20.0, "gas_spare_units": 0.0}),
    ({"ppa": "baseload"}, {"ppa_volume_mw": 120.0}),
    ({}, {"demand_charge_usd_per_kw_month": 10.0}),
]
HEAT: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({"heat_use": "direct", "cooling": "liquid_w45"}, {"heat_source_c": 60.0, "it_capacity_mw": 3.0}),
    ({"heat_use": "direct", "cooling": "chiller_air_cooled"}, {"it_capacity_mw": 3.0, "heat_source_c": 60.0}),
    ({"cooling": "chiller_air_cooled"}, {"liquid_capture": 0.5}),
    ({}, {"heat_pump_maximum_sink_c": 70.0, "heat_demand_share": 1.0}),
    ({}, {"heat_tank_mwh": 20.0}),
    ({}, {"heat_tank_mwh": 20.0, "heat_tank_charge_below_usd_per_mwh": 30.0, "heat_tank_discharge_above_usd_per_mwh": 60.0}),
    FLEXIBLE,
]
ORBIT: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({}, {}),
    ({"attitude": "nadir"}, {}),
    ({"eclipse_policy": "throttle"}, {}),
    ({"eclipse_policy": "battery+throttle"}, {}),
    ({"radiator": "heat_pump"}, {}),
    ({"node": "drifting"}, {}),
    ({}, {"link_need_mbit_s_per_gpu": 50.0}),
    ({}, {"launch_cumulative_t": 4000.0}),
]


# What is chosen for each seed. The sites on the ground share the hall: a key that acts in one hall acts in all, so that the mild climates
# need not be made hot. A site without a network keeps the keys of the heat side.
# A place whose market moves: demand that recovers, rents that make others build, users far away, data over a thin line, remedies.
MARKET: list[tuple[dict[str, Any], dict[str, float]]] = [
    (
        {},
        {
            "demand_recovery_share": 0.9,
            "voucher_share": 0.1,
            "contract_default_per_yr": 0.2,
            "resale_share": 0.3,
            "segment_shift_per_yr": 0.05,
            "user_distance_km": 7000.0,
            "data_gb_per_gpu_h": 50.0,
            "supply_retirement_per_yr": 0.1,
            "gpu_rent_usd_per_gpu_h": 6.0,
        },
    ),
]
SWITCHES = {"texas": GROUND, "finland": [({}, {}), *HEAT], "mine": [({}, {})], "idle_china": [({}, {}), *MARKET], "orbit": ORBIT}


#: Ends of what is off at 0 and has no meaning near it.
OFF = {"neighbour_spacing_m": (0.0, 150.0)}


def ends(site: Any, key: str) -> tuple[float, float]:
    """Low and high of the row; a fifth around a value that is certain, within what is legal."""
    variable = site.variable(key)
    low, high = variable.distribution.support
    if low < high or key in OFF:
        return OFF.get(key, (low, high))
    row, value = variable.origin.row, variable.central
    if row is None:
        return 0.8 * value, 1.2 * value
    span = min(row.maximum - row.minimum, 10.0)
    return max(row.minimum, 0.8 * value), min(row.maximum, 1.2 * value if value else row.minimum + 0.2 * span)


def moved(site: Any, fixed: dict[str, float]) -> set[str]:
    """Keys that move a metric when they alone go to low or to high; all in one batch."""
    keys = [key for key in site.keys if key not in FACTS]
    n = 2 * len(keys) + 1
    columns = {}
    for index, key in enumerate(keys):
        column = np.full(n, fixed.get(key, site.variable(key).central))
        column[1 + index], column[1 + len(keys) + index] = ends(site, key)
        columns[key] = column
    found: set[str] = set()
    result = _evaluate(site, columns, n)
    for value in (*result.metrics.values(), result.ledger["temperature_max_c"]):
        if isinstance(value, NoneBecause):
            continue
        differs = (value != value[0]) & ~(np.isnan(value) & np.isnan(value[0]))
        found |= {key for index, key in enumerate(keys) if differs[1 + index] or differs[1 + len(keys) + index]}
    return found


@pytest.fixture(scope="module")
def acting() -> dict[str, set[str]]:
    """The keys that move something, by seed."""
    sites = gs.example("seeds").sites
    found: dict[str, set[str]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)  # formulas used as they stand at the coldest hours
        for name, switches in SWITCHES.items():
            pairs = [(sites[name].replace(**chosen) if chosen else sites[name], fixed) for chosen, fixed in switches]
            found[name] = set().union(*(moved(site, fixed) for site, fixed in pairs))
    return found


@pytest.mark.parametrize("name", SWITCHES)
def test_every_input_acts(acting: dict[str, set[str]], name: str) -> None:
    silent = set(gs.example("seeds").sites[name].keys) - FACTS - acting[name]
    shared = {*(Campus.parameters if name == "finland" else hall.PARAMETERS), *GRID}
    silent -= GRID if name == "orbit" else (acting["texas"] | acting["finland"]) & shared
    assert not silent, f"{name} reads these keys and nothing changes: {sorted(silent)}"
