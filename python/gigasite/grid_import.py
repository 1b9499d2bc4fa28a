"""Grid import: connection, tariff, coincident peaks (model T17)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, along, finite, kernel, model, non_negative, positive

__all__ = [
    "ImportStep",
    "PeakCall",
    "coincident_peak_break_even",
    "coincident_peak_charge_usd_per_yr",
    "demand_charge_usd_per_yr",
    "emissions_kg",
    "energy_cost_usd",
    "limited_import",
]

_KW_PER_MW = 1000.0


@model(power_mw=finite.series(), price_usd_per_mwh=finite.series(), step_h=positive)
def energy_cost_usd(power_mw: Floats, price_usd_per_mwh: Floats, *, step_h: Floats = 1.0, axis: int = -1) -> Floats:
    """Cost of energy [USD]: ``Σ P price Δt``; negative power is export, negative prices occur.

    Shapes: power and price are series along ``axis`` or numbers; ``step_h`` a number or a series.
    Errors: `ParameterError` for NaN or series of different length. Source: definition.

    >>> energy_cost_usd([10.0, 20.0], [50.0, -5.0])
    400.0
    """
    power, price, hours = along(axis, power_mw, price_usd_per_mwh, step_h)
    return np.sum(power * price * hours, axis=-1)


@model(monthly_peak_mw=non_negative.series(), rate_usd_per_kw_month=non_negative.series())
def demand_charge_usd_per_yr(monthly_peak_mw: Floats, rate_usd_per_kw_month: Floats, *, axis: int = -1) -> Floats:
    """Demand charge of a year [USD/yr]: ``Σ peak rate`` over the months along ``axis``.

    Shapes: the peaks of the twelve months, a rate or a rate for each month.
    Errors: `ParameterError` for negative values. Source: tariff form.

    >>> demand_charge_usd_per_yr([10.0] * 12, 8.0)
    960000.0
    """
    peak, rate = along(axis, monthly_peak_mw, rate_usd_per_kw_month)
    return np.sum(peak * _KW_PER_MW * rate, axis=-1)


@model(demand_at_peaks_mw=non_negative.series(), rate_usd_per_kw_yr=non_negative)
def coincident_peak_charge_usd_per_yr(demand_at_peaks_mw: Floats, rate_usd_per_kw_yr: Floats, *, axis: int = -1) -> Floats:
    """Charge on the demand at the peaks of the system [USD/yr]: mean of the coincident demands × rate.

    Shapes: the peaks along ``axis`` (four for 4CP); the rate is a number or an array over the other axes. Such rules are dated
    and change. Errors: `ParameterError` for negative values. Source: ERCOT four-coincident-peak (4CP) transmission charge.

    >>> coincident_peak_charge_usd_per_yr([10.0, 10.0, 10.0, 2.0], 50.0)
    400000.0
    """
    (demand,) = along(axis, demand_at_peaks_mw)
    return np.mean(demand, axis=-1) * _KW_PER_MW * rate_usd_per_kw_yr


class PeakCall(NamedTuple):
    """Worth of avoiding one coincident peak, and the price of energy at which it pays."""

    value_usd_per_mw: Floats
    break_even_usd_per_mwh: Floats


@model(rate_usd_per_mw_yr=non_negative, calls_per_peak=positive, hours_per_call=positive, peaks_per_yr=positive)
def coincident_peak_break_even(
    rate_usd_per_mw_yr: Floats, calls_per_peak: Floats, hours_per_call: Floats, *, peaks_per_yr: Floats = 4
) -> PeakCall:
    """What a coincident peak is worth, and the value of load below which it pays to stop for every call.

    Formula: ``value = rate/peaks``, ``break-even = value/(calls hours)``. Shapes: all arguments broadcast.
    Errors: `ParameterError` for no calls, hours or peaks. Source: as `coincident_peak_charge_usd_per_yr`.

    >>> coincident_peak_break_even(25_000.0, 4, 2.5)
    PeakCall(value_usd_per_mw=6250.0, break_even_usd_per_mwh=625.0)
    """
    value = np.asarray(rate_usd_per_mw_yr) / peaks_per_yr
    return PeakCall(*np.broadcast_arrays(value, value / (np.asarray(calls_per_peak) * hours_per_call)))


class ImportStep(NamedTuple):
    """What passes the connection; the four add up to the amount of the demand or surplus."""

    import_mw: Floats
    export_mw: Floats
    unserved_mw: Floats
    curtailed_mw: Floats


@model(demand_mw=finite, import_limit_mw=non_negative, export_limit_mw=non_negative, curtailment_mw=non_negative)
def limited_import(
    demand_mw: Floats, import_limit_mw: Floats, *, export_limit_mw: Floats = 0.0, curtailment_mw: Floats = 0.0
) -> ImportStep:
    """A demand (or, negative, a surplus) at a connection with limits and curtailment rights.

    Formula: of a demand D the grid calls off ``min(D, curtailment)``, the limit takes what remains, the rest is unserved; of a
    surplus the export limit takes its part and the rest is curtailed. ``|D| = import + export + unserved + curtailed``.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative limits. Source: balance at the meter.

    >>> limited_import(100.0, 80.0, curtailment_mw=10.0)
    ImportStep(import_mw=80.0, export_mw=0.0, unserved_mw=10.0, curtailed_mw=10.0)
    """
    step: ImportStep = kernel("grid_import.limited_import", demand_mw, import_limit_mw, export_limit_mw, curtailment_mw, result=ImportStep)
    return step


@model(power_mw=finite.series(), intensity_g_per_kwh=non_negative.series(), step_h=positive)
def emissions_kg(power_mw: Floats, intensity_g_per_kwh: Floats, *, step_h: Floats = 1.0, axis: int = -1) -> Floats:
    """Emissions of the energy drawn [kg CO2]: ``Σ P CI Δt`` (1 g/kWh is 1 kg/MWh).

    Shapes: power and intensity are series along ``axis`` or numbers; ``step_h`` a number or a series.
    Errors: `ParameterError` for a negative intensity. Source: definition.

    >>> emissions_kg([10.0, 20.0], [400.0, 100.0])
    6000.0
    """
    power, intensity, hours = along(axis, power_mw, intensity_g_per_kwh, step_h)
    return np.sum(power * intensity * hours, axis=-1)
