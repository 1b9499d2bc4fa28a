"""A mine becomes an AI hall: what carries over, what must be bought, what is given up (model T29)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, legal, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError

__all__ = [
    "LoanCapex",
    "RatioRange",
    "Reuse",
    "capex_from_loan",
    "capex_ratio_range",
    "critical_it_mw",
    "gross_to_critical_ratio",
    "lost_mining_margin_usd_per_yr",
    "reuse",
]

_at_least_one = legal(1.0)


@model(interconnection_mw=non_negative, peak_pue=_at_least_one, redundancy=_at_least_one)
def critical_it_mw(interconnection_mw: Floats, peak_pue: Floats, *, redundancy: Floats = 1.0) -> Floats:
    """IT power that a connection carries on its worst hour [MW]: ``interconnection/(peak PUE · redundancy)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a PUE or a redundancy below 1, a negative connection.
    Source: definition; the annual PUE would promise too much.

    >>> critical_it_mw(200.0, 1.25)
    160.0
    """
    return np.asarray(interconnection_mw) / (np.asarray(peak_pue) * redundancy)


@model(gross_mw=non_negative, critical_it_mw=positive)
def gross_to_critical_ratio(gross_mw: Floats, critical_it_mw: Floats) -> Floats:
    """Power at the connection over IT power. Shapes: all arguments broadcast.

    Errors: `ParameterError` for no IT power. Source: definition.

    >>> round(gross_to_critical_ratio(100.0, 70.0), 4)  # Muskogee, Core Scientific
    1.4286
    """
    return np.asarray(gross_mw) / critical_it_mw


class LoanCapex(NamedTuple):
    """Capital that a loan implies, in all and per critical MW."""

    capex_usd: Any
    capex_usd_per_mw: Any


@model(loan_usd=non_negative, loan_to_cost=legal(0.0, 1.0, open_low=True), critical_it_mw=positive)
def capex_from_loan(loan_usd: Floats, loan_to_cost: Floats, critical_it_mw: Floats) -> LoanCapex:
    """Capital from a loan and its share of the cost: ``loan/LTC``, and over critical MW. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a share outside 0 < LTC ≤ 1 or no IT power. Source: definition.

    >>> capex_from_loan(1.5e9, 0.75, 200.0)
    LoanCapex(capex_usd=2000000000.0, capex_usd_per_mw=10000000.0)
    """
    capex = np.asarray(loan_usd) / loan_to_cost
    per_mw = capex / critical_it_mw
    return LoanCapex(capex + np.zeros_like(per_mw), per_mw)


class RatioRange(NamedTuple):
    """The least and the largest ratio of two intervals."""

    low: Any
    high: Any


@model(new_low=positive, new_high=positive, old_low=positive, old_high=positive)
def capex_ratio_range(new_low: Floats, new_high: Floats, old_low: Floats, old_high: Floats) -> RatioRange:
    """How many times dearer the new is than the old: ``new_low/old_high`` to ``new_high/old_low``, both in one unit.

    Shapes: all arguments broadcast. Errors: `ParameterError` for values that are not positive or intervals upside down.
    Source: interval arithmetic.

    >>> capex_ratio_range(8.0, 16.0, 0.5, 1.0)
    RatioRange(low=8.0, high=32.0)
    """
    require(np.less_equal(new_low, new_high), "the interval is upside down", parameter="new_low", value=new_low)
    require(np.less_equal(old_low, old_high), "the interval is upside down", parameter="old_low", value=old_low)
    new_low, new_high, old_low, old_high = np.broadcast_arrays(new_low, new_high, old_low, old_high)
    return RatioRange(new_low / old_high, new_high / old_low)


class Reuse(NamedTuple):
    """What carries over, what must be bought, and how long the longest of it takes."""

    reused_usd: Any
    new_usd: Any
    months: Any


@model(asset_cost_usd=non_negative.series(), reuse_share=share, asset_months=non_negative)
def reuse(asset_cost_usd: Floats, reuse_share: Floats, asset_months: Floats, *, axis: int = -1) -> Reuse:
    """Value of what carries over ``Σ C s``, cost of the rest ``Σ C (1 − s)``, months of the longest that must be built.

    Assets are built side by side; one that carries over whole takes no time.
    Shapes: assets (land, connection, transformers, shell, cooling, …) along ``axis``, where the three broadcast.
    Errors: `ParameterError` for negative costs or months, shares beyond 0–1. Source: definition.

    >>> reuse([10.0, 20.0, 70.0], [1.0, 0.5, 0.0], [24.0, 12.0, 18.0])
    Reuse(reused_usd=20.0, new_usd=80.0, months=18.0)
    """
    cost, carried, months = np.broadcast_arrays(asset_cost_usd, reuse_share, asset_months)
    if not -cost.ndim <= axis < cost.ndim:
        raise ParameterError(f"there is no axis {axis} in an array of shape {cost.shape}", parameter="axis", value=axis)
    longest = np.max(np.where(carried < 1.0, months, 0.0), axis=axis)
    return Reuse(np.sum(cost * carried, axis=axis), np.sum(cost * (1.0 - carried), axis=axis), longest)


@model(mining_mw=non_negative, revenue_usd_per_mw_yr=non_negative, electricity_usd_per_mwh=finite, uptime=share)
def lost_mining_margin_usd_per_yr(
    mining_mw: Floats, revenue_usd_per_mw_yr: Floats, electricity_usd_per_mwh: Floats, *, uptime: Floats = 1.0
) -> Floats:
    """Margin that is given up when machines go [USD/yr]: ``MW (revenue − 8760 uptime price)``.

    The revenue is that of `mining.revenue_usd_per_mw_yr` at the same uptime; negative where the machines lose money.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative power or revenue, an uptime beyond 0–1.
    Source: definition.

    >>> lost_mining_margin_usd_per_yr(100.0, 1.0e6, 50.0)
    56200000.0
    """
    paid = HOURS_PER_YEAR * np.asarray(uptime) * electricity_usd_per_mwh
    return np.asarray(mining_mw) * (np.asarray(revenue_usd_per_mw_yr) - paid)
