"""Launch and replacement: price of launched power, flights, what a launch may cost, a fleet in steady state (model L).

Prices per kg are prices to the customer, not costs of the operator. Learning by cumulative mass is
`finance.learning_curve_price` and `finance.learning_curve_cumulative`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive, possible, require
from gigasite.constants import HOURS_PER_YEAR

__all__ = [
    "LaunchEmissions",
    "SteadyFleet",
    "allowance_usd_per_kg",
    "emissions",
    "flights",
    "flights_between",
    "ground_power_spend_usd_per_kw_yr",
    "launched_power_price_usd_per_kw_yr",
    "price_gap",
    "steady_fleet",
    "vehicle_price_usd_per_kg",
]


@model(mass_kg=non_negative, power_kw=positive, life_years=positive, launch_price_usd_per_kg=non_negative)
def launched_power_price_usd_per_kw_yr(mass_kg: Floats, power_kw: Floats, life_years: Floats, launch_price_usd_per_kg: Floats) -> Floats:
    """Price of launched power [USD/kW/yr]: ``m p/(P L)``.

    Shapes: arguments broadcast. Errors: `ParameterError` for no power or no life. Source: arXiv:2511.19468, Table 1.

    >>> round(launched_power_price_usd_per_kw_yr(260.0, 7.0, 5.0, 3600.0))
    26743
    """
    return kernel("launch.launched_power_price_usd_per_kw_yr", mass_kg, power_kw, life_years, launch_price_usd_per_kg)


@model(vehicle_price_usd=non_negative, payload_kg=positive, orbit_factor=positive)
def vehicle_price_usd_per_kg(vehicle_price_usd: Floats, payload_kg: Floats, *, orbit_factor: Floats = 1.0) -> Floats:
    """Price of a whole launch over its payload in this orbit [USD/kg]; ``orbit_factor`` is that payload over the reference one.

    Shapes: arguments broadcast. Errors: `ParameterError` for no payload. Source: definition.

    >>> vehicle_price_usd_per_kg(97e6, 50e3)
    1940.0
    """
    return kernel("launch.vehicle_price_usd_per_kg", vehicle_price_usd, payload_kg, orbit_factor)


@model(start_cumulative_t=non_negative, end_cumulative_t=non_negative, payload_t=positive)
def flights_between(start_cumulative_t: Floats, end_cumulative_t: Floats, payload_t: Floats) -> Floats:
    """Flights between two cumulative masses, not rounded: ``(M − M0)/payload``.

    Shapes: arguments broadcast. Errors: `ParameterError` for an end before the start. Source: definition.

    >>> round(flights_between(400.0, 104524.609, 100.0), 1)
    1041.2
    """
    require(
        np.greater_equal(end_cumulative_t, start_cumulative_t),
        "cumulative mass does not fall",
        parameter="end_cumulative_t",
        value=end_cumulative_t,
    )
    return kernel("launch.flights_between", start_cumulative_t, end_cumulative_t, payload_t)


@model(
    mass_kg=non_negative,
    payload_kg=positive,
    volume_m3=non_negative,
    payload_volume_m3=positive.or_infinite(),
    packing=legal(0.0, 1.0, open_low=True),
    orbit_factor=positive,
    failure_probability=legal(0.0, 1.0, open_high=True),
)
def flights(
    mass_kg: Floats,
    payload_kg: Floats,
    *,
    volume_m3: Floats = 0.0,
    payload_volume_m3: Floats = math.inf,
    packing: Floats = 1.0,
    orbit_factor: Floats = 1.0,
    failure_probability: Floats = 0.0,
) -> Floats:
    """Expected number of flights: whole loads by mass or volume, whichever needs more, over the share that arrives.

    Formula: ``ceil(max(mass/(payload·orbit factor), volume/payload volume)/packing)/(1 − p)``; not rounded after the failures.
    Shapes: arguments broadcast. Errors: `ParameterError` for a packing outside (0, 1] or a launcher that always fails.
    Source: definition.

    >>> flights(1.05e6, 100e3, volume_m3=9000.0, payload_volume_m3=1000.0, packing=0.9)
    12.0
    """
    return kernel("launch.flights", mass_kg, payload_kg, volume_m3, payload_volume_m3, packing, orbit_factor, failure_probability)


@model(benchmark_usd_per_kw=finite, mass_kg_per_kw=positive, other_orbital_cost_usd_per_kw=finite)
def allowance_usd_per_kg(benchmark_usd_per_kw: Floats, mass_kg_per_kw: Floats, *, other_orbital_cost_usd_per_kw: Floats = 0.0) -> Floats:
    """What launch and build may cost [USD/kg] to meet a benchmark on the ground; negative: no price closes the case.

    Formula: ``(benchmark − other)/(kg per kW)``. Shapes: arguments broadcast. Errors: `ParameterError` for no mass.
    Source: S. Turyshev, arXiv:2604.27197.

    >>> allowance_usd_per_kg(15000.0, 50.0, other_orbital_cost_usd_per_kw=5000.0)
    200.0
    """
    return kernel("launch.allowance_usd_per_kg", benchmark_usd_per_kw, mass_kg_per_kw, other_orbital_cost_usd_per_kw)


@model(launch_price_usd_per_kg=non_negative, allowance_usd_per_kg=finite)
def price_gap(launch_price_usd_per_kg: Floats, allowance_usd_per_kg: Floats) -> Floats:
    """How many times the price exceeds the allowance: ``price/allowance``.

    Shapes: arguments broadcast. Errors: `PhysicsError` for an allowance of 0 or less: no launch price closes the case.
    Source: definition.

    >>> price_gap(3000.0, 200.0)
    15.0
    """
    possible(
        np.greater(allowance_usd_per_kg, 0.0),
        "no launch price, not even zero, closes the case",
        parameter="allowance_usd_per_kg",
        value=allowance_usd_per_kg,
    )
    return kernel("launch.price_gap", launch_price_usd_per_kg, allowance_usd_per_kg)


class SteadyFleet(NamedTuple):
    """What keeps a fleet at its size."""

    satellites_per_yr: Floats
    launches_per_yr: Floats


@model(
    satellites=non_negative,
    life_years=positive,
    failure_rate_per_yr=non_negative,
    satellites_per_launch=positive,
    cadence_per_yr=non_negative.or_infinite(),
)
def steady_fleet(
    satellites: Floats,
    life_years: Floats,
    failure_rate_per_yr: Floats,
    satellites_per_launch: Floats,
    *,
    cadence_per_yr: Floats = math.inf,
) -> SteadyFleet:
    """Replacement of a fleet (parameters ``station_life``, ``satellite_hazard``): what ages and what fails.

    Formula: ``N/L + N λ`` satellites a year, over the satellites per launch. Shapes: arguments broadcast.
    Errors: `PhysicsError` when more launches are needed than ``cadence_per_yr`` gives: the fleet shrinks. Source: steady state.

    >>> steady_fleet(1000, 5.0, 0.05, 50.0)
    SteadyFleet(satellites_per_yr=250.0, launches_per_yr=5.0)
    """
    fleet = kernel("launch.steady_fleet", satellites, life_years, failure_rate_per_yr, satellites_per_launch, result=SteadyFleet)
    possible(
        np.less_equal(fleet.launches_per_yr, cadence_per_yr),
        "the fleet needs more launches a year than there are",
        parameter="cadence_per_yr",
        value=cadence_per_yr,
    )
    return SteadyFleet(*(each + np.zeros(np.shape(cadence_per_yr)) for each in fleet))


class LaunchEmissions(NamedTuple):
    """Emissions, each kind apart; NaN where none was given."""

    co2_kg: Floats
    black_carbon_kg: Floats
    alumina_kg: Floats


@model(
    launches=non_negative,
    co2_kg_per_launch=non_negative,
    black_carbon_kg_per_launch=non_negative.or_missing(),
    alumina_kg_per_launch=non_negative.or_missing(),
)
def emissions(
    launches: Floats,
    co2_kg_per_launch: Floats,
    *,
    black_carbon_kg_per_launch: Floats = math.nan,
    alumina_kg_per_launch: Floats = math.nan,
) -> LaunchEmissions:
    """Emissions [kg] of a number of launches. No defaults: there is no sourced value for black carbon and alumina.

    Formula: number times emission per launch. Shapes: arguments broadcast. Errors: `ParameterError` for negative values.
    Source: definition; exhaust only, not the making of propellant and vehicle.

    >>> emissions(10, 2.7e6).co2_kg
    27000000.0
    """
    return kernel(  # type: ignore[no-any-return]
        "launch.emissions", launches, co2_kg_per_launch, black_carbon_kg_per_launch, alumina_kg_per_launch, result=LaunchEmissions
    )


@model(price_usd_per_mwh=finite, pue=legal(1.0), hours_per_year=positive)
def ground_power_spend_usd_per_kw_yr(price_usd_per_mwh: Floats, pue: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """What a kW of IT on the ground spends on power [USD/kW/yr], to set beside `launched_power_price_usd_per_kw_yr`.

    Formula: ``price · hours · PUE``. Shapes: arguments broadcast. Errors: `ParameterError` for a PUE below 1.
    Source: arXiv:2511.19468, section 4.4.

    >>> round(ground_power_spend_usd_per_kw_yr(60.0, 1.09), 1)
    572.9
    """
    return kernel("launch.ground_power_spend_usd_per_kw_yr", price_usd_per_mwh, pue, hours_per_year)
