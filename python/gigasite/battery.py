"""Battery: one step, dispatch, sizing and ageing of electrical storage (model T15, orbital section H).

Energies in MWh and powers in MW by name; the functions are homogeneous, so kWh with kW, or Wh with W, serve as well.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, along, column, kernel, legal, model, non_negative, positive, require, series_kernel, share
from gigasite.constants import DAY_S
from gigasite.errors import PhysicsError
from gigasite.parameters import default

__all__ = [
    "HalfSineSizing",
    "RoundTrip",
    "StorageSeries",
    "StorageStep",
    "augmentation_mwh",
    "charge",
    "charge_limit_mw",
    "constant_load_capacity_mwh",
    "cycle_life",
    "discharge",
    "discharge_limit_mw",
    "dispatch_surplus",
    "eclipse_capacity_wh",
    "eclipse_cycles_per_yr",
    "half_sine_day_sizing",
    "mass_kg",
    "remaining_capacity",
    "ride_through_s",
    "round_trip",
    "source_oversize",
]

# A battery of the default round trip loses alike on both ways.
_CHARGE_EFFICIENCY = math.sqrt(default("battery_rte"))
_DISCHARGE_DRAW = 1.0 / _CHARGE_EFFICIENCY

_efficiency = legal(0.0, 1.0, open_low=True)
_draw = legal(1.0)
# The room for energy shrinks with the power: a full battery takes, an empty one gives only a little.
_upper_slope = legal(-math.inf, 0.0)


class StorageStep(NamedTuple):
    """Power accepted or delivered, state after the step, loss in the step."""

    power_mw: Floats
    state_mwh: Floats
    loss_mwh: Floats


def _require_state(state_mwh: Floats, capacity_mwh: Floats, parameter: str = "state_mwh") -> None:
    require(np.less_equal(state_mwh, capacity_mwh), "more energy than the capacity holds", parameter=parameter, value=state_mwh)


@model(
    state_mwh=non_negative,
    step_h=positive,
    capacity_mwh=non_negative,
    charge_efficiency=_efficiency,
    charge_rate_per_h=non_negative,
    upper_bound_slope_h=_upper_slope,
    upper_bound_fraction=share,
)
def charge_limit_mw(
    state_mwh: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    *,
    charge_efficiency: Floats = _CHARGE_EFFICIENCY,
    charge_rate_per_h: Floats = 1.0,
    upper_bound_slope_h: Floats = 0.0,
    upper_bound_fraction: Floats = 1.0,
) -> Floats:
    """Largest charging power [MW] for a step, seen from the bus.

    Formula: ``min(B c_lim/η_c, (v_u B − b)/(η_c Δt − u_u))``, not below 0; B capacity, b state, c_lim rate, u_u and v_u slope
    and fraction of the upper bound ``b ≤ u_u p + v_u B``.
    Shapes: all arguments broadcast.
    Errors: `ParameterError` unless 0 ≤ state ≤ capacity, 0 < η_c ≤ 1, step > 0 and u_u ≤ 0.
    Source: F. Kazhamiaka, C. Rosenberg, S. Keshav, "Tractable lithium-ion storage models for optimizing energy systems",
    Energy Informatics 2:4, 2019, DOI 10.1186/s42162-019-0070-6 (C/L/C model).

    >>> charge_limit_mw(90.0, 1.0, 100.0, charge_efficiency=1.0)
    10.0
    """
    _require_state(state_mwh, capacity_mwh)
    return kernel(
        "battery.charge_limit_mw",
        state_mwh,
        step_h,
        capacity_mwh,
        charge_efficiency,
        charge_rate_per_h,
        upper_bound_slope_h,
        upper_bound_fraction,
    )


@model(
    state_mwh=non_negative,
    step_h=positive,
    capacity_mwh=non_negative,
    discharge_draw=_draw,
    discharge_rate_per_h=non_negative,
    lower_bound_slope_h=non_negative,
    lower_bound_fraction=share,
)
def discharge_limit_mw(
    state_mwh: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    *,
    discharge_draw: Floats = _DISCHARGE_DRAW,
    discharge_rate_per_h: Floats = 1.0,
    lower_bound_slope_h: Floats = 0.0,
    lower_bound_fraction: Floats = 0.0,
) -> Floats:
    """Largest power [MW] that can be delivered for a step.

    Formula: ``min(B d_lim/η_d, (b − v_l B)/(u_l + η_d Δt))``, not below 0; η_d ≥ 1 energy drawn per energy delivered.
    Shapes: all arguments broadcast.
    Errors: `ParameterError` unless 0 ≤ state ≤ capacity, η_d ≥ 1, step > 0 and u_l ≥ 0.
    Source: as `charge_limit_mw`.

    >>> discharge_limit_mw(50.0, 0.25, 100.0, discharge_draw=1.25)
    80.0
    """
    _require_state(state_mwh, capacity_mwh)
    return kernel(
        "battery.discharge_limit_mw",
        state_mwh,
        step_h,
        capacity_mwh,
        discharge_draw,
        discharge_rate_per_h,
        lower_bound_slope_h,
        lower_bound_fraction,
    )


@model(
    state_mwh=non_negative,
    power_mw=non_negative,
    step_h=positive,
    capacity_mwh=non_negative,
    charge_efficiency=_efficiency,
    charge_rate_per_h=non_negative,
    upper_bound_slope_h=_upper_slope,
    upper_bound_fraction=share,
)
def charge(
    state_mwh: Floats,
    power_mw: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    *,
    charge_efficiency: Floats = _CHARGE_EFFICIENCY,
    charge_rate_per_h: Floats = 1.0,
    upper_bound_slope_h: Floats = 0.0,
    upper_bound_fraction: Floats = 1.0,
) -> StorageStep:
    """Charges for one step; the offered power is cut to `charge_limit_mw`.

    Formula: ``p = min(offered, limit)``, ``b ← b + p η_c Δt``, ``loss = p (1 − η_c) Δt``.
    Shapes, errors, source: as `charge_limit_mw`; `ParameterError` for a negative power.

    >>> charge(50.0, 30.0, 1.0, 100.0, charge_efficiency=0.97, charge_rate_per_h=3.0).state_mwh
    79.1
    """
    _require_state(state_mwh, capacity_mwh)
    step: StorageStep = kernel(
        "battery.charge",
        state_mwh,
        power_mw,
        step_h,
        capacity_mwh,
        charge_efficiency,
        charge_rate_per_h,
        upper_bound_slope_h,
        upper_bound_fraction,
        result=StorageStep,
    )
    return step


@model(
    state_mwh=non_negative,
    power_mw=non_negative,
    step_h=positive,
    capacity_mwh=non_negative,
    discharge_draw=_draw,
    discharge_rate_per_h=non_negative,
    lower_bound_slope_h=non_negative,
    lower_bound_fraction=share,
)
def discharge(
    state_mwh: Floats,
    power_mw: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    *,
    discharge_draw: Floats = _DISCHARGE_DRAW,
    discharge_rate_per_h: Floats = 1.0,
    lower_bound_slope_h: Floats = 0.0,
    lower_bound_fraction: Floats = 0.0,
) -> StorageStep:
    """Discharges for one step; the asked power is cut to `discharge_limit_mw`.

    Formula: ``p = min(asked, limit)``, ``b ← b − p η_d Δt``, ``loss = p (η_d − 1) Δt``.
    Shapes, errors, source: as `discharge_limit_mw`; `ParameterError` for a negative power.

    >>> discharge(80.0, 60.0, 1.0, 100.0, discharge_draw=1.25).state_mwh
    5.0
    """
    _require_state(state_mwh, capacity_mwh)
    step: StorageStep = kernel(
        "battery.discharge",
        state_mwh,
        power_mw,
        step_h,
        capacity_mwh,
        discharge_draw,
        discharge_rate_per_h,
        lower_bound_slope_h,
        lower_bound_fraction,
        result=StorageStep,
    )
    return step


class RoundTrip(NamedTuple):
    """Energy once in and out."""

    stored_mwh: Floats
    delivered_mwh: Floats
    loss_mwh: Floats


@model(energy_in_mwh=non_negative, round_trip_efficiency=_efficiency)
def round_trip(energy_in_mwh: Floats, *, round_trip_efficiency: Floats = default("battery_rte")) -> RoundTrip:
    """Energy stored, delivered and lost when an energy goes in and out once.

    Formula: stored ``E sqrt(η)``, delivered ``E η``, loss ``E (1 − η)``. Shapes: all arguments broadcast.
    Errors: `ParameterError` unless 0 < η ≤ 1. Source: definition, the loss split evenly between both ways.

    >>> round(round_trip(100.0, round_trip_efficiency=0.9).stored_mwh, 4)
    94.8683
    """
    result: RoundTrip = kernel("battery.round_trip", energy_in_mwh, round_trip_efficiency, result=RoundTrip)
    return result


class StorageSeries(NamedTuple):
    """State after each step, powers of each step, sum of the losses."""

    state_mwh: Floats
    charge_mw: Floats
    discharge_mw: Floats
    unserved_mw: Floats
    spilled_mw: Floats
    loss_mwh: Floats


@model(
    supply_mw=non_negative.series(),
    load_mw=non_negative.series(),
    step_h=positive,
    capacity_mwh=non_negative,
    initial_state_mwh=non_negative,
    charge_efficiency=_efficiency,
    charge_rate_per_h=non_negative,
    upper_bound_slope_h=_upper_slope,
    upper_bound_fraction=share,
    discharge_draw=_draw,
    discharge_rate_per_h=non_negative,
    lower_bound_slope_h=non_negative,
    lower_bound_fraction=share,
)
def dispatch_surplus(
    supply_mw: Floats,
    load_mw: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    initial_state_mwh: Floats,
    *,
    charge_efficiency: Floats = _CHARGE_EFFICIENCY,
    charge_rate_per_h: Floats = 1.0,
    upper_bound_slope_h: Floats = 0.0,
    upper_bound_fraction: Floats = 1.0,
    discharge_draw: Floats = _DISCHARGE_DRAW,
    discharge_rate_per_h: Floats = 1.0,
    lower_bound_slope_h: Floats = 0.0,
    lower_bound_fraction: Floats = 0.0,
) -> StorageSeries:
    """Charges with every surplus and serves every deficit, never both in one step.

    Formula: surplus ``supply − load``; `charge` where it is positive, `discharge` where it is negative; what the battery does
    not take is spilled, what it does not give is unserved. Energy closes: ``Σ(supply − load + unserved − spilled) Δt = Δb + loss``.
    Shapes: supply and load are series of equal length along the last axis; the others are numbers or arrays over the other axes.
    Errors: as `charge_limit_mw` and `discharge_limit_mw`; `ParameterError` for series of different length.
    Source: as `charge_limit_mw`.

    >>> dispatch_surplus([3.0, 0.0], [1.0, 1.5], 1.0, 4.0, 0.0, charge_efficiency=1.0, discharge_draw=1.0).state_mwh
    array([2. , 0.5])
    """
    require(
        np.shape(supply_mw)[-1] == np.shape(load_mw)[-1],
        f"{np.shape(load_mw)[-1]} values, but the supply has {np.shape(supply_mw)[-1]}",
        parameter="load_mw",
    )
    _require_state(initial_state_mwh, capacity_mwh, "initial_state_mwh")
    parameters = (
        step_h,
        capacity_mwh,
        initial_state_mwh,
        charge_efficiency,
        charge_rate_per_h,
        upper_bound_slope_h,
        upper_bound_fraction,
        discharge_draw,
        discharge_rate_per_h,
        lower_bound_slope_h,
        lower_bound_fraction,
    )
    result: StorageSeries = series_kernel("battery.dispatch_surplus", supply_mw, load_mw, *map(column, parameters), result=StorageSeries)
    shape = (*np.shape(result.loss_mwh), -1)
    state, charged, discharged, unserved, spilled = (np.reshape(each, shape) for each in result[:5])
    return StorageSeries(state, charged, discharged, unserved, spilled, result.loss_mwh)


@model(
    supply_mw=non_negative.series(),
    load_mw=non_negative.series(),
    step_h=positive,
    charge_efficiency=_efficiency,
    discharge_draw=_draw,
)
def constant_load_capacity_mwh(
    supply_mw: Floats,
    load_mw: Floats,
    step_h: Floats,
    *,
    charge_efficiency: Floats = 1.0,
    discharge_draw: Floats = 1.0,
    axis: int = -1,
) -> Floats:
    """Smallest capacity [MWh] that carries a load through the endlessly repeated period of a source.

    Formula: the largest fall of the running balance ``Σ (η_c surplus − η_d deficit) Δt``, over two periods.
    Shapes: supply (and load, a number or a series) over one period along ``axis``.
    Errors: `PhysicsError` where the supply of a period does not cover load and losses: no capacity is enough.
    Source: sequent-peak method, H. A. Thomas and R. P. Burden 1963; textbook form.

    >>> constant_load_capacity_mwh([2.0, 2.0, 0.0, 0.0], 1.0, 6.0)
    12.0
    """
    supply, load, hours = along(axis, supply_mw, load_mw, step_h)
    capacity = series_kernel(
        "battery.constant_load_capacity_mwh",
        supply,
        load,
        hours,
        column(charge_efficiency),
        column(discharge_draw),
        steps=supply.shape[-1],
    )
    require(
        ~np.isnan(capacity),
        "the supply of a period does not cover load and losses; no storage mends that",
        PhysicsError,
        parameter="supply_mw",
        value=float(np.min(np.mean(supply, axis=-1))),
    )
    return capacity


class HalfSineSizing(NamedTuple):
    """Source and storage of a constant load on a half-sine day."""

    peak_power_mw: Floats
    storage_mwh: Floats


@model(
    load_mw=non_negative,
    daylight_h=legal(0.0, 24.0, open_low=True),
    charge_efficiency=_efficiency,
    discharge_draw=_draw,
)
def half_sine_day_sizing(
    load_mw: Floats, daylight_h: Floats, *, charge_efficiency: Floats = 1.0, discharge_draw: Floats = 1.0
) -> HalfSineSizing:
    """Peak of a source ``P sin(π t/D)`` and the storage that carry a constant load L round the clock.

    Formula: ``θ = asin(L/P)``; surplus ``S = (D/π) P [2 cos θ − (π − 2θ) sin θ]``; deficit ``F = 24 L − (D/π) P [2 (1 − cos θ) +
    (π − 2θ) sin θ]``; P from ``η_c S = η_d F``, without losses ``P = 12 π L/D``; storage ``η_c S``.
    Shapes: all arguments broadcast. Errors: `ParameterError` unless 0 < daylight ≤ 24 h.
    Source: integral of the half sine.

    >>> peak, storage = half_sine_day_sizing(1.0, 12.0)
    >>> round(peak, 5), round(storage, 4)
    (3.14159, 13.2264)
    """
    result: HalfSineSizing = kernel(
        "battery.half_sine_day_sizing", load_mw, daylight_h, charge_efficiency, discharge_draw, result=HalfSineSizing
    )
    return result


@model(load_w=non_negative, eclipse_s=non_negative, depth_of_discharge=_efficiency, discharge_efficiency=_efficiency)
def eclipse_capacity_wh(
    load_w: Floats,
    eclipse_s: Floats,
    *,
    depth_of_discharge: Floats = default("battery_dod"),
    discharge_efficiency: Floats = default("battery_discharge_efficiency"),
) -> Floats:
    """Capacity [Wh] that carries a load through an eclipse: ``P t_e/(DoD η_d)``, t_e of the worst orbit of the year.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a depth or an efficiency outside (0, 1].
    Source: W. J. Larson and J. R. Wertz, Space Mission Analysis and Design, power subsystem.

    >>> round(eclipse_capacity_wh(1e6, 1800.0), 1)
    1315789.5
    """
    return kernel("battery.eclipse_capacity_wh", load_w, eclipse_s, depth_of_discharge, discharge_efficiency)


@model(capacity_wh=non_negative, specific_energy_wh_per_kg=positive)
def mass_kg(capacity_wh: Floats, *, specific_energy_wh_per_kg: Floats = default("battery_specific_energy")) -> Floats:
    """Mass of a battery [kg]: ``E/e_b``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a specific energy of 0. Source: definition.

    >>> mass_kg(1.5e6)
    10000.0
    """
    return kernel("battery.mass_kg", capacity_wh, specific_energy_wh_per_kg)


@model(eclipse_s=non_negative, sunlit_s=positive, round_trip_efficiency=_efficiency)
def source_oversize(eclipse_s: Floats, sunlit_s: Floats, *, round_trip_efficiency: Floats = default("battery_round_trip")) -> Floats:
    """Power of the source over the load, so that the sunlit part of an orbit also charges for the eclipse.

    Formula: ``1 + (t_e/t_s)/η_rt``. Shapes: all arguments broadcast. Errors: `ParameterError` for an orbit without sunlight.
    Source: energy balance of one orbit.

    >>> source_oversize(1800.0, 4000.0)
    1.5
    """
    return kernel("battery.source_oversize", eclipse_s, sunlit_s, round_trip_efficiency)


@model(period_s=positive, eclipse_days=legal(0.0, 366.0), day_s=positive)
def eclipse_cycles_per_yr(period_s: Floats, eclipse_days: Floats, *, day_s: Floats = DAY_S) -> Floats:
    """Cycles of the battery in a year [1/yr]: one an orbit on the days that have an eclipse, ``days · 86,400/T``.

    Shapes: all arguments broadcast. Errors: `ParameterError` unless 0 ≤ days ≤ 366. Source: definition.

    >>> eclipse_cycles_per_yr(5760.0, 90.0)
    1350.0
    """
    return kernel("battery.eclipse_cycles_per_yr", period_s, eclipse_days, day_s)


@model(depth_of_discharge=_efficiency, reference_cycles=positive, reference_depth=_efficiency, exponent=non_negative)
def cycle_life(depth_of_discharge: Floats, reference_cycles: Floats, reference_depth: Floats, exponent: Floats) -> Floats:
    """Cycles to the end of life at a depth of discharge: ``N_ref (DoD_ref/DoD)^k``. No defaults: the maker's figures.

    Shapes: all arguments broadcast. Errors: `ParameterError` unless 0 < depth ≤ 1, k ≥ 0.
    Source: power law of cycle life, textbook form.

    >>> cycle_life(0.4, 3000.0, 0.8, 1.0)
    6000.0
    """
    return kernel("battery.cycle_life", depth_of_discharge, reference_cycles, reference_depth, exponent)


@model(capacity_kwh=non_negative, load_kw=positive, usable_share=share, discharge_efficiency=_efficiency)
def ride_through_s(capacity_kwh: Floats, load_kw: Floats, *, usable_share: Floats = 1.0, discharge_efficiency: Floats = 1.0) -> Floats:
    """Time that a store bridges [s]: ``E s η/P``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a load of 0. Source: definition.

    >>> ride_through_s(500.0, 1000.0, usable_share=0.8)
    1440.0
    """
    return kernel("battery.ride_through_s", capacity_kwh, load_kw, usable_share, discharge_efficiency)


@model(years=non_negative, cycles=non_negative, calendar_fade_per_yr=share, cycle_fade_per_cycle=share, end_of_life=share)
def remaining_capacity(
    years: Floats, cycles: Floats, calendar_fade_per_yr: Floats, cycle_fade_per_cycle: Floats, *, end_of_life: Floats = 0.0
) -> Floats:
    """Share of the first capacity that is left.

    Formula: ``(1 − calendar)^years (1 − cycle)^cycles``, not below ``end_of_life`` (where the battery is replaced).
    Shapes: all arguments broadcast. Errors: `ParameterError` for a fade outside 0–1. Source: textbook form.

    >>> round(remaining_capacity(10.0, 3650.0, 0.01, 2e-5), 4)
    0.8407
    """
    return kernel("battery.remaining_capacity", years, cycles, calendar_fade_per_yr, cycle_fade_per_cycle, end_of_life)


@model(capacity_mwh=non_negative, remaining_fraction=share)
def augmentation_mwh(capacity_mwh: Floats, remaining_fraction: Floats) -> Floats:
    """Energy to add to return to the first capacity [MWh]: ``B (1 − remaining)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a fraction outside 0–1. Source: definition.

    >>> augmentation_mwh(100.0, 0.75)
    25.0
    """
    return kernel("battery.augmentation_mwh", capacity_mwh, remaining_fraction)
