"""On-site supply: islands, and the energy that units and storage fail to serve (model T16)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, along, column, legal, model, non_negative, positive, require, series_kernel, share
from gigasite.errors import PhysicsError
from gigasite.parameters import default

__all__ = ["IslandSize", "IslandYear", "expected_unserved_mwh", "island_size", "island_year"]

_efficiency = legal(0.0, 1.0, open_low=True)


@model(load_mw=non_negative.series(), units=legal(0.0, 1e6), unit_mw=non_negative, unit_availability=share, step_h=positive)
def expected_unserved_mwh(
    load_mw: Floats, units: Floats, unit_mw: Floats, unit_availability: Floats, *, step_h: Floats = 1.0, axis: int = -1
) -> Floats:
    """Expected unserved energy [MWh] of a load on identical units that fail independently.

    Formula: ``Σ_t Σ_k C(n, k) a^k (1 − a)^(n − k) max(L_t − k u, 0) Δt``.
    Shapes: load is a series along ``axis``; units, size and availability are numbers or arrays over the other axes; ``step_h`` a
    number or a series. Errors: `ParameterError` for a broken number of units or an availability outside 0–1.
    Source: R. Billinton and R. N. Allan, Reliability Evaluation of Power Systems, Plenum 1996, chapter 2.

    >>> round(expected_unserved_mwh([10.0, 20.0], 2, 10.0, 0.9), 6)
    2.1
    """
    require(np.equal(np.floor(units), units), "a whole number of units is expected", parameter="units", value=units)
    load, hours = along(axis, load_mw, step_h)
    parameters = (column(each) for each in (units, unit_mw, unit_availability))
    return series_kernel("onsite_supply.expected_unserved_mwh", load, *parameters, hours, steps=load.shape[-1])


class IslandYear(NamedTuple):
    """Served share of the load energy, unserved and spilled energy."""

    uptime: Floats
    unserved_mwh: Floats
    spilled_mwh: Floats


def _require_load(load: Floats) -> None:
    require(np.sum(load, axis=-1) > 0.0, "there is no load in the whole series", parameter="load_mw", value=0.0)


@model(
    supply_mw=non_negative.series(),
    load_mw=non_negative.series(),
    capacity_mwh=non_negative,
    step_h=positive,
    round_trip_efficiency=_efficiency,
    backup_mw=non_negative,
)
def island_year(
    supply_mw: Floats,
    load_mw: Floats,
    capacity_mwh: Floats,
    *,
    step_h: Floats = 1.0,
    round_trip_efficiency: Floats = default("battery_rte"),
    backup_mw: Floats = 0.0,
    axis: int = -1,
) -> IslandYear:
    """An island over a series: storage takes every surplus and serves every deficit, backup serves what then remains.

    Formula: storage starts full and loses ``1 − sqrt(η_rt)`` each way, without a limit of power; ``uptime = 1 − unserved/Σ L Δt``.
    Shapes: supply (and load, a number or a series) along ``axis``; the others are numbers or arrays over the other axes.
    A single year is too short to judge an island: give several weather years in one series.
    Errors: `ParameterError` for negative values or no load at all. Source: energy balance of each step.

    >>> island_year([2.0, 0.0, 0.0], 1.0, 1.0, round_trip_efficiency=1.0)
    IslandYear(uptime=0.6666666666666667, unserved_mwh=1.0, spilled_mwh=1.0)
    """
    supply, load = along(axis, supply_mw, load_mw)
    _require_load(load)
    parameters = (column(each) for each in (capacity_mwh, step_h, round_trip_efficiency, backup_mw))
    year: IslandYear = series_kernel("onsite_supply.island_year", supply, load, *parameters, result=IslandYear, steps=supply.shape[-1])
    return year


class IslandSize(NamedTuple):
    """Cheapest generation and storage, their cost, the uptime that they reach."""

    generation_mw: Floats
    storage_mwh: Floats
    cost_usd_per_yr: Floats
    uptime: Floats


@model(
    supply_per_mw=non_negative.series(),
    load_mw=non_negative.series(),
    uptime=share,
    generation_usd_per_mw_yr=positive,
    storage_usd_per_mwh_yr=positive,
    step_h=positive,
    round_trip_efficiency=_efficiency,
)
def island_size(
    supply_per_mw: Floats,
    load_mw: Floats,
    uptime: Floats,
    generation_usd_per_mw_yr: Floats,
    storage_usd_per_mwh_yr: Floats,
    *,
    step_h: Floats = 1.0,
    round_trip_efficiency: Floats = default("battery_rte"),
) -> IslandSize:
    """Cheapest generation and storage that reach an uptime over given series, see `island_year`.

    Formula: min ``g c_g + S(g) c_s``, S(g) the least storage for a generation (bisection). Unserved energy is convex in g and S,
    so the cost is convex in g and golden section finds its minimum, to 1e-9 of the cost.
    Shapes: supply of 1 MW and load are series along the last axis; the others are numbers or arrays over the other axes.
    The store starts full: a short series makes that first filling look like a source, several years make it vanish.
    Errors: `PhysicsError` for an uptime of 1, which no finite size promises, or one that no size reaches (no supply at all).
    Source: derivation above (parametric linear programme: S. Boyd and L. Vandenberghe, Convex Optimization, 2004, section 5.6).

    >>> size = island_size([1.0, 0.0] * 50, 1.0, 0.9, 50_000.0, 20_000.0, round_trip_efficiency=1.0)
    >>> round(size.generation_mw, 3), round(size.storage_mwh, 3)
    (1.8, 0.8)
    """
    require(
        np.less(uptime, 1.0),
        "no finite size promises an uptime of 1",
        PhysicsError,
        parameter="uptime",
        value=uptime,
        hint="ask for less, such as 0.9999",
    )
    supply, load = along(-1, supply_per_mw, load_mw)
    _require_load(load)
    require(
        np.sum(supply, axis=-1) > 0.0,
        "a source that gives nothing reaches no uptime",
        PhysicsError,
        parameter="supply_per_mw",
        value=0.0,
    )
    parameters = (uptime, generation_usd_per_mw_yr, storage_usd_per_mwh_yr, step_h, round_trip_efficiency)
    size: IslandSize = series_kernel(
        "onsite_supply.island_size", supply, load, *map(column, parameters), result=IslandSize, steps=supply.shape[-1]
    )
    return size
