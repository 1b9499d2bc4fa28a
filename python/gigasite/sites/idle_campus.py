"""A finished hall that waits for customers (seed S4): no queue, no build, few sold hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gigasite.site_model import Array, Asset, MarketPath, SiteModel
from gigasite.sites import hall, selling

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["IdleCampus", "at_local_prices", "standing"]

#: Keys of prices at the place.
LOCAL: tuple[str, ...] = ("china_capex_factor", "china_chip_price_factor", "china_staff_factor", "lease_start_months")


class IdleCampus:
    """A hall that stands and is powered. What it lacks is demand: it sells in the market of its place (`selling`).

    Chips and building are counted at what they cost to build there, so that the cost of idleness is seen and not hidden in a write-off.
    """

    engine = "earth"
    needs: tuple[str, ...] = ("region",)
    # It stands already and is sold as the idle market buys: nothing is studied, built or ramped.
    parameters: tuple[str, ...] = tuple(
        dict.fromkeys(
            (
                *(key for key in hall.PARAMETERS if key not in ("sold_share", "study_months", "build_months", "ramp_months")),
                *selling.PARAMETERS,
                *LOCAL,
                "resale_share",
                "resale_price_share",
            )
        )
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model: power after the months that a lease takes; unsold nodes idle, are switched off or sold off.

        The engine runs the mean year of the horizon; the economics follows sold hours and rent by quarter.
        """
        local = at_local_prices(p, site)
        slots = hall.components(site)
        power = p["lease_start_months"]
        zero = 0.0 * power
        whole = standing(local, slots, zero)
        path = selling.sales(local, site, whole, hall.hall_costs(local, slots, whole))
        mean = np.mean(path.sold_share, axis=1)
        # Servers that are sold off take nothing from what is sold: others are idle.
        gone = p["resale_share"] * (1.0 - np.max(path.sold_share, axis=1))
        left = 1.0 - gone
        kept = selling.kept_share(p)
        stays = local.replace(it_capacity_mw=local["it_capacity_mw"] * left, sold_share=mean * kept / left)
        assets = (hall.chips(stays, zero), *whole[1:], self._sold_off(p, whole[0], gone))
        with np.errstate(divide="ignore", invalid="ignore"):
            hours = np.where(mean[:, None] > 0.0, path.sold_share / mean[:, None], 1.0)
        return SiteModel(
            engine="earth",
            phases=(hall.operate(stays, site, slots),),
            assets=assets,
            costs=hall.hall_costs(stays, slots, assets[:-1]),
            time_to_power_months=power,
            ramp_months=zero,
            boundary=hall.BOUNDARY,
            land_m2=hall.land_m2(p, slots),
            stages={"lease": power},
            market=MarketPath(hours, path.rent_share, selling.STEP_MONTHS),
            subsidy_share=p["voucher_share"],
        )

    def _sold_off(self, p: Draws, chips: Asset, gone: Array) -> Asset:
        """What a server that is sold off has cost above what it brings; it is not bought again."""
        loss = chips.cost_usd * gone * (1.0 - p["resale_price_share"])
        return Asset(
            "servers sold off", "chips", loss, chips.life_years, chips.rate, 0.0, renew=False, embodied_kg=chips.embodied_kg * gone
        )


def at_local_prices(p: Draws, site: Site) -> Draws:
    """The draws with what building, servers and staff cost at the place."""
    in_china = (site.region or "").startswith("CN")

    def factor(key: str, there: str) -> Array:
        return p[key] * (p[there] if in_china else 1.0)

    return p.replace(
        local_capex_factor=factor("local_capex_factor", "china_capex_factor"),
        chip_price_factor=factor("chip_price_factor", "china_chip_price_factor"),
        local_staff_factor=factor("local_staff_factor", "china_staff_factor"),
    )


def standing(p: Draws, slots: dict[str, str], month: Array) -> tuple[Asset, ...]:
    """What stands there, the accelerators first."""
    return (
        hall.chips(p, month),
        hall.building(p, slots, month),
        hall.grid_line(p, month),
        hall.land(p),
        *hall.onsite_assets(p, slots, month),
    )
