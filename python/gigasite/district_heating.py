"""District heating: networks as buyers of heat (model T14). Money is in the caller's currency."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, along, finite, kernel, legal, model, non_negative, positive, require
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.parameters import default

__all__ = [
    "MeritOrder",
    "WasteHeatUse",
    "demand_mw",
    "duration_curve",
    "implied_demand_mwh",
    "linear_density_mwh_per_m",
    "loss_fraction",
    "mean_price_per_mwh",
    "merit_order",
    "pipe_loss_mw",
    "sinusoidal_use",
    "supply_temperature_c",
]

_temperature = legal(-ZERO_CELSIUS_K, open_low=True)


@model(
    outdoor_c=_temperature,
    space_heating_mw_per_k=non_negative,
    base_temperature_c=_temperature,
    hot_water_mw=non_negative,
    loss_mw=non_negative,
)
def demand_mw(
    outdoor_c: Floats,
    space_heating_mw_per_k: Floats,
    *,
    base_temperature_c: Floats = default("base_temperature"),
    hot_water_mw: Floats = 0.0,
    loss_mw: Floats = 0.0,
) -> Floats:
    """Heat demand of a network [MW] at an outdoor temperature.

    Formula: ``k max(T_base − T_out, 0) + hot water + losses``. Shapes: all arguments broadcast.
    Errors: `ParameterError` for negative coefficients. Source: degree-day method, S. Frederiksen and S. Werner,
    District Heating and Cooling, Studentlitteratur 2013.

    >>> demand_mw([-20.0, 17.0, 25.0], 2.0, hot_water_mw=5.0)
    array([79.,  5.,  5.])
    """
    return kernel("district_heating.demand_mw", outdoor_c, space_heating_mw_per_k, base_temperature_c, hot_water_mw, loss_mw)


@model(heat_loss_w_m_k=non_negative, length_m=non_negative, mean_water_c=_temperature, ground_c=_temperature)
def pipe_loss_mw(heat_loss_w_m_k: Floats, length_m: Floats, mean_water_c: Floats, ground_c: Floats) -> Floats:
    """Heat that a pipe loses to the ground [MW]: ``U L (T̄ − T_ground)``, negative where the ground is warmer.

    Shapes: all arguments broadcast. Units: U in W per metre of pipe and kelvin. Errors: `ParameterError` for negative U or length.
    Source: definition of U.

    >>> round(pipe_loss_mw(0.4, 20_000.0, 65.0, 5.0), 3)
    0.48
    """
    return kernel("district_heating.pipe_loss_mw", heat_loss_w_m_k, length_m, mean_water_c, ground_c)


@model(
    outdoor_c=_temperature,
    outdoor_cold_c=_temperature,
    outdoor_warm_c=_temperature,
    supply_cold_c=_temperature,
    supply_warm_c=_temperature,
)
def supply_temperature_c(
    outdoor_c: Floats,
    outdoor_cold_c: Floats,
    outdoor_warm_c: Floats,
    *,
    supply_cold_c: Floats = 115.0,
    supply_warm_c: Floats = 65.0,
) -> Floats:
    """Supply temperature of a network [°C] by its control curve.

    Formula: linear between (``outdoor_cold_c``, ``supply_cold_c``) and (``outdoor_warm_c``, ``supply_warm_c``), flat outside:
    a control curve, not an extrapolation. Shapes: all arguments broadcast.
    Errors: `ParameterError` unless the cold point is colder than the warm one. Source: network practice (65–115 °C).

    >>> supply_temperature_c([-40.0, -10.0, 15.0], -25.0, 5.0)
    array([115.,  90.,  65.])
    """
    require(
        np.less(outdoor_cold_c, outdoor_warm_c),
        "the cold point is not colder than the warm one",
        parameter="outdoor_cold_c",
        value=outdoor_cold_c,
    )
    return kernel("district_heating.supply_temperature_c", outdoor_c, outdoor_cold_c, outdoor_warm_c, supply_cold_c, supply_warm_c)


@model(demand_mw=non_negative.series())
def duration_curve(demand_mw: Floats, *, axis: int = -1) -> Floats:
    """The demand sorted from the highest to the lowest [MW] along ``axis``.

    Errors: `ParameterError` for a negative demand. Source: definition.

    >>> duration_curve([3.0, 9.0, 5.0])
    array([9., 5., 3.])
    """
    (series,) = along(axis, demand_mw)
    return np.moveaxis(np.sort(series, axis=-1)[..., ::-1], -1, axis)


class WasteHeatUse(NamedTuple):
    """How much of a constant waste heat a seasonal demand takes."""

    used_mw: Floats
    share_of_waste_heat: Floats
    share_of_demand: Floats


@model(mean_demand_mw=positive, demand_amplitude_mw=non_negative, waste_heat_mw=non_negative)
def sinusoidal_use(mean_demand_mw: Floats, demand_amplitude_mw: Floats, waste_heat_mw: Floats) -> WasteHeatUse:
    """Use of a constant waste heat W by a demand ``Q_m + Q_a cos θ`` over the year.

    Formula: ``used = [W θ0 + Q_m (π − θ0) − Q_a sin θ0]/π``, ``θ0 = acos((W − Q_m)/Q_a)`` clipped to 0…π.
    Shapes: all arguments broadcast. Of no waste heat the used share is 1, its limit.
    Errors: `ParameterError` unless 0 ≤ amplitude ≤ mean, mean > 0. Source: integral of ``min(W, demand)``.

    >>> used, of_waste, of_demand = sinusoidal_use(100.0, 80.0, 60.0)
    >>> round(used, 3), round(of_waste, 4), round(of_demand, 4)
    (51.28, 0.8547, 0.5128)
    """
    require(
        np.less_equal(demand_amplitude_mw, mean_demand_mw),
        "an amplitude above the mean is a negative demand in summer",
        parameter="demand_amplitude_mw",
        value=demand_amplitude_mw,
    )
    result: WasteHeatUse = kernel(
        "district_heating.sinusoidal_use", mean_demand_mw, demand_amplitude_mw, waste_heat_mw, result=WasteHeatUse
    )
    return result


class MeritOrder(NamedTuple):
    """Heat of each source, what no source serves, cost."""

    heat_mw: Floats
    unserved_mw: Floats
    cost: Floats


@model(demand_mw=non_negative.series(), capacity_mw=non_negative.series(), price_per_mwh=finite.series(), step_h=positive)
def merit_order(demand_mw: Floats, capacity_mw: Floats, price_per_mwh: Floats, *, step_h: Floats = 1.0) -> MeritOrder:
    """Serves a demand from the cheapest source upwards, in each step.

    Formula: heat of a source = what the cheaper ones leave, up to its capacity; ``cost = Σ heat price Δt``. Sources of equal
    price are used in the order given; a negative price only moves a source to the front.
    Shapes: demand is a series; capacity and price are sources × steps, or one value for each source; heat is sources × steps.
    Errors: `ParameterError` for negative capacities or other shapes. Source: merit order, definition.

    >>> merit_order([10.0, 30.0], [20.0, 5.0], [40.0, 15.0]).heat_mw
    array([[ 5., 20.],
           [ 5.,  5.]])
    """
    require(np.ndim(demand_mw) == 1, "one series is expected", parameter="demand_mw")
    steps = np.size(demand_mw)

    def table(name: str, values: Floats) -> Floats:
        columns = np.asarray(values) if np.ndim(values) == 2 else np.asarray(values)[..., None]
        require(
            columns.ndim == 2 and columns.shape[1] in (1, steps),
            f"expected sources × {steps} steps, or one value for each source, got the shape {np.shape(values)}",
            parameter=name,
        )
        return columns

    capacity, price = table("capacity_mw", capacity_mw), table("price_per_mwh", price_per_mwh)
    require(capacity.shape[0] == price.shape[0], "not the same number of sources as prices", parameter="capacity_mw")
    shape = (capacity.shape[0], steps)
    capacity, price = np.broadcast_to(capacity, shape), np.broadcast_to(price, shape)
    order = np.argsort(price, axis=0, kind="stable")
    sorted_capacity = np.take_along_axis(capacity, order, axis=0)
    cheaper = np.cumsum(sorted_capacity, axis=0) - sorted_capacity
    heat = np.empty(shape)
    np.put_along_axis(heat, order, np.clip(demand_mw - cheaper, 0.0, sorted_capacity), axis=0)
    unserved = np.maximum(demand_mw - np.sum(heat, axis=0), 0.0)
    return MeritOrder(heat, unserved, np.sum(heat * price * step_h))


@model(supplied_mwh=positive, sold_mwh=non_negative)
def loss_fraction(supplied_mwh: Floats, sold_mwh: Floats) -> Floats:
    """Share of the supplied heat that the network loses: ``(supplied − sold)/supplied``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for more sold than supplied. Source: definition.

    >>> round(loss_fraction(36.6e6, 33.1e6), 4)  # Finland 2017
    0.0956
    """
    require(np.less_equal(sold_mwh, supplied_mwh), "more heat sold than supplied", parameter="sold_mwh", value=sold_mwh)
    return 1.0 - np.asarray(sold_mwh) / supplied_mwh


@model(revenue=finite, sold_mwh=positive)
def mean_price_per_mwh(revenue: Floats, sold_mwh: Floats) -> Floats:
    """Mean price in the currency of the revenue: ``revenue/sold`` [1/MWh].

    Shapes: all arguments broadcast. Errors: `ParameterError` for nothing sold. Source: definition.

    >>> mean_price_per_mwh(2.5e6, 50_000.0)
    50.0
    """
    return np.asarray(revenue) / sold_mwh


@model(sold_mwh=non_negative, length_m=positive)
def linear_density_mwh_per_m(sold_mwh: Floats, length_m: Floats) -> Floats:
    """Heat sold in a year per metre of network [MWh/m]: ``sold/length``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a network without length. Source: definition.

    >>> round(linear_density_mwh_per_m(33.1e6, 14_920e3), 3)  # Finland 2017
    2.218
    """
    return np.asarray(sold_mwh) / length_m


@model(delivered_mwh=non_negative, share_of_demand=legal(0.0, 1.0, open_low=True))
def implied_demand_mwh(delivered_mwh: Floats, share_of_demand: Floats) -> Floats:
    """Demand of a network that a claim "x MWh, y of the demand" implies [MWh]: ``delivered/share``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a share outside (0, 1]. Source: definition.

    >>> implied_demand_mwh(50_000.0, 0.025)  # Tampere
    2000000.0
    """
    return np.asarray(delivered_mwh) / share_of_demand
