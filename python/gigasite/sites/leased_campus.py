"""Hours of an idle hall, rented: the tenant's side of seed S4."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gigasite.site_model import Cost, MarketPath, SiteModel
from gigasite.sites import hall, selling
from gigasite.sites.idle_campus import LOCAL, at_local_prices, standing

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["LeasedCampus"]

#: What an owner waits for and a tenant does not.
_OF_THE_OWNER = {
    "study_months",
    "build_months",
    "ramp_months",
}


class LeasedCampus:
    """Accelerators in a hall that stands, rented from its owner: nothing is bought, and the rent follows the market of the place.

    The tenant uses ``sold_share`` of the hours as the owner of a new hall would, and pays ``reserved_idle_share`` of the others too. Power,
    water and upkeep are in the rent. What it can be used for is what the place can serve: users within the latency, data over the line.
    """

    engine = "earth"
    needs: tuple[str, ...] = ("region",)
    parameters: tuple[str, ...] = tuple(
        dict.fromkeys(
            (
                *(key for key in hall.PARAMETERS if key not in _OF_THE_OWNER),
                *selling.PARAMETERS,
                *LOCAL,
                "reserved_idle_share",
            )
        )
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model: hours after the months that a lease takes, at the rent of the place less what a voucher pays."""
        local = at_local_prices(p, site)
        slots = hall.components(site)
        power = p["lease_start_months"]
        zero = 0.0 * power
        whole = standing(local, slots, zero)
        path = selling.sales(local, site, whole, hall.hall_costs(local, slots, whole))
        mean = np.mean(path.served_share, axis=1)
        used = p["sold_share"] * mean * selling.kept_share(p)
        with np.errstate(divide="ignore", invalid="ignore"):
            hours = np.where(mean[:, None] > 0.0, path.served_share / mean[:, None], 1.0)
        rent, reserved = p["gpu_rent_usd_per_gpu_h"], p["reserved_idle_share"]
        paid = path.rent_share * (1.0 - p["voucher_share"])[:, None]
        return SiteModel(
            engine="earth",
            phases=(hall.operate(local.replace(sold_share=used), site, slots),),
            assets=tuple(replace(asset, cost_usd=zero) for asset in whole),
            costs=(
                Cost("rent of the hours used", "chips", (1.0 - reserved) * rent, per="sold_gpu_h", follows="rent"),
                Cost("rent of the hours reserved", "chips", reserved * rent, per="working_gpu_h", follows="rent"),
                Cost("network", "network", p["network_usd_per_gpu_yr"] * hall.gpus(p), for_chips=True),
            ),
            time_to_power_months=power,
            ramp_months=zero,
            boundary=hall.BOUNDARY,
            stages={"lease": power},
            market=MarketPath(hours, np.ones_like(paid), selling.STEP_MONTHS, paid),
            subsidy_share=p["voucher_share"],
            tariff_share=0.0,
            land_m2=hall.land_m2(local, slots),
        )
