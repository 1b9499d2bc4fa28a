"""Electric chillers by performance curves (model T06).

Source: EnergyPlus Engineering Reference, "Electric EIR Chiller" and "Electric Chiller Model Based on Condenser Entering
Temperature"; curves from the EnergyPlus data sets Chillers.idf and AirCooledChiller.idf (CoolTools project, catalogues).
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, masked, model, non_negative, require, series_kernel, treat
from gigasite.errors import ParameterError

__all__ = ["ChillerCurve", "ChillerPoint", "ElectricCurve", "curves", "electric_curve", "operating_point"]


class ChillerPoint(NamedTuple):
    """Available capacity [kW], part load, electric power [kW], COP, run fraction (below 1 when cycling)."""

    available_kw: Floats
    part_load_ratio: Floats
    power_kw: Floats
    cop: Floats
    run_fraction: Floats


class ChillerCurve(NamedTuple):
    """A performance object: x leaving chilled water, y entering condenser water (or air) in °C, z part load.

    ``capacity_coefficients`` and ``input_ratio_coefficients`` stand for 1, x, x², y, y², xy; ``part_load_coefficients`` for
    1, z, z². The ranges are the box in which the curves were fitted.
    """

    name: str
    reference_capacity_kw: float
    reference_cop: float
    capacity_coefficients: tuple[float, ...]
    input_ratio_coefficients: tuple[float, ...]
    part_load_coefficients: tuple[float, ...]
    chilled_water_range_c: tuple[float, ...]
    condenser_range_c: tuple[float, ...]
    part_load_range: tuple[float, ...]


# In the order of the core. The first two reject to water, the last to air.
_NAMES = ("carrier_19xr_742kw", "york_yk_4966kw", "trane_cgam130_434kw")
_PARTS = {
    "capacity_coefficients": 6,
    "input_ratio_coefficients": 6,
    "part_load_coefficients": 3,
    "chilled_water_range_c": 2,
    "condenser_range_c": 2,
    "part_load_range": 2,
}


@functools.cache
def _builtin(index: int) -> ChillerCurve:
    row = [float(x) for x in series_kernel("chiller.builtin_curve", float(index))]
    parts, start = [], 2
    for length in _PARTS.values():
        parts.append(tuple(row[start : start + length]))
        start += length
    return ChillerCurve(_NAMES[index], row[0], row[1], *parts)


def curves() -> dict[str, ChillerCurve]:
    """The built-in curves by name: two centrifugal machines on water, one scroll machine on air.

    Source: EnergyPlus data sets, as recorded in the core.

    >>> curves()["carrier_19xr_742kw"].reference_cop
    5.42
    """
    return {name: _builtin(i) for i, name in enumerate(_NAMES)}


def _curve(curve: str | ChillerCurve) -> ChillerCurve:
    if isinstance(curve, ChillerCurve):
        for part, length in _PARTS.items():
            numbers = np.asarray(getattr(curve, part), dtype=np.float64)
            right = numbers.shape == (length,) and bool(np.isfinite(numbers).all())
            require(right, f"{part} must be {length} finite numbers", parameter="curve")
        for part in ("chilled_water_range_c", "condenser_range_c", "part_load_range"):
            low, high = getattr(curve, part)
            require(low < high, f"{part} must rise", parameter="curve")
        require(curve.reference_capacity_kw > 0.0 and curve.reference_cop > 0.0, "capacity and COP must be positive", parameter="curve")
        require(curve.part_load_range[0] > 0.0, "the smallest part load must be positive", parameter="curve")
        return curve
    known = curves()
    if curve not in known:
        raise ParameterError(f"{curve!r} is not a built-in curve; one of {', '.join(known)}", parameter="curve", value=curve)
    return known[curve]


@model(load_kw=non_negative, chilled_water_leaving_c=finite, condenser_entering_c=finite)
def operating_point(
    load_kw: Floats,
    chilled_water_leaving_c: Floats,
    condenser_entering_c: Floats,
    *,
    curve: str | ChillerCurve = "carrier_19xr_742kw",
    outside: Outside = "raise",
) -> ChillerPoint:
    """Operating point of one chiller under a load; the condenser side is water, or the dry bulb for an air-cooled curve.

    Formula: ``Q_av = Q_ref CAPFT(x, y)``, ``PLR = Q/Q_av``, ``P = (Q_av/COP_ref) EIRFT(x, y) EIRFPLR(PLR)``. Below the smallest
    part load the machine cycles: P there times the run fraction, COP constant.
    Shapes: all numbers broadcast. Valid: the box of the curve (Carrier: 5.56–10 °C, 11.25–23.89 °C, part load at most 1.02).
    With "clamp" a load above the largest part load is cut to it.
    Errors: `PhysicsError` outside the box; `ParameterError` for a negative load or an unknown curve.
    Source: EnergyPlus Engineering Reference, Electric EIR Chiller.

    >>> p = operating_point(742.0, 5.56, 21.11)
    >>> round(p.power_kw, 3), round(p.cop, 5)
    (137.135, 5.41074)
    """
    c = _curve(curve)
    (x_low, x_high), (y_low, y_high), (low, high) = c.chilled_water_range_c, c.condenser_range_c, c.part_load_range
    x, mask_x = treat("chilled_water_leaving_c", chilled_water_leaving_c, x_low, x_high, outside, "operating_point")
    y, mask_y = treat("condenser_entering_c", condenser_entering_c, y_low, y_high, outside, "operating_point")
    numbers = (
        c.reference_capacity_kw,
        c.reference_cop,
        *c.capacity_coefficients,
        *c.input_ratio_coefficients,
        *c.part_load_coefficients,
        low,
    )
    point: ChillerPoint = kernel("chiller.operating_point", load_kw, x, y, *numbers, result=ChillerPoint)
    ratio, mask_z = treat("part_load_ratio", point.part_load_ratio, 0.0, high, outside, "operating_point")
    if outside == "clamp" and np.any(np.less(ratio, point.part_load_ratio)):
        load = np.minimum(load_kw, np.multiply(point.available_kw, high))
        point = kernel("chiller.operating_point", load, x, y, *numbers, result=ChillerPoint)
    return masked(point, mask_x, mask_y, mask_z)  # type: ignore[no-any-return]


class ElectricCurve(NamedTuple):
    """Temperature difference Δ [K], capacity and full-load power over their reference."""

    delta_k: Floats
    capacity_ratio: Floats
    full_load_power_ratio: Floats


@model(
    condenser_entering_c=finite,
    condenser_design_c=finite,
    evaporator_leaving_c=finite,
    evaporator_design_c=finite,
    temperature_rise_coefficient=non_negative,
)
def electric_curve(
    condenser_entering_c: Floats,
    condenser_design_c: Floats,
    evaporator_leaving_c: Floats,
    evaporator_design_c: Floats,
    temperature_rise_coefficient: Floats,
    capacity_coefficients: tuple[float, ...],
    power_coefficients: tuple[float, ...],
) -> ElectricCurve:
    """The second form, EnergyPlus Chiller:Electric.

    Formula: ``Δ = (T_cond − T_cond,design)/c − (T_evap − T_evap,design)``, 0 at the design point; capacity ratio
    ``r = a0 + a1 Δ + a2 Δ²``, full-load power ratio ``b0 + b1 r + b2 r²``.
    Shapes: temperatures broadcast; three coefficients each. Errors: `ParameterError` for c = 0 or a wrong number of coefficients.
    Source: EnergyPlus Engineering Reference, Electric Chiller Model Based on Condenser Entering Temperature.

    >>> e = electric_curve(35.0, 35.0, 6.67, 6.67, 2.778, (0.944836, -0.0570088, 0.00185486), (2.333, -1.975, 0.6121))
    >>> e.delta_k, round(e.full_load_power_ratio, 5)
    (0.0, 1.01338)
    """
    require(np.greater(temperature_rise_coefficient, 0.0), "it divides a temperature", parameter="temperature_rise_coefficient", value=0.0)
    numbers = []
    for name, values in (("capacity_coefficients", capacity_coefficients), ("power_coefficients", power_coefficients)):
        array = np.asarray(values, dtype=np.float64)
        require(array.shape == (3,) and bool(np.isfinite(array).all()), "expected three finite numbers", parameter=name)
        numbers += array.tolist()
    temperatures = (condenser_entering_c, condenser_design_c, evaporator_leaving_c, evaporator_design_c, temperature_rise_coefficient)
    return kernel("chiller.electric_curve", *temperatures, *numbers, result=ElectricCurve)  # type: ignore[no-any-return]
