"""From a site to the core's project: columns in, money by month and its worth out. No draw sees another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigasite import _core
from gigasite.site_model import Array, MarketPath, SiteModel

__all__ = ["Money", "Worth", "worth"]

Floats = NDArray[np.float64]
_NO_MARKET = np.zeros((0, 0))


@dataclass(frozen=True)
class Money:
    """Yearly money of a site at full operation, in prices of the decision: columns over the draws."""

    discount_rate: Array
    rent_usd_per_yr: Array
    rent_trend_per_yr: Array
    spent_usd_per_yr: Array
    income_tax: Array
    #: Paid for sold hours at the market's rent, and on the early share until the rest has power.
    leased_usd_per_yr: Array = 0.0
    early_usd_per_yr: Array = 0.0
    #: Above 0 all results are in money of their month, and the rates become nominal by Fisher's equation.
    inflation: Array = 0.0


@dataclass(frozen=True)
class Worth:
    """What the core finds for each draw; the columns are described at ``Worth`` in ``finance/project.rs``."""

    #: draws × months, after tax, month 0 the decision.
    flow_usd: Floats
    columns: Mapping[str, Floats]
    #: Present value of each asset's annuities, assets × draws.
    annuities_usd: Floats

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]


def worth(model: SiteModel, money: Money, horizon_years: float, n_draws: int) -> Worth:
    """The worth of a site over its draws. Several calls with some of the draws give the bits of one call with all."""
    n_months = max(round(horizon_years * 12), 1)
    assets = np.empty((len(model.assets), len(_core.ASSET_COLUMNS), n_draws))
    for rows, asset in zip(assets, model.assets, strict=True):
        for row, name in zip(rows, _core.ASSET_COLUMNS, strict=True):
            row[:] = getattr(asset, name)
    lives = [rows[1] for rows, asset in zip(assets, model.assets, strict=True) if asset.item in ("chips", "satellite")]
    chips = next((rows[1] for rows, asset in zip(assets, model.assets, strict=True) if asset.item == "chips"), 1e9)
    given = {
        **{name: getattr(money, name) for name in Money.__dataclass_fields__},
        "start_month": model.time_to_power_months,
        "ramp_months": model.ramp_months,
        "early_share": model.early_share,
        "early_month": model.early_month,
        "ageing_per_yr": model.ageing_per_yr,
        "spare_share": model.spare_share,
        # What fails is replaced when the shortest-lived of chips and satellites is.
        "renewal_years": np.min(lives, axis=0) if lives else 1e9,
        "chip_life_years": chips,
    }
    project = np.empty((len(_core.PROJECT_COLUMNS), n_draws))
    for row, name in zip(project, _core.PROJECT_COLUMNS, strict=True):
        row[:] = given[name]
    market = model.market or MarketPath(_NO_MARKET, _NO_MARKET, 1)
    lease = market.rent if market.lease is None else market.lease
    flow, found, annuities = _core.worth(n_months, project, assets, market.hours, market.rent, lease, market.step_months)
    return Worth(flow, dict(zip(_core.WORTH_COLUMNS, found, strict=True)), annuities)
