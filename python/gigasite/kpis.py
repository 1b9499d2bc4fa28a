"""Key figures of a site: ISO/IEC 30134, EN 50600-4, EU 2024/1364 (model T11).

Every energy may be a number (a year) or a series, which is summed first: a key figure is a ratio of sums, not a mean of ratios.
The sums cover twelve months and one boundary; what is inside is the caller's statement.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, kernel, legal, model, non_negative, positive, require, share

__all__ = [
    "BoundaryView",
    "cer",
    "cue_kg_per_kwh",
    "dcie",
    "ere",
    "erf",
    "heat_pump_boundary",
    "itue",
    "partial_pue",
    "pue",
    "ref",
    "tue",
    "wue_l_per_kwh",
]

_at_least_one = legal(1.0)


def _total(energy: Floats, axis: int) -> Floats:
    return np.sum(energy, axis=axis) if np.ndim(energy) else energy


def _ratio(above: Floats, below: Floats, axis: int, name: str) -> Floats:
    """Ratio of sums; the sum below must be positive."""
    total = _total(below, axis)
    require(np.greater(total, 0.0), "the sum must be positive", parameter=name, value=float(np.min(total)), low=0.0)
    return np.divide(_total(above, axis), total)


def _part_of(ratio: Floats, name: str, whole: str) -> Floats:
    require(np.less_equal(ratio, 1.0 + 1e-12), f"more than {whole}, of which it is a part", parameter=name)
    return np.minimum(ratio, 1.0)


@model(facility_mwh=non_negative, it_mwh=non_negative)
def pue(facility_mwh: Floats, it_mwh: Floats, *, axis: int = -1) -> Floats:
    """Power usage effectiveness [1]: ``E_dc/E_it``, ratio of the sums along ``axis``.

    Errors: `ParameterError` for no IT energy, or a facility that draws less than its IT. Source: ISO/IEC 30134-2.

    >>> round(pue([11.0, 3.0], [10.0, 2.0]), 6)
    1.166667
    """
    ratio = _ratio(facility_mwh, it_mwh, axis, "it_mwh")
    require(np.greater_equal(ratio, 1.0 - 1e-12), "the facility draws less than its IT equipment", parameter="facility_mwh")
    return np.maximum(ratio, 1.0)


@model(subsystem_mwh=non_negative, it_mwh=non_negative)
def partial_pue(subsystem_mwh: Floats, it_mwh: Floats, *, axis: int = -1) -> Floats:
    """Partial PUE inside a boundary [1]: ``(E_sub + E_it)/E_it``. Errors: `ParameterError` for no IT energy. Source: ISO/IEC 30134-2.

    >>> partial_pue(60.0, 1000.0)
    1.06
    """
    return 1.0 + _ratio(subsystem_mwh, it_mwh, axis, "it_mwh")


@model(facility_mwh=non_negative, it_mwh=non_negative)
def dcie(facility_mwh: Floats, it_mwh: Floats, *, axis: int = -1) -> Floats:
    """Data centre infrastructure efficiency [1]: ``1/PUE``. Errors: as `pue`. Source: The Green Grid.

    >>> dcie(1250.0, 1000.0)
    0.8
    """
    return np.divide(1.0, pue(facility_mwh, it_mwh, axis=axis))


@model(it_mwh=non_negative, compute_mwh=non_negative)
def itue(it_mwh: Floats, compute_mwh: Floats, *, axis: int = -1) -> Floats:
    """IT power usage effectiveness [1]: ``E_it/E_compute``, the losses and fans inside the servers.

    Errors: `ParameterError` for more compute than IT energy.
    Source: M. K. Patterson et al., TUE, a new energy-efficiency metric, ISC 2013, DOI 10.1007/978-3-642-38750-0_26.

    >>> round(itue(0.1, 0.09), 6)
    1.111111
    """
    ratio = _ratio(it_mwh, compute_mwh, axis, "compute_mwh")
    require(np.greater_equal(ratio, 1.0 - 1e-12), "the compute parts draw more than the IT equipment", parameter="compute_mwh")
    return np.maximum(ratio, 1.0)


@model(itue=_at_least_one, pue=_at_least_one)
def tue(itue: Floats, pue: Floats) -> Floats:
    """Total usage effectiveness [1]: ``ITUE · PUE``. Shapes: all arguments broadcast. Source: Patterson et al. 2013.

    >>> round(tue(1.1111111, 1.15), 5)
    1.27778
    """
    return kernel("kpis.tue", itue, pue)


@model(renewable_mwh=non_negative, facility_mwh=non_negative)
def ref(renewable_mwh: Floats, facility_mwh: Floats, *, axis: int = -1) -> Floats:
    """Renewable energy factor [1]: ``E_ren/E_dc``, at most 1. Errors: `ParameterError` above 1. Source: ISO/IEC 30134-3.

    >>> ref(770.0, 1100.0)
    0.7
    """
    return _part_of(_ratio(renewable_mwh, facility_mwh, axis, "facility_mwh"), "renewable_mwh", "the facility draws")


@model(reused_mwh=non_negative, facility_mwh=non_negative)
def erf(reused_mwh: Floats, facility_mwh: Floats, *, axis: int = -1) -> Floats:
    """Energy reuse factor [1]: ``E_reuse/E_dc``, heat measured where it leaves the boundary.

    Errors: `ParameterError` above 1. Source: ISO/IEC 30134-6.

    >>> round(erf(300.0, 1100.0), 6)
    0.272727
    """
    return _part_of(_ratio(reused_mwh, facility_mwh, axis, "facility_mwh"), "reused_mwh", "the facility draws")


@model(pue=_at_least_one, erf=share)
def ere(pue: Floats, erf: Floats) -> Floats:
    """Energy reuse effectiveness [1]: ``(1 − ERF) PUE``; below 1 is possible. Shapes: all arguments broadcast. Source: The Green Grid.

    >>> ere(1.1, 0.5)
    0.55
    """
    return kernel("kpis.ere", pue, erf)


@model(heat_removed_mwh=non_negative, cooling_mwh=non_negative)
def cer(heat_removed_mwh: Floats, cooling_mwh: Floats, *, axis: int = -1) -> Floats:
    """Cooling efficiency ratio [1]: ``Q_removed/E_cooling``. Errors: `ParameterError` for no cooling energy. Source: ISO/IEC 30134-7.

    >>> round(cer(1040.0, 60.0), 4)
    17.3333
    """
    return _ratio(heat_removed_mwh, cooling_mwh, axis, "cooling_mwh")


@model(co2_kg=non_negative, it_mwh=non_negative)
def cue_kg_per_kwh(co2_kg: Floats, it_mwh: Floats, *, axis: int = -1) -> Floats:
    """Carbon usage effectiveness [kg CO2/kWh of IT]: ``CO2/(1000 E_it)``.

    Errors: `ParameterError` for no IT energy. Source: ISO/IEC 30134-8.

    >>> cue_kg_per_kwh(44e6, 1e6)
    0.044
    """
    return np.divide(_ratio(co2_kg, it_mwh, axis, "it_mwh"), 1000.0)


@model(water_m3=non_negative, it_mwh=non_negative)
def wue_l_per_kwh(water_m3: Floats, it_mwh: Floats, *, axis: int = -1) -> Floats:
    """Water usage effectiveness of the site [L/kWh of IT]: ``W/E_it`` (1 m³/MWh = 1 L/kWh); the source form is in `gigasite.water`.

    Errors: `ParameterError` for no IT energy. Source: ISO/IEC 30134-9.

    >>> wue_l_per_kwh(350000.0, 1e6)
    0.35
    """
    return _ratio(water_m3, it_mwh, axis, "it_mwh")


class BoundaryView(NamedTuple):
    """PUE, ERF and ERE of one plant from one boundary."""

    pue: Floats
    erf: Floats
    ere: Floats


@model(it_mwh=positive, other_mwh=non_negative, handover_mwh=non_negative, heat_pump_mwh=non_negative, delivered_mwh=non_negative.or_none())
def heat_pump_boundary(
    it_mwh: Floats,
    other_mwh: Floats,
    handover_mwh: Floats,
    heat_pump_mwh: Floats,
    *,
    inside: bool,
    delivered_mwh: Floats | None = None,
) -> BoundaryView:
    """One plant seen with its heat pump inside or outside the boundary.

    Inside, its electricity is facility energy and the heat is measured after it (``delivered_mwh``; by default handover + heat
    pump). Outside, neither counts and the heat is measured where it is handed over.
    Shapes: all arguments broadcast. Errors: `ParameterError` for more heat than energy. Source: ISO/IEC 30134-6.

    >>> outside = heat_pump_boundary(1000.0, 100.0, 300.0, 100.0, inside=False)
    >>> inside = heat_pump_boundary(1000.0, 100.0, 300.0, 100.0, inside=True)
    >>> round(outside.pue, 3), round(outside.erf, 4), round(inside.pue, 3), round(inside.erf, 4)
    (1.1, 0.2727, 1.2, 0.3333)
    """
    most = np.add(handover_mwh, heat_pump_mwh)
    delivered = most if delivered_mwh is None else delivered_mwh
    text = "more heat than the energy it is made of"
    require(np.less_equal(handover_mwh, np.add(it_mwh, other_mwh) * (1 + 1e-12)), text, parameter="handover_mwh")
    require(np.less_equal(delivered, most * (1 + 1e-12)), text, parameter="delivered_mwh")
    arguments = (it_mwh, other_mwh, handover_mwh, heat_pump_mwh, delivered, float(bool(inside)))
    return kernel("kpis.heat_pump_boundary", *arguments, result=BoundaryView)  # type: ignore[no-any-return]
