"""Solar array in orbit: power, temperature and efficiency of the plate, ageing, fixed pointing (model H)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, finite, kernel, legal, model, non_negative, positive, require, share, valid
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4
from gigasite.errors import PhysicsError
from gigasite.orbit import beta
from gigasite.parameters import default

__all__ = [
    "OperatingPoint",
    "efficiency",
    "fixed_array_incidence_deg",
    "mean_remaining_fraction",
    "operating_point",
    "power_w",
    "remaining_fraction",
    "temperature_k",
]

_REFERENCE_K = 298.15
# Efficiency is linear in temperature within this interval.
_temperature = valid(200.0, 400.0, positive)
_loss = legal(0.0, 1.0, open_high=True)


class OperatingPoint(NamedTuple):
    """Where the temperature and the efficiency of a plate agree; power per m² of cells."""

    temperature_k: Floats
    efficiency: Floats
    power_w_m2: Floats


@model(
    area_m2=non_negative,
    efficiency=share,
    remaining=share,
    packing=share,
    solar_flux_w_m2=non_negative,
    illumination=share,
    sun_incidence_deg=legal(0.0, 180.0),
    other_factor=share,
)
def power_w(
    area_m2: Floats,
    efficiency: Floats,
    *,
    remaining: Floats,
    packing: Floats = default("array_packing"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    illumination: Floats = 1.0,
    sun_incidence_deg: Floats = 0.0,
    other_factor: Floats = 1.0,
) -> Floats:
    """Electric power [W] of an array of ``area_m2`` with its packing gaps, at the efficiency of its temperature.

    Formula: ``P = S ν A packing η max(cos θ, 0) · remaining · other``; ``remaining`` is what ageing has left, 1 at the beginning
    of life, and has no default on purpose. Shapes: arguments broadcast. Errors: `ParameterError` for shares outside 0–1.
    Source: definition.

    >>> round(power_w(16e6, 0.22, remaining=1.0, packing=0.9) / 1e9, 6)
    4.311648
    """
    return kernel(
        "solar_array.power_w", area_m2, efficiency, remaining, packing, solar_flux_w_m2, illumination, sun_incidence_deg, other_factor
    )


@model(temperature_k=_temperature, reference_efficiency=share, temperature_coefficient_per_k=finite, reference_k=positive)
def efficiency(
    temperature_k: Floats,
    *,
    reference_efficiency: Floats = default("cell_efficiency_bol"),
    temperature_coefficient_per_k: Floats = default("cell_temperature_coefficient"),
    reference_k: Floats = _REFERENCE_K,
    outside: Outside = "raise",
) -> Floats:
    """Efficiency of the cells at a temperature.

    Formula: ``η = η0 (1 + g (T − T_ref))``. Shapes: arguments broadcast. Valid: 200–400 K.
    Errors: `PhysicsError` outside the validity or where the line leaves 0–1. Source: textbook (linear law of the maker).

    >>> round(efficiency(330.0), 4)
    0.2761
    """
    result = kernel("solar_array.efficiency", temperature_k, reference_efficiency, temperature_coefficient_per_k, reference_k)
    _require_share(result, temperature_k)
    return result


def _require_share(result: Floats, temperature_k: Floats) -> None:
    inside = np.greater_equal(temperature_k, _temperature.valid_low) & np.less_equal(temperature_k, _temperature.valid_high)
    outside_share = np.less(result, 0.0) | np.greater(result, 1.0)
    message = "the linear law gives an efficiency outside 0–1"
    require(~(inside & outside_share), message, PhysicsError, parameter="temperature_coefficient_per_k")


_plate: dict[str, Any] = {
    "front_earth_view_factor": share,
    "back_earth_view_factor": share,
    "solar_absorptivity": share,
    "front_emissivity": share,
    "back_emissivity": share,
    "solar_flux_w_m2": non_negative,
    "earth_infrared_w_m2": non_negative,
    "albedo_absorbed_w_m2": non_negative,
    "stefan_boltzmann_w_m2_k4": positive,
}


def _require_emission(front_emissivity: Floats, back_emissivity: Floats) -> None:
    emits = np.add(front_emissivity, back_emissivity) > 0.0
    require(emits, "a plate that emits on neither side has no temperature", parameter="front_emissivity")


@model(efficiency=share, **_plate)
def temperature_k(
    efficiency: Floats,
    *,
    front_earth_view_factor: Floats,
    back_earth_view_factor: Floats,
    solar_absorptivity: Floats = default("array_alpha_solar"),
    front_emissivity: Floats = default("array_emissivity_front"),
    back_emissivity: Floats = default("array_emissivity_back"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo_absorbed_w_m2: Floats = 0.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Temperature [K] of an array facing the Sun at a given efficiency; the electricity leaves the plate.

    Formula: ``(ε_f + ε_b) σ T⁴ = S (α − η) + E (F_f ε_f + F_b ε_b) + albedo``. Shapes: arguments broadcast.
    Errors: `ParameterError` for an efficiency above the absorptivity, shares outside 0–1, or a plate that does not emit.
    Source: radiation balance of the plate.

    >>> round(temperature_k(0.22, front_earth_view_factor=0.0, back_earth_view_factor=0.0), 4)
    313.0232
    """
    require(np.less_equal(efficiency, solar_absorptivity), "more electricity than sunlight absorbed", parameter="efficiency")
    _require_emission(front_emissivity, back_emissivity)
    return kernel(
        "solar_array.temperature_k",
        efficiency,
        front_earth_view_factor,
        back_earth_view_factor,
        solar_absorptivity,
        front_emissivity,
        back_emissivity,
        solar_flux_w_m2,
        earth_infrared_w_m2,
        albedo_absorbed_w_m2,
        stefan_boltzmann_w_m2_k4,
    )


@model(temperature_k=_temperature)
def _cells(temperature_k: Floats, *, outside: Outside) -> Floats:
    return temperature_k


@model(reference_efficiency=share, temperature_coefficient_per_k=finite, reference_k=positive, **_plate)
def operating_point(
    *,
    front_earth_view_factor: Floats,
    back_earth_view_factor: Floats,
    reference_efficiency: Floats = default("cell_efficiency_bol"),
    temperature_coefficient_per_k: Floats = default("cell_temperature_coefficient"),
    reference_k: Floats = _REFERENCE_K,
    solar_absorptivity: Floats = default("array_alpha_solar"),
    front_emissivity: Floats = default("array_emissivity_front"),
    back_emissivity: Floats = default("array_emissivity_back"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo_absorbed_w_m2: Floats = 0.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "raise",
) -> OperatingPoint:
    """Fixed point of `efficiency` and `temperature_k` for an array facing the Sun, to 1e-9.

    Formula: as there; the two together are one quartic in T, solved by Newton's method from above. Shapes: arguments broadcast.
    Valid: 200–400 K, the resulting temperature.
    Errors: as there; `PhysicsError` also where the plate has no equilibrium.
    Source: as there.

    >>> point = operating_point(front_earth_view_factor=0.0, back_earth_view_factor=0.24)
    >>> round(point.temperature_k, 1), round(point.efficiency, 4), round(point.power_w_m2)
    (309.1, 0.2918, 397)
    """
    _require_emission(front_emissivity, back_emissivity)
    point = kernel(
        "solar_array.operating_point",
        front_earth_view_factor,
        back_earth_view_factor,
        reference_efficiency,
        temperature_coefficient_per_k,
        reference_k,
        solar_absorptivity,
        front_emissivity,
        back_emissivity,
        solar_flux_w_m2,
        earth_infrared_w_m2,
        albedo_absorbed_w_m2,
        stefan_boltzmann_w_m2_k4,
        result=OperatingPoint,
    )
    require(
        ~np.isnan(point.temperature_k), "the plate has no equilibrium temperature", PhysicsError, parameter="temperature_coefficient_per_k"
    )
    cells_k = _cells(point.temperature_k, outside=outside)
    result = kernel("solar_array.efficiency", cells_k, reference_efficiency, temperature_coefficient_per_k, reference_k)
    _require_share(result, cells_k)
    return OperatingPoint(cells_k, result, result * np.asarray(solar_flux_w_m2))


@model(loss_per_yr=_loss, years=non_negative)
def remaining_fraction(loss_per_yr: Floats, years: Floats) -> Floats:
    """Share of the power left after some years.

    Formula: ``(1 − d)^N``. Shapes: arguments broadcast. Errors: `ParameterError` for d outside [0, 1) or negative years.
    Source: constant yearly loss.

    >>> round(remaining_fraction(0.025, 5), 7)
    0.8810957
    """
    return kernel("solar_array.remaining_fraction", loss_per_yr, years)


@model(loss_per_yr=_loss, years=legal(1.0))
def mean_remaining_fraction(loss_per_yr: Floats, years: Floats) -> Floats:
    """Mean of the share left at the starts of the years.

    Formula: ``(1/N) Σ_{k<N} (1 − d)^k``. Shapes: arguments broadcast.
    Errors: `ParameterError` for years that are not a whole number from 1 on. Source: as `remaining_fraction`.

    >>> round(mean_remaining_fraction(0.025, 5), 7)
    0.9512345
    """
    require(np.equal(np.mod(years, 1.0), 0.0), "expected whole years", parameter="years", value=years)
    return kernel("solar_array.mean_remaining_fraction", loss_per_yr, years)


@model(beta_deg=beta)
def fixed_array_incidence_deg(beta_deg: Floats) -> Floats:
    """Angle [°] between the Sun and an array normal to the orbit plane that is not steered.

    Formula: ``90° − |β|``. Shapes: those of β. Errors: `ParameterError` for β beyond ±90°. Source: definition of β.

    >>> fixed_array_incidence_deg(58.6)
    31.4
    """
    return kernel("solar_array.fixed_array_incidence_deg", beta_deg)
