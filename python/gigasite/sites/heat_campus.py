"""A hall that sells its heat to a district network through a heat pump (seed S2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gigasite.site_model import Asset, Cost, SiteModel
from gigasite.sites import hall
from gigasite.sites.campus import Campus

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["HeatCampus"]


class HeatCampus(Campus):
    """A campus with a heat pump into a network. The rejection plant is there in full: in summer nobody buys."""

    needs = ("region", "heat_network")
    parameters: tuple[str, ...] = (
        *Campus.parameters,
        "heat_pump_capex_usd_per_kw",
        "heat_pump_life_years",
        "heat_pump_opex_fraction",
        "heat_connection_capex_usd_per_kw",
        "heat_price_share",
        "heat_tank_capex_usd_per_kwh",
        "heat_counterfactual_co2_kg_per_mwh",
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """A campus whose operator is paid ``heat_price_share`` of the network's price for heat at the meter."""
        base = super().build(p, site)
        operate = base.phases[0]
        slots = hall.components(site, heat_use="heat_pump")
        # The series is what customers pay; a source of heat is paid a share of it, since the network carries and backs it up.
        parameters = {**operate.parameters, "heat_price_factor": p["heat_price_factor"] * p["heat_price_share"]}
        middle = np.maximum(base.time_to_power_months - 0.5 * p["build_months"], 0.0)
        used = slots["heat_use"] != "none"
        kw = 1000.0 * p["heat_pump_capacity_mw"] * used
        pump = Asset(
            "heat pump",
            "facility",
            kw * (p["heat_pump_capex_usd_per_kw"] if slots["heat_use"] == "heat_pump" else 0.0),
            p["heat_pump_life_years"],
            p["wacc_facility_per_yr"],
            middle,
        )
        line = Asset(
            "heat line",
            "facility",
            kw * p["heat_connection_capex_usd_per_kw"],
            p["facility_life_years"],
            p["wacc_facility_per_yr"],
            middle,
        )
        tank = Asset(
            "heat tank",
            "facility",
            1000.0 * used * p["heat_tank_mwh"] * p["heat_tank_capex_usd_per_kwh"],
            p["facility_life_years"],
            p["wacc_facility_per_yr"],
            middle,
        )
        upkeep = Cost("upkeep of the heat pump", "operation", p["heat_pump_opex_fraction"] * pump.cost_usd)
        return replace(
            base,
            phases=(replace(operate, components=slots, parameters=parameters),),
            assets=(*base.assets, pump, line, tank),
            costs=(*base.costs, upkeep),
            boundary=(*base.boundary, "heat pump and heat line"),
        )
