"""Evaporative heat rejection: approach, fans, evaporation, blow-down (model T07).

Water per heat is in litres per kWh of heat rejected, 1 kg = 1 L. Evaporation is never a constant: the colder the air, the more
of the heat leaves as sensible heat.
Source: F. Merkel, VDI-Forschungsarbeiten 275, 1925; CTI Acceptance Test Code ATC-105; D. G. Kröger, Air-cooled Heat
Exchangers and Cooling Towers, 2004.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, legal, masked, model, non_negative, positive, require, share, treat, valid
from gigasite.constants import STANDARD_PRESSURE_PA
from gigasite.errors import ParameterError, PhysicsError
from gigasite.parameters import default
from gigasite.psychrometrics import ROOT_K

__all__ = [
    "WaterBalance",
    "WetAndDry",
    "approach_k",
    "drift_l_per_kwh",
    "evaporation_l_per_kwh",
    "fan_power_ratio",
    "latent_bound_l_per_kwh",
    "leaving_water_c",
    "water_balance",
    "wet_and_dry",
]

_wet_bulb = valid(-10.0, 30.0)


@model(wet_bulb_c=finite, approach_k=non_negative)
def leaving_water_c(wet_bulb_c: Floats, approach_k: Floats) -> Floats:
    """Water to the plant [°C]: ``T_cw = T_wb + approach``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative approach: water does not leave below the wet bulb. Source: definition.

    >>> leaving_water_c(21.0, 4.0)
    25.0
    """
    return kernel("cooling_tower.leaving_water_c", wet_bulb_c, approach_k)


@model(
    wet_bulb_c=_wet_bulb,
    range_k=positive,
    load_fraction=non_negative,
    design_wet_bulb_c=_wet_bulb,
    design_range_k=positive,
    design_approach_k=positive,
    air_flow_fraction=positive,
)
def approach_k(
    wet_bulb_c: Floats,
    range_k: Floats,
    load_fraction: Floats,
    *,
    design_wet_bulb_c: Floats = 25.0,
    design_range_k: Floats = 6.0,
    design_approach_k: Floats = default("tower_approach"),
    air_flow_fraction: Floats = 1.0,
    outside: Outside = "raise",
) -> Floats:
    """Approach [K] of a tower that is set by its design point, at another wet bulb, range, load and air flow.

    Formula: the design point gives the Merkel number ``KaV/L = ∫ c_w dT/(h_s − h_a)`` (four points of Chebyshev; L/G from air that
    leaves saturated at the mean water temperature); the fill keeps ``KaV/L ∝ (L/G)^−0.6``, water flow follows load/range; the
    approach is the bracketed root at the new state.
    Shapes: all arguments broadcast. Valid: wet bulbs of −10…30 °C.
    Errors: `PhysicsError` where the air cannot take the heat (approach above 100 K). Source: Merkel 1925; CTI ATC-105.

    >>> round(approach_k(25.0, 6.0, 1.0), 6), round(approach_k(5.0, 6.0, 1.0), 2), round(approach_k(25.0, 6.0, 0.5), 2)
    (4.0, 11.02, 1.55)
    """
    arguments = (wet_bulb_c, range_k, load_fraction, design_wet_bulb_c, design_range_k, design_approach_k, air_flow_fraction)
    result = kernel("cooling_tower.approach_k", *arguments)
    return masked(*treat("approach_k", np.where(np.isnan(result), np.inf, result), 0.0, 100.0, outside, "approach_k"))


@model(
    dry_bulb_c=finite,
    wet_bulb_c=_wet_bulb,
    outlet_air_c=finite,
    makeup_c=legal(0.0, 100.0),
    pressure_pa=valid(60e3, 105e3, positive),
    water_specific_heat_j_kg_k=positive,
)
def evaporation_l_per_kwh(
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    outlet_air_c: Floats,
    makeup_c: Floats,
    *,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    water_specific_heat_j_kg_k: Floats = 4186.0,
    outside: Outside = "raise",
) -> Floats:
    """Evaporation per heat [L/kWh]: ``(W_o − W_i)/[(h_o − h_i) − (W_o − W_i) c_w T_makeup]``, air out saturated.

    Shapes: all arguments broadcast. Valid: wet bulb −10…30 °C, 60–105 kPa. In cold dry air it may be far below the latent bound.
    Errors: `ParameterError` for a wet bulb above the dry bulb; `PhysicsError` unless the air leaves with more heat than it brings.
    Source: mass and energy balance of moist air, ASHRAE Fundamentals.

    >>> round(evaporation_l_per_kwh(25.0, 18.0, 28.0, 20.0), 3)
    1.34
    """
    require(np.less_equal(wet_bulb_c, np.add(dry_bulb_c, ROOT_K)), "it is above the dry bulb", parameter="wet_bulb_c")
    arguments = (dry_bulb_c, wet_bulb_c, outlet_air_c, makeup_c, pressure_pa, water_specific_heat_j_kg_k)
    result = kernel("cooling_tower.evaporation_l_per_kwh", *arguments)
    text = "the air would leave with less heat than it brings"
    require(np.isfinite(result), text, PhysicsError, parameter="outlet_air_c", value=float(np.min(outlet_air_c)))
    return result


@model(water_temperature_c=valid(0.0, 100.0))
def latent_bound_l_per_kwh(water_temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Evaporation if all heat were latent [L/kWh], an upper bound: ``3.6e6/r(T)``.

    Shapes: any. Valid: 0–100 °C. Source: latent heat of `gigasite.fluids`.

    >>> round(latent_bound_l_per_kwh(25.0), 3)
    1.474
    """
    return kernel("cooling_tower.latent_bound_l_per_kwh", water_temperature_c)


class WaterBalance(NamedTuple):
    """Water of a tower [L/kWh of heat]."""

    evaporation_l_per_kwh: Floats
    blowdown_l_per_kwh: Floats
    drift_l_per_kwh: Floats
    makeup_l_per_kwh: Floats


@model(evaporation_l_per_kwh=non_negative, cycles_of_concentration=legal(1.0, open_low=True), drift_l_per_kwh=non_negative)
def water_balance(
    evaporation_l_per_kwh: Floats,
    *,
    cycles_of_concentration: Floats = default("cycles_of_concentration"),
    drift_l_per_kwh: Floats = 0.0,
) -> WaterBalance:
    """Blow-down ``E/(COC − 1) − drift``, not below 0; make-up is evaporation + blow-down + drift.

    Shapes: all arguments broadcast. Errors: `ParameterError` for cycles of concentration of 1 or less. Source: salt balance.

    >>> round(water_balance(1.4, drift_l_per_kwh=0.02).makeup_l_per_kwh, 6)
    1.866667
    """
    arguments = (evaporation_l_per_kwh, cycles_of_concentration, drift_l_per_kwh)
    return kernel("cooling_tower.water_balance", *arguments, result=WaterBalance)  # type: ignore[no-any-return]


@model(range_k=positive, drift_share=share)
def drift_l_per_kwh(range_k: Floats, *, drift_share: Floats = default("drift")) -> Floats:
    """Drift per heat [L/kWh]: a share of the circulation ``3600/(c_w range)``, c_w = 4.186 kJ/(kg·K).

    Shapes: all arguments broadcast. Errors: `ParameterError` for a share outside 0–1. Source: energy balance of the water.

    >>> round(drift_l_per_kwh(6.0), 6)
    0.007167
    """
    return kernel("cooling_tower.drift_l_per_kwh", range_k, drift_share)


@model(air_flow_fraction=non_negative)
def fan_power_ratio(air_flow_fraction: Floats) -> Floats:
    """Fan power over design [1]: ``flow³``. Shapes: any. Source: fan affinity laws.

    >>> fan_power_ratio(0.5)
    0.125
    """
    return kernel("cooling_tower.fan_power_ratio", air_flow_fraction)


class WetAndDry(NamedTuple):
    """Water of a tower with a dry stage upstream, without it [L], and the share saved."""

    water_l: Floats
    wet_only_l: Floats
    saving_fraction: Floats


@model(heat_kw=non_negative.series(), dry_heat_share=share.series(), makeup_l_per_kwh=non_negative.series(), step_h=positive)
def wet_and_dry(heat_kw: Floats, dry_heat_share: Floats, makeup_l_per_kwh: Floats, step_h: Floats, *, axis: int = -1) -> WetAndDry:
    """Water saved by a dry or thermosyphon stage, hour by hour: ``Σ Q (1 − s) m Δt`` against ``Σ Q m Δt``.

    Shapes: three series of equal length along ``axis``. Errors: `ParameterError` for unequal lengths or a share outside 0–1.
    Source: energy balance.

    >>> wet_and_dry([1000.0, 1000.0], [1.0, 0.0], [1.0, 2.0], 1.0)
    WetAndDry(water_l=2000.0, wet_only_l=3000.0, saving_fraction=0.3333333333333333)
    """
    heat, dry, makeup = (np.moveaxis(np.asarray(a), axis, -1) for a in (heat_kw, dry_heat_share, makeup_l_per_kwh))
    lengths = {a.shape[-1] for a in (heat, dry, makeup)}
    if len(lengths) > 1:
        raise ParameterError(f"series of different lengths: {sorted(lengths)}", parameter="heat_kw")
    wet_only = np.sum(heat * makeup * step_h, axis=-1)
    water = np.sum(heat * (1.0 - dry) * makeup * step_h, axis=-1)
    saving = np.where(wet_only > 0.0, (wet_only - water) / np.where(wet_only > 0.0, wet_only, 1.0), 0.0)
    return WetAndDry(water, wet_only, saving)
