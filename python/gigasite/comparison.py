"""`compare`: the sites of a scenario on the same draws of what they share, with the probability that one beats another."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gigasite import hooks
from gigasite.errors import ParameterError
from gigasite.evaluation import evaluate
from gigasite.sampling import Column, Sample, check_draws, sample
from gigasite.simulation import Run

if TYPE_CHECKING:
    from gigasite.scenario.entities import Assert, Scenario

__all__ = ["AssertResult", "Comparison", "compare"]

_OPS: Mapping[str, Callable[[Any, Any], Any]] = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
CARBON_BASIS = "life cycle, location"


@dataclass(frozen=True)
class AssertResult:
    """A gate of the scenario and whether it held."""

    gate: Assert
    got: float | None
    held: bool

    @property
    def text(self) -> str:
        """The gate and what was found."""
        found = "none" if self.got is None else f"{self.got:.6g}"
        return f"{self.gate}: {found}"


@dataclass(frozen=True)
class Comparison:
    """Sites side by side. ``sites`` holds a `Sample` each; draw i of one is paired with draw i of another."""

    scenario: Scenario
    draws: int
    seed: int
    sites: Mapping[str, Sample]
    #: Why a site that is in the scenario could not be run.
    failures: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The site that the others are compared with."""
        return self.scenario.reference

    @functools.cached_property
    def runs(self) -> Mapping[str, Run]:
        """A single run of each site, every value at its default, with its flows over the year."""
        return {key: Run(evaluate(one.site, one.site.draws(), series_of_draw=0)) for key, one in self.sites.items()}

    def probability(self, a: str, op: str, b: str, metric: str = "lcoc_usd_per_gpu_h") -> float:
        """Share of the draws in which ``a op b`` holds for a metric; equal draws count one half.

        Errors: `ParameterError` for an unknown site, operator or metric, and where a site has no such metric.
        """
        if op not in _OPS:
            raise ParameterError(f"{op!r} is not an operator; use one of {', '.join(_OPS)}", parameter="op", value=op)
        first, second = self._values(a, metric), self._values(b, metric)
        if op in ("<", "<="):
            return float(np.mean(first < second) + 0.5 * np.mean(first == second))
        return float(np.mean(first > second) + 0.5 * np.mean(first == second))

    def difference(self, a: str, b: str, metric: str = "lcoc_usd_per_gpu_h") -> Column:
        """Draw by draw ``a − b``: paired, so what both share cancels."""
        values = self._values(a, metric) - self._values(b, metric)
        return Column(f"{metric}: {a} − {b}", self.sites[a][metric].unit, values)

    def probability_interval(self, a: str, op: str, b: str, metric: str = "lcoc_usd_per_gpu_h", level: float = 0.9) -> tuple[float, float]:
        """Interval in which `probability` lies with this probability, for as many draws as there are.

        Source: E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, DOI 10.1080/01621459.1927.10502953.
        """
        from statistics import NormalDist

        p, n, z = self.probability(a, op, b, metric), self.draws, NormalDist().inv_cdf(0.5 + level / 2)
        middle, width = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return float((middle - width) / (1 + z * z / n)), float((middle + width) / (1 + z * z / n))

    def _values(self, site: str, metric: str) -> Any:
        if site not in self.sites:
            raise ParameterError(f"no site is called {site!r}; there are {', '.join(self.sites)}", parameter="site", value=site)
        found = self.sites[site][metric]
        if found.none_because is not None:
            raise ParameterError(f"{site} has no {metric}: {found.none_because}", parameter="metric", value=metric)
        return found.values

    @functools.cached_property
    def asserts(self) -> tuple[AssertResult, ...]:
        """The gates of the scenario."""
        results = []
        for gate in self.scenario.asserts:
            found = self.sites[gate.site][gate.metric]
            got = None if found.none_because is not None else float(found.quantile(gate.quantile))
            results.append(AssertResult(gate, got, got is not None and bool(_OPS[gate.op](got, gate.value))))
        return tuple(results)

    def table(self, metric: str | None = None) -> Any:
        """A DataFrame (extra ``pandas``): P10, P50, P90 and mean of one metric by site, or P50 of every metric."""
        from gigasite.evaluation import _extra

        pandas = _extra("pandas")
        if metric is not None:
            rows = {}
            for key, one in self.sites.items():
                found = one[metric]
                rows[key] = [*found.quantile([0.1, 0.5, 0.9]), found.mean]
            return pandas.DataFrame.from_dict(rows, orient="index", columns=["p10", "p50", "p90", "mean"])
        names = list(next(iter(self.sites.values())).columns)
        rows = {key: [one[name].quantile(0.5) if name in one else float("nan") for name in names] for key, one in self.sites.items()}
        return pandas.DataFrame.from_dict(rows, orient="index", columns=names)

    @functools.cached_property
    def sentences(self) -> tuple[str, ...]:
        """What was found, in words made from the results."""
        from gigasite.report.sentences import summary

        return tuple(summary(self.facts))

    @functools.cached_property
    def facts(self) -> Any:
        """What the table and the sentences say, read from the results once."""
        from gigasite.report.facts import read

        return read(self, series=False)

    def sources(self) -> Mapping[str, str]:
        """Every source that a drawn parameter or a series of this comparison rests on: id → title, or → licence for a series."""
        found: dict[str, str] = {}
        for one in self.sites.values():
            found |= one.sources()
        return found

    def head(self) -> dict[str, Any]:
        """What stands at the top of every result: version, scenario, seed, draws, money, carbon basis."""
        from gigasite import _core

        return {
            "schema_version": 1,
            "gigasite": _core.__version__,
            "command": "compare",
            "scenario": {"name": self.scenario.name, "digest": self.scenario.digest},
            "seed": self.seed,
            "draws": self.draws,
            "currency": "USD",
            "price_year": 2025,
            "money": _money(self.scenario),
            "reference": self.reference,
            "carbon_basis": CARBON_BASIS,
        }

    def to_dict(self) -> dict[str, Any]:
        """The results as plain data, in the shape of ``gigasite compare --json``."""
        return self.head() | {
            "sites": {key: self._site(one) for key, one in self.sites.items()},
            "probability_less": self._probabilities(),
            "sentences": list(self.sentences),
            "asserts": [{"text": result.text, "held": result.held} for result in self.asserts],
            "plugins": sorted({entry.distribution for one in self.sites.values() for entry in one.plugins}),
        }

    def _site(self, one: Sample) -> dict[str, Any]:
        metrics: dict[str, Any] = {}
        for name, found in one.columns.items():
            if found.none_because is not None:
                metrics[name] = {"none_because": found.none_because}
            else:
                low, middle, high = (float(v) for v in found.quantile([0.1, 0.5, 0.9]))
                metrics[name] = {"p10": low, "p50": middle, "p90": high, "mean": found.mean}
        return {
            "title": one.site.title,
            "type": one.site.type,
            "region": one.site.region,
            "boundary": list(one.boundary),
            "metrics": metrics,
            "cost_items": dict(one.items),
            "waterfall": dict(one.waterfall),
            "sure": self._sure(one),
            "notes": list(one.notes),
        }

    @staticmethod
    def _sure(one: Sample) -> dict[str, list[float]]:
        """How sure the number of draws makes P10, P50 and P90 of the cost: nine times in ten they lie in these intervals."""
        found = one["lcoc_usd_per_gpu_h"]
        if found.none_because is not None or len(found.values) < 2:
            return {}
        return {f"p{100 * q:.0f}": list(found.interval_of_quantile(q)) for q in (0.1, 0.5, 0.9)}

    def _probabilities(self) -> dict[str, dict[str, float]]:
        name = "lcoc_usd_per_gpu_h"
        able = [key for key, one in self.sites.items() if one[name].none_because is None]
        return {a: {b: self.probability(a, "<", b) for b in able if b != a} for a in able}

    def to_json(self, path: str | os.PathLike[str]) -> None:
        """Writes `to_dict` to a file, whole or not at all."""
        from gigasite.files import write_whole

        write_whole(path, json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes the report: one file without script or request."""
        from gigasite.files import write_whole
        from gigasite.report import html

        write_whole(path, html(self))

    def _repr_html_(self) -> str:
        from gigasite.report.notebook import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.sites)}: {self.draws} draws, seed {self.seed}>"


def compare(
    scenario: Scenario,
    draws: int | None = None,
    seed: int | None = None,
    *,
    step_s: float = 3600.0,
    progress: Callable[[int, int, int], None] | None = None,
) -> Comparison:
    """Runs every site of a scenario over the same draws.

    ``draws`` and ``seed`` default to those of the scenario. Shared variables have one draw for all sites, so that a difference is paired;
    a site compared with itself differs by exactly 0. ``progress`` is told (sites done, sites, draws) before each site.
    Errors: `ParameterError` for no draws or more than memory holds, and where one site is in real and another in nominal money; what
    `sample` raises.

    >>> import gigasite as gs
    >>> cmp = gs.compare(gs.example("seeds"), draws=16, seed=1)
    >>> cmp.probability("texas", "<", "texas")
    0.5
    """
    count = scenario.draws if draws is None else draws
    check_draws(count, len(scenario.sites))
    number = scenario.seed if seed is None else seed
    _money(scenario)
    sampler = scenario.sampler(count, number)
    sites = {}
    for done, (key, site) in enumerate(scenario.sites.items()):
        if progress is not None:
            progress(done, len(scenario.sites), count)
        sites[key] = sample(site, count, number, step_s=step_s, sampler=sampler)
    return Comparison(scenario, count, number, sites)


def _money(scenario: Scenario) -> str:
    """Whether the money of all sites is that of the decision ("real") or that of its month ("nominal"): never some of each."""
    manager = hooks.manager()
    found = {
        key: getattr(manager.resolve("gigasite_economic_models", site.economics), "money", "real") for key, site in scenario.sites.items()
    }
    kinds = dict.fromkeys(found.values())
    if len(kinds) > 1:
        text = "real and nominal money cannot be compared: " + ", ".join(f"{key} is {kind}" for key, kind in found.items())
        raise ParameterError(text, parameter="economics", hint="give all sites one economic model")
    return next(iter(kinds), "real")
