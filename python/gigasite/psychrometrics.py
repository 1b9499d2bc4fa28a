"""Moist air as a mixture of ideal gases (model T03).

All functions hold for −20…60 °C and 60–105 kPa. Real-gas programs (ASHRAE RP-1485, CoolProp) give about 0.5 % more water
at saturation, because they count the enhancement factor of vapour in air, which an ideal mixture does not have.
Source: ASHRAE Handbook Fundamentals, chapter 1; R. W. Hyland and A. Wexler, ASHRAE Transactions 89(2A), 1983.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, kernel, legal, masked, model, non_negative, positive, require, share, treat, valid
from gigasite.constants import STANDARD_PRESSURE_PA, ZERO_CELSIUS_K

__all__ = [
    "MoistAir",
    "density_kg_m3",
    "dew_point_c",
    "enthalpy_j_kg",
    "humidity_ratio",
    "humidity_ratio_from_dew_point",
    "humidity_ratio_from_wet_bulb",
    "relative_humidity",
    "relative_humidity_from_dew_point",
    "saturation_pressure_pa",
    "specific_heat_j_kg_k",
    "specific_volume_m3_kg",
    "standard_pressure_pa",
    "state",
    "wet_bulb_c",
]

_celsius = legal(-ZERO_CELSIUS_K, open_low=True)
_dry_bulb = valid(-20.0, 60.0, _celsius)
_wet_bulb = valid(-25.0, 60.0, _celsius)  # very dry air of −20 °C has a wet bulb a little below it
_dew_point = valid(-100.0, 60.0, _celsius)
_pressure = valid(60e3, 105e3, positive)


@model(temperature_c=valid(-100.0, 200.0, _celsius))
def saturation_pressure_pa(temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Saturation pressure of water vapour [Pa], over ice below 0.01 °C, over water above.

    Formula: ``ln p_ws = C1/T + C2 + C3 T + C4 T² + C5 T³ + C6 T⁴ + C7 ln T`` (T⁴ over ice only). Valid: −100…200 °C.
    Errors: `ParameterError` at or below absolute zero; `PhysicsError` outside the validity.
    Source: Hyland and Wexler 1983; ASHRAE Fundamentals, equations 5 and 6.

    >>> round(saturation_pressure_pa(25.0), 1)
    3169.2
    """
    return kernel("psychrometrics.saturation_pressure_pa", temperature_c)


@model(dry_bulb_c=_dry_bulb, relative_humidity=share, pressure_pa=_pressure)
def humidity_ratio(
    dry_bulb_c: Floats, relative_humidity: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Water per dry air [kg/kg]: ``W = 0.621945 p_w/(p − p_w)``, ``p_w = RH p_ws``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa.
    Errors: `ParameterError` for a relative humidity outside 0–1 (a fraction, not per cent). Source: ASHRAE Fundamentals.

    >>> round(humidity_ratio(40.0, 0.2), 6)
    0.009198
    """
    return kernel("psychrometrics.humidity_ratio", dry_bulb_c, relative_humidity, pressure_pa)


@model(dry_bulb_c=_dry_bulb, wet_bulb_c=_wet_bulb, pressure_pa=_pressure)
def humidity_ratio_from_wet_bulb(
    dry_bulb_c: Floats, wet_bulb_c: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Water per dry air [kg/kg] from the wet bulb t*.

    Formula: ``W = [(2501 − 2.326 t*) W_s* − 1.006 (t − t*)]/(2501 + 1.86 t − 4.186 t*)`` for t* ≥ 0, over ice
    ``W = [(2830 − 0.24 t*) W_s* − 1.006 (t − t*)]/(2830 + 1.86 t − 2.1 t*)``.
    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa.
    Errors: `ParameterError` for a wet bulb above the dry bulb; `PhysicsError` for one that only air drier than dry could have.
    Source: ASHRAE Fundamentals, equations 33 and 35.

    >>> round(humidity_ratio_from_wet_bulb(40.0, 22.0322), 5)
    0.0092
    """
    _below(wet_bulb_c, dry_bulb_c, "wet_bulb_c")
    w = kernel("psychrometrics.humidity_ratio_from_wet_bulb", dry_bulb_c, wet_bulb_c, pressure_pa)
    w = np.where((w < 0.0) & (w > -1e-9), 0.0, w)
    return masked(*treat("humidity_ratio", w, 0.0, np.inf, outside, "humidity_ratio_from_wet_bulb"))


@model(dew_point_c=_dew_point, pressure_pa=_pressure)
def humidity_ratio_from_dew_point(dew_point_c: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise") -> Floats:
    """Water per dry air [kg/kg] of air that is saturated at the dew point: ``p_w = p_ws(t_d)``.

    Shapes: all arguments broadcast. Valid: dew point −100…60 °C, 60–105 kPa. Source: ASHRAE Fundamentals.

    >>> round(humidity_ratio_from_dew_point(12.7831), 6)
    0.009198
    """
    return kernel("psychrometrics.humidity_ratio_from_dew_point", dew_point_c, pressure_pa)


@model(dry_bulb_c=_dry_bulb, humidity_ratio=non_negative, pressure_pa=_pressure)
def relative_humidity(
    dry_bulb_c: Floats, humidity_ratio: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Relative humidity [1]: ``p_w/p_ws(t)`` with ``p_w = p W/(0.621945 + W)``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa.
    Errors: `ParameterError` for more water than saturation. Source: ASHRAE Fundamentals.

    >>> round(relative_humidity(40.0, 0.00919816), 4)
    0.2
    """
    rh = kernel("psychrometrics.relative_humidity", dry_bulb_c, humidity_ratio, pressure_pa)
    require(
        np.less_equal(rh, 1.0 + 1e-9),
        "more water than saturated air holds",
        parameter="humidity_ratio",
        value=float(np.max(humidity_ratio)),
    )
    return np.minimum(rh, 1.0)


@model(dry_bulb_c=_dry_bulb, dew_point_c=_dew_point)
def relative_humidity_from_dew_point(dry_bulb_c: Floats, dew_point_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Relative humidity [1] from the dew point: ``p_ws(t_d)/p_ws(t)``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, dew point −100…60 °C.
    Errors: `ParameterError` for a dew point above the dry bulb. Source: ASHRAE Fundamentals.

    >>> round(relative_humidity_from_dew_point(40.0, 12.7831), 4)
    0.2
    """
    _below(dew_point_c, dry_bulb_c, "dew_point_c")
    return kernel("psychrometrics.relative_humidity_from_dew_point", dry_bulb_c, dew_point_c)


@model(dry_bulb_c=_dry_bulb, relative_humidity=share, pressure_pa=_pressure)
def wet_bulb_c(
    dry_bulb_c: Floats, relative_humidity: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Thermodynamic wet bulb [°C]: the root of `humidity_ratio_from_wet_bulb`, bracketed by dew point and dry bulb, to 1e-6 K.

    Within 0.3 K of 0 °C an iced and a wet wick both satisfy the balance; halving the bracket chooses, as psychrolib does.
    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa.
    Errors: `ParameterError` for a relative humidity outside 0–1. Source: ASHRAE Fundamentals.

    >>> round(wet_bulb_c(40.0, 0.2), 3)
    22.032
    """
    return kernel("psychrometrics.wet_bulb_c", dry_bulb_c, relative_humidity, pressure_pa)


@model(dry_bulb_c=_dry_bulb, relative_humidity=share)
def dew_point_c(dry_bulb_c: Floats, relative_humidity: Floats, *, outside: Outside = "raise") -> Floats:
    """Dew point [°C]: ``p_ws(t_d) = RH p_ws(t)``, a bracketed root to 1e-6 K.

    Shapes: all arguments broadcast. Valid: −20…60 °C, dew points from −100 °C on.
    Errors: `PhysicsError` for air without water, which has no dew point. Source: ASHRAE Fundamentals.

    >>> round(dew_point_c(40.0, 0.2), 3)
    12.783
    """
    dew = kernel("psychrometrics.dew_point_c", dry_bulb_c, relative_humidity)
    return masked(*treat("dew_point_c", _without_water(dew), -100.0, 60.0, outside, "dew_point_c"))


@model(dry_bulb_c=_dry_bulb, humidity_ratio=non_negative)
def enthalpy_j_kg(dry_bulb_c: Floats, humidity_ratio: Floats, *, outside: Outside = "raise") -> Floats:
    """Enthalpy of moist air [J/kg dry air]: ``h = 1006 t + W (2501000 + 1860 t)``, 0 for dry air and liquid water at 0 °C.

    Shapes: all arguments broadcast. Valid: −20…60 °C. Source: ASHRAE Fundamentals, equation 30.

    >>> round(enthalpy_j_kg(40.0, 0.00919816), 0)
    63929.0
    """
    return kernel("psychrometrics.enthalpy_j_kg", dry_bulb_c, humidity_ratio)


@model(dry_bulb_c=_dry_bulb, humidity_ratio=non_negative, pressure_pa=_pressure)
def specific_volume_m3_kg(
    dry_bulb_c: Floats, humidity_ratio: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Volume per dry air [m³/kg]: ``v = 287.042 T (1 + 1.607858 W)/p``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa. Source: ASHRAE Fundamentals, equation 26.

    >>> round(specific_volume_m3_kg(40.0, 0.00919816), 6)
    0.900238
    """
    return kernel("psychrometrics.specific_volume_m3_kg", dry_bulb_c, humidity_ratio, pressure_pa)


@model(dry_bulb_c=_dry_bulb, humidity_ratio=non_negative, pressure_pa=_pressure)
def density_kg_m3(
    dry_bulb_c: Floats, humidity_ratio: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> Floats:
    """Density of moist air [kg/m³]: ``ρ = (1 + W)/v``.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa. Source: ASHRAE Fundamentals.

    >>> round(density_kg_m3(25.0, 0.0079), 4)
    1.1783
    """
    return kernel("psychrometrics.density_kg_m3", dry_bulb_c, humidity_ratio, pressure_pa)


@model(humidity_ratio=non_negative)
def specific_heat_j_kg_k(humidity_ratio: Floats) -> Floats:
    """Specific heat of moist air [J/(kg moist air·K)]: ``(1006 + 1860 W)/(1 + W)``.

    Shapes: any. Errors: `ParameterError` for a negative humidity ratio. Source: ASHRAE Fundamentals.

    >>> round(specific_heat_j_kg_k(0.01), 2)
    1014.46
    """
    return kernel("psychrometrics.specific_heat_j_kg_k", humidity_ratio)


@model(altitude_m=valid(-500.0, 11000.0))
def standard_pressure_pa(altitude_m: Floats, *, outside: Outside = "raise") -> Floats:
    """Pressure of the standard atmosphere [Pa]: ``101325 (1 − 2.25577e-5 z)^5.2559``.

    Shapes: any. Valid: −500…11,000 m. Errors: `PhysicsError` outside. Source: ASHRAE Fundamentals, equation 3.

    >>> round(standard_pressure_pa(1600.0), 1)
    83523.5
    """
    return kernel("psychrometrics.standard_pressure_pa", altitude_m)


class MoistAir(NamedTuple):
    """State of moist air: kg/kg, °C, °C, J/kg dry air, m³/kg dry air."""

    humidity_ratio: Floats
    wet_bulb_c: Floats
    dew_point_c: Floats
    enthalpy_j_kg: Floats
    specific_volume_m3_kg: Floats


@model(dry_bulb_c=_dry_bulb, relative_humidity=share, pressure_pa=_pressure)
def state(
    dry_bulb_c: Floats, relative_humidity: Floats, pressure_pa: Floats = STANDARD_PRESSURE_PA, *, outside: Outside = "raise"
) -> MoistAir:
    """Humidity ratio, wet bulb, dew point, enthalpy and volume in one pass; formulas as in the single functions.

    Shapes: all arguments broadcast. Valid: −20…60 °C, 60–105 kPa.
    Errors: `ParameterError` for a relative humidity outside 0–1; `PhysicsError` for air without water, which has no dew point.
    Source: ASHRAE Fundamentals.

    >>> [round(x, 4) for x in state(25.0, 0.5)]
    [0.0099, 17.8893, 13.864, 50321.9588, 0.858]
    """
    air: MoistAir = kernel("psychrometrics.state", dry_bulb_c, relative_humidity, pressure_pa, result=MoistAir)
    dew, mask = treat("dew_point_c", _without_water(air.dew_point_c), -100.0, 60.0, outside, "state")
    return air._replace(dew_point_c=masked(dew, mask))


def _without_water(dew_point: Floats) -> Floats:
    """No dew point (NaN of the kernel) as −∞: the limit of ever drier air."""
    return np.where(np.isnan(dew_point), -np.inf, dew_point)


ROOT_K = 1e-6  # to which a wet bulb or dew point is known


def _below(lower: Floats, dry_bulb_c: Floats, name: str) -> None:
    require(np.less_equal(lower, np.add(dry_bulb_c, ROOT_K)), "it is above the dry bulb", parameter=name, value=float(np.max(lower)))
