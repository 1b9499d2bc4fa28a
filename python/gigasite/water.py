"""Withdrawal, consumption, source, scarcity (model T27).

Source: The Green Grid, Water Usage Effectiveness (WUE), White Paper 35, 2011; A.-M. Boulay et al., The AWARE method, Int. J. Life
Cycle Assess. 23, 2018, DOI 10.1007/s11367-017-1333-8.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, kernel, legal, model, non_negative, positive, require
from gigasite.parameters import default

__all__ = ["WaterAccount", "account", "owned_it_energy_mwh", "peak_m3_per_day", "scarcity_weighted_m3", "wue_source_l_per_kwh"]

_pue = legal(1.0)


@model(wue_site_l_per_kwh=non_negative, pue=_pue, ewif_l_per_kwh=non_negative)
def wue_source_l_per_kwh(wue_site_l_per_kwh: Floats, pue: Floats, *, ewif_l_per_kwh: Floats = default("ewif")) -> Floats:
    """Water of site and power plants per IT energy [L/kWh]: ``WUE_site + PUE·EWIF``, EWIF in L per kWh of grid energy.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a PUE below 1. Source: Green Grid white paper 35.

    >>> wue_source_l_per_kwh(0.3, 1.15, ewif_l_per_kwh=4.5)
    5.475
    """
    return kernel("water.wue_source_l_per_kwh", wue_site_l_per_kwh, pue, ewif_l_per_kwh)


@model(total_mwh=non_negative, leased_mwh=non_negative, pue=_pue)
def owned_it_energy_mwh(total_mwh: Floats, leased_mwh: Floats, pue: Floats) -> Floats:
    """IT energy of the halls that a company owns [MWh]: ``(total − leased)/PUE``, the boundary of its water figures.

    Shapes: all arguments broadcast. Errors: `ParameterError` for more leased than total energy. Source: definition.

    >>> round(owned_it_energy_mwh(14975435.0, 2187020.0, 1.08))
    11841125
    """
    require(np.less_equal(leased_mwh, total_mwh), "more energy is leased than used", parameter="leased_mwh")
    return kernel("water.owned_it_energy_mwh", total_mwh, leased_mwh, pue)


class WaterAccount(NamedTuple):
    """Water taken in, not given back as water, and given back [m³]."""

    withdrawal_m3: Floats
    consumption_m3: Floats
    discharge_m3: Floats


@model(evaporation_m3=non_negative, blowdown_m3=non_negative, drift_m3=non_negative)
def account(evaporation_m3: Floats, blowdown_m3: Floats, drift_m3: Floats) -> WaterAccount:
    """Withdrawal = evaporation + blow-down + drift, consumption = evaporation + drift, discharge = blow-down.

    Shapes: all arguments broadcast. Errors: `ParameterError` for negative volumes. Source: definitions of WUE.

    >>> account(100.0, 30.0, 1.0)
    WaterAccount(withdrawal_m3=131.0, consumption_m3=101.0, discharge_m3=30.0)
    """
    return kernel("water.account", evaporation_m3, blowdown_m3, drift_m3, result=WaterAccount)  # type: ignore[no-any-return]


@model(consumption_m3=non_negative, aware_factor=non_negative)
def scarcity_weighted_m3(consumption_m3: Floats, aware_factor: Floats) -> Floats:
    """Consumption weighted by local scarcity [m³ world-equivalent]: volume × AWARE factor (0.1–100).

    Shapes: all arguments broadcast. Source: Boulay et al. 2018.

    >>> scarcity_weighted_m3(100.0, 30.0)
    3000.0
    """
    return kernel("water.scarcity_weighted_m3", consumption_m3, aware_factor)


@model(water_l=non_negative.series(), step_h=positive)
def peak_m3_per_day(water_l: Floats, *, step_h: float = 1.0) -> Floats:
    """Largest daily volume of a series along the last axis [m³/day]; days start with the series, a last part counts as it is.

    Errors: `ParameterError` unless the step divides a day. Source: definition.

    >>> peak_m3_per_day([1000.0] * 24 + [2000.0] * 24)
    48.0
    """
    per_day = round(24.0 / step_h)
    require(per_day >= 1 and abs(per_day * step_h - 24.0) < 1e-9, "the step must divide a day", parameter="step_h", value=step_h, high=24.0)
    volume = np.asarray(water_l)
    rest = -volume.shape[-1] % per_day
    padded = np.concatenate([volume, np.zeros((*volume.shape[:-1], rest))], axis=-1)
    days = padded.reshape(*volume.shape[:-1], -1, per_day).sum(axis=-1)
    return days.max(axis=-1) / 1000.0
