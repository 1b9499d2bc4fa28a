"""Levelised costs of energy and of compute from annuities (part of models T24 and N, public in `finance`)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._cash_flows import along
from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive, require
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import PhysicsError

__all__ = ["CostOfCompute", "asset_lcoc_usd_per_gpu_h", "lcoc", "lcoe_usd_per_mwh", "usd_per_pflop_day"]

_rate = legal(-1.0, open_low=True)
_used = legal(0.0, 1.0, open_low=True)
_count = legal(1.0)


@model(
    capex_usd_per_kw=non_negative,
    rate=_rate,
    years=positive,
    capacity_factor=_used,
    fixed_om_usd_per_kw_yr=finite,
    variable_om_usd_per_mwh=finite,
    heat_rate_mmbtu_per_mwh=non_negative,
    fuel_price_usd_per_mmbtu=finite,
    hours_per_year=positive,
)
def lcoe_usd_per_mwh(
    capex_usd_per_kw: Floats,
    rate: Floats,
    years: Floats,
    capacity_factor: Floats,
    *,
    fixed_om_usd_per_kw_yr: Floats = 0.0,
    variable_om_usd_per_mwh: Floats = 0.0,
    heat_rate_mmbtu_per_mwh: Floats = 0.0,
    fuel_price_usd_per_mmbtu: Floats = 0.0,
    hours_per_year: Floats = HOURS_PER_YEAR,
) -> Floats:
    """Levelised cost of energy [USD/MWh] of a plant.

    Formula: ``(capex CRF + FOM)/(8760 CF) 1000 + HR fuel + VOM``. Shapes: all arguments broadcast.
    Errors: `ParameterError` for a capacity factor outside 0 < CF ≤ 1, negative capex or heat rate, years ≤ 0, rate ≤ −1.
    Source: annuity arithmetic, as in Lazard's and the NREL ATB's simple LCOE.

    >>> round(lcoe_usd_per_mwh(1500.0, 0.07, 20, 0.85, fixed_om_usd_per_kw_yr=33.0), 4)
    23.4474
    """
    return kernel(
        "finance.lcoe_usd_per_mwh",
        capex_usd_per_kw,
        rate,
        years,
        capacity_factor,
        fixed_om_usd_per_kw_yr,
        variable_om_usd_per_mwh,
        heat_rate_mmbtu_per_mwh,
        fuel_price_usd_per_mmbtu,
        hours_per_year,
    )


class CostOfCompute(NamedTuple):
    """Cost of one accelerator over a year by line, and per hour sold."""

    it_usd_per_gpu_yr: Any
    facility_usd_per_gpu_yr: Any
    energy_usd_per_gpu_yr: Any
    opex_usd_per_gpu_yr: Any
    other_usd_per_gpu_yr: Any
    income_usd_per_gpu_yr: Any
    total_usd_per_gpu_yr: Any
    lcoc_usd_per_gpu_h: Any


@model(
    node_price_usd=non_negative,
    gpus_per_node=positive,
    it_life_years=positive,
    it_rate=_rate,
    facility_capex_usd_per_kw=non_negative,
    facility_life_years=positive,
    facility_rate=_rate,
    provisioned_kw_per_node=positive,
    mean_kw_per_node=non_negative,
    pue=legal(1.0),
    energy_price_usd_per_mwh=finite,
    opex_fraction_per_yr=non_negative,
    sold_share=_used,
    other_usd_per_node_yr=finite,
    income_usd_per_node_yr=finite,
    hours_per_year=positive,
)
def lcoc(
    node_price_usd: Floats,
    gpus_per_node: Floats,
    it_life_years: Floats,
    it_rate: Floats,
    facility_capex_usd_per_kw: Floats,
    facility_life_years: Floats,
    facility_rate: Floats,
    provisioned_kw_per_node: Floats,
    mean_kw_per_node: Floats,
    pue: Floats,
    energy_price_usd_per_mwh: Floats,
    opex_fraction_per_yr: Floats,
    sold_share: Floats,
    *,
    other_usd_per_node_yr: Floats = 0.0,
    income_usd_per_node_yr: Floats = 0.0,
    hours_per_year: Floats = HOURS_PER_YEAR,
) -> CostOfCompute:
    """Levelised cost of compute: a year of one accelerator by line, and per hour that ``sold_share`` counts.

    Formula: ``LCOC = [C_it CRF + C_fac P_prov CRF + P_mean PUE 8760 p/1000 + o C_it + other − income]/(GPUs 8760 sold)``.
    The facility is carried by provisioned kW, energy by mean kW; each asset has its own life and cost of capital.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a share sold outside 0 < s ≤ 1, PUE < 1, a mean above
    the provisioned power, or a value without meaning. Source: annuity arithmetic; Barroso, Hölzle and Ranganathan, The
    Datacenter as a Computer, 3rd edition, chapter 6, DOI 10.2200/S00874ED3V01Y201809CAC046.

    >>> round(lcoc(280e3, 8, 5, 0.10, 11000.0, 20, 0.08, 10.2, 7.3, 1.2, 60.0, 0.05, 0.82).lcoc_usd_per_gpu_h, 6)
    1.807958
    """
    require(
        np.greater_equal(provisioned_kw_per_node, mean_kw_per_node),
        "the mean power is above the provisioned power",
        parameter="mean_kw_per_node",
        value=mean_kw_per_node,
    )
    result: CostOfCompute = kernel(
        "finance.lcoc",
        node_price_usd,
        gpus_per_node,
        it_life_years,
        it_rate,
        facility_capex_usd_per_kw,
        facility_life_years,
        facility_rate,
        provisioned_kw_per_node,
        mean_kw_per_node,
        pue,
        energy_price_usd_per_mwh,
        opex_fraction_per_yr,
        sold_share,
        other_usd_per_node_yr,
        income_usd_per_node_yr,
        hours_per_year,
        result=CostOfCompute,
    )
    return result


@model(
    asset_cost_usd=non_negative.series(),
    asset_life_years=positive,
    asset_rate=_rate,
    annual_cost_usd_per_yr=finite,
    delivered_gpu_h_per_yr=finite,
    payments_per_year=_count,
)
def asset_lcoc_usd_per_gpu_h(
    asset_cost_usd: Floats,
    asset_life_years: Floats,
    asset_rate: Floats,
    annual_cost_usd_per_yr: Floats,
    delivered_gpu_h_per_yr: Floats,
    *,
    payments_per_year: Floats = 1,
    axis: int = -1,
) -> Floats:
    """Levelised cost [USD/GPU-h] from a list of assets: ``[Σ CRF(r_i, L_i) C_i + annual]/delivered``.

    Shapes: assets along ``axis`` of the first three, which broadcast; the rest broadcasts with the other axes.
    Errors: `PhysicsError` where nothing is delivered: there is then no cost per hour. `ParameterError` for negative
    costs, lives ≤ 0, rates ≤ −1. Source: as `lcoc`.

    >>> round(asset_lcoc_usd_per_gpu_h([1e6, 5e5], [5, 15], [0.1, 0.08], 2e4, 3e5), 6)
    1.140708
    """
    require(np.greater(delivered_gpu_h_per_yr, 0.0), "no GPU-hour is delivered", PhysicsError, parameter="delivered_gpu_h_per_yr", low=0.0)
    cost, life, rate = (along(x, axis if np.ndim(x) else -1) for x in (asset_cost_usd, asset_life_years, asset_rate))
    periods = payments_per_year if np.ndim(payments_per_year) == 0 else np.asarray(payments_per_year)[..., None]
    annuities = cost * kernel("finance.capital_recovery_factor", rate, life, periods)
    return (np.sum(annuities, axis=-1) + annual_cost_usd_per_yr) / np.asarray(delivered_gpu_h_per_yr)


@model(lcoc_usd_per_gpu_h=finite, sustained_pflop_per_s_per_gpu=positive)
def usd_per_pflop_day(lcoc_usd_per_gpu_h: Floats, sustained_pflop_per_s_per_gpu: Floats) -> Floats:
    """Cost of a day of one sustained PFLOP/s [USD/PFLOP-day]: ``24 LCOC/(PFLOP/s per GPU)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no compute. Source: definition.

    >>> usd_per_pflop_day(2.0, 0.4)
    120.0
    """
    return np.asarray(lcoc_usd_per_gpu_h) * 24.0 / sustained_pflop_per_s_per_gpu
