"""What halls of accelerators on the ground share: engine parameters, assets and costs from the draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gigasite import _core, forcing
from gigasite.constants import BTU_PER_KWH, HOURS_PER_YEAR
from gigasite.parameters import default, table
from gigasite.site_model import Array, Asset, Cost, Phase

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = [
    "BOUNDARY",
    "COMPONENTS",
    "PARAMETERS",
    "components",
    "engine_parameters",
    "forcing_choices",
    "gpus",
    "hall_assets",
    "hall_costs",
    "import_limit_mw",
    "land_m2",
    "operate",
]

#: Slots of the Earth engine with the variant that a hall has when nothing is said.
COMPONENTS: Mapping[str, str] = {
    "cooling": "dry_cooler",
    "power_train": "double_conversion",
    "heat_use": "none",
    "generation": "none",
    "storage": "none",
    "flexible_load": "none",
    "grid": "grid",
    "ppa": "none",
    "ppa_settlement": "physical",
}

#: Years of outages of gas units that the draws go through.
OUTAGE_YEARS = 16
#: Share of the cooling plant in the price of a building: Turner & Townsend, Data Centre Cost Index 2025–26 (mechanical 20–25 %).
COOLING_SHARE = 0.25

#: Plants without a liquid loop to the chips.
_ON_AIR = ("air_economiser", "adiabatic", "water_economiser", "chiller_tower", "chiller_air_cooled")

BOUNDARY = ("chips", "building", "cooling", "grid line", "staff and network of the hall", "waiting for power")

_HARDWARE = ("gpus_per_node", "node_power_max_kw", "node_price_usd", "bf16_dense_tflops")
_MADE_HERE = (
    "gpus",
    "unit_availability",
    "goodput",
    "eco_k0",
    "eco_k1",
    "eco_k2",
    "dc_k0",
    "dc_k1",
    "dc_k2",
    "pv_remaining",
    "thermal_capacity_mw",
    "thermal_heat_rate_btu_per_kwh",
    "thermal_fuel_price_usd_per_mmbtu",
    "thermal_emission_factor_kg_per_mmbtu",
    "thermal_availability",
    "thermal_no_load_share",
    "thermal_must_run",
    "thermal_unit_mw",
    "thermal_minimum_load",
    "thermal_start_cost_usd_per_mw",
    "import_limit_mw",
    "grid_renewable_share",
)

#: Engine parameters that are rows of the table: they pass through unchanged.
_FROM_TABLE = tuple(name for name in _core.EARTH_PARAMETERS if name not in _MADE_HERE)

#: Keys that a hall reads from the draws.
PARAMETERS: tuple[str, ...] = (
    *_FROM_TABLE,
    "ups_eco_efficiency",
    "dc_rectifier_efficiency",
    "dc_bus_efficiency",
    "facility_availability",
    "grid_availability",
    "ground_chip_hazard_per_yr",
    "repair_time_h",
    "job_gpus",
    "training_share",
    "gpu_interruption_rate_per_gpu_yr",
    "checkpoint_time_s",
    "restart_time_s",
    "connection_mw",
    "gross_to_critical_ratio",
    "pv_degradation_per_yr",
    "battery_minimum_state",
    "gas_capacity_mw",
    "nuclear_capacity_mw",
    "fuel_cell_capacity_mw",
    "ccgt_heat_rate_btu_per_kwh",
    "gas_price_usd_per_mmbtu",
    "gas_emission_factor_kg_per_mmbtu",
    "gas_forced_outage",
    "gas_no_load_share",
    "gas_unit_mw",
    "gas_spare_units",
    "gas_repair_time_h",
    "gas_minimum_load",
    "gas_start_cost_usd_per_mw",
    "wind_hub_height_m",
    "wind_roughness_m",
    "grid_fixed_charge_usd_per_month",
    "ppa_renewable_share",
    "nuclear_fuel_cost_usd_per_mwh",
    "capacity_factor_nuclear",
    "fuel_cell_efficiency",
    "chip_life_years",
    "chip_price_factor",
    "chip_price_trend_per_yr",
    "chip_salvage_share",
    "wacc_it_per_yr",
    "facility_capex_usd_per_kw",
    "liquid_premium",
    "local_capex_factor",
    "facility_life_years",
    "facility_salvage_share",
    "wacc_facility_per_yr",
    "land_capex_usd_per_kw",
    "hall_land_m2_per_kw",
    "pv_land_m2_per_kw",
    "wind_land_m2_per_kw",
    "interconnection_capex_usd_per_kw",
    "embodied_node_kg",
    "embodied_facility_kg_per_kw",
    "opex_fraction",
    "staff_usd_per_mw_yr",
    "local_staff_factor",
    "facility_opex_fraction",
    "network_usd_per_gpu_yr",
    "property_tax_share",
    "insurance_share",
    "spare_share",
    "pv_capex_usd_per_kw",
    "pv_life_years",
    "wind_capex_usd_per_kw",
    "wind_life_years",
    "ccgt_capex_usd_per_kw",
    "gas_life_years",
    "nuclear_capex_usd_per_kw",
    "nuclear_life_years",
    "fuel_cell_capex_usd_per_kw",
    "fuel_cell_life_years",
    "battery_energy_cost_usd_per_kwh",
    "battery_power_cost_usd_per_kw",
    "battery_life_years",
    "onsite_opex_fraction",
    "embodied_pv_kg_per_kw",
    "embodied_wind_kg_per_kw",
    "embodied_battery_kg_per_kwh",
    "study_months",
    "build_months",
    "ramp_months",
    "flexible_share",
    "curtailment_share",
    "allocated_share",
    "model_flops_utilisation",
)


def components(site: Site, **defaults: str) -> dict[str, str]:
    """The slots of a site: what the scenario chose, else what the site type prefers, else what a hall has."""
    return {**COMPONENTS, **defaults, **site.components}


def gpus(p: Draws) -> Array:
    """Accelerators that the IT capacity carries at the largest draw of a node."""
    return 1000.0 * p["it_capacity_mw"] / p["node_power_max_kw"] * p["gpus_per_node"]


def import_limit_mw(p: Draws) -> Array:
    """The grid connection: as given, or critical IT times the gross-to-critical ratio (peak PUE and redundancy)."""
    return np.where(p["connection_mw"] > 0, p["connection_mw"], p["it_capacity_mw"] * p["gross_to_critical_ratio"])


def goodput(p: Draws) -> Array:
    """Share of a sold hour that is useful work: training jobs lose checkpoints, lost work and restarts, inference nothing.

    ``1 − C/T − T/(2M) − R/M`` at Young's interval ``T = √(2 C M)``, M the mean time between interruptions of a job.
    Source: J. W. Young, "A first order approximation to the optimum checkpoint interval", CACM 17(9), 1974.
    """
    between_s = HOURS_PER_YEAR * 3600.0 / np.maximum(p["job_gpus"] * p["gpu_interruption_rate_per_gpu_yr"], 1e-12)
    checkpoint, restart = p["checkpoint_time_s"], p["restart_time_s"]
    lost = np.sqrt(2.0 * checkpoint / between_s) + restart / between_s
    return 1.0 - p["training_share"] * np.clip(lost, 0.0, 1.0)


def unit_availability(p: Draws, slots: Mapping[str, str]) -> Array:
    """Share of the powered hours in which an accelerator works: hall, grid connection, and repair of the accelerator itself.

    An island has no connection that fails: what its plant does not serve is in the hours that have power.
    """
    repaired = 1.0 / (1.0 + p["ground_chip_hazard_per_yr"] * p["repair_time_h"] / HOURS_PER_YEAR)
    connection = 1.0 if slots["grid"] == "island" else p["grid_availability"]
    return p["facility_availability"] * connection * repaired


def operate(p: Draws, site: Site, slots: Mapping[str, str]) -> Phase:
    """The phase in which a hall serves."""
    return Phase("operate", slots, engine_parameters(p, site, slots), forcing=forcing_choices(p, site, slots))


def engine_parameters(p: Draws, site: Site, slots: Mapping[str, str], **changes: Array) -> dict[str, Array]:
    """Every parameter of the Earth engine for a hall; ``changes`` replace some."""
    eco, dc = p["ups_eco_efficiency"], p["dc_rectifier_efficiency"] * p["dc_bus_efficiency"]
    values: dict[str, Array] = {name: p[name] for name in _FROM_TABLE}
    values |= {
        "gpus": gpus(p),
        "unit_availability": unit_availability(p, slots),
        "goodput": goodput(p),
        "eco_k0": 0.0,
        "eco_k1": 1.0 / eco - 1.0,
        "eco_k2": 0.0,
        "dc_k0": 0.0,
        "dc_k1": 1.0 / dc - 1.0,
        "dc_k2": 0.0,
        "pv_remaining": (1.0 - p["pv_degradation_per_yr"]) ** (0.5 * p["pv_life_years"]),
        "import_limit_mw": import_limit_mw(p),
        "battery_energy_mwh": p["battery_energy_mwh"] * (1.0 - p["battery_minimum_state"]),
        "grid_renewable_share": forcing.renewable_share(site) if slots["grid"] == "grid" else 0.0,
    }
    if "utilisation" in site.series:
        values["fleet_utilisation"] = 1.0  # the busy share itself is given, not its shape
    if slots["power_train"] == "dc_800v":
        # The bus takes the place of PDU and cables; its loss stands in the chain above.
        values |= {"pdu_efficiency": 1.0, "cable_efficiency": 1.0}
    return values | _thermal_plant(p, slots["generation"]) | changes


def forcing_choices(p: Draws, site: Site, slots: Mapping[str, str]) -> dict[str, Array]:
    """What a hall does to its series: work that moves within the day (``flexible_load = "shift"``), curtailment rights of the grid, the
    wind at its hubs, and the outages of its gas units."""
    choices: dict[str, Array] = {}
    if slots["flexible_load"] == "shift":
        choices |= {"flexible_share": _levels(p, "flexible_share"), "workload_cap": 1.0 / _busiest(p, site)}
    if slots["grid"] == "grid" and np.any(p["curtailment_share"] > 0.0):
        choices["curtailment_share"] = _levels(p, "curtailment_share")
    if "wind" in slots["generation"] or slots["ppa"] == "wind":
        choices |= {key: _levels(p, key) for key in ("wind_hub_height_m", "wind_roughness_m")}
    if "gas" in slots["generation"] and np.any(p["gas_unit_mw"] > 0.0):
        choices |= {
            "gas_units": gas_units(p),
            "gas_forced_outage": _levels(p, "gas_forced_outage", 1),
            "gas_repair_time_h": _levels(p, "gas_repair_time_h", 1),
            "outage_year": (np.arange(p.n_draws) % p.period + p.start) % OUTAGE_YEARS,
        }
    return choices


def gas_units(p: Draws) -> Array:
    """Gas units of a site: those that carry ``gas_capacity_mw``, and the spare ones; 0 where the plant has no units."""
    unit = p["gas_unit_mw"]
    needed = np.ceil(p["gas_capacity_mw"] / np.where(unit > 0.0, unit, 1.0) - 1e-9)
    return np.where(unit > 0.0, needed + np.ceil(p["gas_spare_units"]), 0.0)


def gas_installed_mw(p: Draws) -> Array:
    """Gas capacity that is bought: whole units, the spare ones with them."""
    return np.where(p["gas_unit_mw"] > 0.0, gas_units(p) * p["gas_unit_mw"], p["gas_capacity_mw"])


def _busiest(p: Draws, site: Site) -> float:
    """Largest busy share of the sold nodes over the draws; a property of the distribution, so that it depends on no chunk."""
    if "utilisation" in site.series:
        return 1.0
    if p.mode == "default" or p.origin("fleet_utilisation").kind == "replaced":
        return float(np.max(p["fleet_utilisation"]))
    return float(np.max(p.variable("fleet_utilisation").distribution.quantile(np.array([1.0 - 2.0**-54]))))


def _levels(p: Draws, key: str, significant: int = 2) -> Array:
    """A choice over the draws. What is drawn has two significant digits or one: draws that choose alike share their series."""
    values = p[key]
    replaced = p.origin(key).kind == "replaced"
    many = len(np.unique(values)) > 32 if replaced else p.mode == "sample" and p.variable(key).distribution.kind != "constant"
    if not many:
        return values
    digits = 10.0 ** (significant - 1.0 - np.floor(np.log10(np.maximum(values, 1e-12))))
    return np.round(values * digits) / digits


def _thermal_plant(p: Draws, generation: str) -> dict[str, Array]:
    gas = {
        "thermal_capacity_mw": gas_installed_mw(p),
        "thermal_heat_rate_btu_per_kwh": p["ccgt_heat_rate_btu_per_kwh"],
        "thermal_fuel_price_usd_per_mmbtu": p["gas_price_usd_per_mmbtu"],
        "thermal_emission_factor_kg_per_mmbtu": p["gas_emission_factor_kg_per_mmbtu"],
        # Units fail one by one in the series; one machine has a mean availability.
        "thermal_availability": np.where(p["gas_unit_mw"] > 0.0, 1.0, 1.0 - p["gas_forced_outage"]),
        "thermal_no_load_share": p["gas_no_load_share"],
        "thermal_must_run": 0.0,
        "thermal_unit_mw": p["gas_unit_mw"],
        "thermal_minimum_load": p["gas_minimum_load"],
        "thermal_start_cost_usd_per_mw": np.where(p["gas_unit_mw"] > 0.0, p["gas_start_cost_usd_per_mw"], 0.0),
    }
    if "nuclear" in generation or "fuel_cell" in generation:
        gas |= {
            "thermal_availability": 1.0 - p["gas_forced_outage"],
            "thermal_unit_mw": 0.0,
            "thermal_minimum_load": 0.0,
            "thermal_start_cost_usd_per_mw": 0.0,
        }
    if "nuclear" in generation:
        rate = np.full(p.n_draws, BTU_PER_KWH)  # fuel counted in electricity, priced per MWh
        return gas | {
            "thermal_capacity_mw": p["nuclear_capacity_mw"],
            "thermal_heat_rate_btu_per_kwh": rate,
            "thermal_fuel_price_usd_per_mmbtu": p["nuclear_fuel_cost_usd_per_mwh"] * 1000.0 / rate,
            "thermal_emission_factor_kg_per_mmbtu": 0.0,
            "thermal_availability": p["capacity_factor_nuclear"],
            "thermal_no_load_share": 0.0,
            "thermal_must_run": 1.0,
            "turbine_derate_per_k": 0.0,
        }
    if "fuel_cell" in generation:
        return gas | {
            "thermal_capacity_mw": p["fuel_cell_capacity_mw"],
            "thermal_heat_rate_btu_per_kwh": BTU_PER_KWH / p["fuel_cell_efficiency"],
            "thermal_no_load_share": 0.0,
            "turbine_derate_per_k": 0.0,
        }
    return gas


def chips(p: Draws, month: Array) -> Asset:
    """The nodes with their spares, bought when there is power for them."""
    nodes = gpus(p) / p["gpus_per_node"] * (1.0 + p["spare_share"])
    return Asset(
        "accelerators",
        "chips",
        nodes * p["node_price_usd"] * p["chip_price_factor"],
        p["chip_life_years"],
        p["wacc_it_per_yr"],
        month=month,
        price_trend_per_yr=p["chip_price_trend_per_yr"],
        salvage_share=p["chip_salvage_share"],
        embodied_kg=nodes * p["embodied_node_kg"],
    )


def building_usd(p: Draws, slots: Mapping[str, str]) -> Array:
    """Shell, power and cooling of the hall; a liquid loop costs its premium, and cooling plant in reserve its share of the price."""
    liquid = slots["cooling"] not in _ON_AIR  # a law has a liquid loop, as the dry cooler has
    premium = p["liquid_premium"] if liquid else 1.0
    reserve = 1.0 + COOLING_SHARE * (p["cooling_redundancy"] / default("cooling_redundancy") - 1.0)
    return 1000.0 * p["it_capacity_mw"] * p["facility_capex_usd_per_kw"] * p["local_capex_factor"] * premium * reserve


def building(p: Draws, slots: Mapping[str, str], month: Array, cost_usd: Array | None = None) -> Asset:
    """The hall, paid on average in the middle of its construction."""
    return Asset(
        "building",
        "facility",
        building_usd(p, slots) if cost_usd is None else cost_usd,
        p["facility_life_years"],
        p["wacc_facility_per_yr"],
        month=month,
        salvage_share=p["facility_salvage_share"],
        embodied_kg=1000.0 * p["it_capacity_mw"] * p["embodied_facility_kg_per_kw"],
    )


def grid_line(p: Draws, month: Array, share: Array = 1.0) -> Asset:
    """The connection, per kW of the contract; ``share`` of it must be bought."""
    cost = 1000.0 * import_limit_mw(p) * p["interconnection_capex_usd_per_kw"] * share
    return Asset("grid line", "facility", cost, p["facility_life_years"], p["wacc_facility_per_yr"], month=month)


def land(p: Draws, share: Array = 1.0) -> Asset:
    """The site, bought at the decision."""
    cost = 1000.0 * p["it_capacity_mw"] * p["land_capex_usd_per_kw"] * share
    return Asset("land", "facility", cost, p["facility_life_years"], p["wacc_facility_per_yr"])


def land_m2(p: Draws, slots: Mapping[str, str]) -> Array:
    """Ground of the hall, and of PV and wind where the site has them; what is built over between turbines is not in it."""
    made = slots["generation"].split("+")
    area = p["hall_land_m2_per_kw"] * p["it_capacity_mw"]
    for kind in ("pv", "wind"):
        if kind in made:
            area = area + p[f"{kind}_land_m2_per_kw"] * p[f"{kind}_capacity_mw"]
    return 1000.0 * area


def onsite_assets(p: Draws, slots: Mapping[str, str], month: Array) -> tuple[Asset, ...]:
    """Generation and storage on site, as the slots have them."""
    kinds: dict[str, tuple[str, str, str, Any]] = {
        "pv": ("pv_capacity_mw", "pv_capex_usd_per_kw", "pv_life_years", p["embodied_pv_kg_per_kw"]),
        "wind": ("wind_capacity_mw", "wind_capex_usd_per_kw", "wind_life_years", p["embodied_wind_kg_per_kw"]),
        "gas": ("gas_capacity_mw", "ccgt_capex_usd_per_kw", "gas_life_years", 0.0),
        "nuclear": ("nuclear_capacity_mw", "nuclear_capex_usd_per_kw", "nuclear_life_years", 0.0),
        "fuel_cell": ("fuel_cell_capacity_mw", "fuel_cell_capex_usd_per_kw", "fuel_cell_life_years", 0.0),
    }
    assets = []
    for kind in slots["generation"].replace(" ", "").split("+"):
        if kind in kinds:
            capacity, capex, life, embodied = kinds[kind]
            kw = 1000.0 * (gas_installed_mw(p) if kind == "gas" else p[capacity])
            assets.append(Asset(kind, "onsite_power", kw * p[capex], p[life], p["wacc_facility_per_yr"], month, embodied_kg=kw * embodied))
    if slots["storage"] == "battery":
        energy_kwh, power_kw = 1000.0 * p["battery_energy_mwh"], 1000.0 * p["battery_power_mw"]
        cost = energy_kwh * p["battery_energy_cost_usd_per_kwh"] + power_kw * p["battery_power_cost_usd_per_kw"]
        embodied = energy_kwh * p["embodied_battery_kg_per_kwh"]
        assets.append(
            Asset("battery", "onsite_power", cost, p["battery_life_years"], p["wacc_facility_per_yr"], month, embodied_kg=embodied)
        )
    return tuple(assets)


def hall_assets(p: Draws, slots: Mapping[str, str], power_month: Array) -> tuple[Asset, ...]:
    """Everything that a hall on a green field buys."""
    middle = np.maximum(power_month - 0.5 * p["build_months"], 0.0)
    return (
        chips(p, power_month),
        building(p, slots, middle),
        grid_line(p, middle),
        land(p),
        *onsite_assets(p, slots, middle),
    )


def hall_costs(p: Draws, slots: Mapping[str, str], assets: tuple[Asset, ...]) -> tuple[Cost, ...]:
    """Yearly costs of running a hall with these assets: upkeep, staff, network, tax and insurance."""
    of = {item: sum(asset.cost_usd for asset in assets if asset.item == item) for item in ("chips", "facility", "onsite_power")}
    per_mw = p["staff_usd_per_mw_yr"] * p["local_staff_factor"]
    property_usd = of["facility"] + of["onsite_power"]
    return (
        Cost("upkeep of the nodes", "operation", p["opex_fraction"] * of["chips"], for_chips=True),
        Cost("upkeep of the building", "operation", p["facility_opex_fraction"] * of["facility"]),
        Cost("upkeep of generation and storage", "operation", p["onsite_opex_fraction"] * of["onsite_power"]),
        Cost("fixed grid charge", "energy", 12.0 * p["grid_fixed_charge_usd_per_month"] if slots["grid"] == "grid" else 0.0),
        Cost("staff", "operation", per_mw * p["it_capacity_mw"]),
        Cost("network", "network", p["network_usd_per_gpu_yr"] * gpus(p), for_chips=True),
        Cost("property tax", "tax", p["property_tax_share"] * property_usd),
        Cost("insurance of the building", "tax", p["insurance_share"] * property_usd),
        Cost("insurance of the nodes", "tax", p["insurance_share"] * of["chips"], for_chips=True),
    )


def check_parameters() -> list[str]:
    """Keys that neither the table nor the hardware knows: none, or a defect."""
    return [name for name in PARAMETERS if name not in table() and name not in _HARDWARE]
