"""Power of nodes and fleets at a utilisation (model T01).

Source: I. Latif et al., arXiv 2412.08602; A. Newkirk et al., arXiv 2506.14551 (measured power of H100 servers).
"""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, model, non_negative, positive, require, share, valid
from gigasite.parameters import default

__all__ = ["energy_mwh", "fleet_mw", "idle_share_of_energy", "nameplate_mw", "node_fan_kw", "node_kw"]

_exponent = valid(0.7, 1.4, positive)


@model(utilisation=share, idle_kw=non_negative, max_kw=non_negative, exponent=_exponent, fan_kw=non_negative)
def node_kw(
    utilisation: Floats,
    idle_kw: Floats,
    max_kw: Floats,
    *,
    exponent: Floats = default("power_exponent"),
    fan_kw: Floats = 0.0,
    outside: Outside = "raise",
) -> Floats:
    """Power of a node [kW]: ``P_idle + (P_max − P_idle) u^a + P_fan``; u busy share × intensity.

    Shapes: all arguments broadcast. Valid: exponent 0.7–1.4; seconds-scale transients are not in it.
    Errors: `ParameterError` for a utilisation outside 0–1 or an idle power above the largest. Source: arXiv 2412.08602.

    >>> round(node_kw(0.82, 2.0, 8.5), 2)
    7.33
    """
    _idle_below_max(idle_kw, max_kw)
    return kernel("it_power.node_kw", utilisation, idle_kw, max_kw, exponent, fan_kw)


@model(inlet_temperature_c=finite, rated_fan_kw=non_negative, ramp_start_c=finite, full_speed_c=finite, minimum_speed=share)
def node_fan_kw(
    inlet_temperature_c: Floats, rated_fan_kw: Floats, ramp_start_c: Floats, full_speed_c: Floats, *, minimum_speed: Floats = 0.0
) -> Floats:
    """Power of the node's fans [kW]: ``P_rated s³``, the speed s linear in the inlet temperature.

    s is ``minimum_speed`` up to ``ramp_start_c`` and 1 from ``full_speed_c`` on. Shapes: all arguments broadcast.
    Errors: `ParameterError` unless ``ramp_start_c < full_speed_c``. Source: fan affinity laws.

    >>> node_fan_kw(30.0, 0.8, 25.0, 35.0)
    0.1
    """
    require(np.less(ramp_start_c, full_speed_c), "full speed must lie above the start of the ramp", parameter="full_speed_c")
    return kernel("it_power.node_fan_kw", inlet_temperature_c, rated_fan_kw, ramp_start_c, full_speed_c, minimum_speed)


@model(utilisation=share, nodes=non_negative, idle_kw=non_negative, max_kw=non_negative, exponent=_exponent, fan_kw=non_negative)
def fleet_mw(
    utilisation: Floats,
    nodes: Floats,
    idle_kw: Floats,
    max_kw: Floats,
    *,
    exponent: Floats = default("power_exponent"),
    fan_kw: Floats = 0.0,
    outside: Outside = "raise",
) -> Floats:
    """Power of a fleet of one node type [MW]: ``n P_node/1000``; sum over types outside.

    Shapes: all arguments broadcast. Valid: exponent 0.7–1.4. Errors: as `node_kw`. Source: arXiv 2412.08602.

    >>> round(fleet_mw(0.82, 12500, 2.0, 8.5), 3)
    91.625
    """
    _idle_below_max(idle_kw, max_kw)
    return kernel("it_power.fleet_mw", utilisation, nodes, idle_kw, max_kw, exponent, fan_kw)


@model(nodes=non_negative, rated_kw=non_negative)
def nameplate_mw(nodes: Floats, rated_kw: Floats) -> Floats:
    """Rated power as a constant [MW], ``n P_rated/1000``: an upper bound for breakers, not a basis for energy.

    Shapes: all arguments broadcast. Errors: `ParameterError` for negative counts or powers. Source: definition.

    >>> nameplate_mw(12500, 8.0)
    100.0
    """
    return kernel("it_power.nameplate_mw", nodes, rated_kw)


@model(power_mw=non_negative.series(), step_h=positive)
def energy_mwh(power_mw: Floats, step_h: Floats, *, axis: int = -1) -> Floats:
    """Energy [MWh]: ``Σ P Δt`` along ``axis``; ``step_h`` is a number or a series of the same length.

    Errors: `ParameterError` for negative power or a step of 0. Source: definition.

    >>> energy_mwh([10.0, 20.0], 0.5)
    15.0
    """
    power = np.moveaxis(np.asarray(power_mw), axis, -1)
    return np.sum(power * step_h, axis=-1)


@model(utilisation=share, idle_kw=non_negative, max_kw=positive, exponent=_exponent)
def idle_share_of_energy(
    utilisation: Floats, idle_kw: Floats, max_kw: Floats, *, exponent: Floats = default("power_exponent"), outside: Outside = "raise"
) -> Floats:
    """Share of the power that a node draws even when idle [1]: ``P_idle/P_node``: an allocated accelerator is never free.

    Shapes: all arguments broadcast. Valid: exponent 0.7–1.4.
    Errors: as `node_kw`; `ParameterError` where the node draws nothing at all. Source: definition.

    >>> round(idle_share_of_energy(0.82, 2.0, 8.5), 4)
    0.2729
    """
    _idle_below_max(idle_kw, max_kw)
    require(np.greater(idle_kw, 0.0) | np.greater(utilisation, 0.0), "the node draws no power", parameter="idle_kw", value=0.0)
    return kernel("it_power.idle_share_of_energy", utilisation, idle_kw, max_kw, exponent)


def _idle_below_max(idle_kw: Floats, max_kw: Floats) -> None:
    require(np.less_equal(idle_kw, max_kw), "the idle power is above the largest power", parameter="idle_kw", value=float(np.max(idle_kw)))
