"""Dose behind a shield, and the upsets it makes in a chip and in a cluster (model I).

Rates add up; dose figures hold for the shield and orbit of their source. Silent corruption, detected error, functional
interrupt and total dose are separate channels: call the functions once for each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gigasite._model import Floats, along, flag, kernel, legal, model, non_negative, positive, possible, require, share
from gigasite.constants import JULIAN_YEAR_S
from gigasite.space_tables import find

__all__ = [
    "dose_margin",
    "dose_rate_rad_per_yr",
    "event_cross_section_cm2",
    "events_per_chip_yr",
    "mean_time_between_events_s",
    "mission_dose_rad",
    "operations_per_event",
    "weighted_rate_per_yr",
]

_TREND_M = (300e3, 2000e3)
_TREND_MM = (2.0, 20.0)


@model(altitude_m=non_negative, inclination_deg=legal(0.0, 180.0), shield_depth_mm=non_negative)
def dose_rate_rad_per_yr(altitude_m: Floats, inclination_deg: Floats, shield_depth_mm: Floats, *, dataset: str | None = None) -> Floats:
    """Total dose [rad(Si) per year] behind a shield of aluminium (parameter ``shield_depth``).

    Formula: linear in log dose between the points of a table. ``dataset`` names one that is installed; without it the built-in
    trend by altitude is used, one to two orders uncertain, without inclination, and always with a `ValidityWarning`: 300 to
    80,000 rad/yr at 300–2,000 km behind 2 mm, 15 % of it behind 10 mm, 10 % behind 20 mm.
    Shapes: arguments broadcast. Errors: `PhysicsError` outside the table, `DataError` for a data set that is not installed.
    Source: trend of spacedc-mdao 0.4.2; 150 rad/yr at 650 km behind 10 mm: Suncatcher, arXiv:2511.19468.

    >>> import warnings
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     round(dose_rate_rad_per_yr(650e3, 98.0, 10.0))
    150
    """
    if dataset is not None:
        return find("dose", dataset)(altitude_m, inclination_deg, shield_depth_mm)
    for name, value, (low, high) in (("altitude_m", altitude_m, _TREND_M), ("shield_depth_mm", shield_depth_mm, _TREND_MM)):
        inside = np.greater_equal(value, low) & np.less_equal(value, high)
        possible(inside, f"the built-in dose trend covers {low:g} to {high:g}", parameter=name, value=value)
    flag("dose_rate_rad_per_yr: the built-in dose is a trend, one to two orders uncertain; give a dataset")
    dose = kernel("radiation_effects.trend_dose_rate_rad_per_yr", altitude_m, shield_depth_mm)
    return dose + np.zeros(np.shape(inclination_deg))


@model(dose_rate_rad_per_yr=non_negative, years=non_negative)
def mission_dose_rad(dose_rate_rad_per_yr: Floats, years: Floats) -> Floats:
    """Dose [rad(Si)] of a mission: ``Ḋ·years``.

    Shapes: arguments broadcast. Errors: `ParameterError` for negative values. Source: definition.

    >>> mission_dose_rad(150.0, 5.0)
    750.0
    """
    return np.multiply(dose_rate_rad_per_yr, years)


@model(onset_dose_rad=positive, mission_dose_rad=positive)
def dose_margin(onset_dose_rad: Floats, mission_dose_rad: Floats) -> Floats:
    """Margin against total dose: ``D_onset/(Ḋ·years)``; below 1 the part does not last.

    Shapes: arguments broadcast. Errors: `ParameterError` for a dose of 0. Source: arXiv:2511.19468, section 4.3.

    >>> round(dose_margin(2000.0, 750.0), 3)
    2.667
    """
    return np.divide(onset_dose_rad, mission_dose_rad)


@model(dose_rate_rad_per_yr=positive, dose_per_event_rad=positive)
def events_per_chip_yr(dose_rate_rad_per_yr: Floats, dose_per_event_rad: Floats) -> Floats:
    """Events of one chip [1/yr] (parameters ``dose_rate``, ``dose_per_silent_corruption``): ``Ḋ/D_event``.

    Shapes: arguments broadcast. Errors: `ParameterError` for a dose of 0. Source: arXiv:2511.19468, section 4.3.

    >>> round(events_per_chip_yr(150.0, 17.0), 4)
    8.8235
    """
    return kernel("radiation_effects.events_per_chip_yr", dose_rate_rad_per_yr, dose_per_event_rad)


@model(events_per_chip_yr=positive, operations_per_s=non_negative, year_s=positive)
def operations_per_event(events_per_chip_yr: Floats, operations_per_s: Floats, *, year_s: Floats = JULIAN_YEAR_S) -> Floats:
    """Operations (inferences, say) between two events of a chip: ``year · rate of work/events``.

    Shapes: arguments broadcast. Errors: `ParameterError` for no events. Source: as `events_per_chip_yr`.

    >>> round(operations_per_event(150.0 / 17.0, 1.0))
    3576528
    """
    return kernel("radiation_effects.operations_per_event", events_per_chip_yr, operations_per_s, year_s)


@model(dose_per_event_rad=positive, fluence_per_cm2_rad=positive)
def event_cross_section_cm2(dose_per_event_rad: Floats, *, fluence_per_cm2_rad: Floats = 7.9e6) -> Floats:
    """Cross section of an event [cm² per chip]: ``1/(φ1 D_event)``, φ1 the fluence per dose of 67 MeV protons.

    Shapes: arguments broadcast. Errors: `ParameterError` for a dose of 0. Source: arXiv:2511.19468, section 4.3.

    >>> f"{event_cross_section_cm2(17.0):.2e}"
    '7.45e-09'
    """
    return kernel("radiation_effects.event_cross_section_cm2", dose_per_event_rad, fluence_per_cm2_rad)


@model(chips=legal(1.0), dose_rate_rad_per_yr=positive, dose_per_event_rad=positive, year_s=positive)
def mean_time_between_events_s(
    chips: Floats, dose_rate_rad_per_yr: Floats, dose_per_event_rad: Floats, *, year_s: Floats = JULIAN_YEAR_S
) -> Floats:
    """Mean time [s] between events of a cluster: ``year D_event/(Ḋ N)``.

    Shapes: arguments broadcast. Errors: `ParameterError` for fewer than one chip. Valid: rates small against the duration of a step.
    Source: arXiv:2511.19468, section 4.3.

    >>> round(mean_time_between_events_s(10_000, 150.0, 17.0))
    358
    """
    return kernel("radiation_effects.mean_time_between_events_s", chips, dose_rate_rad_per_yr, dose_per_event_rad, year_s)


@model(rates_per_yr=non_negative, time_shares=share)
def weighted_rate_per_yr(rates_per_yr: Floats, time_shares: Floats, *, axis: int = -1) -> Floats:
    """Mean rate [1/yr] over classes of position (quiet, South Atlantic Anomaly, poles): ``Σ share · rate``.

    Shapes: classes along ``axis``; rates and shares broadcast. Errors: `ParameterError` when the shares do not add up to 1 within
    1e-9. Source: rates of independent positions add.

    >>> round(weighted_rate_per_yr([1.0, 40.0, 10.0], [0.88, 0.05, 0.07]), 2)
    3.58
    """
    rates, shares = along(axis, rates_per_yr, time_shares)
    total: Any = shares.sum(axis=-1)
    require(np.abs(total - 1.0) <= 1e-9, "the shares of time do not add up to 1", parameter="time_shares", value=np.ravel(total)[0])
    return (rates * shares).sum(axis=-1)
