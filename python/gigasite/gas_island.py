"""Gas islands: N units and k spare ones, their outages, what runs, and what a kWh costs by scale (model T16)."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gigasite import _core
from gigasite._model import Floats, along, column, legal, model, non_negative, positive, require, series_kernel, share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import PhysicsError
from gigasite.finance import capital_recovery_factor
from gigasite.gas_turbine import fuel_cost_usd_per_mwh
from gigasite.onsite_supply import expected_unserved_mwh
from gigasite.parameters import default
from gigasite.uniforms import stream_of

__all__ = [
    "GasPlant",
    "RunningUnits",
    "SpareUnits",
    "gas_plant",
    "loss_of_load_h",
    "running_units",
    "spare_units",
    "units_available",
]

_count = legal(0.0, 10_000.0)
_availability = legal(0.0, 1.0, open_low=True)
_MOST_SPARE = 200


def _whole(**counts: Floats) -> None:
    for name, value in counts.items():
        require(np.equal(np.floor(value), value), "a whole number of units is expected", parameter=name, value=value)


@model(load_mw=non_negative.series(), units=_count, unit_mw=non_negative, unit_availability=share, step_h=positive)
def loss_of_load_h(
    load_mw: Floats, units: Floats, unit_mw: Floats, unit_availability: Floats, *, step_h: Floats = 1.0, axis: int = -1
) -> Floats:
    """Expected time in which identical units that fail independently do not carry a load [h].

    Formula: ``Σ_t Σ_k C(n, k) a^k (1 − a)^(n − k) [k u < L_t] Δt``.
    Shapes: load is a series along ``axis``; units, size and availability are numbers or arrays over the other axes.
    Errors: `ParameterError` for a broken number of units or an availability outside 0–1.
    Source: R. Billinton and R. N. Allan, Reliability Evaluation of Power Systems, Plenum 1996, chapter 2 (loss-of-load expectation).

    >>> round(loss_of_load_h([10.0, 20.0], 2, 10.0, 0.9), 6)
    0.2
    """
    _whole(units=units)
    load, hours = along(axis, load_mw, step_h)
    parameters = (column(each) for each in (units, unit_mw, unit_availability))
    return series_kernel("onsite_supply.loss_of_load_h", load, *parameters, hours, steps=load.shape[-1])


class SpareUnits(NamedTuple):
    """Units that carry the largest load, the least spare ones that reach the target, and the two shares that are then reached."""

    needed: Floats
    spare: Floats
    unserved_share: Floats
    loss_of_load_share: Floats


@model(load_mw=non_negative.series(), unit_mw=positive, unit_availability=_availability, unserved_share=legal(0.0, 1.0, open_low=True))
def spare_units(load_mw: Floats, unit_mw: Floats, unit_availability: Floats, unserved_share: Floats, *, axis: int = -1) -> SpareUnits:
    """The least k of N + k units whose expected unserved energy is at most a share of the energy of the load.

    Formula: ``N = ⌈max L/u⌉``, k counted up until ``EUE(N + k)/(Σ L Δt) ≤`` the share (`gigasite.onsite_supply.expected_unserved_mwh`).
    Shapes: load is a series of equal steps along ``axis``; the others are numbers or arrays over the other axes.
    Errors: `ParameterError` for a share or an availability of 0 or no load; `PhysicsError` where 200 spare units do not reach it.
    Source: R. Billinton and R. N. Allan, Reliability Evaluation of Power Systems, Plenum 1996, chapter 2.

    >>> spare_units([29.0] * 24, 35.0, 0.95, 1.0 - 0.99982).spare  # the downtime of tier III
    2.0
    """
    (load,) = along(axis, load_mw)
    energy = np.sum(load, axis=-1)
    require(energy > 0.0, "there is no load in the whole series", parameter="load_mw", value=0.0)
    shape = np.broadcast_shapes(energy.shape, *(np.shape(each) for each in (unit_mw, unit_availability, unserved_share)))
    size, available, target = (np.broadcast_to(each, shape) for each in (unit_mw, unit_availability, unserved_share))
    loads = np.broadcast_to(load, (*shape, load.shape[-1]))
    needed = np.ceil(np.max(loads, axis=-1) / size - 1e-9)
    spare = np.zeros(shape)
    unserved = np.asarray(expected_unserved_mwh(loads, needed, size, available)) / np.sum(loads, axis=-1)
    for _ in range(_MOST_SPARE):
        short = unserved > target
        if not np.any(short):
            break
        spare = spare + short
        unserved = np.asarray(expected_unserved_mwh(loads, needed + spare, size, available)) / np.sum(loads, axis=-1)
    require(
        unserved <= target,
        f"{_MOST_SPARE} spare units do not reach it",
        PhysicsError,
        parameter="unserved_share",
        value=unserved_share,
        hint="more reliable or smaller units, or a larger share",
    )
    lost = np.asarray(loss_of_load_h(loads, needed + spare, size, available)) / loads.shape[-1]
    return SpareUnits(*(each[()] if each.ndim == 0 else each for each in (needed, spare, unserved, lost)))


@functools.lru_cache(maxsize=512)
def _outages(
    units: int, forced_outage: float, repair_time_h: float, steps: int, step_h: float, seed: int, year: int
) -> NDArray[np.float64]:
    up = np.zeros(steps)
    # Two states, exact over a step: P(fails) = q (1 − e^(−(λ+μ)Δt)), P(is repaired) = (1 − q) (1 − e^(−(λ+μ)Δt)), μ = 1/MTTR, q = λ/(λ+μ).
    both = 1.0 - np.exp(-step_h / (repair_time_h * (1.0 - forced_outage)))
    leave = {True: forced_outage * both, False: (1.0 - forced_outage) * both}
    for unit in range(units):
        stream = stream_of(f"gas_unit.{unit}.{year}")
        at, drawn, count = 0, 1, 64
        u = _core.uniforms(seed, stream, 0, count)
        is_up = bool(u[0] >= forced_outage)
        while at < steps:
            if drawn == count:
                u, count = _core.uniforms(seed, stream, 0, 4 * count), 4 * count
            chance = leave[is_up]
            # Steps until the unit leaves its state: geometric.
            stay = steps if chance <= 0.0 else 1 if chance >= 1.0 else max(int(np.ceil(np.log(u[drawn]) / np.log1p(-chance))), 1)
            drawn += 1
            if is_up:
                up[at : at + stay] += 1.0
            at, is_up = at + stay, not is_up
    up.setflags(write=False)
    return up


@model(units=_count, forced_outage=legal(0.0, 0.99), repair_time_h=positive, steps=legal(1.0, 1e7), step_h=positive)
def units_available(
    units: int,
    forced_outage: float = default("gas_forced_outage"),
    repair_time_h: float = default("gas_repair_time"),
    *,
    steps: int = 8760,
    step_h: float = 1.0,
    seed: int = 1,
    year: int = 0,
) -> NDArray[np.float64]:
    """Units that are not out, step by step, of units that fail and are repaired at random and independently.

    Formula: two states, failure rate ``λ = q/(MTTR (1 − q))``, repair rate ``1/MTTR``, q the forced outage share; it starts in its
    steady state. Shapes: one year of one plant, a series of ``steps``; ``seed`` and ``year`` pick the random numbers (Philox).
    Errors: `ParameterError` for a broken number of units or a share of 1. Source: R. Billinton and R. N. Allan, as above, chapter 9.

    >>> up = units_available(4, 0.05, 50.0)
    >>> up.shape, bool(up.min() >= 0.0), bool(3.5 < up.mean() < 4.0)
    ((8760,), True, True)
    """
    _whole(units=units, steps=steps)
    return _outages(int(units), float(forced_outage), float(repair_time_h), int(steps), float(step_h), int(seed), int(year))


class RunningUnits(NamedTuple):
    """Units that run, their power, what they make beyond the load, what they do not serve, and units that start in the step."""

    units: Floats
    power_mw: Floats
    surplus_mw: Floats
    unserved_mw: Floats
    starts: Floats


@model(load_mw=non_negative.series(), unit_mw=positive, units_up=non_negative.series(), minimum_load=share)
def running_units(
    load_mw: Floats, unit_mw: Floats, units_up: Floats, *, minimum_load: Floats = default("gas_minimum_load"), axis: int = -1
) -> RunningUnits:
    """What runs of a plant of units: as few as carry the load, none below its least load.

    Formula: ``n = ⌈P/u⌉``, ``P = min(max(L, m u), n_up u)`` where there is load; starts are ``max(n_t − n_(t−1), 0)``, all at first.
    Shapes: load and units up are series along ``axis`` or numbers; size and least load broadcast over the other axes.
    Errors: `ParameterError` for negative values. Source: balance of the units.

    >>> running_units([5.0, 25.0, 45.0], 20.0, 2.0, minimum_load=0.5)._asdict()["power_mw"]
    array([10., 25., 40.])
    """
    load, up = along(axis, load_mw, units_up)
    size = np.asarray(unit_mw)[..., None]
    most = up * size
    power = np.where(load > 0.0, np.minimum(np.maximum(load, np.asarray(minimum_load)[..., None] * size), most), 0.0)
    units = np.ceil(power / size - 1e-9)
    starts = np.maximum(np.diff(units, axis=-1, prepend=0.0), 0.0)
    parts = (units, power, np.maximum(power - load, 0.0), np.maximum(load - power, 0.0), starts)
    return RunningUnits(*(np.moveaxis(part, -1, axis) for part in parts))


class GasPlant(NamedTuple):
    """Units with the spare ones, their capacity, price of a kW at this size, share of the energy served, cost of energy."""

    units: Floats
    capacity_mw: Floats
    capex_usd_per_kw: Floats
    served_share: Floats
    lcoe_usd_per_mwh: Floats


@model(
    peak_mw=positive,
    mean_mw=positive,
    unit_mw=positive,
    spare=_count,
    unit_availability=_availability,
    capex_usd_per_kw=non_negative,
    fixed_om_usd_per_kw_yr=non_negative,
    variable_om_usd_per_mwh=non_negative,
    heat_rate_btu_per_kwh=positive,
    gas_price_usd_per_mmbtu=legal(-100.0, 1000.0),
    rate_per_yr=legal(0.0, 1.0),
    life_years=positive,
    build_years=non_negative,
    reference_mw=positive,
    capex_exponent=legal(0.3, 1.0),
    om_exponent=legal(0.3, 1.0),
    no_load_share=share,
)
def gas_plant(
    peak_mw: Floats,
    mean_mw: Floats,
    unit_mw: Floats,
    spare: Floats,
    unit_availability: Floats,
    capex_usd_per_kw: Floats,
    fixed_om_usd_per_kw_yr: Floats,
    variable_om_usd_per_mwh: Floats,
    heat_rate_btu_per_kwh: Floats,
    gas_price_usd_per_mmbtu: Floats,
    rate_per_yr: Floats,
    life_years: Floats,
    *,
    build_years: Floats = 0.0,
    reference_mw: Floats = 100.0,
    capex_exponent: Floats = 0.67,
    om_exponent: Floats = 0.8,
    no_load_share: Floats = default("gas_no_load"),
) -> GasPlant:
    """An island plant of N + k gas units for a load that is almost flat, and the cost of its energy [USD/MWh].

    Formula: ``n = ⌈peak/u⌉ + k``, ``S = n u``, price per kW ``c (S/S_ref)^(x − 1)`` (a plant twice as large costs ``2^x`` times as much),
    ``LCOE = S (c CRF (1 + r)^(build/2) + FOM)/(8.76 P̄ s) + VOM + HR(load) gas/1000``, s the share served by the units (binomial) and
    ``HR(x) = HR (s0 + (1 − s0) x)/x`` at the load x of the fewest units that carry the mean.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a broken number of spare units or a mean above the peak.
    Source: cost and capacity rule (exponent 0.67) and staging as in acnewkirk/AI-Datacenter-Microgrid-Analysis (MIT, 2025).

    >>> prices = (0.95, 1500.0, 35.0, 5.0, 9000.0, 4.0, 0.07, 23.0)
    >>> gas_plant([35.0, 1000.0], [28.0, 800.0], [35.0, 250.0], 1, *prices).lcoe_usd_per_mwh.round(1)
    array([96.4, 56.9])
    """
    _whole(spare=spare)
    require(np.less_equal(mean_mw, peak_mw), "the mean of a load is not above its peak", parameter="mean_mw", value=mean_mw)
    peak, mean, size = (np.asarray(each, dtype=float) for each in (peak_mw, mean_mw, unit_mw))
    units = np.ceil(peak / size - 1e-9) + spare
    shape = np.broadcast_shapes(units.shape, mean.shape, np.shape(unit_availability))
    load = np.broadcast_to(mean, shape)[..., None]
    unserved = np.asarray(expected_unserved_mwh(load, np.broadcast_to(units, shape), np.broadcast_to(size, shape), unit_availability))
    served = 1.0 - unserved.reshape(shape) / np.broadcast_to(mean, shape)
    capacity = units * size
    scale = capacity / reference_mw
    capex = capex_usd_per_kw * scale ** (np.asarray(capex_exponent) - 1.0)
    fixed = fixed_om_usd_per_kw_yr * scale ** (np.asarray(om_exponent) - 1.0)
    interest = (1.0 + np.asarray(rate_per_yr)) ** (0.5 * np.asarray(build_years))
    running = np.ceil(mean / size - 1e-9) * size
    heat_rate = heat_rate_btu_per_kwh * (no_load_share * running + (1.0 - np.asarray(no_load_share)) * mean) / mean
    yearly_usd = 1000.0 * capacity * (capex * capital_recovery_factor(rate_per_yr, life_years) * interest + fixed)
    fuel = np.asarray(fuel_cost_usd_per_mwh(heat_rate, gas_price_usd_per_mmbtu))
    lcoe = yearly_usd / (HOURS_PER_YEAR * mean * served) + variable_om_usd_per_mwh + fuel
    return GasPlant(*(part[()] for part in np.broadcast_arrays(units, capacity, capex, served, lcoe)))
