"""GPU-hours that count: accelerators alive, used, available, not lost to checkpoints, power, heat or the network (model N)."""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, along, model, non_negative, positive, share

__all__ = ["gpu_hours"]


@model(
    alive=non_negative.series(),
    step_h=positive,
    utilisation=share,
    availability=share,
    goodput=share,
    power_fraction=share,
    thermal_derate=share,
    network_factor=share,
)
def gpu_hours(
    alive: Floats,
    step_h: Floats,
    *,
    utilisation: Floats,
    availability: Floats = 1.0,
    goodput: Floats = 1.0,
    power_fraction: Floats = 1.0,
    thermal_derate: Floats = 1.0,
    network_factor: Floats = 1.0,
    axis: int = -1,
) -> Floats:
    """Delivered GPU-hours of a fleet.

    Formula: ``Σ N_alive U · availability · goodput · power fraction · thermal derate · network factor · step``: what fails, what is not
    sold, what is down, what checkpoints and recomputing take, what throttles for want of sunlight, what runs hot, what the link lets out.
    Shapes: ``alive`` is a series of equal steps along ``axis``; the others are numbers or series that broadcast with it.
    Errors: `ParameterError` for a share outside 0–1 or a negative number alive. Source: definition of the waterfall.

    >>> gpu_hours([1000.0, 910.0], 8760.0, utilisation=0.7, availability=0.99)
    11594998.8
    """
    factors = along(axis, alive, step_h, utilisation, availability, goodput, power_fraction, thermal_derate, network_factor)
    return np.prod(factors, axis=0).sum(axis=-1)
