"""A Bitcoin mine turned into a hall (seed S1): land, wire and permits carry over; machines, cooling and most of the shell do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gigasite.constants import HOURS_PER_YEAR
from gigasite.site_model import Asset, Phase, SiteModel
from gigasite.sites import hall

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["GIVEN_UP", "ConvertedMine"]

#: The asset that stands for what the miners would still have earned.
GIVEN_UP = "mining margin given up"

#: Shares of a building's cost by part, for the reuse matrix: Turner & Townsend, Data Centre Cost Index 2025–26 (electrical 45–50 %,
#: mechanical 20–25 %, shell and the rest); transformers and switchgear are about a third of the electrical part.
_TRANSFORMERS, _SHELL = 0.15, 0.25


class ConvertedMine:
    """Phases mine → build → operate behind one meter. The connection is there, so the wait is the study and the conversion.

    What is given up is counted: the margin that the miners would still have earned over the rest of their life is an asset written off.
    """

    engine = "earth"
    needs = ("region",)
    parameters: tuple[str, ...] = (
        *(key for key in hall.PARAMETERS if key != "build_months"),  # it is converted, not built
        "conversion_months",
        "reuse_land",
        "reuse_interconnect",
        "reuse_transformers",
        "reuse_shell",
        "reuse_cooling",
        "mining_uptime",
        "mining_opex_usd_per_mwh",
        "asic_life_years",
        "decommissioning_usd_per_kw",
        "grid_energy_price_usd_per_mwh",
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model. AI takes the power first; miners that stay (``mining_capacity_mw``) run on what the connection has left."""
        keep = "mining" if np.any(p["mining_capacity_mw"] > 0) else "none"
        slots = hall.components(site, flexible_load=keep)
        power = p["study_months"] + p["conversion_months"]
        middle = np.maximum(power - 0.5 * p["conversion_months"], 0.0)
        # Reuse by part: the building costs what is not there yet.
        reused = _TRANSFORMERS * p["reuse_transformers"] + _SHELL * p["reuse_shell"] + hall.COOLING_SHARE * p["reuse_cooling"]
        clearing = 1000.0 * p["it_capacity_mw"] * p["decommissioning_usd_per_kw"]
        hall_usd = hall.building_usd(p, slots) * (1.0 - reused) + clearing
        built = hall.building(p, slots, middle, hall_usd)
        assets = (
            hall.chips(p, power),
            replace(built, embodied_kg=built.embodied_kg * (1.0 - reused)),
            hall.grid_line(p, middle, 1.0 - p["reuse_interconnect"]),
            hall.land(p, 1.0 - p["reuse_land"]),
            self._given_up(p),
            *hall.onsite_assets(p, slots, middle),
        )
        operate = hall.operate(p, site, slots)
        return SiteModel(
            engine="earth",
            phases=(self._mine(p, site, p["study_months"]), operate),
            assets=assets,
            costs=hall.hall_costs(p, slots, assets),
            time_to_power_months=power,
            ramp_months=p["ramp_months"],
            boundary=(*hall.BOUNDARY, GIVEN_UP),
            land_m2=hall.land_m2(p, slots),
            stages={"study, mine runs on": p["study_months"], "convert": p["conversion_months"]},
        )

    def _mine(self, p: Draws, site: Site, months: object) -> Phase:
        """The mine as it stands: the whole connection for miners, no accelerators."""
        slots = hall.components(site) | {"flexible_load": "mining", "heat_use": "none", "cooling": "air_economiser"}
        miners = hall.import_limit_mw(p) / p["mining_pue"] * p["mining_uptime"]
        tiny = np.full(p.n_draws, 1e-6)  # the engine has no hall without IT; a watt of it stands for none
        parameters = hall.engine_parameters(p, site, slots, it_capacity_mw=tiny, gpus=0.0, mining_capacity_mw=miners)
        return Phase("mine", slots, parameters, months)

    def _given_up(self, p: Draws) -> Asset:
        """The margin of the miners at the mean price over what is left of their life (half on average), spread over that time."""
        break_even = p["hashprice_usd_per_th_day"] / (24.0 * p["asic_efficiency_j_per_th"]) * 1e6
        spread = break_even - p["mining_pue"] * p["grid_energy_price_usd_per_mwh"] - p["mining_opex_usd_per_mwh"]
        mwh = (hall.import_limit_mw(p) / p["mining_pue"] - p["mining_capacity_mw"]) * p["mining_uptime"] * HOURS_PER_YEAR
        left = 0.5 * p["asic_life_years"]
        margin = np.maximum(spread, 0.0) * np.maximum(mwh, 0.0)
        return Asset(GIVEN_UP, "facility", margin * left, left, p["wacc_it_per_yr"], p["study_months"], renew=False)
