"""Air through IT equipment: flows, temperatures, thermal classes (model T04).

Source: ASHRAE TC 9.9, Thermal Guidelines for Data Processing Environments, 5th edition, 2021.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, legal, model, non_negative, positive, share, valid
from gigasite.constants import STANDARD_PRESSURE_PA, ZERO_CELSIUS_K
from gigasite.errors import ParameterError

__all__ = [
    "TemperatureRange",
    "allowable_range_c",
    "altitude_flow_ratio",
    "fan_power_ratio",
    "inlet_temperature_c",
    "mass_flow_kg_s",
    "recommended_range_c",
    "return_temperature_c",
    "volume_flow_m3_s",
    "within_class",
]

_inlet = valid(-20.0, 60.0, legal(-ZERO_CELSIUS_K, open_low=True))
_pressure = valid(60e3, 105e3, positive)
_altitude = valid(-500.0, 3050.0)


class _Class(NamedTuple):
    recommended_c: tuple[float, float]
    allowable_c: tuple[float, float]
    metres_per_kelvin: float  # derating of the upper limit above 900 m
    dew_point_c: tuple[float, float]


# Dry bulb of A1–A4 confirmed (case T04-p1); H1, deratings and dew points as in the 5th edition.
_CLASSES = {
    "A1": _Class((18.0, 27.0), (15.0, 32.0), 300.0, (-12.0, 17.0)),
    "A2": _Class((18.0, 27.0), (10.0, 35.0), 300.0, (-12.0, 21.0)),
    "A3": _Class((18.0, 27.0), (5.0, 40.0), 175.0, (-12.0, 24.0)),
    "A4": _Class((18.0, 27.0), (5.0, 45.0), 125.0, (-12.0, 24.0)),
    "H1": _Class((18.0, 22.0), (5.0, 25.0), 500.0, (-12.0, 17.0)),
}
_DERATING_FROM_M = 900.0


def _class(name: str) -> _Class:
    found = _CLASSES.get(name) if isinstance(name, str) else None
    if found is None:
        raise ParameterError(f"{name!r} is not a thermal class; one of {', '.join(_CLASSES)}", parameter="thermal_class", value=name)
    return found


@model(heat_kw=non_negative, temperature_rise_k=positive, inlet_temperature_c=_inlet, relative_humidity=share, pressure_pa=_pressure)
def mass_flow_kg_s(
    heat_kw: Floats,
    temperature_rise_k: Floats,
    inlet_temperature_c: Floats,
    relative_humidity: Floats,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    *,
    outside: Outside = "raise",
) -> Floats:
    """Flow of moist air that carries a heat [kg/s]: ``Q/(c_p ΔT)``, ``c_p = (1006 + 1860 W)/(1 + W)``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa. Errors: `ParameterError` for a rise of 0.
    Source: ASHRAE Fundamentals, chapter 1.

    >>> round(mass_flow_kg_s(40.0, 12.0, 25.0, 0.4), 4)
    3.2916
    """
    return kernel("air_cooling.mass_flow_kg_s", heat_kw, temperature_rise_k, inlet_temperature_c, relative_humidity, pressure_pa)


@model(heat_kw=non_negative, temperature_rise_k=positive, inlet_temperature_c=_inlet, relative_humidity=share, pressure_pa=_pressure)
def volume_flow_m3_s(
    heat_kw: Floats,
    temperature_rise_k: Floats,
    inlet_temperature_c: Floats,
    relative_humidity: Floats,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    *,
    outside: Outside = "raise",
) -> Floats:
    """Volume of air at the inlet that carries a heat [m³/s]: ``Q/(ρ c_p ΔT)``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa. Errors: `ParameterError` for a rise of 0.
    Source: ASHRAE Fundamentals, chapter 1.

    >>> round(volume_flow_m3_s(40.0, 12.0, 25.0, 0.4), 3)
    2.793
    """
    return kernel("air_cooling.volume_flow_m3_s", heat_kw, temperature_rise_k, inlet_temperature_c, relative_humidity, pressure_pa)


@model(inlet_temperature_c=_inlet, relative_humidity=share, pressure_pa=_pressure, reference_pressure_pa=_pressure)
def altitude_flow_ratio(
    inlet_temperature_c: Floats,
    relative_humidity: Floats,
    pressure_pa: Floats,
    *,
    reference_pressure_pa: Floats = STANDARD_PRESSURE_PA,
    outside: Outside = "raise",
) -> Floats:
    """Volume flow for the same heat, rise and relative humidity against the reference pressure [1]: thin air needs more.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa. Source: ratio of `volume_flow_m3_s`.

    >>> round(altitude_flow_ratio(25.0, 0.4, 83523.5), 3)
    1.213
    """
    return kernel("air_cooling.altitude_flow_ratio", inlet_temperature_c, relative_humidity, pressure_pa, reference_pressure_pa)


@model(flow_ratio=non_negative, exponent=positive)
def fan_power_ratio(flow_ratio: Floats, *, exponent: Floats = 3.0) -> Floats:
    """Fan power over its reference [1]: ``(V/V_ref)^3`` by the affinity laws.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative flow. Source: fan affinity laws.

    >>> fan_power_ratio(0.5)
    0.125
    """
    return kernel("air_cooling.fan_power_ratio", flow_ratio, exponent)


@model(supply_c=finite, return_c=finite, approach_k=non_negative, recirculation=share)
def inlet_temperature_c(supply_c: Floats, return_c: Floats, *, approach_k: Floats = 0.0, recirculation: Floats = 0.0) -> Floats:
    """Air at the server inlet [°C]: ``T_supply + approach + r (T_return − T_supply)``, r share of hot air that comes back.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a recirculation outside 0–1. Source: energy balance of mixing.

    >>> round(inlet_temperature_c(20.0, 32.0, recirculation=0.1), 3)
    21.2
    """
    return kernel("air_cooling.inlet_temperature_c", supply_c, return_c, approach_k, recirculation)


@model(supply_c=finite, temperature_rise_k=non_negative, bypass=share)
def return_temperature_c(supply_c: Floats, temperature_rise_k: Floats, *, bypass: Floats = 0.0) -> Floats:
    """Air back at the cooler [°C]: ``supply + (1 − b) ΔT``, b share of the supply air that passes the equipment by.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a bypass outside 0–1. Source: energy balance of mixing.

    >>> return_temperature_c(20.0, 12.0, bypass=0.25)
    29.0
    """
    return kernel("air_cooling.return_temperature_c", supply_c, temperature_rise_k, bypass)


class TemperatureRange(NamedTuple):
    """Limits of the inlet temperature [°C]."""

    low_c: Floats
    high_c: Floats


@model(altitude_m=_altitude)
def allowable_range_c(thermal_class: str, *, altitude_m: Floats = 0.0, outside: Outside = "raise") -> TemperatureRange:
    """Allowable dry bulb at the inlet of class A1–A4 or H1 [°C]; altitude lowers the upper limit.

    Above 900 m by 1 K per 300 m (A1, A2), 175 m (A3), 125 m (A4), 500 m (H1). Valid: −500…3,050 m.
    Errors: `ParameterError` for an unknown class. Source: ASHRAE TC 9.9, table 2.1.

    >>> allowable_range_c("A2", altitude_m=1500.0)
    TemperatureRange(low_c=10.0, high_c=33.0)
    """
    limits = _class(thermal_class)
    derating = np.maximum(np.subtract(altitude_m, _DERATING_FROM_M), 0.0) / limits.metres_per_kelvin
    high = limits.allowable_c[1] - derating
    return TemperatureRange(np.full(np.shape(high), limits.allowable_c[0]), high)


def recommended_range_c(thermal_class: str = "A1") -> TemperatureRange:
    """Recommended dry bulb at the inlet [°C]: 18–27, of class H1 18–22.

    Errors: `ParameterError` for an unknown class. Source: ASHRAE TC 9.9, table 2.1.

    >>> recommended_range_c()
    TemperatureRange(low_c=18.0, high_c=27.0)
    """
    return TemperatureRange(*_class(thermal_class).recommended_c)


@model(inlet_temperature_c=finite, altitude_m=_altitude, dew_point_c=finite.or_none())
def within_class(
    inlet_temperature_c: Floats,
    thermal_class: str,
    *,
    altitude_m: Floats = 0.0,
    dew_point_c: Floats | None = None,
    outside: Outside = "raise",
) -> Floats:
    """Whether the inlet air is allowable for the class; limits are inclusive.

    Dry bulb as `allowable_range_c`; dew point, when given, from −12 °C to 17 (A1, H1), 21 (A2) or 24 °C (A3, A4). The limits of
    relative humidity are not tested. Shapes: all arguments broadcast; a scalar call gives a bool. Valid: −500…3,050 m.
    Errors: `ParameterError` for an unknown class. Source: ASHRAE TC 9.9, table 2.1.

    >>> within_class(35.0, "A2"), within_class(35.0, "A2", altitude_m=1500.0)
    (True, False)
    """
    low, high = allowable_range_c(thermal_class, altitude_m=altitude_m, outside=outside)
    inside = np.greater_equal(inlet_temperature_c, low) & np.less_equal(inlet_temperature_c, high)
    if dew_point_c is not None:
        dry, damp = _class(thermal_class).dew_point_c
        inside = inside & np.greater_equal(dew_point_c, dry) & np.less_equal(dew_point_c, damp)
    return inside
