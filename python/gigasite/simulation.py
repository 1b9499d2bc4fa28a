"""`simulate`: one site, every value at its default, with the flows over the year."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gigasite import heat_limits
from gigasite.errors import ParameterError
from gigasite.evaluation import Evaluated, FlowSeries, evaluate
from gigasite.ledger import WATERFALL, Ledger
from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site

__all__ = ["Run", "simulate"]


@dataclass(frozen=True)
class Run(Evaluated):
    """A single run. ``metrics`` holds floats, or None where a metric has no meaning; ``none_because`` says why."""

    @functools.cached_property
    def metrics(self) -> Mapping[str, float | None]:
        """Every metric by name."""
        return {n: None if isinstance(v, NoneBecause) else float(v[0]) for n, v in self.evaluation.metrics.items()}

    @functools.cached_property
    def none_because(self) -> Mapping[str, str]:
        """The reason of each metric that is None."""
        return {n: v.sentence for n, v in self.evaluation.metrics.items() if isinstance(v, NoneBecause)}

    @property
    def ledgers(self) -> Mapping[str, Ledger]:
        """The year of every phase."""
        return self.evaluation.ledgers

    @property
    def series(self) -> FlowSeries:
        """Flows over the year: ``run.series["it_mw"]``, ``to_pandas()``, ``to_xarray()``."""
        assert self.evaluation.series is not None
        return self.evaluation.series

    @property
    def time_utc(self) -> Any:
        """Start of each step of the series."""
        return self.series.time_utc

    @functools.cached_property
    def waterfall(self) -> Mapping[str, float]:
        """GPU-hours from installed to delivered."""
        return {stage: float(self.ledger[stage][0]) for stage in WATERFALL}

    @functools.cached_property
    def items(self) -> Mapping[str, float]:
        """Cost per delivered GPU-hour by item; the sum is the LCOC."""
        return {item: float(v[0]) for item, v in self.evaluation.economics.items_usd_per_gpu_h.items()}

    @functools.cached_property
    def heat_limits(self) -> Mapping[str, float]:
        """Hours of the year by what kept the site from selling more heat: ``demand``, ``price``, ``heat_pump``, ``tank_full`` …

        Empty for a site without a use of its heat.
        """
        return heat_limits.hours_by_limit(self.evaluation.series)

    def _repr_html_(self) -> str:
        from gigasite.report.notebook import run_html

        return run_html(self, self.site.title or self.site.key)

    def __repr__(self) -> str:
        cost = self.metrics.get("lcoc_usd_per_gpu_h")
        return f"<Run of {self.site.key}: {'no cost' if cost is None else f'${cost:.2f}'} per delivered GPU-hour>"


def simulate(site: Site, step_s: float = 3600.0) -> Run:
    """Runs a site over a year with every value at its default and keeps the flows over time.

    ``step_s`` is the step on the ground, 300–3,600 s; the orbit engine takes its own, ``orbit_step_s``.
    Errors: `ParameterError` for a step out of range; `DataError` where a series is missing; `PluginError` where a plugin fails.

    >>> import gigasite as gs
    >>> run = gs.simulate(gs.example("seeds").sites["texas"])
    >>> 1.0 < run.metrics["pue"] < 1.5
    True
    """
    if not 300.0 <= step_s <= 3600.0:
        raise ParameterError("a step of the ground engine", parameter="step_s", value=step_s, low=300.0, high=3600.0, unit="s")
    return Run(evaluate(site, site.draws(), step_s=step_s, series_of_draw=0))
