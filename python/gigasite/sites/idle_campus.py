"""A finished hall that waits for customers (seed S4): no queue, no build, few sold hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gigasite.site_model import Array, SiteModel
from gigasite.sites import hall

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["IdleCampus"]


class IdleCampus:
    """A hall that stands and is powered. What it lacks is demand: the sold share is that of the idle market.

    Chips and building are counted at what they cost to build there, so that the cost of idleness is seen and not hidden in a write-off.
    """

    engine = "earth"
    needs = ("region",)
    # It stands already and is sold as the idle market buys: nothing is studied, built or ramped.
    parameters: tuple[str, ...] = (
        *(key for key in hall.PARAMETERS if key not in ("sold_share", "study_months", "build_months", "ramp_months")),
        "idle_sold_share",
        "china_capex_factor",
        "china_chip_price_factor",
        "china_staff_factor",
        "lease_start_months",
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model: power after the months that a lease takes; unsold nodes idle or are switched off."""
        in_china = (site.region or "").startswith("CN")

        def factor(key: str, there: str) -> Array:
            return p[key] * (p[there] if in_china else 1.0)

        local = p.replace(
            sold_share=p["idle_sold_share"],
            local_capex_factor=factor("local_capex_factor", "china_capex_factor"),
            chip_price_factor=factor("chip_price_factor", "china_chip_price_factor"),
            local_staff_factor=factor("local_staff_factor", "china_staff_factor"),
        )
        slots = hall.components(site)
        power = p["lease_start_months"]
        zero = 0.0 * power
        assets = (
            hall.chips(local, zero),
            hall.building(local, slots, zero),
            hall.grid_line(local, zero),
            hall.land(local),
            *hall.onsite_assets(local, slots, zero),
        )
        return SiteModel(
            engine="earth",
            phases=(hall.operate(local, site, slots),),
            assets=assets,
            costs=hall.hall_costs(local, slots, assets),
            time_to_power_months=power,
            ramp_months=zero,
            boundary=hall.BOUNDARY,
            land_m2=hall.land_m2(p, slots),
            stages={"lease": power},
        )
