"""`optimise`: the design of a site with the least of a metric within limits, by a wide screen and boxes that shrink around the best."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite.designs import Space, evaluate_designs
from gigasite.errors import ParameterError, PhysicsError, format_number
from gigasite.metrics import METRICS
from gigasite.sampling import check_draws
from gigasite.uniforms import Sampler

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site

__all__ = ["Limit", "Optimum", "optimise"]

Floats = NDArray[np.float64]
#: Points of the screen at each node of the lists; nodes that are refined; rounds; points of a round; what a box keeps of its width.
SCREEN, NODES, ROUNDS, POINTS, SHRINK = 512, 3, 24, 48, 0.7
#: Rows (designs × draws) of one batch.
BATCH = 16_384
OPS: Mapping[str, Callable[[Any, Any], Any]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True)
class Limit:
    """A metric that must stay on one side of a value."""

    metric: str
    op: str
    value: float

    def excess(self, values: Floats) -> Floats:
        """How far outside the limit, 0 inside; infinite where the metric has no value."""
        over = values - self.value if self.op in ("<", "<=") else self.value - values
        over = np.where(OPS[self.op](values, self.value), 0.0, np.maximum(over, np.finfo(float).tiny))
        return np.where(np.isnan(values), np.inf, over)

    def __str__(self) -> str:
        return f"{self.metric} {self.op} {format_number(self.value)}"


@dataclass(frozen=True)
class Optimum:
    """The best design: ``values`` of what was varied, its ``metric``, and every other metric of it in ``metrics``.

    ``bound`` is a value that no sizing can beat (the relaxed linear programme), or None, with the reason in ``bound_none_because``.
    ``front`` holds the designs of which none is better in both ``minimise`` and ``against``, the cheapest first.
    """

    site: str
    minimise: str
    unit: str
    values: Mapping[str, Any]
    metric: float
    metrics: Mapping[str, float]
    bound: float | None
    bound_none_because: str | None
    against: str | None
    front: tuple[Mapping[str, Any], ...]
    evaluations: int
    limits: tuple[Limit, ...]
    quantile: float | None
    draws: int | None
    weather_years: int | None
    seed: int
    site_of: Site = field(repr=False, compare=False)

    @property
    def gap(self) -> float | None:
        """How far the metric lies above its bound, as a share of the bound."""
        return None if self.bound is None else self.metric / self.bound - 1.0

    def best_site(self) -> Site:
        """The site with these values."""
        return self.site_of.replace(**{name.rpartition(".")[2]: value for name, value in self.values.items()})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite optimise --json``."""
        names = ("site", "minimise", "unit", "metric", "bound", "bound_none_because", "against")
        how = ("evaluations", "quantile", "draws", "weather_years")
        parts = {name: getattr(self, name) for name in (*names, *how)} | {"values": dict(self.values)}
        metrics = {name: None if np.isnan(value) else value for name, value in self.metrics.items()}
        return parts | {"metrics": metrics, "limits": [str(one) for one in self.limits], "front": [dict(row) for row in self.front]}

    def __repr__(self) -> str:
        inputs = ", ".join(f"{name} {value if isinstance(value, str) else f'{value:.4g}'}" for name, value in self.values.items())
        return f"<Optimum of {self.minimise} at {self.site}: {self.metric:.5g} {self.unit} with {inputs}>"


def optimise(
    site: Site,
    vary: Mapping[str, Any],
    minimise: str = "lcoc_usd_per_gpu_h",
    subject_to: Mapping[str, tuple[str, float]] | None = None,
    *,
    quantile: float | None = None,
    draws: int | None = None,
    weather_years: int | Literal["all"] | None = None,
    against: str | None = "co2_kg_per_gpu_h",
    n: int = SCREEN,
    seed: int | None = None,
    bound: bool = True,
    step_s: float = 3600.0,
    progress: Callable[[int], None] | None = None,
) -> Optimum:
    """The design of a site with the least of a metric.

    ``vary`` maps inputs to ``(low, high)`` or to a list of values; lists, among them components, are enumerated. ``n`` Sobol points of
    the intervals at each node of the lists screen the space; around the best of each of the best nodes boxes shrink, the points
    of a round in one batch, clipped to the intervals so that their ends are tried. ``subject_to`` maps metrics to ``(op, value)``.

    Without ``draws`` every other input is central and the weather that of the first year. With ``weather_years`` (a number, or "all" of
    the place) each design runs in each of them, with ``draws`` (64 when only ``quantile`` is given) in each future, which go through the
    weather years in turn. The mean of the metric over years or draws is minimised, or its ``quantile``; limits hold likewise, at a quantile
    on the bad side.
    ``front`` is the Pareto front of the metric and ``against``, over all designs that were evaluated. ``bound`` comes from a linear
    programme, see `gigasite.sizing_bound`; it needs the extra ``optimise``.
    Errors: `PhysicsError` for limits that no design keeps, naming the limit and how far the nearest design is; `ParameterError` for
    names, values and a metric that the site has not.

    >>> import gigasite as gs
    >>> site = gs.site("campus", region="US-TX", it_capacity_mw=100, generation="pv")
    >>> best = gs.optimise(site, {"pv_capacity_mw": (0, 200)}, minimise="co2_kg_per_gpu_h", n=32, bound=False)
    >>> best.values["pv_capacity_mw"] > 100
    True
    """
    if quantile is not None and not 0.0 < quantile < 1.0:
        raise ParameterError("the quantile", parameter="quantile", value=quantile, low=0.0, high=1.0)
    years = _years(site, weather_years)
    if years is not None and draws is not None:
        hint = "draws go through the weather years already"
        raise ParameterError("either draws or weather years", parameter="weather_years", value=weather_years, hint=hint)
    count = 64 if draws is None and years is None and quantile is not None else draws
    if count is not None:
        check_draws(count)
    search = _Search(site, vary, minimise, _limits(subject_to), quantile, count, years, against, n, seed, step_s, progress)
    search.screen()
    search.refine()
    return search.optimum(bound)


def _years(site: Site, asked: int | Literal["all"] | None) -> int | None:
    """How many weather years; those that the place has, at most."""
    if asked is None:
        return None
    from gigasite import hooks
    from gigasite.forcing import weather_years

    engine = getattr(hooks.manager().resolve("gigasite_site_types", site.type), "engine", "earth")
    known = len(weather_years(site)) if engine == "earth" else 1
    if asked == "all":
        return known
    if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= known:
        raise ParameterError("weather years of the place", parameter="weather_years", value=asked, low=1, high=known, hint='or "all"')
    return asked


def _limits(subject_to: Mapping[str, tuple[str, float]] | None) -> tuple[Limit, ...]:
    found = []
    for metric, limit in (subject_to or {}).items():
        ok = isinstance(limit, Sequence) and not isinstance(limit, str) and len(limit) == 2 and limit[0] in OPS
        if not ok or isinstance(limit[1], bool) or not isinstance(limit[1], (int, float)) or not np.isfinite(limit[1]):
            hint = f'such as {{"{metric}": ("<=", 10)}}'
            raise ParameterError(f"{limit!r} is not a limit", parameter="subject_to", value=metric, hint=hint)
        found.append(Limit(metric, limit[0], float(limit[1])))
    return tuple(found)


class _Search:
    """Designs that were evaluated, and where to look next."""

    def __init__(
        self,
        site: Site,
        vary: Mapping[str, Any],
        minimise: str,
        limits: tuple[Limit, ...],
        quantile: float | None,
        draws: int | None,
        years: int | None,
        against: str | None,
        n: int,
        seed: int | None,
        step_s: float,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.site, self.minimise, self.limits, self.quantile = site, minimise, limits, quantile
        self.draws, self.years, self.step_s, self.progress = draws, years, step_s, progress
        #: Rows of a design.
        self.each = draws or years or 1
        self.seed = site.settings.seed if seed is None else seed
        self.space = Space(site, vary, n, "sobol", self.seed)
        most = 10_000_000 // self.each
        if self.space.size > most:
            raise ParameterError("too many designs for a screen", parameter="n", value=self.space.size, low=1, high=most)
        self.space.check()
        self.against = against if against != minimise else None
        self.rows: list[dict[str, NDArray[Any]]] = []
        self.metrics: list[dict[str, Floats]] = []
        self.evaluations = 0

    # ---- evaluating
    def evaluate(self, node: Mapping[str, Any], points: Mapping[str, Floats], count: int) -> tuple[Floats, Floats]:
        """Designs at a node of the lists and points of the intervals: what is minimised, and how far outside the limits."""
        key = self.site.key
        axes = self.space.axes
        whole = tuple((a.name, node[a.name]) for a in axes if a.whole)
        site = self.space.sites(whole)[key]
        full: dict[str, NDArray[Any]] = {a.name: points[a.name] if a.is_range else np.array([node[a.name]] * count) for a in axes}
        columns = {k: full[a.name].astype(np.float64) for a in axes if not a.whole for k in a.keys.get(key, ())}
        drawn = None
        if self.draws is not None:
            drawn = site.draws(site.settings.sampler(self.draws, self.seed))
        elif self.years is not None:
            drawn = site.draws(n_draws=self.years)
        parts = []
        size = max(1, BATCH // self.each)
        for first in range(0, count, size):
            part = {k: v[first : first + size] for k, v in columns.items()}
            last = min(count, first + size)
            found, reasons = evaluate_designs(site, part, last - first, drawn, step_s=self.step_s)
            self._check(found, reasons)
            parts.append({name: self._over_draws(name, values) for name, values in found.items()})
        names = dict.fromkeys(name for part in parts for name in part)
        metrics = {name: np.concatenate([part[name] for part in parts]) for name in names}
        self.rows.append(full)
        self.metrics.append(metrics)
        self.evaluations += count
        if self.progress is not None:
            self.progress(self.evaluations)
        return metrics[self.minimise], self.excess(metrics)

    def excess(self, metrics: Mapping[str, Floats]) -> Floats:
        """Sum of what is outside the limits, each as a share of its limit."""
        total = np.zeros(len(metrics[self.minimise]))
        for limit in self.limits:
            total += limit.excess(metrics[limit.metric]) / (abs(limit.value) or 1.0)
        return np.where(np.isnan(metrics[self.minimise]), np.inf, total)

    def _over_draws(self, name: str, values: Floats) -> Floats:
        if self.draws is None and self.years is None:
            return values[:, 0]
        if self.quantile is None:
            return np.asarray(values.mean(axis=1))
        lower = any(limit.metric == name and limit.op in (">", ">=") for limit in self.limits)
        return np.asarray(np.quantile(values, 1.0 - self.quantile if lower else self.quantile, axis=1))

    def _check(self, found: Mapping[str, Floats], reasons: Mapping[str, str]) -> None:
        if "*" in reasons and not found:
            raise PhysicsError(f"no design can be built: {reasons['*']}", parameter="vary")
        for name in (self.minimise, *(limit.metric for limit in self.limits), *((self.against,) if self.against else ())):
            if name not in found:
                import difflib

                near = difflib.get_close_matches(name, found, n=1)
                hint = f"nearest: {near[0]}" if near else None
                raise ParameterError(f"no metric is called {name!r}", parameter="metric", value=name, hint=hint)

    # ---- searching
    def nodes(self) -> list[dict[str, Any]]:
        """Every combination of the lists."""
        found: list[dict[str, Any]] = [{}]
        for axis in self.space.lists:
            found = [{**one, axis.name: value} for one in found for value in axis.values]
        return found

    def screen(self) -> None:
        """The whole space, coarsely; the ends of the intervals too, because the best is often nothing of something."""
        ranges = self.space.ranges
        columns = self.space.columns(0, self.space.n)
        points = {a.name: columns[a.name] for a in ranges}
        if ranges:
            ends = np.array(np.meshgrid(*([0.0, 1.0],) * min(len(ranges), 6), indexing="ij")).reshape(min(len(ranges), 6), -1)
            for k, a in enumerate(ranges):
                share = ends[k] if k < len(ends) else np.full(ends.shape[1], 0.5)
                points[a.name] = np.concatenate([points[a.name], a.low + share * (a.high - a.low)])
        count = len(next(iter(points.values()))) if ranges else 1
        self.best: list[tuple[tuple[float, float], dict[str, Any], dict[str, float]]] = []
        for node in self.nodes():
            values, excess = self.evaluate(node, points, count)
            at = _first(values, excess)
            rank = (float(excess[at]), float(np.nan_to_num(values[at], nan=np.inf)))
            self.best.append((rank, node, {name: float(column[at]) for name, column in points.items()}))
        self.best.sort(key=lambda one: one[0])

    def refine(self) -> None:
        """Boxes around the best of the best nodes: moved to what is better, made smaller where nothing is."""
        ranges = self.space.ranges
        if not ranges:
            return
        d = len(ranges)
        low, high = np.array([a.low for a in ranges]), np.array([a.high for a in ranges])
        dimensions = {f"refine.{k}": k for k in range(d)}
        for rank, node, start in self.best[:NODES]:
            centre = np.array([start[a.name] for a in ranges])
            half = (high - low) * max(0.15, float(self.space.n) ** (-1.0 / d))
            for round_ in range(ROUNDS):
                sampler = Sampler(self.seed + round_, POINTS, "sobol", dimensions=dimensions)
                u = np.array([sampler.uniforms(f"refine.{k}") for k in range(d)])
                cloud = centre[:, None] + (2.0 * u - 1.0) * half[:, None]
                along = np.repeat(centre[:, None], 4 * d, axis=1)
                for k in range(d):  # one input alone: the valleys of such problems often lie along an axis
                    along[k, 4 * k : 4 * k + 4] += half[k] * np.array([-1.0, -0.3, 0.3, 1.0])
                tried = np.clip(np.concatenate([cloud, along], axis=1), low[:, None], high[:, None])
                values, excess = self.evaluate(node, {a.name: tried[k] for k, a in enumerate(ranges)}, tried.shape[1])
                at = _first(values, excess)
                new = (float(excess[at]), float(np.nan_to_num(values[at], nan=np.inf)))
                if new < rank:
                    rank, centre = new, tried[:, at]
                half = half * SHRINK
                if np.all(half < 1e-5 * (high - low)):
                    break

    # ---- what was found
    def optimum(self, wanted: bool) -> Optimum:
        rows = {name: np.concatenate([row[name] for row in self.rows]) for name in self.rows[0]}
        names = [name for name in self.metrics[0] if all(name in one for one in self.metrics)]
        metrics = {name: np.concatenate([one[name] for one in self.metrics]) for name in names}
        excess = self.excess(metrics)
        at = _first(metrics[self.minimise], excess)
        if not np.isfinite(metrics[self.minimise][at]):
            raise ParameterError(f"no design of {self.site.key} has {self.minimise}", parameter="minimise", value=self.minimise)
        if excess[at] > 0.0:
            self._infeasible(metrics, at)
        values = {name: column[at].item() for name, column in rows.items()}
        bound: float | None = None
        why: str | None = "not asked for"
        if wanted:
            from gigasite import sizing_bound

            bound, why = sizing_bound.bound(self.site, self.space, self.minimise, self.draws, self.years, self.quantile, self.step_s)
        front = self._front(rows, metrics, excess)
        return Optimum(
            self.site.key,
            self.minimise,
            METRICS[self.minimise].unit if self.minimise in METRICS else "",
            values,
            float(metrics[self.minimise][at]),
            {name: float(column[at]) for name, column in metrics.items()},
            bound,
            None if bound is not None else why,
            self.against,
            front,
            self.evaluations,
            self.limits,
            self.quantile,
            self.draws,
            self.years,
            self.seed,
            self.site,
        )

    def _infeasible(self, metrics: Mapping[str, Floats], at: int) -> None:
        """Names the limit that no design keeps, with the nearest value; or says that the limits exclude each other."""
        count = f"none of {self.evaluations:,} designs"
        for limit in self.limits:
            outside = limit.excess(metrics[limit.metric])
            nearest = int(np.argmin(outside))
            if outside[nearest] > 0.0:
                value = float(metrics[limit.metric][nearest])
                unit = METRICS[limit.metric].unit if limit.metric in METRICS else ""
                if np.isnan(value):
                    text = f"{count} has {limit.metric}"
                else:
                    nearest_text = f"the nearest has {format_number(round(value, 6))}"
                    text = f"{count} keeps {limit}: {nearest_text}, {format_number(round(float(outside[nearest]), 6))} {unit} off".rstrip()
                raise PhysicsError(text, parameter="subject_to", value=limit.metric, hint="loosen the limit, or vary more")
        state = ", ".join(
            f"{limit} at {format_number(round(float(metrics[limit.metric][at]), 6))}"
            for limit in self.limits
            if limit.excess(metrics[limit.metric])[at] > 0.0
        )
        text = f"{count} keeps all limits together, though each alone can be kept; the nearest breaks {state}"
        raise PhysicsError(text, parameter="subject_to", hint="loosen one of the limits, or vary more")

    def _front(self, rows: Mapping[str, NDArray[Any]], metrics: Mapping[str, Floats], excess: Floats) -> tuple[Mapping[str, Any], ...]:
        if self.against is None:
            return ()
        first, second = metrics[self.minimise], metrics[self.against]
        usable = np.flatnonzero((excess <= 0.0) & np.isfinite(first) & np.isfinite(second))
        order = usable[np.lexsort((second[usable], first[usable]))]
        front: list[Mapping[str, Any]] = []
        least = np.inf
        for index in order:
            if second[index] < least:
                least = second[index]
                point = {name: column[index].item() for name, column in rows.items()}
                front.append(point | {self.minimise: float(first[index]), self.against: float(second[index])})
        return tuple(front)


def _first(values: Floats, excess: Floats) -> int:
    """The best row: least outside the limits, then least of what is minimised."""
    return int(np.lexsort((np.nan_to_num(values, nan=np.inf), excess))[0])
