"""Redundancy, interruptions, checkpoints and goodput (model T20; attrition and punctures in orbit, models I and J).

A unit is any device; an interruption stops the whole job. Times of one call may be in any one unit if used throughout.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._model import Floats, Outside, kernel, legal, model, non_negative, positive, require, share, valid
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError
from gigasite.parameters import default

__all__ = [
    "all_lost_probability",
    "availability_from_times",
    "checkpoint_interval_s",
    "downtime_h_per_yr",
    "goodput",
    "hazard_per_yr",
    "interruption_rate_per_unit_yr",
    "k_of_n_availability",
    "lifetime_penalty",
    "mean_time_between_interruptions_h",
    "poisson_at_least_one",
    "poisson_probability",
    "redundant_pair_unavailability",
    "series_availability",
    "spare_units",
    "start_failure_unavailability",
    "survival_probability",
    "survivors",
    "unit_hours_between_interruptions",
    "unit_loss_probability",
]

_some = legal(1.0)
_probability_below_one = legal(0.0, 1.0, open_high=True)


def _whole(**counts: Any) -> None:
    for name, count in counts.items():
        require(np.equal(np.floor(count), count), "a count is a whole number", parameter=name, value=count)


def _enough(required: Any, installed: Any, name: str) -> None:
    require(np.less_equal(required, installed), "fewer units are installed than required", parameter=name, value=installed)


@model(required=non_negative, installed=non_negative, unit_availability=share)
def k_of_n_availability(required: Floats, installed: Floats, unit_availability: Floats) -> Floats:
    """Probability that at least ``required`` of ``installed`` independent units work: ``Σ_{j≥k} C(n,j) A^j (1−A)^(n−j)``.

    Shapes: all arguments broadcast. Units are seldom independent: see `redundant_pair_unavailability`.
    Errors: `ParameterError` for counts that are negative or not whole, k > n, an availability beyond 0–1.
    Source: binomial distribution; Billinton and Allan, Reliability Evaluation of Engineering Systems, 1992.

    >>> k_of_n_availability(8, [8, 9, 10], 0.99).round(6).tolist()
    [0.922745, 0.996564, 0.999886]
    """
    _whole(required=required, installed=installed)
    _enough(required, installed, "installed")
    return kernel("reliability.k_of_n_availability", required, installed, unit_availability)


@model(unit_availabilities=share.series())
def series_availability(unit_availabilities: Floats, *, axis: int = -1) -> Floats:
    """Availability of units that are all needed: ``Π A``. Shapes: reduces ``axis``.

    Errors: `ParameterError` for an availability beyond 0–1. Source: independent units in series.

    >>> round(series_availability([0.99, 0.98, 0.995]), 6)
    0.965349
    """
    require(-np.ndim(unit_availabilities) <= axis < np.ndim(unit_availabilities), "there is no such axis", parameter="axis", value=axis)
    return np.prod(unit_availabilities, axis=axis)


@model(unit_unavailability=share, common_cause_beta=share)
def redundant_pair_unavailability(unit_unavailability: Floats, *, common_cause_beta: Floats = default("common_cause_beta")) -> Floats:
    """Unavailability of two units of which one is enough: ``((1−β) U)² + β U``, β the share of failures of common cause.

    Shapes: all arguments broadcast. Errors: `ParameterError` for values beyond 0–1.
    Source: β-factor model, K. N. Fleming 1975; IEC 61508-6 annex D.

    >>> round(redundant_pair_unavailability(0.01, common_cause_beta=0.05), 8)
    0.00059025
    """
    beta = np.asarray(common_cause_beta)
    return ((1.0 - beta) * unit_unavailability) ** 2 + beta * unit_unavailability


@model(availability=share, hours_per_year=positive)
def downtime_h_per_yr(availability: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """Hours of a year without service: ``(1 − A) 8760``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for an availability beyond 0–1. Source: definition. A tier is a topology, not a promise of this.

    >>> round(downtime_h_per_yr(0.99982), 4)
    1.5768
    """
    return (1.0 - np.asarray(availability)) * hours_per_year


@model(mean_time_between_failures_h=positive, mean_time_to_repair_h=non_negative)
def availability_from_times(mean_time_between_failures_h: Floats, mean_time_to_repair_h: Floats) -> Floats:
    """Availability ``MTBF/(MTBF + MTTR)``, MTBF the mean time in service. Shapes: all arguments broadcast.

    Errors: `ParameterError` for times that are not positive (a repair may take none). Source: definition.

    >>> round(availability_from_times(1000.0, 4.0), 6)
    0.996016
    """
    return np.asarray(mean_time_between_failures_h) / (np.asarray(mean_time_between_failures_h) + mean_time_to_repair_h)


@model(
    units_required=non_negative,
    units_installed=non_negative,
    start_failure_probability=share,
    running_failure_rate_per_h=non_negative,
    mission_h=non_negative,
)
def start_failure_unavailability(
    units_required: Floats,
    units_installed: Floats,
    start_failure_probability: Floats,
    running_failure_rate_per_h: Floats,
    mission_h: Floats,
) -> Floats:
    """Probability that fewer standby units than required start and run to the end of a mission.

    Formula: a unit fails with ``p = 1 − (1 − p_start) e^(−λt)``; then k of n. Shapes: all arguments broadcast.
    Errors: `ParameterError` for counts that are not whole, k > n, probabilities beyond 0–1, negative times or rates.
    Source: binomial distribution; start failure as in NUREG/CR-6928.

    >>> round(start_failure_unavailability(4, 5, 0.01, 0.001, 24.0), 7)
    0.0104755
    """
    _whole(units_required=units_required, units_installed=units_installed)
    _enough(units_required, units_installed, "units_installed")
    runs = (1.0 - np.asarray(start_failure_probability)) * np.exp(-np.asarray(running_failure_rate_per_h) * mission_h)
    return kernel("reliability.k_of_n_unavailability", units_required, units_installed, runs)


@model(interruptions=non_negative, days=positive, units=positive, days_per_year=positive)
def interruption_rate_per_unit_yr(interruptions: Floats, days: Floats, units: Floats, *, days_per_year: Floats = 365.0) -> Floats:
    """Interruptions per unit and year from the counts of a fleet: ``interruptions/(units days) 365``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no days or no units. Source: definition.

    >>> round(interruption_rate_per_unit_yr(419, 54, 16384), 5)  # Llama 3, arXiv 2407.21783
    0.17286
    """
    return np.asarray(interruptions) / (np.asarray(units) * days) * days_per_year


@model(interruptions=non_negative, days=positive, units=positive)
def unit_hours_between_interruptions(interruptions: Floats, days: Floats, units: Floats) -> Floats:
    """Unit-hours of a fleet for one interruption: ``24 days units/interruptions``; infinite where there was none.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no days or no units. Source: definition.

    >>> round(unit_hours_between_interruptions(419, 54, 16384))
    50677
    """
    return np.asarray(units) * days * 24.0 / np.asarray(interruptions)


@model(units=positive, rate_per_unit_yr=non_negative, hours_per_year=positive)
def mean_time_between_interruptions_h(units: Floats, rate_per_unit_yr: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """Mean time between interruptions of a job on all the units [h]: ``8760/(n λ1)``; infinite at a rate of 0.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no units or a negative rate.
    Source: superposition of Poisson processes.

    >>> round(mean_time_between_interruptions_h(16384, 0.17286), 3)
    3.093
    """
    return kernel("reliability.mean_time_between_interruptions_h", units, rate_per_unit_yr, hours_per_year)


@model(checkpoint_over_mtbi=valid(0.0, 0.5, non_negative))
def _young_interval(checkpoint_over_mtbi: Floats, *, outside: Outside = "raise") -> Floats:
    return checkpoint_over_mtbi


@model(checkpoint_s=positive, mtbi_s=positive)
def checkpoint_interval_s(checkpoint_s: Floats, mtbi_s: Floats, *, method: str = "young", outside: Outside = "raise") -> Floats:
    """Interval between checkpoints that loses least time [s].

    Formula: "young" ``sqrt(2CM)``; "daly" ``sqrt(2CM) [1 + sqrt(C/2M)/3 + (C/2M)/9] − C`` for C < 2M, else M.
    Shapes: all arguments broadcast. Valid for "young": C ≤ M/2; "daly" has no such limit.
    Errors: `ParameterError` for times that are not positive or another method; `PhysicsError` outside the validity.
    Source: J. W. Young, CACM 17(9), 1974, DOI 10.1145/361147.361115; J. T. Daly, FGCS 22(3), 2006, DOI 10.1016/j.future.2004.11.016.

    >>> round(checkpoint_interval_s(120.0, 10800.0) / 60, 4)
    26.8328
    """
    if method == "young":
        limited = _young_interval(np.asarray(checkpoint_s) / mtbi_s, outside=outside)
        return kernel("reliability.checkpoint_interval_young_s", np.asarray(limited) * mtbi_s, mtbi_s)
    if method == "daly":
        return kernel("reliability.checkpoint_interval_daly_s", checkpoint_s, mtbi_s)
    raise ParameterError(f"{method!r} is not one of young, daly", parameter="method", value=method)


@model(goodput=valid(0.0, 1.0))
def _first_order_goodput(goodput: Floats, *, outside: Outside = "raise") -> Floats:
    return goodput


@model(checkpoint_s=non_negative, interval_s=positive, mtbi_s=positive, restart_s=non_negative)
def goodput(checkpoint_s: Floats, interval_s: Floats, mtbi_s: Floats, restart_s: Floats, *, outside: Outside = "raise") -> Floats:
    """Share of the time in which work is done that counts, first order: ``1 − C/T − T/(2M) − R/M``.

    Shapes: all arguments broadcast. Valid: a result within 0–1, which needs T > C.
    Errors: `PhysicsError` where the job gets nothing done; `ParameterError` for times without meaning.
    Source: as `checkpoint_interval_s`.

    >>> round(goodput(120.0, 1610.0, 10800.0, 600.0), 5)
    0.79537
    """
    return _first_order_goodput(kernel("reliability.goodput", checkpoint_s, interval_s, mtbi_s, restart_s), outside=outside)


@model(rate_per_yr=non_negative, years=non_negative)
def survival_probability(rate_per_yr: Floats, years: Floats) -> Floats:
    """Probability of no event: ``e^(−λT)``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative rate or time. Source: constant hazard.

    >>> round(survival_probability(0.09, 5.0), 6)
    0.637628
    """
    return kernel("reliability.survival_probability", rate_per_yr, years)


@model(rate_per_yr=non_negative, years=non_negative)
def lifetime_penalty(rate_per_yr: Floats, years: Floats) -> Floats:
    """Devices bought over the mean of those alive in a life without repair: ``λT/(1 − e^(−λT))``; 1 at λT = 0.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative rate or time. Source: constant hazard.

    >>> round(lifetime_penalty(0.09, 5.0), 6)
    1.241818
    """
    return kernel("reliability.lifetime_penalty", rate_per_yr, years)


@model(initial_units=non_negative, rate_per_yr=non_negative, years=non_negative)
def survivors(initial_units: Floats, rate_per_yr: Floats, years: Floats) -> Floats:
    """Expected number alive: ``N0 e^(−λt)``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for negative values. Source: constant hazard.

    >>> round(survivors(1000.0, 0.09, 5.0), 3)
    637.628
    """
    return np.asarray(initial_units) * kernel("reliability.survival_probability", rate_per_yr, years)


@model(count=non_negative, mean=non_negative)
def poisson_probability(count: Floats, mean: Floats) -> Floats:
    """Probability of a count of events: ``m^k e^(−m)/k!``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a count that is negative or not whole, or a negative mean.
    Source: Poisson distribution; evaluated by C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.

    >>> round(poisson_probability(2, 3.0), 6)
    0.224042
    """
    _whole(count=count)
    return kernel("reliability.poisson_probability", count, mean)


@model(mean=non_negative)
def poisson_at_least_one(mean: Floats) -> Floats:
    """Probability of one event or more: ``1 − e^(−m)``. Shapes: any array.

    Errors: `ParameterError` for a negative mean. Source: Poisson distribution.

    >>> round(poisson_at_least_one(0.5), 6)
    0.393469
    """
    return -np.expm1(-np.asarray(mean))


@model(probability=_probability_below_one, years=positive)
def hazard_per_yr(probability: Floats, years: Floats) -> Floats:
    """Constant hazard with this probability of an event in so many years: ``−ln(1 − p)/τ``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for p outside 0 ≤ p < 1 or no time. Source: constant hazard.

    >>> round(hazard_per_yr(0.05, 5.0), 6)
    0.010259
    """
    return -np.log1p(-np.asarray(probability)) / years


@model(required=non_negative, unit_survival_probability=legal(0.0, 1.0, open_low=True), target_probability=_probability_below_one)
def spare_units(required: Floats, unit_survival_probability: Floats, target_probability: Floats) -> Floats:
    """Smallest number of spares s with ``P[Binomial(k + s, p) ≥ k] ≥ target``.

    Shapes: all arguments broadcast; a whole number as a float.
    Errors: `ParameterError` for a count that is not whole, p outside 0 < p ≤ 1, a target of 1 or more.
    Source: binomial distribution.

    >>> spare_units(100, 0.9, 0.95)
    17.0
    """
    _whole(required=required)
    return kernel("reliability.spare_units", required, unit_survival_probability, target_probability)


@model(unit_loss_probability=share, units=_some)
def all_lost_probability(unit_loss_probability: Floats, units: Floats) -> Floats:
    """Probability that all of n independent units are lost: ``p^n``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a probability beyond 0–1 or fewer than one unit. Source: independence.

    >>> round(all_lost_probability(0.1, 3), 12)
    0.001
    """
    return np.asarray(unit_loss_probability) ** units


@model(all_lost_probability=share, units=_some)
def unit_loss_probability(all_lost_probability: Floats, units: Floats) -> Floats:
    """Loss probability that each of n independent units may have, the inverse of `all_lost_probability`: ``p^(1/n)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a probability beyond 0–1 or fewer than one unit.
    Source: independence.

    >>> round(unit_loss_probability(0.001, 3), 12)
    0.1
    """
    return np.asarray(all_lost_probability) ** (1.0 / np.asarray(units))
