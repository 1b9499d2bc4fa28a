"""The built-in economic model: levelised cost of compute per delivered GPU-hour, with NPV, IRR and payback beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gigasite.economics.model import EconomicResult
from gigasite.economics.timeline import Timeline, age_years, blocks
from gigasite.site_model import ITEMS, NoneBecause, SiteModel, column

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.ledger import Ledger

__all__ = ["Lcoc"]

Floats = NDArray[np.float64]

#: Items that are not power, cooling or building.
_NOT_POWER = ("chips", "other_income")
#: Dense BF16 TFLOP/s of an H100 SXM: NVIDIA H100 Tensor Core GPU data sheet, 2023.
H100_BF16_DENSE_TFLOPS = 989.4


class Lcoc:
    """LCOC = discounted cost less by-product income over discounted **delivered** hours.

    Each asset is an annuity at its own rate over its own life, charged from the month of purchase, so chips that wait for power cost money.
    Energy, tariffs and yearly costs follow the ramp; cost and hours of a month are discounted alike at the real rate.
    NPV, IRR and payback use dated purchases, salvage and the rent of a delivered hour instead of annuities.
    Source: W. Short, D. Packey, T. Holt, "A Manual for the Economic Evaluation of Energy Efficiency", NREL/TP-462-5173, 1995.
    """

    parameters = (
        "discount_rate",
        "gpu_rent_usd_per_gpu_h",
        "rent_trend_per_yr",
        "grid_fee_usd_per_mwh",
        "demand_charge_usd_per_kw_month",
        "coincident_peak_charge_usd_per_kw_yr",
        "gas_variable_cost_usd_per_mwh",
        "income_tax",
    )

    def evaluate(self, model: SiteModel, ledgers: Mapping[str, Ledger], p: Draws, horizon_years: float) -> EconomicResult:
        """Metrics, items and cash flow of a site; the ledger of ``operate`` counts for the LCOC."""
        operate = ledgers["operate"]
        n = operate.n_draws
        time = Timeline.of(model, horizon_years, p["discount_rate"], n)
        weights = time.present(time.running) / 12.0  # discounted years of full operation
        hours = operate.delivered_gpu_h * weights

        yearly = self._yearly(model, operate, p)
        present: dict[str, Floats] = {item: np.zeros(n) for item in ITEMS}
        for asset in model.assets:
            present[asset.item] = present[asset.item] + time.annuity(asset)
        for item, usd_per_yr in yearly.items():
            present[item] = present[item] + usd_per_yr * weights

        reason = self._no_hours(hours)
        with np.errstate(divide="ignore", invalid="ignore"):
            items = {item: np.where(hours > 0, value / hours, np.nan) for item, value in present.items()}
        lcoc = np.asarray(sum(items.values()))
        flow = self._cash_flow(model, operate, p, time, yearly)
        mwh = operate.it_mwh * weights
        for_chips = sum((column(c.usd_per_yr, n) for c in model.costs if c.for_chips and c.phase == "operate"), np.zeros(n))
        power = sum(present[item] for item in ITEMS if item not in _NOT_POWER) - for_chips * weights
        first = sum(column(a.cost_usd, n) for a in model.assets)
        h100_equivalents = p["bf16_dense_tflops"] / H100_BF16_DENSE_TFLOPS
        metrics: dict[str, Floats | NoneBecause] = {
            "lcoc_usd_per_gpu_h": reason or lcoc,
            "lcoc_usd_per_h100e_h": reason or np.asarray(lcoc / h100_equivalents),
            "lcoe_usd_per_mwh_it": np.asarray(power / mwh) if np.all(mwh > 0) else NoneBecause("no IT energy is used within the horizon"),
            "capex_usd_per_kw_it": np.asarray(first / (1000.0 * column(p["it_capacity_mw"], n))),
            "npv_usd": time.present(flow),
            "irr": _irr(flow),
            "payback_years": _payback(flow),
            "time_to_power_months": column(model.time_to_power_months, n),
        }
        return EconomicResult(metrics, items, flow)

    def _yearly(self, model: SiteModel, operate: Ledger, p: Draws) -> dict[str, Floats]:
        """Yearly costs by item at full operation."""
        tariff = (
            operate.grid_cost_usd
            - operate.grid_income_usd
            + operate.fuel_cost_usd
            + operate.water_cost_usd
            + p["grid_fee_usd_per_mwh"] * operate.grid_import_mwh
            + p["demand_charge_usd_per_kw_month"] * 1000.0 * operate.monthly_peaks_mw
            + p["coincident_peak_charge_usd_per_kw_yr"] * 1000.0 * operate.coincident_peak_mw
            + p["gas_variable_cost_usd_per_mwh"] * operate.thermal_plant_mwh
        )
        yearly = {
            "energy": np.asarray(tariff),
            "heat_income": -operate.heat_income_usd,
            "other_income": -(operate.mining_income_usd + operate.response_income_usd),
        }
        for cost in model.costs:
            if cost.phase == "operate":
                yearly[cost.item] = yearly.get(cost.item, np.zeros(operate.n_draws)) + column(cost.usd_per_yr, operate.n_draws)
        return yearly

    def _cash_flow(self, model: SiteModel, operate: Ledger, p: Draws, time: Timeline, yearly: Mapping[str, Floats]) -> Floats:
        """Dated money by month after tax: rent of delivered hours less costs, purchases and salvage.

        The rent of a set of chips falls (or rises) with its age at ``rent_trend`` and starts again with the next set.
        """
        n = operate.n_draws
        months = np.arange(time.n_months, dtype=np.float64)
        life = next((column(a.life_years, n) for a in model.assets if a.item == "chips"), np.full(n, 1e9))
        trend = np.log1p(column(p["rent_trend_per_yr"], n))
        rent = column(p["gpu_rent_usd_per_gpu_h"], n) * operate.delivered_gpu_h / 12.0
        spent = np.asarray(sum(yearly.values())) / 12.0
        # Tax on income after straight-line depreciation over each asset's life; a loss is set against other business of the owner.
        written_off = np.asarray(sum(column(a.cost_usd, n) / column(a.life_years, n) for a in model.assets)) / 12.0
        tax = column(p["income_tax"], n)
        flow = np.empty((n, time.n_months))
        for rows in blocks(n):
            start = time.start_month[rows]
            month = age_years(months, start, life[rows])
            month *= trend[rows, None]
            np.exp(month, out=month)
            month *= rent[rows, None]
            month -= spent[rows, None]
            month *= time.running[rows]
            month *= (1.0 - tax[rows])[:, None]
            month += np.where(months >= start[:, None], (tax * written_off)[rows, None], 0.0)
            flow[rows] = month
        for asset in model.assets:
            time.buy(asset, flow)
        return np.asarray(flow)

    @staticmethod
    def _no_hours(hours: Floats) -> NoneBecause | None:
        if np.all(hours > 0):
            return None
        if np.any(hours > 0):
            return NoneBecause(f"in {float(np.mean(hours <= 0)):.0%} of the draws no GPU-hour is delivered within the horizon")
        return NoneBecause("no GPU-hour is delivered within the horizon")


def _by_year(flow: Floats) -> Floats:
    """Flows summed by year, year 0 the first twelve months."""
    n, months = flow.shape
    years = -(-months // 12)
    padded = np.zeros((n, years * 12))
    padded[:, :months] = flow
    return np.asarray(padded.reshape(n, years, 12).sum(axis=2))


def _irr(flow: Floats) -> Floats | NoneBecause:
    """Real internal rate of the yearly sums on −95 %…500 %: bisection, then Newton; −100 % where the cost is never earned back."""
    yearly = np.ascontiguousarray(_by_year(flow).T[::-1])
    n = yearly.shape[1]
    low, high = np.full(n, -0.95), np.full(n, 5.0)

    def value(factor: Floats) -> Floats:
        # Horner's rule in 1/(1 + r), from the last year to the first.
        total = np.zeros(n)
        for year in yearly:
            total *= factor
            total += year
        return total

    bracketed = (value(1.0 / (1.0 + low)) > 0) & (value(1.0 / (1.0 + high)) < 0)
    if not bracketed.any():
        return NoneBecause("no rate makes the discounted income equal to the cost in any draw")
    for _ in range(12):
        middle = 0.5 * (low + high)
        positive = value(1.0 / (1.0 + middle)) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    rate = 0.5 * (low + high)
    for _ in range(50):
        factor = 1.0 / (1.0 + rate)
        total, slope = np.zeros(n), np.zeros(n)
        for year in yearly:
            slope *= factor
            slope += total
            total *= factor
            total += year
        low, high = np.where(total > 0, rate, low), np.where(total > 0, high, rate)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = rate + total / (slope * factor * factor)  # d(1/(1 + r))/dr = −factor²
        step = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        settled = np.all(np.abs(step - rate)[bracketed] <= 1e-14)
        rate = step
        if settled:
            break
    return np.asarray(np.where(bracketed, rate, -1.0))


def _payback(flow: Floats) -> Floats | NoneBecause:
    """Years from the decision until the running sum of the cash flow stays above zero."""
    never = flow.sum(axis=1) < 0
    if never.any():
        return NoneBecause(f"in {float(never.mean()):.0%} of the draws the cost is not earned back within the horizon")
    paid = np.cumsum(flow, axis=1) >= 0
    last_negative = flow.shape[1] - 1 - np.argmax(~paid[:, ::-1], axis=1)
    return np.asarray((last_negative + 1) / 12.0)
