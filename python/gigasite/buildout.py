"""National capacity: stock and flow of generation and of compute (model T28).

Nameplate, mean and firm power are kept apart, storage is counted by itself, and a count of data centres is no capacity.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, legal, model, non_negative, positive, require
from gigasite._model import share as _share
from gigasite.constants import HOURS_PER_YEAR
from gigasite.errors import ParameterError, PhysicsError

__all__ = [
    "MixCapacity",
    "Stock",
    "capital_usd_per_gw",
    "fleet_capacity_factor",
    "implied_load_factor",
    "implied_total",
    "limited_additions_gw",
    "mean_power_of_additions_gw",
    "mix_capacity",
    "net_additions_gw",
    "share",
    "stock_step",
]


@model(stock_end_gw=non_negative, growth=legal(-1.0, open_low=True))
def net_additions_gw(stock_end_gw: Floats, growth: Floats) -> Floats:
    """Net additions of a year from the stock at its end and its growth [GW]: ``end − end/(1 + growth)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative stock or a growth ≤ −1. Source: definition.

    >>> round(net_additions_gw(3350.0, 0.146), 1)
    426.8
    """
    growth = np.asarray(growth)
    return np.asarray(stock_end_gw) * growth / (1.0 + growth)


class Stock(NamedTuple):
    """A stock after a step and its change."""

    end_gw: Any
    net_gw: Any


@model(stock_start_gw=non_negative, gross_additions_gw=non_negative, retired_gw=non_negative)
def stock_step(stock_start_gw: Floats, gross_additions_gw: Floats, retired_gw: Floats) -> Stock:
    """Stock after a step: ``start + gross − retired``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for negative values or more retired than there was. Source: definition.

    >>> stock_step(100.0, 12.0, 2.0)
    Stock(end_gw=110.0, net_gw=10.0)
    """
    there = np.asarray(stock_start_gw) + gross_additions_gw
    require(np.less_equal(retired_gw, there), "more is retired than there is", parameter="retired_gw", value=retired_gw)
    end = there - retired_gw
    return Stock(end, np.asarray(gross_additions_gw) - retired_gw + np.zeros_like(end))


class MixCapacity(NamedTuple):
    """A mix of technologies as nameplate, as mean power over a year, and as firm capacity."""

    nameplate_gw: Any
    mean_gw: Any
    firm_gw: Any


@model(added_gw=non_negative.series(), capacity_factor=_share, elcc=_share)
def mix_capacity(added_gw: Floats, capacity_factor: Floats, elcc: Floats, *, axis: int = -1) -> MixCapacity:
    """Nameplate ``Σ P``, mean ``Σ P CF`` and firm power ``Σ P ELCC`` of a mix [GW].

    Shapes: technologies along ``axis``, where the three broadcast; storage is no generation and is counted apart.
    Errors: `ParameterError` for a negative capacity or shares beyond 0–1. Source: definition of the effective load-carrying
    capability, Garver, IEEE Transactions PAS-85(8), 1966, DOI 10.1109/TPAS.1966.291652.

    >>> mix_capacity([300.0, 80.0, 50.0, 4.0], [0.14, 0.24, 0.5, 0.9], [0.1, 0.15, 0.9, 0.95]).nameplate_gw
    434.0
    """
    added, factor, firm = np.broadcast_arrays(added_gw, capacity_factor, elcc)
    if not -added.ndim <= axis < added.ndim:
        raise ParameterError(f"there is no axis {axis} in an array of shape {added.shape}", parameter="axis", value=axis)
    return MixCapacity(np.sum(added, axis=axis), np.sum(added * factor, axis=axis), np.sum(added * firm, axis=axis))


def _at_most_one(name: str, value: Any) -> Any:
    require(np.less_equal(value, 1.0 + 1e-12), "more energy than the capacity can give", PhysicsError, parameter=name, value=value)
    return value


@model(generation_twh=non_negative, stock_start_gw=non_negative, stock_end_gw=positive, hours=positive)
def fleet_capacity_factor(
    generation_twh: Floats, stock_start_gw: Floats, stock_end_gw: Floats, *, hours: Floats = HOURS_PER_YEAR
) -> Floats:
    """Capacity factor of a fleet that grows: ``1000 E/[(start + end)/2 · hours]``. Shapes: all arguments broadcast.

    Errors: `PhysicsError` above 1; `ParameterError` for negative values or no stock at the end. Source: definition.

    >>> round(fleet_capacity_factor(1830.0, 1050.0, 1407.0), 4)
    0.17
    """
    mean_gw = 0.5 * (np.asarray(stock_start_gw) + stock_end_gw)
    return _at_most_one("generation_twh", np.asarray(generation_twh) * 1000.0 / (mean_gw * hours))


@model(added_gw=non_negative, capacity_factor=_share)
def mean_power_of_additions_gw(added_gw: Floats, capacity_factor: Floats) -> Floats:
    """Mean power of additions [GW]: ``P CF``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative capacity or a factor beyond 0–1. Source: definition.

    >>> round(mean_power_of_additions_gw(278.0, 0.14), 2)
    38.92
    """
    return np.asarray(added_gw) * capacity_factor


@model(energy_twh=non_negative, power_gw=positive, hours_per_year=positive)
def implied_load_factor(energy_twh: Floats, power_gw: Floats, *, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """Load factor that a forecast of energy and one of power imply together: ``1000 E/(8760 P)``.

    Shapes: all arguments broadcast. Errors: `PhysicsError` above 1: the two do not belong together; `ParameterError` for
    negative values or no power. Source: definition.

    >>> round(implied_load_factor(580.0, 132.0), 4)
    0.5016
    """
    return _at_most_one("energy_twh", np.asarray(energy_twh) * 1000.0 / (np.asarray(power_gw) * hours_per_year))


@model(part=non_negative, whole=positive)
def share(part: Floats, whole: Floats) -> Floats:
    """A part over its whole, both in one unit. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a part above the whole, or no whole. Source: definition.

    >>> round(share(10.3, 48.6), 3)
    0.212
    """
    require(np.less_equal(part, whole), "the part is above the whole", parameter="part", value=part)
    return np.asarray(part) / whole


@model(part=non_negative, share=legal(0.0, 1.0, open_low=True))
def implied_total(part: Floats, share: Floats) -> Floats:
    """The whole that a part and its share imply, in the unit of the part: ``part/share``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a share outside 0 < s ≤ 1. Source: definition.

    >>> implied_total(10.0, 0.25)
    40.0
    """
    return np.asarray(part) / share


@model(total_usd=non_negative, capacity_gw=positive)
def capital_usd_per_gw(total_usd: Floats, capacity_gw: Floats) -> Floats:
    """Capital per capacity [USD/GW]; whether chips are inside is the caller's to say. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative total or no capacity. Source: definition.

    >>> round(capital_usd_per_gw(400e9, 7.0) / 1e9, 1)
    57.1
    """
    return np.asarray(total_usd) / capacity_gw


@model(wanted_gw=non_negative, workforce_limit_gw=non_negative.or_infinite(), transformer_limit_gw=non_negative.or_infinite())
def limited_additions_gw(wanted_gw: Floats, workforce_limit_gw: Floats, transformer_limit_gw: Floats) -> Floats:
    """Additions of a year within the limits of workforce and transformers [GW]: the least of the three.

    Shapes: all arguments broadcast; infinity is no limit. Errors: `ParameterError` for negative values. Source: definition.

    >>> limited_additions_gw(50.0, 40.0, 35.0)
    35.0
    """
    return np.minimum(np.minimum(wanted_gw, workforce_limit_gw), transformer_limit_gw)
