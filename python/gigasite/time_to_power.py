"""Queues, lead times and the cost of waiting for power (model T21)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gigasite._model import Floats, finite, legal, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError
from gigasite.parameters import default

__all__ = [
    "completion_probability",
    "critical_path_months",
    "expected_capacity_mw",
    "idle_chip_cost_usd",
    "lost_window_usd",
    "stages",
    "total_cost_with_wait_usd_per_mwh",
]

_rate = legal(-1.0, open_low=True)


def stages() -> tuple[str, ...]:
    """The stages of a connection, in the order in which `critical_path_months` takes them.

    >>> stages()
    ('land', 'study', 'agreement', 'equipment', 'build', 'energise')
    """
    return ("land", "study", "agreement", "equipment", "build", "energise")


def _annuity_due(rate: Any, years: Any) -> Any:
    """Σ (1+r)^−y over the beginnings of the years y = 0, 1, …; a broken last year counts pro rata."""
    whole = np.floor(years)
    growth = np.log1p(np.asarray(rate))
    step = np.where(growth == 0.0, 1.0, growth)
    sum_of_whole = np.where(growth == 0.0, whole, np.expm1(-whole * step) / np.expm1(-step))
    return sum_of_whole + (years - whole) * np.exp(-growth * whole)


@model(rent_usd_per_gpu_h=non_negative, wait_years=non_negative, rate=_rate, hours_per_year=positive)
def idle_chip_cost_usd(rent_usd_per_gpu_h: Floats, wait_years: Floats, rate: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """Present value [USD per GPU] of the rent that a chip waiting for power does not earn.

    Formula: ``Σ_y p·8760/(1+r)^y`` at the beginning of each year y = 0, 1, …; a broken last year pro rata.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative rent or wait, rate ≤ −1.
    Source: present value of an annuity due.

    >>> round(idle_chip_cost_usd(2.40, 2.0, 0.07), 2)
    40672.6
    """
    return np.asarray(rent_usd_per_gpu_h) * hours_per_year * _annuity_due(rate, wait_years)


@model(queued_mw=non_negative, completion_share=share)
def expected_capacity_mw(queued_mw: Floats, *, completion_share: Floats = default("queue_completion_mw")) -> Floats:
    """Capacity of a queue that comes into operation [MW]: ``queued · share``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative capacity or a share beyond 0–1. Source: LBNL, Queued Up, 2025 edition.

    >>> expected_capacity_mw(1000.0, completion_share=0.13)
    130.0
    """
    return np.asarray(queued_mw) * completion_share


@model(months=non_negative, median_months=positive, completion_share=share)
def completion_probability(
    months: Floats, *, median_months: Floats = default("queue_median"), completion_share: Floats = default("queue_completion_mw")
) -> Floats:
    """Share of the requested capacity that is in operation so many months after the request.

    Finishing and withdrawing compete at constant hazards a and b: ``P(t) = a/(a+b) (1 − e^(−(a+b)t))``. Given the share that
    ever finishes, a/(a+b), and the median time of those that do, ln 2/(a+b): ``P(t) = share (1 − 2^(−t/median))``.
    Durations of survivors alone would say that all finish. Shapes: all arguments broadcast.
    Errors: `ParameterError` for negative months, a median ≤ 0, a share beyond 0–1.
    Source: competing risks, Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2002, chapter 8.

    >>> round(completion_probability(55.0, median_months=55.0, completion_share=0.13), 6)
    0.065
    """
    return np.asarray(completion_share) * -np.expm1(-np.log(2.0) * np.asarray(months) / median_months)


@model(durations_months=non_negative.series())
def critical_path_months(durations_months: Floats, *, parallel_groups: Sequence[Sequence[int]] | None = None) -> Floats:
    """Months from the decision to power: stages one after the other, those of a group side by side.

    Formula: sum over the stages that stand alone, and over the groups of the longest in each.
    Shapes: stages on the last axis, in the order of `stages`; the other axes are kept.
    Errors: `ParameterError` for a negative duration, a stage that is not there or stands in two groups.
    Source: critical path method.

    >>> critical_path_months([2.0, 12.0, 6.0, 30.0, 18.0, 1.0], parallel_groups=[[3, 4]])
    51.0
    """
    durations = np.asarray(durations_months)
    n = durations.shape[-1]
    grouped = [int(i) for group in parallel_groups or () for i in group]
    for i in grouped:
        require(0 <= i < n, f"there is no stage {i}, only 0 to {n - 1}", parameter="parallel_groups", value=i)
        require(grouped.count(i) == 1, f"stage {i} stands in two groups", parameter="parallel_groups", value=i)
    alone = [i for i in range(n) if i not in grouped]
    total = np.sum(durations[..., alone], axis=-1)
    for group in parallel_groups or ():
        if len(group) == 0:
            raise ParameterError("a group is empty", parameter="parallel_groups", value=group)
        total = total + np.max(durations[..., [int(i) for i in group]], axis=-1)
    return total


@model(energy_usd_per_mwh=finite, wait_cost_usd=finite, energy_mwh=positive)
def total_cost_with_wait_usd_per_mwh(energy_usd_per_mwh: Floats, wait_cost_usd: Floats, energy_mwh: Floats) -> Floats:
    """Cost of energy with the cost of waiting for it [USD/MWh]: ``energy price + wait/energy``.

    Options rank by this: the cheapest energy may come too late. Shapes: all arguments broadcast.
    Errors: `ParameterError` for no energy. Source: definition.

    >>> total_cost_with_wait_usd_per_mwh(60.0, 8.0e6, 400_000.0)
    80.0
    """
    return np.asarray(energy_usd_per_mwh) + np.asarray(wait_cost_usd) / energy_mwh


@model(
    rent_usd_per_gpu_h=non_negative, rent_after_wait_usd_per_gpu_h=non_negative, sold_h_per_yr=non_negative, years=non_negative, rate=_rate
)
def lost_window_usd(
    rent_usd_per_gpu_h: Floats, rent_after_wait_usd_per_gpu_h: Floats, sold_h_per_yr: Floats, years: Floats, rate: Floats
) -> Floats:
    """Present value [USD per GPU] of selling at the rent after the wait instead of the rent now.

    Formula: ``(p0 − p1) h Σ_y (1+r)^−y`` at the beginning of each of ``years``, a broken last one pro rata; negative where
    rents rise. Shapes: all arguments broadcast. Errors: `ParameterError` for negative rents, hours or years, rate ≤ −1.
    Source: as `idle_chip_cost_usd`.

    >>> round(lost_window_usd(2.5, 2.0, 7000.0, 3.0, 0.1), 2)
    9574.38
    """
    fall = np.asarray(rent_usd_per_gpu_h) - rent_after_wait_usd_per_gpu_h
    return fall * sold_h_per_yr * _annuity_due(rate, years)
