"""Metrics that every site reports: from the ledger of the phase ``operate`` and the economics, over the draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gigasite.site_model import NoneBecause, SiteModel, column

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.economics.model import EconomicResult
    from gigasite.ledger import Ledger

__all__ = ["METRICS", "Metric", "evaluate", "with_meaning"]

Floats = NDArray[np.float64]
Value = Floats | NoneBecause

_GROUND = NoneBecause("a site on the ground is not launched")


@dataclass(frozen=True)
class Metric:
    """A metric: unit (empty when dimensionless), what it is in a line, and whether less is better (None: neither)."""

    name: str
    unit: str
    summary: str
    less_is_better: bool | None = None


def _table(*rows: tuple[str, str, str, bool | None]) -> dict[str, Metric]:
    return {row[0]: Metric(*row) for row in rows}


#: Every metric, in the order in which it is shown.
METRICS: Mapping[str, Metric] = _table(
    ("lcoc_usd_per_gpu_h", "USD/GPU-h", "levelised cost of a delivered GPU-hour", True),
    ("lcoc_usd_per_h100e_h", "USD/H100e-h", "the same per H100-equivalent by dense BF16", True),
    ("lcoc_usd_per_sold_gpu_h", "USD/GPU-h", "the same cost over the hours that are paid, whether they are useful or not", True),
    ("lcoc_usd_per_available_gpu_h", "USD/GPU-h", "the same cost over the hours that could be sold", True),
    ("lcoe_usd_per_mwh_it", "USD/MWh", "cost of power, cooling and building per MWh of IT", True),
    ("capex_usd_per_kw_it", "USD/kW", "first purchase of all assets per kW of IT", True),
    ("npv_usd", "USD", "net present value at the discount rate, real, after tax", False),
    ("irr", "", "real internal rate of return, after tax", False),
    ("irr_roots", "", "rates of return that the yearly cash flow has; above one, `irr` is the highest at which it stops to pay", None),
    ("payback_years", "yr", "years from the decision until the cost is earned back", True),
    ("breakeven_rent_usd_per_gpu_h", "USD/GPU-h", "rent of the first year at which the net present value is 0", True),
    ("yield_on_cost", "1/yr", "income of a full year before tax over the first purchase", False),
    ("debt_cover", "", "income of a full year before tax over the level payment on its debt; below 1 the debt is not served", False),
    ("construction_interest_usd", "USD", "interest on what is bought before there is power, inside the cost", True),
    ("delay_usd_per_month", "USD/month", "net present value lost when the first power comes a month later", True),
    ("completion_probability", "", "chance that the project is not withdrawn before it has power", False),
    ("expected_npv_usd", "USD", "net present value with the chance that the project is withdrawn and what is lost then", False),
    ("subsidy_usd_per_gpu_h", "USD/GPU-h", "part of the rent that a voucher pays", None),
    ("pue", "", "facility energy over IT energy, heat pump inside", True),
    ("wue_l_per_kwh", "L/kWh", "water withdrawn on site per kWh of IT", True),
    ("cue_kg_per_kwh", "kg/kWh", "operational CO2 per kWh of IT", True),
    ("erf", "", "heat sold over facility energy", False),
    ("ref", "", "renewable share of the facility energy, certificates of supply contracts with it", False),
    ("clean_annual_share", "", "carbon-free energy, own and contracted, over the energy of the site, both by the year", False),
    ("clean_hourly_share", "", "carbon-free energy that the site uses in the hour in which it is made (24/7), over its energy", False),
    ("co2_kg_per_gpu_h", "kg/GPU-h", "operational and embodied CO2e per delivered GPU-hour", True),
    ("co2_operational_kg_per_gpu_h", "kg/GPU-h", "operational CO2 per delivered GPU-hour", True),
    ("co2_embodied_kg_per_gpu_h", "kg/GPU-h", "embodied CO2e per delivered GPU-hour", True),
    ("co2_avoided_kg_per_gpu_h", "kg/GPU-h", "CO2 of the heat that sold heat replaces, never subtracted, per delivered GPU-hour", False),
    (
        "co2_market_kg_per_gpu_h",
        "kg/GPU-h",
        "operational and embodied CO2e, what certificates cover by the year counted as carbon-free",
        True,
    ),
    ("co2_hourly_kg_per_gpu_h", "kg/GPU-h", "the same, but only what a contract delivers in the hour of use counts", True),
    ("water_l_per_gpu_h", "L/GPU-h", "water consumed on site per delivered GPU-hour", True),
    ("heat_sold_mwh", "MWh/yr", "heat sold at the meter", False),
    ("heat_kwh_per_gpu_h", "kWh/GPU-h", "heat sold per delivered GPU-hour", False),
    ("time_to_power_months", "months", "from the decision to the first power", True),
    ("availability", "", "working over installed hours", False),
    ("delivered_share", "", "delivered over installed hours", False),
    ("delivered_gpu_h", "GPU-h/yr", "delivered GPU-hours of a year at full capacity", False),
    ("land_m2", "m²", "ground of the hall and of PV and wind on site", True),
    ("unserved_mwh", "MWh/yr", "IT energy asked and not given", True),
    ("utilisation_sold", "", "paid over installed hours", False),
    ("utilisation_allocated", "", "hours held by a job over installed hours", False),
    ("utilisation_busy", "", "hours with kernels running over installed hours", False),
    ("utilisation_useful", "", "useful over peak operations of the installed accelerators", False),
    ("mass_kg", "kg", "mass in orbit", True),
    ("kg_per_kw_it", "kg/kW", "mass per kW of delivered IT power at end of life", True),
    ("radiator_area_m2", "m²", "radiator panels", True),
    ("array_area_m2", "m²", "solar array", True),
    ("sunlit_fraction", "", "share of the year in sunlight", False),
)


def evaluate(model: SiteModel, ledger: Ledger, economics: EconomicResult, p: Draws) -> dict[str, Value]:
    """All metrics of a site, in the order of `METRICS`, then those of plugins that the economics brought."""
    n = ledger.n_draws
    delivered = ledger.delivered_gpu_h
    orbit = model.engine == "orbit"
    idle = NoneBecause("no GPU-hour is delivered")

    def per_hour(amount: Floats) -> Value:
        return amount / delivered if np.all(delivered > 0) else idle

    def over(part: Floats, whole: Floats, why: str) -> Value:
        return part / whole if np.all(whole > 0) else NoneBecause(why)

    facility = ledger.facility_mwh
    operational = ledger.grid_co2_kg + ledger.fuel_co2_kg + ledger.other_co2_kg
    embodied = np.zeros(n)
    for asset in model.assets:
        embodied = embodied + column(asset.embodied_kg, n) / column(asset.life_years, n)
    supply = _supply(ledger, p["ppa_renewable_share"])
    load = facility + ledger.mining_mwh
    no_meter = NoneBecause("an orbital site has no facility meter")
    no_it = "no IT energy is used"
    values: dict[str, Value] = dict(economics.metrics)
    values |= {
        "pue": no_meter if orbit else over(facility, ledger.it_mwh, no_it),
        "wue_l_per_kwh": over(ledger.water_withdrawn_m3, ledger.it_mwh, no_it),
        "cue_kg_per_kwh": over((ledger.grid_co2_kg + ledger.fuel_co2_kg) / 1000.0, ledger.it_mwh, no_it),
        "erf": no_meter if orbit else over(ledger.heat_sold_mwh, facility, no_it),
        "ref": no_meter if orbit else over(supply.renewable_mwh, facility + ledger.mining_mwh, no_it),
        "clean_annual_share": no_meter if orbit else over(np.minimum(supply.clean_mwh, load), load, no_it),
        "clean_hourly_share": no_meter if orbit else over(np.minimum(supply.clean_hourly_mwh, load), load, no_it),
        "co2_operational_kg_per_gpu_h": per_hour(operational),
        "co2_embodied_kg_per_gpu_h": per_hour(embodied),
        "co2_kg_per_gpu_h": per_hour(operational + embodied),
        "co2_avoided_kg_per_gpu_h": NoneBecause("no heat is sold in orbit")
        if orbit
        else per_hour(p["heat_counterfactual_co2_kg_per_mwh"] * ledger.heat_sold_mwh),
        "co2_market_kg_per_gpu_h": per_hour(operational + embodied - supply.covered_co2_kg),
        "co2_hourly_kg_per_gpu_h": per_hour(operational + embodied - supply.matched_co2_kg),
        "water_l_per_gpu_h": per_hour(1000.0 * ledger.water_consumed_m3),
        "heat_sold_mwh": ledger.heat_sold_mwh,
        "heat_kwh_per_gpu_h": per_hour(1000.0 * ledger.heat_sold_mwh),
        "availability": over(ledger.working_gpu_h, ledger.installed_gpu_h, "nothing is installed"),
        "delivered_share": over(delivered, ledger.installed_gpu_h, "nothing is installed"),
        "delivered_gpu_h": delivered,
        "land_m2": _land(model, n),
        "unserved_mwh": ledger.unserved_mwh,
        **dict(zip(_UTILISATIONS, _utilisations(ledger, p), strict=True)),
        "mass_kg": ledger.mass_kg if orbit else _GROUND,
        "kg_per_kw_it": ledger.mass_kg / (1000.0 * p["it_capacity_mw"]) if orbit else _GROUND,
        "radiator_area_m2": ledger.radiator_area_m2 if orbit else NoneBecause("a site on the ground has no radiator"),
        "array_area_m2": ledger.array_area_m2 if orbit else NoneBecause("a site on the ground has no array in orbit"),
        "sunlit_fraction": ledger.sunlit_fraction if orbit else NoneBecause("only an orbit has a share of sunlight"),
    }
    known = {name: values[name] for name in METRICS if name in values}
    return known | {name: value for name, value in values.items() if name not in METRICS}


#: Why a metric of the economics has no meaning in a draw.
_WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(
        ("lcoc_usd_per_gpu_h", "lcoc_usd_per_h100e_h", "lcoc_usd_per_sold_gpu_h", "lcoc_usd_per_available_gpu_h"),
        "no GPU-hour is delivered within the horizon",
    ),
    "lcoe_usd_per_mwh_it": "no IT energy is used within the horizon",
    "irr": "nothing is ever paid, so there is no rate of return",
    "payback_years": "the cost is not earned back within the horizon",
    "breakeven_rent_usd_per_gpu_h": "nothing is rented within the horizon",
    "yield_on_cost": "nothing is bought",
    "debt_cover": "nothing is lent",
}


def with_meaning(name: str, value: Floats) -> Value:
    """The draws, or why there is no distribution of them: one without a meaning has no place among the others."""
    if name == "irr" and np.all(value == -1.0):
        return NoneBecause("no rate makes the discounted income equal to the cost in any draw")
    without = ~np.isfinite(value)
    if not without.any():
        return value
    why = _WITHOUT.get(name, "it has no meaning")
    return NoneBecause(why if without.all() and name != "payback_years" else f"in {float(without.mean()):.0%} of the draws {why}")


@dataclass(frozen=True)
class _Supply:
    """What of the supply is renewable and carbon-free, by the year and by the hour, and the grid's carbon that contracts stand for."""

    renewable_mwh: Floats
    clean_mwh: Floats
    clean_hourly_mwh: Floats
    covered_co2_kg: Floats
    matched_co2_kg: Floats


def _supply(ledger: Ledger, certified: Floats) -> _Supply:
    """Own sun and wind as used, a thermal plant that emits nothing, and what a contract delivers with certificates.

    A contract covers by the year no more than is drawn; what it covers counts once, not with the grid's renewable share again.
    """
    c = ledger
    own = np.maximum(c.pv_mwh + c.wind_mwh - c.grid_export_mwh - c.spilled_mwh, 0.0)
    from_grid = c.renewable_mwh - own  # the grid's own renewable share of what is drawn
    contracted = certified * c.ppa_mwh
    covered = np.minimum(contracted, c.grid_import_mwh)
    share = np.divide(covered, c.grid_import_mwh, out=np.zeros_like(covered), where=c.grid_import_mwh > 0.0)
    own_clean = own + np.where(c.fuel_co2_kg > 0.0, 0.0, c.thermal_plant_mwh)
    return _Supply(
        renewable_mwh=own + from_grid * (1.0 - share) + covered,
        clean_mwh=own_clean + contracted,
        clean_hourly_mwh=own_clean + certified * c.ppa_matched_mwh,
        covered_co2_kg=c.grid_co2_kg * share,
        matched_co2_kg=certified * c.ppa_matched_co2_kg,
    )


def _land(model: SiteModel, n: int) -> Value:
    if model.land_m2 is None:
        return NoneBecause("an orbit takes no land" if model.engine == "orbit" else "this site type does not say what ground it takes")
    return column(model.land_m2, n)


_UTILISATIONS = ("utilisation_sold", "utilisation_allocated", "utilisation_busy", "utilisation_useful")


def _utilisations(ledger: Ledger, p: Draws) -> tuple[Value, ...]:
    """Sold, allocated, busy and useful, each at most the one before, all over the installed hours.

    A sold hour that no job holds is reserved; a held hour is busy while kernels run; of a busy hour, goodput × model FLOPs
    utilisation of the peak is useful.
    """
    installed, sold = ledger.installed_gpu_h, ledger.sold_gpu_h
    if not np.all(installed > 0):
        return (NoneBecause("nothing is installed"),) * 4
    busy_share = p["fleet_utilisation"]
    goodput = np.divide(ledger.delivered_gpu_h, sold, out=np.zeros_like(sold), where=sold > 0)
    allocated = sold * np.maximum(p["allocated_share"], busy_share)
    busy = sold * busy_share
    useful = busy * goodput * p["model_flops_utilisation"]
    return tuple(hours / installed for hours in (sold, allocated, busy, useful))


#: A function that a metric plugin gives.
MetricFunction = Callable[["Ledger", "EconomicResult", "Draws"], Value]
