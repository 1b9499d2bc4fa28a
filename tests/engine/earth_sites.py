"""Random sites on the ground for the tests of the engine: parameters within their legal interval, weather and market of any kind."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from gigasite import _core
from gigasite.parameters import table
from gigasite.stepping import OUTPUTS, Stepper

SLOTS = {slot: list(variants) for slot, variants in _core.EARTH_SLOTS}
#: Start of every forcing: 1 January 2023.
START = 1_672_531_200
GENERATION = ["none", "pv", "wind", "gas", "pv+wind+gas", "pv+nuclear", "fuel_cell"]

#: Parameters that a site type makes, with an interval to draw from.
MADE = {
    "gpus": (0.0, 2e5),
    "unit_availability": (0.5, 1.0),
    "goodput": (0.1, 1.0),
    "eco_k0": (0.0, 0.01),
    "eco_k1": (0.0, 0.02),
    "eco_k2": (0.0, 0.02),
    "dc_k0": (0.0, 0.01),
    "dc_k1": (0.0, 0.05),
    "dc_k2": (0.0, 0.02),
    "pv_remaining": (0.7, 1.0),
    "thermal_capacity_mw": (0.0, 200.0),
    "thermal_heat_rate_btu_per_kwh": (3412.142, 12000.0),
    "thermal_fuel_price_usd_per_mmbtu": (0.0, 20.0),
    "thermal_emission_factor_kg_per_mmbtu": (0.0, 60.0),
    "thermal_availability": (0.5, 1.0),
    "thermal_no_load_share": (0.0, 0.4),
    "thermal_must_run": (0.0, 1.0),
    "thermal_unit_mw": (-20.0, 60.0),
    "thermal_minimum_load": (0.0, 0.8),
    "thermal_start_cost_usd_per_mw": (0.0, 200.0),
    "import_limit_mw": (0.0, 300.0),
    "grid_renewable_share": (0.0, 1.0),
}

#: Narrower than what is legal: sizes that belong to a site of about 100 MW.
SIZES = {
    "it_capacity_mw": (1.0, 200.0),
    "fleet_utilisation": (0.01, 1.0),
    "sold_share": (0.01, 1.0),
    "pv_capacity_mw": (0.0, 300.0),
    "wind_capacity_mw": (0.0, 300.0),
    "battery_energy_mwh": (0.0, 2000.0),
    "battery_power_mw": (0.0, 200.0),
    "heat_pump_capacity_mw": (0.0, 200.0),
    "mining_capacity_mw": (0.0, 200.0),
    "heat_tank_mwh": (0.0, 400.0),
    "heat_tank_loss_per_day": (0.0, 0.3),
    "export_limit_mw": (0.0, 200.0),
    "supply_limit_air_c": (18.0, 40.0),
    "supply_limit_liquid_c": (18.0, 55.0),
    "chiller_approach_k": (1.0, 4.0),
    "asic_efficiency_j_per_th": (10.0, 60.0),
    "hashprice_usd_per_th_day": (0.0, 0.2),
    "heat_tank_charge_below_usd_per_mwh": (-100.0, 200.0),
    "heat_tank_discharge_above_usd_per_mwh": (0.0, 500.0),
    "grid_export_price_usd_per_mwh": (0.0, 100.0),
    "demand_ratchet": (0.0, 1.0),
    "ppa_volume_mw": (-30.0, 150.0),
    "ppa_price_usd_per_mwh": (-50.0, 150.0),
    "ppa_resale_share": (0.0, 1.0),
    "battery_charge_below_usd_per_mwh": (-100.0, 50.0),
    "battery_discharge_above_usd_per_mwh": (50.0, 500.0),
}


def interval(name: str) -> tuple[float, float]:
    if name in MADE:
        return MADE[name]
    if name in SIZES:
        return SIZES[name]
    row = table()[name]
    return row.low, max(row.high, row.low)


def parameters(rng: np.random.Generator, n_draws: int) -> np.ndarray:
    """Names × draws in the order of the engine."""
    values = np.array([rng.uniform(*interval(name), n_draws) for name in _core.EARTH_PARAMETERS])
    for name in ("thermal_unit_mw", "ppa_volume_mw"):  # a negative size of the interval is none
        row = list(_core.EARTH_PARAMETERS).index(name)
        values[row] = np.maximum(values[row], 0.0)
    return values


def forcing(rng: np.random.Generator, n_steps: int) -> dict[str, np.ndarray]:
    """A stretch of hours of any climate and market, prices from −1,000 on."""
    base, swing = rng.uniform(-25, 32), rng.uniform(0, 14)
    hour = np.arange(n_steps)
    dry_bulb = base + swing * np.sin(hour / 24 * 2 * np.pi) + rng.normal(0, 2, n_steps)
    return {
        "dry_bulb_c": np.clip(dry_bulb, -20, 48),
        "relative_humidity": rng.uniform(0.05, 1.0, n_steps),
        "pressure_pa": np.full(n_steps, rng.uniform(70e3, 104e3)),
        "workload": rng.uniform(0.0, 2.0, n_steps),
        "grid_price_usd_per_mwh": rng.choice([-1000.0, 0.0, 40.0, 60.0, 5000.0], n_steps) + rng.normal(0, 10, n_steps),
        "grid_carbon_kg_per_mwh": rng.uniform(0, 1000, n_steps),
        "grid_available": rng.choice([0.0, 0.3, 1.0], n_steps, p=[0.1, 0.2, 0.7]),
        "heat_demand_mw": rng.uniform(0, 120, n_steps),
        "heat_supply_c": rng.uniform(30, 130, n_steps),
        "heat_return_c": rng.uniform(15, 29, n_steps),
        "heat_price_usd_per_mwh": rng.uniform(-20, 100, n_steps),
        "poa_w_m2": np.clip(900 * np.sin((hour % 24 - 6) / 12 * np.pi), 0, None),
        "cell_c": dry_bulb + 15,
        "wind_share": rng.uniform(0, 1, n_steps),
        "sea_water_c": rng.uniform(-1, 28, n_steps),
        "hashprice_factor": rng.uniform(0, 2, n_steps),
        "coincident_peak": (rng.random(n_steps) < 0.02).astype(float),
        "thermal_available": rng.choice([0.5, 0.75, 1.0], n_steps),
        "ppa_share": rng.uniform(0, 1, n_steps),
    }


@st.composite
def sites(draw: Any) -> dict[str, Any]:
    """Slots, a seed for the numbers, draws and steps."""
    slots = {slot: draw(st.sampled_from(variants)) for slot, variants in SLOTS.items() if slot != "generation"}
    slots["generation"] = draw(st.sampled_from(GENERATION))
    return {
        "slots": slots,
        "seed": draw(st.integers(0, 2**32 - 1)),
        "n_draws": draw(st.integers(1, 40)),
        "n_steps": draw(st.integers(1, 96)),
        "step_s": draw(st.sampled_from([300.0, 900.0, 3600.0])),
    }


def run(site: dict[str, Any], *, threads: int = 1, series_of_draw: int | None = None, draws: slice = slice(None), **changes: Any) -> Any:
    """Ledger and series of a random site; ``changes`` replace parameters, ``draws`` picks some."""
    rng = np.random.default_rng(site["seed"])
    values = parameters(rng, site["n_draws"])
    table_of = forcing(rng, site["n_steps"])
    names = list(_core.EARTH_PARAMETERS)
    for name, value in changes.items():
        if name in table_of:
            table_of[name] = np.broadcast_to(np.asarray(value, float), (site["n_steps"],))
        else:
            values[names.index(name)] = value
    picked = np.ascontiguousarray(values[:, draws])
    stacked = np.ascontiguousarray(np.stack(list(table_of.values())))
    return _core.simulate(
        "earth", list(site["slots"].items()), names, picked, list(table_of), stacked, START, site["step_s"], threads, series_of_draw
    )


def core_stepper(site: dict[str, Any], outputs: tuple[str, ...] = OUTPUTS) -> Stepper:
    """The first draw of a random site."""
    rng = np.random.default_rng(site["seed"])
    values = np.ascontiguousarray(parameters(rng, site["n_draws"])[:, :1])
    table = forcing(rng, site["n_steps"])
    slots, names = list(site["slots"].items()), list(_core.EARTH_PARAMETERS)
    stacked = np.ascontiguousarray(np.stack(list(table.values())))
    return Stepper(slots, names, values, list(table), stacked, START, site["step_s"], list(outputs))
