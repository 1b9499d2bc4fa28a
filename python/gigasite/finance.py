"""Annuities, cash flows and levelised costs (model T24; costs of orbital compute, model N).

Functions are homogeneous in money: amounts in one other currency give results in that currency. Rates are real or
nominal throughout a call; `real_rate` and `nominal_rate` convert.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._cash_flows import (
    UniqueRate,
    along,
    discount_factor,
    irr,
    irr_roots,
    irr_where_unique,
    npv_usd,
    payback_years,
    powers,
    sign_changes,
    xirr,
    xnpv_usd,
)
from gigasite._learning_curve import learning_curve_cumulative, learning_curve_price
from gigasite._levelised_costs import (
    CostOfCompute,
    asset_lcoc_usd_per_gpu_h,
    lcoc,
    lcoe_usd_per_mwh,
    usd_per_pflop_day,
)
from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive, require, share
from gigasite.errors import ParameterError

__all__ = [
    "CostOfCompute",
    "UniqueRate",
    "annualised_cost_usd_per_yr",
    "asset_lcoc_usd_per_gpu_h",
    "capital_recovery_factor",
    "debt_service_coverage_ratio",
    "depreciation_tax_shield_usd",
    "discount_factor",
    "geometric_mean_growth",
    "interest_during_construction_usd",
    "irr",
    "irr_roots",
    "irr_where_unique",
    "lcoc",
    "lcoe_usd_per_mwh",
    "learning_curve_cumulative",
    "learning_curve_price",
    "lease_rent_usd_per_kw_month",
    "level_debt_service_usd_per_yr",
    "macrs_shares",
    "net_operating_income_usd_per_yr",
    "nominal_rate",
    "npv_usd",
    "payback_years",
    "real_rate",
    "refresh_cost_usd",
    "sign_changes",
    "straight_line_usd_per_yr",
    "usd_per_pflop_day",
    "wacc",
    "xirr",
    "xnpv_usd",
    "yield_on_cost",
]

_rate = legal(-1.0, open_low=True)
_count = legal(1.0)


@model(rate=_rate, years=positive, payments_per_year=_count)
def capital_recovery_factor(rate: Floats, years: Floats, *, payments_per_year: Floats = 1) -> Floats:
    """Capital recovery factor [1/yr]: the level payment that returns a unit of capital over its life.

    Formula: ``CRF = r/(1 − (1+r)^−n)``, 1/n at r = 0; with m payments a year ``m (r/m)/(1 − (1 + r/m)^(−m n))``.
    Shapes: all arguments broadcast. Errors: `ParameterError` for rate ≤ −1, years ≤ 0, or less than one payment a year.
    Source: annuity arithmetic; ISO 15686-5.

    >>> round(capital_recovery_factor(0.07, 15), 9)
    0.109794625
    """
    return kernel("finance.capital_recovery_factor", rate, years, payments_per_year)


@model(cost_usd=non_negative, rate=_rate, years=positive, residual_usd=finite)
def annualised_cost_usd_per_yr(cost_usd: Floats, rate: Floats, years: Floats, *, residual_usd: Floats = 0.0) -> Floats:
    """Annual cost [USD/yr] of an asset that gives ``residual_usd`` back at the end of its life.

    Formula: ``(C − residual (1+r)^−n) CRF``; a negative residual is a cost of removal. Shapes: all arguments broadcast.
    Errors: `ParameterError` for a negative cost, rate ≤ −1, years ≤ 0. Source: as `capital_recovery_factor`.

    >>> round(annualised_cost_usd_per_yr(1000.0, 0.08, 10, residual_usd=100.0), 3)
    142.127
    """
    return kernel("finance.annualised_cost_usd_per_yr", cost_usd, rate, years, residual_usd)


@model(debt_share=share, debt_rate=_rate, equity_rate=_rate, tax_rate=share)
def wacc(debt_share: Floats, debt_rate: Floats, equity_rate: Floats, tax_rate: Floats) -> Floats:
    """Weighted average cost of capital [1/yr]: ``L r_d (1 − tax) + (1 − L) r_e``, L the share of debt.

    Shapes: all arguments broadcast. Errors: `ParameterError` for shares beyond 0–1 or rates ≤ −1. Source: definition.

    >>> round(wacc(0.7, 0.075, 0.11, 0.21), 6)
    0.074475
    """
    debt = np.asarray(debt_share)
    return debt * debt_rate * (1.0 - np.asarray(tax_rate)) + (1.0 - debt) * equity_rate


@model(nominal_rate=_rate, inflation_rate=_rate)
def real_rate(nominal_rate: Floats, inflation_rate: Floats) -> Floats:
    """Real rate [1/yr] from ``(1 + nominal) = (1 + real)(1 + inflation)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for rates ≤ −1. Source: Fisher, The Theory of Interest, 1930.

    >>> round(real_rate(0.0815, 0.03), 12)
    0.05
    """
    inflation = np.asarray(inflation_rate)
    return (nominal_rate - inflation) / (1.0 + inflation)


@model(real_rate=_rate, inflation_rate=_rate)
def nominal_rate(real_rate: Floats, inflation_rate: Floats) -> Floats:
    """Nominal rate [1/yr], the inverse of `real_rate`.

    Shapes: all arguments broadcast. Errors: `ParameterError` for rates ≤ −1. Source: as `real_rate`.

    >>> round(nominal_rate(0.05, 0.03), 12)
    0.0815
    """
    return np.asarray(real_rate) + inflation_rate + np.asarray(real_rate) * inflation_rate


@model(cost_usd=non_negative, years=positive, salvage_usd=non_negative)
def straight_line_usd_per_yr(cost_usd: Floats, years: Floats, *, salvage_usd: Floats = 0.0) -> Floats:
    """Straight-line depreciation [USD/yr]: ``(cost − salvage)/years``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for years ≤ 0 or a salvage beyond 0–cost. Source: definition.

    >>> straight_line_usd_per_yr(40000.0, [4.0, 5.0]).tolist()
    [10000.0, 8000.0]
    """
    require(np.less_equal(salvage_usd, cost_usd), "the salvage is above the cost", parameter="salvage_usd", value=salvage_usd)
    return (np.asarray(cost_usd) - salvage_usd) / years


_MACRS = {3: 2.0, 5: 2.0, 7: 2.0, 10: 2.0, 15: 1.5, 20: 1.5}


@model(class_years=positive)
def macrs_shares(class_years: Floats) -> Any:
    """Shares of the cost that US tax law (MACRS, general system) depreciates in each year, sum 1.

    Declining balance at 200 % (150 % in the classes of 15 and 20 years), to straight line where that is faster; half a
    year in the first and the last. Shapes: one class in, an array of ``class_years + 1`` out; not rounded, so it differs
    from the printed tables in the last digit. Errors: `ParameterError` for a class other than 3, 5, 7, 10, 15, 20.
    Source: IRS Publication 946, appendix A, table A-1.

    >>> macrs_shares(5).round(4).tolist()
    [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    """
    if np.ndim(class_years) or class_years not in _MACRS:
        raise ParameterError(f"the classes are {', '.join(map(str, _MACRS))} years", parameter="class_years", value=class_years)
    years = int(class_years)
    left, shares = 1.0, []
    for year in range(years + 1):
        time = 0.5 if year == 0 else min(1.0, years + 0.5 - year)
        remaining_life = years - max(0.0, year - 0.5)
        rate = max(_MACRS[years] / years, 1.0 / remaining_life)
        shares.append(left if year == years else left * rate * time)
        left -= shares[-1]
    return np.array(shares)


@model(depreciation_usd=finite.series(), tax_rate=share, rate=_rate)
def depreciation_tax_shield_usd(depreciation_usd: Floats, tax_rate: Floats, rate: Floats, *, axis: int = -1) -> Floats:
    """Present value [USD] of the tax that depreciation saves: ``tax Σ d_k (1+r)^−k``, k = 1 at the end of the first year.

    Shapes: reduces ``axis``; rates broadcast with the other axes.
    Errors: `ParameterError` for a tax rate beyond 0–1 or rate ≤ −1. Source: definition.

    >>> round(depreciation_tax_shield_usd([100.0, 100.0], 0.21, 0.05), 4)
    39.0476
    """
    depreciation = along(depreciation_usd, axis)
    return np.asarray(tax_rate) * np.sum(depreciation * powers(rate, np.arange(1, depreciation.shape[-1] + 1)), axis=-1)


@model(spend_usd=finite.series(), rate=_rate)
def interest_during_construction_usd(spend_usd: Floats, rate: Floats, *, axis: int = -1) -> Floats:
    """Interest [USD] at the start of operation on yearly spending at mid-year: ``Σ s_k ((1+r)^(n − k + 0.5) − 1)``, k = 1…n.

    Shapes: reduces ``axis``; the rate broadcasts with the other axes. Errors: `ParameterError` for rate ≤ −1.
    Source: definition.

    >>> round(interest_during_construction_usd([100.0, 100.0], 0.1), 4)
    20.2499
    """
    spend = along(spend_usd, axis)
    n = spend.shape[-1]
    return np.sum(spend * (powers(rate, -(n - np.arange(1, n + 1) + 0.5)) - 1.0), axis=-1)


@model(cost_usd=non_negative, life_years=positive, horizon_years=positive, rate=_rate, price_trend_per_yr=_rate, residual_share=share)
def refresh_cost_usd(
    cost_usd: Floats,
    life_years: Floats,
    horizon_years: Floats,
    rate: Floats,
    *,
    price_trend_per_yr: Floats = 0.0,
    residual_share: Floats = 0.0,
) -> Floats:
    """Present value [USD] of sets bought at time 0 and again after each life, until the horizon.

    Set j costs ``C (1 + trend)^(j L)`` at time j L. When it is replaced it returns ``residual_share`` of its price; at the
    horizon the last set returns that and, of the rest, the share of its life that is unused:
    ``price (ρ + (1 − ρ) unused/L)``.
    Shapes: all arguments broadcast. Errors: `ParameterError` for lives or horizons ≤ 0, rates ≤ −1, a share beyond 0–1.
    Source: definition.

    >>> refresh_cost_usd(100.0, 5.0, 12.5, 0.0)
    250.0
    """
    cost, life, horizon, r, trend, residual = np.broadcast_arrays(
        cost_usd, life_years, horizon_years, rate, price_trend_per_yr, residual_share
    )
    sets = np.maximum(np.ceil(horizon / life * (1.0 - 1e-12)), 1.0)
    total = np.zeros(cost.shape)
    for j in range(int(np.max(sets, initial=0.0))):
        bought, end = j * life, np.minimum((j + 1) * life, horizon)
        price = cost * (1.0 + trend) ** bought
        unused = np.maximum((j + 1) * life - end, 0.0) / life
        value = price * (residual + (1.0 - residual) * unused)
        flow = price * (1.0 + r) ** -bought - value * (1.0 + r) ** -end
        total = total + np.where(j < sets, flow, 0.0)
    return total


@model(net_operating_income_usd_per_yr=finite, capex_usd=positive)
def yield_on_cost(net_operating_income_usd_per_yr: Floats, capex_usd: Floats) -> Floats:
    """Net operating income over capital spent [1/yr]: ``NOI/capex``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a capex that is not positive. Source: definition.

    >>> yield_on_cost(12.0, 100.0)
    0.12
    """
    return np.asarray(net_operating_income_usd_per_yr) / capex_usd


@model(contract_total_usd=non_negative, years=positive, margin=share)
def net_operating_income_usd_per_yr(contract_total_usd: Floats, years: Floats, margin: Floats) -> Floats:
    """Mean net operating income [USD/yr] over the term of a lease, before escalators: ``total/years · margin``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for years ≤ 0 or a margin beyond 0–1. Source: definition.

    >>> net_operating_income_usd_per_yr(8.7e9, 12, 0.8)
    580000000.0
    """
    return np.asarray(contract_total_usd) / years * margin


@model(contract_total_usd=non_negative, critical_it_mw=positive, years=positive)
def lease_rent_usd_per_kw_month(contract_total_usd: Floats, critical_it_mw: Floats, years: Floats) -> Floats:
    """Rent of a lease [USD/kW-month], before escalators: ``total/(kW · 12 · years)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no capacity or no term. Source: definition.

    >>> round(lease_rent_usd_per_kw_month(8.7e9, 500.0, 12), 1)
    120.8
    """
    return np.asarray(contract_total_usd) / (np.asarray(critical_it_mw) * 1000.0 * 12.0 * np.asarray(years))


@model(principal_usd=non_negative, rate=_rate, years=positive)
def level_debt_service_usd_per_yr(principal_usd: Floats, rate: Floats, years: Floats) -> Floats:
    """Level yearly payment [USD/yr] on a loan: ``principal · CRF``.

    Shapes: all arguments broadcast. Errors: as `capital_recovery_factor`. Source: the same.

    >>> round(level_debt_service_usd_per_yr(1e6, 0.075, 15), 2)
    113287.24
    """
    return np.asarray(principal_usd) * kernel("finance.capital_recovery_factor", rate, years, 1.0)


@model(net_operating_income_usd_per_yr=finite, debt_service_usd_per_yr=positive)
def debt_service_coverage_ratio(net_operating_income_usd_per_yr: Floats, debt_service_usd_per_yr: Floats) -> Floats:
    """Net operating income over debt service. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a debt service that is not positive. Source: definition.

    >>> debt_service_coverage_ratio(1.3e6, 1e6)
    1.3
    """
    return np.asarray(net_operating_income_usd_per_yr) / debt_service_usd_per_yr


@model(first_value=positive, last_value=positive, years=positive)
def geometric_mean_growth(first_value: Floats, last_value: Floats, years: Floats) -> Floats:
    """Mean yearly growth [1/yr]: ``(last/first)^(1/years) − 1``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for values or years that are not positive. Source: definition.

    >>> round(geometric_mean_growth(76.0, 176.0, 5.0), 3)
    0.183
    """
    return np.expm1(np.log(np.asarray(last_value) / first_value) / years)
