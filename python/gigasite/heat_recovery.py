"""Heat recovery: heat off the IT loop, and how much of it a buyer takes (model T12)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, along, kernel, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.parameters import default

__all__ = [
    "RecoveryReport",
    "capacity_factor",
    "full_load_hours",
    "heat_per_home_mwh",
    "recovered_mw",
    "rejection_credit_mw",
    "report",
    "used_mw",
]


@model(it_power_mw=non_negative, liquid_capture=share, exchanger_effectiveness=share, availability=share, air_coil_share=share)
def recovered_mw(
    it_power_mw: Floats,
    *,
    liquid_capture: Floats = default("liquid_capture"),
    exchanger_effectiveness: Floats = 1.0,
    availability: Floats = 1.0,
    air_coil_share: Floats = 0.0,
) -> Floats:
    """Heat [MW] that leaves the IT loop for a buyer.

    Formula: ``Q = P_it (f_l ε avail + (1 − f_l) a)``, f_l liquid capture, a recovered share of the heat that goes to air.
    Shapes: all arguments broadcast.
    Errors: `ParameterError` for a negative power or a share outside 0–1.
    Source: definition; ISO/IEC 30134-6 (energy reuse factor).

    >>> round(recovered_mw(60.0, liquid_capture=0.85, exchanger_effectiveness=0.97), 2)
    49.47
    """
    return kernel("heat_recovery.recovered_mw", it_power_mw, liquid_capture, exchanger_effectiveness, availability, air_coil_share)


@model(
    recovered_mw=non_negative,
    sink_demand_mw=non_negative,
    pipe_capacity_mw=non_negative.or_infinite(),
    heat_pump_capacity_mw=non_negative.or_infinite(),
)
def used_mw(
    recovered_mw: Floats,
    sink_demand_mw: Floats,
    *,
    pipe_capacity_mw: Floats = math.inf,
    heat_pump_capacity_mw: Floats = math.inf,
) -> Floats:
    """Heat [MW] that is taken: the least of heat (after the heat pump), demand, pipe and heat pump.

    Formula: ``min(Q_rec, demand, pipe, heat pump)``. Shapes: all arguments broadcast.
    Errors: `ParameterError` for negative values. Source: definition.

    >>> used_mw(49.5, 80.0, pipe_capacity_mw=40.0)
    40.0
    """
    return kernel("heat_recovery.used_mw", recovered_mw, sink_demand_mw, pipe_capacity_mw, heat_pump_capacity_mw)


@model(energy_mwh=non_negative, installed_mw=positive)
def full_load_hours(energy_mwh: Floats, installed_mw: Floats) -> Floats:
    """Full-load hours [h]: ``E/Q_installed``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative energy or nothing installed. Source: definition.

    >>> round(full_load_hours(25_000.0, 6.0), 1)
    4166.7
    """
    return kernel("heat_recovery.full_load_hours", energy_mwh, installed_mw)


@model(energy_mwh=non_negative, installed_mw=positive, hours=positive)
def capacity_factor(energy_mwh: Floats, installed_mw: Floats, *, hours: Floats = HOURS_PER_YEAR) -> Floats:
    """Mean heat over installed heat: ``E/(Q_installed h)``.

    Shapes: all arguments broadcast.
    Errors: `ParameterError` for more energy than full load over all hours gives. Source: definition.

    >>> round(capacity_factor(25_000.0, 6.0), 4)
    0.4756
    """
    factor = np.asarray(full_load_hours(energy_mwh, installed_mw)) / hours
    require(factor <= 1.0 + 1e-9, "more energy than full load over all hours gives", parameter="energy_mwh", value=energy_mwh)
    return factor


@model(energy_mwh=non_negative, homes=positive)
def heat_per_home_mwh(energy_mwh: Floats, homes: Floats) -> Floats:
    """Heat per home [MWh], to judge a claim. A home is not a unit: published claims imply 4 to 11 MWh.

    Formula: ``E/homes``. Shapes: all arguments broadcast. Errors: `ParameterError` for no homes. Source: definition.

    >>> round(heat_per_home_mwh(30.0 * 8760.0, 25_000), 2)
    10.51
    """
    return np.asarray(energy_mwh) / homes


class RecoveryReport(NamedTuple):
    """Four numbers that a claim of heat reuse must give."""

    mean_heat_mw: Floats
    full_load_h: Floats
    share_of_demand: Floats
    share_of_available: Floats


@model(available_mw=non_negative.series(), demand_mw=non_negative.series(), installed_mw=positive, step_h=positive)
def report(
    available_mw: Floats,
    demand_mw: Floats,
    installed_mw: Floats,
    *,
    step_h: Floats = 1.0,
    axis: int = -1,
) -> RecoveryReport:
    """Mean heat, full-load hours, share of the demand and of the available heat of a series of years or months.

    Formula: used = ``min(available, demand, installed)``; mean ``Σ used Δt/Σ Δt``, ``Σ used Δt/Q_installed``,
    ``Σ used Δt/Σ demand Δt``, ``Σ used Δt/Σ available Δt``.
    Shapes: two series along ``axis``; ``installed_mw`` a number or an array over the other axes; ``step_h`` a number or a series.
    Errors: `ParameterError` for negative values, or no demand or no heat at all. Source: definition.

    >>> report([10.0, 10.0], [4.0, 20.0], 8.0)
    RecoveryReport(mean_heat_mw=6.0, full_load_h=1.5, share_of_demand=0.5, share_of_available=0.6)
    """
    available, demand, hours = along(axis, available_mw, demand_mw, step_h)
    used = np.minimum(np.minimum(available, demand), np.asarray(installed_mw)[..., None])
    heat = np.sum(used * hours, axis=-1)
    wanted, offered = np.sum(demand * hours, axis=-1), np.sum(available * hours, axis=-1)
    require(wanted > 0.0, "there is no demand in the whole series", parameter="demand_mw", value=0.0)
    require(offered > 0.0, "there is no heat in the whole series", parameter="available_mw", value=0.0)
    return RecoveryReport(heat / np.sum(hours, axis=-1), heat / installed_mw, heat / wanted, heat / offered)


@model(used_mw=non_negative, rejection_power_per_heat=non_negative, lost_free_cooling_mw=non_negative)
def rejection_credit_mw(used_mw: Floats, rejection_power_per_heat: Floats, *, lost_free_cooling_mw: Floats = 0.0) -> Floats:
    """Electricity [MW] that sold heat saves in the rejection plant, less the free cooling that it costs; may be negative.

    Formula: ``Q_used e − lost``, e electric power of the rejection plant per heat.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative values. Source: definition.

    >>> rejection_credit_mw(40.0, 0.05, lost_free_cooling_mw=2.5)
    -0.5
    """
    return kernel("heat_recovery.rejection_credit_mw", used_mw, rejection_power_per_heat, lost_free_cooling_mw)
