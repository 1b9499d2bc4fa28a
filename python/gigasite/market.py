"""Demand, rent and utilisation of compute (model T22).

Four utilisations are kept apart: sold (paid hours), allocated (held by a job), busy (kernels running), useful (model FLOPs).
A market path can fall and rise again; a steady decline is a scenario that a caller must ask for by name.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, legal, model, non_negative, positive, require, share
from gigasite.errors import ParameterError

__all__ = [
    "LocalMarket",
    "MarketPath",
    "discounted_rent_usd",
    "is_monotone_decline",
    "local_market",
    "no_return_rent_usd_per_gpu_h",
    "rent_usd_per_gpu_h",
    "stock_and_flow",
    "unit_cost_usd_per_gpu_h",
    "utilisation",
    "voucher_rent_usd_per_gpu_h",
]


@model(demand=non_negative, supply=positive)
def utilisation(demand: Floats, supply: Floats) -> Floats:
    """Share of a supply that is used: ``min(demand/supply, 1)``, both in one unit. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative demand or no supply. Source: definition.

    >>> utilisation([50.0, 150.0], 100.0).tolist()
    [0.5, 1.0]
    """
    return np.minimum(np.asarray(demand) / supply, 1.0)


@model(fixed_usd_per_gpu_h=finite, variable_usd_per_gpu_h=finite, utilisation=legal(0.0, 1.0, open_low=True))
def unit_cost_usd_per_gpu_h(fixed_usd_per_gpu_h: Floats, variable_usd_per_gpu_h: Floats, utilisation: Floats) -> Floats:
    """Cost of a used GPU-hour [USD]: ``fixed/u + variable``, fixed per installed hour. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a utilisation outside 0 < u ≤ 1. Source: definition.

    >>> unit_cost_usd_per_gpu_h(1.6, 0.1, 0.2)
    8.1
    """
    return np.asarray(fixed_usd_per_gpu_h) / utilisation + variable_usd_per_gpu_h


def _discounted_years(rate: Any, years: Any) -> Any:
    """∫ e^(−rt) dt over the years: ``(1 − e^(−rT))/r``, T at r = 0."""
    x = np.asarray(rate * years, dtype=np.float64)
    share_left = np.divide(-np.expm1(-x), x, out=np.ones_like(x), where=x != 0.0)
    return years * share_left


@model(rent_usd_per_gpu_h=non_negative, hours_per_yr=non_negative, years=non_negative, decline_rate=finite, discount_rate=finite)
def discounted_rent_usd(
    rent_usd_per_gpu_h: Floats, hours_per_yr: Floats, years: Floats, *, decline_rate: Floats = 0.0, discount_rate: Floats = 0.0
) -> Floats:
    """Present value [USD per GPU] of a rent that falls steadily: ``p0 h (1 − e^(−(g+r)T))/(g + r)``; p0 h T at g + r = 0.

    Rates are continuous [1/yr]. A steady decline is a scenario, not a law: rents have fallen and risen again.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative rents, hours or years. Source: definition.

    >>> round(discounted_rent_usd(2.5, 7183.2, 5.0, decline_rate=0.3, discount_rate=0.1), 2)
    38819.12
    """
    return np.asarray(rent_usd_per_gpu_h) * hours_per_yr * _discounted_years(np.asarray(decline_rate) + discount_rate, years)


@model(
    cost_usd_per_gpu=non_negative,
    hours_per_yr=positive,
    years=positive,
    decline_rate=finite,
    discount_rate=finite,
    variable_usd_per_gpu_h=non_negative,
)
def no_return_rent_usd_per_gpu_h(
    cost_usd_per_gpu: Floats,
    hours_per_yr: Floats,
    years: Floats,
    *,
    decline_rate: Floats = 0.0,
    discount_rate: Floats = 0.0,
    variable_usd_per_gpu_h: Floats = 0.0,
) -> Floats:
    """Rent at the start [USD/GPU-h] at which the discounted income equals the cost: below it the chip never pays.

    Formula: ``p0 = [C + v h A(r)]/(h A(g + r))``, ``A(r) = (1 − e^(−rT))/r``; the variable cost v does not decline.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative costs, no hours or no years.
    Source: the inverse of `discounted_rent_usd`.

    >>> round(no_return_rent_usd_per_gpu_h(38819.12, 7183.2, 5.0, decline_rate=0.3, discount_rate=0.1), 4)
    2.5
    """
    hours = np.asarray(hours_per_yr)
    spent = cost_usd_per_gpu + variable_usd_per_gpu_h * hours * _discounted_years(discount_rate, years)
    return spent / (hours * _discounted_years(np.asarray(decline_rate) + discount_rate, years))


@model(rent_per_month=non_negative, gpus=positive, currency_per_usd=positive, hours_per_month=positive)
def rent_usd_per_gpu_h(rent_per_month: Floats, gpus: Floats, *, currency_per_usd: Floats = 1.0, hours_per_month: Floats = 730.0) -> Floats:
    """Rent of a server per month as one per GPU-hour [USD]: ``rent/(rate · GPUs · 730)``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative rent, no GPUs, a rate ≤ 0. Source: definition.

    >>> round(rent_usd_per_gpu_h(75_000.0, 8, currency_per_usd=7.258), 3)  # China, 8×H100, MIT Technology Review 2025
    1.769
    """
    return np.asarray(rent_per_month) / (np.asarray(currency_per_usd) * gpus * hours_per_month)


class MarketPath(NamedTuple):
    """A market over time: series of the capacity in service, of the share of it that is used, and of the rent."""

    capacity: Any
    utilisation: Any
    rent_usd_per_gpu_h: Any


@model(
    demand=non_negative.series(),
    initial_capacity=positive,
    initial_rent_usd_per_gpu_h=positive,
    unit_cost_usd_per_gpu_h=positive,
    order_lag_steps=legal(1.0),
    life_steps=legal(1.0),
    price_elasticity=positive,
    order_gain=non_negative,
    step_yr=positive,
)
def stock_and_flow(
    demand: Floats,
    initial_capacity: Floats,
    initial_rent_usd_per_gpu_h: Floats,
    unit_cost_usd_per_gpu_h: Floats,
    *,
    order_lag_steps: Floats,
    life_steps: Floats,
    price_elasticity: Floats,
    order_gain: Floats,
    step_yr: Floats = 0.25,
) -> MarketPath:
    """Capacity, utilisation and rent under a path of demand: orders follow the margin, arrive late, and wear out.

    ```text
    u_t = min(1, D_t/C_t)                          rent_t = p_0 [(D_t/C_t)/(D_0/C_0)]^(1/ε)
    orders_t = gain Δt C_t max(0, rent_t u_t/c − 1)
    C_{t+1} = C_t + orders_{t+1−lag} − retired_t
    ```
    ε is the elasticity of demand with the rent, as a positive number; ``order_gain`` [1/yr] is the growth of capacity for a
    margin of one; c is the cost of an installed hour. The first capacity is evenly aged and leaves over one life, later
    arrivals after theirs. Since orders see the rent of today and arrive later, the path can overshoot, fall and rise again.
    Shapes: demand [GPU-equivalents at the first rent] on the last axis, the rest broadcasts with the other axes; the lag and
    the life are one whole number each. A market whose capacity is all worn out stays empty, its rent infinite.
    Errors: `ParameterError` for values without meaning, no demand at the start, a lag or life that is not whole.
    Source: J. D. Sterman, Business Dynamics, 2000, chapter 20 (commodity cycles).

    >>> path = stock_and_flow([100.0] * 4 + [160.0] * 16, 100.0, 2.0, 2.0, order_lag_steps=3, life_steps=20,
    ...                       price_elasticity=1.0, order_gain=0.8)
    >>> is_monotone_decline(path.rent_usd_per_gpu_h), path.rent_usd_per_gpu_h[[4, 12]].round(2).tolist()
    (False, [3.95, 2.42])
    """
    lag, life = (_one_whole(name, value) for name, value in (("order_lag_steps", order_lag_steps), ("life_steps", life_steps)))
    parameters = (initial_capacity, initial_rent_usd_per_gpu_h, unit_cost_usd_per_gpu_h, price_elasticity, order_gain, step_yr)
    lead = np.broadcast_shapes(np.shape(demand)[:-1], *(np.shape(p) for p in parameters))
    start, rent_0, cost, elasticity, gain, step = (np.broadcast_to(p, lead) for p in parameters)
    wanted = np.broadcast_to(demand, (*lead, np.shape(demand)[-1]))
    require(wanted[..., 0] > 0.0, "there is no demand at the start", parameter="demand", value=0.0)
    steps = wanted.shape[-1]
    capacity = np.zeros((*lead, steps))
    arriving = np.zeros((*lead, steps + lag))
    capacity[..., 0] = start
    rent, used = np.zeros_like(capacity), np.zeros_like(capacity)
    for t in range(steps):
        now = capacity[..., t]
        tightness = np.divide(wanted[..., t], now, out=np.full(lead, np.inf), where=now > 0)
        used[..., t] = np.where(now > 0, np.minimum(tightness, 1.0), 0.0)
        rent[..., t] = rent_0 * (tightness / (wanted[..., 0] / start)) ** (1.0 / elasticity)
        margin = np.where(now > 0, rent[..., t] * used[..., t] / cost - 1.0, 0.0)
        arriving[..., t + lag] += gain * step * now * np.maximum(margin, 0.0)
        if t + 1 < steps:
            retired = start / life if t < life else arriving[..., t + 1 - life]
            capacity[..., t + 1] = np.maximum(now + arriving[..., t + 1] - retired, 0.0)
    return MarketPath(capacity, used, rent)


def _one_whole(name: str, value: Any) -> int:
    if np.ndim(value) or value != int(value):
        raise ParameterError("one whole number of steps is expected", parameter=name, value=value)
    return int(value)


class LocalMarket(NamedTuple):
    """A place over time: share of its capacity that is sold, rent over the world's, capacity over the first."""

    sold_share: Any
    rent_share: Any
    capacity: Any


@model(
    sold_share=legal(0.0, 1.0, open_low=True),
    demand=non_negative.series(),
    served_share=share.series(),
    rent_share=positive,
    unit_cost_share=positive,
    voucher_share=legal(0.0, 1.0, open_high=True),
    price_elasticity=positive,
    order_gain_per_yr=non_negative,
    order_lag_steps=legal(1.0),
    retirement_per_yr=non_negative,
    step_yr=positive,
)
def local_market(
    sold_share: Floats,
    demand: Floats,
    served_share: Floats,
    *,
    rent_share: Floats = 1.0,
    unit_cost_share: Floats,
    voucher_share: Floats = 0.0,
    price_elasticity: Floats,
    order_gain_per_yr: Floats,
    order_lag_steps: Floats,
    retirement_per_yr: Floats = 0.0,
    step_yr: Floats = 0.25,
) -> LocalMarket:
    """A place that is small beside the world: its rent moves with its own tightness and never above what the world asks.

    ```text
    D_t = u_0 d_t a_t (1 − v)^−ε       u_t = min(1, D_t/C_t)
    ρ_t = min(max(1, ρ_0), ρ_0 (D_t/(u_0 a_0 C_t))^(1/ε))
    orders_t = gain Δt C_t max(0, ρ_t u_t/c − 1)        C_{t+1} = C_t + orders_{t+1−lag} − retired Δt C_t
    ```
    u_0 is the share that is sold when the place serves all that is asked, d the demand over that of the start, a the share of the demand
    that the place can serve (latency, data, hardware), v the part of the rent that vouchers pay, ε the elasticity; ρ is the rent and c the
    cost of an installed hour, both over the rent of the world. C starts at 1. Rents fall when capacity arrives and rise when demand
    outgrows it; above the world's rent users would go elsewhere.
    Shapes: ``demand`` and ``served_share`` on the last axis, the rest broadcasts with the other axes; the lag is rounded to whole steps.
    Errors: `ParameterError` for shares beyond 0–1, a voucher that pays all, values that are not positive.
    Source: as `stock_and_flow`, with an import price as ceiling.

    >>> idle = dict(rent_share=0.76, unit_cost_share=0.9, price_elasticity=1.5, order_gain_per_yr=0.5, order_lag_steps=6)
    >>> path = local_market(0.25, [1.0, 1.0, 2.0, 4.0, 4.0], 1.0, **idle)
    >>> path.sold_share.tolist(), path.rent_share.round(2).tolist()
    ([0.25, 0.25, 0.5, 1.0, 1.0], [0.76, 0.76, 1.0, 1.0, 1.0])
    """
    one_each = (sold_share, rent_share, unit_cost_share, voucher_share, price_elasticity, order_gain_per_yr, order_lag_steps)
    rest = (retirement_per_yr, step_yr)
    asked, served = np.broadcast_arrays(demand, served_share)
    lead = np.broadcast_shapes(asked.shape[:-1], *(np.shape(p) for p in (*one_each, *rest)))
    sold_0, rent_0, cost, voucher, elasticity, gain, lag, retired, step = (np.broadcast_to(p, lead) for p in (*one_each, *rest))
    steps = asked.shape[-1]
    asked, served = (np.broadcast_to(x, (*lead, steps)) for x in (asked, served))
    ceiling, lag = np.maximum(1.0, rent_0), np.maximum(np.rint(lag), 1.0).astype(np.int64)
    sold, rent, capacity = (np.empty((*lead, steps)) for _ in range(3))
    # Orders by the step in which they arrive; what would arrive after the end is dropped in the last column.
    arriving = np.zeros((*lead, steps + 1))
    now = np.ones(lead)
    vouchers = (1.0 - voucher) ** -elasticity
    for t in range(steps):
        if t > 0:
            now = now * np.maximum(1.0 - retired * step, 0.0) + arriving[..., t]
        tightness = np.divide(asked[..., t] * vouchers * served[..., t], now, out=np.full(lead, np.inf), where=now > 0)
        at_first = np.where(served[..., 0] > 0, served[..., 0], 1.0)
        sold[..., t] = np.where(now > 0, np.minimum(sold_0 * tightness, 1.0), 0.0)
        rent[..., t] = np.minimum(ceiling, rent_0 * (tightness / at_first) ** (1.0 / elasticity))
        capacity[..., t] = now
        ordered = gain * step * now * np.maximum(rent[..., t] * sold[..., t] / cost - 1.0, 0.0)
        when = np.minimum(t + lag, steps)[..., None]
        np.put_along_axis(arriving, when, np.take_along_axis(arriving, when, axis=-1) + ordered[..., None], axis=-1)
    return LocalMarket(sold, rent, capacity)


@model(rent=finite.series())
def is_monotone_decline(rent: Floats) -> Any:
    """Whether a path of rents never rises and falls at least once: the scenario that history does not support.

    Shapes: reduces the last axis. Errors: `ParameterError` for an empty series. Source: definition.

    >>> is_monotone_decline([8.0, 2.99, 1.70, 2.35])  # H100, 2023 to 2026
    False
    """
    steps = np.diff(rent, axis=-1)
    return np.all(steps <= 0.0, axis=-1) & np.any(steps < 0.0, axis=-1)


@model(rent_usd_per_gpu_h=non_negative, subsidy_share=share)
def voucher_rent_usd_per_gpu_h(rent_usd_per_gpu_h: Floats, subsidy_share: Floats) -> Floats:
    """Rent that the user pays where a voucher pays a share of it [USD/GPU-h]: ``p (1 − s)``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative rent or a share beyond 0–1. Source: definition.

    >>> voucher_rent_usd_per_gpu_h(2.0, 0.5)
    1.0
    """
    return np.asarray(rent_usd_per_gpu_h) * (1.0 - np.asarray(subsidy_share))
