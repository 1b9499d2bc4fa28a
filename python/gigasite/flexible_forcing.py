"""What a site does to its own series: work that moves within the day, hours in which the grid may ask it to drop load, the wind at its
hubs, and the outages of its gas units.

A phase names its choices in ``Phase.forcing``. They act on the series before the engine runs, so draws with the same choices share them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gigasite.flexibility import shift_load
from gigasite.forcing import Forcing, wind_share
from gigasite.gas_island import units_available

__all__ = ["adapted", "available_share", "shifted_workload"]

Floats = NDArray[np.float64]

_PRICE = "grid_price_usd_per_mwh"


def adapted(base: Forcing, choices: Mapping[str, float]) -> Forcing:
    """The series of a site that makes these choices: ``flexible_share`` with its ``workload_cap``, ``curtailment_share``.

    Series that the user gave stay: a curtailed connection follows ``curtailment_share`` only where no ``grid_available`` is given.
    """
    if not choices:
        return base
    columns, notes = dict(base.columns), list(base.notes)
    price = columns.get(_PRICE)
    if "flexible_share" in choices:
        if price is None:
            notes.append("work does not move: an island has no price to move it by")
        else:
            columns["workload"] = shifted_workload(
                columns["workload"], price, choices["flexible_share"], choices["workload_cap"], base.step_s
            )
            notes.append(
                f"work: {choices['flexible_share']:.3g} of every hour may move within its day (UTC), by price with perfect foresight"
            )
    if choices.get("curtailment_share", 0.0) > 0.0:
        if "grid_available" in columns:
            notes.append("curtailment: as grid_available is given, not by curtailment_share")
        elif price is not None:
            columns["grid_available"] = available_share(price, choices["curtailment_share"])
            notes.append(f"curtailment: the dearest hours, {choices['curtailment_share']:.3g} of the energy that the contract could carry")
    if "wind_hub_height_m" in choices and base.wind_columns:
        share = wind_share(base, choices["wind_hub_height_m"], choices["wind_roughness_m"])
        columns |= dict.fromkeys(base.wind_columns, share)
    if choices.get("gas_units", 0.0) > 0.0:
        if "thermal_available" in columns:
            notes.append("outages: as thermal_available is given, not drawn")
        else:
            columns["thermal_available"] = _outages(choices, base)
            notes.append(
                f"outages: {choices['gas_units']:.0f} gas units, each out {choices['gas_forced_outage']:.3g} of the time at random, "
                f"repaired in {choices['gas_repair_time_h']:.3g} h on average"
            )
    return dataclasses.replace(base, columns=columns, notes=tuple(notes))


def _outages(choices: Mapping[str, float], base: Forcing) -> Floats:
    """Share of the gas units that are not out, step by step."""
    units = round(choices["gas_units"])
    up = units_available(
        units,
        choices["gas_forced_outage"],
        choices["gas_repair_time_h"],
        steps=base.n_steps,
        step_h=base.step_s / 3600.0,
        year=round(choices["outage_year"]),
    )
    return up / units


def shifted_workload(workload: Floats, price: Floats, flexible_share: float, cap: float, step_s: float) -> Floats:
    """The workload with ``flexible_share`` of every step free to move within its day to where power is cheapest, up to ``cap``.

    Formula: `flexibility.shift_load` on windows of 24 h. Every day keeps its work; hours behind the last whole day stay.
    Units: workload and cap over the mean of the fleet. Errors: none beyond those of `shift_load`. Source: as there.

    >>> day, price = np.ones(24), np.r_[np.full(12, 90.0), np.full(12, 10.0)]
    >>> shifted_workload(day, price, 0.2, 1.2, 3600.0)[[0, 12]].round(6).tolist()
    [0.8, 1.2]
    """
    window = round(86_400.0 / step_s)
    whole = len(workload) // window * window
    result = np.array(workload)
    if whole:
        work = result[:whole]
        # What is above the cap already may stay where it is.
        moved = shift_load(work, price[:whole], flexible_share, cap_mw=np.maximum(cap, work), window_steps=window, step_h=step_s / 3600.0)
        result[:whole] = moved.load_mw
    return result


def available_share(price: Floats, curtailment_share: float) -> Floats:
    """Share of the contract that may be drawn when the grid takes its rights in the dearest steps of the year.

    Formula: of n steps the dearest ⌊r n⌋ are 0 and the next ``1 − (r n − ⌊r n⌋)``, so that ``Σ (1 − a) = r n``; of equal prices the
    first comes first.

    >>> available_share(np.array([20.0, 90.0, 40.0, 60.0]), 0.375).tolist()
    [1.0, 0.0, 1.0, 0.5]
    """
    steps = curtailment_share * len(price)
    full = int(steps)
    dearest = np.argsort(-price, kind="stable")
    available = np.ones(len(price))
    available[dearest[:full]] = 0.0
    if full < len(price):
        available[dearest[full]] -= steps - full
    return available
