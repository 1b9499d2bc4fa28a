"""The built-in economic model: levelised cost of compute per delivered GPU-hour, with NPV, IRR, payback and debt cover beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite.economics.model import EconomicResult
from gigasite.economics.project import Money, Worth, worth
from gigasite.finance import capital_recovery_factor
from gigasite.metrics import with_meaning
from gigasite.site_model import ITEMS, Array, SiteModel, column

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.ledger import Ledger

__all__ = ["Lcoc", "NominalLcoc"]

Floats = NDArray[np.float64]

#: Items that are not power, cooling or building.
_NOT_POWER = ("chips", "other_income")
#: Dense BF16 TFLOP/s of an H100 SXM: NVIDIA H100 Tensor Core GPU data sheet, 2023.
H100_BF16_DENSE_TFLOPS = 989.4


class Lcoc:
    """LCOC = discounted cost less by-product income over discounted **delivered** hours, in real money.

    Each asset is an annuity at its own rate over its own life, charged from the month of purchase, so chips that wait for power cost money.
    Energy, tariffs and yearly costs follow the ramp; cost and hours of a month are discounted alike at the real rate.
    NPV, IRR and payback use dated purchases, salvage and the rent of a delivered hour instead of annuities.
    No number of a draw depends on the draws beside it. Of several rates of return (``irr_roots``) ``irr`` is the highest at which the worth
    turns from positive to negative: above it the project never pays.
    Source: W. Short, D. Packey, T. Holt, "A Manual for the Economic Evaluation of Energy Efficiency", NREL/TP-462-5173, 1995.
    """

    #: Whether money is that of the decision or that of its month. One comparison holds one of the two.
    money: Literal["real", "nominal"] = "real"
    parameters: tuple[str, ...] = (
        "discount_rate",
        "gpu_rent_usd_per_gpu_h",
        "rent_trend_per_yr",
        "grid_fee_usd_per_mwh",
        "demand_charge_usd_per_kw_month",
        "coincident_peak_charge_usd_per_kw_yr",
        "gas_variable_cost_usd_per_mwh",
        "income_tax",
        "debt_share",
        "debt_rate_per_yr",
        "debt_years",
    )

    def evaluate(self, model: SiteModel, ledgers: Mapping[str, Ledger], p: Draws, horizon_years: float) -> EconomicResult:
        """Metrics, items and cash flow of a site; the ledger of ``operate`` counts for the LCOC."""
        operate = ledgers["operate"]
        n = operate.n_draws
        yearly = self._yearly(model, operate, p)
        leased = _costs(model, n, "operate", follows="rent")
        early = _costs(model, n, "early")
        rent = p["gpu_rent_usd_per_gpu_h"] * operate.delivered_gpu_h
        spent = np.asarray(sum(yearly.values()))
        found = worth(
            model,
            Money(
                discount_rate=p["discount_rate"],
                rent_usd_per_yr=rent,
                rent_trend_per_yr=p["rent_trend_per_yr"],
                spent_usd_per_yr=spent,
                income_tax=p["income_tax"],
                leased_usd_per_yr=np.asarray(sum(leased.values())),
                early_usd_per_yr=np.asarray(sum(early.values())),
                inflation=self._inflation(p),
            ),
            horizon_years,
            n,
        )
        hours = operate.delivered_gpu_h * found["hour_years"]
        present: dict[str, Floats] = {item: np.zeros(n) for item in ITEMS}
        for asset, usd in zip(model.assets, found.annuities_usd, strict=True):
            present[asset.item] = present[asset.item] + usd
        for usd_per_yr, years in ((yearly, "cost_years"), (leased, "leased_years"), (early, "early_years")):
            for item, usd in usd_per_yr.items():
                present[item] = present[item] + usd * found[years]
        with np.errstate(divide="ignore", invalid="ignore"):
            items = {item: np.where(hours > 0, value / hours, np.nan) for item, value in present.items()}
        by_draw = self._by_draw(model, operate, p, found, present, items, rent, spent)
        metrics = {name: with_meaning(name, values) for name, values in by_draw.items()}
        return EconomicResult(metrics, items, found.flow_usd, by_draw)

    def _inflation(self, p: Draws) -> Array:
        return 0.0

    def _by_draw(
        self,
        model: SiteModel,
        operate: Ledger,
        p: Draws,
        found: Worth,
        present: Mapping[str, Floats],
        items: Mapping[str, Floats],
        rent: Floats,
        spent: Floats,
    ) -> dict[str, Floats]:
        n = operate.n_draws
        lcoc = np.asarray(sum(items.values()))
        mwh = operate.it_mwh * found["power_years"]
        for_chips = sum((column(c.usd_per_yr, n) for c in model.costs if c.for_chips and c.phase == "operate"), np.zeros(n))
        power = sum(present[item] for item in ITEMS if item not in _NOT_POWER) - for_chips * found["cost_years"]
        first = np.asarray(sum((column(a.cost_usd, n) for a in model.assets), np.zeros(n)))
        income = rent - spent  # of a year at full operation, before tax and debt
        npv, npv_of_rent = found["npv_usd"], found["rent_npv_usd"]
        debt_usd_per_yr = first * p["debt_share"] * capital_recovery_factor(p["debt_rate_per_yr"], p["debt_years"])
        finishes = column(model.completion_probability, n)
        local_rent = p["gpu_rent_usd_per_gpu_h"] * (model.market.rent[:, 0] if model.market else 1.0)
        start, early = column(model.time_to_power_months, n), column(model.early_share, n) > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                "lcoc_usd_per_gpu_h": lcoc,
                "lcoc_usd_per_h100e_h": lcoc / (p["bf16_dense_tflops"] / H100_BF16_DENSE_TFLOPS),
                "lcoc_usd_per_sold_gpu_h": lcoc * operate.delivered_gpu_h / operate.sold_gpu_h,
                "lcoc_usd_per_available_gpu_h": lcoc * operate.delivered_gpu_h / operate.working_gpu_h,
                "lcoe_usd_per_mwh_it": np.where(mwh > 0, power / mwh, np.nan),
                "capex_usd_per_kw_it": np.asarray(first / (1000.0 * column(p["it_capacity_mw"], n))),
                "npv_usd": npv,
                "irr": found["irr"],
                "irr_roots": found["irr_roots"],
                "payback_years": found["payback_years"],
                # The NPV is a straight line in the rent.
                "breakeven_rent_usd_per_gpu_h": local_rent * (1.0 - npv / npv_of_rent),
                "yield_on_cost": income / first,
                "debt_cover": income / debt_usd_per_yr,
                "construction_interest_usd": _construction_interest(model, n, self._inflation(p)),
                "delay_usd_per_month": found["month_of_delay_usd"],
                "completion_probability": finishes,
                "expected_npv_usd": finishes * npv - (1.0 - finishes) * column(model.withdrawal_usd, n),
                "subsidy_usd_per_gpu_h": local_rent * column(model.subsidy_share, n),
                "time_to_power_months": np.where(early, np.minimum(model.early_month, start), start),
            }

    def _yearly(self, model: SiteModel, operate: Ledger, p: Draws) -> dict[str, Floats]:
        """Yearly costs by item at full operation."""
        tariff = (
            operate.grid_cost_usd
            - operate.grid_income_usd
            + operate.fuel_cost_usd
            + operate.water_cost_usd
            + p["grid_fee_usd_per_mwh"] * operate.grid_import_mwh
            + p["demand_charge_usd_per_kw_month"] * 1000.0 * operate.billed_peaks_mw
            + p["coincident_peak_charge_usd_per_kw_yr"] * 1000.0 * operate.coincident_peak_mw
            + p["gas_variable_cost_usd_per_mwh"] * operate.thermal_plant_mwh
        )
        yearly = {
            "energy": np.asarray(tariff * model.tariff_share),
            "heat_income": -operate.heat_income_usd,
            "other_income": -(operate.mining_income_usd + operate.response_income_usd),
        }
        for item, usd in _costs(model, operate.n_draws, "operate").items():
            yearly[item] = yearly.get(item, np.zeros(operate.n_draws)) + usd
        return yearly


class NominalLcoc(Lcoc):
    """The same in the money of each month: prices rise with inflation, depreciation for tax stays at the price that was paid.

    Every rate of the draws is real and becomes nominal by ``(1 + real)(1 + inflation) − 1``. The cost of an hour is a level nominal price
    over the horizon; NPV is at the decision, where a dollar of the month is a dollar of the decision.
    Source: I. Fisher, The Theory of Interest, 1930; Short, Packey and Holt, NREL/TP-462-5173, chapter 2.
    """

    money = "nominal"
    parameters = (*Lcoc.parameters, "inflation_per_yr")

    def _inflation(self, p: Draws) -> Array:
        return p["inflation_per_yr"]


def _costs(model: SiteModel, n: int, phase: str, *, follows: str | None = None) -> dict[str, Floats]:
    """Yearly costs of a phase by item, those that follow the rent or those that do not."""
    found: dict[str, Floats] = {}
    for cost in model.costs:
        if cost.phase == phase and cost.follows == follows:
            found[cost.item] = found.get(cost.item, np.zeros(n)) + column(cost.usd_per_yr, n)
    return found


def _construction_interest(model: SiteModel, n: int, inflation: Array) -> Floats:
    """Interest on what is bought before there is power, each asset at its own rate: ``Σ C ((1 + r)^(wait/12) − 1)``.

    The LCOC holds it: its annuities run from the purchase on.
    """
    total = np.zeros(n)
    for asset in model.assets:
        wait = np.maximum(column(model.time_to_power_months, n) - asset.month, 0.0) / 12.0
        total += asset.cost_usd * np.expm1(wait * (np.log1p(asset.rate) + np.log1p(inflation)))
    return total
