"""Cases that no single call answers: a plant on the weather of a place, a workload over a year, rows of the table.

Each function returns the figures of its case as checks. Weather is that of the wheel; where the wheel has no measured year of a place,
only the order among places is checked, as the case says. All values are the defaults of the parameter table.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from gigasite.parameters import default, find
from gigasite.testing.checks import Check

__all__ = ["SCENARIO_CASES"]


def _close(of: str, expected: float, got: float, limit: float) -> Check:
    error = abs(got - expected)
    return Check(of, expected, got, error, limit, error <= limit)


def _true(of: str, expected: str, got: Any, held: bool) -> Check:
    return Check(of, expected, got, 0.0 if held else float("inf"), 0.0, bool(held))


def _fleet_workload(expected: Mapping[str, Any]) -> list[Check]:
    """The built-in workload has the mean it is given, and the spread of a measured fleet within a factor of 2."""
    from gigasite.workload import fleet_shape

    mean = expected["mean_utilisation"]["value"]
    busy = mean * fleet_shape(8760)
    spreads = {
        "std_over_mean": (busy.std() / busy.mean(), expected["std_over_mean"]["value"]),
        "max_over_mean - 1": (busy.max() / busy.mean() - 1, expected["max_over_mean"]["value"] - 1),
        "1 - min_over_mean": (1 - busy.min() / busy.mean(), 1 - expected["min_over_mean"]["value"]),
    }
    within = [
        _true(name, f"{want:.4g} within a factor of 2", round(got, 5), want / 2 <= got <= want * 2) for name, (got, want) in spreads.items()
    ]
    return [_close("mean_utilisation", mean, float(busy.mean()), 1e-9), *within]


@functools.cache
def _best_pue(place: str) -> float:
    """Annual PUE of the best plant for a hall at its design power, on the first year of weather of a place."""
    from gigasite import cooling_plant, power_train, psychrometrics
    from gigasite.climate import BuiltinWeather

    weather = BuiltinWeather()
    year = weather.years(place)[0]
    columns = ("dry_bulb_c", "relative_humidity", "pressure_pa")
    dry, humidity, pressure = (weather.series(place, column, year).values for column in columns)
    wet = np.minimum(psychrometrics.wet_bulb_c(dry, humidity, pressure, outside="warn"), dry)
    ups = power_train.stage_efficiency(1.0 / default("power_redundancy"))
    rows = ("transformer_efficiency", "switchgear_efficiency", "pdu_efficiency", "cable_efficiency")
    efficiency = power_train.chain_efficiency([ups, *map(default, rows)])
    it = np.full(dry.size, 100.0)
    return cooling_plant.best_plant(it, dry, wet, efficiency, default("other_load_share"), pressure_pa=pressure, outside="clamp").annual_pue


def _pue_of(place: str) -> Callable[[Mapping[str, Any]], list[Check]]:
    return lambda expected: [_close(f"PUE_annual, {place}", expected["PUE_annual"]["value"], _best_pue(place), 0.03)]


def _order_of_places(expected: Mapping[str, Any]) -> list[Check]:
    """No measured weather of Denver is in the wheel: the order among the three places."""
    values = {place: _best_pue(place) for place in ("denver", "chicago", "dallas")}
    got = ", ".join(f"{place} {value:.4f}" for place, value in values.items())
    return [_true("order of PUE_annual", "Denver < Chicago < Dallas", got, values["denver"] < values["chicago"] < values["dallas"])]


def _queue_rows(expected: Mapping[str, Any]) -> list[Check]:
    """The rows stand at the published statistics, and half of what finishes has finished at the median."""
    from gigasite.time_to_power import completion_probability

    completion, median = find("queue_completion_mw"), find("queue_median")
    share, months = expected["completion_capacity"]["value"], expected["median_duration_2024_COD"]["value"]
    half = completion_probability(median.default) / completion.default
    return [
        _close("queue_completion_mw", share, completion.default, 0.03 * share),
        _close("queue_median", months, median.default, 0.03 * months),
        _true("source", "named", f"{completion.source}; {median.source}", bool(completion.source and median.source)),
        _close("share of the final value at the median", 0.5, half, 1e-9),
    ]


def _idle_campus(expected: Mapping[str, Any]) -> list[Check]:
    """Seed S4 starts as the press reports: a quarter sold, at worst 0.8 idle; four utilisations, each at most the one before."""
    from gigasite.scenario import example
    from gigasite.simulation import simulate

    run = simulate(example("seeds").sites["idle_china"])
    low, high = expected["utilisation_range"]
    names = ("sold", "allocated", "busy", "useful")
    shares = [float(run.metrics[f"utilisation_{name}"] or 0.0) for name in names]
    text = ", ".join(f"{name} {value:.3f}" for name, value in zip(names, shares, strict=True))
    idle = 1.0 - find("idle_sold_share").low
    most = expected["idle_new_capacity_up_to"]["value"]
    return [
        _true("utilisation at the start", f"{low}–{high} ± 0.05", round(shares[0], 4), low - 0.05 <= shares[0] <= high + 0.05),
        _close("idle share at the low end", most, idle, 0.05 + 1e-12),
        _true("four utilisations apart", "sold > allocated > busy > useful > 0", text, all(a > b > 0 for a, b in pairwise(shares))),
    ]


def _legacy_hall(expected: Mapping[str, Any]) -> list[Check]:
    """The hall of the example ``legacy_hall``: chiller and tower, double conversion, air-cooled IT at part load, no economiser."""
    from gigasite.scenario import example
    from gigasite.simulation import simulate

    run = simulate(example("legacy_hall").sites["hall"])
    return [_close("PUE of an ordinary hall", expected["PUE"]["value"], float(run.metrics["pue"] or np.nan), 0.1)]


def _cold_campus(expected: Mapping[str, Any]) -> list[Check]:
    """A campus of 400 MW with all heat through dry coolers, on the normals of Bismarck: 200 km from Ellendale."""
    from gigasite.scenario import site
    from gigasite.simulation import simulate

    run = simulate(site("campus", region="US-ND", it_capacity_mw=400, cooling="dry_cooler"))
    s = run.series
    facility = sum(s[name] for name in ("it_mw", "cooling_mw", "power_loss_mw", "auxiliary_mw"))
    hot = float(np.quantile(facility / s["it_mw"], 0.996))
    value = expected["PUE_design"]["value"]
    return [_close("PUE of the design hour", value, hot, 0.06), _close("PUE of the year", value, float(run.metrics["pue"] or np.nan), 0.06)]


def _gas_by_scale(expected: Mapping[str, Any]) -> list[Check]:
    """Gas islands with the inputs of the study and the downtime of tier III."""
    from gigasite.testing.microgrid_study import STUDY, cost_at_scale

    costs = {gpus: cost_at_scale(gpus)[0] for gpus in STUDY}
    pairs = zip(costs.items(), expected["LCOE_gas"], strict=True)
    near = [_close(f"USD/kWh at {gpus:,} GPUs", value, cost, 0.2 * value) for (gpus, cost), value in pairs]
    falling = all(a > b for a, b in pairwise(costs.values()))
    return [*near, _true("falls with scale", "falls", " > ".join(f"{cost:.4f}" for cost in costs.values()), falling)]


# Case id -> its figures, from the expected values of the case.
SCENARIO_CASES: Mapping[str, Callable[[Mapping[str, Any]], list[Check]]] = {
    "T01-c1": _fleet_workload,
    "T10-k4": _pue_of("chicago"),
    "T10-k5": _pue_of("dallas"),
    "T10-k8": _order_of_places,
    "T10-p3": _legacy_hall,
    "T10-p4": _cold_campus,
    "T16-k2": _gas_by_scale,
    "T21-p1": _queue_rows,
    "T22-p3": _idle_campus,
}
