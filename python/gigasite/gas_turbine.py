"""Gas turbine: power on a hot day, combined cycle, fuel and carbon (model T16). Heat rates are higher heating value."""

from __future__ import annotations

from typing import NamedTuple

from gigasite._model import Floats, Outside, finite, kernel, legal, model, non_negative, positive, share, valid
from gigasite.constants import BTU_PER_KWH, ZERO_CELSIUS_K
from gigasite.parameters import default

__all__ = [
    "CombinedCycle",
    "co2_kg_per_mwh",
    "combined_cycle",
    "derated_mw",
    "efficiency_hhv",
    "fuel_cost_usd_per_mwh",
    "part_load_heat_rate_btu_per_kwh",
]

_temperature = legal(-ZERO_CELSIUS_K, open_low=True)


@model(
    iso_power_mw=non_negative,
    dry_bulb_c=valid(-20.0, 50.0, _temperature),
    derate_per_k=valid(0.007, 0.010, share),
    iso_temperature_c=_temperature,
    altitude_m=valid(-500.0, 11_000.0),
)
def derated_mw(
    iso_power_mw: Floats,
    dry_bulb_c: Floats,
    *,
    derate_per_k: Floats = default("turbine_derate"),
    iso_temperature_c: Floats = 15.0,
    altitude_m: Floats = 0.0,
    outside: Outside = "raise",
) -> Floats:
    """Power of a gas turbine on site [MW].

    Formula: ``P_iso (1 − k (T − 15)) p(z)/p0``, ``p(z)/p0 = (1 − 2.25577e-5 z)^5.2559``. Shapes: all arguments broadcast.
    Valid: −20…50 °C, k 0.007–0.010 per K, altitude −500…11,000 m.
    Errors: `ParameterError` for a negative power; `PhysicsError` outside the validity.
    Source: F. J. Brooks, GE Gas Turbine Performance Characteristics, GER-3567; ISO 2314 (15 °C).

    >>> round(derated_mw(100.0, 43.0, derate_per_k=0.010), 6)
    72.0
    """
    return kernel("gas_turbine.derated_mw", iso_power_mw, dry_bulb_c, derate_per_k, iso_temperature_c, altitude_m)


class CombinedCycle(NamedTuple):
    """Power and efficiency of gas turbine and steam cycle together."""

    power_mw: Floats
    efficiency: Floats


@model(
    gas_turbine_mw=non_negative,
    gas_turbine_efficiency=legal(0.0, 1.0, open_low=True),
    recovery_effectiveness=share,
    steam_efficiency=share,
)
def combined_cycle(
    gas_turbine_mw: Floats, gas_turbine_efficiency: Floats, recovery_effectiveness: Floats, steam_efficiency: Floats
) -> CombinedCycle:
    """Gas turbine with a steam cycle on its exhaust.

    Formula: ``P_cc = P_gt + (P_gt/η_gt)(1 − η_gt) ε_hrsg η_st``, ``η_cc = P_cc η_gt/P_gt``. Shapes: all arguments broadcast.
    Errors: `ParameterError` for an efficiency outside 0–1.
    Source: R. Kehlhofer et al., Combined-Cycle Gas & Steam Turbine Power Plants, PennWell 2009.

    >>> power, efficiency = combined_cycle(571.0, 0.44, 0.80, 0.34)
    >>> round(power, 2), round(efficiency, 5)
    (768.67, 0.59232)
    """
    result: CombinedCycle = kernel(
        "gas_turbine.combined_cycle", gas_turbine_mw, gas_turbine_efficiency, recovery_effectiveness, steam_efficiency, result=CombinedCycle
    )
    return result


@model(
    load_fraction=valid(0.3, 1.0, legal(0.0, 1.0, open_low=True)),
    full_load_heat_rate_btu_per_kwh=positive,
    no_load_share=share,
)
def part_load_heat_rate_btu_per_kwh(
    load_fraction: Floats, full_load_heat_rate_btu_per_kwh: Floats, no_load_share: Floats, *, outside: Outside = "raise"
) -> Floats:
    """Heat rate at part load [Btu/kWh].

    Formula: ``HR (s + (1 − s) x)/x``, x load fraction, s fuel at no load over fuel at full load (a Willans line).
    Shapes: all arguments broadcast. Valid: load fraction 0.3–1.
    Errors: `ParameterError` for a load fraction outside (0, 1]; `PhysicsError` below 0.3.
    Source: Willans line, textbook form.

    >>> round(part_load_heat_rate_btu_per_kwh(0.5, 6400.0, 0.2), 6)
    7680.0
    """
    return kernel("gas_turbine.part_load_heat_rate_btu_per_kwh", load_fraction, full_load_heat_rate_btu_per_kwh, no_load_share)


@model(heat_rate_btu_per_kwh=positive, gas_price_usd_per_mmbtu=finite)
def fuel_cost_usd_per_mwh(heat_rate_btu_per_kwh: Floats, gas_price_usd_per_mmbtu: Floats) -> Floats:
    """Fuel cost of electricity [USD/MWh]: ``HR gas/1000``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a heat rate of 0; a negative price is possible. Source: definition.

    >>> fuel_cost_usd_per_mwh(8989.0, 5.0)
    44.945
    """
    return kernel("gas_turbine.fuel_cost_usd_per_mwh", heat_rate_btu_per_kwh, gas_price_usd_per_mmbtu)


@model(heat_rate_btu_per_kwh=positive, emission_factor_kg_per_mmbtu=non_negative)
def co2_kg_per_mwh(heat_rate_btu_per_kwh: Floats, *, emission_factor_kg_per_mmbtu: Floats = default("gas_emission_factor")) -> Floats:
    """CO2 of electricity from gas [kg/MWh]: ``HR EF/1000``, combustion only.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a heat rate of 0 or a negative factor.
    Source: 40 CFR Part 98, table C-1 (53.06 kg/MMBtu, HHV).

    >>> round(co2_kg_per_mwh(8989.0), 3)
    476.956
    """
    return kernel("gas_turbine.co2_kg_per_mwh", heat_rate_btu_per_kwh, emission_factor_kg_per_mmbtu)


@model(heat_rate_btu_per_kwh=legal(BTU_PER_KWH))
def efficiency_hhv(heat_rate_btu_per_kwh: Floats) -> Floats:
    """Efficiency on the higher heating value: ``3412.142/HR``.

    Errors: `ParameterError` for a heat rate below 3,412.142 Btu/kWh, an efficiency above 1. Source: definition of the Btu (IT).

    >>> round(efficiency_hhv(8989.0), 6)
    0.379591
    """
    return kernel("gas_turbine.efficiency_hhv", heat_rate_btu_per_kwh)
