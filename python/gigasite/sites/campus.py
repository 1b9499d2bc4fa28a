"""The plain hall of accelerators on the grid (seed S5): study, queue, build, operate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gigasite.site_model import SiteModel
from gigasite.sites import hall
from gigasite.sites.waiting import PARAMETERS as WAITING
from gigasite.sites.waiting import with_wait

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["Campus"]


#: Curtailed share of the energy from which a connection counts as flexible in full: the smallest that the study of US balancing areas
#: asks for, with 76 GW of headroom. Source: T. Norris et al., Rethinking Load Growth, Duke University 2025.
_FULL_FLEXIBILITY = 0.0025


class Campus:
    """A hall built for accelerators. It waits for the longest of grid connection, transformer and building."""

    engine = "earth"
    needs: tuple[str, ...] = ("region",)
    parameters: tuple[str, ...] = (
        *hall.PARAMETERS,
        "grid_wait_months",
        "flexible_connection_saving",
        "transformer_lead_months",
        "turbine_lead_time_months",
        *WAITING,
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model: time to power = study + max(grid wait, transformer, build).

        A site that may be curtailed waits less, an island waits for its turbines instead of the grid.
        """
        slots = hall.components(site)
        wait = p["grid_wait_months"] * (1.0 - p["flexible_connection_saving"] * np.minimum(p["curtailment_share"] / _FULL_FLEXIBILITY, 1.0))
        if slots["grid"] == "island":  # no queue; what makes the power must come
            wait = p["turbine_lead_time_months"] if "gas" in slots["generation"] else 0.0 * wait
        longest = np.maximum(np.maximum(wait, p["transformer_lead_months"]), p["build_months"])
        power = p["study_months"] + longest
        assets = hall.hall_assets(p, slots, power)
        model = SiteModel(
            engine="earth",
            phases=(hall.operate(p, site, slots),),
            assets=assets,
            costs=hall.hall_costs(p, slots, assets),
            time_to_power_months=power,
            ramp_months=p["ramp_months"],
            boundary=hall.BOUNDARY,
            land_m2=hall.land_m2(p, slots),
            stages={"study": p["study_months"], "queue": np.maximum(longest - p["build_months"], 0.0), "build": p["build_months"]},
        )
        in_queue = 0.0 * power if slots["grid"] == "island" else p["study_months"] + wait
        return with_wait(model, p, in_queue)
