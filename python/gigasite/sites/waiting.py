"""What waiting for power does to a project: a share that has power before the rest, and the chance that nothing comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gigasite.site_model import Array, Asset, Cost, SiteModel
from gigasite.sites import hall

if TYPE_CHECKING:
    from gigasite.draws import Draws

__all__ = ["PARAMETERS", "with_wait"]

#: Keys that a site with a queue reads besides those of the hall.
PARAMETERS: tuple[str, ...] = (
    "withdrawal_hazard_per_yr",
    "withdrawal_cost_usd_per_kw",
    "partial_power_share",
    "partial_power_months",
    "bridge_premium_usd_per_mwh",
)


def with_wait(model: SiteModel, p: Draws, waiting_months: Array) -> SiteModel:
    """The site with early power for a share of it, and with its chance to be withdrawn while it waits.

    Withdrawal competes with the wait at a constant hazard: ``P = e^(−h t)``. The cost of a delivered hour is that of a project that is
    finished; ``expected_npv_usd`` counts those that are not. Chips and building of the early share are bought earlier by as much.
    Source: competing risks, as `time_to_power.completion_probability`.
    """
    share = p["partial_power_share"]
    month = np.minimum(p["partial_power_months"], model.time_to_power_months)
    sooner = model.time_to_power_months - month
    assets: list[Asset] = []
    for asset in model.assets:
        if np.any(share > 0.0) and asset.name in ("accelerators", "building"):
            early = np.maximum(asset.month - sooner, 0.0)
            assets.append(_part(asset, 1.0 - share, asset.month))
            assets.append(replace(_part(asset, share, early), name=f"{asset.name}, early"))
        else:
            assets.append(asset)
    bridge = Cost("bridge power above the grid", "energy", p["bridge_premium_usd_per_mwh"], phase="early", per="grid_import_mwh")
    return replace(
        model,
        assets=tuple(assets),
        costs=(*model.costs, bridge),
        early_share=share,
        early_month=month,
        completion_probability=np.exp(-p["withdrawal_hazard_per_yr"] * waiting_months / 12.0),
        withdrawal_usd=1000.0 * hall.import_limit_mw(p) * p["withdrawal_cost_usd_per_kw"],
    )


def _part(asset: Asset, share: Array, month: Array) -> Asset:
    return replace(asset, cost_usd=asset.cost_usd * share, embodied_kg=asset.embodied_kg * share, month=month)
