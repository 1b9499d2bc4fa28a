"""A heat pump before the radiator: hotter and smaller, but its work is heat too and has to be supplied (model F).

Areas are radiating areas, ``areal_mass_kg_m2`` is per m² of them, ``work_mass_kg_per_w`` the mass of what supplies and does the
work. T_s < T_c ≤ T_h, constant second-law efficiency; a lift above 80 K is flagged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, derived, kernel, legal, model, non_negative, positive, possible
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4

__all__ = [
    "HeatPumpOptimum",
    "break_even_efficiency",
    "break_even_work_mass_kg_per_w",
    "mass_kg",
    "optimum",
    "radiating_area_m2",
    "work_w",
]

_MAX_LIFT_K = 80.0
_some = legal(0.0, 1.0, open_low=True)


def _lifted(cold_k: Floats, hot_k: Floats, outside: str, function: str) -> Floats:
    """The hot temperature of a lift that is possible and, or as ``outside`` says, one that the constant efficiency covers."""
    possible(np.greater_equal(hot_k, cold_k), "a heat pump lifts heat: hot_k ≥ cold_k", outside=outside, parameter="hot_k", value=hot_k)
    return cold_k + derived("lift_k", np.subtract(hot_k, cold_k), -np.inf, _MAX_LIFT_K, outside, function)


def _above_sink(cold_k: Floats, sink_k: Floats, outside: str = "raise") -> None:
    possible(
        np.greater(cold_k, sink_k),
        "a radiator at or below its sink rejects nothing: cold_k > sink_k",
        outside=outside,
        parameter="cold_k",
        value=cold_k,
    )


@model(heat_w=non_negative, cold_k=positive, hot_k=positive, second_law_efficiency=_some)
def work_w(heat_w: Floats, cold_k: Floats, hot_k: Floats, second_law_efficiency: Floats, *, outside: Outside = "warn") -> Floats:
    """Work [W] that lifts ``heat_w`` from the cold to the hot side.

    Formula: ``W = Q (T_h − T_c)/(η T_c)``. Shapes: arguments broadcast. Flag: lift above 80 K.
    Errors: `PhysicsError` for hot below cold. Source: second law; η is the share of Carnot.

    >>> round(work_w(1.0, 300.0, 350.0, 0.5), 5)
    0.33333
    """
    return kernel("radiator_heat_pump.work_w", heat_w, cold_k, _lifted(cold_k, hot_k, outside, "work_w"), second_law_efficiency)


@model(
    heat_w=non_negative,
    cold_k=positive,
    hot_k=positive,
    sink_k=non_negative,
    second_law_efficiency=_some,
    emissivity=_some,
    stefan_boltzmann_w_m2_k4=positive,
)
def radiating_area_m2(
    heat_w: Floats,
    cold_k: Floats,
    hot_k: Floats,
    sink_k: Floats,
    second_law_efficiency: Floats,
    emissivity: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Radiating area [m²] at the hot side for heat and work.

    Formula: ``A = (Q + W)/(ε σ (T_h⁴ − T_s⁴))``. Shapes: arguments broadcast. Flag: lift above 80 K.
    Errors: `PhysicsError` unless T_s < T_c ≤ T_h. Source: as `work_w` and `radiator.area_m2`.

    >>> round(radiating_area_m2(1.0, 300.0, 350.0, 220.0, 0.5, 0.9), 9)
    0.002063119
    """
    _above_sink(cold_k, sink_k, outside)
    hot_k = _lifted(cold_k, hot_k, outside, "radiating_area_m2")
    where = np.where(np.greater(cold_k, sink_k), cold_k, np.nan)
    return kernel(
        "radiator_heat_pump.radiating_area_m2", heat_w, where, hot_k, sink_k, second_law_efficiency, emissivity, stefan_boltzmann_w_m2_k4
    )


@model(
    heat_w=non_negative,
    cold_k=positive,
    hot_k=positive,
    sink_k=non_negative,
    second_law_efficiency=_some,
    emissivity=_some,
    areal_mass_kg_m2=non_negative,
    work_mass_kg_per_w=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
)
def mass_kg(
    heat_w: Floats,
    cold_k: Floats,
    hot_k: Floats,
    sink_k: Floats,
    second_law_efficiency: Floats,
    emissivity: Floats,
    areal_mass_kg_m2: Floats,
    work_mass_kg_per_w: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Mass [kg] of the radiator and of what supplies and does the work.

    Formula: ``m = a A + α W``. Shapes: arguments broadcast. Flag: lift above 80 K.
    Errors: `PhysicsError` unless T_s < T_c ≤ T_h. Source: as `radiating_area_m2`.

    >>> round(mass_kg(1e6, 300.0, 300.0, 220.0, 0.5, 0.9, 3.0, 0.015), 1)
    10210.3
    """
    _above_sink(cold_k, sink_k, outside)
    hot_k = _lifted(cold_k, hot_k, outside, "mass_kg")
    where = np.where(np.greater(cold_k, sink_k), cold_k, np.nan)
    return kernel(
        "radiator_heat_pump.mass_kg",
        heat_w,
        where,
        hot_k,
        sink_k,
        second_law_efficiency,
        emissivity,
        areal_mass_kg_m2,
        work_mass_kg_per_w,
        stefan_boltzmann_w_m2_k4,
    )


@model(cold_k=positive, sink_k=non_negative)
def break_even_efficiency(cold_k: Floats, sink_k: Floats) -> Floats:
    """Second-law efficiency above which a small lift makes the radiator smaller.

    Formula: ``(1 − (T_s/T_c)⁴)/4``. Shapes: arguments broadcast. Errors: `PhysicsError` unless T_s < T_c.
    Source: dA/dT_h = 0 at T_h = T_c.

    >>> break_even_efficiency(300.0, 0.0)
    0.25
    """
    _above_sink(cold_k, sink_k)
    return kernel("radiator_heat_pump.break_even_efficiency", cold_k, sink_k)


@model(
    cold_k=positive,
    sink_k=non_negative,
    second_law_efficiency=_some,
    emissivity=_some,
    areal_mass_kg_m2=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
)
def break_even_work_mass_kg_per_w(
    cold_k: Floats,
    sink_k: Floats,
    second_law_efficiency: Floats,
    emissivity: Floats,
    areal_mass_kg_m2: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Mass of work [kg/W] below which a small lift makes the whole lighter; negative: never.

    Formula: ``a/(ε σ D)·(4 η T_c⁴/D − 1)``, ``D = T_c⁴ − T_s⁴``. Shapes: arguments broadcast.
    Errors: `PhysicsError` unless T_s < T_c. Source: dm/dT_h = 0 at T_h = T_c.

    >>> round(1e3 * break_even_work_mass_kg_per_w(300.0, 0.0, 0.5, 0.9, 2.5), 2)  # kg/kW
    6.05
    """
    _above_sink(cold_k, sink_k)
    return kernel(
        "radiator_heat_pump.break_even_work_mass_kg_per_w",
        cold_k,
        sink_k,
        second_law_efficiency,
        emissivity,
        areal_mass_kg_m2,
        stefan_boltzmann_w_m2_k4,
    )


class HeatPumpOptimum(NamedTuple):
    """Lightest hot temperature (``cold_k`` where the pump does not pay); masses per W of heat at the cold side."""

    hot_k: Floats
    mass_kg_per_w: Floats
    mass_without_pump_kg_per_w: Floats
    pays: bool


@model(
    cold_k=positive,
    sink_k=non_negative,
    second_law_efficiency=_some,
    emissivity=_some,
    areal_mass_kg_m2=non_negative,
    work_mass_kg_per_w=non_negative,
    max_hot_k=positive,
    stefan_boltzmann_w_m2_k4=positive,
)
def optimum(
    cold_k: Floats,
    sink_k: Floats,
    second_law_efficiency: Floats,
    emissivity: Floats,
    areal_mass_kg_m2: Floats,
    work_mass_kg_per_w: Floats,
    *,
    max_hot_k: Floats = 600.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> HeatPumpOptimum:
    """Hot temperature of least mass between ``cold_k`` and ``max_hot_k``, to better than 1e-4 K.

    Formula: minimum of ``a A(T_h) + α W(T_h)``; the corner ``T_h = T_c`` ("does not pay") is an answer like any other. Carnot with
    T_s = 0: ``T_h = (3a/(α ε σ))^(1/4)``. Shapes: arguments broadcast. Flag: best lift above 80 K; "clamp" looks only up to there.
    Errors: `PhysicsError` unless T_s < T_c ≤ max_hot_k. Source: as `mass_kg`.

    >>> round(optimum(300.0, 0.0, 1.0, 0.9, 2.5, 0.01).hot_k, 4)
    348.1783
    >>> optimum(330.0, 220.0, 0.5, 0.9, 3.0, 0.015).pays
    False
    """
    _above_sink(cold_k, sink_k, outside)
    possible(
        np.greater_equal(max_hot_k, cold_k),
        "the limit of the machine lies below its cold side",
        outside=outside,
        parameter="max_hot_k",
        value=max_hot_k,
    )
    where = np.where(np.greater(cold_k, sink_k) & np.greater_equal(max_hot_k, cold_k), cold_k, np.nan)
    law = (sink_k, second_law_efficiency, emissivity, areal_mass_kg_m2, work_mass_kg_per_w)

    def best(limit_k: Floats) -> HeatPumpOptimum:
        return kernel(  # type: ignore[no-any-return]
            "radiator_heat_pump.optimum", where, *law, limit_k, stefan_boltzmann_w_m2_k4, result=HeatPumpOptimum
        )

    found = best(max_hot_k)
    lift = derived("lift_k", np.subtract(found.hot_k, cold_k), -np.inf, _MAX_LIFT_K, outside, "optimum")
    if outside == "clamp":
        found = best(np.minimum(max_hot_k, np.add(cold_k, _MAX_LIFT_K)))
    else:
        numbers = (np.where(np.isnan(lift), np.nan, field) for field in found)
        found = HeatPumpOptimum._make(numbers)
    return found._replace(pays=np.equal(found.pays, 1.0))
