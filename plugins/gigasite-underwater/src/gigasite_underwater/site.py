"""The site type: sealed vessels on the sea floor, cooled by the sea, opened only when their chips are renewed."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from gigasite.site_model import Asset, Cost
from gigasite.sites.campus import Campus

KEYS = (
    "vessel_capex_usd_per_kw",
    "sea_cable_usd_per_kw",
    "vessel_retrieval_usd_per_kw",
    "sealed_hazard_share",
)
ON_LAND_ONLY = ("building", "land")


class Underwater(Campus):
    """Accelerators in vessels: no building and no land, a cable to the shore, nothing repaired between two retrievals."""

    parameters = (*Campus.parameters, *KEYS)
    needs = ("region", "sea_water_c")
    # The field that the conformance kit cannot guess.
    example = MappingProxyType({"sea_water_c": 12.0})

    def build(self, p, site):
        base = super().build(p, site)
        operate = base.phases[0]
        kw = 1000.0 * p["it_capacity_mw"]
        life, rate = p["facility_life_years"], p["wacc_facility_per_yr"]
        month = np.maximum(base.time_to_power_months - 0.5 * p["build_months"], 0.0)
        vessel = Asset("vessels", "facility", kw * p["vessel_capex_usd_per_kw"], life, rate, month)
        cable = Asset("sea cable", "facility", kw * p["sea_cable_usd_per_kw"], life, rate, month)
        # A vessel comes up each time its chips are renewed.
        retrieval = Cost("retrieval", "operation", kw * p["vessel_retrieval_usd_per_kw"] / p["chip_life_years"])
        # What fails stays failed until then: no repair in the hours of a year, and fewer chips with each year.
        parameters = {**operate.parameters, "unit_availability": p["facility_availability"] * p["grid_availability"]}
        slots = {**operate.components, "cooling": "sea_water"}
        return replace(
            base,
            phases=(replace(operate, components=slots, parameters=parameters),),
            assets=(*(a for a in base.assets if a.name not in ON_LAND_ONLY), vessel, cable),
            costs=(*base.costs, retrieval),
            ageing_per_yr=-np.expm1(-p["ground_chip_hazard_per_yr"] * p["sealed_hazard_share"]),
            boundary=("chips", "vessels", "cooling", "sea cable", "grid line", "staff and network", "waiting for power"),
            notes=(*base.notes, "underwater: chips that fail are not repaired until the vessel is retrieved"),
        )
