"""A value that no sizing of on-site supply can beat: the linear programme that sees the whole year at once.

For a hall on the grid with PV, wind and a battery, hourly energy balance and costs are linear in the sizes and in the flows. The programme
may choose the flows knowing all hours to come, so its optimum is at most that of any rule of dispatch.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.evaluation import Evaluation, evaluate
from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.designs import Space
    from gigasite.scenario.entities import Site

__all__ = ["bound"]

Floats = NDArray[np.float64]
#: Sizes that the programme knows, in this order.
SIZES = ("pv_capacity_mw", "wind_capacity_mw", "battery_energy_mwh", "battery_power_mw")
#: The programme must price the site without on-site supply as the economics do, to this share, or it does not apply.
AGREE = 1e-6
LCOC = "lcoc_usd_per_gpu_h"


def bound(
    site: Site, space: Space, minimise: str, draws: int | None, years: int | None, quantile: float | None, step_s: float
) -> tuple[float | None, str | None]:
    """The bound of the LCOC in USD/GPU-h, or None and the reason. Limits are left out, which can only lower it.

    Of several weather years each is bounded by itself, with a design of its own: no one design has a lower mean, nor a lower quantile.

    min Σ k_i x_i + [Σ (p_t + f) g_t − s Σ p_t x_t + demand and peak charges]/H over sizes x and flows, with
    u_t ≤ a_t x_pv + b_t x_wind, u_t + g_t + d_t = L_t + c_t + e_t, s_{t+1} = s_t + √η c_t − d_t/√η, 0 ≤ s_t ≤ x_E, c_t, d_t ≤ x_P.
    """
    reason = _not_linear(site, space, minimise, draws)
    if reason is not None:
        return None, reason
    try:
        optimize, sparse = (importlib.import_module(f"scipy.{name}") for name in ("optimize", "sparse"))
    except ModuleNotFoundError:
        return None, 'the linear programme needs scipy: pip install "gigasite[optimise]"'
    none = dict.fromkeys(SIZES, 0.0)
    found = []
    for year in range(years or 1):
        empty = _run(site, none, step_s, 0, year)
        units = [_run(site, none | {size: 1.0}, step_s, 0 if size in SIZES[:2] else None, year) for size in SIZES]
        problem = _Programme(site, empty, units, space, step_s, year)
        reason = problem.disagreement()
        value, reason = (None, reason) if reason is not None else problem.solve(optimize, sparse)
        if value is None:
            return None, reason
        found.append(value)
    return float(np.mean(found) if quantile is None else np.quantile(found, quantile)), None


def _not_linear(site: Site, space: Space, minimise: str, draws: int | None) -> str | None:
    if minimise != LCOC:
        return f"the linear programme knows {LCOC} alone"
    if draws is not None:
        return "the linear programme knows central values alone"
    for axis in space.axes:
        keys = axis.keys.get(site.key, ())
        if axis.whole or any(key not in SIZES for key in keys):
            return f"{axis.name} is not a size of PV, wind or battery, in which the cost is linear"
    model = evaluate(site, site.draws(), phases=False, one_year=True).model
    slots = model.phase("operate").components
    if model.engine != "earth":
        return "an orbit is not linear"
    if slots.get("grid", "grid") != "grid":
        return "an island throttles, and cost over delivered hours is then not linear"
    for slot in ("flexible_load", "heat_use", "ppa"):
        if slots.get(slot, "none") != "none":
            return f"{slot} = {slots[slot]} is not in the linear programme"
    extra = set(slots.get("generation", "none").split("+")) - {"none", "pv", "wind"}
    return f"{' and '.join(sorted(extra))} is not in the linear programme" if extra else None


def _run(site: Site, sizes: dict[str, float], step_s: float, series: int | None, year: int) -> Evaluation:
    drawn = site.draws(n_draws=1).replace(**sizes)
    drawn.start = year  # draw i runs on weather year i
    return evaluate(site, drawn, step_s=step_s, phases=False, series_of_draw=series)


class _Programme:
    def __init__(self, site: Site, empty: Evaluation, units: Sequence[Evaluation], space: Space, step_s: float, year: int) -> None:
        self.empty, self.units = empty, units
        p, forcing = empty.draws, empty.forcings[year]
        self.hours = step_s / 3600.0
        slots = empty.model.phase("operate").components
        has = {"pv_capacity_mw": "pv" in slots["generation"], "wind_capacity_mw": "wind" in slots["generation"]}
        self.boxes = []
        for size in SIZES:
            axis = next((a for a in space.axes if size in a.keys.get(site.key, ())), None)
            now = float(site.draws()[size][0])
            ends = (now, now) if axis is None else (axis.low, axis.high) if axis.is_range else (min(axis.values), max(axis.values))
            self.boxes.append(ends if has.get(size, slots["storage"] == "battery") else (0.0, 0.0))
        series = empty.series
        self.load = series["grid_import_mw"] if series is not None else np.empty(0)
        self.share = [self._of(units[0], "pv_mw"), self._of(units[1], "wind_mw")]
        self.price = forcing.columns["grid_price_usd_per_mwh"] * p["grid_price_factor"][0]
        self.import_limit = float(np.asarray(empty.model.phase("operate").parameters["import_limit_mw"]).flat[0])
        self.export_limit, self.export_share = float(p["export_limit_mw"][0]), float(p["grid_export_price_share"][0])
        self.export_usd_per_mwh = float(p["grid_export_price_usd_per_mwh"][0])
        self.efficiency = float(np.sqrt(p["battery_rte"][0]))
        from gigasite.evaluation import _without_included_charges

        charged = _without_included_charges(site, empty.model, p, [])
        self.fee = float(charged["grid_fee_usd_per_mwh"][0]) if "grid_fee_usd_per_mwh" in charged else 0.0
        self.peak_usd = 1000.0 * float(charged["demand_charge_usd_per_kw_month"][0])
        self.coincident_usd = 1000.0 * float(charged["coincident_peak_charge_usd_per_kw_yr"][0])
        self.flags = forcing.columns.get("coincident_peak", np.zeros(len(self.load)))
        self.month = forcing.time_utc.astype("datetime64[M]").astype(int) % 12
        self.delivered = float(empty.ledger.delivered_gpu_h[0])

    @staticmethod
    def _of(one: Evaluation, name: str) -> Floats:
        assert one.series is not None
        return one.series[name]

    def _items(self, one: Evaluation, energy: bool) -> float:
        items = one.economics.items_usd_per_gpu_h
        return float(sum(value[0] for item, value in items.items() if (item == "energy") == energy))

    def disagreement(self) -> str | None:
        """Why the programme is not that of this site; None where it is."""
        if float(self.empty.ledger.unserved_mwh[0]) > 0.0:
            return "the grid contract does not carry the hall alone, so hours are lost and the cost is not linear"
        if isinstance(self.empty.metrics[LCOC], NoneBecause):
            return "the site has no cost without on-site supply"
        tariff = float(np.sum((self.price + self.fee) * self.load) * self.hours)
        peaks = sum(float(self.load[self.month == m].max()) for m in range(12) if np.any(self.month == m))
        tariff += self.peak_usd * peaks
        tariff += self.coincident_usd * float(self.load[self.flags > 0].mean()) if np.any(self.flags) else 0.0
        tariff += float(self.empty.ledger.water_cost_usd[0])
        energy = self._items(self.empty, True)
        if abs(tariff / self.delivered - energy) > AGREE * abs(energy):
            return f"the programme prices the energy at {tariff / self.delivered:.6g} USD/GPU-h, the economics at {energy:.6g}"
        return None

    def solve(self, optimize: Any, sparse: Any) -> tuple[float | None, str | None]:
        n = len(self.load)
        h, eye, zero = self.hours, sparse.identity(n, format="csr"), None
        one = [float(self._items(unit, False) - self._items(self.empty, False)) for unit in self.units]
        months = [m for m in range(12) if np.any(self.month == m)]
        # Columns: sizes (4), import, used, charge, discharge, store at the start of each step, export, monthly peaks.
        flagged = np.where(self.flags > 0, self.coincident_usd / max(1.0, float(np.sum(self.flags > 0))), 0.0)
        cost = np.concatenate(
            [
                one,
                ((self.price + self.fee) * h + flagged) / self.delivered,
                np.zeros(4 * n),
                -(self.export_share * self.price + self.export_usd_per_mwh) * h / self.delivered,
                np.full(len(months), self.peak_usd / self.delivered),
            ]
        )
        stored = self.boxes[2][1] if self.boxes[3][1] > 0 else 0.0
        power = self.boxes[3][1] if stored > 0 else 0.0
        limits: list[tuple[float, float | None]] = [(float(low), float(high)) for low, high in self.boxes]
        limits += [(0.0, self.import_limit)] * n + [(0.0, None)] * n + [(0.0, power)] * (2 * n) + [(0.0, stored)] * n
        limits += [(0.0, self.export_limit)] * n + [(0.0, None)] * len(months)
        k = self.efficiency
        shift = sparse.diags([np.ones(n - 1)], [1], shape=(n, n))  # the store after the last step is free
        last = sparse.diags([np.r_[np.ones(n - 1), 0.0]], [0])
        equal = sparse.bmat(
            [
                [sparse.csr_matrix((n, 4)), eye, eye, -eye, eye, sparse.csr_matrix((n, n)), -eye, sparse.csr_matrix((n, len(months)))],
                [sparse.csr_matrix((n, 4)), zero, zero, -k * h * last, h / k * last, shift - last, zero, zero],
            ],
            format="csr",
        )
        right = np.concatenate([self.load, np.zeros(n)])
        column = [sparse.csr_matrix(np.eye(4)[i][None, :].repeat(n, axis=0)) for i in range(4)]
        supply = sparse.csr_matrix(np.column_stack([-self.share[0], -self.share[1], np.zeros(n), np.zeros(n)]))
        of_month = sparse.csr_matrix(np.eye(12)[self.month][:, months])
        rows = [
            [supply, zero, eye, zero, zero, zero, zero, zero],
            [-column[3], zero, zero, eye, zero, zero, zero, zero],
            [-column[3], zero, zero, zero, eye, zero, zero, zero],
            [-column[2], zero, zero, zero, zero, eye, zero, zero],
            [zero, eye, zero, zero, zero, zero, sparse.csr_matrix((n, n)), -of_month],
        ]
        rows = rows if self.peak_usd > 0 else [*rows[:4]]
        at_most = sparse.bmat([*rows, [sparse.csr_matrix((1, 4)), *[sparse.csr_matrix((1, n))] * 6, sparse.csr_matrix((1, len(months)))]])
        scale = self.delivered / 50.0  # prices of about 1: the solver's tolerances are absolute
        found = optimize.linprog(
            cost * scale, A_ub=at_most.tocsr(), b_ub=np.zeros(at_most.shape[0]), A_eq=equal, b_eq=right, bounds=limits, method="highs-ipm"
        )
        if found.status != 0:
            return None, f"the linear programme was not solved: {found.message}"
        water = float(self.empty.ledger.water_cost_usd[0]) / self.delivered
        return float(found.fun) / scale + self._items(self.empty, False) + water, None
