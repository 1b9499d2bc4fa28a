"""How a hall sells its hours at a place: demand by segment, what the place can serve, and a rent that falls and recovers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gigasite.constants import HOURS_PER_YEAR
from gigasite.finance import capital_recovery_factor
from gigasite.latency import fibre_rtt_ms
from gigasite.market import local_market
from gigasite.site_model import Array, Asset, Cost
from gigasite.sites import hall

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["PARAMETERS", "STEP_MONTHS", "Sales", "kept_share", "sales"]

Floats = NDArray[np.float64]
STEP_MONTHS = 3

#: Keys that a place with a market of its own reads.
PARAMETERS: tuple[str, ...] = (
    "idle_sold_share",
    "gpu_rent_usd_per_gpu_h",
    "lease_discount",
    "demand_recovery_share",
    "demand_recovery_months",
    "rent_elasticity",
    "supply_order_gain_per_yr",
    "supply_order_lag_months",
    "supply_retirement_per_yr",
    "voucher_share",
    "training_share",
    "inference_share",
    "segment_shift_per_yr",
    "inference_fit_share",
    "user_distance_km",
    "latency_limit_ms",
    "data_gb_per_gpu_h",
    "site_link_gbit_s_per_mw",
    "contract_default_per_yr",
    "relet_months",
)


@dataclass(frozen=True)
class Sales:
    """Paths of a place by quarter, draws × steps: share sold, rent over the world's, share of the demand that can be served."""

    sold_share: Floats
    rent_share: Floats
    served_share: Floats


def sales(p: Draws, site: Site, assets: tuple[Asset, ...], costs: tuple[Cost, ...]) -> Sales:
    """The market of a place from the decision on; what assets and running costs make an hour cost there decides what is built.

    Demand grows along a straight line from what is sold today, ``idle_sold_share``, by ``demand_recovery_share`` of what is missing, within
    ``demand_recovery_months``. The rent starts ``lease_discount`` below that of the world.
    """
    quarters = max(-(-round(site.horizon_years * 12) // STEP_MONTHS), 1)
    years: Floats = np.arange(quarters, dtype=np.float64) * (STEP_MONTHS / 12.0)
    sold = p["idle_sold_share"]
    missing = p["demand_recovery_share"] * (1.0 / sold - 1.0)
    grown = np.minimum(12.0 * years / np.maximum(p["demand_recovery_months"], 1e-9)[:, None], 1.0)
    served = _served(p, years)
    path = local_market(
        sold,
        1.0 + missing[:, None] * grown,
        served,
        rent_share=np.maximum(1.0 - p["lease_discount"], 1e-6),
        unit_cost_share=_unit_cost(p, assets, costs) / np.maximum(p["gpu_rent_usd_per_gpu_h"], 1e-9),
        voucher_share=np.minimum(p["voucher_share"], 0.999),
        price_elasticity=p["rent_elasticity"],
        order_gain_per_yr=p["supply_order_gain_per_yr"],
        order_lag_steps=np.maximum(p["supply_order_lag_months"] / STEP_MONTHS, 1.0),
        retirement_per_yr=p["supply_retirement_per_yr"],
        step_yr=STEP_MONTHS / 12.0,
    )
    return Sales(path.sold_share, path.rent_share, served)


def kept_share(p: Draws) -> Array:
    """Share of the contracted hours that stand while contracts fail and are made again: ``1/(1 + h T)``, a renewal process."""
    return 1.0 / (1.0 + p["contract_default_per_yr"] * p["relet_months"] / 12.0)


def _served(p: Draws, years: Floats) -> Floats:
    """Share of the demand that the place can serve, by segment.

    Inference bound by latency needs the round trip to its users and servers that fit; training and batch work need their data moved.
    """
    training = p["training_share"]
    inference = np.minimum(p["inference_share"], 1.0 - training)
    moved = np.minimum(p["segment_shift_per_yr"][:, None] * years, training[:, None])
    in_time = fibre_rtt_ms(p["user_distance_km"]) <= p["latency_limit_ms"]
    gbit_s_per_mw = 1000.0 / p["node_power_max_kw"] * p["gpus_per_node"] * p["data_gb_per_gpu_h"] * 8.0 / 3600.0
    by_link = np.minimum(p["site_link_gbit_s_per_mw"] / np.maximum(gbit_s_per_mw, 1e-12), 1.0)
    fits = np.where(in_time, p["inference_fit_share"], 0.0)
    served: Floats = (1.0 - inference[:, None] - moved) * by_link[:, None] + (inference[:, None] + moved) * fits[:, None]
    return served


def _unit_cost(p: Draws, assets: tuple[Asset, ...], costs: tuple[Cost, ...]) -> Array:
    """Cost of an installed hour at the place: annuities of what stands there and running costs without power, over all hours of a year."""
    running = sum((cost.usd_per_yr for cost in costs), np.zeros(p.n_draws))
    yearly = running + sum(
        (asset.cost_usd * capital_recovery_factor(asset.rate, asset.life_years) for asset in assets), np.zeros(p.n_draws)
    )
    return np.maximum(yearly / (hall.gpus(p) * HOURS_PER_YEAR), 1e-9)
