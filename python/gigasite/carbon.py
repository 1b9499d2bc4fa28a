"""Carbon: operational, embodied, avoided (model T26)."""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, along, finite, kernel, legal, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR

__all__ = [
    "annual_matched_share",
    "boiler_intensity_g_per_kwh",
    "break_even_grid_g_per_kwh",
    "embodied_g_per_gpu_h",
    "heat_pump_intensity_g_per_kwh",
    "heat_saving_g_per_kwh",
    "hourly_matched_share",
    "operational_g_per_gpu_h",
    "refrigerant_kg_co2e",
    "saving_factor_t_per_mwh",
]

_sold = legal(0.0, 1.0, open_low=True)
_cop = legal(1.0, open_low=True)


@model(mean_kw_per_node=non_negative, gpus_per_node=positive, pue=legal(1.0), intensity_g_per_kwh=non_negative, sold_share=_sold)
def operational_g_per_gpu_h(
    mean_kw_per_node: Floats, gpus_per_node: Floats, pue: Floats, intensity_g_per_kwh: Floats, sold_share: Floats
) -> Floats:
    """Operational carbon [g CO2] of a sold GPU-hour: ``P/n PUE CI/s``. The mean power does not depend on the sold share.

    Shapes: all arguments broadcast. The basis of CI (location, market, marginal) is the caller's statement.
    Errors: `ParameterError` for a PUE below 1 or a sold share outside (0, 1]. Source: ISO/IEC 30134-8 (CUE), per sold hour.

    >>> round(operational_g_per_gpu_h(7.3, 8, 1.1, 200.0, 0.82), 4)
    244.8171
    """
    return kernel("carbon.operational_g_per_gpu_h", mean_kw_per_node, gpus_per_node, pue, intensity_g_per_kwh, sold_share)


@model(embodied_kg_per_node=non_negative, gpus_per_node=positive, life_years=positive, sold_share=_sold, hours_per_year=positive)
def embodied_g_per_gpu_h(
    embodied_kg_per_node: Floats,
    gpus_per_node: Floats,
    life_years: Floats,
    sold_share: Floats,
    *,
    hours_per_year: Floats = HOURS_PER_YEAR,
) -> Floats:
    """Embodied carbon [g CO2e] of a sold GPU-hour: ``m/(n L h s)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a life of 0 or a sold share outside (0, 1].
    Source: straight-line allocation, ISO 14067.

    >>> round(embodied_g_per_gpu_h(4000.0, 8, 5.0, 0.82), 5)
    13.92137
    """
    return kernel("carbon.embodied_g_per_gpu_h", embodied_kg_per_node, gpus_per_node, life_years, sold_share, hours_per_year)


def _matched(axis: int, load_mwh: Floats, clean_mwh: Floats) -> tuple[Floats, Floats, Floats]:
    load, clean = along(axis, load_mwh, clean_mwh)
    total = np.sum(load, axis=-1)
    require(total > 0.0, "there is no load in the whole series", parameter="load_mwh", value=0.0)
    return load, clean, total


@model(load_mwh=non_negative.series(), clean_mwh=non_negative.series())
def annual_matched_share(load_mwh: Floats, clean_mwh: Floats, *, axis: int = -1) -> Floats:
    """Share of a load that clean energy covers on the balance of the year: ``min(1, Σ clean/Σ load)``. It is not 24/7.

    Shapes: two series along ``axis``. Errors: `ParameterError` for negative values or no load. Source: GHG Protocol Scope 2.

    >>> annual_matched_share([100.0] * 4, [300.0, 100.0, 0.0, 0.0])
    1.0
    """
    _, clean, total = _matched(axis, load_mwh, clean_mwh)
    return np.minimum(1.0, np.sum(clean, axis=-1) / total)


@model(load_mwh=non_negative.series(), clean_mwh=non_negative.series())
def hourly_matched_share(load_mwh: Floats, clean_mwh: Floats, *, axis: int = -1) -> Floats:
    """Share of a load that clean energy covers in the same step (24/7): ``Σ min(load, clean)/Σ load``.

    Shapes: two series along ``axis``. Errors: `ParameterError` for negative values or no load.
    Source: Google, 24/7 Carbon-Free Energy: Methodologies and Metrics, 2021.

    >>> hourly_matched_share([100.0] * 4, [300.0, 100.0, 0.0, 0.0])
    0.5
    """
    load, clean, total = _matched(axis, load_mwh, clean_mwh)
    return np.sum(np.minimum(load, clean), axis=-1) / total


@model(fuel_g_per_kwh=non_negative, efficiency=legal(0.0, 1.0, open_low=True))
def boiler_intensity_g_per_kwh(fuel_g_per_kwh: Floats, efficiency: Floats) -> Floats:
    """Carbon of heat from a boiler [g/kWh of heat]: ``CI_fuel/η``, both on one heating value.

    Shapes: all arguments broadcast. Errors: `ParameterError` for an efficiency outside (0, 1]. Source: definition.

    >>> round(boiler_intensity_g_per_kwh(202.0, 0.9), 2)
    224.44
    """
    return kernel("carbon.boiler_intensity_g_per_kwh", fuel_g_per_kwh, efficiency)


@model(heating_cop=_cop, grid_g_per_kwh=non_negative)
def heat_pump_intensity_g_per_kwh(heating_cop: Floats, grid_g_per_kwh: Floats) -> Floats:
    """Carbon of heat from a heat pump [g/kWh of heat]: ``CI/COP``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a coefficient not above 1. Source: definition.

    >>> round(heat_pump_intensity_g_per_kwh(3.8, 400.0), 3)
    105.263
    """
    return kernel("carbon.heat_pump_intensity_g_per_kwh", heating_cop, grid_g_per_kwh)


@model(heating_cop=_cop, grid_g_per_kwh=non_negative, counterfactual_g_per_kwh=non_negative)
def heat_saving_g_per_kwh(heating_cop: Floats, grid_g_per_kwh: Floats, counterfactual_g_per_kwh: Floats) -> Floats:
    """Carbon that reused heat avoids [g/kWh of heat], the heat pump's electricity counted; may be negative.

    Formula: ``counterfactual − CI/COP``. The counterfactual is the heat that would really be made otherwise, and the caller's
    statement: a boiler already closed is none. Shapes: all arguments broadcast.
    Errors: `ParameterError` for a coefficient not above 1. Source: substitution, ISO 14040.

    >>> round(heat_saving_g_per_kwh(3.8, 400.0, 224.44), 2)
    119.18
    """
    return kernel("carbon.heat_saving_g_per_kwh", heating_cop, grid_g_per_kwh, counterfactual_g_per_kwh)


@model(heating_cop=_cop, counterfactual_g_per_kwh=non_negative)
def break_even_grid_g_per_kwh(heating_cop: Floats, counterfactual_g_per_kwh: Floats) -> Floats:
    """Carbon of the grid above which reused heat saves nothing [g/kWh of electricity]: ``counterfactual COP``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a coefficient not above 1. Source: `heat_saving_g_per_kwh` = 0.

    >>> round(break_even_grid_g_per_kwh(3.8, 224.44), 2)
    852.87
    """
    return kernel("carbon.break_even_grid_g_per_kwh", heating_cop, counterfactual_g_per_kwh)


@model(saving_t=finite, heat_mwh=positive)
def saving_factor_t_per_mwh(saving_t: Floats, heat_mwh: Floats) -> Floats:
    """Saving per heat of a claim [t/MWh]: ``saving/heat`` over the same period.

    Shapes: all arguments broadcast. Errors: `ParameterError` for no heat. Source: definition.

    >>> saving_factor_t_per_mwh(400_000.0, 2_000_000.0)
    0.2
    """
    return np.asarray(saving_t) / heat_mwh


@model(charge_kg=non_negative, leak_rate_per_yr=share, years=non_negative, gwp=non_negative)
def refrigerant_kg_co2e(charge_kg: Floats, leak_rate_per_yr: Floats, years: Floats, gwp: Floats) -> Floats:
    """Leakage of refrigerant over some years [kg CO2e]: ``charge leak years GWP``, the charge kept up.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a leak rate outside 0–1.
    Source: EN 378-1, total equivalent warming impact (TEWI).

    >>> refrigerant_kg_co2e(500.0, 0.02, 10.0, 1430.0)
    143000.0
    """
    return kernel("carbon.refrigerant_kg_co2e", charge_kg, leak_rate_per_yr, years, gwp)
