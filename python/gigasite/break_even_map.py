"""`breakeven_map`: two sites over two inputs, and the line on which they are even."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.designs import Space, evaluate_designs
from gigasite.errors import ParameterError
from gigasite.evaluation import Evaluation, evaluate
from gigasite.metrics import METRICS

if TYPE_CHECKING:
    from gigasite.scenario.entities import Scenario

__all__ = ["BreakEvenMap", "MapAxis", "breakeven_map", "contour"]

Floats = NDArray[np.float64]
#: Places on an axis; the span from which an axis is spaced by ratios instead of differences.
GRID, LOG_FROM = 17, 10.0
Point = tuple[float, float]


@dataclass(frozen=True)
class MapAxis:
    """One input of the map: its values, and what it is now (P50) with P10 and P90."""

    key: str
    words: str
    unit: str
    values: tuple[float, ...]
    middle: float
    p10: float
    p90: float

    @property
    def log(self) -> bool:
        """Whether the values stand at equal ratios."""
        first, second = self.values[:2]
        ratio, step = self.values[-1] / first if first else 0.0, (self.values[-1] - first) / (len(self.values) - 1)
        return first > 0 and ratio >= LOG_FROM and not (len(self.values) > 2 and math.isclose(second, first + step))

    def place(self, value: float) -> float:
        """Where a value stands on the axis: 0 at the first, 1 at the last."""
        low, high = self.values[0], self.values[-1]
        if self.log:
            return math.log(max(value, 1e-300) / low) / math.log(high / low)
        return (value - low) / (high - low)

    def value(self, place: float) -> float:
        """The value at a place, the inverse of `place`."""
        low, high = self.values[0], self.values[-1]
        return low * (high / low) ** place if self.log else low + place * (high - low)


@dataclass(frozen=True)
class BreakEvenMap:
    """A metric of two sites over two inputs, every other input at its median: ``at_a[y][x]``, ``at_b[y][x]``, NaN where
    a site cannot be so.

    ``line`` is where they are even, as chains of (x, y).
    """

    a: str
    b: str
    titles: tuple[str, str]
    metric: str
    unit: str
    x: MapAxis
    y: MapAxis
    at_a: tuple[tuple[float, ...], ...] = field(repr=False)
    at_b: tuple[tuple[float, ...], ...] = field(repr=False)

    @functools.cached_property
    def difference(self) -> Floats:
        """``a − b``, rows of y."""
        return np.asarray(np.array(self.at_a) - np.array(self.at_b))

    @functools.cached_property
    def ratio(self) -> Floats:
        """``a / b``; where the metric is not positive everywhere, 1 plus the difference over its largest, which is 1 on the same line."""
        one, other = np.array(self.at_a), np.array(self.at_b)
        if np.nanmin(one) > 0 and np.nanmin(other) > 0:
            return np.asarray(one / other)
        return np.asarray(1.0 + self.difference / (np.nanmax(np.abs(self.difference)) or 1.0))

    @functools.cached_property
    def line(self) -> tuple[tuple[Point, ...], ...]:
        """Where the two are even."""
        n, m = len(self.x.values) - 1, len(self.y.values) - 1
        chains = contour(self.difference, 0.0)
        return tuple(tuple((self.x.value(i / n), self.y.value(j / m)) for i, j in chain) for chain in chains)

    def at(self, u: Any, v: Any, values: Floats | None = None) -> Floats:
        """`ratio` (or other ``values`` on the grid) at places along the axes, 0 to 1, rows of ``v``; NaN outside the map."""
        grid = self.ratio if values is None else values
        (j0, j1, t), (i0, i1, s) = _beside(v, grid.shape[0]), _beside(u, grid.shape[1])
        low, high = (grid[np.ix_(j, i0)] * (1.0 - s) + grid[np.ix_(j, i1)] * s for j in (j0, j1))
        return np.asarray(low * (1.0 - t[:, None]) + high * t[:, None])

    @property
    def share(self) -> float:
        """Share of the map on which the metric of ``a`` is the lower one."""
        known = np.isfinite(self.difference)
        return float(np.mean(self.difference[known] < 0)) if known.any() else math.nan

    @property
    def here(self) -> float:
        """`ratio` at the present values of both inputs; NaN where they lie outside the map."""
        return float(self.at(self.x.place(self.x.middle), self.y.place(self.y.middle))[0, 0])

    @property
    def sentence(self) -> str:
        """The finding."""
        from gigasite.report.numbers import percent, ratio_words, with_unit
        from gigasite.report.text import plain

        a, b = self.titles
        cost = self.metric.startswith("lcoc")
        verb = "is cheaper than" if cost else f"has a lower {self.metric} than"
        if self.share in (0.0, 1.0):
            text = f"{a} {verb} {b} {'everywhere' if self.share else 'nowhere'} on this map"
        else:
            text = f"{a} {verb} {b} on {percent(self.share)} of this map"
        ends = ", ".join(
            f"{axis.words} {with_unit(axis.values[0], axis.unit)} to {with_unit(axis.values[-1], axis.unit)}" for axis in (self.x, self.y)
        )
        text += f" ({ends})"
        if math.isfinite(self.here) and cost:
            here = " and ".join(f"{axis.words} {with_unit(axis.middle, axis.unit)}" for axis in (self.x, self.y))
            text += f"; at {here} it costs {ratio_words(self.here)} {b}"
        return plain(text) + "."

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite breakeven --json`` with two inputs."""

        def axis(one: MapAxis) -> dict[str, Any]:
            return {name: getattr(one, name) for name in ("key", "unit", "middle", "p10", "p90")} | {"values": list(one.values)}

        def rows(values: Sequence[Sequence[float]]) -> list[list[float | None]]:
            return [[None if math.isnan(v) else v for v in row] for row in values]

        parts = {name: getattr(self, name) for name in ("a", "b", "metric", "unit", "share", "sentence")}
        line = [[list(point) for point in chain] for chain in self.line]
        return parts | {"x": axis(self.x), "y": axis(self.y), "at_a": rows(self.at_a), "at_b": rows(self.at_b), "line": line}

    def to_html(self, path: str | os.PathLike[str], *, command: str | None = None) -> None:
        """Writes the picture as a page of its own, without script."""
        from gigasite.files import write_whole
        from gigasite.report.figures.break_even_map import of_map
        from gigasite.report.page import single

        write_whole(path, single("Where would it turn?", self.sentence, [of_map(self)], command))

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<BreakEvenMap of {self.a} and {self.b}: {self.x.key} × {self.y.key}>"


def breakeven_map(
    scenario: Scenario,
    a: str,
    b: str,
    x: str,
    y: str,
    metric: str = "lcoc_usd_per_gpu_h",
    *,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    n: int = GRID,
) -> BreakEvenMap:
    """A metric of the sites ``a`` and ``b`` over ``n × n`` values of two inputs, every other input at its median.

    ``x`` and ``y`` are names as in `sweep` and `breakeven`: a key wherever it stands, ``sites.<site>.<key>``, ``shared.<name>``, or a
    column of the forcing such as ``heat_supply_c``, then one value for the year. The ranges are by default those of the sources (P1 to P99
    where they have no end); a column of the forcing has none, so it is given. A range over ten times its low end is spaced by ratios.
    Errors: `ParameterError` for names, ranges and values that mean nothing, and for a metric that a site has not anywhere on the map.

    >>> import gigasite as gs
    >>> found = gs.breakeven_map(gs.example("seeds"), "idle_china", "texas", "idle_sold_share", "chip_life_years", x_range=(0.2, 0.9), n=5)
    >>> 0 < found.share < 1 and len(found.line) >= 1
    True
    """
    for key in (a, b):
        if key not in scenario.sites:
            raise ParameterError(f"no site is called {key!r}; there are {', '.join(scenario.sites)}", parameter="site", value=key)
    if isinstance(n, bool) or not isinstance(n, int) or not 2 <= n <= 257:
        raise ParameterError("the values of an axis", parameter="n", value=n, low=2, high=257)
    if x == y:
        raise ParameterError("a map needs two inputs", parameter="y", value=y)
    from gigasite.scenario.entities import Frozen

    pair = replace(scenario, sites=Frozen({key: scenario.sites[key] for key in (a, b)}), reference=b, asserts=(), plan=None)
    middle = {key: evaluate(site, site.draws(), phases=False, one_year=True) for key, site in pair.sites.items()}
    axes = (_axis(pair, middle, x, x_range, n), _axis(pair, middle, y, y_range, n))
    space = Space(pair, {axis.key: list(axis.values) for axis in axes}, 1)
    space.check()
    medians = {key: _medians(one) for key, one in middle.items()}
    places = [{value: k for k, value in enumerate(axis.values)} for axis in space.axes]
    columns = space.columns(0, space.size)
    i, j = (np.array([place[v] for v in columns[axis.name].tolist()]) for place, axis in zip(places, space.axes, strict=True))
    grids = {key: np.full((n, n), np.nan) for key in pair.sites}
    reasons: dict[str, str] = {}
    for first, last, sites, by_site in space.batches(0, space.size):
        for key, site in sites.items():
            count = last - first if by_site[key] else 1  # what nothing varies is run once
            found, why = evaluate_designs(site, by_site[key], count, site.draws().replace(**medians[key]))
            _known(metric, found, why)
            reasons[key] = why.get(metric) or why.get("*") or reasons.get(key, "")
            grids[key][j[first:last], i[first:last]] = found[metric][:, 0] if metric in found else np.nan
    for key, grid in grids.items():
        if np.isnan(grid).all():
            raise ParameterError(f"{key} has no {metric} on this map: {reasons[key]}", parameter="metric", value=metric)
    unit = METRICS[metric].unit if metric in METRICS else ""
    titles = (pair.sites[a].title or a, pair.sites[b].title or b)
    rows = [tuple(tuple(float(v) for v in row) for row in grids[key]) for key in (a, b)]
    return BreakEvenMap(a, b, titles, metric, unit, *axes, rows[0], rows[1])


def _known(metric: str, found: Mapping[str, Floats], why: Mapping[str, str]) -> None:
    if metric not in found and "*" not in why:
        import difflib

        near = difflib.get_close_matches(metric, found, n=1)
        raise ParameterError(
            f"no metric is called {metric!r}", parameter="metric", value=metric, hint=f"nearest: {near[0]}" if near else None
        )


def _medians(one: Evaluation) -> dict[str, float]:
    """Every uncertain input that a site reads, at its median."""
    variables = {key: one.draws.variable(key) for key in one.draws.read if one.draws.origin(key).kind != "replaced"}
    half = np.array([0.5])
    return {key: float(v.distribution.quantile(half)[0]) for key, v in variables.items() if v.distribution.kind != "constant"}


def _axis(pair: Scenario, middle: Mapping[str, Evaluation], name: str, given: tuple[float, float] | None, n: int) -> MapAxis:
    """An input with its values, from the range that is given or that of its sources."""
    from gigasite.report.figures.assumptions import words_and_unit

    key, row_unit, (p10, p50, p90), ends = _input(pair, middle, name)
    if given is None and ends is None:
        hint = f"such as {name}=20:60 on the command line, or x_range=(20, 60)"
        raise ParameterError(f"{name} has no range of its own; give one", parameter="vary", value=name, hint=hint)
    low, high = given or ends or (0.0, 0.0)
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) for v in (low, high)) or not low < high:
        raise ParameterError("a range goes from low to high, both finite", parameter="vary", value=f"{name} = {low} to {high}")
    values = np.geomspace(low, high, n) if low > 0 and high >= LOG_FROM * low else np.linspace(low, high, n)
    values[[0, -1]] = low, high
    words, unit = words_and_unit(key, row_unit)
    return MapAxis(name, words, unit, tuple(float(v) for v in values), p50, p10, p90)


def _input(
    pair: Scenario, middle: Mapping[str, Evaluation], name: str
) -> tuple[str, str, tuple[float, float, float], tuple[float, float] | None]:
    """The key of an input, the unit of its row, its P10, P50 and P90, and its range; of a column of the forcing the mean of the year."""
    from gigasite.break_even import keys_of
    from gigasite.scenario.vocabulary import FORCING

    field_name = name.rpartition(".")[2]
    if name == "horizon_years":
        return name, "yr", (pair.horizon_years,) * 3, None
    if field_name in FORCING and not any(field_name in site.keys for site in pair.sites.values()):
        asked = name.split(".")[1] if name.startswith("sites.") else None
        for key, one in middle.items():
            if one.forcings and asked in (None, key) and field_name in one.forcings[0].columns:
                return field_name, FORCING[field_name], (float(np.mean(one.forcings[0].columns[field_name])),) * 3, None
    for key, site in pair.sites.items():
        if keys := keys_of(pair, site, name):
            variable = middle[key].draws.variable(keys[0])
            p1, p10, p50, p90, p99 = (float(v) for v in variable.distribution.quantile(np.array([0.01, 0.1, 0.5, 0.9, 0.99])))
            low, high = variable.distribution.support
            ends = (low, high) if math.isfinite(low) and math.isfinite(high) else (p1, p99)
            row = variable.origin.row
            return keys[0], row.unit if row is not None else "", (p10, p50, p90), ends if ends[0] < ends[1] else None
    raise ParameterError(f"neither of the two reads {name!r} as a number", parameter="vary", value=name)


def _beside(place: Any, n: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """The points before and after each place, 0 to 1 along ``n`` of them, and the share of the way between; NaN outside."""
    at = np.atleast_1d(np.asarray(place, dtype=np.float64)) * (n - 1)
    at = np.where((at >= 0) & (at <= n - 1), at, np.nan)
    first = np.minimum(np.nan_to_num(at).astype(np.intp), n - 2)
    return first, first + 1, at - first


def contour(values: Floats, level: float) -> tuple[tuple[Point, ...], ...]:
    """Chains of points (column, row) on which a grid has a level, straight within the halves of a cell; none through NaN.

    >>> contour(np.array([[0.0, 1.0], [0.0, 1.0]]), 0.25)
    (((0.25, 0.0), (0.25, 0.25), (0.25, 1.0)),)
    """
    rows, columns = values.shape
    # What stands exactly on the level is held to lie above it, so that a chain never branches.
    f = values - level
    side = np.where(np.isnan(f), np.nan, np.where(f < 0, -1.0, 1.0))
    segments: list[tuple[Any, Any]] = []
    for j in range(rows - 1):
        for i in range(columns - 1):
            corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
            for triangle in ((corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])):
                edges = [
                    tuple(sorted((triangle[k], triangle[(k + 1) % 3])))
                    for k in range(3)
                    if side[triangle[k][1], triangle[k][0]] * side[triangle[(k + 1) % 3][1], triangle[(k + 1) % 3][0]] < 0
                ]
                if len(edges) == 2:
                    segments.append((edges[0], edges[1]))

    def point(edge: Any) -> Point:
        (i0, j0), (i1, j1) = edge
        t = f[j0, i0] / (f[j0, i0] - f[j1, i1])
        return (float(i0 + t * (i1 - i0)), float(j0 + t * (j1 - j0)))

    return tuple(tuple(point(edge) for edge in chain) for chain in _chains(segments))


def _chains(segments: Sequence[tuple[Any, Any]]) -> list[list[Any]]:
    """Segments that share an edge, joined; open chains from their lower end, closed ones back to their start."""
    beside: dict[Any, list[Any]] = {}
    for a, b in segments:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    done: set[Any] = set()
    found = []
    for start in sorted(beside, key=lambda edge: (len(beside[edge]) == 2, edge)):
        if start in done:
            continue
        chain, here = [start], start
        done.add(start)
        while (onward := next((e for e in beside[here] if e not in done), None)) is not None:
            chain.append(onward)
            done.add(onward)
            here = onward
        if len(chain) > 2 and start in beside[here] and len(beside[start]) == 2:
            chain.append(start)
        found.append(chain)
    return found
