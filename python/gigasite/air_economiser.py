"""Outdoor air, evaporative coolers, wheels and plates (model T09).

Valid for dry bulbs of −30…50 °C; outlets never lie below the wet bulb. Source: ASHRAE Handbook HVAC Systems and Equipment.
"""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, model, non_negative, positive, require, share, valid
from gigasite.constants import STANDARD_PRESSURE_PA
from gigasite.parameters import default
from gigasite.psychrometrics import ROOT_K

__all__ = ["direct_evaporative_c", "humidification_l_per_kwh", "indirect_c", "locked_out", "outdoor_share", "water_l_per_kwh"]

_dry_bulb = valid(-30.0, 50.0)


def _wet_below_dry(wet_bulb_c: Floats, dry_bulb_c: Floats) -> None:
    require(np.less_equal(wet_bulb_c, np.add(dry_bulb_c, ROOT_K)), "it is above the dry bulb", parameter="wet_bulb_c")


@model(dry_bulb_c=_dry_bulb, wet_bulb_c=finite, effectiveness=share)
def direct_evaporative_c(
    dry_bulb_c: Floats, wet_bulb_c: Floats, *, effectiveness: Floats = default("evaporative_effectiveness"), outside: Outside = "raise"
) -> Floats:
    """Air after a direct evaporative cooler [°C], at constant wet bulb: ``T_db − ε (T_db − T_wb)``.

    Shapes: all arguments broadcast. Valid: −30…50 °C. Errors: `ParameterError` for a wet bulb above the dry bulb.
    Source: definition of the saturation effectiveness.

    >>> round(direct_evaporative_c(43.0, 21.0), 1)
    23.2
    """
    _wet_below_dry(wet_bulb_c, dry_bulb_c)
    return kernel("air_economiser.direct_evaporative_c", dry_bulb_c, wet_bulb_c, effectiveness)


@model(outdoor_c=_dry_bulb, return_c=finite, effectiveness=share)
def indirect_c(
    outdoor_c: Floats, return_c: Floats, *, effectiveness: Floats = default("economiser_effectiveness"), outside: Outside = "raise"
) -> Floats:
    """Hall air after a wheel or plate [°C]: ``T_return − ε (T_return − T_outdoor)``.

    Shapes: all arguments broadcast. Valid: outdoors −30…50 °C. Source: definition of the effectiveness.

    >>> round(indirect_c(15.0, 36.0), 1)
    21.3
    """
    return kernel("air_economiser.indirect_c", outdoor_c, return_c, effectiveness)


@model(dry_bulb_c=_dry_bulb, wet_bulb_c=finite, air_rise_k=positive, effectiveness=share, pressure_pa=valid(60e3, 105e3, positive))
def water_l_per_kwh(
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    air_rise_k: Floats,
    *,
    effectiveness: Floats = default("evaporative_effectiveness"),
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    outside: Outside = "raise",
) -> Floats:
    """Water that direct evaporation takes per IT heat [L/kWh]: ``(W_out − W_in)/(c_p ΔT)``, c_p = 1006 + 1860 W_out.

    Shapes: all arguments broadcast. Valid: −30…50 °C, 60–105 kPa. Errors: `ParameterError` for a wet bulb above the dry bulb.
    Source: mass balance of moist air.

    >>> round(water_l_per_kwh(43.0, 21.0, 12.0), 3)
    2.383
    """
    _wet_below_dry(wet_bulb_c, dry_bulb_c)
    return kernel("air_economiser.water_l_per_kwh", dry_bulb_c, wet_bulb_c, air_rise_k, effectiveness, pressure_pa)


@model(outdoor_c=_dry_bulb, return_c=finite, setpoint_c=finite)
def outdoor_share(outdoor_c: Floats, return_c: Floats, setpoint_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Share of outdoor air that mixes with return air to the set-point [1]: ``(T_ret − T_set)/(T_ret − T_out)``, clipped to 0–1.

    Shapes: all arguments broadcast. Valid: outdoors −30…50 °C. Source: energy balance of mixing.

    >>> outdoor_share(12.0, 36.0, 24.0)
    0.5
    """
    return kernel("air_economiser.outdoor_share", outdoor_c, return_c, setpoint_c)


@model(outdoor_humidity_ratio=non_negative, minimum_humidity_ratio=non_negative, air_rise_k=positive, outdoor_share=share)
def humidification_l_per_kwh(
    outdoor_humidity_ratio: Floats, minimum_humidity_ratio: Floats, air_rise_k: Floats, outdoor_share: Floats
) -> Floats:
    """Water that keeps the hall from drying out, per IT heat [L/kWh]: ``s max(0, W_min − W_out)/(c_p ΔT)``, c_p = 1006 + 1860 W_min.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative humidity ratio. Source: mass balance of moist air.

    >>> round(humidification_l_per_kwh(0.001, 0.003, 12.0, 0.4), 3)
    0.237
    """
    return kernel("air_economiser.humidification_l_per_kwh", outdoor_humidity_ratio, minimum_humidity_ratio, air_rise_k, outdoor_share)


@model(dry_bulb_c=_dry_bulb, dew_point_c=finite, dry_bulb_limit_c=finite, dew_point_low_c=finite, dew_point_high_c=finite)
def locked_out(
    dry_bulb_c: Floats,
    dew_point_c: Floats,
    dry_bulb_limit_c: Floats,
    dew_point_low_c: Floats,
    dew_point_high_c: Floats,
    *,
    smoke: bool | Floats = False,
    outside: Outside = "raise",
) -> Floats:
    """Whether outdoor air may not be used: too hot, too dry, too damp, or smoke (or salt) in it. Limits are inclusive.

    Shapes: all arguments broadcast; a scalar call gives a bool. Valid: −30…50 °C.
    Errors: `ParameterError` for dew point limits in the wrong order. Source: ASHRAE TC 9.9.

    >>> locked_out(24.0, 10.0, 25.0, -12.0, 17.0), locked_out(24.0, 18.0, 25.0, -12.0, 17.0)
    (False, True)
    """
    require(np.less_equal(dew_point_low_c, dew_point_high_c), "the dew point limits are in the wrong order", parameter="dew_point_low_c")
    smoky = np.asarray(smoke, dtype=np.float64)
    limits = (dry_bulb_limit_c, dew_point_low_c, dew_point_high_c, smoky if smoky.ndim else float(smoky))
    return np.not_equal(kernel("air_economiser.locked_out", dry_bulb_c, dew_point_c, *limits), 0.0)
