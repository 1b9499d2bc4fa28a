"""The site type: a campus that brings its own reactors and keeps the grid for what they do not give."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from gigasite.constants import BTU_PER_KWH
from gigasite.site_model import Asset, Cost
from gigasite.sites.campus import Campus
from gigasite_smr import reactor

MONEY = (
    "smr_capex_usd_per_kw",
    "smr_life_years",
    "smr_fixed_om_usd_per_kw_yr",
    "smr_variable_om_usd_per_mwh",
    "smr_decommissioning_usd_per_mwh",
    "smr_fuel_usd_per_mwh",
    "smr_licence_months",
    "smr_build_months",
)


def lcoe_usd_per_mwh(p, rate):
    """Levelised cost of what the reactors send out if they always run, at a real rate of capital.

    (overnight · (1 + i)^(build/2) · annuity(i, life) + fixed O&M)/(8.76 · capacity factor) + fuel + variable O&M + decommissioning
    """
    years = p["smr_life_years"]
    annuity = rate / (1.0 - (1.0 + rate) ** -years)
    bound = (1.0 + rate) ** (p["smr_build_months"] / 24.0)
    yearly = p["smr_capex_usd_per_kw"] * bound * annuity + p["smr_fixed_om_usd_per_kw_yr"]
    per_mwh = p["smr_fuel_usd_per_mwh"] + p["smr_variable_om_usd_per_mwh"] + p["smr_decommissioning_usd_per_mwh"]
    net = 1.0 - p["smr_house_load_share"]
    return yearly / (8.76 * net * reactor.capacity_factor(p)) + per_mwh


class SmrCampus(Campus):
    """A hall that opens with its reactors: licensed, built, refuelled in turn; the grid gives and takes what is left."""

    parameters = tuple(dict.fromkeys((*Campus.parameters, *reactor.KEYS, *MONEY)))
    example = MappingProxyType({"region": "US-TX"})

    def build(self, p, site):
        base = super().build(p, site)
        operate = base.phases[0]
        slots = dict(operate.components)
        others = [part for part in slots["generation"].split("+") if part not in ("none", "smr")]
        slots["generation"] = "+".join([*others, "smr"])
        # Fuel is bought as heat: its price per MWh sent out times what a MWh of heat sends out.
        efficiency = reactor.net_module_mw(p) / p["smr_thermal_mw"]
        parameters = {
            **operate.parameters,
            "thermal_heat_rate_btu_per_kwh": BTU_PER_KWH / efficiency,
            "thermal_fuel_price_usd_per_mmbtu": p["smr_fuel_usd_per_mwh"] * efficiency * 1000.0 / BTU_PER_KWH,
            "thermal_must_run": 1.0,
        }
        # The hall waits for its reactors, and what it buys waits with it; the land is bought at the decision.
        opens = np.maximum(base.time_to_power_months, p["study_months"] + p["smr_licence_months"] + p["smr_build_months"])
        later = opens - base.time_to_power_months
        waiting = tuple(a if a.name == "land" else replace(a, month=a.month + later) for a in base.assets)
        kw = 1000.0 * reactor.modules(p) * p["smr_module_mw"]
        bought = np.maximum(opens - 0.5 * p["smr_build_months"], 0.0)
        capex = kw * p["smr_capex_usd_per_kw"]
        plant = Asset("reactors", "onsite_power", capex, p["smr_life_years"], p["wacc_facility_per_yr"], bought)
        per_mwh = p["smr_variable_om_usd_per_mwh"] + p["smr_decommissioning_usd_per_mwh"]
        costs = (
            Cost("upkeep of the reactors", "operation", kw * p["smr_fixed_om_usd_per_kw_yr"]),
            Cost("running and decommissioning the reactors", "operation", per_mwh, per="thermal_plant_mwh"),
            Cost("property tax and insurance of the reactors", "tax", (p["property_tax_share"] + p["insurance_share"]) * capex),
        )
        return replace(
            base,
            phases=(replace(operate, components=slots, parameters=parameters),),
            assets=(*waiting, plant),
            costs=(*base.costs, *costs),
            time_to_power_months=opens,
            boundary=(*base.boundary, "reactors", "fuel and decommissioning"),
            stages={**base.stages, "queue": base.stages["queue"] + later},
            notes=(*base.notes, "reactors: no plant of this kind runs yet; costs are estimates for the next commercial offerings"),
        )
