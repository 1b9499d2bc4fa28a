"""Flexibility: headroom of a grid, shifting of load, response to calls (model T18)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, column, finite, kernel, legal, model, non_negative, positive, require, series_kernel, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError, PhysicsError
from gigasite.parameters import default

__all__ = [
    "Headroom",
    "ResponseIncome",
    "Shifted",
    "headroom",
    "headroom_elasticity",
    "linear_headroom",
    "response_income",
    "response_offer_mw",
    "shift_load",
]

LOAD_CLASSES = ("mining", "batch", "inference", "training")

# All of a new load cannot be curtailed: there would be no largest one.
_curtailed = legal(0.0, 1.0, open_high=True)


class Headroom(NamedTuple):
    """New load, hours with any curtailment, energy curtailed."""

    new_load_mw: Floats
    curtailed_h: Floats
    curtailed_mwh: Floats


@model(slope_mw_per_h=positive, curtailed_share=_curtailed, hours_per_year=positive)
def linear_headroom(slope_mw_per_h: Floats, curtailed_share: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Headroom:
    """Headroom under a duration curve that is linear near its peak.

    Formula: ``N = 2 h k r``, ``N/k`` hours curtailed, ``r h N`` of energy; k slope, r curtailed share of the new load's energy.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a flat curve or a share outside [0, 1).
    Source: triangle under the curve; question after T. Norris et al., Rethinking Load Growth, Duke University 2025.

    >>> linear_headroom(20.0, 0.0025)[:2]
    (876.0, 43.8)
    """
    result: Headroom = kernel("flexibility.linear_headroom", slope_mw_per_h, curtailed_share, hours_per_year, result=Headroom)
    return result


@model(load_mw=non_negative.series(), curtailed_share=_curtailed, peak_mw=non_negative.or_none(), step_h=positive)
def headroom(load_mw: Floats, curtailed_share: Floats, *, peak_mw: Floats | None = None, step_h: Floats = 1.0) -> Headroom:
    """Largest constant new load that a system takes when a share of its energy may be curtailed.

    Formula: the largest N with ``Σ max(0, L + N − L_peak) ≤ r n N``. With ``d = L_peak − L`` sorted and D_k the sum of the k
    smallest, the left side is ``max_k (k N − D_k)``, so ``N = min D_k/(k − r n)`` over k > r n: exact.
    Shapes: load is a series on the last axis; ``curtailed_share`` a number or an array over the other axes; ``peak_mw`` None (the
    maximum), a number, or one value for each step (seasonal peaks).
    Errors: `ParameterError` for a load above the peak or a share outside [0, 1).
    Source: T. Norris et al., Rethinking Load Growth, Duke University 2025.

    >>> headroom([60.0, 80.0, 100.0, 90.0], 0.25)
    Headroom(new_load_mw=10.0, curtailed_h=1.0, curtailed_mwh=10.0)
    """
    load = np.asarray(load_mw)
    peak = np.max(load, axis=-1, keepdims=True) if peak_mw is None else peak_mw
    require(np.all(load <= peak), "the load is above the peak", parameter="peak_mw", value=float(np.min(peak)))
    result: Headroom = series_kernel(
        "flexibility.headroom", load, column(curtailed_share), peak, column(step_h), result=Headroom, steps=load.shape[-1]
    )
    return result


@model(curtailed_share=legal(0.0, 1.0, open_low=True).series(), headroom_mw=positive.series())
def headroom_elasticity(curtailed_share: Floats, headroom_mw: Floats) -> Floats:
    """Slope of log headroom on log share, by least squares over the last axis. Below 1: headroom grows less than in proportion.

    Formula: ``Σ (x − x̄)(y − ȳ)/Σ (x − x̄)²`` of the logarithms. Shapes: two series of at least two different shares.
    Errors: `ParameterError` for fewer, or values not above 0. Source: ordinary least squares.

    >>> round(headroom_elasticity([0.0025, 0.005, 0.01], [100.0, 150.0, 225.0]), 4)
    0.585
    """
    x, y = np.broadcast_arrays(np.log(curtailed_share), np.log(headroom_mw))
    dx = x - np.mean(x, axis=-1, keepdims=True)
    spread = np.sum(dx * dx, axis=-1)
    require(spread > 0.0, "at least two different shares are needed", parameter="curtailed_share")
    return np.sum(dx * (y - np.mean(y, axis=-1, keepdims=True)), axis=-1) / spread


class Shifted(NamedTuple):
    """Load after shifting, its cost, the energy moved."""

    load_mw: Floats
    cost_usd: Floats
    moved_mwh: Floats


@model(
    load_mw=non_negative.series(),
    cost_per_mwh=finite,
    flexible_share=share,
    cap_mw=non_negative,
    rise_share=non_negative.or_none(),
    free_supply_mw=non_negative,
    step_h=positive,
)
def shift_load(
    load_mw: Floats,
    cost_per_mwh: Floats,
    flexible_share: Floats,
    *,
    cap_mw: Floats,
    rise_share: Floats | None = None,
    free_supply_mw: Floats = 0.0,
    window_steps: int = 24,
    step_h: Floats = 1.0,
) -> Shifted:
    """Moves load inside windows to where it costs least; every window keeps its energy.

    Formula: min ``Σ c max(y − s, 0) Δt`` with ``Σ y = Σ x`` in each window, ``(1 − f) x ≤ y ≤ min(cap, (1 + rise) x)``; c price or
    carbon, s free supply. The costs of the steps are separate and piecewise linear, so filling by rising marginal cost is exact;
    of equal solutions the one that moves least is taken. A negative price above a free supply makes a step concave (nothing
    first, income later), and is solved exactly by branch and bound.
    Shapes: load is a series of whole windows on the last axis; the others are numbers or series.
    Units: the cost is in that of ``cost_per_mwh`` × MWh, so kg for carbon.
    Errors: `ParameterError` for broken windows; `PhysicsError` where the bounds cannot hold the energy of a window.
    Source: bound of perfect shifting after B. Acun et al., Carbon Explorer, ASPLOS 2023, DOI 10.1145/3575693.3575754.

    >>> shift_load([10.0, 10.0, 10.0], [3.0, 1.0, 2.0], 0.5, cap_mw=15.0, window_steps=3)
    Shifted(load_mw=array([ 5., 15., 10.]), cost_usd=50.0, moved_mwh=5.0)
    """
    steps = np.shape(load_mw)[-1]
    if isinstance(window_steps, bool) or not isinstance(window_steps, (int, np.integer)) or window_steps < 1:
        raise ParameterError("a whole number of steps is expected", parameter="window_steps", value=window_steps)
    require(steps % window_steps == 0, f"{steps} steps are not whole windows of {window_steps}", parameter="load_mw")
    rise: Any = math.inf if rise_share is None else rise_share
    result: Shifted = series_kernel(
        "flexibility.shift_load",
        load_mw,
        cost_per_mwh,
        flexible_share,
        cap_mw,
        rise,
        free_supply_mw,
        window_steps,
        column(step_h),
        result=Shifted,
        steps=steps,
    )
    require(
        ~np.isnan(result.load_mw),
        "the bounds cannot hold the energy of a window",
        PhysicsError,
        parameter="cap_mw",
        hint="raise the cap or rise_share",
    )
    require(
        ~np.isinf(result.load_mw),
        "the search over steps with a negative price above a free supply was given up",
        PhysicsError,
        parameter="cost_per_mwh",
        hint="take shorter windows",
    )
    return result._replace(load_mw=np.reshape(result.load_mw, (*np.shape(result.cost_usd), steps)))


class ResponseIncome(NamedTuple):
    """Sum of the credits, and its ratio to what was mined."""

    total_usd: Floats
    ratio_to_mining: Floats


@model(credits_usd=finite.series(), mined_value_usd=positive)
def response_income(credits_usd: Floats, mined_value_usd: Floats) -> ResponseIncome:
    """Income from demand response beside that from mining. One good month is not a year.

    Formula: ``Σ credits``, ``Σ credits/mined``. Shapes: kinds of credit on the last axis.
    Errors: `ParameterError` for nothing mined. Source: definition.

    >>> round(response_income([24.2e6, 7.4e6], 8.9e6).ratio_to_mining, 2)  # Riot, August 2023
    3.55
    """
    total = np.sum(credits_usd, axis=-1)
    return ResponseIncome(*np.broadcast_arrays(total, total / mined_value_usd))


@model(
    load_mw=non_negative,
    notice_s=non_negative,
    duration_s=non_negative,
    checkpoint_s=non_negative,
    service_share=share,
    ramp_mw_per_min=non_negative.or_infinite(),
)
def response_offer_mw(
    load_mw: Floats,
    load_class: str,
    notice_s: Floats,
    duration_s: Floats,
    *,
    checkpoint_s: Floats = default("checkpoint_time"),
    service_share: Floats = 0.0,
    ramp_mw_per_min: Floats = math.inf,
) -> Floats:
    """Load [MW] that a class can offer to drop on a call.

    Formula: mining: all of it, at any notice. Inference: ``L (1 − service_share)``. Batch and training stop after a checkpoint and
    only for a call that lasts longer than one: ``L`` if notice and duration ≥ ``checkpoint_s``, otherwise 0; training no more than
    its ramp allows in the notice that remains, ``ramp (notice − checkpoint)``, where the grid limits it.
    Shapes: the numbers broadcast; ``load_class`` is one of "mining", "batch", "inference", "training".
    Errors: `ParameterError` for another class or negative times. Source: definition of the classes.

    >>> response_offer_mw(100.0, "batch", [60.0, 600.0], 3600.0)
    array([  0., 100.])
    """
    if load_class not in LOAD_CLASSES:
        classes = ", ".join(f'"{each}"' for each in LOAD_CLASSES)
        raise ParameterError(f"{load_class!r} is not a load class; use one of {classes}", parameter="load_class", value=load_class)
    load, notice, duration, checkpoint, service, ramp = np.broadcast_arrays(
        load_mw, notice_s, duration_s, checkpoint_s, service_share, ramp_mw_per_min
    )
    if load_class == "mining":
        return load * 1.0
    if load_class == "inference":
        return load * (1.0 - service)
    stops = (notice >= checkpoint) & (duration >= checkpoint)
    most = load
    if load_class == "training":
        ramped = np.where(np.isinf(ramp), np.inf, ramp * (notice - checkpoint) / 60.0)
        most = np.minimum(load, ramped)
    return np.where(stops, most, 0.0)
