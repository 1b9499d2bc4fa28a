"""`options`: what the right to wait, to build in stages and to stop again is worth at a site whose rent is uncertain (model T25)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite import hooks
from gigasite.errors import ParameterError
from gigasite.evaluation import Evaluation, _extra, _without_included_charges, evaluate
from gigasite.parameters import default
from gigasite.site_model import column
from gigasite.sites.converted_mine import GIVEN_UP

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site

__all__ = ["OptionValue", "SiteOptions", "options"]

Floats = NDArray[np.float64]
RENT = "gpu_rent_usd_per_gpu_h"
#: Assets that the first of several stages buys for all.
SHARED_ASSETS = ("grid line", "land")
#: Steps of the lattice in a year; its half width in standard deviations; NPV and cash flow must agree to this share of what flows.
STEPS, WIDTH, AGREE = 24, 6.0, 1e-6
ROWS = ("right", "value_usd", "standard_error_usd", "lattice_usd", "premium_usd")


@dataclass(frozen=True)
class OptionValue:
    """What a right is worth by least-squares Monte Carlo, with its standard error and the lattice as a check.

    ``premium_usd`` is what the right adds to having none. The value holds the NPV of the path that is taken, so it cannot be added to an
    NPV: that would count the best path twice. ``+`` says so and refuses.
    """

    right: str
    value_usd: float
    standard_error_usd: float
    lattice_usd: float
    premium_usd: float

    def __float__(self) -> float:
        return self.value_usd

    def __add__(self, other: object) -> Any:
        text = "the value of an option holds the NPV of the best path already; to add it to an NPV counts that path twice"
        raise ParameterError(text, parameter="npv_usd", value=str(other), hint="premium_usd is what the right adds to acting without it")

    __radd__ = __add__

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ROWS}


@dataclass(frozen=True)
class SiteOptions:
    """Rights at a site. ``npv_usd`` is that of deciding today and never looking back, at the drift; ``now_or_never_usd`` is it, or 0.

    ``start_rent_usd_per_gpu_h`` is the rent above which it is best to start today, with the rights to wait and to stop. ``starts_share`` is
    the share of futures in which it ever starts, ``start_year`` the mean year then, ``stops_share`` the share of those that stop early.
    """

    site: str
    title: str
    rent_usd_per_gpu_h: float
    volatility: float
    drift_per_yr: float
    wait_years: int
    stages: tuple[float, ...]
    npv_usd: float
    breakeven_rent_usd_per_gpu_h: float
    wait: OptionValue
    staged: OptionValue
    abandon: OptionValue
    wait_and_abandon: OptionValue
    start_rent_usd_per_gpu_h: float | None
    starts_share: float
    start_year: float | None
    stops_share: float | None
    paths: int
    seed: int

    @property
    def now_or_never_usd(self) -> float:
        return max(self.npv_usd, 0.0)

    @property
    def rows(self) -> tuple[OptionValue, ...]:
        return (self.wait, self.staged, self.abandon, self.wait_and_abandon)

    @property
    def sentence(self) -> str:
        """The finding."""
        from gigasite.report.numbers import money, percent, short
        from gigasite.report.text import plain

        def usd(value: float) -> str:
            return f"−${short(-value)}" if value < 0 else f"${short(value)}"

        best = self.wait_and_abandon
        text = (
            f"{self.title}: to decide today is worth {usd(self.npv_usd)}; the right to wait {self.wait_years} years and to stop again is "
        )
        text += f"worth {usd(best.value_usd)} (lattice {usd(best.lattice_usd)}), {usd(best.premium_usd)} more than now or never"
        if self.start_rent_usd_per_gpu_h is None:
            text += "; no rent is high enough to start today"
        else:
            start = money(self.start_rent_usd_per_gpu_h)
            text += f". It starts once an hour rents for {start}, not at the {money(self.breakeven_rent_usd_per_gpu_h)} that pay for it"
        text += f"; in {percent(self.starts_share, of_draws=True)} of the futures it starts at all"
        return plain(text) + "."

    def table(self) -> Any:
        """A DataFrame (extra ``pandas``) with a row for each right."""
        return _extra("pandas").DataFrame([row.to_dict() for row in self.rows], columns=list(ROWS))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite options --json``."""
        names = [name for name in self.__dataclass_fields__ if name not in ("wait", "staged", "abandon", "wait_and_abandon", "stages")]
        parts = {name: getattr(self, name) for name in names} | {"stages": list(self.stages), "now_or_never_usd": self.now_or_never_usd}
        return parts | {"rights": [row.to_dict() for row in self.rows], "sentence": self.sentence}

    def __str__(self) -> str:
        return self.sentence


def options(
    site: Site,
    *,
    wait_years: int = 5,
    stages: Sequence[float] = (0.25, 0.75),
    volatility: float = default("gpu_rent_volatility"),  # = gpu_rent_volatility
    drift_per_yr: float = 0.0,
    paths: int = 20_000,
    seed: int | None = None,
) -> SiteOptions:
    """What the rights to wait, to build in stages and to abandon are worth, the rent of an hour being uncertain.

    The rent of new chips is a geometric Brownian motion with ``volatility`` and ``drift_per_yr``; decisions fall at the turn of a year.
    Costs are those of the site with every other input central, discounted at its ``discount_rate``. NPV is a line in the rent X:
    ``Σ_a δ^a (X h_a − c_a)`` over the years from the start.
    wait: start in one of the next ``wait_years`` years, or never. staged: the shares ``stages`` each start when they pay, a year apart at
    least; the first buys line and land for all. abandon: start now; before each year the site may be left for the resale of its chips, at
    the unused part of their life and at the rent of the day over that of today (at most their price), the rest at its salvage share.
    Where a mine runs until the conversion, what is given up falls while it waits.
    Least-squares Monte Carlo on ``paths`` antithetic paths; a binomial lattice is the check.
    Errors: `ParameterError` for values without meaning and for an economic model whose NPV is no line in the rent.
    Source: Longstaff and Schwartz 2001, DOI 10.1093/rfs/14.1.113; Cox, Ross and Rubinstein 1979, DOI 10.1016/0304-405X(79)90015-1;
    A. Dixit and R. Pindyck, Investment under Uncertainty, 1994.

    >>> import gigasite as gs
    >>> found = gs.options(gs.example("seed_s1_conversion").sites["converted"], paths=2000)
    >>> found.npv_usd < 0 < found.wait.value_usd < found.wait_and_abandon.value_usd
    True
    """
    _check(wait_years, stages, volatility, drift_per_yr, paths)
    number = site.settings.seed if seed is None else seed
    project = _Project.of(site)
    lattice = _Lattice(project, volatility, drift_per_yr, wait_years)
    simulated = _Simulated(project, volatility, drift_per_yr, wait_years, paths, number)
    shares = tuple(float(share) for share in stages)
    acting = float(lattice.run(False)[lattice.middle])  # at the drift; without one the NPV of the site
    never = max(acting, 0.0)
    values: dict[str, OptionValue] = {}
    for name, words, floor, tree, drawn in (
        ("wait", "wait", never, lattice.wait(False), simulated.wait(False)),
        ("staged", "build in stages", never, lattice.staged(shares), simulated.staged(shares)),
        ("abandon", "start now and abandon", acting, lattice.run(True)[lattice.middle], simulated.runs(True)[0]),
        ("wait_and_abandon", "wait and abandon", never, lattice.wait(True), simulated.wait(True)),
    ):
        half = len(drawn) // 2
        drawn = simulated.steadied(drawn)
        pairs = 0.5 * (drawn[:half] + drawn[half:])  # a path and its mirror
        value = float(np.mean(pairs))
        # Now or never is always open; the rule that is found may lie below it. In stages it is not.
        value = value if name in ("staged", "abandon") else max(value, never)
        error = float(np.std(pairs, ddof=1) / math.sqrt(half))
        values[name] = OptionValue(words, value, error, float(tree), value - floor)
    starts = simulated.started
    return SiteOptions(
        site.key,
        site.title or site.key,
        project.rent,
        float(volatility),
        float(drift_per_yr),
        wait_years,
        shares,
        acting,
        project.rent * project.cost_usd / (acting + project.cost_usd),
        **values,
        start_rent_usd_per_gpu_h=lattice.threshold(),
        starts_share=float(np.mean(starts >= 0)),
        start_year=float(np.mean(starts[starts >= 0])) if np.any(starts >= 0) else None,
        stops_share=float(np.mean(simulated.stopped[starts >= 0])) if np.any(starts >= 0) else None,
        paths=paths,
        seed=number,
    )


def _check(wait_years: int, stages: Sequence[float], volatility: float, drift: float, paths: int) -> None:
    for name, value, low, high in (("wait_years", wait_years, 0, 50), ("paths", paths, 100, 1_000_000)):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ParameterError("outside what is legal", parameter=name, value=value, low=low, high=high)
    for name, rate, least, most in (("volatility", volatility, 0.01, 3.0), ("drift_per_yr", drift, -0.5, 0.5)):
        if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not least <= rate <= most:
            raise ParameterError("outside what is legal", parameter=name, value=rate, low=least, high=most)
    good = len(stages) >= 1 and all(isinstance(s, (int, float)) and not isinstance(s, bool) and s > 0 for s in stages)
    if not good or abs(sum(stages) - 1.0) > 1e-9:
        raise ParameterError("stages are shares of 1", parameter="stages", value=str(stages), hint="such as (0.25, 0.75)")


@dataclass(frozen=True)
class _Project:
    """A site by years from its start: what a dollar of rent brings and what it costs, each at the start of its year; both are after tax."""

    rent: float
    discount: float  # of a year
    per_rent: Floats
    cost: Floats
    chips_usd: Floats  # resale before each year at the rent of today
    other_usd: Floats
    shared_usd: float  # of the assets that the first stage buys for all
    given_up_usd: float
    given_up_years: float

    @property
    def years(self) -> int:
        return len(self.cost)

    @property
    def factors(self) -> Floats:
        return np.asarray(self.discount ** np.arange(self.years))

    @property
    def worth_of_rent(self) -> float:
        return float(self.factors @ self.per_rent)

    @property
    def cost_usd(self) -> float:
        return float(self.factors @ self.cost)

    @property
    def npv_usd(self) -> float:
        """At the rent of today for ever."""
        return self.rent * self.worth_of_rent - self.cost_usd

    def spared(self, year: int) -> float:
        """What is no longer given up when it starts in that year."""
        return self.given_up_usd * min(year / self.given_up_years, 1.0) if self.given_up_usd else 0.0

    def resale(self, year: int, rent: NDArray[Any]) -> Floats:
        return np.asarray(self.chips_usd[year] * np.minimum(rent / self.rent, 1.0) + self.other_usd[year])

    @classmethod
    def of(cls, site: Site) -> _Project:
        one = evaluate(site, site.draws(), phases=False, one_year=True)
        rent, rate = float(one.draws[RENT][0]), float(one.draws["discount_rate"][0])
        if rent <= 0:
            raise ParameterError("without a rent there is nothing to wait for", parameter=RENT, value=rent)
        half = evaluate(site, one.draws.replace(**{RENT: 0.5 * rent}), phases=False, one_year=True, base=one)
        none = evaluate(site, one.draws.replace(**{RENT: 0.0}), phases=False, one_year=True, base=one)
        flow, middle, without = (_flow(found) for found in (one, half, none))
        size = float(np.abs(flow).sum())
        months = np.arange(len(flow))
        present = (1.0 + rate) ** (-(months + 1.0) / 12.0)
        npv = one.metrics.get("npv_usd")
        straight = float(np.abs(flow - 2.0 * middle + without).sum()) <= AGREE * size
        if not straight or not isinstance(npv, np.ndarray) or abs(float(present @ flow) - float(npv[0])) > AGREE * size:
            text = f"the economic model {site.economics!r} gives no cash flow that is a line in the rent and sums to its NPV"
            raise ParameterError(text, parameter="economics", value=site.economics)
        start_of_year = (1.0 + rate) ** (months // 12)
        years = -(-len(flow) // 12)

        def yearly(values: Floats) -> Floats:
            padded = np.zeros(12 * years)
            padded[: len(values)] = values * present * start_of_year
            return np.asarray(padded.reshape(years, 12).sum(axis=1))

        chips, other = _resale(one, years)
        lost = [a for a in one.model.assets if a.name == GIVEN_UP]
        life = float(column(lost[0].life_years, 1)[0]) if lost else 1.0
        return cls(
            rent,
            1.0 / (1.0 + rate),
            yearly((flow - without) / rent),
            yearly(-without),
            chips,
            other,
            _without(one, SHARED_ASSETS) - float(npv[0]),
            _without(one, (GIVEN_UP,)) - float(npv[0]),
            life,
        )


def _flow(one: Evaluation) -> Floats:
    return np.asarray(one.economics.cash_flow_usd[0])


def _without(one: Evaluation, names: tuple[str, ...]) -> float:
    """NPV without the assets of these names."""
    kept = tuple(asset for asset in one.model.assets if asset.name not in names)
    model = hooks.manager().resolve("gigasite_economic_models", one.site.economics)
    charged = _without_included_charges(one.site, one.model, one.draws, [])
    found = model.evaluate(replace(one.model, assets=kept), one.ledgers, charged, one.site.horizon_years)
    return float(np.ravel(found.metrics["npv_usd"])[0])


def _resale(one: Evaluation, years: int) -> tuple[Floats, Floats]:
    """What chips and what everything else would bring before each year of the project."""
    chips, other = np.zeros(years), np.zeros(years)
    for asset in one.model.assets:
        cost, life, month, trend, salvage = (
            float(column(v, 1)[0]) for v in (asset.cost_usd, asset.life_years, asset.month, asset.price_trend_per_yr, asset.salvage_share)
        )
        for year in range(years):
            age = year - month / 12.0
            if age < 0 or (age >= life and not asset.renew):
                continue
            nth = int(age // life)
            price = cost * (1.0 + trend) ** (life * nth)
            left = 1.0 - (age - nth * life) / life
            if asset.item == "chips":
                chips[year] += price * (salvage + (1.0 - salvage) * left)
            else:
                other[year] += price * salvage
    return chips, other


class _Lattice:
    """Values at the turn of a year on a fixed grid of rents, ``rent · u^j``, with ``STEPS`` binomial steps in a year."""

    def __init__(self, project: _Project, volatility: float, drift: float, wait_years: int) -> None:
        self.project, self.wait_years = project, wait_years
        step = 1.0 / STEPS
        self.up = math.exp(volatility * math.sqrt(step))
        self.p = (math.exp(math.log1p(drift) * step) - 1.0 / self.up) / (self.up - 1.0 / self.up)
        if not 0.0 <= self.p <= 1.0:
            raise ParameterError("the drift is too large for the volatility", parameter="drift_per_yr", value=drift)
        self.middle = math.ceil(WIDTH * math.sqrt((project.years + wait_years) * STEPS)) + 2
        self.rent = project.rent * self.up ** np.arange(-self.middle, self.middle + 1)
        self.known: dict[bool, Floats] = {}

    def later(self, values: Floats) -> Floats:
        """What values of the next year are worth now. Beyond the grid they go on as straight lines in the rent, as they do."""
        x, u = self.rent, self.up
        for _ in range(STEPS):
            below = values[0] - (values[1] - values[0]) / (x[1] - x[0]) * x[0] * (1.0 - 1.0 / u)
            above = values[-1] + (values[-1] - values[-2]) / (x[-1] - x[-2]) * x[-1] * (u - 1.0)
            wide = np.concatenate([[below], values, [above]])
            values = self.p * wide[2:] + (1.0 - self.p) * wide[:-2]
        return np.asarray(self.project.discount * values)

    def run(self, abandon: bool) -> Floats:
        """The project started now, at each rent."""
        if abandon not in self.known:
            project, value = self.project, np.zeros(len(self.rent))
            for year in reversed(range(project.years)):
                if abandon and year + 1 < project.years:
                    value = np.maximum(value, project.resale(year + 1, self.rent))
                value = self.rent * project.per_rent[year] - project.cost[year] + self.later(value)
            self.known[abandon] = value
        return self.known[abandon]

    def wait(self, abandon: bool) -> float:
        return float(self.waiting(abandon)[0][self.middle])

    def waiting(self, abandon: bool) -> tuple[Floats, Floats]:
        """The right to start in a later year or now, and what waiting alone is worth now."""
        start, onward = self.run(abandon), np.zeros(len(self.rent))
        value = np.maximum(start + self.project.spared(self.wait_years), 0.0)
        for year in reversed(range(self.wait_years)):
            onward = self.later(value)
            value = np.maximum(start + self.project.spared(year), onward)
        return value, onward

    def threshold(self) -> float | None:
        """The least rent at which starting today is at least as good as waiting."""
        better = self.run(True) - self.waiting(True)[1]
        if not np.any(better >= 0):
            return None
        k = int(np.argmax(better >= 0))
        if k == 0:
            return float(self.rent[0])
        t = better[k - 1] / (better[k - 1] - better[k])
        return float(self.rent[k - 1] * (self.rent[k] / self.rent[k - 1]) ** t)

    def staged(self, stages: tuple[float, ...]) -> float:
        project, start = self.project, self.run(False) + self.project.shared_usd
        nothing = np.zeros(len(self.rent))
        after = [nothing] * (self.wait_years + 2)  # what the stages that follow are worth in each year
        for k, share in reversed(list(enumerate(stages))):
            fixed = project.shared_usd if k == 0 else 0.0
            own = [nothing] * (self.wait_years + 2)
            for year in reversed(range(self.wait_years + 1)):
                now = share * (start + project.spared(year)) - fixed + self.later(after[year + 1])
                own[year] = np.maximum(now, self.later(own[year + 1]))
            after = own
        return float(after[0][self.middle])


class _Simulated:
    """The same rights on simulated paths: what going on is worth is regressed on functions of the rent (least-squares Monte Carlo)."""

    def __init__(self, project: _Project, volatility: float, drift: float, wait_years: int, paths: int, seed: int) -> None:
        self.project, self.wait_years, self.drift = project, wait_years, drift
        half = -(-paths // 2)
        normal = np.random.Generator(np.random.Philox(seed)).standard_normal((half, project.years + wait_years))
        steps = volatility * np.concatenate([normal, -normal]) + math.log1p(drift) - 0.5 * volatility**2
        walk = np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)
        self.log = walk
        self.rent: Floats = np.asarray(project.rent * np.exp(walk), dtype=np.float64)
        self.started = np.full(len(walk), -1)
        self.stopped = np.zeros(len(walk), dtype=bool)
        self.known: dict[bool, list[Floats]] = {}
        self.left: list[NDArray[np.bool_]] = []

    def expected(self, year: int, values: Floats) -> Floats:
        """Regression of values on the rent of a year."""
        z = self.log[:, year]
        if year == 0:
            return np.full(len(z), float(np.mean(values)))
        scale = float(np.std(z))
        s = z / scale
        basis = np.stack([np.ones_like(s), s, s**2, s**3, np.exp(np.minimum(z, 4.0 * scale)), np.maximum(s, 0.0) ** 2], axis=1)
        fit = np.linalg.lstsq(basis, values, rcond=None)[0]
        return np.asarray(basis @ fit)

    def runs(self, abandon: bool) -> list[Floats]:
        """What the project brings on each path when it starts in year 0, 1, …, at that year."""
        if abandon in self.known:
            return self.known[abandon]
        project, found = self.project, []
        for first in range(self.wait_years + 1):
            cash, left = np.zeros(len(self.rent)), np.zeros(len(self.rent), dtype=bool)
            for year in reversed(range(project.years)):
                rent = self.rent[:, first + year]
                if abandon and year + 1 < project.years:
                    after = first + year + 1
                    resale = project.resale(year + 1, self.rent[:, after])
                    leave = resale > self.expected(after, cash)
                    cash, left = np.where(leave, resale, cash), left | leave
                cash = rent * project.per_rent[year] - project.cost[year] + project.discount * cash
            found.append(cash)
            if abandon:
                self.left.append(left)
        self.known[abandon] = found
        return found

    def steadied(self, drawn: Floats) -> Floats:
        """Less noise by a control variate: the project started at the end of the wait in any case, whose mean is known."""
        project, last = self.project, self.wait_years
        always = project.discount**last * self.runs(False)[last]
        drift = (1.0 + self.drift) ** np.arange(last, last + project.years)
        mean = project.discount**last * (project.rent * float(project.factors @ (drift * project.per_rent)) - project.cost_usd)
        slope = float(np.cov(drawn, always)[0, 1] / np.var(always, ddof=1))
        return np.asarray(drawn - slope * (always - mean))

    def wait(self, abandon: bool) -> Floats:
        runs, discount = self.runs(abandon), self.project.discount
        cash, started = np.zeros(len(self.rent)), np.full(len(self.rent), -1)
        for year in reversed(range(self.wait_years + 1)):
            now = runs[year] + self.project.spared(year)
            better = self.expected(year, now - discount * cash) > 0.0
            cash, started = np.where(better, now, discount * cash), np.where(better, year, started)
        if abandon:
            self.started = started
            self.stopped = np.select([started == year for year in range(self.wait_years + 1)], self.left, False)
        return cash

    def staged(self, stages: tuple[float, ...]) -> Floats:
        project, runs = self.project, self.runs(False)
        nothing = np.zeros(len(self.rent))
        after: list[Floats] = [nothing] * (self.wait_years + 2)
        for k, share in reversed(list(enumerate(stages))):
            fixed = project.shared_usd if k == 0 else 0.0
            own: list[Floats] = [nothing] * (self.wait_years + 2)
            for year in reversed(range(self.wait_years + 1)):
                now = share * (runs[year] + project.shared_usd + project.spared(year)) - fixed + project.discount * after[year + 1]
                onward = project.discount * own[year + 1]
                own[year] = np.where(self.expected(year, now - onward) > 0.0, now, onward)
            after = own
        return after[0]
