"""The economic model: who owns the hall leases it, and who owns the chips pays rent and power."""

from dataclasses import replace

import numpy as np

from gigasite.economics.lcoc import Lcoc
from gigasite.ledger import Ledger
from gigasite.site_model import Cost, NoneBecause

# Charges on imported energy, which a tenant on a net lease pays, as a column of the ledger or a parameter.
PASSED_COLUMNS = ("grid_cost_usd", "grid_income_usd", "fuel_cost_usd", "water_cost_usd")
PASSED_PARAMETERS = (
    "grid_fee_usd_per_mwh",
    "demand_charge_usd_per_kw_month",
    "coincident_peak_charge_usd_per_kw_yr",
    "gas_variable_cost_usd_per_mwh",
)
# What the lease decides, beside the cost.
EARNED = (
    "npv_usd",
    "irr",
    "irr_roots",
    "payback_years",
    "yield_on_cost",
    "debt_cover",
    "delay_usd_per_month",
    "expected_npv_usd",
)


class Hosting(Lcoc):
    """The landlord's cost, cash flow and yield, with those of an owner of hall and chips beside them.

    The landlord owns all assets but the chips and pays all yearly costs but those of the chips; energy and water go to the tenant
    by `energy_passed_share`. The lease is paid for the contracted IT power from the first power on, whether it is used or not.
    `lcoc_usd_per_gpu_h` is the landlord's cost of housing one delivered GPU-hour, before any lease.
    """

    parameters = (*Lcoc.parameters, "lease_usd_per_kw_month", "leased_share", "energy_passed_share")

    def evaluate(self, model, ledgers, p, horizon_years):
        own = super().evaluate(model, ledgers, p, horizon_years)
        year = ledgers["operate"]
        kept = 1.0 - p["energy_passed_share"]
        house = replace(
            model,
            assets=tuple(asset for asset in model.assets if asset.item != "chips"),
            costs=tuple(cost for cost in model.costs if not cost.for_chips),
        )
        ours = {**ledgers, "operate": Ledger({name: kept * year[name] if name in PASSED_COLUMNS else year[name] for name in year})}
        # The rent of the chips is the tenant's.
        ours_p = p.replace(gpu_rent_usd_per_gpu_h=0.0, **{name: kept * p[name] for name in PASSED_PARAMETERS})
        cost = super().evaluate(house, ours, ours_p, horizon_years)
        lease_usd_per_yr = 12_000.0 * p["it_capacity_mw"] * p["lease_usd_per_kw_month"] * p["leased_share"]
        lease = Cost("lease", "other_income", -lease_usd_per_yr)
        earned = super().evaluate(replace(house, costs=(*house.costs, lease)), ours, ours_p, horizon_years)

        cost_of_hour = cost.metrics["lcoc_usd_per_gpu_h"]
        metrics = {**cost.metrics, **{name: earned.metrics[name] for name in EARNED}}
        metrics |= {
            "lease_usd_per_gpu_h": _difference(cost_of_hour, earned.metrics["lcoc_usd_per_gpu_h"]),
            "lease_yield": self._yield(house, ours["operate"], ours_p, lease_usd_per_yr),
            "own_lcoc_usd_per_gpu_h": own.metrics["lcoc_usd_per_gpu_h"],
            "own_npv_usd": own.metrics["npv_usd"],
            "own_irr": own.metrics["irr"],
            "npv_of_leasing_less_owning_usd": _difference(earned.metrics["npv_usd"], own.metrics["npv_usd"]),
        }
        return replace(cost, metrics=metrics, cash_flow_usd=earned.cash_flow_usd, by_draw={})

    def _yield(self, house, year, p, lease_usd_per_yr):
        """Net operating income of a full year over what the landlord bought: (lease − costs)/capex, before tax on income."""
        bought = sum((np.asarray(asset.cost_usd) for asset in house.assets), np.zeros(year.n_draws))
        if not np.all(bought > 0.0):
            return NoneBecause("the landlord has bought nothing")
        spent = sum(self._yearly(replace(house, costs=house.costs), year, p).values())
        return (lease_usd_per_yr - spent) / bought


def _difference(a, b):
    return next((value for value in (a, b) if isinstance(value, NoneBecause)), None) or np.asarray(a - b)
