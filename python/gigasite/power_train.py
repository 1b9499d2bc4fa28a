"""Losses between the grid connection and the equipment (model T02).

A stage of rating R with output P loses ``R (k0 + k1 x + k2 x²)``, x = P/R: k0 iron and fans, k1 semiconductors, k2 copper.
The defaults are those of a double-conversion UPS. Source: quadratic loss model of IEC 62040-3 style efficiency tests.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, kernel, legal, masked, model, non_negative, positive, series_kernel, treat
from gigasite.parameters import default

__all__ = [
    "Chain",
    "RedundantStage",
    "chain",
    "chain_efficiency",
    "input_power_mw",
    "input_saving_mw",
    "loss_energy_mwh",
    "optimum_load_fraction",
    "redundant_stage",
    "stage_efficiency",
    "stage_loss_mw",
]

_efficiency = legal(0.0, 1.0, open_low=True)
_LOWEST, _HIGHEST = 0.05, 1.1  # load fraction in which the quadratic holds


def _in_load_range(x: Floats, outside: Outside, function: str) -> tuple[Floats, Floats]:
    return treat("load_fraction", x, _LOWEST, _HIGHEST, outside, function)


@model(stage_efficiencies=_efficiency.series())
def chain_efficiency(stage_efficiencies: Floats, *, axis: int = -1) -> Floats:
    """Efficiency of stages in series [1]: ``Π η_i`` along ``axis``.

    Errors: `ParameterError` for an efficiency outside (0, 1]. Source: definition.

    >>> round(chain_efficiency([0.98, 0.99, 0.94, 0.99, 0.99, 0.94]), 6)
    0.840209
    """
    return np.prod(stage_efficiencies, axis=axis)


@model(load_mw=non_negative, efficiency=_efficiency)
def input_power_mw(load_mw: Floats, efficiency: Floats) -> Floats:
    """Power at the input [MW]: ``load/η``. Shapes: all arguments broadcast. Source: definition.

    >>> round(input_power_mw(100.0, 0.84), 3)
    119.048
    """
    return kernel("power_train.input_power_mw", load_mw, efficiency)


@model(load_mw=non_negative, reference_efficiency=_efficiency, improved_efficiency=_efficiency)
def input_saving_mw(load_mw: Floats, reference_efficiency: Floats, improved_efficiency: Floats) -> Floats:
    """Input power saved by a better chain [MW]: ``load/η_ref − load/η_new``; negative if it is worse.

    Shapes: all arguments broadcast. Source: definition.

    >>> round(input_saving_mw(100.0, 0.84, 0.93), 3)
    11.521
    """
    return kernel("power_train.input_saving_mw", load_mw, reference_efficiency, improved_efficiency)


@model(output_mw=non_negative, rating_mw=positive, no_load=non_negative, linear=non_negative, quadratic=non_negative)
def stage_loss_mw(
    output_mw: Floats,
    rating_mw: Floats,
    *,
    no_load: Floats = default("ups_k0"),
    linear: Floats = default("ups_k1"),
    quadratic: Floats = default("ups_k2"),
    outside: Outside = "raise",
) -> Floats:
    """Loss of a stage [MW]: ``R (k0 + k1 x + k2 x²)``, x = output/rating.

    Shapes: all arguments broadcast. Valid: x 0.05–1.1.
    Errors: `PhysicsError` outside it; `ParameterError` for negative coefficients. Source: quadratic loss model.

    >>> round(stage_loss_mw(80.0, 100.0), 4)
    3.58
    """
    x, mask = _in_load_range(np.divide(output_mw, rating_mw), outside, "stage_loss_mw")
    output = np.where(np.equal(x * rating_mw, output_mw), output_mw, x * rating_mw) if outside == "clamp" else output_mw
    return masked(kernel("power_train.stage_loss_mw", output, rating_mw, no_load, linear, quadratic), mask)


@model(load_fraction=non_negative, no_load=non_negative, linear=non_negative, quadratic=non_negative)
def stage_efficiency(
    load_fraction: Floats,
    *,
    no_load: Floats = default("ups_k0"),
    linear: Floats = default("ups_k1"),
    quadratic: Floats = default("ups_k2"),
    outside: Outside = "raise",
) -> Floats:
    """Efficiency of a stage [1]: ``η(x) = x/(x + k0 + k1 x + k2 x²)``.

    Shapes: all arguments broadcast. Valid: x 0.05–1.1. Errors: as `stage_loss_mw`. Source: quadratic loss model.

    >>> round(stage_efficiency(0.5), 6)
    0.952381
    """
    x, mask = _in_load_range(load_fraction, outside, "stage_efficiency")
    return masked(kernel("power_train.stage_efficiency", x, no_load, linear, quadratic), mask)


@model(no_load=non_negative, quadratic=positive)
def optimum_load_fraction(*, no_load: Floats = default("ups_k0"), quadratic: Floats = default("ups_k2")) -> Floats:
    """Load fraction at which a stage is most efficient [1]: ``sqrt(k0/k2)``, where dη/dx = 0.

    Shapes: all arguments broadcast. Source: derivative of `stage_efficiency`.

    >>> round(optimum_load_fraction(), 6)
    0.866025
    """
    return kernel("power_train.optimum_load_fraction", no_load, quadratic)


class RedundantStage(NamedTuple):
    """Units that share a load: load fraction of each, efficiency, loss of all [MW]."""

    load_fraction: Floats
    efficiency: Floats
    loss_mw: Floats


@model(
    output_mw=non_negative,
    unit_rating_mw=positive,
    units_in_service=legal(1.0),
    no_load=non_negative,
    linear=non_negative,
    quadratic=non_negative,
)
def redundant_stage(
    output_mw: Floats,
    unit_rating_mw: Floats,
    units_in_service: Floats,
    *,
    no_load: Floats = default("ups_k0"),
    linear: Floats = default("ups_k1"),
    quadratic: Floats = default("ups_k2"),
    outside: Outside = "raise",
) -> RedundantStage:
    """Units in service share the load equally (2N: 2 units, N+1: N + 1): ``x = P/(n R)``, loss ``n R (k0 + k1 x + k2 x²)``.

    Shapes: all arguments broadcast. Valid: x 0.05–1.1.
    Errors: `PhysicsError` outside it; `ParameterError` for less than one unit. Source: quadratic loss model.

    >>> round(redundant_stage(80.0, 100.0, 2).loss_mw, 3)
    4.44
    """
    whole = np.multiply(units_in_service, unit_rating_mw)
    x, mask = _in_load_range(np.divide(output_mw, whole), outside, "redundant_stage")
    output = np.where(np.equal(x * whole, output_mw), output_mw, x * whole) if outside == "clamp" else output_mw
    stage = kernel(
        "power_train.redundant_stage", output, unit_rating_mw, units_in_service, no_load, linear, quadratic, result=RedundantStage
    )
    return masked(stage, mask)  # type: ignore[no-any-return]


class Chain(NamedTuple):
    """A chain of stages: input [MW], total loss [MW], loss of each stage [MW, last axis], efficiency."""

    input_mw: Floats
    loss_mw: Floats
    stage_loss_mw: Floats
    efficiency: Floats


@model(
    load_mw=non_negative,
    ratings_mw=positive.series(),
    no_load=non_negative.series(),
    linear=non_negative.series(),
    quadratic=non_negative.series(),
)
def chain(load_mw: Floats, ratings_mw: Floats, no_load: Floats, linear: Floats, quadratic: Floats) -> Chain:
    """Stage by stage from the load upward: the output of a stage is the input of the one below, ``P_in = P_out + loss(P_out)``.

    Shapes: the last axis of the last four arguments is the stages; ``load_mw`` broadcasts over the others.
    Errors: `ParameterError` for ratings of 0, negative coefficients, unequal numbers of stages. Source: quadratic loss model.

    >>> c = chain(80.0, [100.0, 120.0], [0.015, 0.002], [0.01, 0.0], [0.02, 0.006])
    >>> round(c.input_mw, 4), [round(float(x), 4) for x in c.stage_loss_mw]
    (84.1693, [3.58, 0.5893])
    """
    load = np.asarray(load_mw)[..., None]
    stages = max(np.shape(a)[-1] for a in (ratings_mw, no_load, linear, quadratic))
    total, losses = series_kernel("power_train.chain", load, ratings_mw, no_load, linear, quadratic, result=_ChainRows, steps=stages)
    losses = np.reshape(losses, (*np.shape(total), stages))
    loss = losses.sum(axis=-1)
    efficiency = np.where(np.greater(total, 0.0), np.broadcast_to(load[..., 0], np.shape(total)) / np.where(total == 0.0, 1.0, total), 0.0)
    return Chain(total, loss, losses, efficiency)


class _ChainRows(NamedTuple):
    input_mw: Floats
    stage_loss_mw: Floats


@model(
    output_mw=non_negative.series(), step_h=positive, rating_mw=positive, no_load=non_negative, linear=non_negative, quadratic=non_negative
)
def loss_energy_mwh(
    output_mw: Floats,
    step_h: Floats,
    rating_mw: Floats,
    *,
    no_load: Floats = default("ups_k0"),
    linear: Floats = default("ups_k1"),
    quadratic: Floats = default("ups_k2"),
    axis: int = -1,
    outside: Outside = "raise",
) -> Floats:
    """Energy lost over a load series [MWh]: ``Σ loss(P) Δt``, not the loss at the mean load.

    Shapes: ``output_mw`` is a series along ``axis``; ``step_h`` a number or a series of hours per block.
    Valid: load fraction 0.05–1.1 in every step. Errors: as `stage_loss_mw`. Source: quadratic loss model.

    >>> round(loss_energy_mwh([40.0, 100.0], 12.0, 100.0), 2)
    80.64
    """
    output = np.moveaxis(np.asarray(output_mw), axis, -1)
    loss = stage_loss_mw(output, rating_mw, no_load=no_load, linear=linear, quadratic=quadratic, outside=outside)
    return np.sum(np.asarray(loss) * step_h, axis=-1)
