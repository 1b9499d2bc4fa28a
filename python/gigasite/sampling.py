"""`sample`: one site over many draws of what is uncertain."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import ParameterError
from gigasite.evaluation import Evaluated, evaluate
from gigasite.ledger import WATERFALL
from gigasite.metrics import METRICS
from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site
    from gigasite.uniforms import Sampler

__all__ = ["Column", "Sample", "check_draws", "sample"]

#: Bytes that a draw needs while a site is evaluated: parameters, ledger, months of the cash flow.
BYTES_PER_DRAW = 24_000


@dataclass(frozen=True)
class Column:
    """A metric over the draws, or the reason why it has none."""

    name: str
    unit: str
    values: NDArray[np.float64]
    none_because: str | None = None

    @property
    def mean(self) -> float:
        """Mean over the draws."""
        return float(np.mean(self.values)) if self.none_because is None else float("nan")

    def quantile(self, q: Any) -> Any:
        """Quantiles, linear between order statistics."""
        if self.none_because is not None:
            return np.full(np.shape(q), np.nan) if np.ndim(q) else float("nan")
        value = np.quantile(self.values, q)
        return float(value) if np.ndim(value) == 0 else value

    def interval_of_quantile(self, q: float, level: float = 0.9) -> tuple[float, float]:
        """Interval in which the quantile lies with this probability, from the order statistics: how sure the number of draws makes it.

        Source: J. D. Gibbons, S. Chakraborti, "Nonparametric Statistical Inference": the count below is binomial, here by its normal limit.
        """
        if self.none_because is not None or len(self.values) < 2:
            return (float("nan"), float("nan"))
        from statistics import NormalDist

        n = len(self.values)
        half = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(q * (1 - q) / n)
        ordered = np.sort(self.values)
        low, high = (int(np.clip(np.floor((q + side * half) * n), 0, n - 1)) for side in (-1, 1))
        return float(ordered[low]), float(ordered[high])

    def convergence(self, q: float = 0.5, level: float = 0.9) -> tuple[tuple[int, float, float, float], ...]:
        """How a quantile settles: draws, its value, and the interval in which it lies with this probability; draws double by row.

        The last row is that of all draws. Empty for a metric without values.
        """
        n = len(self.values) if self.none_because is None else 0
        counts = [n >> k for k in range(n.bit_length()) if n >> k >= 16] or ([n] if n else [])
        parts = [Column(self.name, self.unit, self.values[:count]) for count in sorted(counts)]
        return tuple((len(part.values), part.quantile(q), *part.interval_of_quantile(q, level)) for part in parts)

    def __repr__(self) -> str:
        if self.none_because is not None:
            return f"<{self.name}: none, {self.none_because}>"
        low, middle, high = self.quantile([0.1, 0.5, 0.9])
        return f"<{self.name}: {middle:.4g} ({low:.4g}–{high:.4g}) {self.unit}>"


@dataclass(frozen=True)
class Sample(Evaluated):
    """A site over its draws: ``sample["lcoc_usd_per_gpu_h"].quantile([.1, .5, .9])``."""

    @functools.cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every metric by name."""
        found = {}
        for name, value in self.evaluation.metrics.items():
            unit = METRICS[name].unit if name in METRICS else self.evaluation.units.get(name, "")
            if isinstance(value, NoneBecause):
                found[name] = Column(name, unit, np.empty(0), value.sentence)
            else:
                found[name] = Column(name, unit, np.asarray(value, dtype=np.float64))
        return found

    def __getitem__(self, metric: str) -> Column:
        if metric not in self.columns:
            import difflib

            near = difflib.get_close_matches(metric, self.columns, n=1)
            hint = f"nearest: {near[0]}" if near else None
            raise ParameterError(f"no metric is called {metric!r}", parameter="metric", value=metric, hint=hint)
        return self.columns[metric]

    def __contains__(self, metric: object) -> bool:
        return metric in self.columns

    def __iter__(self) -> Any:
        return iter(self.columns)

    @property
    def draws(self) -> Any:
        """The columns of the parameters that were drawn."""
        return self.evaluation.draws

    @functools.cached_property
    def items(self) -> Mapping[str, float]:
        """Mean cost per delivered GPU-hour by item; the sum is the mean of the LCOC."""
        return {item: float(np.mean(v)) for item, v in self.evaluation.economics.items_usd_per_gpu_h.items()}

    @functools.cached_property
    def waterfall(self) -> Mapping[str, float]:
        """Mean GPU-hours of a year from installed to delivered."""
        return {stage: float(np.mean(self.ledger[stage])) for stage in WATERFALL}

    def by_weather_year(self, metric: str) -> Mapping[int, Column]:
        """A metric year by year of the weather: draw i runs on year i mod n, so each year has every n-th draw. One entry for an orbit.

        How far the years lie apart is what the weather does; within a year is what the other inputs do.
        """
        from gigasite.forcing import weather_years

        found = self[metric]
        years = weather_years(self.site) if self.evaluation.model.engine == "earth" else (0,)
        if found.none_because is not None:
            return dict.fromkeys(years, found)
        index = (np.arange(len(found.values)) + self.evaluation.draws.start) % len(years)
        return {year: Column(found.name, found.unit, found.values[index == k]) for k, year in enumerate(years) if np.any(index == k)}

    @functools.cached_property
    def timeline(self) -> tuple[tuple[str, float, float], ...]:
        """Stages from the decision to the first power: name, first and last month, by the medians of the draws."""
        found, month = [], 0.0
        for name, months in self.evaluation.model.stages.items():
            length = float(np.median(months))
            if length > 0:
                found.append((name, month, month + length))
                month += length
        return tuple(found)

    def _repr_html_(self) -> str:
        from gigasite.report.notebook import sample_html

        return sample_html(self, self.site.title or self.site.key)

    def __repr__(self) -> str:
        return f"<Sample of {self.site.key}: {self.ledger.n_draws} draws, {self['lcoc_usd_per_gpu_h']!r}>"


def check_draws(draws: int, sites: int = 1) -> None:
    """Refuses a number of draws that makes no sense or does not fit in memory, and says what it would need."""
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 1:
        raise ParameterError("the number of draws", parameter="draws", value=draws, low=1, high=10_000_000)
    need = draws * BYTES_PER_DRAW * sites
    if draws > 10_000_000 or need > _memory_bytes():
        text = f"{draws:,} draws of {sites} sites need about {need / 2**30:,.0f} GiB; this machine has {_memory_bytes() / 2**30:,.0f}"
        raise ParameterError(text, parameter="draws", value=draws, low=1, high=10_000_000, hint="use gs.sweep, or fewer draws")


def _memory_bytes() -> int:
    import os

    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30


def sample(
    site: Site, draws: int | None = None, seed: int | None = None, *, step_s: float = 3600.0, sampler: Sampler | None = None
) -> Sample:
    """Runs a site over ``draws`` draws of everything that is uncertain, each a full simulated year.

    ``draws`` and ``seed`` default to those of the scenario. The first 200 of 2,000 draws are the draws of a run with 200; a draw does not
    depend on the other sites. ``sampler`` lets several sites share what they have in common.
    Errors: `ParameterError` for no draws, or more than memory holds.

    >>> import gigasite as gs
    >>> mc = gs.sample(gs.example("seeds").sites["texas"], draws=32, seed=1)
    >>> len(mc["lcoc_usd_per_gpu_h"].values)
    32
    """
    count = site.settings.draws if draws is None else draws
    check_draws(count)
    chosen = sampler or site.settings.sampler(count, seed)
    return Sample(evaluate(site, site.draws(chosen), step_s=step_s, phases=False))
