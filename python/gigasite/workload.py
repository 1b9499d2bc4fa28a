"""The workload of a large fleet over the year: almost flat, with the small swings that a published fleet shows."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

__all__ = ["fleet_shape"]

_HOURS_PER_DAY = 24.0


@functools.cache
def fleet_shape(n_steps: int, step_s: float = 3600.0, seed: int = 1) -> NDArray[np.float64]:
    """Busy share over its mean, one value a step, mean 1 over the series.

    A day and a week of ±0.8 % and ±0.4 %, and hourly noise with a memory of 0.9 an hour and 1.3 % standard deviation. The published
    series of a large training and inference fleet has standard deviation/mean 0.015, maximum 1.07, minimum 0.94.
    Source: fleet series of acnewkirk, AI-Datacenter-Microgrid-Analysis (MIT), after Newkirk et al., arXiv:2506.14551.

    >>> shape = fleet_shape(8760)
    >>> bool(abs(shape.mean() - 1) < 1e-12), bool(0.01 < shape.std() < 0.02)
    (True, True)
    """
    hour = np.arange(n_steps) * step_s / 3600.0
    cycle = 0.008 * np.sin(2 * np.pi * (hour - 9.0) / _HOURS_PER_DAY) + 0.004 * np.sin(2 * np.pi * hour / (7 * _HOURS_PER_DAY))
    memory = 0.9 ** (step_s / 3600.0)
    kicks = np.random.Generator(np.random.Philox(seed)).standard_normal(n_steps) * 0.013 * np.sqrt(1 - memory**2)
    noise = np.empty(n_steps)
    state = 0.0
    for i, kick in enumerate(kicks.tolist()):
        state = memory * state + kick
        noise[i] = state
    shape = 1.0 + cycle + noise
    shape /= shape.mean()
    shape.setflags(write=False)
    return np.asarray(shape)
