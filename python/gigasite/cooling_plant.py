"""Cooling plants hour by hour: modes, economiser hours, annual and peak PUE (model T10).

A plant takes, in every step, the cheapest of the ways that keep the coolant within its limit: ``dry`` (dry cooler or outdoor air),
``adiabatic`` (with pre-wetting), ``tower_free_cooling``, ``partial`` (the compressor behind a free path) and ``mechanical``. Sizes,
approaches and powers are the rows of the parameter table. Chillers are a share of the Carnot coefficient at their lift, since
the fitted curves of `gigasite.chiller` end at 10 °C chilled water, where halls with warm water only begin.
Source: effectiveness–NTU coolers (T08), moist-air balances (T07, T09); design powers as the rows name.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from gigasite import _core
from gigasite._model import Floats, Outside, finite, legal, model, non_negative, positive, require, series_kernel, valid
from gigasite.constants import STANDARD_PRESSURE_PA
from gigasite.errors import ParameterError
from gigasite.parameters import default
from gigasite.weather import design_value

__all__ = [
    "MODES",
    "PLANTS",
    "BestPlant",
    "EconomiserHours",
    "ModeChoice",
    "PlantHours",
    "PlantYear",
    "annual",
    "best_plant",
    "cheapest_mode",
    "economiser_hours",
    "hourly",
]

MODES = ("dry", "adiabatic", "tower_free_cooling", "partial", "mechanical")
# In the order of the core. The last three carry most of the heat in a liquid loop.
PLANTS = (
    "air_economiser",
    "adiabatic",
    "water_economiser",
    "dry_cooler",
    "chiller_tower",
    "chiller_air_cooled",
    "liquid_w32",
    "liquid_w45",
)

_dry_bulb = valid(-30.0, 50.0).series()
_wet_bulb = valid(-35.0, 35.0).series()
_pressure = valid(60e3, 105e3, positive)


class EconomiserHours(NamedTuple):
    """Hours in which a plant needs no compressor [h]."""

    air_h: Floats
    water_h: Floats
    dry_w32_h: Floats
    dry_w45_h: Floats


@model(
    dry_bulb_c=finite.series(),
    wet_bulb_c=finite.series(),
    step_h=positive,
    air_limit_c=finite,
    water_limit_c=finite,
    tower_approach_k=non_negative,
    exchanger_approach_k=non_negative,
    dry_cooler_approach_k=non_negative,
    cdu_approach_k=non_negative,
)
def economiser_hours(
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    *,
    step_h: float = 1.0,
    air_limit_c: float = 25.0,
    water_limit_c: float = 18.0,
    tower_approach_k: float = default("tower_approach"),
    exchanger_approach_k: float = default("cdu_approach"),
    dry_cooler_approach_k: float = default("dry_cooler_approach"),
    cdu_approach_k: float = default("cdu_approach"),
    axis: int = -1,
) -> EconomiserHours:
    """Hours of free cooling by four rules: air ``T_db ≤ 25``; water ``T_wb + 4 + 2 ≤ 18``; dry coolers ``T_db + 5 + 2 ≤ 32`` and ``≤ 45``.

    Shapes: two series of equal length along ``axis``. Errors: `ParameterError` for unequal lengths or a wet bulb above the dry bulb.
    Source: the counting rules of the reference cases; approaches are rows of the parameter table.

    >>> economiser_hours([20.0, 30.0], [10.0, 24.0])
    EconomiserHours(air_h=1.0, water_h=1.0, dry_w32_h=1.0, dry_w45_h=2.0)
    """
    dry, wet = np.asarray(dry_bulb_c), np.asarray(wet_bulb_c)
    _same_length(dry, wet, axis)
    _wet_below_dry(wet, dry)

    def hours(free: Floats) -> Floats:
        return np.count_nonzero(free, axis=axis) * np.float64(step_h)

    liquid = dry + dry_cooler_approach_k + cdu_approach_k
    return EconomiserHours(
        air_h=hours(dry <= air_limit_c),
        water_h=hours(wet + tower_approach_k + exchanger_approach_k <= water_limit_c),
        dry_w32_h=hours(liquid <= 32.0),
        dry_w45_h=hours(liquid <= 45.0),
    )


def _same_length(dry: Floats, wet: Floats, axis: int) -> None:
    lengths = {np.shape(dry)[axis], np.shape(wet)[axis]}
    require(len(lengths) == 1, f"series of different lengths: {sorted(lengths)}", parameter="wet_bulb_c")


def _wet_below_dry(wet_bulb_c: Floats, dry_bulb_c: Floats) -> None:
    # Files round both to a tenth.
    require(np.less_equal(wet_bulb_c, np.add(dry_bulb_c, 0.05)), "it is above the dry bulb", parameter="wet_bulb_c")


class PlantHours(NamedTuple):
    """What a plant does in each step: power [MW], water taken in [L], supply [°C], index into `MODES`, heat left behind [MW]."""

    cooling_power_mw: Floats
    water_l: Floats
    supply_temperature_c: Floats
    mode: Floats
    unmet_mw: Floats


@functools.cache
def _sizes() -> dict[str, float]:
    """Sizes that the core asks for, from the parameter table."""
    names = _core.series_kernel_named("cooling_plant.hourly").inputs
    return {name: default(name) for name in names[names.index("step_h") + 1 :]}


def _number_of(plant: str) -> float:
    if plant not in PLANTS:
        raise ParameterError(f"{plant!r} is not a plant; one of {', '.join(PLANTS)}", parameter="plant", value=plant)
    return float(PLANTS.index(plant))


@model(
    heat_mw=non_negative.series(),
    dry_bulb_c=_dry_bulb,
    wet_bulb_c=_wet_bulb,
    electricity_price_usd_per_mwh=finite,
    water_price_usd_per_m3=non_negative,
    supply_limit_c=valid(5.0, 60.0),
    pressure_pa=_pressure,
    step_h=positive,
    hysteresis_k=non_negative,
    design_heat_mw=positive.or_none(),
)
def hourly(
    heat_mw: Floats,
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    electricity_price_usd_per_mwh: Floats,
    water_price_usd_per_m3: Floats,
    *,
    plant: str = "water_economiser",
    supply_limit_c: float = default("supply_limit_air"),
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    step_h: float = 1.0,
    hysteresis_k: float = default("mode_hysteresis"),
    design_heat_mw: Floats | None = None,
    outside: Outside = "raise",
) -> PlantHours:
    """The cheapest feasible mode of a plant in each step, with its power, water and unmet heat.

    ``supply_limit_c`` is the warmest air at the servers; the plants with a liquid loop (``liquid_w32``, ``liquid_w45``, ``dry_cooler``)
    split the heat by the liquid capture of the table, hold the facility water at its class and report its temperature. The plant is
    sized for ``design_heat_mw``, by default the largest heat of the series; what its chillers cannot take beyond that is unmet.
    A mode that was off starts only when it is ``hysteresis_k`` better than the limit.
    Shapes: heat and weather are series along the last axis, prices and pressure numbers or series.
    Valid: −30…50 °C dry bulb, −35…35 °C wet bulb, 60–105 kPa; below a wet bulb of −10 °C towers run at their slowest.
    Errors: `ParameterError` for an unknown plant, a wet bulb above the dry bulb, unequal lengths. Source: module text.

    >>> h = hourly([80.0, 80.0], [10.0, 35.0], [6.0, 25.0], 60.0, 1.5)
    >>> [MODES[m] for m in h.mode], h.unmet_mw.tolist()
    (['tower_free_cooling', 'partial'], [0.0, 0.0])
    """
    _same_length(dry_bulb_c, wet_bulb_c, -1)
    _same_length(dry_bulb_c, heat_mw, -1)
    _wet_below_dry(wet_bulb_c, dry_bulb_c)
    largest = np.max(heat_mw, axis=-1, keepdims=True)
    design = largest if design_heat_mw is None else np.asarray(design_heat_mw)[..., None]
    sizes = {**_sizes(), "supply_limit_air_c": supply_limit_c, "mode_hysteresis_k": hysteresis_k}
    weather = (dry_bulb_c, np.minimum(wet_bulb_c, dry_bulb_c), pressure_pa)
    series = (heat_mw, design, *weather, electricity_price_usd_per_mwh, water_price_usd_per_m3, step_h)
    steps = np.shape(dry_bulb_c)[-1]
    hours: PlantHours = series_kernel("cooling_plant.hourly", _number_of(plant), *series, *sizes.values(), result=PlantHours, steps=steps)
    shape = (*np.shape(hours.mode)[: np.ndim(hours.mode) - (steps > 1)], steps)
    power, water, supply, mode, unmet = (np.reshape(field, shape) for field in hours)
    return PlantHours(power, water, supply, mode.astype(np.int64), unmet)


class ModeChoice(NamedTuple):
    """Mode of each step (−1 where none is feasible), its power [MW] and water [L], and the cost of all [USD]."""

    mode: Floats
    power_mw: Floats
    water_l: Floats
    cost_usd: Floats


@model(
    power_mw=finite.or_missing(),
    water_l=finite.or_missing(),
    electricity_price_usd_per_mwh=finite,
    water_price_usd_per_m3=finite,
    step_h=positive,
    switching_cost_usd=non_negative,
)
def cheapest_mode(
    power_mw: Floats,
    water_l: Floats,
    feasible: Floats,
    electricity_price_usd_per_mwh: Floats,
    water_price_usd_per_m3: Floats,
    *,
    step_h: float = 1.0,
    switching_cost_usd: float = 0.0,
) -> ModeChoice:
    """The cheapest sequence of modes: ``Σ c_el P Δt + c_w W + switches``, never above the cost of a fixed mode.

    With a switching cost the whole sequence is chosen at once (dynamic programming over the steps).
    Shapes: power, water and feasibility are modes × steps; prices are numbers or series. NaN is allowed where a mode is not feasible.
    Errors: `ParameterError` for unequal shapes or a feasible mode without power. Source: R. Bellman, Dynamic Programming, 1957.

    >>> cheapest_mode([[1.0, 9.0], [5.0, 5.0]], [[0.0, 0.0], [0.0, 0.0]], [[True, True], [True, True]], 10.0, 0.0)
    ModeChoice(mode=array([0, 1]), power_mw=array([1., 5.]), water_l=array([0., 0.]), cost_usd=60.0)
    """
    power, water = np.atleast_2d(power_mw), np.atleast_2d(water_l)
    allowed = np.atleast_2d(np.asarray(feasible)).astype(bool)
    require(power.ndim == 2, "expected modes × steps", parameter="power_mw")
    same = power.shape == water.shape == allowed.shape
    require(same, f"shapes {power.shape}, {water.shape}, {allowed.shape} are not equal", parameter="feasible")
    known = ~allowed | (np.isfinite(power) & np.isfinite(water))
    require(known, "a feasible mode has no number", parameter="power_mw")
    price, water_price = (
        np.broadcast_to(electricity_price_usd_per_mwh, power.shape[1:]),
        np.broadcast_to(water_price_usd_per_m3, power.shape[1:]),
    )
    cost = np.where(allowed, price * power * step_h + water_price * water / 1000.0, np.inf)
    possible = allowed.any(axis=0)
    mode = np.where(possible, np.argmin(cost, axis=0) if switching_cost_usd == 0.0 else _path(cost, possible, switching_cost_usd), -1)
    steps = np.arange(mode.size)
    chosen = np.where(possible, cost[mode, steps], 0.0)
    used = mode[possible]
    switches = switching_cost_usd * float(np.count_nonzero(used[1:] != used[:-1]))
    return ModeChoice(
        mode,
        np.where(possible, power[mode, steps], 0.0),
        np.where(possible, water[mode, steps], 0.0),
        float(chosen.sum()) + switches,
    )


def _path(cost: Floats, possible: Floats, switching_cost: float) -> Floats:
    """Modes of the cheapest sequence; a step without a feasible mode is passed over."""
    modes, steps = cost.shape
    total = np.zeros(modes)
    came_from = np.tile(np.arange(modes)[:, None], (1, steps))
    for t in np.flatnonzero(possible):
        best = int(np.argmin(total))
        switch = total > total[best] + switching_cost
        came_from[switch, t] = best
        total = np.minimum(total, total[best] + switching_cost) + cost[:, t]
    path = np.empty(steps, dtype=np.int64)
    last = int(np.argmin(total))
    for step in range(steps - 1, -1, -1):
        path[step] = last
        last = int(came_from[last, step])
    return path


class PlantYear(NamedTuple):
    """A year of a hall: PUE as a ratio of sums, PUE at the design weather, water per IT energy, heat left behind."""

    annual_pue: Floats
    peak_pue: Floats
    wue_l_per_kwh: Floats
    unmet_mwh: Floats


_efficiency = legal(0.0, 1.0, open_low=True)


@model(
    it_power_mw=positive.series(),
    dry_bulb_c=_dry_bulb,
    wet_bulb_c=_wet_bulb,
    power_train_efficiency=_efficiency,
    other_load_share=legal(0.0, 1.0),
    design_percentile=legal(0.0, 1.0),
    supply_limit_c=valid(5.0, 60.0),
    electricity_price_usd_per_mwh=finite,
    water_price_usd_per_m3=non_negative,
    pressure_pa=_pressure,
    step_h=positive,
    design_it_mw=positive.or_none(),
)
def annual(
    it_power_mw: Floats,
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    power_train_efficiency: float,
    other_load_share: float,
    *,
    plant: str = "water_economiser",
    design_percentile: float = default("cooling_design_percentile"),
    supply_limit_c: float = default("supply_limit_air"),
    electricity_price_usd_per_mwh: Floats = default("grid_energy_price"),
    water_price_usd_per_m3: Floats = 0.0,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    step_h: float = 1.0,
    design_it_mw: Floats | None = None,
    outside: Outside = "raise",
) -> PlantYear:
    """Annual PUE ``Σ P_total/Σ P_it``, PUE at the design weather, water, unmet heat of a hall with one plant.

    ``P_total = P_it/η + other·P_it + P_cool``; the heat is that of the equipment, the losses and the other load. The peak is at the
    largest IT power with dry and wet bulb both at the design percentile, which sizes the connection: never at the maximum of a
    typical year, which may be a wrong reading. The plant is built for ``design_it_mw``, by default the largest IT power.
    Shapes: IT power and weather are series of equal length. Valid: as `hourly`.
    Errors: as `hourly`; `ParameterError` for an efficiency outside (0, 1]. Source: ISO/IEC 30134-2.

    >>> y = annual([100.0] * 3, [5.0, 20.0, 36.0], [2.0, 15.0, 25.0], 0.93, 0.01)
    >>> y.annual_pue < y.peak_pue, y.unmet_mwh
    (True, 0.0)
    """
    per_it = 1.0 / power_train_efficiency + other_load_share

    it = np.asarray(it_power_mw)
    largest = it.max(axis=-1, keepdims=True)
    design_mw = (largest[..., 0] if design_it_mw is None else np.asarray(design_it_mw)) * per_it

    def hours_of(power: Floats, dry: Floats, wet: Floats, pressure: Floats, price: Floats, water_price: Floats) -> PlantHours:
        options = {"plant": plant, "supply_limit_c": supply_limit_c, "pressure_pa": pressure, "step_h": step_h, "outside": outside}
        return hourly(power * per_it, dry, wet, price, water_price, design_heat_mw=design_mw, **options)

    hours = hours_of(it, dry_bulb_c, wet_bulb_c, pressure_pa, electricity_price_usd_per_mwh, water_price_usd_per_m3)
    it_mwh = it.sum(axis=-1) * step_h
    cooling_mwh = hours.cooling_power_mw.sum(axis=-1) * step_h
    dry_peak, wet_peak = (np.expand_dims(design_value(t, percentile=design_percentile), -1) for t in (dry_bulb_c, wet_bulb_c))
    mean_pressure = np.mean(pressure_pa, axis=-1, keepdims=True) if np.ndim(pressure_pa) else pressure_pa
    peak = hours_of(largest, dry_peak, np.minimum(wet_peak, dry_peak), mean_pressure, 1.0, 0.0)
    return PlantYear(
        annual_pue=per_it + cooling_mwh / it_mwh,
        peak_pue=per_it + (peak.cooling_power_mw / largest)[..., 0],
        wue_l_per_kwh=hours.water_l.sum(axis=-1) / (1000.0 * it_mwh),
        unmet_mwh=hours.unmet_mw.sum(axis=-1) * step_h,
    )


class BestPlant(NamedTuple):
    """Plant with the lowest annual PUE, and that PUE."""

    plant: str
    annual_pue: float


def best_plant(
    it_power_mw: Floats,
    dry_bulb_c: Floats,
    wet_bulb_c: Floats,
    power_train_efficiency: float,
    other_load_share: float,
    *,
    plants: tuple[str, ...] | None = None,
    pressure_pa: Floats = STANDARD_PRESSURE_PA,
    step_h: float = 1.0,
    outside: Outside = "raise",
) -> BestPlant:
    """Plant with the lowest annual PUE of those that leave no heat behind (of all, if each leaves some); ``None``: all `PLANTS`.

    Shapes: one year of one site. Valid and errors: as `annual`; `ParameterError` for an empty list. Source: as `annual`.

    >>> best_plant([100.0] * 3, [5.0, 20.0, 36.0], [2.0, 15.0, 25.0], 0.93, 0.01, plants=("chiller_tower", "chiller_air_cooled")).plant
    'chiller_tower'
    """
    names = PLANTS if plants is None else tuple(plants)
    require(len(names) > 0, "the list of plants is empty", parameter="plants")
    options = {"pressure_pa": pressure_pa, "step_h": step_h, "outside": outside}
    years = {n: annual(it_power_mw, dry_bulb_c, wet_bulb_c, power_train_efficiency, other_load_share, plant=n, **options) for n in names}
    best = min(years, key=lambda n: (years[n].unmet_mwh > 1e-9, years[n].annual_pue))
    return BestPlant(best, float(years[best].annual_pue))
