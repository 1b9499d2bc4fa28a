"""`plan`: a demand of computing power by year, spread over the sites of a scenario at the least cost within what can be built."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import ParameterError
from gigasite.evaluation import _extra
from gigasite.sampling import Sample, check_draws, sample
from gigasite.scenario.entities import Scenario
from gigasite.scenario.model import PlanEntry, PlanSite
from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.comparison import Comparison

__all__ = ["Binding", "Plan", "plan"]

Floats = NDArray[np.float64]
#: Draws of which each is planned by itself.
PLANNED_DRAWS = 100
#: What a GW-year of shortfall is held to cost over the dearest GW that can be built.
DEAR = 1e5
ROWS = ("year", "site", "built_gw", "in_service_gw", "cost_usd")


@dataclass(frozen=True)
class Binding:
    """A limit that decides. ``usd_per_gw`` is what one unit more of it would save at the served demand (its unit: GW, or as named);
    ``gw_years`` is how many GW-years of shortfall one unit more would mend."""

    constraint: str
    year: int
    usd_per_gw: float
    gw_years: float

    def to_dict(self) -> dict[str, Any]:
        return {"constraint": self.constraint, "year": self.year, "usd_per_gw": self.usd_per_gw, "gw_years": self.gw_years}


@dataclass(frozen=True)
class Plan:
    """What is built where and when. Costs are of the year, levelised, in money of the price year, not discounted.

    ``price_usd_per_gw`` is the shadow price of one more GW of demand at the end of a year (None where there is a shortfall: no money
    buys it). Over the draws: ``shortfall_probability``, ``shortfall_interval_gw`` (P10, P90) by year, ``cost_interval_usd`` of the whole.
    """

    scenario: str
    demand_gw: Mapping[int, float]
    rows: tuple[Mapping[str, Any], ...]
    shortfall_gw: Mapping[int, float]
    cost_usd: float
    binding: tuple[Binding, ...]
    price_usd_per_gw: Mapping[int, float | None]
    co2_t: Mapping[int, float]
    capital_usd: Mapping[int, float]
    shortfall_probability: Mapping[int, float]
    shortfall_interval_gw: Mapping[int, tuple[float, float]]
    cost_interval_usd: tuple[float, float]
    draws: int
    seed: int
    notes: tuple[str, ...] = field(default=())
    #: Name of each site for people, and what kind of site it is, its own power plant included.
    titles: Mapping[str, str] = field(default_factory=dict)
    technologies: Mapping[str, str] = field(default_factory=dict)

    def table(self) -> Any:
        """A DataFrame (extra ``pandas``) with a row for each year and site: ``year, site, built_gw, in_service_gw, cost_usd``."""
        return _extra("pandas").DataFrame(list(self.rows), columns=list(ROWS))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite plan --json``."""
        names = ("demand_gw", "shortfall_gw", "price_usd_per_gw", "co2_t", "capital_usd", "shortfall_probability", "shortfall_interval_gw")
        parts = {name: {str(year): value for year, value in getattr(self, name).items()} for name in names}
        rest = {"cost_usd": self.cost_usd, "cost_interval_usd": list(self.cost_interval_usd), "notes": list(self.notes)}
        return parts | rest | {"rows": [dict(row) for row in self.rows], "binding": [one.to_dict() for one in self.binding]}

    @property
    def sentence(self) -> str:
        """The finding: from when on the demand is met, or what is short and what would mend it."""
        from gigasite.report.figures.wedge import headline

        binds = next((one for one in self.binding if one.gw_years > 0), None)
        why = f" What would mend most of it is {binds.constraint} in {binds.year}." if binds else ""
        return f"{headline(self)}.{why}"

    def to_html(self, path: str | os.PathLike[str], *, command: str | None = None) -> None:
        """Writes the plan as a page: what is in service by year against what is asked for."""
        from gigasite.files import write_whole
        from gigasite.report.figures.wedge import of_plan
        from gigasite.report.page import single

        write_whole(path, single("Where does the demand go?", self.sentence, [of_plan(self)], command))

    def __repr__(self) -> str:
        last = max(self.demand_gw)
        return f"<Plan of {self.scenario}: {self.demand_gw[last]:g} GW in {last}, {sum(self.shortfall_gw.values()):.3g} GW-years short>"


def plan(
    scenario: Scenario | Comparison, demand_gw: Mapping[int, float] | None = None, *, draws: int | None = None, seed: int | None = None
) -> Plan:
    """Spreads a demand over years and sites at the least discounted cost.

    ``demand_gw[year]`` is the IT power in service at the end of that year, linear between the years that are given; without it that of
    ``[plan.demand_gw]`` in the scenario. Each site is an
    option that may be built again and again, up to the limits in ``[plan]`` of the scenario: power, build rate and carbon of a site,
    capital, carbon, mass to orbit, and resources such as transformers or turbines. A site can come into service ``time_to_power_months``
    after the beginning of ``start_year``. Cost of a GW-year is LCOC × delivered hours, so waiting and idle hours are in it.

    min Σ_y δ^y Σ_i c_i S_iy  with  S_iy = Σ_{z≤y} b_iz,  Σ_i S_iy ≥ D_y − short_y,  and the limits; first Σ short_y is made as
    small as it can be, earlier years before later ones, then the cost. The plan is that of the medians; each of 100 of the ``draws``
    is planned by itself for the probabilities. A `Comparison` that has run in place of the scenario gives its draws, so that another demand
    costs no simulation. Needs the extra ``plan`` (SciPy with HiGHS).
    Errors: `ParameterError` for years and demands without meaning, for a site without a cost, and for draws beside those of a comparison.

    >>> import gigasite as gs
    >>> found = gs.plan(gs.example("seed_s5_national"), {2030: 10, 2035: 40}, draws=20)
    >>> sorted(found.demand_gw)[0], found.demand_gw[2032]
    (2030, 22.0)
    """
    known: Mapping[str, Sample] | None = None
    if not isinstance(scenario, Scenario):
        if draws is not None or seed is not None:
            raise ParameterError("a comparison has its draws", parameter="draws" if draws is not None else "seed", value=draws or seed)
        known, draws, seed, scenario = scenario.sites, scenario.draws, scenario.seed, scenario.scenario
    limits = scenario.plan or PlanEntry()
    given = {int(year): value for year, value in limits.demand_gw.items()} if demand_gw is None else demand_gw
    years, demand = _demand(given)
    count = min(scenario.draws, 200) if draws is None else draws
    check_draws(count, len(scenario.sites))
    number = scenario.seed if seed is None else seed
    try:
        solver = _solver()
    except ModuleNotFoundError:
        raise ParameterError("gs.plan needs scipy, which is not installed", hint='pip install "gigasite[plan]"') from None
    start = years[0] if limits.start_year is None else limits.start_year
    if start > years[0]:
        raise ParameterError("the demand begins before the plan", parameter="demand_gw", value=years[0], low=start, high=2200)
    sampler = scenario.sampler(count, number)
    samples = known or {key: sample(site, draws=count, seed=number, sampler=sampler) for key, site in scenario.sites.items()}
    options = _Options.of(samples)
    all_years = list(range(start, years[-1] + 1))
    wanted = np.zeros(len(all_years))
    wanted[years[0] - start :] = demand
    rate = float(np.median(next(iter(samples.values())).draws["discount_rate"]))
    middle = _Programme(scenario, limits, options.at(None), all_years, wanted, rate, solver)
    built, short, duals, gw_years = middle.solve(prices=True)
    planned = [_Programme(scenario, limits, options.at(i), all_years, wanted, rate, solver) for i in range(min(count, PLANNED_DRAWS))]
    results = [one.solve(prices=False) for one in planned]
    shorts = np.array([result[1] for result in results])
    costs = np.array([float(np.sum(one.option.cost @ np.cumsum(r[0], axis=1))) for one, r in zip(planned, results, strict=True)])
    service = np.cumsum(built, axis=1)
    sites = list(scenario.sites)
    cost = options.at(None).cost[:, None] * service
    shown = [k for k, year in enumerate(all_years) if year >= years[0] or built[:, k].any()]
    rows = tuple(
        dict(zip(ROWS, (all_years[k], key, float(built[i, k]), float(service[i, k]), float(cost[i, k])), strict=True))
        for k in shown
        for i, key in enumerate(sites)
    )
    asked = [k for k, year in enumerate(all_years) if year >= years[0]]

    def by_year(values: Floats) -> dict[int, float]:
        return {all_years[k]: float(values[k]) for k in asked}

    low, high = np.quantile(shorts, [0.1, 0.9], axis=0)
    carbon = options.at(None).co2_t @ service
    return Plan(
        scenario.name,
        by_year(wanted),
        rows,
        by_year(short),
        float(cost.sum()),
        tuple(middle.binding(duals, gw_years)),
        {year: None if short[all_years.index(year)] > 1e-9 else price for year, price in by_year(middle.demand_price(duals)).items()},
        by_year(carbon),
        {all_years[k]: float(options.at(None).capital @ built[:, k]) for k in shown},
        by_year(np.mean(shorts > 1e-6, axis=0)),
        {all_years[k]: (float(low[k]), float(high[k])) for k in asked},
        (float(np.quantile(costs, 0.1)), float(np.quantile(costs, 0.9))),
        count,
        number,
        ("capital is counted in the year in which a site comes into service",),
        {key: site.title or key for key, site in scenario.sites.items()},
        {key: _technology(one) for key, one in samples.items()},
    )


def _technology(one: Sample) -> str:
    """The kind of a site and its own power plant in words."""
    made = one.evaluation.model.phase("operate").components.get("generation", "none")
    kind = one.site.type.replace("_", " ")
    return kind if made == "none" else f"{kind}, own {' and '.join(made.split('+'))}"


@dataclass(frozen=True)
class _Solver:
    """What is taken from SciPy, loaded when it is used."""

    optimize: Any
    sparse: Any


def _solver() -> _Solver:
    return _Solver(importlib.import_module("scipy.optimize"), importlib.import_module("scipy.sparse"))


def _demand(given: Mapping[int, float]) -> tuple[list[int], Floats]:
    if not isinstance(given, Mapping) or not given:
        raise ParameterError("no demand is given", parameter="demand_gw", hint="such as demand_gw={2027: 5, 2030: 20}")
    for year, value in given.items():
        if isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2200:
            raise ParameterError(f"{year!r} is not a year", parameter="demand_gw", value=year, low=1900, high=2200)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value) or value < 0:
            raise ParameterError(f"{value!r} is not a power", parameter="demand_gw", value=value, low=0.0, high=float("inf"), unit="GW")
    known = sorted(given)
    if known[-1] - known[0] > 100:
        raise ParameterError("a plan spans at most a hundred years", parameter="demand_gw", value=known[-1] - known[0], high=100)
    years = list(range(known[0], known[-1] + 1))
    return years, np.interp(years, known, [float(given[year]) for year in known])


@dataclass(frozen=True)
class _Option:
    """A GW of each site: cost of a year, first purchase, operational carbon, mass to orbit, months to the first power."""

    cost: Floats
    capital: Floats
    co2_t: Floats
    mass_t: Floats
    months: Floats


@dataclass(frozen=True)
class _Options:
    """The same over the draws, sites × draws."""

    columns: Mapping[str, Floats]

    @classmethod
    def of(cls, samples: Mapping[str, Sample]) -> _Options:
        found: dict[str, list[Floats]] = {name: [] for name in ("cost", "capital", "co2_t", "mass_t", "months")}
        for key, one in samples.items():
            metrics, ledger = one.evaluation.metrics, one.ledger
            lcoc = metrics["lcoc_usd_per_gpu_h"]
            if isinstance(lcoc, NoneBecause):
                raise ParameterError(f"{key} has no cost: {lcoc}", parameter="scenario", value=key)
            gw = np.asarray(one.draws["it_capacity_mw"]) / 1000.0
            mass = metrics["mass_kg"]
            found["cost"].append(np.asarray(lcoc) * ledger.delivered_gpu_h / gw)
            found["capital"].append(np.asarray(metrics["capex_usd_per_kw_it"]) * 1e6)
            found["co2_t"].append((ledger.grid_co2_kg + ledger.fuel_co2_kg + ledger.other_co2_kg) / 1000.0 / gw)
            found["mass_t"].append(np.zeros(len(gw)) if isinstance(mass, NoneBecause) else np.asarray(mass) / 1000.0 / gw)
            found["months"].append(np.asarray(metrics["time_to_power_months"]))
        return cls({name: np.array(values) for name, values in found.items()})

    def at(self, draw: int | None) -> _Option:
        """One draw, or the medians."""
        return _Option(**{name: np.median(v, axis=1) if draw is None else v[:, draw] for name, v in self.columns.items()})


class _Programme:
    """The linear programme of one future. Variables: built[site, year], then short[year]."""

    def __init__(
        self, scenario: Scenario, limits: PlanEntry, option: _Option, years: list[int], demand: Floats, rate: float, solver: _Solver
    ) -> None:
        self.option, self.years, self.demand, self.solver = option, years, demand, solver
        self.sites = list(scenario.sites)
        n, m = len(self.sites), len(years)
        self.n, self.m = n, m
        # Share of year y after the first power of a site: what is there late in the year can only be built in the rest of it.
        self.share = np.clip((12.0 * (np.arange(m) + 1.0) - option.months[:, None]) / 12.0, 0.0, 1.0)
        self.names: list[tuple[str, int]] = []
        entries: list[tuple[Any, Any]] = []  # columns and coefficients of each row
        right: list[float] = []

        def at_most(name: str, year: int, columns: Any, coefficients: Any, value: float) -> None:
            self.names.append((name, year))
            entries.append((columns, np.full(len(columns), coefficients)))
            right.append(value)

        column = np.arange(n * m).reshape(n, m)  # of what is built at a site in a year
        for k, year in enumerate(years):
            for i, key in enumerate(self.sites):
                own = limits.sites.get(key) or PlanSite()
                if own.build_gw_per_yr is not None and self.share[i, k] > 0:
                    at_most(f"build rate of {key} [GW/yr]", year, column[i, k : k + 1], 1.0, own.build_gw_per_yr * self.share[i, k])
                stock = column[i, : k + 1]
                if own.power_gw is not None:
                    at_most(f"power of {key} [GW]", year, stock, 1.0, own.power_gw)
                if own.carbon_t_per_yr is not None:
                    at_most(f"carbon of {key} [t/yr]", year, stock, option.co2_t[i], own.carbon_t_per_yr)
            new, all_stock = column[:, k], column[:, : k + 1].ravel()
            if limits.capital_usd_per_yr is not None:
                at_most("capital [bn USD/yr]", year, new, option.capital / 1e9, limits.capital_usd_per_yr / 1e9)
            if limits.launch_t_per_yr is not None and option.mass_t.any():
                at_most("mass to orbit [kt/yr]", year, new, option.mass_t / 1e3, limits.launch_t_per_yr / 1e3)
            for name, resource in limits.resources.items():
                at_most(f"{name} [per yr]", year, new, [resource.per_gw.get(key, 0.0) for key in self.sites], resource.per_yr)
            if limits.carbon_t_per_yr is not None:
                at_most("carbon [Mt/yr]", year, all_stock, np.repeat(option.co2_t / 1e6, k + 1), limits.carbon_t_per_yr / 1e6)
        self.first_demand = len(entries)
        for k, year in enumerate(years):
            served = np.append(column[:, : k + 1].ravel(), n * m + k)
            at_most("demand [GW]", year, served, -1.0, -float(demand[k]))
        lengths = [len(columns) for columns, _ in entries]
        data = (np.concatenate([c for _, c in entries]), np.concatenate([c for c, _ in entries]), np.cumsum([0, *lengths]))
        self.rows = solver.sparse.csr_matrix(data, shape=(len(entries), n * m + m))
        self.right = np.array(right)
        # A site is free to be built only after its first power; whatever is not limited is open.
        self.bounds: list[tuple[float, float | None]] = [(0.0, None if s > 0 else 0.0) for s in self.share.ravel()]
        discount = (1.0 + rate) ** -np.arange(m)
        self.cost = np.concatenate([(option.cost[:, None] * np.cumsum(discount[::-1])[::-1][None, :]).ravel() / 1e9, np.zeros(m)])
        # Earlier years count a little more, so that what is short is short late.
        self.weight = np.concatenate([np.zeros(n * m), 1.0 + 1e-3 * np.arange(m)[::-1]])

    def solve(self, prices: bool) -> tuple[Floats, Floats, Floats | None, Floats | None]:
        """Built by site and year, short by year; with ``prices`` the marginal USD and GW-years of each row."""
        if not prices:  # one programme in which nothing is worth a shortfall: the same plan, without the prices of the two
            found = self._run(self.cost + DEAR * float(self.cost.max()) * self.weight, self.right, None)
            short = np.maximum(found.x[self.n * self.m :], 0.0)
            return self._built(found), np.where(short < 1e-7, 0.0, short), None, None
        first = self._run(self.weight, self.right, None)
        short = np.maximum(first.x[self.n * self.m :], 0.0)
        short[short < 1e-7] = 0.0
        slack = np.where(np.arange(len(self.right)) >= self.first_demand, 1e-9, 0.0)  # against the rounding of the first programme
        second = self._run(self.cost, self.right + slack, short)
        return self._built(second), short, -np.asarray(second.ineqlin.marginals) * 1e9, -np.asarray(first.ineqlin.marginals)

    def _built(self, found: Any) -> Floats:
        built = np.maximum(found.x[: self.n * self.m].reshape(self.n, self.m), 0.0)
        built[built < 1e-8] = 0.0
        return np.asarray(built)

    def _run(self, cost: Floats, right: Floats, short: Floats | None) -> Any:
        """The programme with this shortfall, or with any."""
        last = [(0.0, None)] * self.m if short is None else [(float(s), float(s)) for s in short]
        found = self.solver.optimize.linprog(cost, A_ub=self.rows, b_ub=right, bounds=[*self.bounds, *last], method="highs")
        if found.status != 0:
            raise ParameterError(f"the plan was not solved: {found.message}", parameter="plan")
        return found

    def binding(self, usd: Floats | None, gw_years: Floats | None) -> list[Binding]:
        """Limits with a price, those that mend most shortfall first."""
        assert usd is not None and gw_years is not None
        found = []
        for k in range(self.first_demand):
            if usd[k] > 1.0 or gw_years[k] > 1e-9:
                name, year = self.names[k]
                found.append(Binding(name, year, float(usd[k]), float(gw_years[k])))
        return sorted(found, key=lambda one: (-round(one.gw_years, 9), -one.usd_per_gw, one.year, one.constraint))

    def demand_price(self, usd: Floats | None) -> Floats:
        """What one more GW of demand at the end of each year would cost, discounted to the start."""
        assert usd is not None
        return np.asarray(usd[self.first_demand :])
