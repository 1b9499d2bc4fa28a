"""Many designs of a scenario: what is varied, the design of a number, and designs evaluated together in batches."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite import hooks
from gigasite.errors import GigasiteError, ParameterError, PluginError, ScenarioError
from gigasite.evaluation import Evaluation, evaluate
from gigasite.scenario.entities import Frozen, Scenario, Site
from gigasite.site_model import NoneBecause
from gigasite.uniforms import Sampler

if TYPE_CHECKING:
    from gigasite.draws import Draws

__all__ = ["Axis", "Points", "Space", "as_scenario", "evaluate_designs"]

Floats = NDArray[np.float64]
Points = Literal["sobol", "latin", "random"]
#: Fields of a site that hold a name.
_NAMES = ("region", "weather", "heat_network", "tariff", "hardware", "economics")


def as_scenario(scenario: Scenario | Site) -> Scenario:
    """A scenario, also of a site alone."""
    return Scenario(scenario.settings, scenario.key, Frozen({scenario.key: scenario})) if isinstance(scenario, Site) else scenario


@dataclass(frozen=True)
class Axis:
    """One varied input: a list of ``values``, or the interval ``low`` to ``high``.

    ``keys`` are the fields that follow it, by site. A ``whole`` axis changes the site itself (a component, a region, a column of the
    forcing), so that each of its values is a batch of its own; the others are columns of one batch.
    """

    name: str
    values: tuple[Any, ...]
    low: float
    high: float
    keys: Mapping[str, tuple[str, ...]]
    whole: bool

    @property
    def is_range(self) -> bool:
        return not self.values

    def to_json(self) -> Any:
        """The axis as it was given, without units."""
        return {"low": self.low, "high": self.high} if self.is_range else list(self.values)


class Space:
    """All designs of ``vary``: the grid of the lists, and at each of its nodes ``n`` points in the box of the intervals.

    Design ``i`` is the same in any chunk: whole axes turn slowest, then the other lists, then the points.
    """

    def __init__(self, scenario: Scenario | Site, vary: Mapping[str, Any], n: int, points: Points = "sobol", seed: int = 1) -> None:
        self.scenario = as_scenario(scenario)
        if not isinstance(vary, Mapping) or not vary:
            raise ParameterError("nothing is varied", parameter="vary", hint='such as vary={"it_capacity_mw": [50, 100]}')
        self.axes = tuple(_axis(self.scenario, name, given) for name, given in vary.items())
        self.ranges = tuple(axis for axis in self.axes if axis.is_range)
        lists = tuple(axis for axis in self.axes if not axis.is_range)
        self.lists = (*(axis for axis in lists if axis.whole), *(axis for axis in lists if not axis.whole))
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise ParameterError("the number of points", parameter="n", value=n, low=1)
        if self.ranges and n > 2**32:
            raise ParameterError("the number of points", parameter="n", value=n, low=1, high=2**32)
        for axis in self.ranges:
            if axis.whole:
                hint = "give a list of values: each makes a batch of its own"
                raise ParameterError(f"{axis.name} cannot run over an interval", parameter="vary", value=axis.name, hint=hint)
        self.n = n if self.ranges else 1
        self.points: Points = points
        self.seed = seed
        self.nodes = math.prod(len(axis.values) for axis in self.lists)
        self.size = self.nodes * self.n

    def columns(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The varied inputs of these designs by name: numbers, or texts."""
        index = np.arange(start, stop)
        node, point = index // self.n, index % self.n
        found: dict[str, NDArray[Any]] = {}
        for axis in reversed(self.lists):
            node, which = node // len(axis.values), node % len(axis.values)
            found[axis.name] = np.array(axis.values)[which]
        if self.ranges:
            dimensions = {f"design.{axis.name}": k for k, axis in enumerate(self.ranges)}
            first, last = (0, self.n) if stop - start >= self.n or point[-1] < point[0] else (int(point[0]), int(point[-1]) + 1)
            sampler = Sampler(self.seed, self.n, self.points, dimensions=dimensions, start=first, count=last - first)
            for axis in self.ranges:
                u = sampler.uniforms(f"design.{axis.name}")[point - first]
                found[axis.name] = axis.low + u * (axis.high - axis.low)
        return {axis.name: found[axis.name] for axis in self.axes}

    def batches(self, start: int, stop: int) -> Iterator[tuple[int, int, Mapping[str, Site], dict[str, dict[str, Floats]]]]:
        """Runs of designs that differ by columns alone: first, last, the sites, and the columns of each site by key."""
        columns = self.columns(start, stop)
        whole = [axis for axis in self.lists if axis.whole]
        run = self.n * math.prod(len(axis.values) for axis in self.lists if not axis.whole)
        first = start
        while first < stop:
            last = min(stop, (first // run + 1) * run)
            part = slice(first - start, last - start)
            sites = self.sites(tuple((axis.name, columns[axis.name][part][0].item()) for axis in whole))
            by_site: dict[str, dict[str, Floats]] = {key: {} for key in sites}
            for axis in self.axes:
                if not axis.whole:
                    for site, keys in axis.keys.items():
                        by_site[site] |= dict.fromkeys(keys, columns[axis.name][part].astype(np.float64))
            yield first, last, sites, by_site
            first = last

    @functools.lru_cache(maxsize=64)  # noqa: B019 - a space lives as long as its sweep
    def sites(self, changes: tuple[tuple[str, Any], ...]) -> Mapping[str, Site]:
        """The sites with these values of the whole axes."""
        axes = {axis.name: axis for axis in self.axes}
        found = dict(self.scenario.sites)
        for name, value in changes:
            if name == "horizon_years":
                settings = replace(self.scenario.settings, horizon_years=value)
                found = {key: replace(site, settings=settings) for key, site in found.items()}
        for key, site in found.items():
            fields = {k: value for name, value in changes for k in axes[name].keys.get(key, ())}
            if fields:
                found[key] = site.replace(**fields)
        return found

    def check(self) -> None:
        """Builds a site for each value of each whole axis, so that a wrong name is told before anything runs."""
        for axis in self.lists:
            if axis.whole:
                for value in axis.values:
                    self.sites(((axis.name, value),))


def _axis(scenario: Scenario, name: str, given: Any) -> Axis:
    keys, whole = _keys(scenario, name)
    if isinstance(given, tuple) and len(given) == 2 and not any(isinstance(v, str) and _is_name(scenario, name) for v in given):
        low, high = (_number(scenario, keys, name, v) for v in given)
        if not low < high:
            raise ParameterError("an interval goes from low to high", parameter="vary", value=f"{name} = {low:g} to {high:g}")
        return Axis(name, (), low, high, keys, whole)
    if isinstance(given, (str, bytes, Mapping)) or not hasattr(given, "__iter__"):
        hint = "give a list of values, or (low, high)"
        raise ParameterError(f"{given!r} is neither a list nor an interval", parameter="vary", value=name, hint=hint)
    values = tuple(given.tolist() if isinstance(given, np.ndarray) else given)
    if not values:
        raise ParameterError(f"{name} has no values", parameter="vary", value=name)
    if _is_name(scenario, name):
        if not all(isinstance(v, str) for v in values):
            raise ParameterError(f"{name} takes names", parameter="vary", value=values[0])
    else:
        values = tuple(_number(scenario, keys, name, v) for v in values)
    if len(set(values)) < len(values):
        raise ParameterError(f"{name} has a value twice", parameter="vary", value=name)
    return Axis(name, values, math.nan, math.nan, keys, whole)


def _field(scenario: Scenario, name: str) -> tuple[str, tuple[str, ...]]:
    """The field that a name means, and the sites it is asked of."""
    head, _, rest = name.partition(".")
    if head == "sites":
        site, _, field = rest.partition(".")
        if site in scenario.sites and field:
            return field, (site,)
    return name, tuple(scenario.sites)


def _slots(site: Site) -> tuple[str, ...]:
    from gigasite.scenario.vocabulary import LAW_SLOTS, SLOTS

    engine = getattr(hooks.manager().resolve("gigasite_site_types", site.type), "engine", None)
    engines = (engine,) if engine else tuple(SLOTS)
    return tuple(dict.fromkeys(slot for one in engines for slot in (*SLOTS[one], *LAW_SLOTS[one])))


def _is_name(scenario: Scenario, name: str) -> bool:
    field, sites = _field(scenario, name)
    return field in _NAMES or any(field in _slots(scenario.sites[key]) for key in sites)


def _keys(scenario: Scenario, name: str) -> tuple[dict[str, tuple[str, ...]], bool]:
    """The fields that a name of ``vary`` means, by site, and whether it changes the site itself."""
    from gigasite.break_even import keys_of
    from gigasite.scenario.vocabulary import FORCING

    field, asked = _field(scenario, name)
    if name == "horizon_years":
        return {}, True
    if field in _NAMES:
        placed = ("region", "weather", "heat_network", "tariff")
        return {k: (field,) for k in asked if field not in placed or len(asked) == 1 or getattr(scenario.sites[k], field) is not None}, True
    slots: dict[str, tuple[str, ...]] = {key: (field,) for key in asked if field in _slots(scenario.sites[key])}
    if slots:
        return slots, True
    if field in FORCING and field not in scenario.sites[asked[0]].keys:
        earth: dict[str, tuple[str, ...]] = {key: (field,) for key in asked if "cooling" in _slots(scenario.sites[key])}
        return earth, True
    keys = {key: found for key, site in scenario.sites.items() if (found := keys_of(scenario, site, name))}
    if not keys:
        raise ParameterError(f"no site reads {name!r}", parameter="vary", value=name)
    return keys, False


def _number(scenario: Scenario, keys: Mapping[str, tuple[str, ...]], name: str, value: Any) -> float:
    """A legal number in the unit of the key."""
    key = next((k for found in keys.values() for k in found), name)
    if isinstance(value, str):
        from gigasite.units import in_unit_of_key

        value = in_unit_of_key(value, key)
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)) or not math.isfinite(value):
        raise ParameterError(f"{value!r} is not a finite number", parameter=name, value=value)
    for site, found in keys.items():
        for k in found:
            try:
                row = scenario.sites[site].variable(k).origin.row
            except ParameterError:  # a column of the forcing: the site that is built from it checks it
                continue
            if row is not None and not row.minimum <= value <= row.maximum:
                raise ParameterError(
                    "outside what is legal", parameter=name, value=float(value), low=row.minimum, high=row.maximum, unit=row.unit
                )
    return float(value)


def evaluate_designs(
    site: Site, columns: Mapping[str, Floats], n: int, draws: Draws | None = None, *, step_s: float = 3600.0, threads: int | None = None
) -> tuple[dict[str, Floats], dict[str, str]]:
    """Metrics of ``n`` designs of a site, each ``n × draws``, NaN where a design has none; and why a metric has none in all of them.

    Without ``draws`` every other input is central and all designs share the weather of the first year. A row depends on its own design
    alone, not on the others of the batch.
    """
    base = site.draws() if draws is None else draws
    m = base.n_draws
    try:
        drawn = base.repeat(n).replace(**{key: np.repeat(values, m) for key, values in columns.items()})
        one = evaluate(site, drawn, step_s=step_s, threads=threads, phases=False, one_year=draws is None)
    except (PluginError, ScenarioError):
        raise
    except GigasiteError as error:  # one design that cannot be built must not take the others with it
        if n == 1:
            return {}, {"*": error.message}
        return _halves(site, columns, n, draws, step_s, threads)
    if _mixed(one.metrics.get("lcoc_usd_per_gpu_h")) and n > 1:
        return _halves(site, columns, n, draws, step_s, threads)
    found, reasons = {}, {}
    for name, value in one.metrics.items():
        row = _by_row(name, value, one)
        if isinstance(row, NoneBecause):
            found[name] = np.full((n, m), np.nan)
            reasons[name] = row.sentence
        else:
            found[name] = np.array(row, dtype=np.float64).reshape(n, m)
    return found, reasons


def _mixed(value: Any) -> bool:
    return isinstance(value, NoneBecause) and value.sentence.startswith("in ")


def _by_row(name: str, value: Floats | NoneBecause, one: Evaluation) -> Floats | NoneBecause:
    """A metric whose absence was judged over all rows together, judged row by row."""
    if not isinstance(value, NoneBecause):
        return value
    flow = one.economics.cash_flow_usd
    if name == "irr":  # −100 % where the cost is never earned back, as beside rows that do
        return np.full(len(flow), -1.0)
    if name == "payback_years" and _mixed(value):
        unpaid = np.cumsum(flow, axis=1) < 0
        years = (flow.shape[1] - np.argmax(unpaid[:, ::-1], axis=1)) / 12.0
        return np.where(unpaid[:, -1], np.nan, years)
    return value


def _halves(
    site: Site, columns: Mapping[str, Floats], n: int, draws: Draws | None, step_s: float, threads: int | None
) -> tuple[dict[str, Floats], dict[str, str]]:
    middle = n // 2
    parts = []
    reasons: dict[str, str] = {}
    for part, count in ((slice(0, middle), middle), (slice(middle, n), n - middle)):
        found, why = evaluate_designs(site, {k: v[part] for k, v in columns.items()}, count, draws, step_s=step_s, threads=threads)
        parts.append((found, count))
        reasons |= why
    m = 1 if draws is None else draws.n_draws
    names = dict.fromkeys(name for found, _ in parts for name in found)
    whole = {name: np.concatenate([f[name] if name in f else np.full((count, m), np.nan) for f, count in parts]) for name in names}
    return whole, {name: why for name, why in reasons.items() if name not in whole or np.isnan(whole[name]).all()}
