"""Sizing of a satellite: a screen in closed form, a mass budget that closes by iteration, energy of a year (model H).

All power on the bus is heat. ``eclipse_s`` and ``period_s`` are those of the worst orbit of the year; cells and coatings are
sized for the end of life. Areal mass is per m² of panel: ``radiator_faces`` says how many faces of it radiate.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, along, choose, kernel, legal, model, non_negative, positive, possible, require, share
from gigasite.constants import HOURS_PER_YEAR, STEFAN_BOLTZMANN_W_M2_K4
from gigasite.errors import PhysicsError, format_number
from gigasite.parameters import default

__all__ = ["MassBudget", "SizingScreen", "annual_it_energy_mwh", "mass_budget", "sizing_screen"]

_some = legal(0.0, 1.0, open_low=True)
_ranges: Any = {
    "it_power_w": positive,
    "radiator_faces": legal(1.0),
    "eclipse_s": non_negative,
    "period_s": positive,
    "overhead_factor": legal(1.0),
    "radiator_temperature_k": positive,
    "sink_k": non_negative,
    "emissivity": _some,
    "fin_efficiency": _some,
    "view_to_space": _some,
    "radiator_areal_mass_kg_m2": non_negative,
    "array_specific_power_w_per_kg": positive,
    "cell_efficiency": _some,
    "array_packing": _some,
    "array_loss_per_yr": legal(0.0, 1.0, open_high=True),
    "years": non_negative,
    "solar_flux_w_m2": positive,
    "specific_energy_wh_per_kg": positive,
    "depth_of_discharge": _some,
    "discharge_efficiency": _some,
    "round_trip_efficiency": _some,
    "structure_fraction": non_negative,
    "mass_margin": non_negative,
    "stefan_boltzmann_w_m2_k4": positive,
}


def _possible_orbit(eclipse_s: Floats, period_s: Floats, radiating_k: Floats, sink_k: Floats, parameter: str) -> None:
    require(np.less(eclipse_s, period_s), "the eclipse is as long as the orbit", parameter="eclipse_s", value=eclipse_s)
    sink = format_number(np.max(sink_k, initial=0.0).item())
    possible(
        np.greater(radiating_k, sink_k),
        f"a radiator at or below its sink rejects nothing; the nearest feasible value lies above {sink} K",
        parameter=parameter,
        value=radiating_k,
    )


class SizingScreen(NamedTuple):
    """Areas and masses of a screen; arrays and cells at the beginning of life, ratios per kW of IT."""

    heat_w: Floats
    radiating_area_m2: Floats
    radiator_panel_area_m2: Floats
    array_area_m2: Floats
    array_mass_kg: Floats
    battery_mass_kg: Floats
    radiator_mass_kg: Floats
    power_and_cooling_kg_per_kw: Floats
    total_kg_per_kw: Floats


@model(payload_kg_per_kw=non_negative, **_ranges)
def sizing_screen(
    it_power_w: Floats,
    *,
    radiator_faces: Floats,
    eclipse_s: Floats,
    period_s: Floats,
    payload_kg_per_kw: Floats,
    overhead_factor: Floats = default("power_overhead_factor"),
    radiator_temperature_k: Floats = default("radiator_temperature"),
    sink_k: Floats = default("sink_temperature_fallback"),
    emissivity: Floats = default("radiator_emissivity_eol"),
    fin_efficiency: Floats = default("fin_efficiency"),
    view_to_space: Floats = default("radiator_view_to_space"),
    radiator_areal_mass_kg_m2: Floats = default("radiator_areal_mass"),
    array_specific_power_w_per_kg: Floats = default("array_specific_power_bol"),
    cell_efficiency: Floats = default("cell_efficiency_bol"),
    array_packing: Floats = default("array_packing"),
    array_loss_per_yr: Floats = default("array_degradation"),
    years: Floats = default("station_life"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    specific_energy_wh_per_kg: Floats = default("battery_specific_energy"),
    depth_of_discharge: Floats = default("battery_dod"),
    discharge_efficiency: Floats = default("battery_discharge_efficiency"),
    round_trip_efficiency: Floats = default("battery_round_trip"),
    structure_fraction: Floats = default("structure_fraction"),
    mass_margin: Floats = default("mass_margin"),
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> SizingScreen:
    """Areas and masses for an IT power, in closed form; ``eclipse_s=0`` needs no battery.

    Formula: ``P = IT·overhead``; array at the beginning of life ``P (1 + (t_e/t_s)/η_rt)/(1 − d)^N``, its area over ``S η packing``, its
    mass over W/kg; battery `battery.eclipse_capacity_wh` and `battery.mass_kg`; radiator `radiator.area_m2`;
    ``total = (payload + array + battery + radiator)(1 + structure)(1 + margin)``. Shapes: arguments broadcast.
    Errors: `ParameterError` for an eclipse as long as the orbit, `PhysicsError` for a radiator at or below its sink.
    Source: S. Turyshev, arXiv:2604.27197; J. R. Wertz, Space Mission Analysis and Design.

    >>> screen = sizing_screen(1e6, radiator_faces=2, eclipse_s=0.0, period_s=5863.7, payload_kg_per_kw=4.0)
    >>> round(screen.radiator_panel_area_m2), round(screen.array_area_m2), round(screen.total_kg_per_kw, 1)
    (2828, 3849, 54.2)
    """
    _possible_orbit(eclipse_s, period_s, radiator_temperature_k, sink_k, "radiator_temperature_k")
    return kernel(  # type: ignore[no-any-return]
        "satellite.sizing_screen",
        it_power_w,
        radiator_faces,
        eclipse_s,
        period_s,
        payload_kg_per_kw,
        overhead_factor,
        radiator_temperature_k,
        sink_k,
        emissivity,
        fin_efficiency,
        view_to_space,
        radiator_areal_mass_kg_m2,
        array_specific_power_w_per_kg,
        cell_efficiency,
        array_packing,
        array_loss_per_yr,
        years,
        solar_flux_w_m2,
        specific_energy_wh_per_kg,
        depth_of_discharge,
        discharge_efficiency,
        round_trip_efficiency,
        structure_fraction,
        mass_margin,
        stefan_boltzmann_w_m2_k4,
        result=SizingScreen,
    )


class MassBudget(NamedTuple):
    """A budget that closes: the parts, structure and margin add up to ``total_kg``; array at the beginning of life."""

    payload_kg: Floats
    array_kg: Floats
    battery_kg: Floats
    radiator_kg: Floats
    loop_kg: Floats
    comms_kg: Floats
    avionics_propulsion_kg: Floats
    structure_kg: Floats
    margin_kg: Floats
    total_kg: Floats
    kg_per_kw_it: Floats
    array_power_w: Floats
    array_area_m2: Floats
    radiator_panel_area_m2: Floats
    heat_w: Floats
    iterations: int


class _Closure(NamedTuple):
    budget: MassBudget
    mass_gain_kg_per_w: Floats
    area_gain_m2_per_w: Floats


@model(
    payload_kg=non_negative,
    eclipse_load_fraction=share,
    loop_kg_per_kw=non_negative,
    heat_pump_hot_k=positive.or_none(),
    second_law_efficiency=_some,
    pointing_factor=_some,
    comms_kg=non_negative,
    avionics_propulsion_kg=non_negative,
    station_keeping_w_per_kg=non_negative,
    attitude_control_w_per_m2=non_negative,
    tolerance=legal(1e-14, 1e-2),
    **_ranges,
)
def mass_budget(
    it_power_w: Floats,
    *,
    radiator_faces: Floats,
    eclipse_s: Floats,
    period_s: Floats,
    payload_kg: Floats,
    eclipse_load_fraction: Floats = 1.0,
    overhead_factor: Floats = default("power_overhead_factor"),
    radiator_temperature_k: Floats = default("radiator_temperature"),
    sink_k: Floats = default("sink_temperature_fallback"),
    emissivity: Floats = default("radiator_emissivity_eol"),
    fin_efficiency: Floats = default("fin_efficiency"),
    view_to_space: Floats = default("radiator_view_to_space"),
    radiator_areal_mass_kg_m2: Floats = default("radiator_areal_mass"),
    loop_kg_per_kw: Floats = 0.0,
    heat_pump_hot_k: Floats = None,
    second_law_efficiency: Floats = 0.5,
    array_specific_power_w_per_kg: Floats = default("array_specific_power_bol"),
    cell_efficiency: Floats = default("cell_efficiency_bol"),
    array_packing: Floats = default("array_packing"),
    array_loss_per_yr: Floats = default("array_degradation"),
    years: Floats = default("station_life"),
    pointing_factor: Floats = 1.0,
    solar_flux_w_m2: Floats = default("solar_constant"),
    specific_energy_wh_per_kg: Floats = default("battery_specific_energy"),
    depth_of_discharge: Floats = default("battery_dod"),
    discharge_efficiency: Floats = default("battery_discharge_efficiency"),
    round_trip_efficiency: Floats = default("battery_round_trip"),
    comms_kg: Floats = default("comms_mass"),
    avionics_propulsion_kg: Floats = default("avionics_propulsion_mass"),
    station_keeping_w_per_kg: Floats = 0.0,
    attitude_control_w_per_m2: Floats = 0.0,
    structure_fraction: Floats = default("structure_fraction"),
    mass_margin: Floats = default("mass_margin"),
    tolerance: Floats = 1e-9,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> MassBudget:
    """Mass of a satellite for an IT power, iterated until mass and power close.

    Formula: ``P = (1 + W/Q)(IT·overhead + w_m M + w_A A)``: w_m watt per kg of total mass for station keeping, w_A watt per m² of array
    and radiator panel for attitude control, W/Q the work of a heat pump that lifts heat from ``radiator_temperature_k`` to
    ``heat_pump_hot_k`` (None: no pump). All of P is heat. Array, battery and radiator as in `sizing_screen`, the array also over
    ``pointing_factor``, ``eclipse_load_fraction`` of the load kept up in eclipse; loop by kW of heat;
    ``total = parts·(1 + structure)(1 + margin)``. Shapes: arguments broadcast.
    Errors: `PhysicsError` when it does not close, with the reason and the nearest feasible value; `ParameterError` as `sizing_screen`.
    Source: S. Turyshev, arXiv:2604.27197; J. R. Wertz, Space Mission Analysis and Design.

    >>> budget = mass_budget(100e3, radiator_faces=2, eclipse_s=1200.0, period_s=5863.7, payload_kg=400.0, station_keeping_w_per_kg=0.5)
    >>> round(budget.total_kg), round(budget.kg_per_kw_it, 1)
    (7359, 73.6)
    """
    hot_k = radiator_temperature_k if heat_pump_hot_k is None else heat_pump_hot_k
    possible(
        np.greater_equal(hot_k, radiator_temperature_k),
        f"a heat pump lifts heat: the nearest feasible value is {format_number(np.max(radiator_temperature_k, initial=0.0).item())} K",
        parameter="heat_pump_hot_k",
        value=hot_k,
    )
    _possible_orbit(eclipse_s, period_s, hot_k, sink_k, "radiator_temperature_k" if heat_pump_hot_k is None else "heat_pump_hot_k")
    values = kernel(
        "satellite.mass_budget",
        it_power_w,
        radiator_faces,
        eclipse_s,
        period_s,
        payload_kg,
        eclipse_load_fraction,
        overhead_factor,
        radiator_temperature_k,
        sink_k,
        emissivity,
        fin_efficiency,
        view_to_space,
        radiator_areal_mass_kg_m2,
        loop_kg_per_kw,
        hot_k,
        second_law_efficiency,
        array_specific_power_w_per_kg,
        cell_efficiency,
        array_packing,
        array_loss_per_yr,
        years,
        pointing_factor,
        solar_flux_w_m2,
        specific_energy_wh_per_kg,
        depth_of_discharge,
        discharge_efficiency,
        round_trip_efficiency,
        comms_kg,
        avionics_propulsion_kg,
        station_keeping_w_per_kg,
        attitude_control_w_per_m2,
        structure_fraction,
        mass_margin,
        tolerance,
        stefan_boltzmann_w_m2_k4,
        result=lambda *fields: _Closure(MassBudget(*fields[:-2]), *fields[-2:]),  # type: ignore[arg-type]
    )
    _require_closure(values, station_keeping_w_per_kg, attitude_control_w_per_m2)
    budget: MassBudget = values.budget
    whole: Any = np.asarray(budget.iterations).astype(int)
    return budget._replace(iterations=whole)


def _require_closure(closure: _Closure, station_keeping_w_per_kg: Floats, attitude_control_w_per_m2: Floats) -> None:
    open_ = ~np.isfinite(closure.budget.total_kg)
    if not np.any(open_):
        return

    def worst(values: Floats) -> float:
        return float(np.broadcast_to(values, open_.shape)[open_].flat[0])

    keeping, control = worst(station_keeping_w_per_kg), worst(attitude_control_w_per_m2)
    by_mass, by_area = worst(closure.mass_gain_kg_per_w), worst(closure.area_gain_m2_per_w)
    gain = keeping * by_mass + control * by_area
    # The larger of the two shares is the one to cut, as far as the other leaves room.
    if keeping * by_mass >= control * by_area:
        name, value, limit, unit = "station_keeping_w_per_kg", keeping, (1.0 - control * by_area) / by_mass, "W/kg"
    else:
        name, value, limit, unit = "attitude_control_w_per_m2", control, (1.0 - keeping * by_mass) / by_area, "W/m²"
    raise PhysicsError(
        f"mass and power run away: each further W of power needs {format_number(gain)} W for the mass and area that it adds",
        parameter=name,
        value=value,
        low=0.0,
        high=max(limit, 0.0),
        unit=unit,
        hint=f"the nearest feasible value lies just below {format_number(max(limit, 0.0))} {unit}",
    )


@model(it_power_w=non_negative, eclipse_fraction=share.series(), throttle_fraction=share, hours_per_year=positive)
def annual_it_energy_mwh(
    it_power_w: Floats,
    eclipse_fraction: Floats,
    *,
    policy: str,
    throttle_fraction: Floats = 0.0,
    hours_per_year: Floats = HOURS_PER_YEAR,
    axis: int = -1,
) -> Floats:
    """IT energy [MWh] of a year under a policy for eclipses.

    Formula: ``"full"``: P·hours (a battery carries the load); ``"throttle"``: ``P·hours·mean(1 − f (1 − throttle))``;
    ``"stop_in_season"``: P·hours times the share of the steps without eclipse.
    Shapes: ``eclipse_fraction`` is a series of equal steps over the year along ``axis``; the others broadcast with the result.
    Errors: `ParameterError` for an unknown policy or a fraction outside 0–1. Source: definition.

    >>> annual_it_energy_mwh(1e6, [0.0, 0.0, 0.3, 0.1], policy="throttle", throttle_fraction=0.5)
    8322.0
    """
    choose("policy", policy, ("full", "throttle", "stop_in_season"))
    (fraction,) = along(axis, eclipse_fraction)
    if policy == "full":
        running = np.ones(fraction.shape[:-1])
    elif policy == "throttle":
        running = 1.0 - fraction.mean(axis=-1) * np.subtract(1.0, throttle_fraction)
    else:
        running = (fraction == 0.0).mean(axis=-1)
    return np.multiply(it_power_w, hours_per_year) * running / 1e6
