"""Public calculators, reproduced so that they can be taken apart (models N2 and L).

Each function returns the figures of its author under the author's own boundary and assumptions; none is a default of gigasite.
``docs/published_models.md`` walks from each figure to what the functions of gigasite give.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np

from gigasite._model import Floats, kernel, legal, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError

__all__ = ["McCalip", "StarcloudTable", "mccalip", "starcloud_table"]

# Constants of the calculator (static/js/math.js), with its own roundings.
_HOURS = 8760.0
_PAYLOAD_KG = 100e3
_OPS_PER_YR = 0.01
_SOLAR_W_M2 = 1361.0
_EARTH_INFRARED_W_M2 = 237.0
_ALBEDO = 0.30
_SIGMA = 5.67e-8
_SPACE_K = 3.0
_EARTH_RADIUS_M = 6371000.0
_POINTS = 72.0


class McCalip(NamedTuple):
    """Figures of the calculator. A negative break-even says that no launch price, not even zero, closes the case."""

    satellite_count: Floats
    total_mass_kg: Floats
    total_cost_usd: Floats
    lcoe_usd_per_mwh: Floats
    launches: Floats
    ground_total_usd: Floats
    ground_lcoe_usd_per_mwh: Floats
    break_even_launch_price_usd_per_kg: Floats
    equilibrium_temperature_k: Floats


R = TypeVar("R", bound=tuple[Any, ...])


def _one_shape(figures: R, *others: Floats) -> R:
    """All figures in the shape of all arguments, also where an argument does not act on a figure."""
    shape = np.broadcast_shapes(*map(np.shape, (*figures, *others)))
    return type(figures)(*(np.broadcast_to(each, shape).copy() for each in figures))


@model(
    years=legal(1.0, 200.0),
    target_power_gw=positive,
    launch_price_usd_per_kg=non_negative,
    satellite_cost_usd_per_w=non_negative,
    specific_power_w_per_kg=positive,
    satellite_power_kw=positive,
    sun_fraction=legal(0.0, 1.0, open_low=True),
    cell_degradation_per_yr=legal(0.0, 1.0, open_high=True),
    gpu_failure_per_yr=non_negative,
    nre_usd=non_negative,
    gas_turbine_usd_per_kw=non_negative,
    electrical_usd_per_w=non_negative,
    mechanical_usd_per_w=non_negative,
    civil_usd_per_w=non_negative,
    network_usd_per_w=non_negative,
    pue=legal(1.0),
    gas_price_usd_per_mmbtu=non_negative,
    heat_rate_btu_per_kwh=positive,
    capacity_factor=legal(0.0, 1.0, open_low=True),
    solar_absorptivity=share,
    front_emissivity=legal(0.0, 1.0, open_low=True),
    back_emissivity=legal(0.0, 1.0, open_low=True),
    cell_efficiency=share,
    beta_deg=legal(-90.0, 90.0),
    altitude_m=positive,
)
def mccalip(
    *,
    years: Floats = 5.0,
    target_power_gw: Floats = 1.0,
    launch_price_usd_per_kg: Floats = 500.0,
    satellite_cost_usd_per_w: Floats = 22.0,
    specific_power_w_per_kg: Floats = 36.5,
    satellite_power_kw: Floats = 27.0,
    sun_fraction: Floats = 0.98,
    cell_degradation_per_yr: Floats = 0.025,
    gpu_failure_per_yr: Floats = 0.09,
    nre_usd: Floats = 1.0e9,
    gas_turbine_usd_per_kw: Floats = 1800.0,
    electrical_usd_per_w: Floats = 5.25,
    mechanical_usd_per_w: Floats = 3.0,
    civil_usd_per_w: Floats = 2.5,
    network_usd_per_w: Floats = 1.75,
    pue: Floats = 1.2,
    gas_price_usd_per_mmbtu: Floats = 4.3,
    heat_rate_btu_per_kwh: Floats = 6200.0,
    capacity_factor: Floats = 0.85,
    solar_absorptivity: Floats = 0.92,
    front_emissivity: Floats = 0.85,
    back_emissivity: Floats = 0.90,
    cell_efficiency: Floats = 0.22,
    beta_deg: Floats = 90.0,
    altitude_m: Floats = 550000.0,
) -> McCalip:
    """The calculator "Economics of orbital vs terrestrial data centers", with its defaults under our names.

    Formula: ``k̄ = mean_{n<years} (1 − deg)^n``; ``P_req = target/(k̄ sun fraction)``; ``N = ceil(P_req/P_sat)``; ``mass = N P_sat/(W/kg)``;
    ``hardware = USD/W·N P_sat``; ``total = hardware (1 + 0.01 years + failure·years) + launch·mass + NRE``;
    ``lcoe = total/(target·years·8760)``; ground: ``capex/W = turbine·pue/1000 + electrical + mechanical + civil + network``, fuel
    ``heat rate·gas price/1000`` on the energy at the capacity factor times pue; break-even launch price
    ``(ground total − USD/W·P_req)/(P_req/(W/kg))`` before rounding up;
    temperature `radiator.bifacial_equilibrium_k` with cosine floor, cosine β, σ 5.67e-8 and 3 K. ``cell_efficiency`` has no effect: all
    electricity returns as heat. Shapes: arguments broadcast. Errors: `ParameterError` for years that are not whole.
    Source: A. McCalip, github.com/andrewmccalip/thoughts, commit e59571e26506, static/js/math.js.

    >>> figures = mccalip()
    >>> round(figures.satellite_count), round(figures.lcoe_usd_per_mwh, 3), round(figures.break_even_launch_price_usd_per_kg, 3)
    (39731, 1166.56, -263.657)
    """
    require(np.equal(np.mod(years, 1), 0), "the calculator counts whole years", parameter="years", value=years)
    kept = np.subtract(1.0, cell_degradation_per_yr)
    ages = np.arange(int(np.max(years, initial=1.0)))
    alive = np.less(ages, np.expand_dims(years, -1))
    mean_kept = np.where(alive, np.expand_dims(kept, -1) ** ages, 0.0).sum(axis=-1) / years
    target_w = np.multiply(target_power_gw, 1e9)
    required_w = target_w / mean_kept / sun_fraction
    satellite_w = np.multiply(satellite_power_kw, 1e3)
    count = np.ceil(required_w / satellite_w)
    launched_w = count * satellite_w
    mass_kg = launched_w / specific_power_w_per_kg
    hardware = satellite_cost_usd_per_w * launched_w
    total = hardware + launch_price_usd_per_kg * mass_kg + _OPS_PER_YR * hardware * years + gpu_failure_per_yr * hardware * years + nre_usd
    energy_mwh = target_w * years * _HOURS / 1e6

    ground_per_w = gas_turbine_usd_per_kw * np.divide(pue, 1e3) + electrical_usd_per_w + mechanical_usd_per_w + civil_usd_per_w
    ground_mwh = energy_mwh * capacity_factor
    fuel = heat_rate_btu_per_kwh * np.divide(gas_price_usd_per_mmbtu, 1e3) * ground_mwh * pue
    ground_total = (ground_per_w + network_usd_per_w) * target_w + fuel

    temperature = kernel(
        "radiator.bifacial_equilibrium_k",
        beta_deg,
        altitude_m,
        solar_absorptivity,
        0.0,
        front_emissivity,
        back_emissivity,
        _SOLAR_W_M2,
        _EARTH_INFRARED_W_M2,
        _ALBEDO,
        0.0,
        0.0,
        1.0,
        _POINTS,
        _SPACE_K,
        _SIGMA,
        _EARTH_RADIUS_M,
    )
    return _one_shape(
        McCalip(
            satellite_count=count,
            total_mass_kg=mass_kg,
            total_cost_usd=total,
            lcoe_usd_per_mwh=total / energy_mwh,
            launches=np.ceil(mass_kg / _PAYLOAD_KG),
            ground_total_usd=ground_total,
            ground_lcoe_usd_per_mwh=ground_total / ground_mwh,
            break_even_launch_price_usd_per_kg=(ground_total - satellite_cost_usd_per_w * required_w)
            / (required_w / specific_power_w_per_kg),
            equilibrium_temperature_k=temperature,
        ),
        cell_efficiency,
    )


class StarcloudTable(NamedTuple):
    """One launch of the white paper: launch, array and shield against the grid energy of the same IT."""

    launch_price_usd_per_kg: Floats
    space_total_usd: Floats
    ground_energy_usd: Floats
    space_usd_per_mwh: Floats


@model(
    launch_cost_usd=non_negative.or_none(),
    launch_price_usd_per_kg=non_negative.or_none(),
    payload_kg=positive,
    array_usd=non_negative,
    shielding_usd=non_negative,
    it_power_mw=positive,
    years=positive,
    grid_price_usd_per_mwh=non_negative,
    hours_per_year=positive,
)
def starcloud_table(
    *,
    launch_cost_usd: Floats = None,
    launch_price_usd_per_kg: Floats = None,
    payload_kg: Floats = 100000.0,
    array_usd: Floats = 2.0e6,
    shielding_usd: Floats = 1.2e6,
    it_power_mw: Floats = 40.0,
    years: Floats = 10.0,
    grid_price_usd_per_mwh: Floats = 40.0,
    hours_per_year: Floats = HOURS_PER_YEAR,
) -> StarcloudTable:
    """The one-launch table of the Lumen Orbit/Starcloud white paper; chips, radiators and bus are not in it.

    Formula: ``price = cost of the launch/payload``; ``space = launch + array + shield``; ``ground = IT·hours·years·grid price``. Give
    exactly one of ``launch_cost_usd`` and ``launch_price_usd_per_kg``: the paper's text says 30 USD/kg, its table implies 50.
    Shapes: arguments broadcast. Errors: `ParameterError` for both or neither.
    Source: Lumen Orbit, "Why we should train AI in space", v1.03, September 2024.

    >>> table = starcloud_table(launch_cost_usd=5e6)
    >>> table.launch_price_usd_per_kg, table.space_total_usd, round(table.space_usd_per_mwh, 4)
    (50.0, 8200000.0, 2.3402)
    """
    if (launch_cost_usd is None) == (launch_price_usd_per_kg is None):
        raise ParameterError("give exactly one of launch_cost_usd and launch_price_usd_per_kg", parameter="launch_cost_usd")
    launch_usd = np.multiply(launch_price_usd_per_kg, payload_kg) if launch_cost_usd is None else launch_cost_usd
    energy_mwh = np.multiply(it_power_mw, hours_per_year) * years
    space_usd = np.add(launch_usd, array_usd) + shielding_usd
    return _one_shape(
        StarcloudTable(
            launch_price_usd_per_kg=np.divide(launch_usd, payload_kg),
            space_total_usd=space_usd,
            ground_energy_usd=energy_mwh * grid_price_usd_per_mwh,
            space_usd_per_mwh=space_usd / energy_mwh,
        )
    )
