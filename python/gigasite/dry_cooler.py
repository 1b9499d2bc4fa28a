"""Liquid cooled by outdoor air through a coil (model T08).

Source: effectiveness–NTU method with C_air ≫ C_water, Incropera et al., Fundamentals of Heat and Mass Transfer.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, masked, model, non_negative, positive, require, share, treat
from gigasite.errors import PhysicsError
from gigasite.parameters import default
from gigasite.psychrometrics import ROOT_K

__all__ = ["VariableSpeed", "adiabatic_inlet_c", "effectiveness_design", "effectiveness_needed", "leaving_water_c", "variable_speed"]


@model(dry_bulb_c=finite, design_approach_k=non_negative, load_fraction=non_negative)
def leaving_water_c(dry_bulb_c: Floats, design_approach_k: Floats, load_fraction: Floats) -> Floats:
    """Water off the cooler at constant flow [°C]: ``T_db + approach_design × load fraction``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative approach or load. Source: constant effectiveness.

    >>> round(leaving_water_c(35.0, 8.0, 0.6), 1)
    39.8
    """
    return kernel("dry_cooler.leaving_water_c", dry_bulb_c, design_approach_k, load_fraction)


@model(range_k=positive, approach_k=positive)
def effectiveness_design(range_k: Floats, approach_k: Floats) -> Floats:
    """Effectiveness at design [1]: ``range/(range + approach)``, range = T_in − T_out. Shapes: all arguments broadcast.

    Source: definition.

    >>> effectiveness_design(12.0, 8.0)
    0.6
    """
    return kernel("dry_cooler.effectiveness_design", range_k, approach_k)


@model(water_in_c=finite, setpoint_c=finite, dry_bulb_c=finite)
def effectiveness_needed(water_in_c: Floats, setpoint_c: Floats, dry_bulb_c: Floats) -> Floats:
    """Effectiveness that reaches the set-point [1]: ``(T_in − T_set)/(T_in − T_db)``.

    Shapes: all arguments broadcast. Errors: `PhysicsError` for a set-point below the dry bulb; `ParameterError` for water that
    enters below the set-point. Source: definition.

    >>> effectiveness_needed(45.0, 35.0, 25.0)
    0.5
    """
    _reachable(water_in_c, setpoint_c, dry_bulb_c)
    return kernel("dry_cooler.effectiveness_needed", water_in_c, setpoint_c, dry_bulb_c)


def _reachable(water_in_c: Floats, setpoint_c: Floats, dry_bulb_c: Floats) -> None:
    require(np.greater_equal(water_in_c, setpoint_c), "the water enters below the set-point", parameter="water_in_c")
    text = "air cannot cool water below its own dry bulb"
    low = float(np.max(dry_bulb_c))
    require(np.greater_equal(setpoint_c, dry_bulb_c), text, PhysicsError, parameter="setpoint_c", value=float(np.min(setpoint_c)), low=low)
    require(np.greater(water_in_c, dry_bulb_c), "the water is as cold as the air", PhysicsError, parameter="water_in_c", low=low)


class VariableSpeed(NamedTuple):
    """Effectiveness at design and needed, air flow and fan power over design."""

    effectiveness_design: Floats
    effectiveness_needed: Floats
    flow_fraction: Floats
    fan_power_fraction: Floats


@model(
    water_in_c=finite,
    setpoint_c=finite,
    dry_bulb_c=finite,
    design_approach_k=positive,
    design_range_k=positive.or_none(),
    ntu_exponent=positive,
    minimum_flow_fraction=share,
)
def variable_speed(
    water_in_c: Floats,
    setpoint_c: Floats,
    dry_bulb_c: Floats,
    design_approach_k: Floats,
    *,
    design_range_k: Floats | None = None,
    ntu_exponent: Floats = default("dry_cooler_ntu_exponent"),
    minimum_flow_fraction: Floats = 0.0,
    outside: Outside = "raise",
) -> VariableSpeed:
    """Air flow and fan power that hold the set-point.

    Formula: ``ε = 1 − e^(−NTU)``, NTU ∝ flow^a; ``flow = [ln(1−ε)/ln(1−ε_design)]^(1/a)``, fan power ``flow³``; without a
    design range that of the moment, ``T_in − T_set``.
    Shapes: all arguments broadcast. Valid: flow fraction ≤ 1, C_air ≫ C_water, no frost.
    Errors: `PhysicsError` for a set-point below the dry bulb or a flow above design. Source: effectiveness–NTU method.

    >>> v = variable_speed(45.0, 35.0, 20.0, 5.0)
    >>> round(v.flow_fraction, 4), round(v.fan_power_fraction, 4)
    (0.2791, 0.0217)
    """
    _reachable(water_in_c, setpoint_c, dry_bulb_c)
    range_k = np.subtract(water_in_c, setpoint_c) if design_range_k is None else design_range_k
    require(np.greater(range_k, 0.0), "without a range the design point is not known", parameter="design_range_k")
    arguments = (water_in_c, setpoint_c, dry_bulb_c, design_approach_k, range_k, ntu_exponent, minimum_flow_fraction)
    speed: VariableSpeed = kernel("dry_cooler.variable_speed", *arguments, result=VariableSpeed)
    flow, mask = treat("flow_fraction", speed.flow_fraction, 0.0, 1.0, outside, "variable_speed")
    if outside == "clamp":
        speed = speed._replace(flow_fraction=flow, fan_power_fraction=np.minimum(speed.fan_power_fraction, 1.0))
    return masked(speed, mask)  # type: ignore[no-any-return]


@model(dry_bulb_c=finite, wet_bulb_c=finite, effectiveness=share, trigger_c=finite)
def adiabatic_inlet_c(
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    *,
    effectiveness: Floats = default("economiser_effectiveness"),
    trigger_c: Floats = 25.0,
) -> Floats:
    """Air after pre-wetting [°C]: above the trigger ``T_db − ε (T_db − T_wb)``, otherwise the dry bulb.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a wet bulb above the dry bulb. Source: adiabatic saturation.

    >>> adiabatic_inlet_c(35.0, 20.0), adiabatic_inlet_c(20.0, 15.0)
    (24.5, 20.0)
    """
    require(np.less_equal(wet_bulb_c, np.add(dry_bulb_c, ROOT_K)), "it is above the dry bulb", parameter="wet_bulb_c")
    return kernel("dry_cooler.adiabatic_inlet_c", dry_bulb_c, wet_bulb_c, effectiveness, trigger_c)
