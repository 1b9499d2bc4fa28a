"""Technology and facility loops: flows, pumps, temperatures, facility water classes (model T05).

Valid for one phase, 5–70 °C, properties constant over a rise of at most 25 K.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, legal, model, non_negative, positive, share, valid
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.errors import ParameterError
from gigasite.fluids import index_of
from gigasite.parameters import default

__all__ = [
    "HeatSplit",
    "approach_k",
    "facility_class",
    "heat_split",
    "mass_flow_kg_s",
    "pump_power_at_flow_kw",
    "pump_power_kw",
    "supply_temperature_c",
    "volume_flow_m3_s",
    "volume_flow_ratio",
    "within_class",
]

_mean = valid(5.0, 70.0, legal(-ZERO_CELSIUS_K, open_low=True))
_rise = valid(0.0, 25.0, positive)
# Highest supply temperature of a facility water class [°C]; the last has no limit.
_CLASSES = {"W17": 17.0, "W27": 27.0, "W32": 32.0, "W40": 40.0, "W45": 45.0, "W+": np.inf}


@model(heat_kw=non_negative, temperature_rise_k=_rise, mean_temperature_c=_mean)
def mass_flow_kg_s(
    heat_kw: Floats, temperature_rise_k: Floats, mean_temperature_c: Floats, *, fluid: str = "water", outside: Outside = "raise"
) -> Floats:
    """Flow that carries a heat [kg/s]: ``ṁ = Q/(c_p ΔT)``, properties at the mean temperature.

    Shapes: all numbers broadcast. Valid: 5–70 °C, rise at most 25 K. Errors: `ParameterError` for a rise of 0 or an unknown fluid.
    Source: energy balance; properties as `gigasite.fluids`.

    >>> round(mass_flow_kg_s(120.0, 10.0, 35.0), 4)
    2.8713
    """
    return kernel("liquid_loop.mass_flow_kg_s", heat_kw, temperature_rise_k, mean_temperature_c, index_of(fluid))


@model(heat_kw=non_negative, temperature_rise_k=_rise, mean_temperature_c=_mean)
def volume_flow_m3_s(
    heat_kw: Floats, temperature_rise_k: Floats, mean_temperature_c: Floats, *, fluid: str = "water", outside: Outside = "raise"
) -> Floats:
    """Volume flow that carries a heat [m³/s]: ``Q/(ρ c_p ΔT)``, properties at the mean temperature.

    Shapes: all numbers broadcast. Valid: 5–70 °C, rise at most 25 K. Errors: as `mass_flow_kg_s`. Source: energy balance.

    >>> round(60000 * volume_flow_m3_s(120.0, 10.0, 35.0), 1)  # L/min
    173.3
    """
    return kernel("liquid_loop.volume_flow_m3_s", heat_kw, temperature_rise_k, mean_temperature_c, index_of(fluid))


@model(mean_temperature_c=_mean)
def volume_flow_ratio(fluid: str, mean_temperature_c: Floats, *, reference_fluid: str = "water", outside: Outside = "raise") -> Floats:
    """Volume flow against the reference fluid for the same heat and rise [1]: ``(ρ c_p)_ref/(ρ c_p)``.

    Valid: 5–70 °C. Errors: `ParameterError` for an unknown fluid. Source: energy balance.

    >>> round(volume_flow_ratio("propylene_glycol_25", 35.0), 3)
    1.037
    """
    reference = index_of(reference_fluid, "reference_fluid")
    return kernel("liquid_loop.volume_flow_ratio", index_of(fluid), mean_temperature_c, reference)


@model(facility_supply_c=finite, approach_k=non_negative)
def supply_temperature_c(facility_supply_c: Floats, approach_k: Floats) -> Floats:
    """Supply of the technology loop [°C]: ``T_TCS = T_FWS + approach``. Shapes: all arguments broadcast. Source: definition.

    >>> supply_temperature_c(43.0, 2.0)
    45.0
    """
    return kernel("liquid_loop.supply_temperature_c", facility_supply_c, approach_k)


@model(design_approach_k=non_negative, load_fraction=non_negative)
def approach_k(design_approach_k: Floats, load_fraction: Floats) -> Floats:
    """Approach at constant flow [K]: proportional to the load. Shapes: all arguments broadcast.

    Source: ``Q = ε C_min ΔT`` at constant ε and C.

    >>> approach_k(4.0, 0.5)
    2.0
    """
    return kernel("liquid_loop.approach_k", design_approach_k, load_fraction)


@model(pressure_drop_pa=non_negative, volume_flow_m3_s=non_negative, pump_efficiency=legal(0.0, 1.0, open_low=True))
def pump_power_kw(pressure_drop_pa: Floats, volume_flow_m3_s: Floats, pump_efficiency: Floats) -> Floats:
    """Power of a pump [kW]: ``Δp V/η``, η of pump and motor. Shapes: all arguments broadcast.

    Errors: `ParameterError` for an efficiency outside (0, 1]. Source: definition.

    >>> round(pump_power_kw(150000.0, 0.05, 0.7), 4)
    10.7143
    """
    return kernel("liquid_loop.pump_power_kw", pressure_drop_pa, volume_flow_m3_s, pump_efficiency)


@model(design_power_kw=non_negative, flow_fraction=non_negative, static_head_share=share)
def pump_power_at_flow_kw(design_power_kw: Floats, flow_fraction: Floats, *, static_head_share: Floats = 0.0) -> Floats:
    """Power of a pump at another flow [kW]: ``P (s x + (1 − s) x³)``, s share of static head; 0 is pure friction, Δp ∝ V².

    Shapes: all arguments broadcast. Source: system curve with static head.

    >>> round(pump_power_at_flow_kw(10.7142857, 0.6), 5)
    2.31429
    """
    return kernel("liquid_loop.pump_power_at_flow_kw", design_power_kw, flow_fraction, static_head_share)


class HeatSplit(NamedTuple):
    """Heat to the liquid and to the air [kW]."""

    liquid_kw: Floats
    air_kw: Floats


@model(it_power_kw=non_negative, liquid_capture=share)
def heat_split(it_power_kw: Floats, *, liquid_capture: Floats = default("liquid_capture")) -> HeatSplit:
    """Liquid and air share of the IT heat: ``f_l P`` and ``(1 − f_l) P``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a share outside 0–1. Source: definition.

    >>> heat_split(100.0)
    HeatSplit(liquid_kw=85.0, air_kw=15.0)
    """
    return kernel("liquid_loop.heat_split", it_power_kw, liquid_capture, result=HeatSplit)  # type: ignore[no-any-return]


@model(supply_c=finite)
def facility_class(supply_c: Floats) -> Floats:
    """Facility water class of a supply temperature: the coolest class that allows it, W17, W27, W32, W40, W45 or W+.

    An array gives an array of texts. Source: ASHRAE TC 9.9, Water-Cooled Servers.

    >>> facility_class(30.0)
    'W32'
    """
    limits = list(_CLASSES.values())[:-1]
    return np.array(list(_CLASSES))[np.searchsorted(limits, supply_c, side="left")]


@model(supply_c=finite)
def within_class(supply_c: Floats, facility_class: str) -> Floats:
    """Whether a supply temperature is allowed in the class: ``supply ≤ limit``, inclusive; W+ always.

    Errors: `ParameterError` for an unknown class. Source: ASHRAE TC 9.9, Water-Cooled Servers.

    >>> within_class(45.0, "W45"), within_class(45.0, "W32")
    (True, False)
    """
    if facility_class not in _CLASSES:
        raise ParameterError(
            f"{facility_class!r} is not a facility water class; one of {', '.join(_CLASSES)}",
            parameter="facility_class",
            value=facility_class,
        )
    return np.less_equal(supply_c, _CLASSES[facility_class])
